package folder

import (
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
	"github.com/shopspring/decimal"
)

// The columns of orders.csv.
const (
	orderID = iota
	orderCustomer
	orderAmount
	orderCurrency
	orderKind
	orderChannel
	orderPlacedAt
	orderPaidAt
	orderVoidedAt
	orderCheckoutLink
)

var orderColumns = slices.Concat(required("id"),
	[]export.InputColumn{{Name: "customer_id", Required: true, Blank: true}},
	required("amount", "currency"),
	optional("kind", "channel", "placed_at", "paid_at", "voided_at", "checkout_link"))

func (t *table) order(o *customer.Order) {
	*o = customer.Order{
		ID: customer.OrderID(t.Text(orderID)),
		Total: customer.Money{
			Amount:   t.Amount(orderAmount),
			Currency: customer.Currency(t.Currency(orderCurrency)),
		},
		Kind:         t.kind(orderKind),
		Channel:      customer.Channel(t.Name(orderChannel)),
		PlacedAt:     t.time(orderPlacedAt),
		PaidAt:       t.time(orderPaidAt),
		VoidedAt:     t.time(orderVoidedAt),
		CheckoutLink: t.Bool(orderCheckoutLink),
	}
	if !t.r.orders.declare(t, orderID) {
		return
	}
	t.r.orderRows = append(t.r.orderRows, o)
	if !t.Accept() {
		t.r.total(o).unknown = true
	}
}

func ownerOfOrder(o *customer.Order) *customer.ID { return &o.Customer }

// kind reads what was sold.
func (t *table) kind(i int) customer.OrderKind {
	switch t.Word(i, "", "food", "merchandise", "reservation", "other") {
	case "food":
		return customer.Food
	case "reservation":
		return customer.Reservation
	case "other":
		return customer.Other
	}
	return customer.Merchandise
}

// The columns of refunds.csv.
const (
	refundID = iota
	refundOrder
	refundAt
	refundAmount
)

var refundColumns = slices.Concat(required("id", "order_id"), optional("at"), required("amount"))

// A total is what the refunds of one order amount to.
type total struct {
	refunded customer.Sum
	unknown  bool // the order was rejected: its total may be wrong
}

func (r *reader) total(order *customer.Order) *total {
	if r.totals == nil {
		r.totals = map[*customer.Order]*total{}
	}
	if r.totals[order] == nil {
		r.totals[order] = &total{}
	}
	return r.totals[order]
}

// readRefunds reads each refund into its order.
func (t *table) readRefunds() {
	for t.next() {
		refund := customer.Refund{ID: t.Text(refundID), At: t.time(refundAt), Amount: t.Amount(refundAmount)}
		of, known := t.r.orders.refer(t, refundOrder, errOrder)
		fresh := t.r.refunds.fresh(t, refundID)
		if known && t.Accept() {
			t.refund(t.r.orderRows[of], refund)
		}
		t.r.refunds.add(t, refundID, fresh)
	}
}

// refund adds a refund to its order, or rejects it.
func (t *table) refund(order *customer.Order, refund customer.Refund) {
	if !t.r.total(order).takes(refund.Amount, order.Total.Amount) {
		t.Reject(refundAmount, errBeyond)
		return
	}
	order.Refunds = append(order.Refunds, refund)
	t.happened(refund.At)
}

// takes adds a refund, unless that would go beyond the order's total (R3). A
// refund that is not added does not stand in the way of a later one.
func (x *total) takes(amount, limit decimal.Decimal) bool {
	sum := x.refunded
	sum.Add(amount)
	if !x.unknown && sum.Decimal().GreaterThan(limit) {
		return false
	}
	x.refunded = sum
	return true
}
