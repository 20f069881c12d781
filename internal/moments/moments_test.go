package moments

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

var asOf = time.Date(2024, 6, 30, 12, 0, 0, 0, time.UTC)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

func eur(s string) customer.Money {
	return customer.Money{Amount: decimal.RequireFromString(s), Currency: "EUR"}
}

// shown is a digest as a value that compares.
func shown(d *Digest) string {
	s := fmt.Sprintf("%q %t %d %d", string(d.ID), d.Known, d.UndatedLogins, d.UndatedMessages)
	for _, kind := range []Moments{d.Logins, d.Messages, d.Orders} {
		s += "\n"
		for _, m := range kind {
			s += fmt.Sprintf(" %s:%d", m.Time().Format(time.RFC3339Nano), m.Count)
		}
	}
	for i := range d.Sums {
		m := &d.Sums[i]
		s += fmt.Sprintf("\n%s %s %d %s %s %s", m.Time().Format(time.RFC3339Nano), m.Currency, m.Count, m.Gross.Decimal(), m.Refunded.Decimal(), m.Returned.Decimal())
	}
	return s
}

// add adds one fact of whatever kind.
func add(d *Digest, fact any) {
	switch f := fact.(type) {
	case customer.Login:
		d.AddLogin(f, asOf)
	case customer.Message:
		d.AddMessage(f, asOf)
	case customer.Order:
		if err := d.AddOrder(f, asOf); err != nil {
			panic(err)
		}
		if f.Total.Currency == "EUR" {
			d.Total.take(&f, asOf)
		}
	}
}

// instants are far apart, a nanosecond apart, and after AsOf.
var instants = []time.Time{
	{}, time.Time{}.Add(1), at("0001-01-02T00:00:00Z"), at("1969-12-31T23:59:59.999999999Z"), at("2024-06-01T00:00:00Z"),
	at("2024-06-01T02:00:00+02:00"), at("2024-06-01T00:00:00.000000001Z"), asOf, asOf.Add(1), at("9999-12-31T23:59:59.999999999Z"),
}

func drawFact(t *rapid.T) any {
	when := func() time.Time { return rapid.SampledFrom(instants).Draw(t, "at") }
	switch rapid.IntRange(0, 2).Draw(t, "kind of fact") {
	case 0:
		return customer.Login{Customer: "ann", At: when()}
	case 1:
		return customer.Message{Customer: "ann", At: when(), Direction: customer.Direction(rapid.IntRange(0, 1).Draw(t, "by"))}
	}
	total := rapid.SampledFrom([]string{"0", "1.1", "1.10", "9223372036854775807", "0.000000000000000001"}).Draw(t, "total")
	o := customer.Order{
		Customer: "ann", PaidAt: when(), Kind: customer.OrderKind(rapid.IntRange(0, 3).Draw(t, "kind")),
		Total: customer.Money{Amount: decimal.RequireFromString(total), Currency: rapid.SampledFrom([]customer.Currency{"EUR", "JPY"}).Draw(t, "currency")},
	}
	if rapid.IntRange(0, 3).Draw(t, "voided") == 0 {
		o.VoidedAt = when()
	}
	if rapid.Bool().Draw(t, "refunded") {
		o.Refunds = []customer.Refund{{At: when(), Amount: o.Total.Amount}}
	}
	return o
}

// The order of facts never matters, parts merge to the whole in any grouping, and the zero
// Digest is the identity.
func TestLawMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := rapid.SliceOfN(rapid.Custom(drawFact), 0, 8).Draw(t, "facts")
		whole := Digest{ID: "ann", Known: true}
		for _, f := range facts {
			add(&whole, f)
		}
		var parts [3]Digest
		for _, f := range rapid.Permutation(facts).Draw(t, "facts in another order") {
			add(&parts[rapid.IntRange(0, 2).Draw(t, "part")], f)
		}
		parts[1].ID, parts[2].Known = "ann", true
		left, right := Digest{}, Digest{}
		for _, p := range parts {
			left.Merge(p)
		}
		right.Merge(parts[2])
		right.Merge(parts[1])
		middle := Digest{}
		middle.Merge(right)
		middle.Merge(parts[0])
		middle.Merge(Digest{})
		if got, want := shown(&left), shown(&whole); got != want {
			t.Fatalf("law: parts merge to the whole:\n got %s\nwant %s", got, want)
		}
		if got, want := shown(&middle), shown(&whole); got != want {
			t.Fatalf("law: parts merge in any grouping and order:\n got %s\nwant %s", got, want)
		}
	})
}

