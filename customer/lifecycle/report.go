package lifecycle

import (
	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// Report is the answer to a question about the lifecycle. Trend makes its series.
type Report struct {
	Customers int // all of them, active or not

	// Before is how many customers were first active before the first bucket of the series.
	Before int

	// Flows are the changes in each bucket of the series that has some, by its first date.
	Flows map[calendar.Date]Flow

	Undated int // facts without a date, which are in no bucket (D7, T7)

	LeftOut customer.LeftOut // bad facts, of any bucket
}

// Flow is how many customers are active in a bucket, and how many have been lost since the
// bucket before.
type Flow struct {
	New          int // the bucket is the first active one ever (D2, D3)
	Returning    int // active in the bucket before, too
	Resurrecting int // active earlier, but not in the bucket before
	Lost         int // active in the bucket before, and not in this one, so far
}

func (f *Flow) merge(o *Flow) {
	f.New += o.New
	f.Returning += o.Returning
	f.Resurrecting += o.Resurrecting
	f.Lost += o.Lost
}

// States is how many customers are in each state in a bucket (D2). Each customer who is
// known, which is who was active in the bucket or earlier, is in exactly one.
type States struct {
	New, Returning, Resurrecting int

	// Dormant were active in the bucket before and not in this one, which is over. Pending
	// are the same while the bucket is not over (D5).
	Dormant, Pending int

	Inactive int // known, and active neither in this bucket nor in the one before
}

// Active returns how many are active in the bucket.
func (s States) Active() int { return s.New + s.Returning + s.Resurrecting }

// ActiveBefore returns how many were active in the bucket before.
func (s States) ActiveBefore() int { return s.Returning + s.Dormant + s.Pending }

// Known returns how many have been active in the bucket or earlier.
func (s States) Known() int { return s.Active() + s.Dormant + s.Pending + s.Inactive }

// QuickRatio returns how many were won, new or resurrecting, and how many are dormant: the
// one to the other is the quick ratio (D6). If ok is false nobody is dormant, and there is
// no ratio.
func (s States) QuickRatio() (won, dormant int, ok bool) {
	return s.New + s.Resurrecting, s.Dormant, s.Dormant > 0
}

// Retention returns how many of those who were active in the bucket before are active in
// this one too (D6). If ok is false nobody was, and there is no ratio.
func (s States) Retention() (returning, before int, ok bool) {
	return s.Returning, s.ActiveBefore(), s.ActiveBefore() > 0
}

// Trend returns the states in every bucket of the question's range, which is widened to
// whole buckets, so that only a bucket that is not over is partial (D5). If the range has no
// beginning, the series begins with the first active bucket. It is empty if the range is
// empty, or if nobody was active in one without a beginning. The question must be the one
// that the report answers. The error is calendar.ErrSeries.
func (r *Report) Trend(q *Query) ([]calendar.Point[States], error) {
	axis := q.axis()
	flows, err := calendar.Fill(axis, r.Flows)
	if err != nil {
		return nil, err
	}
	points := make([]calendar.Point[States], len(flows))
	known := r.Before // before the bucket
	for i, p := range flows {
		f, over := &p.Value, axis.Over(p.Bucket)
		s := States{New: f.New, Returning: f.Returning, Resurrecting: f.Resurrecting}
		if over {
			s.Dormant = f.Lost
		} else {
			s.Pending = f.Lost
		}
		s.Inactive = known - f.Returning - f.Resurrecting - f.Lost
		known += f.New
		points[i] = calendar.Point[States]{Bucket: p.Bucket, Partial: !over, Value: s}
	}
	return points, nil
}
