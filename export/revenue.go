package export

import (
	"iter"

	"github.com/clientele-go/clientele/customer"
)

// RevenueRow is a line of revenue.csv: what one customer spent on one kind in one
// currency (R1–R3).
type RevenueRow struct {
	CustomerID string `csv:"customer_id"` // empty: all guests
	Kind       Word   `csv:"kind"`        // food, merchandise, reservation
	Currency   Word   `csv:"currency"`    // three capital ASCII letters
	Orders     int    `csv:"orders"`      // still paid
	Gross      Amount `csv:"gross"`
	Refunded   Amount `csv:"refunded"`
	Net        Amount `csv:"net"`
}

func newRevenueRow(id customer.ID, l *customer.RevenueLine) RevenueRow {
	t := newTotalRow(l)
	return RevenueRow{string(id), t.Kind, t.Currency, t.Orders, t.Gross, t.Refunded, t.Net}
}

// Revenue is revenue.csv: the revenue of guests and of the customers of a page,
// by customer ID (guests first, as empty), kind and currency (R5). There is a
// line where at least one order is in gross. The guests' revenue is that of a
// customer.Report, nil for none. Of a customer.Detail, the Row is a page.
//
//	err = export.CSV(w, export.Revenue(page, report.Guests.Revenue))
func Revenue(page customer.Page, guests customer.Revenue) iter.Seq2[RevenueRow, error] {
	return func(yield func(RevenueRow, error) bool) {
		if !revenueLines("", guests, yield) {
			return
		}
		for _, r := range byID(page.Rows) {
			if !revenueLines(r.ID, r.Revenue, yield) {
				return
			}
		}
	}
}

func revenueLines(id customer.ID, revenue customer.Revenue, yield func(RevenueRow, error) bool) bool {
	for i := range revenue { // in order, as a customer.Revenue is
		if !yield(newRevenueRow(id, &revenue[i]), nil) {
			return false
		}
	}
	return true
}

// RevenueTotalRow is a line of revenue_total.csv: the revenue of one kind in one
// currency.
type RevenueTotalRow struct {
	Kind     Word   `csv:"kind"`
	Currency Word   `csv:"currency"`
	Orders   int    `csv:"orders"` // still paid
	Gross    Amount `csv:"gross"`
	Refunded Amount `csv:"refunded"`
	Net      Amount `csv:"net"`
}

func newTotalRow(l *customer.RevenueLine) RevenueTotalRow {
	places := l.Currency.Digits()
	return RevenueTotalRow{
		Kind:     Word(l.Kind.String()),
		Currency: Word(l.Currency),
		Orders:   l.Orders,
		Gross:    Amount{l.Gross.Decimal(), places},
		Refunded: Amount{l.Refunded.Decimal(), places},
		Net:      Amount{l.Net(), places},
	}
}

// RevenueTotals is revenue_total.csv: the revenue of everybody, guests included,
// by kind, then currency.
func RevenueTotals(report customer.Report) iter.Seq2[RevenueTotalRow, error] {
	return each(report.Revenue, func(l customer.RevenueLine) RevenueTotalRow { return newTotalRow(&l) })
}
