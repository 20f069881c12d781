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
	[]export.Column{{Name: "customer_id", Required: true, Blank: true}},
	required("amount", "currency"),
	optional("kind", "channel", "placed_at", "paid_at", "voided_at", "checkout_link"))

func (r *reader) order(t *table) {
	id, isNew := r.orderIDs.declare(t, orderID)
	o := customer.Order{
		ID: customer.OrderID(id),
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
	accepted := t.acceptOf(orderCustomer, &r.orders.owners)
	if isNew { // a rejected one too: refunds find their order by its number
		r.orders.put(o)
	}
	if isNew && !accepted { // nobody will ask whose it is
		r.total(int32(len(r.orderIDs.names) - 1)).unknown = true
	}
}

func orderOf(o *customer.Order, id customer.ID) { o.Customer = id }

// kind reads what was sold.
func (t *table) kind(i int) customer.Kind {
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

var refundColumns = required("id", "order_id", "at", "amount")

// A total is what the refunds of one order amount to.
type total struct {
	refunded customer.Sum
	unknown  bool // the order was rejected: its total may be wrong
}

func (r *reader) total(order int32) *total {
	if r.totals == nil {
		r.totals = map[int32]*total{}
	}
	if r.totals[order] == nil {
		r.totals[order] = &total{}
	}
	return r.totals[order]
}

func (r *reader) refund(t *table) {
	id, _ := r.refundIDs.declare(t, refundID)
	n, known := r.orderIDs.find(t.Cell(refundOrder), &t.otherAt)
	if !known && !r.orderIDs.partial && len(t.Cell(refundOrder)) > 0 {
		t.Reject(refundOrder, errOrder)
	}
	at := t.time(refundAt)
	amount := t.refundAmount()
	if !t.Accept() || !known {
		return
	}
	order := r.orders.at(n)
	if r.total(n).takes(amount, order.Total.Amount) {
		order.Refunds = append(order.Refunds, customer.Refund{ID: id, At: at, Amount: amount})
		return
	}
	t.Reject(refundAmount, errBeyond)
}

// refundAmount reads an amount that must not be 0.
func (t *table) refundAmount() decimal.Decimal {
	before := t.Accept()
	amount := t.Amount(refundAmount)
	if before && t.Accept() && amount.IsZero() {
		t.Reject(refundAmount, errNoRefund)
	}
	return amount
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
