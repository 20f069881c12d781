package rollupsql_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/rollup"
)

// filter is a random one.
func (s *shop) filter() (f customer.Filter) {
	for range 1 + s.IntN(2) {
		switch s.IntN(8) {
		case 0, 6, 7:
			f.Statuses = []customer.Status{customer.Status(s.IntN(4)), customer.Status(s.IntN(4))}
		case 1:
			f.Types = []customer.Type{[]customer.Type{"favorite", "registered", "anonymous", "consent"}[s.IntN(4)], "consent"}
		case 2:
			a := decimal.RequireFromString(amounts[s.IntN(len(amounts))])
			f.Revenue = &customer.RevenueFilter{Currency: "EUR", Max: &a}
			if s.IntN(2) == 0 {
				f.Revenue = &customer.RevenueFilter{Currency: "JPY", Min: &a}
			}
		case 3:
			f.Created = calendar.Span{From: start.AddDate(0, 0, -40), To: s.at().AddDate(1, 0, 0)}
		case 4:
			f.Devices = []string{words[s.IntN(7)], words[s.IntN(7)]} // a question is of UTF-8
		case 5:
			f.Search = []string{"A", "ann", "LANI", "\u00e9", "e\u0301l", "%", `\`, "_", `"hi"`, "example.com", "' or", "b", "a\x00b", "\n", "nobody"}[s.IntN(15)]
		}
	}
	return f
}

// unread is a store whose views refuse to give all records, so a page that is answered
// was served by an index (H13).
type unread struct{ rollup.Store }

func (s unread) View(ctx context.Context, read func(rollup.View) error) error {
	return s.Store.View(ctx, func(v rollup.View) error { return read(unreadView{v, v.(rollup.Pager)}) })
}

type unreadView struct {
	rollup.View
	rollup.Pager
}

var errScanned = errors.New("all records were asked for")

func (v unreadView) Records(ctx context.Context, a rollup.Ask) iter.Seq2[*rollup.Record, error] {
	if a.IDs == nil && a.UntilBy.IsZero() && a.NextBy.IsZero() {
		return func(yield func(*rollup.Record, error) bool) { yield(nil, errScanned) }
	}
	return v.View.Records(ctx, a)
}

// servedColumns are those by which a page is served.
var servedColumns = []customer.Column{"", "status", "id", "email", "created_at", "last_usage", "last_login", "paid_orders", "revenue", "revenue", "revenue"}

var key = func() *customer.CursorKey {
	k, err := customer.NewCursorKey([]byte("a secret of thirty-two characters"))
	if err != nil {
		panic(err)
	}
	return k
}()

// H12, H13: over random shops that change, the pages of a rollup in a database are those of
// the facts, and are served by the database where it says so.
func TestPagesAreThoseOfTheFacts(t *testing.T) {
	everyEngine(t, func(t *testing.T, open func(t testing.TB) base) {
		pages := 0
		for seed := range uint64(worlds(t, 6)) {
			s := newShop(seed, 35, 120)
			store := open(t).store(t)
			r := rollup.Rollup{Store: store, Query: customer.Query{AsOf: start, ConsentPopup: true, RequireSignIn: seed%2 == 0}}
			r.Repository = s.Sorted()
			if err := r.Build(t.Context()); err != nil {
				t.Fatal(err)
			}
			for step := range 3 {
				if step > 0 {
					s.moves(t, &r)
				}
				for range 40 {
					pages += s.compare(t, r)
				}
			}
			if t.Failed() {
				t.Fatalf("shop %d", seed)
			}
		}
		t.Logf("%d pages", pages)
	})
}

// moves changes facts, goes on by a day or more, and refreshes who has to be.
func (s *shop) moves(t *testing.T, r *rollup.Rollup) {
	t.Helper()
	clear(s.dirty)
	for range 20 {
		s.fact()
	}
	r.Repository = s.Sorted()
	now, err := r.AsOf(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	due, err := r.Advance(t.Context(), now.AsOf.AddDate(0, 0, 1+s.IntN(9)))
	if err != nil {
		t.Fatal(err)
	}
	for id := range s.dirty {
		due = append(due, id)
	}
	if err := r.Refresh(t.Context(), due...); err != nil {
		t.Fatal(err)
	}
}

// compare compares all pages of a random question, and returns how many.
func (s *shop) compare(t *testing.T, r rollup.Rollup) (pages int) {
	t.Helper()
	q, err := r.AsOf(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	q.Filter, q.Limit = s.filter(), 1+s.IntN(12)
	q.Sort = customer.Sort{Column: servedColumns[s.IntN(len(servedColumns))], Descending: s.IntN(2) == 0, Currency: "EUR"}
	if !strings.ContainsAny(q.Filter.Search, "\n\x00") {
		r.Store = unread{r.Store}
	}
	for run := (&customer.Run{CursorKey: key}); ; pages++ {
		want, err := customer.List(t.Context(), r.Repository, q, run)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.List(t.Context(), q, run)
		if err != nil {
			t.Errorf("H13: %+v, search %q: %v", q, q.Filter.Search, err)
			return pages
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("H12: %+v, search %q (- facts, + rollup):\n%s", q, q.Filter.Search, diff)
			return pages
		}
		if q.After = want.Next; q.After == "" {
			return pages + 1
		}
	}
}
