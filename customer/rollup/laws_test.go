package rollup_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/rollup"
)

func (h host) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return h.now().EachCustomer(ctx, s)
}

func (h host) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return h.now().EachLogin(ctx, s)
}

func (h host) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return h.now().EachOrder(ctx, s)
}

func (h host) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return h.now().EachMessage(ctx, s)
}

func (h host) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return h.now().EachAction(ctx, s)
}

func (h host) Ranges(context.Context, int) ([]customer.ID, func(a, b customer.ID) int, error) {
	return []customer.ID{"b", "bob", "c", "é"}, nil, nil
}

// H1, H4–H7, H10–H12: whatever facts come, late, ahead, changed, voided or removed, in
// whatever steps the rollup is refreshed and advanced, by name or by arrival, and wherever the store fails, it answers as the
// facts do, and the folded feed is what TrackStatus finds.
func TestRollupIsTheFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.store.fails = true
		w.do("build", func() error { return w.rollup.Build(bg) })
		base := map[customer.ID]customer.Status{}
		for _, c := range w.facts.Customers {
			d, err := customer.Get(bg, w.facts, c.ID, w.rollup.Query)
			if err != nil {
				t.Fatal(err)
			}
			base[c.ID] = d.Status
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			default:
				w.fact()
			case 2:
				w.refresh()
			case 3:
				w.advance()
			case 4:
				w.read(false)
			case 5:
				w.forget()
			}
		}
		w.refresh()
		w.compareAnswers()
		w.read(true)
		w.compareFeed(base)
		w.store.fails = false
		if again, err := w.rollup.Pending(bg, 0); err != nil || len(again) > 0 {
			t.Errorf("H6: pending after all was acknowledged: %v, %v", again, err)
		}
	})
}

