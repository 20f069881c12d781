package store

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// grouping is a query that groups a range's facts of a table by customer and by
// what they have in common. All texts are compared by bytes. It has no query
// within, so that a distributed engine groups where the facts are.
type grouping struct {
	table string   // can be followed by a name for it
	owner string   // the customer's column
	keys  []string // what else the facts have in common
	at    int      // which of the keys is an instant, counted from 1; 0: none
	sums  []string // aggregates
	where string
}

// grouped asks for groups of facts, and makes something of each: its row is the
// customer, the keys and the sums.
func grouped[D any](ctx context.Context, s *Store, r customer.Range, g func(*dialect.Query) grouping, part func(customer.ID, *reader) (D, error)) iter.Seq2[D, error] {
	return inParts(r, func(of some) iter.Seq2[D, error] {
		q := s.d.NewQuery()
		g := g(q)
		if err := s.group(q, g, of); err != nil {
			return fail[D](err)
		}
		return groups(ctx, s, q, 1+len(g.keys)+len(g.sums), part)
	})
}

// inParts asks for the parts of a range, one after the other.
func inParts[D any](r customer.Range, ask func(some) iter.Seq2[D, error]) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		for of := range parts(customer.Scope{Range: r}) {
			for d, err := range ask(of) {
				if !yield(d, err) || err != nil {
					return
				}
			}
		}
	}
}

// group adds the query to group facts. Keys are named in a way that no host's
// column is, so that those that are expressions are written once.
func (s *Store) group(q *dialect.Query, g grouping, of some) error {
	whose, err := s.whose(q, g.owner, of)
	keys := append([]string{s.key(g.owner)}, g.keys...)
	by := make([]string, len(keys))
	for i, k := range keys {
		if by[i] = "_k" + strconv.Itoa(i); i > 0 && i == g.at {
			keys[i], by[i] = s.d.Read(s.m.Clock, k), k
		} else {
			keys[i] = k + " AS " + by[i]
		}
	}
	q.Add("SELECT ", strings.Join(slices.Concat(keys, g.sums), ", "), " FROM ", g.table, " WHERE ", where(whose, g.where),
		" GROUP BY ", strings.Join(by, ", "))
	return err
}

// count counts the facts of a group.
func (s *Store) count() string { return s.d.Integer("COUNT(*)") }

// latest returns SQL for the latest instant of a group, as it is read.
func (s *Store) latest(at string) string { return s.d.Read(s.m.Clock, "MAX("+s.sorted(at)+")") }

// sorted returns SQL for an instant that is compared.
func (s *Store) sorted(at string) string {
	if s.m.Clock == dialect.Text {
		return s.d.Bytes(at)
	}
	return at
}

// dated returns SQL that is 0 for facts without a date and 1 for the others.
func (s *Store) dated(at string) string {
	return "CASE WHEN " + s.d.Undated(s.m.Clock, at) + " THEN 0 ELSE 1 END"
}

// place returns SQL for where an instant lies, which facts of one group share:
// 0 for no known instant, 1 in the range, 2 outside it, 3 after the question's
// instant.
func (s *Store) place(q *dialect.Query, at string, asOf time.Time, span calendar.Span) string {
	c := s.m.Clock
	to := q.Value(s.d.Bound(c, calendar.AsOf(asOf).To))
	in := q.Within(c, at, span.From, span.To)
	if in == "" {
		in = "1 = 1"
	}
	return "CASE WHEN " + s.d.Undated(c, at) + " THEN 0 WHEN NOT " + s.d.Before(c, at, to) + " THEN 3 WHEN " + in + " THEN 1 ELSE 2 END"
}

// known returns SQL for whether facts are known as of an instant (T2); facts
// without a date are.
func (s *Store) known(q *dialect.Query, at string, asOf time.Time) string {
	return q.Known(s.m.Clock, at, time.Time{}, calendar.AsOf(asOf).To)
}

// on returns SQL for whether a channel is one of those asked for. Without any,
// all channels are.
func on(q *dialect.Query, column string, channels []customer.Channel) string {
	if len(channels) == 0 {
		return ""
	}
	all := make([]string, len(channels))
	for i, c := range channels {
		all[i] = string(c)
	}
	return q.In(column, all)
}
