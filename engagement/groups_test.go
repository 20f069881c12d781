package engagement

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// groupsOf counts users with these sets of names, written as one text each.
func groupsOf(whole bool, users ...[]string) Groups {
	var g Groups
	for _, set := range users {
		if whole {
			g.addWhole(nameSet().Sorted(set, new([]string)), new(nameCache))
		} else {
			g.add(set, new(nameCache))
		}
	}
	return g
}

// rowsOf is a breakdown as text: "a 2, b 1, other 1 of 3".
func rowsOf(b Breakdown[Row]) string {
	var rows []string
	for _, r := range b.Rows {
		name := r.Name
		if r.Other {
			name = "other"
		}
		rows = append(rows, fmt.Sprintf("%s %d", name, r.Users))
	}
	return fmt.Sprintf("%s of %d", strings.Join(rows, ", "), b.Total)
}

func TestGroupsBreakdown(t *testing.T) {
	a, b, c := []string{"a"}, []string{"b"}, []string{"c"}
	ab, abc, bc := []string{"a", "b"}, []string{"a", "b", "c"}, []string{"b", "c"}
	for _, x := range []struct {
		users  [][]string
		top    int
		want   string
		reason string
	}{
		{nil, 0, " of 0", "nobody"},
		{nil, 3, " of 0", "nobody, capped"},
		{[][]string{{}, {}}, 1, " of 0", "users without a name are in no row"},
		{[][]string{a, b, b}, 0, "b 2, a 1 of 3", "users descending"},
		{[][]string{{"z"}, {"é"}, {"Z"}, {"9"}, {"10"}, {""}}, 0, " 1, 10 1, 9 1, Z 1, z 1, é 1 of 6", "then by the name's bytes"},
		{[][]string{abc, ab, a}, 0, "a 3, b 2, c 1 of 3", "one user in several rows"},
		{[][]string{abc, ab, a}, 1, "a 3, other 2 of 3", "the rest are distinct users, those in the first rows too"},
		{[][]string{abc, ab, a}, 2, "a 3, b 2, other 1 of 3", "the rest of two"},
		{[][]string{abc, ab, a}, 3, "a 3, b 2, c 1 of 3", "no rest, no other"},
		{[][]string{abc, ab, a}, 9, "a 3, b 2, c 1 of 3", "a cap beyond the names"},
		{[][]string{bc, bc, a, a, a}, 1, "a 3, other 2 of 5", "who has two of the rest is one user"},
		{[][]string{b, c, a, a}, 1, "a 2, other 2 of 4", "who has one of the rest"},
		{[][]string{b, a}, 1, "a 1, other 1 of 2", "a cap between equals goes by name"},
		{[][]string{{"ab"}, {"a", "b"}}, 1, "a 1, other 2 of 2", "names are not run together"},
		{[][]string{{"other"}, {"other"}, {"x"}}, 1, "other 2, other 1 of 3", "a name like the line of the others"},
	} {
		g := groupsOf(true, x.users...)
		got := g.Breakdown(x.top)
		if rows := rowsOf(got); rows != x.want {
			t.Errorf("E7: %s: got %q, want %q", x.reason, rows, x.want)
		}
		if got.AddsUp {
			t.Errorf("E6: %s: rows by name overlap", x.reason)
		}
		for i, r := range got.Rows {
			if r.Other != (x.top > 0 && i == x.top) || r.Other && r.Name != "" {
				t.Errorf("E7: %s: row %d: %+v", x.reason, i, r)
			}
		}
	}
}

// Groups that were counted without a cap do not know who has one of the rest.
// They answer in full rather than wrongly; where nobody has two names they know.
func TestGroupsCountedWithoutCap(t *testing.T) {
	g := groupsOf(false, []string{"a", "b", "c"}, []string{"a"})
	if got := rowsOf(g.Breakdown(1)); got != "a 2, b 1, c 1 of 2" {
		t.Errorf("E7: not counted for a cap: %s", got)
	}
	g.Merge(groupsOf(true, []string{"b", "c"}))
	if got := rowsOf(g.Breakdown(1)); got != "a 2, b 2, c 2 of 3" {
		t.Errorf("E7: a part not counted for a cap: %s", got)
	}
	g = groupsOf(false, []string{"a"}, []string{"b"}, []string{"c"})
	if got := rowsOf(g.Breakdown(1)); got != "a 1, other 2 of 3" {
		t.Errorf("E7: one name each: %s", got)
	}
}

// Without a cap memory grows with the names, and not with their sets.
func TestGroupsMemory(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var g Groups
	near := newNameCache()
	for range 10_000 {
		var set []string
		for n := range 30 {
			if r.IntN(2) == 0 {
				set = append(set, string(rune('A'+n)))
			}
		}
		g.add(set, &near)
	}
	if len(g.users) != 30 {
		t.Errorf("E6: %d counters for 30 names", len(g.users))
	}
}

// Long names, and names of any bytes, come out as they went in.
func TestGroupsNames(t *testing.T) {
	long := strings.Repeat("x", 70_000)
	names := []string{"", "\x00", "\x01a", "a\x00b", long, long + "y", "\xff\xfe", strings.Repeat("z", 127), strings.Repeat("z", 128)}
	for _, whole := range []bool{true, false} {
		g := groupsOf(whole, names)
		got := map[string]int{}
		for _, r := range g.Breakdown(0).Rows {
			got[r.Name] = r.Users
		}
		for _, name := range names {
			if got[name] != 1 {
				t.Errorf("E6: %d users have the name of %d bytes", got[name], len(name))
			}
		}
		if len(got) != len(names) || g.Total != 1 {
			t.Errorf("E6: %d names of %d, %d users", len(got), len(names), g.Total)
		}
	}
}

// Merging changes neither part afterwards.
func TestGroupsMergeShares(t *testing.T) {
	a, b := groupsOf(true, []string{"a", "b"}), groupsOf(true, []string{"b"}, []string{"c"})
	var all Groups
	all.Merge(a)
	all.Merge(Groups{})
	all.Merge(b)
	all.addWhole([]string{"a"}, new(nameCache))
	for _, c := range []struct {
		g    Groups
		want string
	}{{a, "a 1, b 1 of 1"}, {b, "b 1, c 1 of 2"}, {all, "a 2, b 2, c 1 of 4"}} {
		if got := rowsOf(c.g.Breakdown(0)); got != c.want {
			t.Errorf("E6: merging: got %q, want %q", got, c.want)
		}
	}
	var none Groups
	none.Merge(Groups{})
	differs(t, "E6: the zero groups are the identity", Groups{}, none)
}
