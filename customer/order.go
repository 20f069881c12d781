package customer

import (
	"cmp"
	"slices"
	"time"

	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/base/word"
	"github.com/shopspring/decimal"
)

// OrderID names an order in the host's storage.
type OrderID string

// Order is one order, with the refunds of it.
type Order struct {
	ID       OrderID
	Customer ID // empty for a guest
	Total    Money
	Kind     OrderKind
	Channel  Channel

	PlacedAt time.Time // zero is unknown
	PaidAt   time.Time // zero is not paid: cash on delivery not yet marked (R4)
	VoidedAt time.Time // zero is not voided (R3)

	// CheckoutLink says that the order came through a checkout link: revenue
	// like any other (R1), but no paid order of the customer analysis (E4).
	CheckoutLink bool

	// Refunds are in the order's currency.
	Refunds []Refund
}

// Refund is a dated entry on an order (R3).
type Refund struct {
	ID     string    // of one refund of the order alone; empty is unknown
	At     time.Time // zero is unknown: it counts from the payment on
	Amount decimal.Decimal
}

// OrderKind is what was sold.
type OrderKind uint8

// The kinds of order. The first three are revenue (R1).
const (
	Merchandise OrderKind = iota
	Food
	Reservation
	Other
)

var kindWords = word.Set[OrderKind]{Of: "customer: kind of order", Words: []string{"merchandise", "food", "reservation", "other"}}

// String returns the kind's word in files.
func (k OrderKind) String() string { return kindWords.String(k) }

