package export

import (
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// StatusTrendRow is a line of status_trend.csv: how many customers have each
// status at the end of a bucket (S8).
type StatusTrendRow struct {
	Bucket     Word `csv:"bucket" json:"bucket"` // a date, of weeks their first, or YYYY-MM
	VeryActive int  `csv:"very_active" json:"very_active"`
	Active     int  `csv:"active" json:"active"`
	Quiet      int  `csv:"quiet" json:"quiet"`
	Sleeper    int  `csv:"sleeper" json:"sleeper"`
	Partial    bool `csv:"partial" json:"partial"` // the range, cut off after AsOf, does not cover the bucket whole (T5)
}

// StatusTrend returns the rows of status_trend.csv: the counts at the last instant of each
// bucket that is in the range and known (S8). u is the unit that the trend was asked for.
// Its error is calendar.ErrSeries.
func StatusTrend(trend customer.StatusTrend, u calendar.Unit) iter.Seq2[StatusTrendRow, error] {
	levels, err := trend.Points()
	return points(levels, err, func(p calendar.Point[customer.StatusCounts]) StatusTrendRow {
		n := &p.Value
		return StatusTrendRow{bucket(u, p.Bucket), n[customer.VeryActive], n[customer.Active], n[customer.Quiet], n[customer.Sleeper], p.Partial}
	})
}

// TransitionRow is a line of transitions.csv: one change of a customer's status
// (S8).
type TransitionRow struct {
	CustomerID string `csv:"customer_id" json:"customer_id"`
	At         Time   `csv:"at" json:"at"`     // the first instant of the new status
	From       Word   `csv:"from" json:"from"` // very active, active, quiet, sleeper
	To         Word   `csv:"to" json:"to"`
}

// NewTransitionRow returns the row of one change, such as one to come (S8, H2).
func NewTransitionRow(m customer.Transition) TransitionRow {
	return TransitionRow{string(m.Customer), Time{m.At}, Word(m.From.String()), Word(m.To.String())}
}

// Transitions returns the rows of transitions.csv: every change of status in the range, by
// instant, then by customer (S8).
func Transitions(trend customer.StatusTrend) iter.Seq2[TransitionRow, error] {
	return func(yield func(TransitionRow, error) bool) {
		for m := range trend.Transitions() {
			if !yield(NewTransitionRow(m), nil) {
				return
			}
		}
	}
}

// StatusMoveRow is a line of what_if.csv: how many customers have one status by
// one policy and another by another (S9).
type StatusMoveRow struct {
	From      Word `csv:"from" json:"from"`
	To        Word `csv:"to" json:"to"`
	Customers int  `csv:"customers" json:"customers"`
}

// WhatIf returns the rows of what_if.csv: for each pair of statuses, how many customers
// would move from the one to the other (S9). Customers who would not move are counted too,
// and zeros are included. The rows are by both ranks.
func WhatIf(m customer.StatusMatrix) iter.Seq2[StatusMoveRow, error] {
	return func(yield func(StatusMoveRow, error) bool) {
		for _, from := range customer.Statuses() {
			for _, to := range customer.Statuses() {
				if !yield(StatusMoveRow{Word(from.String()), Word(to.String()), m[from][to]}, nil) {
					return
				}
			}
		}
	}
}
