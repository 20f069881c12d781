package value

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func at(month, day, hour int) time.Time {
	return time.Date(2024, time.Month(month), day, hour, 0, 0, 0, time.UTC)
}

// paid returns an order of so many euros.
func paid(id customer.ID, when time.Time, euros int64) customer.Order {
	o := customer.Order{ID: customer.OrderID(fmt.Sprintf("%s at %s", id, when)), Customer: id, PaidAt: when, Kind: customer.Merchandise}
	o.Total = customer.Money{Amount: decimal.NewFromInt(euros), Currency: "EUR"}
	return o
}

func shop(orders ...customer.Order) *customer.Memory {
	m := &customer.Memory{Orders: orders}
	seen := map[customer.ID]bool{"": true, "guest": true}
	for _, o := range orders {
		if !seen[o.Customer] {
			seen[o.Customer] = true
			m.Customers = append(m.Customers, customer.Customer{ID: o.Customer})
		}
	}
	return m
}

func buyersOf(t *testing.T, repo Repository, q PurchaseQuery) []Buyer {
	t.Helper()
	all, err := Buyers(context.Background(), repo, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The rulebook's example: paid orders on 1, 8 and 22 January 2024, AsOf 12 February.
func TestV1Example(t *testing.T) {
	refunded := paid("ann", at(1, 22, 9), 40)
	refunded.Refunds = []customer.Refund{{ID: "r", At: at(2, 1, 0), Amount: decimal.NewFromInt(15)}}
	voided := paid("ann", at(1, 30, 9), 99)
	voided.VoidedAt = at(2, 1, 0)
	whole := paid("ann", at(1, 31, 9), 50)
	whole.Refunds = []customer.Refund{{ID: "all", At: at(2, 1, 0), Amount: decimal.NewFromInt(50)}}
	other := paid("ann", at(1, 29, 9), 7)
	other.Kind = customer.Other
	dollars := paid("ann", at(2, 2, 9), 7)
	dollars.Total.Currency = "USD"
	link := paid("ann", at(1, 8, 20), 3)
	link.CheckoutLink = true
	repo := shop(paid("ann", at(1, 1, 23), 100), paid("ann", at(1, 8, 0), 20), link, refunded,
		voided, whole, other, dollars, paid("guest", at(1, 3, 1), 5), paid("ann", at(2, 13, 0), 5))
	q := PurchaseQuery{AsOf: at(2, 12, 12), Currency: "EUR"}
	all := buyersOf(t, repo, q)
	if len(all) != 1 || all[0].ID != "ann" || all[0].History != (History{2, 21, 42}) {
		t.Fatalf("V1: %d buyers, %+v; want one, with x = 2, t_x = 21/7, T = 42/7", len(all), all[0].History)
	}
	if want := (customer.Money{Amount: decimal.NewFromInt(48), Currency: "EUR"}); !all[0].Repeat.Equal(want) {
		t.Errorf("V2: the repeat days brought %v, want %v", all[0].Repeat, want)
	}
	q.Location = time.FixedZone("", 3600) // the first order is of 2 January there
	if got := buyersOf(t, repo, q)[0].History; got != (History{2, 20, 41}) {
		t.Errorf("V1, T5: an hour east of UTC, %+v", got)
	}
	if got := buyersOf(t, repo, PurchaseQuery{AsOf: at(1, 31, 12), Currency: "EUR"})[0].History; got != (History{4, 30, 30}) {
		t.Errorf("V1, T2: before the void and the refund, %+v", got)
	}
}

// Where clocks went back over midnight, an order can be dated a day after AsOf.
func TestV1ClocksBack(t *testing.T) {
	loc, err := time.LoadLocation("America/St_Johns")
	if err != nil {
		t.Skip("no zones")
	}
	order := time.Date(2006, 10, 29, 2, 30, 30, 0, time.UTC) // 00:00:30 on the 29th
	q := PurchaseQuery{AsOf: order.Add(2 * time.Minute), Location: loc, Currency: "EUR"}
	if d := calendar.DateOf(q.AsOf, loc); d.Day != 28 {
		t.Fatalf("T5: AsOf is dated %v", d)
	}
	if got := buyersOf(t, shop(paid("ann", order, 5)), q); len(got) != 1 || got[0].History != (History{}) {
		t.Errorf("V1: %+v", got)
	}
}

// plainBuyer is V1 and V2 read aloud.
func plainBuyer(orders []customer.Order, id customer.ID, asOf time.Time) (h History, repeat decimal.Decimal, ok bool) {
	days := map[int]decimal.Decimal{}
	for _, o := range orders {
		if o.Customer == id && o.Paid(asOf) && o.Kind.Revenue() && o.Total.Currency == "EUR" {
			day := int(o.PaidAt.Unix() / 86400)
			net := o.Total.Amount
			for _, r := range o.Refunds {
				if !r.At.After(asOf) {
					net = net.Sub(r.Amount)
				}
			}
			days[day] = days[day].Add(net)
		}
	}
	if len(days) == 0 {
		return h, repeat, false
	}
	first, last := 1<<60, 0
	for day := range days {
		first, last = min(first, day), max(last, day)
	}
	for day, net := range days {
		if day != first {
			repeat = repeat.Add(net)
		}
	}
	return History{len(days) - 1, last - first, int(asOf.Unix()/86400) - first}, repeat, true
}

// drawOrders draws the orders of a few customers, and of a guest.
func drawOrders(t *rapid.T) []customer.Order {
	n := 0
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) customer.Order {
		when := at(1, 1, 0).Add(time.Duration(rapid.IntRange(0, 24*200).Draw(t, "hour")) * time.Hour)
		o := paid(rapid.SampledFrom([]customer.ID{"a", "b", "c", "d", "guest"}).Draw(t, "id"), when, rapid.Int64Range(0, 50).Draw(t, "euros"))
		n++
		o.ID = customer.OrderID(fmt.Sprint(n))
		if rapid.IntRange(0, 3).Draw(t, "refund") == 0 {
			o.Refunds = []customer.Refund{{ID: "r", At: when.Add(50 * time.Hour), Amount: decimal.NewFromInt(rapid.Int64Range(0, o.Total.Amount.IntPart()).Draw(t, "back"))}}
		}
		if rapid.IntRange(0, 9).Draw(t, "void") == 0 {
			o.VoidedAt = when.Add(100 * time.Hour)
		}
		o.Kind = rapid.SampledFrom([]customer.OrderKind{customer.Merchandise, customer.Food, customer.Other}).Draw(t, "kind")
		if rapid.IntRange(0, 5).Draw(t, "dollars") == 0 {
			o.Total.Currency = "USD"
		}
		return o
	}), 1, 60).Draw(t, "orders")
}

