package dialect

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Clock is how a database keeps instants. All facts of one mapping are kept the
// same way. Whatever the clock, an unknown instant (T7) is NULL; and so is, for
// tables that were not made by this host, an empty text, the number 0, and the
// zero time 0001-01-01T00:00:00Z.
//
// A clock is exact: what cannot be kept as it is, is refused when it is
// written. Bounds are rounded up to its resolution (T4), so that a window's
// edge does not shift: x ≥ bound on the nanosecond grid if and only if it is
// on the coarser one.
type Clock string

// The clocks.
const (
	Text      Clock = "text"      // RFC 3339 in UTC with nine decimals, which sorts by bytes; the years 1 to 9999
	Nanos     Clock = "nanos"     // nanoseconds since 1970, 64 bits; the years 1678 to 2262
	Micros    Clock = "micros"    // microseconds since 1970
	Millis    Clock = "millis"    // milliseconds since 1970
	Seconds   Clock = "seconds"   // seconds since 1970
	Timestamp Clock = "timestamp" // the database's type: timestamptz, in microseconds; DateTime, in seconds
)

const layout = "2006-01-02T15:04:05.000000000Z"

// first is the first instant that is not the zero time.
const first = "0001-01-01T00:00:00.000000001Z"

// What can be wrong with a clock or an instant.
var (
	ErrClock   = errors.New("dialect: no such clock in this database")
	ErrInstant = errors.New("dialect: an instant that the clock cannot keep")
)

// stamp is a database's own type for instants: made from and read as a number of
// units since 1970.
type stamp struct {
	unit  time.Duration // zero: there is none
	read  string        // a format: as a 64-bit number
	value func(int64) any
	first string // the first known instant
	none  string // an unknown instant
}

func postgresStamp() stamp {
	return stamp{
		unit:  time.Microsecond,
		read:  "CAST(EXTRACT(EPOCH FROM %s) * 1000000 AS bigint)", // exact, and of no time zone
		value: func(n int64) any { return time.UnixMicro(n).UTC() },
		first: "TIMESTAMPTZ '0001-01-01 00:00:00.000001+00'",
		none:  "CAST(NULL AS timestamptz)",
	}
}

func clickhouseStamp() stamp {
	return stamp{
		unit:  time.Second,
		read:  "toInt64(toUnixTimestamp(%s))",
		value: func(n int64) any { return raw("toDateTime(" + strconv.FormatInt(min(max(n, 0), 1<<32-1), 10) + ")") },
		first: "toDateTime(1)",
		none:  "toDateTime(0)",
	}
}

// raw is a value that is written by this package alone: digits.
type raw string

// unit returns the clock's resolution; zero if the database has no such clock.
func (d Dialect) unit(c Clock) time.Duration {
	switch c {
	case Text, Nanos:
		return 1
	case Micros:
		return time.Microsecond
	case Millis:
		return time.Millisecond
	case Seconds:
		return time.Second
	case Timestamp:
		return d.timestamp.unit
	}
	return 0
}

// CheckClock reports whether the database has the clock; the error is ErrClock.
func (d Dialect) CheckClock(c Clock) error {
	if d.unit(c) == 0 {
		return fmt.Errorf("%w: %q", ErrClock, string(c))
	}
	return nil
}

// count returns t in units since 1970, rounded up, and whether it is exactly
// that. An instant out of range becomes the nearest number within it.
func count(t time.Time, unit time.Duration) (n int64, exact bool) {
	per := int64(time.Second / unit)
	sec, ns := t.Unix(), int64(t.Nanosecond())
	up := (ns + int64(unit) - 1) / int64(unit)
	if sec > (1<<63-1)/per-1 {
		return 1<<63 - 1, false
	}
	if sec < -((1<<63-1)/per - 1) {
		return -(1<<63 - 1), false
	}
	return sec*per + up, ns%int64(unit) == 0
}

