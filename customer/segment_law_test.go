package customer_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/segment/segmenttest"
)

// in are the IDs of those in a segment.
func in(t tester, repo customer.Repository, q customer.Query, segment string) string {
	q.Segment, q.Sort = customer.Segment(segment), customer.Sort{Column: "id"}
	return ids(list(t, repo, q).Rows)
}

// Q3: p and not p are disjoint and together everybody, and De Morgan's laws hold.
func TestSegmentLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		repo := drawRepo(t, facts)
		p, o := segmenttest.Draw(t, 2), segmenttest.Draw(t, 1)
		everybody := in(t, facts, q, "")
		for _, law := range []struct{ name, a, b string }{
			{"p or not p is everybody", in(t, repo, q, fmt.Sprintf("(%s) or not (%s)", p, p)), everybody},
			{"p and not p is nobody", in(t, repo, q, fmt.Sprintf("(%s) and not (%s)", p, p)), ""},
			{"not (p and o) is not p or not o", in(t, repo, q, fmt.Sprintf("not ((%s) and (%s))", p, o)), in(t, repo, q, fmt.Sprintf("not (%s) or not (%s)", p, o))},
			{"not (p or o) is not p and not o", in(t, repo, q, fmt.Sprintf("not ((%s) or (%s))", p, o)), in(t, repo, q, fmt.Sprintf("not (%s) and not (%s)", p, o))},
			{"p and o is o and p", in(t, repo, q, fmt.Sprintf("(%s) and (%s)", p, o)), in(t, repo, q, fmt.Sprintf("(%s) and (%s)", o, p))},
		} {
			if law.a != law.b {
				t.Fatalf("Q3: p = %s, o = %s: %s: %q, %q", p, o, law.name, law.a, law.b)
			}
		}
	})
}

// Q6: what is compiled to a filter matches what is evaluated on rows, where "not (not p)"
// is never compiled. The part of the segment passes everybody in it, and if it is the
// whole, nobody else.
func TestSegmentCompiled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		q.Filter = customer.Filter{}
		p := segmenttest.Draw(t, 2)
		for range rapid.IntRange(0, 3).Draw(t, "more") {
			p = "(" + p + ") and " + segmenttest.Draw(t, 0)
		}
		q.Segment = customer.Segment("not (not (" + p + "))")
		evaluated, err := q.Matcher(nil)
		if err != nil {
			t.Fatalf("Q6: %s: %v", p, err)
		}
		q.Segment = customer.Segment(p)
		compiled, err := q.Matcher(nil)
		if err != nil {
			t.Fatalf("Q6: %s: %v", p, err)
		}
		offered := customer.Query{AsOf: q.AsOf, Filter: compiled.Part}
		if err := offered.Check(); err != nil {
			t.Fatalf("Q6: the part of %s is no filter: %v", p, err)
		}
		all := q
		all.Segment = ""
		for _, r := range list(t, facts, all).Rows {
			a, b, part := compiled.Match(&r), evaluated.Match(&r), compiled.Part.Match(&r)
			if a != b || a && !part || compiled.Whole && a != part {
				t.Fatalf("Q6: %s: %v is matched %t compiled, %t evaluated; by the filter part, which is the whole: %t, %t", p, r, a, b, compiled.Whole, part)
			}
		}
	})
}

// Q1: a segment and a filter are one after the other; List, Rows, Reduce and Selection say
// the same, whatever the repository.
func TestSegmentEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		repo := drawRepo(t, facts)
		p := segmenttest.Draw(t, 2)
		filtered := q
		filtered.Segment = ""
		alone := q
		alone.Filter, alone.Segment = customer.Filter{}, customer.Segment(p)
		q.Segment = customer.Segment(p)
		var want []customer.ID
		inSegment := list(t, facts, alone).Rows
		for _, r := range list(t, facts, filtered).Rows {
			if slices.ContainsFunc(inSegment, func(s customer.Row) bool { return s.ID == r.ID }) {
				want = append(want, r.ID)
			}
		}
		idsOf := func(rows []customer.Row) (all []customer.ID) {
			for _, r := range rows {
				all = append(all, r.ID)
			}
			return all
		}
		if got := idsOf(list(t, repo, q).Rows); !slices.Equal(got, want) {
			t.Fatalf("Q1, L4: List with a filter and %s: %q, want %q", p, got, want)
		}
		selected, err := customer.Selection{All: true}.Rows(bg, repo, q)
		if got := idsOf(selected); err != nil || !slices.Equal(got, want) {
			t.Fatalf("Q1, L6: a Selection with %s: %q, %v; want %q", p, got, err, want)
		}
		var rows []customer.Row
		for r, err := range customer.Rows(bg, repo, q, nil) {
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, r)
		}
		got := idsOf(rows)
		slices.Sort(got)
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Fatalf("Q1: Rows with %s: %q, want %q", p, got, want)
		}
	})
}

// Several workers answer as one does.
func TestSegmentWorkers(t *testing.T) {
	m := bigTown(2000)
	for _, p := range []customer.Segment{
		`(revenue EUR > 20 or shares >= 1) and not status = active`, `last_usage within last 10 days and paid_orders > 0 and identity = registered`,
	} {
		q := customer.Query{AsOf: noon, Segment: p, Sort: customer.Sort{Column: "id"}}
		want, err := customer.List(bg, m, q, &customer.Run{Workers: 1})
		if err != nil || want.Total == 0 || want.Total == 2000 {
			t.Fatalf("Q1: %q passes %d of 2,000, %v; want some", string(p), want.Total, err)
		}
		for name, repo := range manyWays(m) {
			for _, workers := range []int{1, 2, 4} {
				got, err := customer.List(bg, repo, q, &customer.Run{Workers: workers})
				if err != nil {
					t.Fatal(err)
				}
				same(t, fmt.Sprintf("Q1: %d workers, %s", workers, name), rowsOf(want.Rows), rowsOf(got.Rows))
			}
		}
	}
}