// As of an instant, a digest is that of the history which ends there (T2).
func TestLawTimeTravel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all, past Digest
		for range rapid.IntRange(0, 8).Draw(t, "facts") {
			switch f := drawFact(t).(type) {
			case customer.Login:
				add(&all, f)
				if !f.At.After(asOf) {
					add(&past, f)
				}
			case customer.Message:
				add(&all, f)
				if !f.At.After(asOf) {
					add(&past, f)
				}
			case customer.Order:
				add(&all, f)
				if f.VoidedAt.After(asOf) {
					f.VoidedAt = time.Time{}
				}
				f.Refunds = slices.DeleteFunc(slices.Clone(f.Refunds), func(r customer.Refund) bool { return r.At.After(asOf) })
				if !f.PaidAt.After(asOf) {
					add(&past, f)
				}
			}
		}
		if got, want := shown(&all), shown(&past); got != want {
			t.Fatalf("T2: as of an instant = the history that ends there:\n got %s\nwant %s", got, want)
		}
	})
}

// The money of the orders' own instants and that of the instants at which refunds count are
// the same in all (R3, R6).
func TestLawNets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d Digest
		var revenue customer.Revenue
		for range rapid.IntRange(0, 8).Draw(t, "facts") {
			if o, ok := drawFact(t).(customer.Order); ok {
				add(&d, o)
				one := customer.Digest{}
				if err := one.AddOrder(o, &customer.Query{AsOf: asOf}); err != nil {
					t.Fatal(err)
				}
				revenue.Merge(one.Revenue)
			}
		}
		for _, c := range []customer.Currency{"EUR", "JPY"} {
			own, counted, orders, want := decimal.Zero, decimal.Zero, 0, 0
			for i := range d.Sums {
				if s := &d.Sums[i]; s.Currency == c {
					own = own.Add(s.Net())
					counted = counted.Add(s.Gross.Decimal().Sub(s.Returned.Decimal()))
					orders += int(s.Count)
				}
			}
			for _, l := range revenue {
				if l.Currency == c {
					want += l.Orders
				}
			}
			if net := revenue.Net(c); !own.Equal(net) || !counted.Equal(net) || orders != want {
				t.Fatalf("R3, R6: %s: net %s by the orders, %s by their refunds, %d orders; want %s, %d", c, own, counted, orders, net, want)
			}
		}
	})
}

func TestDigest(t *testing.T) {
	ann := Digest{ID: "ann"}
	for _, f := range []any{
		customer.Login{At: at("2024-06-02T00:00:00Z")}, customer.Login{At: at("2024-06-01T10:00:00Z")}, customer.Login{At: at("2024-06-01T12:00:00+02:00")},
		customer.Login{}, customer.Login{At: asOf}, customer.Login{At: asOf.Add(1)},
		customer.Message{At: asOf}, customer.Message{At: asOf}, customer.Message{At: asOf, Direction: customer.Out}, customer.Message{}, customer.Message{Direction: customer.Out},
		customer.Order{PaidAt: at("2024-05-01T00:00:00Z"), Total: eur("10"), Kind: customer.Other, CheckoutLink: true},
		customer.Order{PaidAt: at("2024-05-01T00:00:00Z"), Total: eur("10"), CheckoutLink: true, Refunds: []customer.Refund{{At: at("2024-04-01T00:00:00Z"), Amount: decimal.New(1, 0)}, {At: at("2024-06-01T00:00:00Z"), Amount: decimal.New(2, 0)}, {Amount: decimal.New(3, 0)}}},
		customer.Order{PaidAt: at("2024-05-01T00:00:00Z"), Total: customer.Money{Amount: decimal.New(5, 0), Currency: "CHF"}, Refunds: []customer.Refund{{At: at("2024-05-02T00:00:00Z"), Amount: decimal.New(5, 0)}}},
		customer.Order{Total: eur("10")}, customer.Order{PaidAt: at("2024-05-01T00:00:00Z"), VoidedAt: asOf, Total: eur("10")},
	} {
		add(&ann, f)
	}
	want := `"ann" false 1 1
 2024-06-01T10:00:00Z:1 2024-06-02T00:00:00Z:1 2024-06-30T12:00:00Z:1
 2024-06-30T12:00:00Z:2
 2024-05-01T00:00:00Z:2
2024-05-01T00:00:00Z CHF 0 5 5 0
2024-05-01T00:00:00Z EUR 1 10 6 4
2024-05-02T00:00:00Z CHF 0 0 0 5
2024-06-01T00:00:00Z EUR 0 0 0 2`
	if got := shown(&ann); got != want {
		t.Errorf("S1, D1, R1, R3, R4, D7: the digest is\n%s\nwant\n%s", got, want)
	}
}

