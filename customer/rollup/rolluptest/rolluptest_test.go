package rolluptest

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// The reference keeps its contract.
func TestMemory(t *testing.T) {
	Run(t, func(testing.TB) rollup.Store { return new(rollup.Memory) })
}

// spoiled is a store whose batches and views are spoiled.
type spoiled struct {
	rollup.Memory
	batch func(*rollup.Batch)
	view  func(rollup.View) rollup.View
}

func (s *spoiled) Write(ctx context.Context, b rollup.Batch) error {
	if s.batch != nil {
		s.batch(&b)
	}
	return s.Memory.Write(ctx, b)
}

func (s *spoiled) View(ctx context.Context, read func(rollup.View) error) error {
	return s.Memory.View(ctx, func(v rollup.View) error {
		if s.view != nil {
			v = s.view(v)
		}
		return read(v)
	})
}

// badView is a view that spoils what it reads.
type badView struct {
	rollup.View
	ask   func(*rollup.Ask)
	entry func(*rollup.EntryAsk)
	page  func(*rollup.PageAsk)
}

func (v badView) Records(ctx context.Context, a rollup.Ask) iter.Seq2[*rollup.Record, error] {
	if v.ask != nil {
		v.ask(&a)
	}
	return v.View.Records(ctx, a)
}

func (v badView) Entries(ctx context.Context, a rollup.EntryAsk) iter.Seq2[rollup.Entry, error] {
	if v.entry != nil {
		v.entry(&a)
	}
	return v.View.Entries(ctx, a)
}

func (v badView) Page(ctx context.Context, a rollup.PageAsk) (int, iter.Seq2[*rollup.Record, error], error) {
	if v.page != nil {
		v.page(&a)
	}
	return v.View.(rollup.Pager).Page(ctx, a)
}

// Every illegal store is caught, by the clause that it breaks.
func TestIllegalStores(t *testing.T) {
	batch := func(f func(*rollup.Batch)) rollup.Store { return &spoiled{batch: f} }
	view := func(b badView) rollup.Store {
		return &spoiled{view: func(v rollup.View) rollup.View { b := b; b.View = v; return b }}
	}
	for _, c := range []struct {
		what, caught string
		open         func() rollup.Store
	}{
		{"loses a row", "H10: what was written", func() rollup.Store {
			return batch(func(b *rollup.Batch) { b.Put = b.Put[:max(0, len(b.Put)-1)] })
		}},
		{"forgets the fingerprint", "H10: what was written", func() rollup.Store { return batch(func(b *rollup.Batch) { b.Meta.Print = "" }) }},
		{"forgets where the build goes on", "H10: what was written", func() rollup.Store { return batch(func(b *rollup.Batch) { b.Meta.From = "" }) }},
		{"removes nobody", "H10: what was written", func() rollup.Store { return batch(func(b *rollup.Batch) { b.Remove = nil }) }},
		{"never clears", "H10: what was written", func() rollup.Store { return batch(func(b *rollup.Batch) { b.Clear = false }) }},
		{"keeps seconds", "H10: what was written", func() rollup.Store {
			return batch(func(b *rollup.Batch) {
				for i := range b.Put {
					b.Put[i].Until = b.Put[i].Until.Truncate(time.Second)
				}
			})
		}},
		{"folds IDs", "H10: what was written", func() rollup.Store {
			return batch(func(b *rollup.Batch) {
				for i := range b.Put {
					d := &b.Put[i].Digest
					d.ID = customer.ID(strings.ToLower(string(d.ID)))
					d.Customer.ID = d.ID
				}
			})
		}},
		{"loses entries", "H6: entries", func() rollup.Store { return batch(func(b *rollup.Batch) { b.PutEntries = nil }) }},
		{"writes any version", "H3: a batch of another version", func() rollup.Store { return new(careless) }},
		{"has a stale index of Until", "H11: what is asked", func() rollup.Store {
			return view(badView{ask: func(a *rollup.Ask) {
				if !a.UntilBy.IsZero() {
					a.UntilBy = a.UntilBy.Add(-1)
				}
			}})
		}},
		{"has an index of Next that is rounded", "H11: what is asked", func() rollup.Store {
			return view(badView{ask: func(a *rollup.Ask) {
				if !a.NextBy.IsZero() {
					a.NextBy = a.NextBy.Add(time.Second)
				}
			}})
		}},
		{"knows no limit", "H11: what is asked", func() rollup.Store { return view(badView{ask: func(a *rollup.Ask) { a.Limit = 0 }}) }},
		{"hands over what was said", "H6: entries", func() rollup.Store { return view(badView{entry: func(a *rollup.EntryAsk) { a.Pending = false }}) }},
		{"has pages in another order", "H13: a page", func() rollup.Store {
			return view(badView{page: func(a *rollup.PageAsk) { a.Sort.Descending = !a.Sort.Descending }})
		}},
		{"has pages that begin anew", "H13: a page", func() rollup.Store { return view(badView{page: func(a *rollup.PageAsk) { a.After = nil }}) }},
		{"tears a batch", "H10: a batch that is cut off", func() rollup.Store { return new(torn) }},
		{"commits a batch in two, and fails between", "H10: a batch that is cut off", func() rollup.Store { return new(inTwo) }},
		{"commits turns apart, and fails between", "H10: a batch that is cut off", func() rollup.Store { return &inTwo{turns: true} }},
		{"writes no turn", "H10: what was written", func() rollup.Store { return batch(func(b *rollup.Batch) { b.Turns = nil }) }},
		{"turns a status and not its end", "H10: what was written", func() rollup.Store { return batch(endless) }},
		{"turns whoever is not there", "H10: what was written", func() rollup.Store { return batch(makesUp) }},
		{"has an index of Until that a turn does not change", "H11: what is asked", func() rollup.Store { return new(stale) }},
		{"has pages that a turn does not change", "H13: a page", func() rollup.Store { return &stale{pages: true} }},
		{"has views that see what is written", "H10: a view is one state", func() rollup.Store { return new(moving) }},
	} {
		err := Check(t.Context(), func() (rollup.Store, error) { return c.open(), nil })
		if err == nil || !strings.Contains(err.Error(), c.caught) {
			t.Errorf("a store that %s is not caught by %q: %.300v", c.what, c.caught, err)
		}
	}
}

