package calendar

import "time"

// An Axis is what a series runs over: buckets of one Unit, in one Location, of
// the instants in Span that have happened as of AsOf (T2, T5). A nil Location
// is UTC (T6).
type Axis struct {
	Unit     Unit           // of the buckets; zero is days
	Location *time.Location // where civil dates are; nil is UTC (T6)
	Span     Span           // the range; zero is all of time (T3)
	AsOf     time.Time      // later instants are not known yet (T2); zero is an error (T1)
}

// Key returns the key of the bucket that instant t lies in: the first date of
// the day, week or month of its civil date in the location (T5). It does not
// ask whether t lies in the Span. The zero time has the zero Date, which is no
// bucket (T7).
func (a Axis) Key(t time.Time) Date {
	return a.Unit.First(DateOf(t, a.Location))
}

// Keyer returns a function that gives the same results as Key and remembers
// where it last was: the bucket, and the stretches of time in which the
// location kept one offset. For facts in order of time most calls cost a few
// nanoseconds. The function is not safe for concurrent use; each goroutine
// takes its own.
func (a Axis) Keyer() func(t time.Time) Date {
	k := &keyer{unit: a.Unit, loc: orUTC(a.Location)}
	return k.key
}

// A keyer holds what Axis.Keyer remembers.
type keyer struct {
	unit Unit
	loc  *time.Location

	from, to int64 // the instants that are known to have the key last
	last     Date

	// segments of the zone, by the 24 days that an instant lies in: about
	// four years without a clash.
	segments [64]segment
}

func (k *keyer) key(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	sec := t.Unix()
	if k.from <= sec && sec < k.to {
		return k.last
	}
	return k.look(sec)
}

// look finds the key at sec, and how long it holds.
func (k *keyer) look(sec int64) Date {
	s := &k.segments[sec>>21&63]
	if !s.holds(sec) {
		*s = segmentAround(sec, k.loc)
	}
	first, from, to := k.unit.bucket(floorDiv(sec+s.offset, daySeconds))
	k.from = max(s.from, from*daySeconds-s.offset)
	k.to = min(s.to, to*daySeconds-s.offset)
	k.last = first
	return first
}
