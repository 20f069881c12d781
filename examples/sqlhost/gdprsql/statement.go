package gdprsql

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxName is the longest name that PostgreSQL does not cut off, in bytes.
const maxName = 63

// validName reports whether a name is a plain identifier: a letter of ASCII or _,
// then letters, digits and _, at most 63 of them.
func validName(name string) bool {
	if name == "" || len(name) > maxName {
		return false
	}
	for i := range len(name) {
		c := name[i] | 0x20
		letter := 'a' <= c && c <= 'z' || name[i] == '_'
		if !letter && (i == 0 || name[i] < '0' || '9' < name[i]) {
			return false
		}
	}
	return true
}

// validTable reports whether a name is that of a table: an identifier, or two with
// a dot between, schema and table.
func validTable(name string) bool {
	parts := strings.Split(name, ".")
	return len(parts) <= 2 && !slices.ContainsFunc(parts, func(p string) bool { return !validName(p) })
}

// statement is SQL in the making: its text, and the values that are bound.
type statement struct {
	d    *Dialect
	text strings.Builder
	args []any
}

func (d *Dialect) statement(text ...string) *statement {
	s := &statement{d: d}
	return s.add(text...)
}

// add adds constant text and quoted names.
func (s *statement) add(text ...string) *statement {
	for _, t := range text {
		s.text.WriteString(t)
	}
	return s
}

// bind adds a placeholder for a value, or its digits.
func (s *statement) bind(value any) *statement {
	if s.d.digits {
		return s.add(digits(value))
	}
	s.args = append(s.args, value)
	return s.add(s.d.placeholder(len(s.args)))
}

// digits returns a value as a constant of SQL. The constant contains only
// hexadecimal digits of its text.
func digits(value any) string {
	switch v := value.(type) {
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return "unhex('" + hex.EncodeToString(fmt.Append(nil, value)) + "')"
}

// list adds placeholders for values, in parentheses.
func (s *statement) list(values ...any) *statement {
	s.add("(")
	for i, v := range values {
		if i > 0 {
			s.add(", ")
		}
		s.bind(v)
	}
	return s.add(")")
}
