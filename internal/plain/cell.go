package plain

import (
	"math/big"
	"strings"
	"time"
)

// digits reads a number of exactly n decimal digits at the front of a text.
func digits(s string, n int) (value int, rest string, ok bool) {
	if len(s) < n {
		return 0, s, false
	}
	for i := 0; i < n; i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, s, false
		}
		value = value*10 + int(s[i]-'0')
	}
	return value, s[n:], true
}

// fields reads two-or-more-digit numbers with separators between, as a
// pattern spells them: a digit of the pattern is the width of a number.
func fields(s, pattern string) (values []int, rest string, ok bool) {
	for _, p := range []byte(pattern) {
		if p >= '1' && p <= '9' {
			v, after, ok := digits(s, int(p-'0'))
			if !ok {
				return nil, s, false
			}
			values, s = append(values, v), after
			continue
		}
		if s == "" || s[0] != p {
			return nil, s, false
		}
		s = s[1:]
	}
	return values, s, true
}

// parseDate reads YYYY-MM-DD, and nothing more, at the front of a text.
func parseDate(s string) (date time.Time, rest string, ok bool) {
	v, rest, ok := fields(s, "4-2-2")
	if !ok || v[1] < 1 || v[1] > 12 || v[2] < 1 || v[2] > daysIn(v[0], v[1]) {
		return time.Time{}, rest, false
	}
	return time.Date(v[0], time.Month(v[1]), v[2], 0, 0, 0, 0, time.UTC), rest, true
}

// parseTime reads a time as FORMATS.md spells it. Empty is the zero time.
func parseTime(s string, loc *time.Location) (time.Time, bool) {
	if s == "" {
		return time.Time{}, true
	}
	date, rest, ok := parseDate(s)
	if !ok {
		return time.Time{}, false
	}
	if rest == "" {
		return inYears(firstInstant(date, loc))
	}
	if rest[0] != 'T' && rest[0] != ' ' {
		return time.Time{}, false
	}
	v, rest, ok := fields(rest[1:], "2:2:2")
	if !ok || v[0] > 23 || v[1] > 59 || v[2] > 59 {
		return time.Time{}, false
	}
	wall := date.Add(time.Duration(v[0])*time.Hour + time.Duration(v[1])*time.Minute + time.Duration(v[2])*time.Second)
	fraction, rest, ok := parseFraction(rest)
	if !ok {
		return time.Time{}, false
	}
	wall = wall.Add(fraction)
	if rest == "" {
		return inYears(onWall(wall, loc))
	}
	offset, ok := parseOffset(rest)
	if !ok {
		return time.Time{}, false
	}
	return inYears(wall.Add(-offset))
}

// parseFraction reads a point and one to nine digits, or nothing.
func parseFraction(s string) (fraction time.Duration, rest string, ok bool) {
	if s == "" || s[0] != '.' {
		return 0, s, true
	}
	s = s[1:]
	unit, n := 100*time.Millisecond, 0
	for s != "" && s[0] >= '0' && s[0] <= '9' {
		fraction += time.Duration(s[0]-'0') * unit
		unit, n, s = unit/10, n+1, s[1:]
	}
	return fraction, s, n >= 1 && n <= 9
}

// parseOffset reads Z or ±hh:mm.
func parseOffset(s string) (time.Duration, bool) {
	if s == "Z" {
		return 0, true
	}
	sign := time.Duration(1)
	if s[0] == '-' {
		sign = -1
	} else if s[0] != '+' {
		return 0, false
	}
	v, rest, ok := fields(s[1:], "2:2")
	if !ok || rest != "" || v[0] > 23 || v[1] > 59 {
		return 0, false
	}
	return sign * (time.Duration(v[0])*time.Hour + time.Duration(v[1])*time.Minute), true
}

// inYears refuses years outside 0001–9999 in UTC.
func inYears(x time.Time) (time.Time, bool) {
	x = x.UTC()
	if x.Year() < 1 || x.Year() > 9999 {
		return time.Time{}, false
	}
	return x, true
}

// lower folds the case of ASCII letters only.
func lower(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] >= 'A' && b[i] <= 'Z' {
			b[i] += 'a' - 'A'
		}
	}
	return string(b)
}

// parseBool reads a boolean: "yes", "no", or "" where it is not said.
func parseBool(s string) (string, bool) {
	switch lower(s) {
	case "true", "1", "yes":
		return "yes", true
	case "false", "0", "no":
		return "no", true
	case "":
		return "", true
	}
	return "", false
}

// parseAmount reads digits, optionally a point and digits.
func parseAmount(s string) (*big.Rat, bool) {
	whole, part, point := strings.Cut(s, ".")
	if len(s) > 64 || !allDigits(whole) || (point && !allDigits(part)) {
		return nil, false
	}
	amount, ok := new(big.Rat).SetString(s)
	return amount, ok
}

// allDigits reports whether a text is one or more digits.
func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// goodCurrency reports whether a text is three capital ASCII letters.
func goodCurrency(s string) bool {
	if len(s) != 3 {
		return false
	}
	for i := 0; i < 3; i++ {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}
