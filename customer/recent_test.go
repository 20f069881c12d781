package customer_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
)

func TestRecent(t *testing.T) {
	r := func(latest, second time.Time, older ...time.Time) customer.Recent {
		return customer.Recent{Latest: latest, Second: second, Older: older}
	}
	for _, c := range []struct {
		n      int
		add    []time.Time
		want   customer.Recent
		reason string
	}{
		{2, nil, r(never, never), "none"},
		{2, []time.Time{unknown}, r(never, never), "an undated login is not among the latest"},
		{2, []time.Time{day(1)}, r(day(1), never), "one"},
		{2, []time.Time{day(1), day(2)}, r(day(2), day(1)), "two, the earlier first"},
		{2, []time.Time{day(2), day(1)}, r(day(2), day(1)), "two, the later first"},
		{2, []time.Time{day(2), day(2)}, r(day(2), never), "the same instant twice is one"},
		{2, []time.Time{day(2), day(1), day(1)}, r(day(2), day(1)), "also the second"},
		{4, []time.Time{day(2), day(1), day(1)}, r(day(2), day(1)), "also where more are kept"},
		{2, []time.Time{day(3), day(1), day(2)}, r(day(3), day(2)), "a third goes between"},
		{2, []time.Time{day(2), day(1), day(3)}, r(day(3), day(2)), "a third goes before"},
		{2, []time.Time{day(3), day(2), day(1)}, r(day(3), day(2)), "a third goes after and is not kept"},
		{0, []time.Time{day(3), day(2), day(1)}, r(day(3), day(2)), "two are kept at least"},
		{4, []time.Time{day(1), day(5), day(3), day(2), day(4)}, r(day(5), day(4), day(3), day(2)), "four of five"},
		{4, []time.Time{day(1), day(2), day(3), day(4), day(2), day(1)}, r(day(4), day(3), day(2), day(1)), "the same instants among the older"},
		{3, []time.Time{day(1), day(2), day(3), day(4)}, r(day(4), day(3), day(2)), "the oldest falls out"},
		{2, []time.Time{day(2).In(time.FixedZone("", 3600)), day(2)}, r(day(2), never), "one instant in two zones"},
	} {
		var got customer.Recent
		for _, at := range c.add {
			got.Add(at, c.n)
		}
		same(t, "S1, S6: "+c.reason, c.want, got)
		inUTC(t, "S1", append(got.Older, got.Latest, got.Second)...)
		for i := range 6 {
			want := never
			if all := append([]time.Time{got.Latest, got.Second}, got.Older...); i > 0 && i <= len(all) {
				want = all[i-1]
			}
			if nth := got.Nth(i); !nth.Equal(want) {
				t.Errorf("S6: Nth(%d) = %v, want %v: %s", i, nth, want, c.reason)
			}
		}
	}
}

// A merge leaves its argument alone, and is not changed by what happens to it.
func TestRecentMergeShares(t *testing.T) {
	var a, b customer.Recent
	for n := range 5 {
		a.Add(day(2*n+1), 5)
		b.Add(day(2*n+2), 5)
	}
	before := customer.Recent{Latest: b.Latest, Second: b.Second, Older: slices.Clone(b.Older)}
	copied := a
	a.Merge(b, 5)
	same(t, "law: a merge changes what it took in", before, b)
	merged := customer.Recent{Latest: a.Latest, Second: a.Second, Older: slices.Clone(a.Older)}
	b.Add(day(9).Add(1), 5)
	copied.Add(day(3).Add(1), 5)
	same(t, "law: a merge shares memory with what it took in", merged, a)
}

// The latest n of some logins are those of the sorted, distinct instants,
// whatever the order, the repeats and the grouping.
func TestLawRecent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 5).Draw(t, "n")
		drawn := rapid.SliceOfN(rapid.IntRange(0, 8), 0, 9).Draw(t, "days")
		var whole customer.Recent
		parts := make([]customer.Recent, 3)
		var all []time.Time
		for i, d := range drawn {
			login := day(d)
			if d == 0 {
				login = unknown
			}
			whole.Add(login, n)
			parts[i%3].Add(login, n)
			if d > 0 && !slices.Contains(all, login) {
				all = append(all, login)
			}
		}
		slices.SortFunc(all, func(a, b time.Time) int { return b.Compare(a) })
		for i := range max(n, 2) {
			var want time.Time
			if i < len(all) {
				want = all[i]
			}
			if got := whole.Nth(i + 1); !got.Equal(want) {
				t.Fatalf("S1, S6: Nth(%d) of %d = %v, want %v", i+1, n, got, want)
			}
		}
		if !whole.Nth(max(n, 2) + 1).IsZero() {
			t.Fatalf("S6: more than %d logins are kept", n)
		}
		left, right := parts[0], parts[1]
		left.Merge(parts[1], n)
		left.Merge(parts[2], n)
		right.Merge(parts[2], n)
		right.Merge(parts[0], n)
		right.Merge(left, n)
		for i := range max(n, 2) {
			if !left.Nth(i+1).Equal(whole.Nth(i+1)) || !right.Nth(i+1).Equal(whole.Nth(i+1)) {
				t.Fatalf("law: merging parts in any grouping, and twice, is not the whole: %v, %v, %v", left, right, whole)
			}
		}
	})
}
