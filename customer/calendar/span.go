package calendar

import "time"

// A Span is an interval of instants, half-open: [From, To) (T3). A zero end is
// unbounded, and the zero Span is all of time. Spans that share an end tile:
// every instant is in one of them.
type Span struct {
	From time.Time // the first instant, or zero
	To   time.Time // the first instant after, or zero
}

// AsOf returns everything that has happened as of t: x <= t (T2). On the
// nanosecond grid that is [unbounded, t + 1 ns). As of the zero time, nothing
// has (T7).
func AsOf(t time.Time) Span {
	if t.IsZero() {
		return nothing()
	}
	return Span{To: after(t)}
}

// DateSpan returns the instants from the first one of date from to the first
// one of date to, in loc: from is included, to is not (T3, T5). A zero date is
// unbounded (T7), a nil loc is UTC (T6).
func DateSpan(from, to Date, loc *time.Location) Span {
	return Span{From: from.Start(loc), To: to.Start(loc)}
}

// IsZero reports whether s is unbounded on both sides.
func (s Span) IsZero() bool { return s.From.IsZero() && s.To.IsZero() }

// Empty reports whether no instant is in s: From is not before To. A Span with
// an unbounded end is never empty.
func (s Span) Empty() bool {
	return !s.From.IsZero() && !s.To.IsZero() && !earlier(s.From, s.To)
}

// Contains reports whether From <= t < To (T3). The zero time is unknown, not
// long ago: it is in s only if s is unbounded on both sides (T7).
func (s Span) Contains(t time.Time) bool {
	if t.IsZero() {
		return s.IsZero()
	}
	return (s.From.IsZero() || !earlier(t, s.From)) && (s.To.IsZero() || earlier(t, s.To))
}

// Intersect returns the instants that are in both s and o, with ends in UTC.
// If there are none, the result is empty, and its ends mean nothing.
func (s Span) Intersect(o Span) Span {
	from, to := s.From, s.To
	if from.IsZero() || !o.From.IsZero() && earlier(from, o.From) {
		from = o.From
	}
	if to.IsZero() || !o.To.IsZero() && earlier(o.To, to) {
		to = o.To
	}
	return Span{plain(from), plain(to)}
}

// String returns s as [From, To), in RFC 3339 and UTC.
func (s Span) String() string {
	return "[" + endString(s.From) + ", " + endString(s.To) + ")"
}

func endString(t time.Time) string {
	if t.IsZero() {
		return "unbounded"
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// nothing returns a Span that no instant is in.
func nothing() Span {
	t := after(time.Time{})
	return Span{From: t, To: t}
}

// after returns the instant next to t on the nanosecond grid, in UTC.
func after(t time.Time) time.Time { return plain(t).Add(1) }

// earlier reports whether t is before u, by the calendar and not by a monotonic
// clock reading.
func earlier(t, u time.Time) bool {
	if a, b := t.Unix(), u.Unix(); a != b {
		return a < b
	}
	return t.Nanosecond() < u.Nanosecond()
}

// plain returns t in UTC, which also drops a monotonic clock reading, so that
// equal instants are equal values.
func plain(t time.Time) time.Time { return t.UTC() }
