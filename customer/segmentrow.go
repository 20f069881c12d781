package customer

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/segment"
	"github.com/shopspring/decimal"
)

// predicate evaluates a part of a segment on rows (Q3, Q4). It reads the same of a row as
// the list sorts by (L4).
func (q *Query) predicate(n *segment.Node, values valuesFunc) predicate {
	switch n.Op {
	case segment.And:
		all := q.predicates(n.Nodes, values)
		return func(r *Row) bool {
			return !slices.ContainsFunc(all, func(p predicate) bool { return !p(r) })
		}
	case segment.Or:
		all := q.predicates(n.Nodes, values)
		return func(r *Row) bool {
			return slices.ContainsFunc(all, func(p predicate) bool { return p(r) })
		}
	case segment.Not:
		p := q.predicate(n.Nodes[0], values)
		return func(r *Row) bool { return !p(r) }
	}
	read := fieldReader(n, values)
	if n.Op == segment.Unknown {
		return func(r *Row) bool { return read(r).missing }
	}
	passes := q.clause(n)
	return func(r *Row) bool {
		v := read(r)
		return !v.missing && passes(&v)
	}
}

func (q *Query) predicates(nodes []*segment.Node, values valuesFunc) []predicate {
	all := make([]predicate, len(nodes))
	for i, n := range nodes {
		all[i] = q.predicate(n, values)
	}
	return all
}

// clause evaluates a clause on values that are not missing.
func (q *Query) clause(n *segment.Node) func(*value) bool {
	switch n.Op {
	case segment.Known:
		return func(*value) bool { return true }
	case segment.Last, segment.Next:
		span := q.within(n)
		return func(v *value) bool { return span.Contains(v.instant) }
	}
	compare := make([]func(*value) int, len(n.Values))
	for i, text := range n.Values {
		compare[i] = q.compare(n.Field, text)
	}
	if n.Op == segment.In {
		return func(v *value) bool {
			return slices.ContainsFunc(compare, func(c func(*value) int) bool { return c(v) == 0 })
		}
	}
	with := compare[0]
	switch n.Op {
	case segment.Less:
		return func(v *value) bool { return with(v) < 0 }
	case segment.AtMost:
		return func(v *value) bool { return with(v) <= 0 }
	case segment.Greater:
		return func(v *value) bool { return with(v) > 0 }
	case segment.AtLeast:
		return func(v *value) bool { return with(v) >= 0 }
	}
	return func(v *value) bool { return with(v) == 0 }
}

// within returns the instants within the last, or the next, n days or months (T4).
func (q *Query) within(n *segment.Node) calendar.Span {
	if n.Op == segment.Next {
		return n.Period.Next(q.AsOf)
	}
	return n.Period.Last(q.AsOf)
}

// compare compares values of a field with one in a segment.
func (q *Query) compare(f *segment.Field, text string) func(*value) int {
	switch f.Type {
	case segment.Word:
		number := wordNumber(f.Name, text)
		return func(v *value) int { return cmp.Compare(v.number, number) }
	case segment.Number:
		whole, exact := wholeOf(text)
		return func(v *value) int {
			if c := cmp.Compare(v.number, whole); c != 0 || exact {
				return c
			}
			return -1
		}
	case segment.Money:
		sum := SumOf(decimalOf(text))
		return func(v *value) int { return v.amount.compare(&sum) }
	case segment.Time:
		start := dateOf(text).Start(q.Location)
		return func(v *value) int { return v.instant.Compare(start) }
	}
	return func(v *value) int { return cmp.Compare(v.text, text) }
}

// wordNumber returns what a field of words holds for a word: see columns, and derived.
func wordNumber(field, word string) int {
	all := [][]string{shownWords.Words, {"false", "true"}}
	switch field {
	case "status":
		all[0] = statusWords.Words
	case "identity":
		all[0] = identityWords.Words
	case "favorite":
		all[0] = all[1]
	case "lifecycle":
		all[0] = lifecycleWords()
	}
	return -slices.Index(all[0], word)
}

// wholeOf returns the whole part of a number, and whether it is all of it. Numbers that no row
// reaches are all the same.
func wholeOf(text string) (int, bool) {
	whole, _, fraction := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return math.MaxInt, false
	}
	return n, !fraction
}

// decimalOf returns a number of a segment.
func decimalOf(text string) decimal.Decimal {
	d, _ := decimal.NewFromString(text) // the parser saw to it
	return d
}

// dateOf returns a date of a segment.
func dateOf(text string) calendar.Date {
	d, _ := calendar.ParseDate(text) // the parser saw to it
	return d
}