// Buyers are what V1 and V2 say, for any repository and order of facts, and as of t they are
// those of the history cut off at t. Counts are the buyers counted.
func TestBuyersLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		orders := drawOrders(t)
		q := PurchaseQuery{AsOf: at(1, 1, 0).Add(time.Duration(rapid.IntRange(0, 24*250).Draw(t, "as of")) * time.Hour), Currency: "EUR"}
		var want []Buyer
		for _, id := range []customer.ID{"a", "b", "c", "d"} {
			if h, repeat, ok := plainBuyer(orders, id, q.AsOf); ok {
				want = append(want, Buyer{id, h, customer.Money{Amount: repeat, Currency: "EUR"}})
			}
		}
		same := func(a, b Buyer) bool { return a.ID == b.ID && a.History == b.History && a.Repeat.Equal(b.Repeat) }
		memory := shop(orders...)
		for name, repo := range map[string]Repository{"memory": memory, "sorted": memory.Sorted(), "reversed": reversed(memory)} {
			got, err := Buyers(context.Background(), repo, q, nil)
			if err != nil || !slices.EqualFunc(got, want, same) {
				t.Fatalf("V1, V2: %s: %d buyers, %v; want %d", name, len(got), err, len(want))
			}
			counts, err := Count(context.Background(), repo, q, nil)
			if err != nil || counts.Histories.Customers() != len(want) {
				t.Fatalf("V4: %s: %d counted, %v; want %d", name, counts.Histories.Customers(), err, len(want))
			}
			for _, b := range want {
				if counts.Histories.counts[b.History] == 0 {
					t.Fatalf("V4: %s: no count of %+v", name, b.History)
				}
			}
		}
	})
}

func reversed(m *customer.Memory) *customer.Memory {
	r := &customer.Memory{Customers: slices.Clone(m.Customers), Orders: slices.Clone(m.Orders)}
	slices.Reverse(r.Customers)
	slices.Reverse(r.Orders)
	return r
}

func TestPurchaseQuery(t *testing.T) {
	good := PurchaseQuery{AsOf: asOf, Currency: "EUR"}
	for name, q := range map[string]PurchaseQuery{
		"T1": {Currency: "EUR"}, "T6": {AsOf: asOf, Location: time.Local, Currency: "EUR"},
		"R2": {AsOf: asOf, Currency: "euro"}, "V1": {AsOf: asOf}, "V3": {AsOf: asOf, Currency: "EUR", Model: 2},
	} {
		_, errBuyers := Buyers(context.Background(), shop(), q, nil)
		_, errFit := FitPurchases(new(Histories), q)
		if !errors.Is(errBuyers, ErrQuery) || !errors.Is(errFit, customer.ErrQuery) {
			t.Errorf("%s: %v, %v", name, errBuyers, errFit)
		}
	}
	if _, err := HoldOut(context.Background(), shop(), good, asOf, nil); !errors.Is(err, ErrQuery) {
		t.Errorf("V9: a holdout of nothing: %v", err)
	}
	q := PurchaseQuery{AsOf: asOf, Currency: "EUR", Model: MBGNBD, Location: time.UTC}
	b, err := q.MarshalJSON()
	var back PurchaseQuery
	if err == nil {
		err = back.UnmarshalJSON(b)
	}
	if err != nil || !back.AsOf.Equal(q.AsOf) || back.Currency != q.Currency || back.Model != q.Model {
		t.Errorf("T8: %s, %+v, %v", b, back, err)
	}
	v, err := q.URL()
	if err == nil {
		back, err = ParsePurchaseQuery(v)
	}
	if err != nil || back.Model != MBGNBD || v.Get("model") != "MBG/NBD" {
		t.Errorf("T8: %v, %+v, %v", v, back, err)
	}
}

