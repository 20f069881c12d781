package meta

import (
	"bytes"
	"iter"
	"strconv"
	"unicode/utf8"
)

// value is one value of a body that is valid JSON, without the space around it.
// Values are slices of the body, and nothing is copied until a text is read, so
// the memory that reading takes does not grow with the number of values.
type value []byte

func newValue(raw []byte) value { return bytes.Trim(raw, " \t\r\n") }

func (v value) isObject() bool { return len(v) > 0 && v[0] == '{' }
func (v value) isArray() bool  { return len(v) > 0 && v[0] == '[' }
func (v value) isText() bool   { return len(v) > 0 && v[0] == '"' }
func (v value) isNull() bool   { return string(v) == "null" }

// items yields the values of an array and their numbers from 0, and nothing for
// any other value.
func (v value) items() iter.Seq2[int, value] {
	return func(yield func(int, value) bool) {
		if !v.isArray() {
			return
		}
		rest := skip(v[1:], " \t\r\n")
		for i := 0; rest[0] != ']'; i++ {
			n := length(rest)
			if !yield(i, rest[:n]) {
				return
			}
			rest = skip(rest[n:], " \t\r\n,")
		}
	}
}

// fields yields the names and values of an object, in the order in which they
// stand, and nothing for any other value. A name is valid until the next one.
func (v value) fields() iter.Seq2[[]byte, value] {
	return func(yield func([]byte, value) bool) {
		if !v.isObject() {
			return
		}
		rest := skip(v[1:], " \t\r\n")
		for rest[0] != '}' {
			n := length(rest)
			name := rest[:n]
			rest = skip(rest[n:], " \t\r\n:")
			n = length(rest)
			if !yield(unquoted(name), rest[:n]) {
				return
			}
			rest = skip(rest[n:], " \t\r\n,")
		}
	}
}

// skip returns the value from the first byte on that is none of some bytes.
func skip(v value, none string) value { return bytes.TrimLeft(v, none) }

// length returns the number of bytes of the value that begins here.
func length(v value) int {
	depth := 0
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '"':
			i += textLength(v[i:]) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		case ' ', '\t', '\r', '\n', ',', ':':
			continue
		default:
			i += wordLength(v[i:]) - 1
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(v)
}

// textLength returns the length of the text that begins here, quotes included.
func textLength(v value) int {
	for i := 1; i < len(v); i++ {
		switch v[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(v)
}

// wordLength returns the length of the number, true, false or null that begins here.
func wordLength(v value) int {
	if i := bytes.IndexAny(v, " \t\r\n,:]}"); i >= 0 {
		return i
	}
	return len(v)
}

// unquoted returns a name without its quotes and escapes, or nil if it has escapes
// that no name of Meta's format can have.
func unquoted(name value) []byte {
	name = name[1 : len(name)-1]
	if bytes.IndexByte(name, '\\') < 0 {
		return name
	}
	plain := make([]byte, 0, len(name))
	for rest := string(name); rest != ""; {
		r, _, after, err := strconv.UnquoteChar(rest, '"')
		if err != nil {
			return nil
		}
		plain, rest = utf8.AppendRune(plain, r), after
	}
	return plain
}
