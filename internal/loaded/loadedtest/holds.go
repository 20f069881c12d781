// Package loadedtest looks for texts in memory, to test that an erased customer is gone.
package loadedtest

import (
	"reflect"
	"strings"
	"time"
	"unsafe"
)

// Holds reports whether a text is in what x points to: in unexported fields, behind
// atomic pointers, and in the spare capacity of slices.
func Holds(x any, text string) bool {
	return (&search{text, map[place]bool{}}).in(reflect.ValueOf(x))
}

type search struct {
	text string
	seen map[place]bool
}

type place struct {
	at  unsafe.Pointer
	typ reflect.Type
}

func (s *search) in(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return strings.Contains(v.String(), s.text)
	case reflect.Interface:
		return !v.IsNil() && s.in(v.Elem())
	case reflect.Pointer:
		here := place{v.UnsafePointer(), v.Type()}
		if v.IsNil() || s.seen[here] {
			return false
		}
		s.seen[here] = true
		return s.in(v.Elem())
	case reflect.Slice:
		return s.elements(v.Slice(0, v.Cap()))
	case reflect.Array:
		return s.elements(v)
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if s.in(it.Key()) || s.in(it.Value()) {
				return true
			}
		}
	case reflect.Struct:
		return s.fields(v)
	}
	return false
}

func (s *search) elements(v reflect.Value) bool {
	for i := range v.Len() {
		if s.in(v.Index(i)) {
			return true
		}
	}
	return false
}

func (s *search) fields(v reflect.Value) bool {
	t := v.Type()
	if t == reflect.TypeFor[time.Time]() {
		return false
	}
	if t.PkgPath() == "sync/atomic" && strings.HasPrefix(t.Name(), "Pointer[") {
		return s.in(reflect.NewAt(t, unsafe.Pointer(v.UnsafeAddr())).MethodByName("Load").Call(nil)[0])
	}
	for i := range v.NumField() {
		if s.in(v.Field(i)) {
			return true
		}
	}
	return false
}
