package meta

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// maxText is the length of the longest text that is read, in bytes.
const maxText = 1 << 16

// text reads a string. The errors are ErrType and ErrText.
func (v value) text() (string, error) {
	var s string
	if !v.isText() || json.Unmarshal(v, &s) != nil {
		return "", ErrType
	}
	if len(s) > maxText {
		return "", ErrText
	}
	return s, nil
}

// code reads a string that something is found by or sent with: of visible ASCII,
// and not empty. The errors are ErrType and ErrText.
func (v value) code() (string, error) {
	s, err := v.text()
	if err != nil {
		return "", err
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return "", ErrText
		}
	}
	if s == "" {
		return "", ErrText
	}
	return s, nil
}

// word reads one of some words, which are given in capitals and with spaces. Case
// does not matter in ASCII, nor does it matter whether there is a space or an
// underscore (N7). The errors are ErrType, ErrText and ErrWord.
func word[T any](v value, words map[string]T) (T, error) {
	var none T
	s, err := v.text()
	if err != nil {
		return none, err
	}
	plain := strings.Map(func(c rune) rune {
		switch {
		case c == '_':
			return ' '
		case 'a' <= c && c <= 'z':
			return c - 'a' + 'A'
		}
		return c
	}, s)
	w, ok := words[plain]
	if !ok {
		return none, ErrWord
	}
	return w, nil
}

// The bounds of an instant. Its size tells the unit: seconds have 10 or 11 digits,
// milliseconds 13 or 14. Both reach from 2001-09-09T01:46:40Z to before
// 5138-11-16T09:46:40Z. Anything else, such as microseconds, is an error.
const (
	minSeconds = 1e9
	maxSeconds = 1e11
)

// instant reads an instant: a number, or a string of digits (N7). The errors are
// ErrType, ErrText and ErrInstant.
func (v value) instant() (time.Time, error) {
	digits := string(v)
	switch {
	case v.isText():
		s, err := v.text()
		if err != nil {
			return time.Time{}, err
		}
		digits = s
	case digits[0] != '-' && (digits[0] < '0' || digits[0] > '9'):
		return time.Time{}, ErrType
	}
	n, err := strconv.ParseUint(digits, 10, 64) // no sign, no point, no exponent
	switch {
	case err != nil || digits[0] == '0':
		return time.Time{}, ErrInstant
	case minSeconds <= n && n < maxSeconds:
		return time.Unix(int64(n), 0).UTC(), nil
	case minSeconds*1000 <= n && n < maxSeconds*1000:
		return time.UnixMilli(int64(n)).UTC(), nil
	}
	return time.Time{}, ErrInstant
}

// expiry reads an instant that may be unknown: an empty string and 0 are the zero
// time, which never expires (N7, N4). The errors are those of instant.
func (v value) expiry() (time.Time, error) {
	switch string(v) {
	case `""`, `0`, `"0"`:
		return time.Time{}, nil
	}
	return v.instant()
}
