package calendar

import (
	"math"
	"time"
)

// Last returns the last instant of the bucket with that key that is before
// Span.To and not after AsOf, in UTC: the one at which a level is told (T5).
// Where clocks went back over midnight it is that of the second time around. It
// does not ask whether it lies after Span.From. The zero time says that the
// bucket has no such instant: it begins later, or the location skipped it.
func (a Axis) Last(bucket Date) time.Time {
	if bucket.IsZero() {
		return time.Time{}
	}
	loc, begins, ends := orUTC(a.Location), bucket.number()*daySeconds, a.Unit.Next(bucket).number()*daySeconds
	// Clocks differ from UTC by less than reach, so that the last instant lies
	// before this one, and the first one after begins-reach.
	last := time.Unix(ends+reach, 0).UTC()
	if end := a.end(); earlier(end, last) {
		last = end
	}
	last = last.Add(-1)
	for last.Unix() >= begins-reach {
		s := segmentAround(last.Unix(), loc)
		if end := time.Unix(ends-s.offset, 0).UTC(); !earlier(last, end) {
			last = end.Add(-1)
		}
		if s.holds(last.Unix()) && a.Key(last) == bucket {
			return last
		}
		if s.from == math.MinInt64 {
			break
		}
		last = time.Unix(s.from, 0).UTC().Add(-1)
	}
	return time.Time{}
}

// Over reports whether the bucket with that key is over as of AsOf: no instant of it is
// later (T5).
func (a Axis) Over(bucket Date) bool {
	return !earlier(AsOf(a.AsOf).To, a.Unit.Next(bucket).settled(a.Location))
}
