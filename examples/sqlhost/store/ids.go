package store

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// ids is how the customers' IDs sort in their columns (Mapping.IDs).
type ids struct {
	native  bool                             // in the column's own order, not by bytes
	compare func(a, b customer.ID) int       // nil: by bytes
	value   func(id string) (v any, ok bool) // of columns that are no texts: what is bound; not ok: no such ID
}

func (m *Mapping) ids() ids {
	switch m.IDs {
	case "", "bytes":
		return ids{}
	case "number":
		return ids{native: true, compare: byNumber, value: number}
	case "uuid":
		return ids{native: true, value: uuid}
	case "nocase":
		return ids{native: true, compare: withoutCase}
	}
	return ids{native: true, compare: byLanguage(language.Make(m.IDs))}
}

func checkIDs(word string, d dialect.Dialect) error {
	switch word {
	case "", "bytes", "number":
		return nil
	case "nocase":
		if d.Name != "sqlite" {
			return fmt.Errorf("%w: ids: %q is SQLite's alone", ErrMapping, word)
		}
		return nil
	}
	if d.Name != "postgres" {
		return fmt.Errorf("%w: ids: %q is PostgreSQL's alone", ErrMapping, word)
	}
	if _, err := language.Parse(word); err != nil && word != "uuid" {
		return fmt.Errorf("%w: ids: %q: %w", ErrMapping, word, err)
	}
	return nil
}

