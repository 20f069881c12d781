package customer

import (
	"fmt"
	"log/slog"

	"github.com/clientele-go/clientele/internal/base/segment"
)

// Segment is the text of a saved segment (Q1): which customers a question is about, in
// words, as in
//
//	status in ("very active", active) and revenue EUR >= 100 and not last_device = "iPad"
//
// Package customer/segment has the grammar, and reads and writes segments. The empty
// Segment is everybody. A Segment can hold somebody's name or address, so it prints as
// "a segment"; string(s) is the text.
type Segment string

// Format prints "a segment", whatever the verb, and nothing for the empty one.
func (s Segment) Format(f fmt.State, _ rune) {
	if s != "" {
		fmt.Fprint(f, "a segment")
	}
}

// LogValue returns what Format prints.
func (s Segment) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(s)) }

// parse returns the tree of the segment, nil for the empty one.
func (s Segment) parse() (*segment.Node, error) {
	if s == "" {
		return nil, nil
	}
	return segment.Parse(string(s), segment.All())
}

// Matcher decides which rows pass the Filter and the Segment of a question (L4, Q6).
type Matcher struct {
	// Part is what of the segment fits a Filter: every customer in the segment passes
	// it. Whole reports whether it is the whole segment, so that everybody whom Part
	// passes is in the segment. A storage can be offered Part, and answer with more
	// customers than match: Match decides again.
	Part  Filter
	Whole bool

	all []predicate // what a row must pass, the question's Filter first
}

// predicate reports whether a row passes.
type predicate func(*Row) bool

// Matcher returns what decides on the rows of the question. Of run it needs Values, and
// only if the segment asks for a field that is no column. The errors are those of Check,
// and an ErrQuery if Values are missing.
func (q *Query) Matcher(run *Run) (*Matcher, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	return q.matcher(run)
}

// matcher returns what Matcher does, of a question that was checked.
func (q *Query) matcher(run *Run) (*Matcher, error) {
	filter := q.Filter
	m := &Matcher{Whole: true, all: []predicate{filter.Match}}
	n, err := q.Segment.parse()
	if n == nil {
		return m, err
	}
	values, err := run.values(n)
	if err != nil {
		return nil, err
	}
	part, rest := q.compile(n)
	m.Part, m.Whole = part, len(rest) == 0
	if len(rest) < len(conjuncts(n)) {
		m.all = append(m.all, part.Match)
	}
	m.all = append(m.all, q.predicates(rest, values)...)
	return m, nil
}

// Match reports whether the row passes the question's Filter and its Segment.
func (m *Matcher) Match(r *Row) bool {
	for _, passes := range m.all {
		if !passes(r) {
			return false
		}
	}
	return true
}
