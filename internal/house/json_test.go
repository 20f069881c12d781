package house

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// fingerprinted are the types that marshal as something that says which one is meant,
// and that nothing is read back from (N8).
var fingerprinted = map[string]string{
	"customer.CursorKey":           "a key's fingerprint",
	"gdpr.Key":                     "a key's ID",
	"gdpr.KeyedHash":               "a hash",
	"notify.Token":                 "a fingerprint",
	"subscription/mailing.Secret":  "a fingerprint",
	"subscription/mailing.FileKey": "a key's ID",
}

// Every exported type is written as JSON with all that it holds, or is an error that
// says what to send instead. None is written as {} or as a sentence.
func TestJSON(t *testing.T) {
	var sown filler
	refused := 0
	for _, k := range kinds {
		x := sown.value(t, k)
		text, err := json.Marshal(x)
		if err != nil {
			refused++
			if !strings.Contains(err.Error(), "send ") && !strings.Contains(err.Error(), "unsupported type") {
				t.Errorf("%s is not written as JSON, and the error does not say what to send instead: %v", k.name, err)
			}
			continue
		}
		if fingerprinted[k.name] != "" || k.typ.Implements(reflect.TypeFor[error]()) {
			continue
		}
		if k.typ.Kind() != reflect.String && (len(text) < 3 || text[0] == '"' && !scalar[k.name]) {
			t.Errorf("%s is written as %s", k.name, text)
			continue
		}
		if missing := lost(reflect.ValueOf(x), string(text)); missing != "" {
			t.Errorf("%s is written without %s: %.300s", k.name, missing, text)
		}
		if secret(k.typ, nil) {
			continue // nothing is read back from a fingerprint
		}
		again := reflect.New(k.typ)
		if err := json.Unmarshal(text, again.Interface()); err != nil {
			t.Errorf("%s is written as JSON that is not read: %v: %.200s", k.name, err, text)
			continue
		}
		if twice, err := json.Marshal(again.Elem().Interface()); err != nil || string(twice) != string(text) {
			t.Errorf("%s loses what it holds: %v\n%.300s\n%.300s", k.name, err, text, twice)
		}
	}
	t.Logf("%d types, of which %d refuse", len(kinds), refused)
}

// scalar are the types that are one string.
var scalar = map[string]bool{"export.Time": true, "export.Amount": true, "customer.Sum": true}

// secret reports whether a type holds a value that marshals as a fingerprint, or a
// receipt, which only a verification makes.
func secret(t reflect.Type, seen []reflect.Type) bool {
	if slices.Contains(seen, t) {
		return false
	}
	seen = append(seen, t)
	name := strings.TrimPrefix(typeName(t), "*")
	if fingerprinted[name] != "" || name == "gdpr.Receipt" {
		return true
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return secret(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && secret(f.Type, seen) {
				return true
			}
		}
	}
	return false
}

// lost returns the first text of a value that the JSON does not have.
func lost(v reflect.Value, text string) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return lost(v.Elem(), text)
		}
	case reflect.Struct:
		if _, instant := v.Interface().(time.Time); instant {
			return ""
		}
		if fingerprinted[typeName(v.Type())] != "" {
			return ""
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				if missing := lost(v.Field(i), text); missing != "" {
					return f.Name + "." + missing
				}
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if missing := lost(v.Index(i), text); missing != "" {
				return missing
			}
		}
	case reflect.String:
		if name := typeName(v.Type()); fingerprinted[name] != "" {
			return ""
		}
		if !strings.Contains(text, v.String()) {
			return "a text"
		}
	}
	return ""
}
