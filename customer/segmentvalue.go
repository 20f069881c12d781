package customer

import (
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/segment"
)

// valuesFunc returns what a host knows of a customer: see Run.Values.
type valuesFunc func(field Column, id ID) string

// values returns the run's Values for a segment. If the segment asks for a field that is
// no column, and there are none, it is an ErrQuery.
func (r *Run) values(n *segment.Node) (valuesFunc, error) {
	if r != nil && r.Values != nil {
		return r.Values, nil
	}
	if name := derivedIn(n); name != "" {
		return nil, fmt.Errorf("%w: the segment asks for %s, and the run has no Values", ErrQuery, name)
	}
	return nil, nil
}

// derivedIn returns the first field of a segment that is no column, empty if there is
// none.
func derivedIn(n *segment.Node) string {
	if n.Field != nil && segment.IsDerived(n.Field.Name) {
		return n.Field.Name
	}
	for _, part := range n.Nodes {
		if name := derivedIn(part); name != "" {
			return name
		}
	}
	return ""
}

// fieldReader returns what reads the field of a clause from a row.
func fieldReader(n *segment.Node, values valuesFunc) func(*Row) value {
	name := Column(n.Field.Name)
	if segment.IsDerived(n.Field.Name) {
		return func(r *Row) value { return derived(n.Field, values(name, r.ID)) }
	}
	read, currency := name.definition().value, Currency(n.Currency)
	return func(r *Row) value { return read(r, currency) }
}

// derived returns the value that a host handed in. One that the field does not have is
// unknown.
func derived(f *segment.Field, s string) value {
	switch f.Type {
	case segment.Word:
		if !slices.Contains(f.Words, s) {
			return value{missing: true}
		}
		return number(wordNumber(f.Name, s))
	case segment.Date:
		if _, err := calendar.ParseDate(s); err != nil {
			return value{missing: true}
		}
	}
	return text(s)
}

// lifecycleWords returns the states of D2.
func lifecycleWords() []string { return segment.Derived()[0].Words }
