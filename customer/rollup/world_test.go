package rollup_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/rollup"
)

var bg = context.Background()

// start is when rollups are built; the facts are of the months around it.
var start = time.Date(2024, 5, 31, 12, 0, 0, 0, time.UTC)

var people = []customer.ID{"ann", "bob", "é", "stranger", ""}

// drawInstant is around the start, often some window's length from it, now and then a
// nanosecond beside.
func drawInstant(t *rapid.T) time.Time {
	days := rapid.SampledFrom([]int{-92, -91, -40, -30, -23, -10, -7, -3, -1, 0, 0, 1, 2, 5, 7, 8, 20, 30, 40}).Draw(t, "days")
	return start.Add(time.Duration(days) * 24 * time.Hour).Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "beside")))
}

// world is a host: its facts, its rollup, and whoever reads its feed.
type world struct {
	t             *rapid.T
	facts         customer.Memory
	dirty         map[customer.ID]bool
	rollup        rollup.Rollup
	store         *shaky
	asOf, horizon time.Time
	reader        reader
	orders        int
	log           []rollup.Arrival
	byArrivals    bool // CatchUp finds who is to be refreshed
}

func newWorld(t *rapid.T) *world {
	w := &world{t: t, dirty: map[customer.ID]bool{}, store: &shaky{t: t}, asOf: start, horizon: start}
	for _, id := range people[:rapid.IntRange(0, 3).Draw(t, "customers")] {
		w.facts.Customers = append(w.facts.Customers, w.person(id))
	}
	for range rapid.IntRange(0, 8).Draw(t, "facts") {
		w.fact()
	}
	policy := rapid.SampledFrom([]customer.Policy{
		{}, {},
		{VeryActive: customer.Frequency{MoreThan: 2, Within: calendar.Days(30)}, Active: customer.Frequency{MoreThan: 0, Within: calendar.Months(1)}, Sleeper: calendar.Days(7)},
		{Active: customer.Frequency{MoreThan: 3, Within: calendar.Months(3)}, Sleeper: calendar.Days(7)},
	}).Draw(t, "policy")
	w.rollup = rollup.Rollup{
		Store: w.store, Repository: host{w},
		Query: customer.Query{AsOf: start, Policy: policy, RequireSignIn: rapid.Bool().Draw(t, "sign-in"), ConsentPopup: rapid.Bool().Draw(t, "popup")},
	}
	clear(w.dirty)
	w.byArrivals, w.rollup.Arrived = rapid.Bool().Draw(t, "by arrivals"), int64(len(w.log))
	return w
}

// touch takes note that somebody's facts change.
func (w *world) touch(id customer.ID) {
	w.dirty[id] = true
	w.log = append(w.log, rollup.Arrival{Number: int64(len(w.log)) + 1, Customer: id})
}

// EachArrival yields the last arrivals first, and now and then too many of them.
func (w *world) EachArrival(_ context.Context, since int64) iter.Seq2[rollup.Arrival, error] {
	return func(yield func(rollup.Arrival, error) bool) {
		for _, a := range slices.Backward(w.log) {
			if a.Number > since-2 && !yield(a, nil) {
				return
			}
		}
	}
}

// host is the repository of a world, as its facts are now: in ranges of a few.
type host struct{ *world }

func (h host) now() *customer.Sorted { return h.facts.Sorted() }

func (w *world) person(id customer.ID) customer.Customer {
	c := customer.Customer{ID: id, Username: "user " + string(id), Name: "name", SignedUp: rapid.Bool().Draw(w.t, "signed up"), Favorite: rapid.Bool().Draw(w.t, "favorite")}
	if rapid.Bool().Draw(w.t, "dated") {
		c.CreatedAt = drawInstant(w.t)
		c.EmailConsent = customer.Consent{Answer: customer.Granted, At: drawInstant(w.t)}
	}
	return c
}

// fact adds, changes or removes something, late or ahead of its time.
func (w *world) fact() {
	id := rapid.SampledFrom(people).Draw(w.t, "who")
	w.touch(id)
	at := drawInstant(w.t)
	switch rapid.IntRange(0, 9).Draw(w.t, "what") {
	default:
		w.facts.Logins = append(w.facts.Logins, customer.Login{Customer: id, At: at})
	case 3:
		w.facts.Messages = append(w.facts.Messages, customer.Message{Customer: id, At: at})
	case 4:
		w.facts.Actions = append(w.facts.Actions, customer.Action{Customer: id, Kind: customer.Share, At: at})
	case 5:
		w.orders++
		w.facts.Orders = append(w.facts.Orders, customer.Order{
			ID: customer.OrderID(fmt.Sprint(w.orders)), Customer: id, Kind: customer.OrderKind(w.orders % 4), PlacedAt: at, PaidAt: drawInstant(w.t),
			Total: customer.Money{Amount: decimal.New(1050, -2), Currency: "EUR"},
		})
	case 6, 7:
		if n := len(w.facts.Orders); n > 0 {
			o := &w.facts.Orders[rapid.IntRange(0, n-1).Draw(w.t, "order")]
			w.touch(o.Customer)
			if rapid.Bool().Draw(w.t, "void") {
				o.VoidedAt = at
			} else if len(o.Refunds) == 0 {
				o.Refunds = []customer.Refund{{ID: "r", At: at, Amount: o.Total.Amount}}
			}
		}
	case 8:
		w.facts.Logins = slices.DeleteFunc(w.facts.Logins, func(l customer.Login) bool { return l.Customer == id && l.At.Before(at) })
	case 9:
		w.comeOrGo(id)
	}
}

