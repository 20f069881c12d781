package segment

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/clientele-go/clientele/internal/base/word"
)

// ParseJSON reads what JSON writes. A key that is unknown, missing or given twice is an
// error. JSON becomes the tokens of the same segment as text, so that one parser reads
// both. Errors are of the type *Error and name a place in the JSON.
func ParseJSON(source string, fields Fields) (*Node, error) {
	if len(source) > MaxJSONBytes {
		return nil, wrong(source, MaxJSONBytes, "more than 65,536 bytes of JSON", "at most 65,536")
	}
	for i, r := range source {
		if r == utf8.RuneError && !strings.HasPrefix(source[i:], "\uFFFD") {
			return nil, notUTF8(source, i)
		}
	}
	r := reader{source: source, dec: json.NewDecoder(strings.NewReader(source)), fields: fields}
	r.dec.UseNumber()
	if err := r.document(); err != nil {
		return nil, err
	}
	return parse(source, append(r.tokens, token{end, "", len(source)}), fields)
}

// reader turns JSON into tokens.
type reader struct {
	source string
	dec    *json.Decoder
	fields Fields
	tokens []token
}

func (r *reader) emit(kind tokenKind, s string, at int) {
	r.tokens = append(r.tokens, token{kind, s, at})
}

// here returns where the next token of JSON is.
func (r *reader) here() int {
	at := int(r.dec.InputOffset())
	return at + run(r.source[at:], func(c byte) bool { return strings.IndexByte(" \t\r\n,:", c) >= 0 })
}

// take takes the next token of JSON, and returns where it is.
func (r *reader) take() (json.Token, int, error) {
	at := r.here()
	t, err := r.dec.Token()
	if errors.Is(err, io.EOF) {
		return nil, at, wrong(r.source, at, "the end", "more JSON")
	}
	if err != nil {
		return nil, at, wrong(r.source, at, "malformed JSON", "JSON")
	}
	return t, at, nil
}

// delim takes a bracket.
func (r *reader) delim(want json.Delim, expected string) (int, error) {
	t, at, err := r.take()
	if err == nil && t != want {
		err = wrong(r.source, at, found(t), expected)
	}
	return at, err
}

// found returns a token of JSON as an error names it.
func found(t json.Token) string {
	switch t := t.(type) {
	case json.Delim:
		return fmt.Sprintf("%q", t.String())
	case string:
		return "a text"
	case json.Number:
		return "a number"
	case bool:
		return fmt.Sprint(t)
	}
	return "null"
}

// object reads an object, key by key.
func (r *reader) object(expected string, keys []string, read func(key string, at int) error) error {
	if _, err := r.delim('{', expected); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.dec.More() {
		t, at, err := r.take()
		if err != nil {
			return err
		}
		key, _ := t.(string) // the decoder sees to it
		if seen[key] {
			return wrong(r.source, at, "a key that is given twice", "every key once")
		}
		seen[key] = true
		known := false
		for _, k := range keys {
			known = known || k == key
		}
		if !known {
			return r.unknown("key", key, at, keys)
		}
		if err := read(key, at); err != nil {
			return err
		}
	}
	_, err := r.delim('}', `"}"`)
	return err
}

// unknown returns the error of a name that is none of those known.
func (r *reader) unknown(what, name string, at int, known []string) error {
	shown := "the " + what + " " + word.Shown(name)
	if strings.HasSuffix(shown, " the text") {
		shown = "another " + what
	}
	e := wrong(r.source, at, shown, word.Choice(known))
	e.Nearest = nearest(name, known)
	return e
}

// document reads the whole.
func (r *reader) document() error {
	version := false
	err := r.object("an object", []string{"version", "segment"}, func(key string, at int) error {
		if key == "segment" {
			return r.node(0, at, false)
		}
		t, at, err := r.take()
		if version = true; err == nil && t != json.Number(fmt.Sprint(Version)) {
			err = wrong(r.source, at, "another version", fmt.Sprint("version ", Version))
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case !version:
		return wrong(r.source, len(r.source), "no version", fmt.Sprint(`"version": `, Version))
	}
	if at := r.here(); at < len(r.source) {
		return wrong(r.source, at, "something after the segment", "the end")
	}
	return nil
}

// node reads a group, a negation or a clause. Inner says that it is within another one,
// at the key or the element that begins at a byte; negated, that this is a "not".
func (r *reader) node(inner, at int, negated bool) error {
	if inner > 2*MaxDepth+4 {
		return wrong(r.source, at, "brackets that are more than 16 deep", "at most 16")
	}
	var c clause
	shapes := 0
	err := r.object("an object with and, or, not or field", nodeKeys, func(key string, at int) error {
		switch key {
		case "and", "or", "not":
			if shapes++; shapes > 1 || c.keys > 0 {
				return wrong(r.source, at, "a second of and, or, not and field", "one of them")
			}
			if key == "not" {
				return r.bracketed(negated, at, func() error {
					r.emit(name, "not", at)
					return r.node(inner+1, at, true)
				})
			}
			return r.bracketed(inner > 0, at, func() error { return r.group(inner, key) })
		}
		if shapes > 0 {
			return wrong(r.source, at, "a second of and, or, not and field", "one of them")
		}
		return r.clauseKey(&c, key, at)
	})
	if err == nil && shapes == 0 {
		err = r.clause(&c, at)
	}
	return err
}

var nodeKeys = []string{"and", "or", "not", "field", "currency", "op", "value", "values", "n", "unit"}

// bracketed emits brackets around what inside emits, if they are needed.
func (r *reader) bracketed(needed bool, at int, inside func() error) error {
	if !needed {
		return inside()
	}
	r.emit(symbol, "(", at)
	err := inside()
	r.emit(symbol, ")", at)
	return err
}

// group reads the elements of "and" or "or".
func (r *reader) group(inner int, op string) error {
	if _, err := r.delim('[', "an array"); err != nil {
		return err
	}
	for first := true; r.dec.More(); first = false {
		at := r.here()
		if !first {
			r.emit(name, op, at)
		}
		if err := r.node(inner+1, at, false); err != nil {
			return err
		}
	}
	_, err := r.delim(']', `"]"`)
	return err
}
