package segment

import (
	"fmt"

	"github.com/clientele-go/clientele/internal/base/word"
)

// Parse reads a segment by the grammar of chapter Q. What is out of bounds is an error
// before any field is looked at (Q1). Errors are of the type *Error.
func Parse(source string, fields Fields) (*Node, error) {
	if len(source) > MaxBytes {
		return nil, wrong(source, MaxBytes, "more than 4,096 bytes", "at most 4,096")
	}
	tokens, err := lex(source)
	if err != nil {
		return nil, err
	}
	return parse(source, tokens, fields)
}

// parse reads tokens, of a text or of JSON.
func parse(source string, tokens []token, fields Fields) (*Node, error) {
	p := parser{source: source, tokens: tokens, fields: fields}
	if err := p.limits(); err != nil {
		return nil, err
	}
	n, err := p.segment()
	if err != nil {
		return nil, err
	}
	if t := p.next(); t.kind != end {
		return nil, p.wrong(t, "and, or, or the end", "and", "or")
	}
	switch {
	case len(n.String()) > MaxBytes:
		return nil, wrong(source, 0, "a segment of more than 4,096 bytes in canonical spelling", "at most 4,096")
	case n.depth() > MaxDepth: // "not f != v" becomes "not (not f = v)"
		return nil, wrong(source, 0, "brackets that are 17 deep in canonical spelling", "at most 16")
	}
	return n, nil
}

type parser struct {
	source string
	tokens []token // the last one is the end
	fields Fields
}

// next takes the next token. The end stays.
func (p *parser) next() token {
	t := p.tokens[0]
	if t.kind != end {
		p.tokens = p.tokens[1:]
	}
	return t
}

// accept takes the next token if it is a keyword or a symbol.
func (p *parser) accept(s string) bool {
	if !p.tokens[0].is(s) {
		return false
	}
	p.tokens = p.tokens[1:]
	return true
}

// wrong returns the error of a token, with the nearest of the known words if it is a word.
func (p *parser) wrong(t token, expected string, known ...string) error {
	e := wrong(p.source, t.at, t.shown(), expected)
	if t.kind == name {
		e.Nearest = nearest(t.text, known)
	}
	return e
}

// limits counts clauses and brackets in brackets, by the tokens alone.
func (p *parser) limits() error {
	clauses, depth, list := 1, 0, false
	for i, t := range p.tokens {
		switch {
		case t.is("and"), t.is("or"):
			if clauses++; clauses > MaxClauses {
				return wrong(p.source, p.tokens[i+1].at, "a 65th clause", "at most 64")
			}
		case t.is("(") && i > 0 && p.tokens[i-1].is("in"):
			list = true
		case t.is("("):
			if depth++; depth > MaxDepth {
				return wrong(p.source, t.at, "brackets that are 17 deep", "at most 16")
			}
		case t.is(")") && list:
			list = false
		case t.is(")"):
			depth--
		}
	}
	return nil
}

// segment reads { "and" unary } or { "or" unary }, never both (Q2).
func (p *parser) segment() (*Node, error) {
	first, err := p.unary()
	if err != nil {
		return nil, err
	}
	nodes := []*Node{first}
	op, this, other := And, "and", "or"
	if p.tokens[0].is("or") {
		op, this, other = Or, "or", "and"
	}
	for p.accept(this) {
		n, err := p.unary()
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	if t := p.tokens[0]; t.is(other) {
		return nil, wrong(p.source, t.at, t.shown(), fmt.Sprintf("%q: \"and\" beside \"or\" needs brackets", this))
	}
	return join(op, nodes), nil
}

func (p *parser) unary() (*Node, error) {
	negated := p.accept("not")
	var n *Node
	var err error
	if p.accept("(") {
		if n, err = p.segment(); err == nil && !p.accept(")") {
			err = p.wrong(p.tokens[0], `and, or, or ")"`, "and", "or")
		}
	} else {
		n, err = p.clause(negated)
	}
	if err == nil && negated {
		n = not(n)
	}
	return n, err
}

// clause reads a field, what is asked of it, and values of its type (Q4).
func (p *parser) clause(negated bool) (*Node, error) {
	t := p.next()
	var f *Field
	if t.kind == name {
		f = p.fields.find(t.text)
	}
	if f == nil {
		expected, known := `a field, not or "("`, append(p.fields.names(), "not")
		if negated {
			expected, known = `a field or "("`, p.fields.names()
		}
		return nil, p.wrong(t, expected, known...)
	}
	n := &Node{Field: f}
	if f.Type == Money && !p.tokens[0].is("is") {
		t := p.next()
		if t.kind != name || !currency(t.text) {
			return nil, p.wrong(t, "a currency of three capital letters, such as EUR")
		}
		n.Currency = t.text
	}
	switch t := p.next(); {
	case t.is("is") && n.Currency == "":
		return n, p.known(n)
	case t.is("within") && f.Type == Time:
		return n, p.within(n)
	case t.is("in") && f.Type != Time:
		return n, p.list(n)
	case t.kind == symbol:
		if op, ok := comparisons[t.text]; ok && (op == Equal || f.Type != Text && f.Type != Word) {
			return p.compare(n, t, op)
		}
		return nil, p.operator(f, t)
	default:
		return nil, p.operator(f, t)
	}
}

var comparisons = map[string]Op{"=": Equal, "!=": Equal, "<": Less, "<=": AtMost, ">": Greater, ">=": AtLeast}

// operator returns the error of a token that is no operator of the field.
func (p *parser) operator(f *Field, t token) error {
	expected := word.Choice(f.Type.Operators())
	if f.Type == Time && t.is("in") {
		expected += aRange(f, "2024-05-31")
	}
	known := []string{"in", "is"}
	if f.Type == Time {
		known = []string{"is", "within"}
	}
	return p.wrong(t, expected, known...)
}

func currency(s string) bool {
	return len(s) == 3 && run(s, func(c byte) bool { return 'A' <= c && c <= 'Z' }) == 3
}
