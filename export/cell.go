package export

import (
	"math/big"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/shopspring/decimal"
)

// ParseTime reads the time of a cell (X6). The cell is a date, YYYY-MM-DD. After the date,
// T or one space, and hh:mm:ss may follow; then optionally a point and 1 to 9 digits, and
// optionally Z or ±hh:mm. ParseTime accepts nothing more lenient. The day must exist;
// seconds end at 59.
//
// Without a zone the cell is a clock time in loc (T5), where nil is UTC (T6). A bare date
// is the day's first instant there; for a skipped day it is the first instant after it. The
// result is in UTC. An empty cell is the zero time (T7), and so is 0001-01-01T00:00:00Z. An
// instant outside the years 0001 to 9999 in UTC, or any other text, is an ErrCell.
func ParseTime(b []byte, loc *time.Location) (time.Time, error) {
	if len(b) == 0 {
		return time.Time{}, nil
	}
	if len(b) < 10 {
		return time.Time{}, errTime
	}
	d, ok := civil(b[:10])
	if !ok {
		return time.Time{}, errTime
	}
	utc := loc == nil || loc == time.UTC
	var clock, offset time.Duration
	if len(b) > 10 {
		var zone bool
		if clock, offset, zone, ok = parseClock(b[10:]); !ok {
			return time.Time{}, errTime
		}
		utc = utc || zone
	} else if !utc {
		return bound(d.Start(loc))
	}
	if !utc {
		return bound(d.At(clock, loc))
	}
	sec := dayNumber(d)*86400 + int64(clock/time.Second-offset/time.Second)
	if sec < firstSecond || sec > lastSecond {
		return time.Time{}, errTime
	}
	return time.Unix(sec, int64(clock%time.Second)).UTC(), nil
}

// dayNumber counts the days since 1970-01-01 of a date of the years 0 to 9999.
// Its years begin in March, so that a leap day is the last one.
func dayNumber(d calendar.Date) int64 {
	y, m := int64(d.Year)+400, int64(d.Month)
	if m < 3 {
		y, m = y-1, m+12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*m-457)/5 + int64(d.Day) - 1 - (719468 + 146097)
}

// bound refuses what is outside the years 1 to 9999 in UTC.
func bound(t time.Time) (time.Time, error) {
	if sec := t.Unix(); sec < firstSecond || sec > lastSecond {
		return time.Time{}, errTime
	}
	return t, nil
}

// parseClock reads what follows the date: T or a space, the time of day, and
// the zone if there is one.
func parseClock(b []byte) (clock, offset time.Duration, zone, ok bool) {
	if len(b) < 9 || b[0] != 'T' && b[0] != ' ' || b[3] != ':' || b[6] != ':' {
		return 0, 0, false, false
	}
	h, m, s := two(b[1:]), two(b[4:]), two(b[7:])
	if h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 {
		return 0, 0, false, false
	}
	clock = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
	b = b[9:]
	if len(b) > 0 && b[0] == '.' {
		nanos, n := fraction(b[1:])
		if n == 0 || n > 9 {
			return 0, 0, false, false
		}
		clock += nanos
		b = b[1+n:]
	}
	if len(b) == 0 {
		return clock, 0, false, true
	}
	offset, ok = parseZone(b)
	return clock, offset, true, ok
}

// fraction reads the digits after a point as nanoseconds, and returns how many
// there are.
func fraction(b []byte) (nanos time.Duration, n int) {
	unit := 100 * time.Millisecond
	for n < len(b) && '0' <= b[n] && b[n] <= '9' {
		nanos += time.Duration(b[n]-'0') * unit
		unit /= 10
		n++
	}
	return nanos, n
}

// parseZone reads Z or ±hh:mm.
func parseZone(b []byte) (offset time.Duration, ok bool) {
	if len(b) == 1 && b[0] == 'Z' {
		return 0, true
	}
	if len(b) != 6 || b[0] != '+' && b[0] != '-' || b[3] != ':' {
		return 0, false
	}
	h, m := two(b[1:]), two(b[4:])
	if h < 0 || h > 23 || m < 0 || m > 59 {
		return 0, false
	}
	offset = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	if b[0] == '-' {
		offset = -offset
	}
	return offset, true
}

// two reads two digits, and gives -1 for anything else.
func two(b []byte) int {
	t, u := b[0]-'0', b[1]-'0'
	if t > 9 || u > 9 {
		return -1
	}
	return int(t)*10 + int(u)
}

