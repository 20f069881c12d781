package customer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// paid is an order of 10 EUR, paid on the 10th.
func paid(change ...func(*customer.Order)) customer.Order {
	o := customer.Order{ID: "o1", Customer: "ann", Total: eur("10"), Kind: customer.Food, PaidAt: day(10)}
	for _, c := range change {
		c(&o)
	}
	return o
}

func refund(amount string, at time.Time) func(*customer.Order) {
	return func(o *customer.Order) {
		o.Refunds = append(o.Refunds, customer.Refund{ID: fmt.Sprint("r", len(o.Refunds)), At: at, Amount: dec(amount)})
	}
}

func named(id, amount string, at time.Time) func(*customer.Order) {
	return func(o *customer.Order) {
		o.Refunds = append(o.Refunds, customer.Refund{ID: id, At: at, Amount: dec(amount)})
	}
}

func total(m customer.Money) func(*customer.Order)    { return func(o *customer.Order) { o.Total = m } }
func kind(k customer.OrderKind) func(*customer.Order) { return func(o *customer.Order) { o.Kind = k } }
func placed(at time.Time) func(*customer.Order)       { return func(o *customer.Order) { o.PlacedAt = at } }
func payment(at time.Time) func(*customer.Order)      { return func(o *customer.Order) { o.PaidAt = at } }
func voided(at time.Time) func(*customer.Order)       { return func(o *customer.Order) { o.VoidedAt = at } }
func of(id customer.ID) func(*customer.Order)         { return func(o *customer.Order) { o.Customer = id } }
func link(o *customer.Order)                          { o.CheckoutLink = true }

// What an order counts as, as of the 20th.
func TestOrder(t *testing.T) {
	asOf := day(20)
	for _, c := range []struct {
		rule     string
		order    customer.Order
		gross    bool
		paid     bool
		refunded string
		reason   string
	}{
		{"R4", paid(), true, true, "0", "paid"},
		{"R4, T2", paid(payment(asOf)), true, true, "0", "paid at that very instant"},
		{"R4, T2", paid(payment(asOf.Add(1))), false, false, "0", "paid a nanosecond later"},
		{"R4", paid(payment(never), placed(day(1))), false, false, "0", "cash on delivery that is not yet marked paid"},
		{"R4", paid(total(eur("0"))), true, true, "0", "an order of 0 can be paid"},
		{"R4", paid(link), true, true, "0", "through a checkout link"},
		{"R4", paid(kind(customer.Other)), true, true, "0", "of another kind: a paid order all the same"},

		{"R3", paid(voided(asOf)), false, false, "0", "voided at that very instant"},
		{"R3, T2", paid(voided(asOf.Add(1))), true, true, "0", "voided a nanosecond later"},
		{"R3", paid(voided(day(1))), false, false, "0", "voided before it was paid"},

		{"R3", paid(refund("4", asOf)), true, true, "4", "refunded in part stays paid"},
		{"R3, T2", paid(refund("4", asOf.Add(1))), true, true, "0", "a refund a nanosecond later"},
		{"R3", paid(refund("4", day(1))), true, true, "4", "a refund dated before the payment counts from the payment on"},
		{"R3, T7", paid(refund("4", unknown)), true, true, "4", "a refund without a date counts from the payment on"},
		{"R3", paid(refund("4", day(11)), refund("5.999", day(12))), true, true, "9.999", "all but a little"},
		{"R3, R4", paid(refund("10", asOf)), true, false, "10", "fully refunded at that very instant: in gross, not paid"},
		{"R3, T2", paid(refund("10", asOf.Add(1))), true, true, "0", "still paid a nanosecond before the full refund"},
		{"R3, R4", paid(refund("4", day(11)), refund("6", day(12))), true, false, "10", "fully refunded in parts"},
		{"R3, R4", paid(refund("4", day(11)), refund("6", asOf.Add(1))), true, true, "4", "the second part has not happened"},
		{"R3, R2", paid(total(eur("1.10")), refund("1.1", day(11))), true, false, "1.1", "1.10 = 1.1"},
		{"R3, R4, T7", paid(refund("10", unknown)), true, false, "10", "a full refund without a date"},
		{"R3, R4", paid(total(eur("0")), refund("0", day(11))), true, true, "0", "an order of 0 with a refund of 0, a restock, stays paid"},
		{"R3, R4", paid(total(eur("0")), refund("0", asOf.Add(1))), true, true, "0", "an order of 0 with no refund yet is not"},
		{"R3, R4", paid(refund("0", day(11))), true, true, "0", "a refund of 0 takes nothing"},
	} {
		if err := c.order.Check(); err != nil {
			t.Errorf("%s: Check = %v: %s", c.rule, err, c.reason)
		}
		if got := c.order.InGross(asOf); got != c.gross {
			t.Errorf("%s: in gross %t, want %t: %s", c.rule, got, c.gross, c.reason)
		}
		if got := c.order.Paid(asOf); got != c.paid {
			t.Errorf("%s: paid %t, want %t: %s", c.rule, got, c.paid, c.reason)
		}
		if got := c.order.Refunded(asOf); !got.Equal(dec(c.refunded)) {
			t.Errorf("%s: refunded %s, want %s: %s", c.rule, got, c.refunded, c.reason)
		}
	}
}

