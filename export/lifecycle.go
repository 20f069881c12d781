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
