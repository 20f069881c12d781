package customer

import (
	"errors"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/internal/word"
	"github.com/shopspring/decimal"
)

// OrderID names an order in the host's storage.
type OrderID string

// Order is one order, with the refunds of it.
type Order struct {
	ID       OrderID
	Customer ID // empty for a guest
	Total    Money
	Kind     Kind
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
	ID     string
	At     time.Time // zero is unknown: it counts from the payment on
	Amount decimal.Decimal
}

// Kind is what was sold.
type Kind uint8

// The kinds of order. The first three are revenue (R1).
const (
	Merchandise Kind = iota
	Food
	Reservation
	Other
)

var kindWords = word.Set[Kind]{Of: "customer: kind of order", Words: []string{"merchandise", "food", "reservation", "other"}}

// String returns the kind's word in files.
func (k Kind) String() string { return kindWords.String(k) }

// MarshalText writes what String returns. A value without a word is an error.
func (k Kind) MarshalText() ([]byte, error) { return kindWords.Marshal(k) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (k *Kind) UnmarshalText(text []byte) error { return kindWords.Unmarshal(text, k) }

// Revenue reports whether paid orders of this kind are revenue (R1).
func (k Kind) Revenue() bool { return k <= Reservation }

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

// Refunded is the sum of the order's refunds as of asOf, in its currency (R3),
// whether or not the order is in gross. Undated refunds are in it (T7).
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

// refunds is Refunded as a Sum.
func (o *Order) refunds(asOf time.Time) (sum Sum) {
	for i := range o.Refunds {
		if r := &o.Refunds[i]; known(r.At, asOf) {
			sum.Add(r.Amount)
		}
	}
	return sum
}

// Used is when the customer used the shop by this order as of asOf (L8): when
// it was placed, else when it was paid, else zero. A voided order leaves
// everything (R3), this too.
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

// Check says what is wrong with the order: a kind that does not exist, a
// currency or an amount out of bounds, or refunds beyond its total, whenever
// they are dated (R3). The error is an *OrderError, which names the order.
func (o *Order) Check() error {
	_, err := o.check()
	return err
}

// check is Check. It returns the order's total.
func (o *Order) check() (total Sum, err error) {
	switch {
	case o.Kind > Other:
		err = ErrKind
	case !o.Total.Currency.Valid():
		err = ErrCurrency
	default:
		total, err = amountOf(o.Total.Amount)
	}
	if err == nil && len(o.Refunds) > 0 {
		err = o.checkRefunds(&total)
	}
	if err != nil {
		return Sum{}, &OrderError{Order: o.ID, Err: err}
	}
	return total, nil
}

func (o *Order) checkRefunds(total *Sum) error {
	var sum Sum
	for _, r := range o.Refunds {
		amount, err := amountOf(r.Amount)
		if err != nil {
			return fmt.Errorf("refund %s: %w", r.ID, err)
		}
		sum.Merge(amount)
	}
	if sum.compare(total) > 0 {
		return ErrRefund
	}
	return nil
}

// What can be wrong with an order besides its amounts.
var (
	ErrRefund = errors.New("customer: refunds go beyond the order's total")
	ErrKind   = errors.New("customer: no such kind of order or action")
)

// OrderError says which order is wrong. Err is one of ErrRefund, ErrKind,
// ErrCurrency, ErrAmount.
type OrderError struct {
	Order OrderID
	Err   error
}

func (e *OrderError) Error() string { return fmt.Sprintf("order %s: %v", e.Order, e.Err) }

// MarshalText writes what Error returns.
func (e *OrderError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// Unwrap is the condition.
func (e *OrderError) Unwrap() error { return e.Err }
