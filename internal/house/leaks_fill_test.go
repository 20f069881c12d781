package house

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/shopspring/decimal"
)

// filler makes values in which every text is a canary.
type filler struct {
	canaries []string // where each of them is
	used     map[string]bool
}

// birthdays finds the year of every birthday; it stands by itself in a text.
var birthdays = regexp.MustCompile(`\b9173\b`)

var birthday = calendar.Date{Year: 9173, Month: 5, Day: 17}

// value is a full value of a kind.
func (f *filler) value(t *testing.T, k kind) any {
	t.Helper()
	v := reflect.New(k.typ).Elem()
	f.fill(t, v, k.name)
	return v.Interface()
}

// canary is a text that no other value has.
func (f *filler) canary(s *species, at string) string {
	f.canaries = append(f.canaries, at)
	return fmt.Sprintf("%s%dx", s.stem, len(f.canaries)-1)
}

var numbered = regexp.MustCompile(`(?i)(?:Sw3jVb|Pz7qKx)(\d+)x`)

// where is the places of the canaries that stand as they are in a text.
func (f *filler) where(text string) string {
	var all []string
	for _, m := range numbered.FindAllStringSubmatch(text, 3) {
		n := 0
		if _, err := fmt.Sscan(m[1], &n); err == nil && n < len(f.canaries) {
			all = append(all, f.canaries[n])
		}
	}
	return strings.Join(all, ", ")
}

// fill fills a value; at is its type and field.
func (f *filler) fill(t *testing.T, v reflect.Value, at string) {
	t.Helper()
	if m := makers()[typeName(v.Type())]; m != nil {
		v.Set(reflect.ValueOf(m(t, f)))
		return
	}
	if f.fixed(v, at) {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		f.fields(t, v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(t, v.Elem(), at)
	case reflect.Slice:
		if v.Type().Elem() == reflect.TypeFor[byte]() {
			f.bytes(v, at)
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			f.fill(t, v.Index(i), at)
		}
	case reflect.Array:
		for i := range v.Len() {
			f.fill(t, v.Index(i), at)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.fill(t, key, at)
		f.fill(t, value, at)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Func, reflect.Chan:
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf([]byte(f.canary(&personal, at))))
			if len(f.canaries)%2 == 0 {
				v.Set(reflect.ValueOf(f.canary(&personal, at)))
			}
		}
	default:
		t.Fatalf("%s: nobody knows how to fill a %s", at, v.Type())
	}
}

// fixed fills what is no canary, and texts.
func (f *filler) fixed(v reflect.Value, at string) bool {
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	case *decimal.Decimal:
		*x = decimal.New(1250, -2)
	case *calendar.Date:
		if *x = (calendar.Date{Year: 2026, Month: 7, Day: 1}); strings.HasSuffix(at, "Birthday") {
			*x = birthday
		}
	case **time.Location, **http.Client:
	case *error:
		*x = errors.New("a condition")
	default:
		switch {
		case v.CanInt():
			v.SetInt(1)
		case v.CanUint():
			v.SetUint(1)
		case v.CanFloat():
			v.SetFloat(1)
		case v.Kind() == reflect.Bool:
			v.SetBool(true)
		case v.Kind() == reflect.String:
			f.text(v, at)
		default:
			return false
		}
	}
	return true
}

// text fills a text: with a canary, unless the documentation says of its type or
// its field that it may show.
func (f *filler) text(v reflect.Value, at string) {
	for _, name := range []string{typeName(v.Type()), at} {
		if words[name] != "" && name != "customer.Email" && name != "export.Text" || shows[name] != "" {
			f.use(name)
			v.SetString(cmp.Or(spelled[name], "word"))
			return
		}
	}
	v.SetString(f.canary(&personal, at))
}

// spelled are words that a type has, for types that check their words.
var spelled = map[string]string{"customer.Type": "consent", "customer.Column": "status", "customer.Currency": "EUR", "export.Number": "7"}

// bytes fills bytes likewise.
func (f *filler) bytes(v reflect.Value, at string) {
	if shows[at] != "" {
		f.use(at)
		v.SetBytes([]byte("bytes"))
		return
	}
	v.SetBytes([]byte(f.canary(&personal, at)))
}

// fields fills a struct. What its unexported fields hold, a maker has to make,
// if it can be a text.
func (f *filler) fields(t *testing.T, v reflect.Value) {
	t.Helper()
	name := typeName(v.Type())
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.IsExported() {
			f.fill(t, v.Field(i), name+"."+field.Name)
		} else if holdsText(field.Type) {
			t.Errorf("G6: %s.%s can hold a text: say how a %s is made", name, field.Name, name)
		}
	}
}

// holdsText reports whether a value of a type can have a text in it.
func holdsText(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Interface:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return t.PkgPath() != "math/big" && t.Elem().PkgPath() != "math/big" &&
			(t.Elem().Kind() == reflect.Uint8 || holdsText(t.Elem()))
	case reflect.Map:
		return holdsText(t.Key()) || holdsText(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if holdsText(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

func (f *filler) use(name string) {
	if f.used == nil {
		f.used = map[string]bool{}
	}
	f.used[name] = true
}

// checkUsed says which words of the list are no field any more.
func (f *filler) checkUsed(t *testing.T) {
	t.Helper()
	for name := range shows {
		if !f.used[name] {
			t.Errorf("%s may show, but there is no such text", name)
		}
	}
}
