// Package questiontest checks that a question goes to JSON and to url.Values, and
// back (T8).
package questiontest

import (
	"encoding/json"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Query is a question of any wing.
type Query interface {
	json.Marshaler
	URL() (url.Values, error)
}

// Full reports every exported field of the question, and of what is in it, that is
// zero, so that a new field cannot be forgotten.
func Full(t *testing.T, q any) {
	t.Helper()
	full(t, reflect.ValueOf(q), reflect.TypeOf(q).String())
}

func full(t *testing.T, v reflect.Value, at string) {
	t.Helper()
	if v.IsZero() {
		t.Errorf("T8: %s is zero in the question that has everything", at)
		return
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if _, instant := v.Interface().(time.Time); v.Kind() != reflect.Struct || instant {
		return
	}
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			full(t, v.Field(i), at+"."+f.Name)
		}
	}
}

// RoundTrip checks that the question comes back from JSON and from a URL as it is.
func RoundTrip[Q Query](t interface {
	Helper()
	Errorf(string, ...any)
}, q Q, parse func(url.Values) (Q, error)) {
	t.Helper()
	same := func(by string, got Q, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("T8: reading the question from %s: %v", by, err)
		} else if diff := cmp.Diff(q, got, options); diff != "" {
			t.Errorf("T8: the question changes by %s (-was +is):\n%s", by, diff)
		}
	}
	text, err := json.Marshal(q)
	if err != nil {
		t.Errorf("T8: writing the question as JSON: %v", err)
		return
	}
	var read Q
	err = json.Unmarshal(text, &read)
	same("JSON", read, err)
	values, err := q.URL()
	if err != nil {
		t.Errorf("T8: writing the question as a URL: %v", err)
		return
	}
	values, err = url.ParseQuery(values.Encode())
	if err != nil {
		t.Errorf("T8: the URL cannot be read: %v", err)
		return
	}
	read, err = parse(values)
	same("URL", read, err)
}

// options compare locations by name, and nothing and an empty list as the same.
var options = cmp.Options{
	cmp.Comparer(func(a, b *time.Location) bool { return name(a) == name(b) }),
	cmp.FilterValues(func(a, b any) bool { return empty(a) && empty(b) }, cmp.Ignore()),
}

func name(l *time.Location) string {
	if l == nil {
		return ""
	}
	return l.String()
}

func empty(v any) bool {
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Slice && r.Len() == 0
}
