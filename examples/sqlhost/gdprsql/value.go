package gdprsql

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// value returns what a driver gave for a cell of a column of this type, as a
// value of a gdpr.RecordField. Nothing is lost: a value without a counterpart
// is written as text.
func value(v any, kind string) any {
	switch v := v.(type) {
	case nil, string, bool, int64, []string:
		return v
	case []byte:
		if kind == "JSON" || kind == "JSONB" {
			return string(v)
		}
		return v
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'g', -1, 64)
		}
		return json.Number(strconv.FormatFloat(v, 'g', -1, 64))
	case time.Time:
		if year := v.UTC().Year(); year < 0 || year > 9999 || v.IsZero() {
			return v.UTC().Format(time.RFC3339Nano)
		}
		return v
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.Pointer && r.IsNil():
		return nil
	case r.Kind() == reflect.Pointer:
		return value(r.Elem().Interface(), kind)
	case r.CanInt():
		return r.Int()
	case r.CanUint():
		return json.Number(strconv.FormatUint(r.Uint(), 10))
	case r.Kind() == reflect.Float32:
		return json.Number(strconv.FormatFloat(r.Float(), 'g', -1, 32))
	}
	return fmt.Sprint(v)
}

// text returns what a driver gave for an ID or an address as text; NULL becomes
// empty.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	case *string:
		if v == nil {
			return ""
		}
		return *v
	}
	return fmt.Sprint(v)
}

// instants returns the spellings of a date of retention.
func instants() []string {
	return []string{
		time.RFC3339Nano, "2006-01-02", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999",
		"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999-07",
		"2006-01-02 15:04:05.999999999-07:00:00", "2006-01-02 15:04", "2006-01-02 15:04:05.999999999 -0700 MST",
	}
}

// The Unix seconds that are read, from 2001 to 2286: an integer below is more
// likely a date without its hyphens, and one above milliseconds.
const (
	firstSecond = 1_000_000_000
	endSecond   = 10_000_000_000
)

// instant reads a date of retention: zero if it is empty, UTC without a zone.
// Whatever cannot be read is ErrRetention, and is neither kept nor erased.
func instant(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	if seconds, err := strconv.ParseInt(s, 10, 64); err == nil && firstSecond <= seconds && seconds < endSecond {
		return time.Unix(seconds, 0).UTC(), nil
	}
	for _, layout := range instants() {
		if t, err := time.ParseInLocation(layout, s, time.UTC); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, ErrRetention
}
