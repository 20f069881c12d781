package calendar

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// MaxBuckets is how many buckets a series has at most (T5): days of 273 years.
const MaxBuckets = 100_000

// ErrSeries reports a series of more than MaxBuckets buckets (T5).
var ErrSeries = errors.New("calendar: a series has at most 100,000 buckets")

// A Point is one bucket of a series (T5).
type Point[T any] struct {
	Bucket  Date // its key: the first date of the day, week or month
	Partial bool // whether the range, cut off after AsOf, does not cover it whole
	Value   T    // the zero T if the bucket has none
}

// Fill returns the series of a: one Point for each bucket, in order, with its
// value, or the zero T where values has none (T5). The keys of values are
// those that a.Key returned for facts in a.Span as of a.AsOf.
//
// The series runs from the bucket of Span.From to the bucket of the last instant
// that is before Span.To and not after AsOf. If Span.From is unbounded, it
// begins with the earliest key, or with the last bucket if that is earlier.
// Keys outside extend it: where clocks went back over midnight, a fact
// can have a later date than the last instant. A day that the location skipped
// has no Point unless values has its key. The zero key, of undated facts, is
// not in the series (T7): report it beside.
//
// A Point is Partial if an instant of its bucket is before Span.From, or is not
// before Span.To, or is after AsOf.
//
// The error is ErrSeries, for more than MaxBuckets buckets. It names the unit and
// the dates between which the series would run, and then there is no series.
//
// The series is nil if the range is empty (From >= To, or From > AsOf), if
// Span.From is unbounded and there are no values, and if AsOf is not one that
// Check accepts. Keys that are no day of the calendar, or outside the years 1 to
// 9999, are left out; the days beside these years, to which the offset of a
// location can lead, are not.
func Fill[T any](a Axis, values map[Date]T) ([]Point[T], error) {
	keys := sortedKeys(values)
	first, last, ok := a.ends(keys)
	if !ok {
		return nil, nil
	}
	points, err := series(a.Unit, a.Location, first, last, keys, values)
	if err != nil {
		return nil, err
	}
	from, end := a.Span.From, a.end()
	if !from.IsZero() {
		for i := 0; i < len(points) && points[i].Bucket.Start(a.Location).Before(from); i++ {
			points[i].Partial = true
		}
	}
	for i := len(points) - 1; i >= 0 && a.Unit.Next(points[i].Bucket).settled(a.Location).After(end); i-- {
		points[i].Partial = true
	}
	return points, nil
}

// FillValues returns the series from the first key of values to the last, zeros
// included, none partial: for facts whose range is not known, or not of these
// dates. Days that loc skipped have no Point unless values has their key. A
// nil loc is UTC (T6). The zero key is not in the series (T7). The error is that of
// Fill.
func FillValues[T any](u Unit, loc *time.Location, values map[Date]T) ([]Point[T], error) {
	keys := sortedKeys(values)
	if len(keys) == 0 {
		return nil, nil
	}
	return series(u, loc, keys[0], keys[len(keys)-1], keys, values)
}

// end returns the first instant after the range: Span.To or the one next to
// AsOf, whichever is earlier.
func (a Axis) end() time.Time {
	return a.Span.Intersect(AsOf(a.AsOf)).To
}

// ends returns the keys between which the series of a runs, before keys
// outside extend it, and whether there is a series.
func (a Axis) ends(keys []Date) (first, last Date, ok bool) {
	from, end := a.Span.From, a.end()
	latest := end.Add(-1)
	if Check(a.AsOf, nil) != nil || Check(latest, nil) != nil {
		return Date{}, Date{}, false
	}
	last = a.Key(latest)
	switch {
	case last.IsZero(): // no date, so no bucket to end with (T7)
		return Date{}, Date{}, false
	case !from.IsZero() && !earlier(from, end):
		return Date{}, Date{}, false
	case !from.IsZero() && from.UTC().Year() < 1:
		first = Date{1, time.January, 1}
	case !from.IsZero():
		first = a.Key(from)
	case len(keys) == 0:
		return Date{}, Date{}, false
	default:
		first = keys[0]
	}
	// Clocks that went back over midnight can give the first instant a later
	// date than the last.
	if first.Compare(last) > 0 {
		first, last = last, first
	}
	return first, last, true
}

// series returns the Points from the bucket of first to the bucket of last,
// extended by keys, in order. Keys that are no bucket's first date get Points of
// their own, so that no value is dropped. A series that is too long takes no
// memory.
func series[T any](u Unit, loc *time.Location, first, last Date, keys []Date, values map[Date]T) ([]Point[T], error) {
	if n := len(keys); n > 0 && keys[0].Compare(first) < 0 {
		first = keys[0]
	}
	if n := len(keys); n > 0 && keys[n-1].Compare(last) > 0 {
		last = keys[n-1]
	}
	first = u.First(first)
	const skipped = 100 // more days than any location has skipped
	n := u.count(first, u.First(last))
	if n > MaxBuckets+skipped {
		return nil, tooLong(u, first, last)
	}
	points := make([]Point[T], 0, min(n, MaxBuckets))
	days := daySet{loc: orUTC(loc)}
	for b := first; b.Compare(last) <= 0; {
		next := u.Next(b)
		held := len(points)
		for len(keys) > 0 && keys[0].Compare(next) < 0 {
			points = append(points, Point[T]{Bucket: keys[0], Value: values[keys[0]]})
			keys = keys[1:]
		}
		if len(points) == held && (u.isWeek() || u == Month || days.has(b)) {
			points = append(points, Point[T]{Bucket: b})
		}
		if len(points) > MaxBuckets {
			return nil, tooLong(u, first, last)
		}
		b = next
	}
	return points, nil
}

func tooLong(u Unit, first, last Date) error {
	return fmt.Errorf("%w: by %v, %v to %v has more", ErrSeries, u, first, u.First(last))
}

// sortedKeys returns the keys of values that are days of the calendar, in
// order. The zero Date is none. The years 0 and 10000 are in, because offsets
// lead there.
func sortedKeys[T any](values map[Date]T) []Date {
	keys := make([]Date, 0, len(values))
	for d := range values {
		if 0 <= d.Year && d.Year <= 10000 && d.exists() {
			keys = append(keys, d)
		}
	}
	slices.SortFunc(keys, Date.Compare)
	return keys
}

// A daySet answers which days exist in a location, quickly for days in order.
type daySet struct {
	loc *time.Location
	seg segment
}

// has reports whether some instant has date d.
func (s *daySet) has(d Date) bool {
	if s.seg.holds(d.utc().Unix() - s.seg.offset) {
		return true // its midnight
	}
	start := d.Start(s.loc)
	s.seg = segmentAround(start.Unix(), s.loc)
	return DateOf(start, s.loc) == d
}
