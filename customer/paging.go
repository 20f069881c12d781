package customer

import (
	"fmt"
	"io"
	"time"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// Paging makes a page of the list out of digests that come in any order, for a host
// that keeps digests. List does the same out of facts. Make one by NewPaging.
type Paging struct {
	query Query
	key   *CursorKey
	ranks Ranks
	match *Matcher
	row   Row
	top   topRows
}

// NewPaging begins the page that a question asks for. The errors are those of
// Query.Check, and ErrCursor. Of run it needs the CursorKey and Values alone.
func NewPaging(q Query, run *Run) (*Paging, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	key := run.cursorKey()
	if err := key.check(&q); err != nil {
		return nil, err
	}
	after, err := q.after(key)
	if err != nil {
		return nil, err
	}
	match, err := q.matcher(run)
	if err != nil {
		return nil, err
	}
	return &Paging{query: q, key: key, match: match, ranks: q.Policy.At(q.AsOf), top: topRows{sort: q.Sort.named(), after: after, limit: q.Limit}}, nil
}

// Add takes in the digest of a customer, which is made as of the question's AsOf. It
// keeps nothing of the digest. It reports whether the customer passes the
// filter and the segment (L4, Q6). Guests pass none.
func (p *Paging) Add(d *Digest) bool {
	if !d.Known {
		return false
	}
	p.row.fill(d, &p.query, &p.ranks)
	if !p.match.Match(&p.row) {
		return false
	}
	_ = p.top.takeRow(&p.row)
	return true
}

// After returns where the page before ended, nil if this one is the first (L5).
func (p *Paging) After() *Place {
	if p.top.after == nil {
		return nil
	}
	return &Place{*p.top.after}
}

// Page returns the page of all digests that Add took in. Call it once, at the end.
func (p *Paging) Page() (Page, error) {
	page := Page{Rows: p.top.sorted(), Total: p.top.total}
	if !p.top.more {
		return page, nil
	}
	var err error
	if page.Next, err = p.query.cursor(p.top.sort.key(&page.Rows[len(page.Rows)-1]), p.key); err != nil {
		return Page{}, err
	}
	return page, nil
}

// Format prints that it is a page, whatever the verb.
func (p Paging) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "page of customers in the making")
}

// MarshalText returns an error that names what to send in place of it.
func (Paging) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.Paging", "an export.PageReport")
}

// Place is where a customer stands in a Sort (L2): the value and the ID. The value can
// be personal data, so a Place prints the ID alone.
type Place struct{ key sortKey }

// Place returns where a row stands in the order.
func (s Sort) Place(r *Row) Place { return Place{s.named().key(r)} }

// Compare returns a number that is negative, 0 or positive as a stands before b, is the same place, or stands
// after it, in the total order of the list (L2).
func (s Sort) Compare(a, b Place) int { return s.compare(a.key, b.key) }

// ID returns the customer's ID, which breaks ties, ascending.
func (p *Place) ID() ID { return p.key.id }

// Value returns the value that the column has: nil if it is missing, and so last in both
// directions, else a string, a time.Time in UTC, a decimal.Decimal, or an int. An int is
// a count, or for a column of words a number that ascends as the column does: for
// status 0 to -3, from sleeper to very active.
func (p *Place) Value() any {
	v := &p.key.value
	switch {
	case v.missing:
		return nil
	case v.money:
		return v.amount.Decimal()
	case v.text != "":
		return v.text
	case v.instant != time.Time{}:
		return v.instant
	}
	return v.number
}

// Format prints the ID alone, whatever the verb.
func (p Place) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "place of customer %q", string(p.key.id)) }

// MarshalText returns an error that names what to send in place of it.
func (Place) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.Place", "a customer.Cursor")
}
