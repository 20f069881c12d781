package calendar

import (
	"math"
	"time"
)

// reach is more than any zone's offset, in seconds: an instant two days before
// the local time, read as UTC, is before it on every clock.
const reach = 2 * daySeconds

// Start returns the first instant that has date d in loc (T5), in UTC. Where
// clocks skip midnight that is later than 00:00; where they go back over
// midnight it is the first of the two. Of a day that loc skips altogether
// (Apia, 2011-12-30) it is the first instant after it. A nil loc is UTC (T6).
// The zero Date starts at the zero time (T7).
func (d Date) Start(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	loc = orUTC(loc)
	midnight := d.utc().Unix()
	for s := segmentFrom(midnight-reach, loc); ; s = segmentFrom(s.to, loc) {
		first, end := midnight-s.offset, midnight+daySeconds-s.offset
		if end <= s.from {
			return time.Unix(s.from, 0).UTC() // d was skipped
		}
		if first < s.to {
			return time.Unix(max(first, s.from), 0).UTC()
		}
	}
}

// settled returns the first instant after the last one that has a date before d
// in loc, in UTC. It is d.Start, but for the hour in which clocks went back
// over midnight and show the day before again. The zero Date has settled at the
// zero time.
func (d Date) settled(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	loc = orUTC(loc)
	midnight := d.utc().Unix()
	last := midnight - reach // has a date before d on every clock
	for s := segmentFrom(last, loc); s.from <= midnight+reach; s = segmentFrom(s.to, loc) {
		if s.from < midnight-s.offset {
			last = min(s.to, midnight-s.offset)
		}
		if s.to == math.MaxInt64 {
			break
		}
	}
	return time.Unix(last, 0).UTC()
}

// At returns the instant, in UTC, at which clocks in loc show the time of day
// on date d (T5, "compatible" in RFC 5545 and ECMAScript Temporal). A clock
// time that is skipped moves forward by the length of the gap; one that comes
// twice is the earlier one. The time of day counts from 0 to less than 24
// hours on the clock, not as time elapsed since the start of the day; outside
// these bounds it runs into the neighbouring days. A nil loc is UTC (T6). The
// zero Date gives the zero time (T7).
func (d Date) At(timeOfDay time.Duration, loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	loc = orUTC(loc)
	local := d.utc().Add(timeOfDay) // what the clock shows, as if it were UTC
	clock, nano := local.Unix(), int64(local.Nanosecond())
	before := int64(0)
	for s := segmentFrom(clock-reach, loc); ; s = segmentFrom(s.to, loc) {
		at := clock - s.offset
		if at < s.from {
			return time.Unix(clock-before, nano).UTC() // in the gap at s.from
		}
		if at < s.to {
			return time.Unix(at, nano).UTC()
		}
		before = s.offset
	}
}
