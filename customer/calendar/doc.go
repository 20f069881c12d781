// Package calendar holds the rules of time: what has happened as of an
// instant, what lies within the last n days, and in which day, week or month
// of a place an instant falls.
//
//	T1  No rule reads a clock; every question carries AsOf.        Check, ErrAsOf
//	T2  As of t, x has happened iff x <= t.                        AsOf
//	T3  Every interval is half-open; a zero end is unbounded.      Span
//	T4  Within the last n, as of t: x <= t < x ⊕ n.                Period
//	T5  Ranges and buckets are civil, in the report's location.    Date, Unit, Axis, Fill
//	T6  Nil means UTC; the machine's zone is never used.           Zone, Check, ErrLocal
//	T7  The zero time is unknown or never, not a date long ago.    Date.IsZero, Span.Contains
//	P1  The previous year or month: bounds move, not days.         Dates.Back
//	P2  The previous period: the kind is chosen and named.         Dates.Counterpart, Comparison
//	P3  AsOf moves like a bound.                                   Counterpart.AsOf
//	P4  A change has a difference, and a ratio unless from 0.      Change
//	P5  Wilson's and Newcombe's intervals; "no clear change".      Rate, RateChange, Change
//
// There are two kinds of arithmetic here, and they do not mix. Lengths of time
// (Period) are zone-free: a day is 24 hours, and months are added on the UTC
// calendar. Dates and buckets (Date, Unit, Axis) belong to a location: a day is
// whatever its clocks say, 23, 24 or 25 hours, and one day in Apia does not
// exist at all.
//
// The package leaves to others: the clock, the formatting for people, holidays
// and opening hours, and calendars other than the proleptic Gregorian one.
//
// All functions are for the years 1 to 9999, to the nanosecond. Outside these
// years they neither panic nor hang, but nothing else is promised. A monotonic
// clock reading in a time.Time is ignored, so that two instants always compare
// as they would after being stored. Everything is safe for concurrent use
// except the function that Axis.Keyer returns. No error holds the text that
// caused it.
package calendar
