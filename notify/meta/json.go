package meta

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// value is a JSON value and where it stands.
type value struct {
	path string
	raw  json.RawMessage
}

func (v value) error(err error) error { return &FieldError{v.path, err} }

// member is the path of one field of an object.
func (v value) member(key string) string {
	if v.path == "" {
		return key
	}
	return v.path + "." + key
}

func (v value) missing(key string) error { return &FieldError{v.member(key), ErrMissing} }

// field is one field of an object.
type field struct {
	name string
	value
}

// object splits an object into its fields, in the order in which they stand. A
// name that comes twice is an error.
func (v value) object() ([]field, error) {
	dec, err := v.open('{')
	if err != nil {
		return nil, err
	}
	var all []field
	names := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, v.error(ErrSyntax)
		}
		f := field{name, value{path: v.member(nameLike(name))}}
		if names[name] {
			return nil, f.error(ErrDuplicate)
		}
		names[name] = true
		if err := dec.Decode(&f.raw); err != nil {
			return nil, v.error(ErrSyntax)
		}
		all = append(all, f)
	}
	return all, nil
}

// array splits an array into its values.
func (v value) array() ([]value, error) {
	dec, err := v.open('[')
	if err != nil {
		return nil, err
	}
	var all []value
	for dec.More() {
		item := value{path: v.path + "[" + strconv.Itoa(len(all)) + "]"}
		if err := dec.Decode(&item.raw); err != nil {
			return nil, v.error(ErrSyntax)
		}
		all = append(all, item)
	}
	return all, nil
}

// open begins an object or an array.
func (v value) open(delim json.Delim) (*json.Decoder, error) {
	dec := json.NewDecoder(bytes.NewReader(v.raw))
	if token, err := dec.Token(); err != nil || token != delim {
		return nil, v.error(ErrType)
	}
	return dec, nil
}

// maxText is the longest text that is read, in bytes.
const maxText = 1 << 16

// text reads a string.
func (v value) text() (string, error) {
	var s string
	if len(v.raw) == 0 || v.raw[0] != '"' || json.Unmarshal(v.raw, &s) != nil {
		return "", v.error(ErrType)
	}
	if len(s) > maxText {
		return "", v.error(ErrText)
	}
	return s, nil
}

// code reads a string that something is found by or sent with: of visible
// ASCII, and not empty.
func (v value) code() (string, error) {
	s, err := v.text()
	if err != nil {
		return "", err
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return "", v.error(ErrText)
		}
	}
	if s == "" {
		return "", v.error(ErrText)
	}
	return s, nil
}

// word reads one of some words, which are given in capitals and with spaces.
// ASCII case does not matter, nor whether there is a space or an underscore
// (N7).
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
		return none, v.error(ErrWord)
	}
	return w, nil
}

// The bounds of an instant. Which unit it is in shows by its size: seconds have
// 10 or 11 digits, milliseconds 13 or 14. Both ways that is from
// 2001-09-09T01:46:40Z to before 5138-11-16T09:46:40Z. Anything else, such as
// microseconds, is an error.
const (
	minSeconds = 1e9
	maxSeconds = 1e11
)

// instant reads an instant: a number, or a string of digits (N7).
func (v value) instant() (time.Time, error) {
	digits := string(v.raw)
	switch {
	case digits == "":
		return time.Time{}, v.error(ErrType)
	case digits[0] == '"':
		s, err := v.text()
		if err != nil {
			return time.Time{}, err
		}
		digits = s
	case digits[0] != '-' && (digits[0] < '0' || digits[0] > '9'):
		return time.Time{}, v.error(ErrType)
	}
	n, err := strconv.ParseUint(digits, 10, 64) // no sign, no point, no exponent
	switch {
	case err != nil || digits[0] == '0':
		return time.Time{}, v.error(ErrInstant)
	case minSeconds <= n && n < maxSeconds:
		return time.Unix(int64(n), 0).UTC(), nil
	case minSeconds*1000 <= n && n < maxSeconds*1000:
		return time.UnixMilli(int64(n)).UTC(), nil
	}
	return time.Time{}, v.error(ErrInstant)
}
