package fold

import (
	"context"
	"slices"
	"testing"
)

// parted has the facts of each range apart, and yields none itself.
type parted struct {
	town
	all   *sorted
	asked *[]Range[id]
}

func (p parted) Ranges(context.Context, int) ([]id, func(a, b id) int, error) {
	return []id{"b", "d"}, nil, nil
}

func (p parted) Part(r Range[id]) any {
	*p.asked = append(*p.asked, r)
	return sort_(town{people: p.all.heldPeople.within(r), events: p.all.heldEvents.within(r)})
}

// A range is read from the part that a repository has for it.
func TestPart(t *testing.T) {
	all := sort_(town{
		people: []person{{"a"}, {"b"}, {"c"}, {"d"}},
		events: []event{{"", 1}, {"a", 2}, {"c", 3}, {"c", 4}, {"e", 5}},
	})
	for _, follow := range []bool{false, true} {
		want, err := visited(all, follow, false, 1)
		if err != nil {
			t.Fatal(err)
		}
		var asked []Range[id]
		got, err := visited(parted{all: all, asked: &asked}, follow, false, 1)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("law: the parts are the whole: %q, error %v; want %q", got, err, want)
		}
		if !slices.Equal(asked, []Range[id]{{"", "b"}, {"b", "d"}, {"d", ""}}) {
			t.Errorf("law: each range is asked for once: %q", asked)
		}
	}
}

// unparted has no part for any range.
type unparted struct{ *sorted }

func (unparted) Part(Range[id]) any { return nil }

// A range without a part is read from the repository.
func TestNoPart(t *testing.T) {
	all := sort_(town{people: []person{{"a"}, {"b"}}, events: []event{{"a", 2}, {"c", 3}}})
	want, err := visited(all, false, false, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := visited(unparted{all}, false, false, 1)
	if err != nil || !slices.Equal(got, want) || len(got) == 0 {
		t.Errorf("law: without a part the repository is read: %q, error %v; want %q", got, err, want)
	}
}