// The value over n months at a rate, by hand.
func TestV7Value(t *testing.T) {
	fit := Fit{R: .5, Alpha: 6, A: .9, B: 2, AsOf: at(1, 31, 0), Currency: "EUR"}
	h, mean := History{2, 50, 80}, Estimate{30, "EUR"}
	day := 24 * time.Hour
	e30, e60 := fit.Expected(h, 30*day).Value, fit.Expected(h, 60*day).Value // 31 January ⊕ 1 month is 1 March, ⊕ 2 months 31 March
	got, err := fit.Value(h, mean, 2, .01)
	if want := 30 * (e30/1.01 + (e60-e30)/1.0201); err != nil || !near(got.Value, want, 1e-12) || got.Currency != "EUR" {
		t.Errorf("V7: %v, %v; want %v", got, err, want)
	}
	if got, err := fit.Value(h, mean, 2, 0); err != nil || !near(got.Value, 30*e60, 1e-12) {
		t.Errorf("V7: without a rate %v, %v; want %v", got, err, 30*e60)
	}
	for _, bad := range []struct {
		months int
		rate   float64
		mean   Estimate
	}{{0, 0, mean}, {-1, 0, mean}, {MaxMonths + 1, 0, mean}, {1, -1, mean}, {1, .01, Estimate{1, "USD"}}, {1, .01, Estimate{1, ""}}} {
		if got, err := fit.Value(h, bad.mean, bad.months, bad.rate); !errors.Is(err, ErrQuery) || got != (Estimate{}) {
			t.Errorf("V7: %+v: %v, %v", bad, got, err)
		}
	}
}

// A holdout has what was expected beside what came, by x.
func TestV9Holdout(t *testing.T) {
	var orders []customer.Order
	for i, h := range simulate(seeded(), BGNBD, params{1, 6, .9, 2}, 300, 200) {
		id := customer.ID(fmt.Sprintf("c%03d", i))
		start := at(7, 1, 9).AddDate(0, 0, -h.Observed)
		orders = append(orders, paid(id, start, 5))
		for r := range h.Repeats {
			orders = append(orders, paid(id, start.AddDate(0, 0, h.LastDay-r), 5))
		}
	}
	// On 1 July at noon: c000 bought that day at 9, c001 has not.
	orders = append(orders, paid("c000", at(7, 1, 9), 1), paid("c000", at(7, 1, 15), 1), paid("c000", at(7, 9, 15), 1), paid("c000", at(7, 9, 16), 1))
	orders = append(orders, paid("c001", at(1, 1, 9), 1), paid("c001", at(7, 1, 15), 1), paid("c001", at(8, 1, 16), 1), paid("new", at(7, 2, 0), 1))
	repo := shop(orders...)
	q := PurchaseQuery{AsOf: at(7, 1, 12), Currency: "EUR"}
	until := at(7, 29, 12)
	out, err := HoldOut(context.Background(), repo, q, until, nil)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := FitPurchases(counting(t, historiesOf(buyersOf(t, repo, q))), q)
	if err != nil || out.Fit != fit || !out.Until.Equal(until) {
		t.Errorf("V9: the fit is %+v, want %+v, %v", out.Fit, fit, err)
	}
	want := map[int]*HoldoutRow{}
	for _, b := range buyersOf(t, repo, q) {
		row := want[b.History.Repeats]
		if row == nil {
			row = &HoldoutRow{Repeats: b.History.Repeats}
			want[b.History.Repeats] = row
		}
		row.Customers++
		row.Expected.Value += fit.Expected(b.History, 28*24*time.Hour).Value
		switch b.ID {
		case "c000": // only 9 July
			row.Actual++
		case "c001": // only 1 July, for 1 August is later
			row.Actual++
		}
	}
	if len(out.Rows) != len(want) || !slices.IsSortedFunc(out.Rows, func(a, b HoldoutRow) int { return cmp.Compare(a.Repeats, b.Repeats) }) {
		t.Fatalf("V9: %d rows, want %d", len(out.Rows), len(want))
	}
	for _, got := range out.Rows {
		w := want[got.Repeats]
		if w == nil || got.Customers != w.Customers || got.Actual != w.Actual || !near(got.Expected.Value, w.Expected.Value, 1e-9) {
			t.Errorf("V9: %+v, want %+v", got, w)
		}
	}
}

func historiesOf(all []Buyer) []History {
	var hs []History
	for _, b := range all {
		hs = append(hs, b.History)
	}
	return hs
}
