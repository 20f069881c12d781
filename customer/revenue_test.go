package customer_test

import (
	"slices"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

func TestRevenue(t *testing.T) {
	jpy := customer.Money{Amount: dec("500"), Currency: "JPY"}
	for _, c := range []struct {
		rule   string
		orders []customer.Order
		want   string
		paid   int
		other  int
		reason string
	}{
		{"R1", nil, "", 0, 0, "no orders"},
		{"R1", []customer.Order{paid()}, "food EUR 1: 10 - 0 = 10", 1, 0, "food"},
		{"R1", []customer.Order{paid(kind(customer.Merchandise))}, "merchandise EUR 1: 10 - 0 = 10", 1, 0, "merchandise"},
		{"R1", []customer.Order{paid(kind(customer.Reservation))}, "reservation EUR 1: 10 - 0 = 10", 1, 0, "reservations"},
		{"R1", []customer.Order{paid(kind(customer.Other))}, "", 1, 1, "another kind is no revenue, but a paid order, and reported"},
		{"R1", []customer.Order{paid(link)}, "food EUR 1: 10 - 0 = 10", 1, 0, "checkout links are included"},
		{"R1", []customer.Order{paid(kind(customer.Reservation)), paid(kind(customer.Merchandise)), paid()},
			"food EUR 1: 10 - 0 = 10; merchandise EUR 1: 10 - 0 = 10; reservation EUR 1: 10 - 0 = 10", 3, 0, "by the words of the kinds"},
		{"R1, R3", []customer.Order{paid(kind(customer.Other), refund("10", day(11)))}, "", 0, 0, "another kind, fully refunded"},
		{"R2", []customer.Order{paid(), paid(total(jpy)), paid(total(eur("0.50")))},
			"food EUR 2: 10.5 - 0 = 10.5; food JPY 1: 500 - 0 = 500", 3, 0, "different currencies are never added"},
		{"R2", []customer.Order{paid(total(eur("0.0000000000000000001"))), paid(total(eur("0.000000000000000001"))), paid(total(eur("0.1e-30")))},
			"food EUR 3: 0.0000000000000000011000000000001 - 0 = 0.0000000000000000011000000000001", 3, 0, "19 decimals, 18, 31"},
		{"R2", []customer.Order{paid(total(eur("999999999999999999"))), paid(total(eur("1000000000000000000"))), paid(total(eur("0.01"))), paid(total(eur("1e20")))},
			"food EUR 4: 101999999999999999999.01 - 0 = 101999999999999999999.01", 4, 0, "18 digits, 19, 20 noughts"},
		{"R3", []customer.Order{paid(refund("4", day(11))), paid()}, "food EUR 2: 20 - 4 = 16", 2, 0, "gross, refunded, net"},
		{"R3", []customer.Order{paid(refund("10", day(11))), paid()}, "food EUR 1: 20 - 10 = 10", 1, 0, "a fully refunded order stays in gross"},
		{"R3", []customer.Order{paid(voided(day(12)), refund("4", day(11))), paid()}, "food EUR 1: 10 - 0 = 10", 1, 0, "a voided order leaves with its refunds"},
		{"R3", []customer.Order{paid(refund("4", day(20).Add(1)))}, "food EUR 1: 10 - 0 = 10", 1, 0, "a refund that has not happened"},
		{"R3", []customer.Order{paid(payment(day(21)), refund("4", day(11)))}, "", 0, 0, "no refund before the payment"},
		{"R4", []customer.Order{paid(payment(never)), paid(payment(day(21)))}, "", 0, 0, "not paid is no revenue"},
		{"R4", []customer.Order{paid(total(eur("0")))}, "food EUR 1: 0 - 0 = 0", 1, 0, "an order of 0 is a line of 0"},
	} {
		repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Orders: c.orders}
		for range 2 {
			r := summarize(t, repo, customer.Query{AsOf: day(20)})
			if got := money(r.Revenue); got != c.want || r.PaidOrders != c.paid || r.OtherKinds != c.other {
				t.Errorf("%s: %q, %d paid, %d of other kinds; want %q, %d, %d: %s", c.rule, got, r.PaidOrders, r.OtherKinds, c.want, c.paid, c.other, c.reason)
			}
			page := get(t, repo, "ann", customer.Query{AsOf: day(20)})
			if got := money(page.Revenue); got != c.want || page.PaidOrders != c.paid || page.OtherKinds != c.other {
				t.Errorf("%s: the page says %q, %d paid, %d of other kinds: %s", c.rule, got, page.PaidOrders, page.OtherKinds, c.reason)
			}
			repo.Orders = slices.Clone(c.orders)
			slices.Reverse(repo.Orders) // the order of facts never matters
		}
	}
}

func TestRevenueNet(t *testing.T) {
	var d customer.Digest
	q := customer.Query{AsOf: day(20)}
	for _, o := range []customer.Order{
		paid(refund("4", day(11))), paid(kind(customer.Merchandise)), paid(kind(customer.Other)),
		paid(total(customer.Money{Amount: dec("500"), Currency: "JPY"})),
	} {
		if err := d.AddOrder(o, &q); err != nil {
			t.Fatalf("R1: %v", err)
		}
	}
	for currency, want := range map[customer.Currency]string{"EUR": "16", "JPY": "500", "USD": "0"} {
		if got := d.Revenue.Net(currency); !got.Equal(dec(want)) {
			t.Errorf("R2, R3: net %s %s, want %s: all kinds, one currency", got, currency, want)
		}
	}
	unsorted := d
	unsorted.Revenue = slices.Clone(d.Revenue)
	slices.Reverse(unsorted.Revenue)
	first := unsorted.Revenue[0].Kind
	same(t, "R1: a row's revenue is not sorted by kind and currency", money(d.Revenue), money(unsorted.Row(&q).Revenue))
	if unsorted.Revenue[0].Kind != first {
		t.Error("R1: Row sorts the digest's revenue, which may be somebody else's")
	}
}

// The last paid-at is that of paid orders (R4).
func TestLastPaid(t *testing.T) {
	for _, c := range []struct {
		orders []customer.Order
		want   string
		reason string
	}{
		{[]customer.Order{paid(payment(day(12))), paid()}, "2024-05-12", "the latest, in any order"},
		{[]customer.Order{paid(payment(day(12)), refund("10", day(13))), paid()}, "2024-05-10", "not of a fully refunded one"},
		{[]customer.Order{paid(payment(day(12)), voided(day(13))), paid()}, "2024-05-10", "not of a voided one"},
		{[]customer.Order{paid(payment(day(21))), paid()}, "2024-05-10", "not of one that is not paid yet"},
		{[]customer.Order{paid(payment(day(12)), kind(customer.Other)), paid()}, "2024-05-12", "of any kind"},
		{[]customer.Order{paid(payment(never), placed(day(12)))}, "0001-01-01", "none"},
	} {
		repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Orders: c.orders}
		if got := list(t, repo, customer.Query{AsOf: day(20)}).Rows[0].LastPaidAt; got.Format("2006-01-02") != c.want {
			t.Errorf("R4: last paid %v, want %s: %s", got, c.want, c.reason)
		}
	}
}
