package calendar

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrDate reports a text that is not a date of the form YYYY-MM-DD, or a Date
// that cannot be written as one.
var ErrDate = errors.New("calendar: not a date of the form YYYY-MM-DD")

const (
	daySeconds = 24 * 60 * 60

	// far bounds the counts that AddDays and Period obey: 2.9 million years
	// of days. It keeps every sum inside 64 bits.
	far = 1 << 30
)

// A Date is a civil date of the Gregorian calendar: a day of a year, in no
// particular place (T5). It is comparable and a useful map key. The zero Date
// means unknown (T7).
type Date struct {
	Year  int        // from 1 to 9999, if it is Valid
	Month time.Month // from 1
	Day   int        // of the month, from 1
}

// DateOf returns the date that a calendar on a wall in loc shows at instant t
// (T5). A nil loc is UTC (T6). The zero time has the zero Date (T7).
func DateOf(t time.Time, loc *time.Location) Date {
	if t.IsZero() {
		return Date{}
	}
	y, m, d := t.In(orUTC(loc)).Date()
	return Date{y, m, d}
}

// ParseDate reads a date written YYYY-MM-DD, and nothing else: ten ASCII
// characters, a year from 0001 to 9999, a day that exists. Any other text,
// the empty one included, is an ErrDate, which does not repeat the text.
func ParseDate(s string) (Date, error) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return Date{}, ErrDate
	}
	year, ok1 := digits(s[:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:])
	d := Date{year, time.Month(month), day}
	if !ok1 || !ok2 || !ok3 || !d.Valid() {
		return Date{}, ErrDate
	}
	return d, nil
}

// digits reads a short string of ASCII digits.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

// IsZero reports whether d is the zero Date, which means unknown (T7).
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether d is a day that exists in the Gregorian calendar, in
// the years 1 to 9999. The zero Date is not valid.
func (d Date) Valid() bool {
	return 1 <= d.Year && d.Year <= 9999 && d.exists()
}

// exists reports whether d is a month and a day of its year, whatever the year.
func (d Date) exists() bool {
	return time.January <= d.Month && d.Month <= time.December &&
		1 <= d.Day && d.Day <= monthDays(d.Year, d.Month)
}

// Compare returns -1 if d is before e, +1 if it is after e, and 0 if they are
// the same. The zero Date is before every valid one. It fits slices.SortFunc.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// AddDays returns the date n days after d, or before it if n is negative. The
// zero Date plus anything is the zero Date (T7). A date that does not exist
// counts as the one that its excess leads to: 30 February is 1 or 2 March.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return Date{}
	}
	return dateOfNumber(d.number() + int64(clamp(n)))
}

// Weekday returns the day of the week of d. That of the zero Date means
// nothing.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// String returns d as YYYY-MM-DD, and "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText writes d as YYYY-MM-DD, and the zero Date as the empty text.
// Any other Date that is not valid is an ErrDate.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.Valid() {
		return nil, ErrDate
	}
	return []byte(d.String()), nil
}

// MarshalJSON writes d as a string, and the zero Date as null.
func (d Date) MarshalJSON() ([]byte, error) {
	text, err := d.MarshalText()
	if err != nil {
		return nil, err
	}
	if len(text) == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(string(text))
}

// UnmarshalJSON reads what MarshalJSON writes; the empty string is the zero Date too.
func (d *Date) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		return ErrDate
	}
	return d.UnmarshalText([]byte(text))
}

// UnmarshalText reads what MarshalText writes: YYYY-MM-DD, or the empty text
// for the zero Date. On an error d becomes the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	*d = Date{}
	if len(text) == 0 {
		return nil
	}
	var err error
	*d, err = ParseDate(string(text))
	return err
}

// utc returns the first instant of d in UTC.
func (d Date) utc() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// number counts the days from 1 January 1970 to d.
func (d Date) number() int64 { return floorDiv(d.utc().Unix(), daySeconds) }

// dateOfNumber returns the date with a number. It is the reverse of
// Date.number.
func dateOfNumber(n int64) Date {
	y, m, d := time.Unix(n*daySeconds, 0).UTC().Date()
	return Date{y, m, d}
}

// monthDays returns the number of days of a month of a year.
func monthDays(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// floorDiv divides rounding down, as counting days before 1970 needs.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// clamp cuts n to the counts that are obeyed.
func clamp(n int) int { return max(-far, min(n, far)) }