// A bad refund is left out, and the order stays.
func TestBadOrder(t *testing.T) {
	var d Digest
	o := customer.Order{ID: "7", PaidAt: asOf, Total: eur("10"), Refunds: []customer.Refund{{ID: "r", Amount: decimal.New(11, 0)}}}
	if err := d.AddOrder(o, asOf); err == nil {
		t.Error("R3: a refund beyond the total is no error")
	}
	o.Total.Currency = "euro"
	if err := d.AddOrder(o, asOf); err == nil {
		t.Error("R2: a bad currency is no error")
	}
	if len(d.Orders) != 1 || d.Orders[0].Count != 1 || len(d.Sums) != 1 || !d.Sums[0].Net().Equal(decimal.New(10, 0)) {
		t.Errorf("R3: the sound part is %s", shown(&d))
	}
}

func TestInstants(t *testing.T) {
	for _, want := range []time.Time{{}, time.Time{}.Add(1), at("9999-12-31T23:59:59.999999999Z"), asOf} {
		if got := MomentOf(want).Time(); !got.Equal(want) || !reflect.DeepEqual(got, want.UTC()) {
			t.Errorf("law: every instant is exact: %v is not %v", got, want)
		}
	}
}

// A worker's digest is used again for every customer, and then takes no memory.
func TestAllocations(t *testing.T) {
	var d Digest
	orders := []customer.Order{
		{PaidAt: at("2024-05-02T00:00:00Z"), Total: eur("10.50"), Refunds: []customer.Refund{{At: asOf, Amount: decimal.New(1, 0)}}},
		{PaidAt: at("2024-05-01T00:00:00Z"), Total: eur("10.25")}, {PaidAt: at("2024-05-01T00:00:00Z"), Total: eur("1")},
	}
	now := MomentOf(asOf)
	fill := func() {
		d.start("ann")
		for i := range 50 {
			d.addLogin(asOf.AddDate(0, 0, -i*i%40), now)
			d.addMessage(&customer.Message{At: asOf.AddDate(0, 0, -i)}, now)
		}
		for i := range orders {
			if err := d.addOrder(&orders[i], func(d *Digest, o *customer.Order) { d.take(o, asOf, true) }); err != nil {
				t.Fatal(err)
			}
		}
		d.settle()
	}
	if n := testing.AllocsPerRun(10, fill); n != 0 {
		t.Errorf("law: no allocation per fact: %v", n)
	}
}

func TestFormat(t *testing.T) {
	d := Digest{ID: "ann", Known: true}
	add(&d, customer.Login{At: asOf})
	if got := fmt.Sprintf("%+v", d); got != `moments of customer "ann"` {
		t.Errorf("G6: a digest prints %s", got)
	}
	if _, err := d.MarshalText(); err == nil {
		t.Error("G6: a digest marshals itself")
	}
}

