package export

import (
	"iter"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
)

// RFMRow is a line of rfm.csv: the scores of one customer (F1, F2).
type RFMRow struct {
	CustomerID string `csv:"customer_id" json:"customer_id"`
	Currency   Word   `csv:"currency" json:"currency"`
	LastPaidAt Time   `csv:"last_paid_at" json:"last_paid_at"` // of the orders that count
	Orders     int    `csv:"orders" json:"orders"`
	Net        Amount `csv:"net" json:"net"`
	Recency    int    `csv:"recency" json:"recency"`     // the score
	Frequency  int    `csv:"frequency" json:"frequency"` // the score
	Monetary   int    `csv:"monetary" json:"monetary"`   // the score
	Segment    string `csv:"segment" json:"segment"`
}

// NewRFMRow returns the row of a scored customer, for a report in that currency.
func NewRFMRow(s value.Scored, currency customer.Currency) RFMRow {
	return RFMRow{
		CustomerID: string(s.ID), Currency: Word(currency), LastPaidAt: Time{s.Recency}, Orders: s.Frequency,
		Net: Amount{s.Monetary, currency.Digits()}, Recency: s.R, Frequency: s.F, Monetary: s.M, Segment: s.Segment,
	}
}

// RFM returns the rows of rfm.csv: every scored customer, by ID (F1, F2).
func RFM(report value.RFMReport) iter.Seq2[RFMRow, error] {
	return mapRows(report.Customers, func(s value.Scored) RFMRow { return NewRFMRow(s, report.Currency) })
}

// RFMSegmentRow is a line of rfm_segments.csv: what the customers of one segment amount to
// (F4).
type RFMSegmentRow struct {
	Segment   string `csv:"segment" json:"segment"`
	Customers int    `csv:"customers" json:"customers"`
	Orders    int    `csv:"orders" json:"orders"`
	Net       Word   `csv:"net" json:"net"` // a plain decimal as an Amount has it; empty for customers without orders
	Currency  Word   `csv:"currency" json:"currency"`
}

// RFMSegments returns the rows of rfm_segments.csv: every segment in the order of the list,
// then the others, then the customers without orders (F4). A report of no currency, which is
// the zero value, has no rows.
func RFMSegments(report value.RFMReport) iter.Seq2[RFMSegmentRow, error] {
	return func(yield func(RFMSegmentRow, error) bool) {
		if report.Currency == "" {
			return
		}
		for _, s := range report.Segments() {
			row := RFMSegmentRow{Segment: s.Segment, Customers: s.Customers, Orders: s.Orders, Currency: Word(report.Currency)}
			var err error
			if s.Segment != value.NoOrders {
				row.Net, err = plainDecimal(s.Net, report.Currency.Digits())
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// plainDecimal returns a decimal as an Amount writes it.
func plainDecimal(d decimal.Decimal, places int) (Word, error) {
	text, err := Amount{d, places}.MarshalCSV()
	return Word(text), err
}
