package segment

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/internal/base/word"
)

// clause is what the object of a clause holds, in tokens of its texts.
type clause struct {
	keys                      int
	field, currency, op, unit *token
	n                         *token
	value                     *token
	null                      bool // the value is null
	values                    []token
	valuesAt                  int
	hasValues                 bool
}

// clauseKey reads one key of a clause.
func (r *reader) clauseKey(c *clause, key string, at int) error {
	c.keys++
	switch key {
	case "values":
		c.hasValues, c.valuesAt = true, at
		return r.texts(c)
	case "n":
		t, at, err := r.take()
		if n, ok := t.(json.Number); err == nil && ok {
			c.n = &token{number, n.String(), at}
			return nil
		} else if err == nil {
			err = wrong(r.source, at, found(t), "a whole number")
		}
		return err
	}
	t, at, err := r.take()
	if err != nil {
		return err
	}
	if s, ok := t.(string); ok {
		*c.part(key) = &token{name, s, at}
		return nil
	}
	if c.null = key == "value" && t == nil; c.null {
		c.value = &token{name, "unknown", at}
		return nil
	}
	return wrong(r.source, at, found(t), "a text")
}

func (c *clause) part(key string) **token {
	return map[string]**token{"field": &c.field, "currency": &c.currency, "op": &c.op, "value": &c.value, "unit": &c.unit}[key]
}

// texts reads an array of texts.
func (r *reader) texts(c *clause) error {
	if _, err := r.delim('[', "an array of texts"); err != nil {
		return err
	}
	for r.dec.More() {
		t, at, err := r.take()
		if err != nil {
			return err
		}
		s, ok := t.(string)
		if !ok {
			return wrong(r.source, at, found(t), "a text")
		}
		c.values = append(c.values, token{name, s, at})
	}
	_, err := r.delim(']', `"]"`)
	return err
}

// operators are those of JSON.
var operators = []string{"=", "!=", "<", "<=", ">", ">=", "in", "is known", "within last", "within next"}

// clause emits the tokens of a clause.
func (r *reader) clause(c *clause, at int) error {
	if c.field == nil || c.op == nil {
		return wrong(r.source, at, "a clause without field or op", "both")
	}
	if !slices.Contains(operators, c.op.text) {
		return r.unknown("op", c.op.text, c.op.at, operators)
	}
	f := r.fields.find(c.field.text)
	if f == nil {
		return r.unknown("field", c.field.text, c.field.at, r.fields.names())
	}
	if err := r.complete(c); err != nil {
		return err
	}
	r.tokens = append(r.tokens, *c.field)
	if c.currency != nil {
		r.tokens = append(r.tokens, *c.currency)
	}
	for _, part := range strings.Split(c.op.text, " ") {
		kind := symbol
		if letter(part[0]) {
			kind = name
		}
		r.emit(kind, part, c.op.at)
	}
	r.operands(c, f)
	return nil
}

// complete reports a key that the operator lacks, or that it has no use for.
func (r *reader) complete(c *clause) error {
	within := strings.HasPrefix(c.op.text, "within")
	known := c.op.text == "is known"
	for _, k := range []struct {
		key          string
		given, wants bool
	}{
		{"value", c.value != nil, !within && !known && c.op.text != "in"},
		{"values", c.hasValues, c.op.text == "in"},
		{"n", c.n != nil, within},
		{"unit", c.unit != nil, within},
	} {
		if k.given != k.wants {
			is := map[bool]string{true: "with", false: "without"}
			return wrong(r.source, c.op.at, fmt.Sprintf("%q %s %s", c.op.text, is[k.given], k.key), fmt.Sprintf("it %s %s", is[k.wants], k.key))
		}
	}
	return nil
}

// operands emits what follows the operator.
func (r *reader) operands(c *clause, f *Field) {
	switch {
	case c.null:
		r.tokens = append(r.tokens, *c.value)
	case c.value != nil:
		r.tokens = append(r.tokens, c.value.as(f))
	case c.hasValues:
		r.emit(symbol, "(", c.valuesAt)
		for i, v := range c.values {
			if i > 0 {
				r.emit(symbol, ",", v.at)
			}
			r.tokens = append(r.tokens, v.as(f))
		}
		r.emit(symbol, ")", c.valuesAt)
	case c.n != nil:
		n, ok := numeric(c.n.text)
		if n.at = c.n.at; !ok {
			n = token{text, "", c.n.at}
		}
		r.tokens = append(r.tokens, n, *c.unit)
	}
}

// as returns a text of JSON as the token that the field's value has.
func (t token) as(f *Field) token {
	n, ok := numeric(t.text)
	switch {
	case f.Type == Text, word.Fold(t.text) == "unknown":
		t.kind = text
	case ok:
		t.kind, t.text = n.kind, n.text
	case t.text == "" || run(t.text, letter) < len(t.text):
		t.kind = text
	}
	return t
}
