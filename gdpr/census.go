package gdpr

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Classified is a field of a type and what it is.
type Classified struct {
	Field  string // package.Type.Field
	Class  string // "identifying", "linked" or "none"
	Origin Origin // zero with none
}

// Census classifies every exported field of every type, for a host's tests (G1): no field
// comes in unnoticed. The values are structs or pointers to structs, nil ones too. Fields of
// embedded structs count as their own type's, unless the embedded struct is classified as a
// whole. A field is classified by its tag or by the table, whose keys are
// package.Type.Field:
//
//	Email string `gdpr:"identifying,provided"` // who the person is
//	Spent int    `gdpr:"linked,observed"`      // something about them
//	Rows  int    `gdpr:"none"`                 // nothing about anybody
//
// The error joins an ErrCensus for each field that is not classified, wrongly, or
// twice and differently, and for each key of the table that names no field.
// The result is sorted by field.
func Census(table map[string]string, values ...any) ([]Classified, error) {
	c := census{table: table, used: map[string]bool{}, seen: map[reflect.Type]bool{}}
	for _, v := range values {
		c.add(reflect.TypeOf(v))
	}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		if !c.used[key] {
			c.fail(key, "there is no such field")
		}
	}
	if len(c.failed) > 0 {
		return nil, errors.Join(c.failed...)
	}
	slices.SortFunc(c.all, func(a, b Classified) int { return strings.Compare(a.Field, b.Field) })
	return c.all, nil
}

type census struct {
	table  map[string]string
	used   map[string]bool
	seen   map[reflect.Type]bool
	all    []Classified
	failed []error
}

func (c *census) fail(field, why string) {
	c.failed = append(c.failed, fmt.Errorf("%w: %s: %s", ErrCensus, field, why))
}

func (c *census) add(t reflect.Type) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		c.fail(fmt.Sprint(t), "not a struct")
		return
	}
	if c.seen[t] {
		return
	}
	c.seen[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		name := t.String() + "." + f.Name
		_, inTable := c.table[name]
		tagged := f.Tag.Get("gdpr") != "" || inTable
		switch {
		case f.Anonymous && inner.Kind() == reflect.Struct && !tagged:
			c.add(inner)
		case f.IsExported(), f.Anonymous && inner.Kind() == reflect.Struct:
			c.field(name, f.Tag.Get("gdpr"))
		}
	}
}

func (c *census) field(name, tag string) {
	entry, ok := c.table[name]
	c.used[name] = ok
	switch {
	case tag == "":
		tag = entry
	case ok && entry != tag:
		c.fail(name, "tag and table differ")
		return
	}
	class, origin, _ := strings.Cut(tag, ",")
	found := Classified{Field: name, Class: class}
	for o := Provided; o.Valid(); o++ {
		if o.String() == origin {
			found.Origin = o
		}
	}
	switch {
	case tag == "":
		c.fail(name, "not classified")
	case tag == "none", (class == "identifying" || class == "linked") && found.Origin.Valid():
		c.all = append(c.all, found)
	default:
		c.fail(name, "no such class")
	}
}
