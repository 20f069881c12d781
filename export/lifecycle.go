package export

import (
	"iter"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// LifecycleRow is a line of lifecycle.csv: how many customers are in each state in a bucket
// (D2).
type LifecycleRow struct {
	Bucket       Word `csv:"bucket" json:"bucket"` // a date, of weeks their first, or YYYY-MM
	New          int  `csv:"new" json:"new"`
	Returning    int  `csv:"returning" json:"returning"`
	Resurrecting int  `csv:"resurrecting" json:"resurrecting"`
	Dormant      int  `csv:"dormant" json:"dormant"` // only where the bucket is over (D5)
	Pending      int  `csv:"pending" json:"pending"` // only where it is not
	Inactive     int  `csv:"inactive" json:"inactive"`
	Active       int  `csv:"active" json:"active"`   // new, returning and resurrecting together
	Partial      bool `csv:"partial" json:"partial"` // the bucket is not over
}

// Lifecycle returns the rows of lifecycle.csv: the states in every bucket of the range,
// widened to whole buckets (D5). q is the question that the report answers. Its error is
// calendar.ErrSeries.
func Lifecycle(r lifecycle.Report, q lifecycle.Query) iter.Seq2[LifecycleRow, error] {
	trend, err := r.Trend(&q)
	return points(trend, err, func(p calendar.Point[lifecycle.States]) LifecycleRow {
		s := &p.Value
		return LifecycleRow{bucket(q.Unit, p.Bucket), s.New, s.Returning, s.Resurrecting, s.Dormant, s.Pending, s.Inactive, s.Active(), p.Partial}
	})
}

// LifecycleReport is the lifecycle for JSON (D1–D7).
type LifecycleReport struct {
	Unit     calendar.Unit      `json:"unit"`
	Activity lifecycle.Activity `json:"activity"`
	Buckets  []LifecycleRow     `json:"buckets"`
	Undated  int                `json:"undated"`  // facts without a date, which are in no bucket (D7)
	LeftOut  LeftOutReport      `json:"left_out"` // bad facts
}

// NewLifecycleReport returns the report of what lifecycle.Summarize answers. q is the
// question that was asked. Its error is calendar.ErrSeries.
func NewLifecycleReport(r lifecycle.Report, q lifecycle.Query) (LifecycleReport, error) {
	rows, err := collectRows(Lifecycle(r, q))
	if err != nil {
		return LifecycleReport{}, err
	}
	return LifecycleReport{q.Unit, q.Activity, rows, r.Undated, leftOut(r.LeftOut)}, nil
}

// CohortRow is a line of cohorts.csv: how many of a cohort came back in one window (C2).
type CohortRow struct {
	Cohort          Word `csv:"cohort" json:"cohort"` // its bucket: a date, of weeks their first, or YYYY-MM
	Offset          int  `csv:"offset" json:"offset"` // of the window, from 0
	Size            int  `csv:"size" json:"size"`
	Eligible        int  `csv:"eligible" json:"eligible"` // with 0 there is no rate (C5)
	Retained        int  `csv:"retained" json:"retained"`
	RetainedOrAfter int  `csv:"retained_or_after" json:"retained_or_after"` // in this window or a later one
	Complete        bool `csv:"complete" json:"complete"`                   // the window is over (C5)
}

// Cohorts returns the rows of cohorts.csv: of every cohort of the range, empty ones included,
// every window that has begun (C7). u is the unit that the cohorts were asked for.
func Cohorts(r lifecycle.CohortReport, u calendar.Unit) iter.Seq2[CohortRow, error] {
	return func(yield func(CohortRow, error) bool) {
		for c := range r.All() {
			start := bucket(u, c.Bucket)
			for k, n := range c.Cells {
				if !yield(CohortRow{start, k, c.Size, n.Eligible, n.Retained, n.RetainedOrAfter, n.Complete}, nil) {
					return
				}
			}
		}
	}
}

// CohortsReport is the cohorts for JSON (C1–C8). Money per cell (C9) is not in it.
type CohortsReport struct {
	Unit       calendar.Unit `json:"unit"`
	Cells      []CohortRow   `json:"cells"`
	Customers  int           `json:"customers"`
	Unanchored int           `json:"unanchored"` // without an anchor, and so in no cohort (C1)
	Undated    int           `json:"undated"`    // return facts without a date, which are in no cell (D7)
	LeftOut    LeftOutReport `json:"left_out"`   // bad facts
}

// NewCohortsReport returns the report of what lifecycle.Cohorts answers. u is the unit that
// the cohorts were asked for.
func NewCohortsReport(r lifecycle.CohortReport, u calendar.Unit) CohortsReport {
	rows, _ := collectRows(Cohorts(r, u)) // the rows of cohorts have no error
	return CohortsReport{u, rows, r.Customers, r.Unanchored, r.Undated, leftOut(r.LeftOut)}
}
