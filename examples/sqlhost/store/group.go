package store

import (
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// grouping is a query that groups the facts of a table by customer and by what
// they have in common, in customer order. All texts are compared by bytes.
type grouping struct {
	table string
	alias string // of the table in the expressions; can be empty
	keys  []string
	at    int      // the key that is an instant; 0, the customer, is none
	sums  []string // aggregates, over the columns of takes
	takes []string // "expression AS name"
	where string
}

// group is the query. It names the columns in a query within, so that keys
// that are expressions are written once. The first key is the customer.
func (s *Store) group(q *dialect.Query, g grouping) *dialect.Query {
	inner := make([]string, 0, len(g.keys)+len(g.takes))
	keys := make([]string, len(g.keys))
	for i, k := range g.keys {
		keys[i] = "k" + string(rune('0'+i))
		inner = append(inner, k+" AS "+keys[i])
	}
	inner = append(inner, g.takes...)
	by := strings.Join(keys, ", ")
	if g.at > 0 {
		keys[g.at] = s.d.Read(s.m.Clock, keys[g.at])
	}
	q.Add("SELECT ", strings.Join(slices.Concat(keys, g.sums), ", "),
		" FROM (SELECT ", strings.Join(inner, ", "), " FROM ", name(g.table))
	if g.alias != "" {
		q.Add(" AS ", g.alias)
	}
	q.Add(" WHERE ", g.where, ") AS t GROUP BY ", by, " ORDER BY ", s.d.ByOwner(keys[0]))
	return q
}

// count counts the facts of a group.
func (s *Store) count() string { return s.d.Integer("COUNT(*)") }

// latest is the latest instant of a group, as it is read.
func (s *Store) latest(column string) string { return s.d.Read(s.m.Clock, "MAX("+column+")") }

// sorted is an instant that is compared.
func (s *Store) sorted(at string) string {
	if s.m.Clock == dialect.Text {
		return s.d.Bytes(at)
	}
	return at
}

// dated is 0 for facts without a date, 1 for the others.
func (s *Store) dated(at string) string {
	return "CASE WHEN " + s.d.Undated(s.m.Clock, at) + " THEN 0 ELSE 1 END"
}

// The places in time that facts of one group share.
const (
	unknown = 0 // no known instant
	within  = 1 // in the range, as of the question
	outside = 2 // not in the range, as of the question
	ahead   = 3 // after the question's instant
)

// place is where an instant lies, as SQL: one of the places above.
func (s *Store) place(q *dialect.Query, at string, asOf time.Time, span calendar.Span) string {
	c := s.m.Clock
	to := q.Value(s.d.Bound(c, calendar.AsOf(asOf).To))
	in := q.Within(c, at, span.From, span.To)
	if in == "" {
		in = "1 = 1"
	}
	return "CASE WHEN " + s.d.Undated(c, at) + " THEN 0 WHEN NOT " + s.d.Before(c, at, to) + " THEN 3 WHEN " + in + " THEN 1 ELSE 2 END"
}

// known is whether facts are known as of an instant (T2), undated ones too.
func (s *Store) known(q *dialect.Query, at string, asOf time.Time) string {
	return q.Known(s.m.Clock, at, time.Time{}, calendar.AsOf(asOf).To)
}

// on is whether a channel is one of those asked for; none is all.
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