func TestOrderUsed(t *testing.T) {
	asOf := day(20)
	for _, c := range []struct {
		order  customer.Order
		want   time.Time
		reason string
	}{
		{paid(), day(10), "paid, and nobody knows when it was placed"},
		{paid(placed(day(2))), day(2), "placed goes before paid"},
		{paid(placed(day(12))), day(12), "also where it is later"},
		{paid(placed(asOf)), asOf, "placed at that very instant"},
		{paid(placed(asOf.Add(1))), day(10), "placed a nanosecond later, but paid"},
		{paid(placed(day(2)), payment(never)), day(2), "placed and not paid"},
		{paid(payment(never)), never, "undated"},
		{paid(payment(asOf.Add(1))), never, "not yet"},
		{paid(placed(day(2)), voided(day(3))), never, "a voided order leaves everything"},
		{paid(placed(day(2)), voided(asOf.Add(1))), day(2), "voided later"},
		{paid(refund("10", day(11))), day(10), "a refund does not undo what the customer did"},
	} {
		if got := c.order.Used(asOf); !got.Equal(c.want) {
			t.Errorf("L8: used at %v, want %v: %s", got, c.want, c.reason)
		}
	}
}

func TestOrderCheck(t *testing.T) {
	for _, c := range []struct {
		rule   string
		order  customer.Order
		want   error
		reason string
	}{
		{"R3", paid(refund("4", day(11)), refund("6", day(12))), nil, "refunds up to the total"},
		{"R3", paid(refund("4", day(11)), refund("6.0001", day(12))), customer.ErrRefund, "a little more"},
		{"R3", paid(refund("4", day(11)), refund("6.0001", at("2999-01-01"))), customer.ErrRefund, "whenever dated: far in the future"},
		{"R3", paid(refund("10.01", unknown)), customer.ErrRefund, "whenever dated: unknown"},
		{"R3", paid(payment(never), refund("10.01", day(11))), customer.ErrRefund, "of an order that is not paid"},
		{"R3", paid(voided(day(11)), refund("10.01", day(11))), customer.ErrRefund, "of an order that is voided"},
		{"R3", paid(kind(customer.Other), refund("10.01", day(11))), customer.ErrRefund, "of any kind"},
		{"R3", paid(total(eur("0")), refund("0.01", day(11))), customer.ErrRefund, "of an order of 0"},
		{"R3", paid(refund("1", day(11)), named("r0", "1", day(12))), customer.ErrRefundTwice, "a refund ID that comes twice"},
		{"R3", paid(refund("0", day(11)), named("r0", "0", day(11))), customer.ErrRefundTwice, "though it changes nothing"},
		{"R3", paid(refund("10", day(11)), named("r0", "10", day(11))), customer.ErrRefundTwice, "and does not count towards the total"},
		{"R3", paid(named("", "1", day(11)), named("", "1", day(11))), nil, "two without an ID can be two"},
		{"R2", paid(total(customer.Money{Amount: dec("1"), Currency: "eur"})), customer.ErrCurrency, "no currency"},
		{"R2", paid(total(customer.Money{})), customer.ErrCurrency, "no currency at all"},
		{"R2", paid(total(eur("-1"))), customer.ErrAmount, "less than nothing"},
		{"R2", paid(refund("-1", day(11))), customer.ErrAmount, "a refund of less than nothing"},
		{"R2", paid(refund("11", day(11)), refund("-1", day(11))), customer.ErrAmount, "nor does it make up for another"},
		{"R1", paid(kind(customer.Other + 1)), customer.ErrKind, "a kind that does not exist"},
	} {
		err := c.order.Check()
		if !errors.Is(err, c.want) {
			t.Errorf("%s: Check = %v, want %v: %s", c.rule, err, c.want, c.reason)
		}
		repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Orders: []customer.Order{c.order}}
		for name, err := range everyEntry(repo, customer.Query{AsOf: day(20)}) {
			switch name {
			case "Query.Check", "Selection.Rows of nobody", "TrackStatus", "WhatIf":
				continue // without reading orders
			}
			var named *customer.FactError
			if !errors.Is(err, c.want) || c.want != nil && (!errors.As(err, &named) || named.ID != "o1" && named.Of != "o1" || !strings.Contains(err.Error(), `order "o1"`)) {
				t.Errorf("%s: %s = %v, want %v, naming order o1: %s", c.rule, name, err, c.want, c.reason)
			}
			if errors.Is(err, customer.ErrFact) != (c.want != nil) || errors.Is(err, customer.ErrQuery) {
				t.Errorf("%s: %s = %v, want an ErrFact and no ErrQuery: %s", c.rule, name, err, c.reason)
			}
		}
	}
}

// A refund ID that comes twice is found among any number of refunds, wherever it stands
// (R3).
func TestRefundTwice(t *testing.T) {
	for n := 2; n <= 40; n++ {
		o := paid()
		for i := range n {
			o.Refunds = append(o.Refunds, customer.Refund{ID: fmt.Sprint("r", i), At: day(11), Amount: dec("0.1")})
		}
		if err := o.Check(); err != nil {
			t.Errorf("R3: %d refunds with IDs of their own: %v", n, err)
		}
		for i := range n - 1 {
			o.Refunds[n-1].ID = o.Refunds[i].ID
			var e *customer.FactError
			if err := o.Check(); !errors.As(err, &e) || !errors.Is(err, customer.ErrRefundTwice) || e.ID != o.Refunds[i].ID || e.Of != "o1" {
				t.Errorf("R3: of %d refunds the last has the ID of number %d: %v", n, i, err)
			}
		}
	}
}

// Orders that a question leaves aside are checked too: of another customer, of
// the time after AsOf, outside the span.
func TestOrderCheckWhatever(t *testing.T) {
	wrong := paid(payment(day(25)), refund("11", day(26)), of("bob"))
	repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Orders: []customer.Order{wrong}}
	if _, err := customer.List(bg, repo, customer.Query{AsOf: day(20)}, nil); !errors.Is(err, customer.ErrRefund) {
		t.Errorf("R3: an order of the future: %v, want %v", err, customer.ErrRefund)
	}
}