// compareAnswers compares what the rollup answers with what the facts do (H12).
func (w *world) compareAnswers() {
	t := w.t
	q := w.rollup.Query
	q.AsOf = w.asOf
	var report customer.Report
	w.do("summarize", func() (err error) { report, err = w.rollup.Summarize(bg, q); return err })
	want, err := customer.Summarize(bg, w.facts, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Errorf("H12: Summarize (- facts, + rollup):\n%s", diff)
	}
	q.Sort = customer.Sort{Column: rapid.SampledFrom(append(customer.Columns(), "")).Draw(t, "column"), Descending: rapid.Bool().Draw(t, "descending"), Currency: "EUR"}
	q.Limit = rapid.IntRange(0, 2).Draw(t, "limit")
	switch rapid.IntRange(0, 3).Draw(t, "filter") {
	case 0:
		q.Filter.Statuses = []customer.Status{customer.Status(rapid.IntRange(0, 3).Draw(t, "status"))}
	case 1:
		q.Filter.Types = []customer.Type{"registered"}
	case 2:
		q.Filter.Search = rapid.SampledFrom([]string{"B", "an", "EXAMPLE", "x\x00", " ", "nobody"}).Draw(t, "search")
	case 3:
		q.Segment = "not favorite = true"
	}
	for {
		want, err := customer.List(bg, w.facts, q, sealed)
		if err != nil {
			t.Fatal(err)
		}
		var page customer.Page
		w.do("list", func() (err error) { page, err = w.rollup.List(bg, q, sealed); return err })
		if diff := cmp.Diff(want, page); diff != "" {
			t.Errorf("H12: List (- facts, + rollup):\n%s", diff)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	q.Limit, q.After = 0, ""
	for _, id := range people {
		want, wantErr := customer.Get(bg, w.facts, id, q)
		var got customer.Detail
		var gotErr error
		w.do("get", func() error {
			if got, gotErr = w.rollup.Get(bg, id, q); errors.Is(gotErr, customer.ErrNotFound) {
				return nil
			}
			return gotErr
		})
		if diff := cmp.Diff(want, got); diff != "" || errors.Is(wantErr, customer.ErrNotFound) != errors.Is(gotErr, customer.ErrNotFound) {
			t.Errorf("H12: Get of %q: %v, %v (- facts, + rollup):\n%s", string(id), wantErr, gotErr, diff)
		}
	}
}

// sealed is a run with a key for cursors.
var sealed = func() *customer.Run {
	key, err := customer.NewCursorKey([]byte("a secret of thirty-two characters"))
	if err != nil {
		panic(err)
	}
	return &customer.Run{CursorKey: key}
}()

// compareFeed compares what the reader has with what TrackStatus finds of the facts as they
// are now (H1, H5).
func (w *world) compareFeed(base map[customer.ID]customer.Status) {
	t := w.t
	q := w.rollup.Query
	q.AsOf, q.Range = w.asOf, calendar.Span{From: w.horizon.Add(1)}
	courses, err := customer.FollowStatus(bg, w.facts, q, people)
	if err != nil {
		t.Fatal(err)
	}
	for id := range w.reader.is {
		if _, ok := courses[id]; !ok && len(w.reader.is[id]) > 0 {
			t.Errorf("H1: nobody said that %q is gone", string(id))
		}
	}
	for id, c := range courses {
		entries := w.reader.is[id]
		from, at := w.horizon, base[id] // what was before the horizon is not corrected any more
		_, there := base[id]
		var got []customer.Transition
		for _, n := range sortedKeys(entries) {
			e := entries[n]
			switch {
			case e.Is.What == rollup.Appeared:
				from, at, got, there = later(e.At, w.horizon), e.Is.To, nil, true
			case e.Is.What == rollup.Older || !e.At.After(w.horizon):
				at = e.Is.To
			default:
				got = append(got, customer.Transition{Customer: id, At: e.At, From: e.Is.From, To: e.Is.To})
			}
		}
		if !there {
			t.Errorf("H1: nobody said that %q appeared", string(id))
			continue
		}
		var want []customer.Transition
		for _, m := range c.Transitions {
			if m.At.After(from) {
				want = append(want, m)
			}
		}
		if was := c.At(from); was != at {
			t.Errorf("H5: %q was %v at the beginning, and the feed says %v", string(id), was, at)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("H1, H5: the changes of %q (- TrackStatus, + folded feed):\n%s", string(id), diff)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func sortedKeys(m map[int64]rollup.Entry) []int64 {
	var all []int64
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// H2: tomorrow's list is what comes by time alone; advancing says the same, in one step or in
// many (H1): the feed of (a, b] and that of (b, c] are that of (a, c].
func TestTomorrowComes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		if err := w.rollup.Build(bg); err != nil {
			t.Fatal(err)
		}
		n := calendar.Days(rapid.SampledFrom([]int{0, 1, 7, 30, 120}).Draw(t, "n"))
		list, err := w.rollup.Tomorrow(bg, w.rollup.Query, n)
		if err != nil {
			t.Fatal(err)
		}
		known := w.facts // nobody logs in any more
		known.Logins = slices.DeleteFunc(slices.Clone(known.Logins), func(l customer.Login) bool { return l.At.After(start) })
		q := w.rollup.Query
		q.AsOf, q.Range = n.After(start), calendar.Span{From: start.Add(1)}
		trend, err := customer.TrackStatus(bg, known, q, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Collect(trend.Transitions())
		if diff := cmp.Diff(want, list); diff != "" {
			t.Errorf("H2: tomorrow's list (- by time, + list):\n%s", diff)
		}
		w.facts = known
		for w.asOf.Before(q.AsOf) {
			to := w.asOf.Add(time.Duration(rapid.IntRange(1, 60*24).Draw(t, "hours")) * time.Hour)
			if to.After(q.AsOf) {
				to = q.AsOf
			}
			w.advanceTo(to)
		}
		w.refresh()
		var fed []customer.Transition
		entries, err := w.rollup.Pending(bg, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			fed = append(fed, customer.Transition{Customer: e.Customer, At: e.At, From: e.Is.From, To: e.Is.To})
		}
		if diff := cmp.Diff(want, fed); diff != "" {
			t.Errorf("H1: the feed of many steps (- by time, + feed):\n%s", diff)
		}
	})
}
