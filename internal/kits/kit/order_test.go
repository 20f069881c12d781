package kit

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

func backwards(a, b customer.ID) int { return cmp.Compare(b, a) }

// Guests come before everybody, whatever the order, and so are in the first range.
func TestOrder(t *testing.T) {
	for _, c := range []struct {
		why   string
		by    IDOrder
		r     customer.Range
		id    customer.ID
		holds bool
	}{
		{"everybody", nil, customer.Range{}, "mia", true},
		{"guests of everybody", nil, customer.Range{}, "", true},
		{"guests before a cut", nil, customer.Range{To: "a"}, "", true},
		{"guests before a cut, backwards", backwards, customer.Range{To: "a"}, "", true},
		{"guests after a cut", nil, customer.Range{From: "a"}, "", false},
		{"guests after a cut, backwards", backwards, customer.Range{From: "z"}, "", false},
		{"the cut begins a range", nil, customer.Range{From: "b", To: "c"}, "b", true},
		{"the cut ends a range", nil, customer.Range{From: "b", To: "c"}, "c", false},
		{"within, backwards", backwards, customer.Range{From: "c", To: "a"}, "b", true},
		{"outside, backwards", backwards, customer.Range{From: "b", To: "a"}, "c", false},
	} {
		if got := c.by.Holds(c.r, c.id); got != c.holds {
			t.Errorf("%s: %v holds %q: %t, want %t", c.why, c.r, string(c.id), got, c.holds)
		}
	}
}

// ranger cuts always in the same way.
type ranger struct {
	cuts    []customer.ID
	compare func(a, b customer.ID) int
	err     error
}

func (r ranger) Ranges(context.Context, int) ([]customer.ID, func(a, b customer.ID) int, error) {
	return r.cuts, r.compare, r.err
}

// Cuts ascend by an order of all IDs, and cut many customers into more than a few
// ranges.
func TestCuts(t *testing.T) {
	lengths := func(a, b customer.ID) int { return len(a) - len(b) } // an order for which many are equal
	for _, c := range []struct {
		why  string
		r    ranger
		want string
	}{
		{"ascending", ranger{cuts: []customer.ID{"C50", "c0", "c5", "x"}}, ""},
		{"where nobody is", ranger{cuts: []customer.ID{"!", "C5!", "c0!", "c5!", "~", "~~"}}, ""},
		{"backwards", ranger{cuts: []customer.ID{"x", "c5", "c0", "C50"}, compare: backwards}, ""},
		{"the wrong way round", ranger{cuts: []customer.ID{"x", "c5"}}, `"c5" comes after "x"`},
		{"twice", ranger{cuts: []customer.ID{"c5", "c5"}}, "must ascend"},
		{"equal by its order", ranger{cuts: []customer.ID{"c5", "x5"}, compare: lengths}, "must ascend"},
		{"empty", ranger{cuts: []customer.ID{"", "c5"}}, "must cut at an ID"},
		{"one range of everybody", ranger{}, "but one range has 81 of them"},
		{"one range of most", ranger{cuts: []customer.ID{"Ann"}}, "must cut 81 customers into ranges of about 10"},
		{"in no order", ranger{compare: func(a, b customer.ID) int { return 1 }}, "are compared in two ways"},
		{"with an error", ranger{err: errors.New("broken")}, "broken"},
	} {
		cut, by, err := askCuts(t.Context(), c.r, 10, Crowd())
		if err == nil {
			err = cutsEnough(cut, by, 10, Crowd())
		}
		wantError(t, c.why, err, c.want)
	}
}

// A kit finds a digest twice, one of another range, and an error.
func TestOneEach(t *testing.T) {
	digests := func(all ...Group) func(func(Group, error) bool) {
		return func(yield func(Group, error) bool) {
			for _, g := range all {
				if strings.HasPrefix(string(g.Owner), "!") {
					yield(Group{}, errors.New("broken"))
					return
				}
				if !yield(g, nil) {
					return
				}
			}
		}
	}
	within := customer.Range{From: "a", To: "c"}
	for _, c := range []struct {
		why  string
		all  []Group
		want string
	}{
		{"one each", []Group{{Owner: "a"}, {Owner: "b"}}, ""},
		{"parts", []Group{{Owner: "a", Parts: true}, {Owner: "a", Parts: true}}, ""},
		{"twice", []Group{{Owner: "a"}, {Owner: "b"}, {Owner: "a"}}, `one digest per customer, but "a"`},
		{"of another range", []Group{{Owner: "a"}, {Owner: "c"}}, `outside the range, but yields a digest of "c"`},
		{"of guests of another range", []Group{{Parts: true}}, "outside the range"},
		{"an error", []Group{{Owner: "a"}, {Owner: "!"}}, "broken"},
	} {
		wantError(t, c.why, oneEach(digests(c.all...), within, nil), c.want)
	}
}
