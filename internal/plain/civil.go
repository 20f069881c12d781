package plain

import (
	"errors"
	"time"
)

// A civil date is written as the UTC midnight of that date.

// dateOf returns the civil date of an instant in a location (T5).
func dateOf(x time.Time, loc *time.Location) time.Time {
	year, month, day := x.In(loc).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// stretch is a time in which the clocks of a location keep one offset.
type stretch struct {
	start, end time.Time
	offset     time.Duration
}

// stretches lists those of two days before and after an instant, in order.
func stretches(around time.Time, loc *time.Location) []stretch {
	var list []stretch
	x, stop := around.Add(-48*time.Hour), around.Add(48*time.Hour)
	for x.Before(stop) {
		_, seconds := x.In(loc).Zone()
		_, end := x.In(loc).ZoneBounds()
		if end.IsZero() || end.After(stop) {
			end = stop
		}
		list = append(list, stretch{x, end.UTC(), time.Duration(seconds) * time.Second})
		x = end.UTC()
	}
	return list
}

// exists reports whether any instant has the date, and the first that has (T5).
func exists(date time.Time, loc *time.Location) (first time.Time, ok bool) {
	for _, s := range stretches(date, loc) {
		from, to := date.Add(-s.offset), date.Add(24*time.Hour-s.offset)
		if from.Before(s.start) {
			from = s.start
		}
		if to.After(s.end) {
			to = s.end
		}
		if from.Before(to) {
			return from, true
		}
	}
	return time.Time{}, false
}

// firstInstant returns the first instant of a date. If the date was skipped, it
// is the first instant after it.
func firstInstant(date time.Time, loc *time.Location) time.Time {
	if first, ok := exists(date, loc); ok {
		return first
	}
	for _, s := range stretches(date, loc) {
		if dateOf(s.start, loc).After(date) {
			return s.start
		}
	}
	panic("plain: a date without an end")
}

// onWall returns the instant at which the clocks of a location show a time,
// which is given as if it were UTC. In an overlap it is the earlier one; in a
// gap it is forward by the gap (T5).
func onWall(wall time.Time, loc *time.Location) time.Time {
	list := stretches(wall, loc)
	for _, s := range list {
		x := wall.Add(-s.offset)
		if !x.Before(s.start) && x.Before(s.end) {
			return x
		}
	}
	for i := 1; i < len(list); i++ {
		// The clocks jumped over the time where the old offset is too late
		// for it and the new one too early.
		before, after := list[i-1], list[i]
		if !wall.Add(-before.offset).Before(before.end) && wall.Add(-after.offset).Before(after.start) {
			return wall.Add(-before.offset)
		}
	}
	panic("plain: a wall time nowhere")
}

// bucketOf returns the first date of the bucket that a date is in.
func bucketOf(date time.Time, unit string) time.Time {
	switch unit {
	case "week", "week-sunday", "week-saturday":
		begins := map[string]time.Weekday{"week": time.Monday, "week-sunday": time.Sunday, "week-saturday": time.Saturday}
		for date.Weekday() != begins[unit] {
			date = date.Add(-24 * time.Hour)
		}
	case "month":
		for date.Day() != 1 {
			date = date.Add(-24 * time.Hour)
		}
	}
	return date
}

// label returns the label of a bucket as it is written.
func label(bucket time.Time, unit string) string {
	if unit == "month" {
		return bucket.Format("2006-01")
	}
	return bucket.Format("2006-01-02")
}

// labelOf returns the label of the bucket of an instant.
func labelOf(x time.Time, unit string, loc *time.Location) string {
	return label(bucketOf(dateOf(x, loc), unit), unit)
}

// ErrTooLong says that a series would have more than 100,000 buckets (T5).
var ErrTooLong = errors.New("plain: a series has at most 100,000 buckets")

// between lists the buckets from that of the first to that of the last date; a
// skipped day has none. It panics with ErrTooLong.
func between(first, last time.Time, unit string, loc *time.Location) []string {
	const most = 100_000
	if unit == "day" && last.Unix()-first.Unix() > 2*most*86400 {
		panic(ErrTooLong) // at once: not every second day was skipped
	}
	var labels []string
	for d := bucketOf(first, unit); !d.After(last); d = nextBucket(d, unit) {
		if _, ok := exists(d, loc); !ok && unit == "day" {
			continue
		}
		labels = append(labels, label(d, unit))
		if len(labels) > most {
			panic(ErrTooLong)
		}
	}
	return labels
}

// nextBucket returns the first date of the bucket after the one that begins on
// a date.
func nextBucket(first time.Time, unit string) time.Time {
	switch unit {
	case "day":
		return first.Add(24 * time.Hour)
	case "month":
		return bucketOf(first.Add(31*24*time.Hour), unit)
	}
	return first.Add(7 * 24 * time.Hour)
}

// firstDate returns the first date of the bucket with a label.
func firstDate(bucket, unit string) time.Time {
	layout := "2006-01-02"
	if unit == "month" {
		layout = "2006-01"
	}
	day, err := time.Parse(layout, bucket)
	if err != nil {
		panic(err)
	}
	return day
}

// partial reports whether the range, cut off after the question's instant, does not
// cover the bucket whole (T5): some instant whose date is in the bucket lies outside.
func (q question) partial(s span, bucket string) bool {
	first := firstDate(bucket, q.unit)
	for day := first; day.Before(nextBucket(first, q.unit)); day = day.Add(24 * time.Hour) {
		for _, c := range stretches(day, q.loc) {
			from, to := day.Add(-c.offset), day.Add(24*time.Hour-c.offset)
			if from.Before(c.start) {
				from = c.start
			}
			if to.After(c.end) {
				to = c.end
			}
			if !from.Before(to) {
				continue // no instant with this date
			}
			early := !s.from.IsZero() && from.Before(s.from)
			late := !s.to.IsZero() && to.After(s.to) || to.Add(-1).After(q.asOf)
			if early || late {
				return true
			}
		}
	}
	return false
}

// series lists the buckets of a span as of the question's instant, given the
// times of what is counted in it (T5).
func (q question) series(s span, counted []time.Time) []string {
	last := q.asOf
	if !s.to.IsZero() && s.to.Add(-1).Before(last) {
		last = s.to.Add(-1)
	}
	var dates []time.Time
	for _, x := range counted {
		dates = append(dates, dateOf(x, q.loc))
	}
	if len(dates) == 0 && (s.from.IsZero() || s.from.After(last)) {
		return nil
	}
	dates = append(dates, dateOf(last, q.loc))
	if !s.from.IsZero() {
		dates = append(dates, dateOf(s.from, q.loc))
	}
	low, high := ends(dates)
	return between(low, high, q.unit, q.loc)
}

// filled lists the buckets from the first to the last that has something.
func filled(counted []time.Time, unit string, loc *time.Location) []string {
	if len(counted) == 0 {
		return nil
	}
	var dates []time.Time
	for _, x := range counted {
		dates = append(dates, dateOf(x, loc))
	}
	low, high := ends(dates)
	return between(low, high, unit, loc)
}

// ends returns the earliest and the latest of some times.
func ends(times []time.Time) (low, high time.Time) {
	low, high = times[0], times[0]
	for _, x := range times {
		if x.Before(low) {
			low = x
		}
		if x.After(high) {
			high = x
		}
	}
	return low, high
}

// countIn counts the times in the bucket of that label.
func countIn(times []time.Time, want, unit string, loc *time.Location) int {
	n := 0
	for _, x := range times {
		if labelOf(x, unit, loc) == want {
			n++
		}
	}
	return n
}