func (w *world) comeOrGo(id customer.ID) {
	if i := slices.IndexFunc(w.facts.Customers, func(c customer.Customer) bool { return c.ID == id }); i >= 0 {
		w.facts.Customers = slices.Delete(w.facts.Customers, i, i+1)
	} else if id != "" && id != "stranger" {
		w.facts.Customers = append(w.facts.Customers, w.person(id))
	}
}

// do tries a thing until it works: the store fails now and then.
func (w *world) do(what string, f func() error) {
	for range 100 {
		err := f()
		if err == nil {
			return
		}
		if !errors.Is(err, errShaky) {
			w.t.Fatalf("%s: %v", what, err)
		}
	}
	w.t.Fatalf("%s does not end", what)
}

// refresh refreshes who is to be refreshed, in any order and in parts.
func (w *world) refresh() {
	if w.byArrivals {
		w.do("catch up", func() error { _, err := w.rollup.CatchUp(bg, w.asOf, w); return err })
		return
	}
	var ids []customer.ID
	for _, id := range people {
		if w.dirty[id] {
			ids = append(ids, id)
		}
	}
	clear(w.dirty)
	w.do("due", func() error {
		due, err := w.rollup.Due(bg)
		ids = append(ids, due...)
		return err
	})
	if len(ids) == 0 {
		return
	}
	ids = rapid.Permutation(ids).Draw(w.t, "order of refreshes")
	n := rapid.IntRange(0, len(ids)).Draw(w.t, "first")
	for _, some := range [][]customer.ID{ids[:n], ids[n:]} {
		w.do("refresh", func() error { return w.rollup.Refresh(bg, some...) })
	}
}

func (w *world) advance() {
	w.advanceTo(w.asOf.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 24, 24, 48, 7 * 24, 30 * 24, 100 * 24}).Draw(w.t, "hours")) * time.Hour))
}

func (w *world) advanceTo(to time.Time) {
	w.do("advance", func() error { _, err := w.rollup.Advance(bg, to); return err })
	w.asOf = to
}

// forget moves the horizon on.
func (w *world) forget() {
	before := w.asOf.Add(-time.Duration(rapid.SampledFrom([]int{0, 0, 24, 7 * 24}).Draw(w.t, "hours")) * time.Hour)
	w.do("forget", func() error { return w.rollup.Forget(bg, before) })
	w.horizon = later(w.horizon, before)
}

// read hands the feed over. Now and then the reader dies before it acknowledges.
func (w *world) read(all bool) {
	w.refresh()
	var entries []rollup.Entry
	limit := rapid.IntRange(0, 3).Draw(w.t, "limit")
	if all {
		limit = 0
	}
	w.do("pending", func() (err error) {
		entries, err = w.rollup.Pending(bg, limit)
		return err
	})
	for i, e := range entries {
		if i > 0 && entries[i-1].Key.Compare(e.Key) >= 0 {
			w.t.Errorf("H6: %v is handed over after %v", e.Key, entries[i-1].Key)
		}
	}
	w.reader.take(entries)
	if !all && rapid.IntRange(0, 2).Draw(w.t, "dies") == 0 {
		return
	}
	w.do("acknowledge", func() error { return w.rollup.Acknowledge(bg, entries) })
}

// reader is whoever reads a feed: they keep what is, by customer and instant.
type reader struct {
	is map[customer.ID]map[int64]rollup.Entry
}

func (r *reader) take(entries []rollup.Entry) {
	if r.is == nil {
		r.is = map[customer.ID]map[int64]rollup.Entry{}
	}
	for _, e := range entries {
		switch {
		case e.Is.What == rollup.Gone:
			delete(r.is, e.Customer)
			continue
		case r.is[e.Customer] == nil:
			r.is[e.Customer] = map[int64]rollup.Entry{}
		}
		if r.is[e.Customer][e.At.UnixNano()] = e; e.Is.What == rollup.Nothing {
			delete(r.is[e.Customer], e.At.UnixNano())
		}
	}
}

// errShaky is how a shaky store fails.
var errShaky = errors.New("shaky")

// shaky is a store in memory that fails now and then: before a call, or after it.
type shaky struct {
	rollup.Memory
	t     *rapid.T
	fails bool
}

func (s *shaky) fail() bool { return s.fails && rapid.IntRange(0, 5).Draw(s.t, "fails") == 0 }

func (s *shaky) View(ctx context.Context, read func(rollup.View) error) error {
	if s.fail() {
		return errShaky
	}
	return s.Memory.View(ctx, read)
}

func (s *shaky) Write(ctx context.Context, b rollup.Batch) error {
	if s.fail() {
		return errShaky
	}
	if err := s.Memory.Write(ctx, b); err != nil {
		return err
	}
	if s.fail() {
		return errShaky
	}
	return nil
}