// MarshalText writes what String returns. A value without a word is an error.
func (k OrderKind) MarshalText() ([]byte, error) { return kindWords.Marshal(k) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (k *OrderKind) UnmarshalText(text []byte) error { return kindWords.Unmarshal(text, k) }

// Revenue reports whether paid orders of this kind are revenue (R1).
func (k OrderKind) Revenue() bool { return k <= Reservation }

// InGross reports whether the order is part of gross revenue as of asOf (R3):
// paid by then and not voided. A fully refunded order stays.
func (o *Order) InGross(asOf time.Time) bool {
	return happened(o.PaidAt, asOf) && !o.Voided(asOf)
}

// Paid reports whether the order is a paid order as of asOf (R4): paid by then,
// not voided, not fully refunded. An order of 0 can be paid.
func (o *Order) Paid(asOf time.Time) bool {
	return o.InGross(asOf) && !o.fullyRefunded(asOf)
}

// Voided reports whether the order was voided by asOf. A voided order leaves
// everything, in every period (R3).
func (o *Order) Voided(asOf time.Time) bool { return happened(o.VoidedAt, asOf) }

// Refunded returns the sum of the order's refunds as of asOf, in its currency (R3), whether
// or not the order is in gross. Undated refunds are in it (T7).
func (o *Order) Refunded(asOf time.Time) decimal.Decimal {
	sum := o.refunds(asOf)
	return sum.Decimal()
}

// fullyRefunded reports whether the refunds add up to the total and to more than 0
// (R3).
func (o *Order) fullyRefunded(asOf time.Time) bool {
	if len(o.Refunds) == 0 || o.Total.Amount.IsZero() {
		return false
	}
	sum, total := o.refunds(asOf), SumOf(o.Total.Amount)
	return sum.compare(&total) == 0
}

// refunds returns what Refunded returns, as a Sum.
func (o *Order) refunds(asOf time.Time) (sum Sum) {
	for i := range o.Refunds {
		if r := &o.Refunds[i]; known(r.At, asOf) {
			sum.Add(r.Amount)
		}
	}
	return sum
}

// Used returns the time at which the customer used the shop by this order, as of asOf (L8):
// when it was placed, else when it was paid, else the zero time. A voided order leaves
// everything (R3), so it has the zero time.
func (o *Order) Used(asOf time.Time) time.Time {
	switch {
	case o.Voided(asOf):
		return time.Time{}
	case happened(o.PlacedAt, asOf):
		return o.PlacedAt
	case happened(o.PaidAt, asOf):
		return o.PaidAt
	}
	return time.Time{}
}

// Check returns what is wrong with the order: a kind that does not exist, a
// currency or an amount out of bounds, two refunds with one ID, or refunds that go
// beyond its total, whenever they are dated (R3). The error has a *FactError for the
// order, or for each of its bad refunds: see Sound.
func (o *Order) Check() error {
	_, err := o.check()
	return err
}

// Sound returns the order without its bad refunds, and reports whether there is a sound
// order. There is none if the kind, the currency or the total is bad. Refunds count in the
// order of their dates, undated ones first, and at one time in the order of their IDs. A
// refund that would go beyond the total, or has the ID of one that counts, is left out, and
// does not stand in the way of a later one (R3). The error has a *FactError for each thing that is left out; errors.As
// finds the first.
func (o *Order) Sound() (sound Order, ok bool, err error) {
	total, err := o.check()
	if err == nil {
		return *o, true, nil
	}
	if e := badFacts(err)[0]; e.Kind != "refund" {
		return Order{}, false, err
	}
	refunds, bad := o.splitRefunds(&total)
	sound = *o
	sound.Refunds = refunds
	return sound, true, bad.err()
}

// check returns the order's total, and what is wrong: with the order, or with all
// refunds that are bad.
func (o *Order) check() (total Sum, err error) {
	switch {
	case o.Kind > Other:
		err = ErrKind
	case !o.Total.Currency.Valid():
		err = ErrCurrency
	default:
		total, err = amountOf(o.Total.Amount)
	}
	if err != nil {
		return Sum{}, &FactError{Kind: "order", ID: string(o.ID), Err: err}
	}
	if len(o.Refunds) > 0 && !o.soundRefunds(&total) {
		_, bad := o.splitRefunds(&total)
		err = bad.err()
	}
	return total, err
}

// soundRefunds reports whether no refund is bad.
func (o *Order) soundRefunds(total *Sum) bool {
	var sum Sum
	for i := range o.Refunds {
		amount, err := amountOf(o.Refunds[i].Amount)
		if err != nil {
			return false
		}
		sum.Merge(amount)
	}
	return sum.compare(total) <= 0 && !refundTwice(o.Refunds)
}

// refundTwice reports whether two refunds have one ID.
func refundTwice(all []Refund) bool {
	if len(all) > 16 {
		seen := make(map[string]bool, len(all))
		return slices.ContainsFunc(all, func(r Refund) bool {
			twice := r.ID != "" && seen[r.ID]
			seen[r.ID] = true
			return twice
		})
	}
	for i := range all { // without memory
		for j := range i {
			if all[i].ID != "" && all[i].ID == all[j].ID {
				return true
			}
		}
	}
	return false
}

// splitRefunds returns the refunds that count, in the order in which they do, and what
// is wrong with the others.
func (o *Order) splitRefunds(total *Sum) (sound []Refund, bad factErrors) {
	all := slices.Clone(o.Refunds)
	slices.SortStableFunc(all, func(a, b Refund) int {
		if c := cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Amount.Exponent(), b.Amount.Exponent())); c != 0 {
			return c
		}
		return a.Amount.Coefficient().Cmp(b.Amount.Coefficient())
	})
	var sum Sum
	counts := map[string]bool{}
	for _, r := range all {
		amount, err := amountOf(r.Amount)
		with := sum
		if err == nil && r.ID != "" && counts[r.ID] {
			err = ErrRefundTwice
		}
		if err == nil {
			if with.Merge(amount); with.compare(total) > 0 {
				err = ErrRefund
			}
		}
		if err != nil {
			bad = append(bad, &FactError{Kind: "refund", ID: r.ID, Of: string(o.ID), Err: err})
			continue
		}
		sum, sound, counts[r.ID] = with, append(sound, r), true
	}
	return sound, bad
}

// What can be wrong with an order besides its amounts.
var (
	ErrRefund      error = redact.Condition("customer: refunds go beyond the order's total")
	ErrRefundTwice error = redact.Condition("customer: the order has a refund with this ID already")
	ErrKind        error = redact.Condition("customer: no such kind of order or action")
)
