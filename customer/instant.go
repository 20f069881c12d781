package customer

import "time"

// happened reports whether a dated thing has happened as of asOf (T2). What has
// no date, here, has not.
func happened(x, asOf time.Time) bool { return !x.IsZero() && !isAfter(x, asOf) }

// known reports whether a thing has happened as of asOf, or has no date and so
// holds at every AsOf (T2, T7): the zero time is before everything.
func known(x, asOf time.Time) bool { return !isAfter(x, asOf) }

// isAfter reports whether a is after b. A monotonic clock reading is not looked at,
// as in package calendar.
func isAfter(a, b time.Time) bool {
	s, t := a.Unix(), b.Unix()
	return s > t || s == t && a.Nanosecond() > b.Nanosecond()
}

// later returns the later of two instants; b must be in UTC. The zero time is
// before every other.
func later(a, b time.Time) time.Time {
	if isAfter(b, a) {
		return b.UTC()
	}
	return a
}

// sooner returns the earlier of two instants, b in UTC; the zero time is none.
func sooner(a, b time.Time) time.Time {
	if !b.IsZero() && (a.IsZero() || isAfter(a, b)) {
		return b.UTC()
	}
	return a
}