// Reduce visits customers alone, once each, whatever the order of facts.
func TestReduce(t *testing.T) {
	m := customer.Memory{
		Customers: []customer.Customer{{ID: "b"}, {ID: "a"}},
		Logins:    []customer.Login{{Customer: "b", At: asOf}, {At: asOf}, {Customer: "x", At: asOf}, {Customer: "b", At: asOf.Add(-1)}},
		Messages:  []customer.Message{{Customer: "a", At: asOf}, {At: asOf}},
		Orders:    []customer.Order{{Customer: "a", PaidAt: asOf, Total: eur("1")}, {PaidAt: asOf, Total: eur("1")}},
	}
	want := []string{
		"\"a\" true 0 0\n\n 2024-06-30T12:00:00Z:1\n 2024-06-30T12:00:00Z:1\n2024-06-30T12:00:00Z EUR 1 1 0 0",
		"\"b\" true 0 0\n 2024-06-30T11:59:59.999999999Z:1 2024-06-30T12:00:00Z:1\n\n",
	}
	for _, repo := range []customer.Repository{m, m.Sorted()} {
		got, err := read(repo)
		if slices.Sort(got); err != nil || !slices.Equal(got, want) {
			t.Errorf("law: each customer is visited once, and guests are in no number: %T: error %v\n got %q\nwant %q", repo, err, got, want)
		}
	}
	m.Customers = append(m.Customers, customer.Customer{ID: "a"})
	if _, err := read(m); err == nil {
		t.Error("L1: a customer twice is no error")
	}
	if _, err := read(customer.Memory{Customers: make([]customer.Customer, 1)}); err == nil {
		t.Error("L1: a customer without an ID is no error")
	}
	if _, err := read(customer.Memory{Orders: []customer.Order{{Total: customer.Money{Currency: "euro"}}}}); err == nil {
		t.Error("R2: a guest's bad order is no error")
	}
}

func read(repo customer.Repository) ([]string, error) {
	answers, err := Reduce(context.Background(), repo, nil, nil, func() *[]string { return new([]string) },
		func(a *[]string, d *Digest) error { *a = append(*a, shown(d)); return nil },
		Customers[customer.Repository](asOf), Logins[customer.Repository](asOf), Messages[customer.Repository](asOf), Orders[customer.Repository](asOf, true))
	var all []string
	for _, a := range answers {
		all = append(all, *a...)
	}
	return all, err
}

// Buckets have the dates of calendar.Axis.Key, in order; their numbers go by 1.
func TestLawBuckets(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "Pacific/Apia", "America/St_Johns", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := calendar.Zone(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		axis := calendar.Axis{Unit: calendar.Unit(rapid.IntRange(0, 4).Draw(t, "unit")), Location: loc}
		b := NewBuckets(axis)
		var ms Moments
		want := map[calendar.Date]int{}
		for range rapid.IntRange(0, 9).Draw(t, "moments") {
			sec := rapid.OneOf(rapid.Int64Range(-62135596799, 253402300799), rapid.Int64Range(1162090000, 1162180000), rapid.Int64Range(1324900000, 1325400000)).Draw(t, "second")
			if m := MomentOf(time.Unix(sec, 5)); !slices.Contains(ms, m) {
				ms = append(ms, m)
				want[axis.Key(m.Time())]++
			}
		}
		ms.settle()
		got := map[calendar.Date]int{}
		last := calendar.Date{}
		for _, k := range b.Of(nil, ms) {
			date := b.Date(k.Number)
			got[date] = k.Count
			if first := b.Date(b.Number(k.First)); !last.IsZero() && date.Compare(last) <= 0 || first != date || b.NumberOf(date) != k.Number {
				t.Fatalf("T5: bucket %v after %v has a moment of %v", date, last, first)
			}
			if next := axis.Unit.Next(date); b.NumberOf(next) != k.Number+1 || !b.Adjacent(k.Number, b.NumberOf(next)) && !b.Skipped(k.Number) {
				t.Fatalf("D4: %v is not the bucket before %v", date, next)
			}
			last = date
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("T5: the buckets are %v, want %v", got, want)
		}
	})
}

func TestSkippedDay(t *testing.T) {
	apia, err := calendar.Zone("Pacific/Apia")
	if err != nil {
		t.Fatal(err)
	}
	b := NewBuckets(calendar.Axis{Location: apia})
	day := func(d int) int { return b.NumberOf(calendar.Date{Year: 2011, Month: 12, Day: d}) }
	if !b.Skipped(day(30)) || b.Next(day(29)) != day(31) || !b.Adjacent(day(29), day(31)) || b.Adjacent(day(28), day(31)) || b.Adjacent(day(27), day(29)) || !b.Adjacent(day(28), day(29)) {
		t.Error("D4: in Apia, 29 December 2011 is the day before the 31st")
	}
}
