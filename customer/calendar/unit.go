package calendar

import (
	"errors"
	"fmt"
)

// ErrUnit reports a text or a number that is not one of the units.
var ErrUnit = errors.New("calendar: not a unit; want day, week, week-sunday, week-saturday or month")

// A Unit is a length of bucket (T5) or of Period (T4). The zero Unit is Day. A
// value that is none of the units acts as Day; Valid reports whether it is one.
type Unit uint8

// The units. A Period has Day, Week or Month.
const (
	Day          Unit = iota
	Week              // ISO, from Monday
	Month             // of the calendar
	WeekSunday        // from Sunday
	WeekSaturday      // from Saturday
)

// unitWords returns the words for the units, in the order of the constants.
func unitWords() [5]string {
	return [...]string{"day", "week", "month", "week-sunday", "week-saturday"}
}

// ParseUnit reads "day", "week", "week-sunday", "week-saturday" or "month", in
// lower case. Any other text is an ErrUnit, which does not repeat the text.
func ParseUnit(s string) (Unit, error) {
	for u, word := range unitWords() {
		if s == word {
			return Unit(u), nil
		}
	}
	return Day, ErrUnit
}

// Valid reports whether u is one of the units.
func (u Unit) Valid() bool { return u <= WeekSaturday }

// String returns the word that ParseUnit reads.
func (u Unit) String() string {
	if u.Valid() {
		return unitWords()[u]
	}
	return fmt.Sprintf("unit(%d)", uint8(u))
}

// MarshalText writes what ParseUnit reads; ErrUnit if u is not valid.
func (u Unit) MarshalText() ([]byte, error) {
	if !u.Valid() {
		return nil, ErrUnit
	}
	return []byte(u.String()), nil
}

// UnmarshalText reads as ParseUnit does. On an error u becomes Day.
func (u *Unit) UnmarshalText(text []byte) error {
	var err error
	*u, err = ParseUnit(string(text))
	return err
}

// First returns the first date of the bucket that d lies in: d itself, the first
// day of its week, the first of its month (T5). It is the bucket's key. The zero
// Date has the zero key (T7).
func (u Unit) First(d Date) Date {
	switch {
	case d.IsZero():
		return Date{}
	case u.isWeek():
		return dateOfNumber(u.weekStart(d.number()))
	case u == Month:
		return Date{d.Year, d.Month, 1}
	}
	return d
}

// Next returns the key of the bucket that follows the one d lies in. The zero
// Date is followed by nothing: the zero Date (T7).
func (u Unit) Next(d Date) Date {
	first := u.First(d)
	switch {
	case u.isWeek():
		return first.AddDays(7)
	case u == Month && first.Month >= 12:
		return Date{first.Year + 1, 1, 1}
	case u == Month && !first.IsZero():
		return Date{first.Year, first.Month + 1, 1}
	}
	return first.AddDays(1)
}

// Format returns d as a label of its bucket: 2006-01-02 for days and all weeks,
// 2006-01 for months, "" for the zero Date. It does not move d to the first
// date of its bucket.
func (u Unit) Format(d Date) string {
	if u == Month && !d.IsZero() {
		return fmt.Sprintf("%04d-%02d", d.Year, int(d.Month))
	}
	return d.String()
}

// bucket returns the key of the bucket that the day with a number lies in, and
// the numbers of its first day and of the day after its last. It gives what
// First and Next give, without going through dates.
func (u Unit) bucket(day int64) (key Date, from, to int64) {
	switch u {
	case Week, WeekSunday, WeekSaturday:
		from = u.weekStart(day)
		return dateOfNumber(from), from, from + 7
	case Month:
		key = dateOfNumber(day)
		from = day - int64(key.Day-1)
		key.Day = 1
		return key, from, from + int64(monthDays(key.Year, key.Month))
	}
	return dateOfNumber(day), day, day + 1
}

// isWeek reports whether u is a week, from whichever day.
func (u Unit) isWeek() bool { return u == Week || u == WeekSunday || u == WeekSaturday }

// weekStart returns the number of the first day of a day's week. Day 0, 1 January
// 1970, was a Thursday.
func (u Unit) weekStart(day int64) int64 {
	since := int64(3) // days from the week's first day to a Thursday
	switch u {
	case WeekSunday:
		since = 4
	case WeekSaturday:
		since = 5
	}
	return 7*floorDiv(day+since, 7) - since
}

// count returns the number of buckets between two keys, both included, and with
// the days that a location may have skipped.
func (u Unit) count(first, last Date) int64 {
	switch {
	case u.isWeek():
		return (last.number()-first.number())/7 + 1
	case u == Month:
		return 12*int64(last.Year-first.Year) + int64(last.Month-first.Month) + 1
	}
	return last.number() - first.number() + 1
}
