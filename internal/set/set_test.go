package set

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var texts = Of[string]{Compare: strings.Compare}

// counted is a name and a number, of which the larger one stays.
type counted struct {
	name string
	n    int
}

var counts = Of[counted]{
	Compare: func(a, b counted) int { return cmp.Compare(a.name, b.name) },
	Merge:   func(a *counted, b counted) { a.n = max(a.n, b.n) },
}

func TestSets(t *testing.T) {
	for _, c := range []struct{ set, want []string }{
		{nil, nil},
		{[]string{"a"}, []string{"a"}},
		{[]string{"a", "b"}, []string{"a", "b"}},
		{[]string{"b", "a"}, []string{"a", "b"}},
		{[]string{"a", "a"}, []string{"a"}},
		{[]string{"", "b", "", "a", "b"}, []string{"", "a", "b"}},
	} {
		before := slices.Clone(c.set)
		if got := texts.Sorted(c.set, new([]string)); !slices.Equal(got, c.want) {
			t.Errorf("Sorted(%q) is %q, want %q", before, got, c.want)
		}
		if got := texts.Union(c.set, c.set); !slices.Equal(got, c.want) {
			t.Errorf("the union of %q with itself is %q, want %q", before, got, c.want)
		}
		if !slices.Equal(c.set, before) {
			t.Errorf("asking changed %q to %q", before, c.set)
		}
		if got := texts.Tidy(c.set); !slices.Equal(got, c.want) {
			t.Errorf("Tidy(%q) is %q, want %q", before, got, c.want)
		}
	}
}

// A set is what a map holds, whatever comes in which order. Elements that are one
// are merged, also those that lie far apart.
func TestLawMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(rapid.Custom(func(t *rapid.T) counted {
			return counted{fmt.Sprint(rapid.IntRange(0, 30).Draw(t, "name")), rapid.IntRange(0, 3).Draw(t, "n")}
		})).Draw(t, "elements")
		most := map[string]int{}
		var whole, even, odd []counted
		for i, x := range all {
			most[x.name] = max(most[x.name], x.n)
			whole = counts.Add(whole, x)
			if i%2 == 0 {
				even = counts.Add(even, x)
			} else {
				odd = counts.Add(odd, x)
			}
		}
		var want []counted
		for name, n := range most {
			want = append(want, counted{name, n})
		}
		slices.SortFunc(want, counts.Compare)
		for name, got := range map[string][]counted{
			"sorted": counts.Sorted(whole, new([]counted)), "as a union": counts.Union(odd, even), "tidied": counts.Tidy(whole),
		} {
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
	})
}

// What comes twice does not pile up.
func TestAddRepeats(t *testing.T) {
	for _, different := range []int{9, 50, 1000} {
		var set []string
		for i := range 100_000 {
			set = texts.Add(set, fmt.Sprint(i*7%different))
		}
		if len(set) > 4*different {
			t.Errorf("%d elements are kept of %d different ones", len(set), different)
		}
		if got := len(texts.Tidy(set)); got != different {
			t.Errorf("%d elements of %d", got, different)
		}
	}
}

// Many different elements are not sorted for each of them.
func TestAddManyDifferent(t *testing.T) {
	const n = 200_000
	comparisons := 0
	ints := Of[int]{Compare: func(a, b int) int { comparisons++; return cmp.Compare(a, b) }}
	for _, next := range []func(i int) int{
		func(i int) int { return i },
		func(i int) int { return -i },
		func(i int) int { return i * 7919 % n },
		func(i int) int { return i % (n / 2) },
	} {
		comparisons = 0
		var set []int
		for i := range n {
			set = ints.Add(set, next(i))
		}
		if each := comparisons / n; each > 60 {
			t.Errorf("%d comparisons an element", each)
		}
	}
}

// Neither Add nor Union changes another set that shares its memory.
func TestShares(t *testing.T) {
	set := make([]string, 0, 10)
	for _, x := range []string{"j", "i", "h", "g", "f", "e", "d", "c", "b", "a"} {
		set = texts.Add(set, x)
	}
	before := slices.Clone(set)
	texts.Add(set, "k")
	if !slices.Equal(set, before) {
		t.Errorf("adding changed another set to %q", set)
	}
	part := append(make([]string, 0, 9), "b", "a")
	if all := texts.Union(part, []string{"c"}); len(all) != 3 || part[0] != "b" {
		t.Errorf("the union is %q, and its part became %q", all, part)
	}
}

func TestAllocates(t *testing.T) {
	set, scratch := []string{"b", "a", "c"}, make([]string, 0, 8)
	if n := testing.AllocsPerRun(100, func() {
		texts.Add(set, "a")
		texts.Sorted(set, &scratch)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