// careless writes whatever version.
type careless struct{ rollup.Memory }

func (s *careless) Write(ctx context.Context, b rollup.Batch) error {
	next(ctx, &s.Memory, &b)
	return s.Memory.Write(ctx, b)
}

// moving has views that ask the store anew each time.
type moving struct{ rollup.Memory }

func (s *moving) View(_ context.Context, read func(rollup.View) error) error { return read(s) }

func (s *moving) now() (now rollup.View) {
	_ = s.Memory.View(context.Background(), func(v rollup.View) error { now = v; return nil })
	return now
}

func (s *moving) Meta(ctx context.Context) (rollup.Meta, error) { return s.now().Meta(ctx) }

func (s *moving) Records(ctx context.Context, a rollup.Ask) iter.Seq2[*rollup.Record, error] {
	return s.now().Records(ctx, a)
}

func (s *moving) Entries(ctx context.Context, a rollup.EntryAsk) iter.Seq2[rollup.Entry, error] {
	return s.now().Entries(ctx, a)
}

// generous has pages with more rows than match.
type generous struct{ badView }

func (v generous) Page(ctx context.Context, a rollup.PageAsk) (int, iter.Seq2[*rollup.Record, error], error) {
	total, _, err := v.badView.Page(ctx, a)
	if err != nil {
		return 0, nil, err
	}
	a.Filter = customer.Filter{}
	_, all, err := v.badView.Page(ctx, a)
	return total, all, err
}

// H13: a row that does not match is passed over.
func TestRowsThatDoNotMatch(t *testing.T) {
	Run(t, func(testing.TB) rollup.Store {
		return &spoiled{view: func(v rollup.View) rollup.View { return generous{badView{View: v}} }}
	})
}

// twice has pages that begin with a row twice.
type twice struct{ badView }

func (v twice) Page(ctx context.Context, a rollup.PageAsk) (int, iter.Seq2[*rollup.Record, error], error) {
	total, all, err := v.badView.Page(ctx, a)
	return total, func(yield func(*rollup.Record, error) bool) {
		first := true
		for r, err := range all {
			if first && !yield(r, err) {
				return
			}
			if first = false; !yield(r, err) {
				return
			}
		}
	}, err
}

// H13: a row out of order is an error, whatever the page would be; so is one that comes
// twice.
func TestRowsOutOfOrder(t *testing.T) {
	for what, view := range map[string]func(rollup.View) rollup.View{
		"out of order": func(v rollup.View) rollup.View {
			return badView{View: v, page: func(a *rollup.PageAsk) { a.Sort.Descending = !a.Sort.Descending }}
		},
		"twice": func(v rollup.View) rollup.View { return twice{badView{View: v}} },
	} {
		r := rollup.Rollup{Store: &spoiled{view: view}, Repository: facts(), Query: question()}
		if err := r.Build(t.Context()); err != nil {
			t.Fatal(err)
		}
		q := question()
		q.Limit = 3
		if _, err := r.List(t.Context(), q, nil); !errors.Is(err, rollup.ErrStore) {
			t.Errorf("H13: a page with a row %s: %v, want %v", what, err, rollup.ErrStore)
		}
	}
}