// number returns a whole number in the form in which the database writes it.
func number(id string) (any, bool) {
	n, err := strconv.ParseInt(id, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == id
}

// uuid returns a UUID in the form in which PostgreSQL writes it. UUIDs are
// ordered by their bytes.
func uuid(id string) (any, bool) {
	ok := len(id) == 36
	for i := 0; ok && i < len(id); i++ {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash {
			ok = id[i] == '-'
		} else {
			ok = strings.IndexByte("0123456789abcdef", id[i]) >= 0
		}
	}
	return id, ok
}

// byNumber compares whole numbers in digits. What is none comes last.
func byNumber(a, b customer.ID) int {
	x, err1 := strconv.ParseInt(string(a), 10, 64)
	y, err2 := strconv.ParseInt(string(b), 10, 64)
	switch {
	case err1 != nil && err2 != nil:
		return cmp.Compare(a, b)
	case err1 != nil:
		return 1
	case err2 != nil:
		return -1
	}
	return cmp.Compare(x, y)
}

// withoutCase compares texts as NOCASE does: by bytes, capitals of ASCII as small
// letters.
func withoutCase(a, b customer.ID) int {
	for i := range min(len(a), len(b)) {
		if x, y := small(a[i]), small(b[i]); x != y {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(len(a), len(b))
}

func small(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// byLanguage compares texts as a language does, and by bytes if it takes them for
// the same.
func byLanguage(tag language.Tag) func(a, b customer.ID) int {
	collators := sync.Pool{New: func() any { return collate.New(tag) }} // of which one goroutine can use one
	return func(a, b customer.ID) int {
		if a == b {
			return 0
		}
		c := collators.Get().(*collate.Collator)
		defer collators.Put(c)
		return cmp.Or(c.CompareString(string(a), string(b)), cmp.Compare(a, b))
	}
}

// key returns SQL for a column of customers' IDs as it is grouped: IDs of
// different bytes are different customers.
func (s *Store) key(column string) string {
	if s.ids.value != nil {
		return column
	}
	return s.d.Bytes(column)
}

// sorts returns SQL for a column of customers' IDs as it sorts.
func (s *Store) sorts(column string) string {
	if s.ids.native {
		return column
	}
	return s.d.Bytes(column)
}

// id binds a customer's ID.
func (s *Store) id(q *dialect.Query, id customer.ID) (string, error) {
	if s.ids.value == nil {
		return q.Value(string(id)), nil
	}
	v, ok := s.ids.value(string(id))
	if !ok {
		return "", fmt.Errorf("%w: an ID that is no %s", ErrMapping, s.m.IDs)
	}
	return q.Value(v), nil
}

// some are some of a scope's customers, who are asked for at once.
type some struct {
	ids    []string // nil: all
	within customer.Range
	guests bool // only those whose ID is NULL
}

// chunk is how many customers are asked for by their IDs at once.
const chunk = 500

// parts yields the customers of a scope in parts: those asked for by ID, each
// once; or a range. The IDs that are NULL belong to a range without a From, and
// are a part of their own, because SQLite finds them by an index, but not them
// or others.
func parts(scope customer.Scope) iter.Seq[some] {
	return func(yield func(some) bool) {
		if scope.Customers == nil {
			first := scope.Range.From == "" && scope.Range.To != ""
			if !first || yield(some{guests: true}) {
				yield(some{within: scope.Range})
			}
			return
		}
		ids := make([]string, len(scope.Customers))
		for i, id := range scope.Customers {
			ids[i] = string(id)
		}
		slices.Sort(ids)
		for ids := range slices.Chunk(slices.Compact(ids), chunk) {
			if !yield(some{ids: ids, within: scope.Range}) {
				return
			}
		}
	}
}

// whose returns SQL for whether a row belongs to some customers.
func (s *Store) whose(q *dialect.Query, column string, of some) (string, error) {
	if of.guests {
		return column + " IS NULL", nil
	}
	among, from, to := "", "", ""
	if of.ids != nil {
		among = s.among(q, column, of.ids)
	}
	if of.within.From != "" {
		id, err := s.id(q, of.within.From)
		if err != nil {
			return "", err
		}
		from = s.sorts(column) + " >= " + id
	}
	if of.within.To != "" {
		id, err := s.id(q, of.within.To)
		if err != nil {
			return "", err
		}
		to = s.sorts(column) + " < " + id
		if of.ids != nil && of.within.From == "" {
			to = "(" + to + " OR " + column + " IS NULL)"
		}
	}
	return where(among, from, to), nil
}

// among returns SQL for whether a customer's ID is one of some. The empty ID is
// also NULL. IDs that no column of this kind can have belong to nobody.
func (s *Store) among(q *dialect.Query, column string, ids []string) string {
	in := q.In
	if s.ids.native {
		in = func(column string, ids []string) string { return s.amongNative(q, column, ids) }
	}
	if ids[0] == "" {
		return "(" + column + " IS NULL OR " + in(column, ids) + ")"
	}
	return in(column, ids)
}

// amongNative goes by the column's index, and then by bytes.
func (s *Store) amongNative(q *dialect.Query, column string, ids []string) string {
	var values []any
	for _, id := range ids {
		if s.ids.value == nil {
			values = append(values, id)
		} else if v, ok := s.ids.value(id); ok {
			values = append(values, v)
		}
	}
	if s.ids.value != nil {
		return q.Among(column, values)
	}
	return "(" + q.Among(column, values) + " AND " + q.In(column, ids) + ")"
}

// Ranges cuts the customers at every n-th ID, in the order of Mapping.IDs. Without a
// table of customers there are no cuts: the library then reads everything at once,
// and memory grows with the customers.
func (s *Store) Ranges(ctx context.Context, n int) (cuts []customer.ID, compare func(a, b customer.ID) int, err error) {
	if s.m.Customers.Table == "" {
		return nil, s.ids.compare, nil
	}
	for after := customer.ID(""); ; after = cuts[len(cuts)-1] {
		id, err := s.cut(ctx, after, n)
		switch {
		case err != nil:
			return nil, nil, fmt.Errorf("cutting the customers: %w", err)
		case id == "":
			return cuts, s.ids.compare, nil
		}
		cuts = append(cuts, id)
	}
}

// cut returns the ID that is n customers further on, or nothing. The empty ID
// stands before the first customer.
func (s *Store) cut(ctx context.Context, after customer.ID, n int) (id customer.ID, err error) {
	q, column := s.d.NewQuery(), col(s.m.Customers.ID)
	behind := column + " IS NOT NULL"
	if after != "" {
		value, err := s.id(q, after)
		if err != nil {
			return "", err
		}
		n, behind = n-1, s.sorts(column)+" > "+value
	}
	q.Add("SELECT ", column, " FROM ", from(s.m.Customers.Table), " WHERE ", behind, " ORDER BY ", s.sorts(column), " LIMIT 1 OFFSET ", strconv.Itoa(n))
	for found, err := range groups(ctx, s, q, 1, func(id customer.ID, _ *reader) (customer.ID, error) { return id, nil }) {
		if err != nil {
			return "", err
		}
		id = found
	}
	return id, nil
}