// Bound returns the first instant that the clock can keep and that is not
// before t: t rounded up (T4).
func (d Dialect) Bound(c Clock, t time.Time) any {
	if t = t.UTC(); c == Text {
		switch y := t.Year(); {
		case y > 9999:
			return "9999-12-31T23:59:59.999999999Z~" // after all
		case y < 1:
			return ""
		}
		return t.Format(layout)
	}
	n, _ := count(t, d.unit(c))
	if c == Timestamp {
		return d.timestamp.value(n)
	}
	return n
}

// Encode returns an instant in the form in which it is written; nil for the
// zero time. The error is ErrInstant.
func (d Dialect) Encode(c Clock, t time.Time) (any, error) {
	if t = t.UTC(); t.IsZero() {
		if d.noNull && c == Text {
			return "", nil
		}
		return nil, nil
	}
	if c == Text {
		if t.Year() < 1 || t.Year() > 9999 {
			return nil, ErrInstant
		}
		return t.Format(layout), nil
	}
	n, exact := count(t, d.unit(c))
	if !exact || n == 0 {
		return nil, ErrInstant
	}
	if c == Timestamp {
		return time.Unix(t.Unix(), int64(t.Nanosecond())).UTC(), nil
	}
	return n, nil
}

// Undated returns SQL for whether a column has no known instant (T7).
func (d Dialect) Undated(c Clock, at string) string {
	switch c {
	case Text:
		return "(" + at + " IS NULL OR " + d.Bytes(at) + " < '" + first + "')"
	case Timestamp:
		return "(" + at + " IS NULL OR " + at + " < " + d.timestamp.first + ")"
	}
	return "(" + at + " IS NULL OR " + at + " = 0)"
}

// Before returns SQL for whether a column's instant is before a bound.
func (d Dialect) Before(c Clock, at, bound string) string {
	if c == Text {
		return d.Bytes(at) + " < " + bound
	}
	return at + " < " + bound
}

// None returns SQL for an unknown instant, to stand for a column that the host
// does not have.
func (d Dialect) None(c Clock) string {
	switch {
	case c == Text:
		return "''"
	case c == Timestamp:
		return d.timestamp.none
	case d.noNull:
		return "toInt64(0)"
	}
	return "CAST(NULL AS bigint)"
}

// Read returns SQL that reads a column's instant as a text or a number, which
// Decode takes.
func (d Dialect) Read(c Clock, at string) string {
	switch {
	case c == Timestamp:
		return fmt.Sprintf(d.timestamp.read, at)
	case c != Text && d.noNull:
		return "toInt64(" + at + ")"
	}
	return at
}

// Decode returns the instant that a database gave, in UTC; zero if it is not
// known. The error does not repeat it.
func (d Dialect) Decode(c Clock, text string) (time.Time, error) {
	if text == "" || text == "0" {
		return time.Time{}, nil
	}
	if c == Text {
		t, err := parseText(text)
		if err != nil {
			return time.Time{}, fmt.Errorf("%w: not in RFC 3339 with nine decimals in UTC", ErrInstant)
		}
		return t, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: not a whole number", ErrInstant)
	}
	per := int64(time.Second / d.unit(c))
	sec := n / per
	if n%per < 0 {
		sec--
	}
	return time.Unix(sec, (n-sec*per)*int64(d.unit(c))).UTC(), nil
}

// parseText reads the one spelling that sorts by bytes. It is the most frequent thing
// that a host over texts does: time.Parse takes a quarter of a report's time.
func parseText(s string) (time.Time, error) {
	if len(s) != len(layout) || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != '.' || s[29] != 'Z' {
		return time.Time{}, ErrInstant
	}
	year, ok1 := digits(s[:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	hour, ok4 := digits(s[11:13])
	minute, ok5 := digits(s[14:16])
	second, ok6 := digits(s[17:19])
	nano, ok7 := digits(s[20:29])
	t := time.Date(year, time.Month(month), day, hour, minute, second, nano, time.UTC)
	y, m, d := t.Date() // not the same for the 30th of February
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7) || hour > 23 || minute > 59 || second > 59 || y != year || int(m) != month || d != day {
		return time.Time{}, ErrInstant
	}
	return t, nil
}

// digits returns the number that some digits stand for, and whether all of them
// are digits.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = 10*n + int(c)
	}
	return n, true
}
