package export

import (
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// RevenueRow is a line of revenue.csv: what one customer spent on one kind in one
// currency (R1–R3).
type RevenueRow struct {
	CustomerID string `csv:"customer_id" json:"customer_id"` // empty: all guests
	Kind       Word   `csv:"kind" json:"kind"`               // food, merchandise, reservation
	Currency   Word   `csv:"currency" json:"currency"`       // three capital ASCII letters
	Orders     int    `csv:"orders" json:"orders"`           // still paid
	Gross      Amount `csv:"gross" json:"gross"`
	Refunded   Amount `csv:"refunded" json:"refunded"`
	Net        Amount `csv:"net" json:"net"`
}

func newRevenueRow(id customer.ID, l *customer.RevenueLine) RevenueRow {
	t := newTotalRow(l)
	return RevenueRow{string(id), t.Kind, t.Currency, t.Orders, t.Gross, t.Refunded, t.Net}
}

// Revenue returns the rows of revenue.csv: the revenue of guests and of the customers of a
// page, by customer ID, kind and currency (R5). Guests come first, with an empty ID. There
// is a line where at least one order is in gross. Take the guests' revenue from a
// customer.Report; it is nil for none. The Row of a customer.Detail makes a page too.
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
	Kind     Word   `csv:"kind" json:"kind"`
	Currency Word   `csv:"currency" json:"currency"`
	Orders   int    `csv:"orders" json:"orders"` // still paid
	Gross    Amount `csv:"gross" json:"gross"`
	Refunded Amount `csv:"refunded" json:"refunded"`
	Net      Amount `csv:"net" json:"net"`
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

// RevenueTotals returns the rows of revenue_total.csv: the revenue of everybody, guests
// included, by kind, then currency.
func RevenueTotals(report customer.Report) iter.Seq2[RevenueTotalRow, error] {
	return mapRows(report.Revenue, func(l customer.RevenueLine) RevenueTotalRow { return newTotalRow(&l) })
}

// RevenueTrendRow is a line of revenue_trend.csv: the revenue of one kind in one
// currency in one bucket (R6).
type RevenueTrendRow struct {
	Bucket   Word   `csv:"bucket" json:"bucket"` // a date, of weeks their first, or YYYY-MM
	Kind     Word   `csv:"kind" json:"kind"`
	Currency Word   `csv:"currency" json:"currency"`
	Orders   int    `csv:"orders" json:"orders"`     // paid in the bucket and still paid
	Gross    Amount `csv:"gross" json:"gross"`       // totals paid in the bucket
	Refunded Amount `csv:"refunded" json:"refunded"` // refunds that count from the bucket on
	Net      Amount `csv:"net" json:"net"`           // can be negative
	Partial  bool   `csv:"partial" json:"partial"`   // the range, cut off after AsOf, does not cover the bucket whole (T5)
}

// RevenueTrend returns the rows of revenue_trend.csv: what customer.RevenueTrend returns,
// by bucket, kind and currency (R6). u is the unit that the trend was asked for. Every
// bucket has a line, of zeros too, for each kind and currency that any bucket has.
func RevenueTrend(trend []calendar.Point[customer.Revenue], u calendar.Unit) iter.Seq2[RevenueTrendRow, error] {
	return func(yield func(RevenueTrendRow, error) bool) {
		var all customer.Revenue
		for i := range trend {
			all.Merge(trend[i].Value)
		}
		for i := range trend {
			for j := range all {
				if !yield(newRevenueTrendRow(&trend[i], &all[j], u), nil) {
					return
				}
			}
		}
	}
}

// newRevenueTrendRow returns a bucket's line of a kind and currency.
func newRevenueTrendRow(p *calendar.Point[customer.Revenue], of *customer.RevenueLine, u calendar.Unit) RevenueTrendRow {
	line := customer.RevenueLine{Kind: of.Kind, Currency: of.Currency}
	for i := range p.Value {
		if l := &p.Value[i]; l.Kind == of.Kind && l.Currency == of.Currency {
			line = *l
		}
	}
	t := newTotalRow(&line)
	return RevenueTrendRow{bucket(u, p.Bucket), t.Kind, t.Currency, t.Orders, t.Gross, t.Refunded, t.Net, p.Partial}
}