// civil reads ten bytes as the date of a day that exists. Here the year may be
// 0000: its last hours lie in the year 1 of UTC for some zones.
func civil(b []byte) (calendar.Date, bool) {
	century, year, month, day := two(b), two(b[2:]), two(b[5:]), two(b[8:])
	if century < 0 || year < 0 || month < 0 || day < 0 || b[4] != '-' || b[7] != '-' {
		return calendar.Date{}, false
	}
	d := calendar.Date{Year: 100*century + year, Month: time.Month(month), Day: day}
	return d, 0 < month && month <= 12 && 0 < day && (day <= 28 || day <= monthDays(d.Year, month))
}

// monthDays returns how many days a month has. The year 0 is a leap year, as
// 400 is.
func monthDays(year, month int) int {
	switch {
	case month != 2:
		return 30 + (month+month/8)%2
	case year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	}
	return 28
}

// ParseDate reads a date of a cell: YYYY-MM-DD only, of a day that exists in
// the years 0001 to 9999 (X6). It is never shifted by a zone. Empty is the zero
// date. Anything else is an ErrCell.
func ParseDate(b []byte) (calendar.Date, error) {
	if len(b) == 0 {
		return calendar.Date{}, nil
	}
	if len(b) != 10 {
		return calendar.Date{}, errDate
	}
	d, ok := civil(b)
	if !ok || d.Year == 0 {
		return calendar.Date{}, errDate
	}
	return d, nil
}

// ParseBool reads a boolean of a cell (X6): true, yes, 1, false, no or 0, in any ASCII
// case. Empty is false; to tell it from a no, look at the length. Anything else is an
// ErrCell.
func ParseBool(b []byte) (bool, error) {
	if len(b) > 5 {
		return false, errBool
	}
	var room [5]byte
	folded := append(room[:0], b...)
	for i, c := range folded {
		if 'A' <= c && c <= 'Z' {
			folded[i] = c + 'a' - 'A'
		}
	}
	switch string(folded) {
	case "true", "yes", "1":
		return true, nil
	case "", "false", "no", "0":
		return false, nil
	}
	return false, errBool
}

// maxAmount is how many characters an amount of an input file may have.
const maxAmount = 64

// ParseAmount reads an amount of a cell (X6): digits, optionally a point and
// digits, at most 64 characters; no sign, no exponent, nothing around it. The
// value is exact and keeps its number of decimals. Empty or anything else is an
// ErrCell.
func ParseAmount(b []byte) (decimal.Decimal, error) { return parseAmount(b, maxAmount) }

// parseAmount does what ParseAmount does, with another bound.
func parseAmount(b []byte, bound int) (decimal.Decimal, error) {
	if len(b) == 0 || len(b) > bound {
		return decimal.Decimal{}, errAmount
	}
	point, n := -1, int64(0)
	for i, c := range b {
		switch {
		case '0' <= c && c <= '9':
			n = 10*n + int64(c-'0') // overflows unseen, and is not used then
		case c == '.' && point < 0 && 0 < i && i < len(b)-1:
			point = i
		default:
			return decimal.Decimal{}, errAmount
		}
	}
	decimals, digits := 0, len(b)
	if point >= 0 {
		decimals, digits = len(b)-1-point, len(b)-1
	}
	if digits <= fastDigits {
		return decimal.New(n, int32(-decimals)), nil
	}
	all := make([]byte, 0, digits)
	if point >= 0 {
		all = append(append(all, b[:point]...), b[point+1:]...)
	} else {
		all = append(all, b...)
	}
	whole, ok := new(big.Int).SetString(string(all), 10)
	if !ok {
		return decimal.Decimal{}, errAmount
	}
	return decimal.NewFromBigInt(whole, int32(-decimals)), nil
}

// parseCurrency reads a currency of a cell: three capital ASCII letters (R2).
// Empty or anything else is an ErrCell.
func parseCurrency(b []byte) (string, error) {
	if len(b) != 3 {
		return "", errCurrency
	}
	for _, c := range b {
		if c < 'A' || c > 'Z' {
			return "", errCurrency
		}
	}
	return string(b), nil
}

// parseWord reads a word of a fixed set, exactly as the set spells it, and
// returns it from there. Empty is one of the words only if the set has it.
// Anything else is an ErrCell.
func parseWord(b []byte, words ...string) (string, error) {
	for _, word := range words {
		if string(b) == word {
			return word, nil
		}
	}
	return "", errWord
}

// parseInt reads what strconv.AppendInt writes and nothing else: gocsv would
// take 010 for 8 and 1.9 for 1.
func parseInt(b []byte) error {
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
		if len(b) > 0 && b[0] == '0' {
			return errInt
		}
	}
	if len(b) == 0 || len(b) > 20 || b[0] == '0' && len(b) > 1 {
		return errInt
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return errInt
		}
	}
	return nil
}
