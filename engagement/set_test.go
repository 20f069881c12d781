package engagement

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

func TestSorted(t *testing.T) {
	for _, c := range []struct {
		set, want []string
		reason    string
	}{
		{nil, nil, "nothing"},
		{[]string{"a"}, []string{"a"}, "one"},
		{[]string{"a", "b"}, []string{"a", "b"}, "in order"},
		{[]string{"b", "a"}, []string{"a", "b"}, "out of order"},
		{[]string{"a", "a"}, []string{"a"}, "twice"},
		{[]string{"", "b", "", "a", "b"}, []string{"", "a", "b"}, "the empty text is one"},
	} {
		before := slices.Clone(c.set)
		differs(t, "E6: a set, "+c.reason, c.want, sorted(c.set, strings.Compare, new([]string)))
		differs(t, "asking does not change the set", before, c.set)
		differs(t, "E6: a set with itself is itself, "+c.reason, c.want, union(c.set, c.set, strings.Compare))
	}
}

func TestCompareValues(t *testing.T) {
	all := []Value{{"", ""}, {"", "b"}, {"a", ""}, {"a", "a"}, {"a", "b"}, {"b", "a"}}
	for i, a := range all {
		for j, b := range all {
			if got, want := compareValues(a, b), compareInts(i, j); got != want {
				t.Errorf("E6: compare %v with %v is %d, want %d", a, b, got, want)
			}
		}
	}
}

func compareInts(a, b int) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// What comes twice does not pile up, in whatever order, and nothing is lost.
func TestAddToRepeats(t *testing.T) {
	const different = 50
	var set []string
	for i := range 100_000 {
		set = addTo(set, fmt.Sprint(i*7%different), strings.Compare)
	}
	if len(set) > 4*different {
		t.Errorf("E6: %d elements are kept of %d different ones", len(set), different)
	}
	if got := len(sorted(set, strings.Compare, new([]string))); got != different {
		t.Errorf("E6: %d elements of %d", got, different)
	}
}

// Many different ones cost no sort each.
func TestAddToManyDifferent(t *testing.T) {
	const n = 200_000
	var set []Value
	for i := range n {
		set = addTo(set, Value{"size", fmt.Sprint(n - i)}, compareValues)
	}
	if got := len(sorted(set, compareValues, new([]Value))); got != n {
		t.Errorf("E6: %d values of %d", got, n)
	}
}

// Nothing is allocated for a fact that changes nothing.
func TestDigestAllocates(t *testing.T) {
	q := Query{AsOf: day(30), Channels: []customer.Channel{"web", "app"}, Range: days(1, 20)}
	var d Digest
	add := func() {
		d.AddMessage(in("ann", day(1)), &q)
		d.AddMessage(out("ann", day(25)), &q)
		d.AddMessage(in("ann", day(31)), &q)
		d.AddTag(tag("ann", "vip"))
		d.AddField(field("ann", "size", "42", day(1)), &q)
		d.AddField(field("ann", "size", "43", never), &q)
	}
	add()
	if n := testing.AllocsPerRun(100, add); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
