// Package loadedtest looks for texts in memory, to test that an erased customer is gone.
package loadedtest

import (
	"math/big"
	"reflect"
	"strings"
	"time"
	"unsafe"
)

// Holds reports whether a text is in what x points to: in unexported fields, behind
// atomic pointers, and in the spare capacity of slices.
func Holds(x any, text string) bool {
	s := search{seen: map[place]bool{}, found: func(v reflect.Value) bool {
		return v.Kind() == reflect.String && strings.Contains(v.String(), text)
	}}
	return s.in(reflect.ValueOf(x))
}

// Share reports whether x and y point to the same memory of a text or a slice. That of
// unique.Handles may be shared: the runtime frees it when the last of them is gone.
func Share(x, y any) bool {
	mine := map[unsafe.Pointer]bool{}
	at := func(v reflect.Value) unsafe.Pointer {
		switch {
		case v.Kind() == reflect.String && v.Len() > 0:
			return unsafe.Pointer(unsafe.StringData(v.String()))
		case v.Kind() == reflect.Slice && v.Len() > 0:
			return v.UnsafePointer()
		}
		return nil
	}
	note := search{seen: map[place]bool{}, owned: true, found: func(v reflect.Value) bool {
		mine[at(v)] = true
		return false
	}}
	note.in(reflect.ValueOf(x))
	delete(mine, nil)
	look := search{seen: map[place]bool{}, owned: true, found: func(v reflect.Value) bool { return mine[at(v)] }}
	return look.in(reflect.ValueOf(y))
}

// search looks for a text or a slice.
type search struct {
	found func(reflect.Value) bool
	owned bool // does not look into unique.Handles
	seen  map[place]bool
}

type place struct {
	at  unsafe.Pointer
	typ reflect.Type
}

func (s *search) in(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return s.found(v)
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
		return s.found(v) || s.elements(v.Slice(0, v.Cap()))
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
	if t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[big.Int]() || s.owned && t.PkgPath() == "unique" {
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
