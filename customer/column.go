package customer

import (
	"cmp"
	"fmt"
	"time"
)

// Column names a column of the list, by which the list can be sorted (L2), as
// files do: "status", "created_at". The empty Column is "status". The column
// "revenue" is the net revenue in the currency of the Sort.
//
// Text ascends by its UTF-8 bytes. "status" ascends from very active to sleeper
// (L3, S5), "identity" from registered to anonymous, "email_consent" from yes to
// no, and "favorite" from favourites to the others.
type Column string

// MarshalText writes the column's name, "status" for the empty one. A column that
// does not exist is an error.
func (c Column) MarshalText() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return []byte(c.definition().name), nil
}

// UnmarshalText reads the name of a column. The error names those that exist.
func (c *Column) UnmarshalText(text []byte) error {
	read := Column(text)
	if err := read.check(); err != nil {
		return err
	}
	*c = read
	return nil
}

// check reports a column that does not exist.
func (c Column) check() error {
	if c == "" {
		return nil
	}
	return oneOf("column", c, Columns())
}

// definition is a column: its name, the value that it sorts by (L4), and whether that
// is personal data, which a Cursor holds only if it is sealed.
type definition struct {
	name     Column
	value    func(*Row, Currency) value
	personal bool
}

// columns are the definitions of all columns.
var columns = [...]definition{
	{"status", func(r *Row, _ Currency) value { return number(-int(r.Status)) }, false},
	{"id", func(r *Row, _ Currency) value { return text(string(r.ID)) }, false},
	{"display_name", func(r *Row, _ Currency) value { return text(r.DisplayName) }, true},
	{"identity", func(r *Row, _ Currency) value { return number(-int(r.Identity)) }, false},
	{"email", func(r *Row, _ Currency) value { return text(shown(r.Email)) }, true},
	{"username", func(r *Row, _ Currency) value { return text(r.Username) }, true},
	{"name", func(r *Row, _ Currency) value { return text(r.Name) }, true},
	{"email_consent", func(r *Row, _ Currency) value { return r.EmailConsent.value() }, false},
	{"last_device", func(r *Row, _ Currency) value { return text(r.LastDevice) }, false},
	{"birthday", func(r *Row, _ Currency) value { return text(r.Birthday.String()) }, true},
	{"created_at", func(r *Row, _ Currency) value { return instant(r.CreatedAt) }, false},
	{"last_usage", func(r *Row, _ Currency) value { return instant(r.LastUsage) }, false},
	{"last_login", func(r *Row, _ Currency) value { return instant(r.LastLogin) }, false},
	{"favorite", func(r *Row, _ Currency) value { return first(r.Favorite) }, false},
	{"facebook", func(r *Row, _ Currency) value { return text(r.Facebook) }, true},
	{"twitter", func(r *Row, _ Currency) value { return text(r.Twitter) }, true},
	{"google", func(r *Row, _ Currency) value { return text(r.Google) }, true},
	{"shares", func(r *Row, _ Currency) value { return number(r.Shares) }, false},
	{"comments", func(r *Row, _ Currency) value { return number(r.Comments) }, false},
	{"redemptions", func(r *Row, _ Currency) value { return number(r.Redemptions) }, false},
	{"pushes", func(r *Row, _ Currency) value { return number(r.Pushes) }, false},
	{"paid_orders", func(r *Row, _ Currency) value { return number(r.PaidOrders) }, false},
	{"last_paid_at", func(r *Row, _ Currency) value { return instant(r.LastPaidAt) }, false},
	{"revenue", func(r *Row, c Currency) value { return amount(r.Revenue.net(c)) }, false},
}

// Columns returns all columns, in the order of customers.csv but for the status,
// which is first.
func Columns() []Column {
	all := make([]Column, len(columns))
	for i := range all {
		all[i] = columns[i].name
	}
	return all
}

// definition returns the column's definition, nil if there is no such column.
func (c Column) definition() *definition {
	for i := range columns {
		if c == "" || columns[i].name == c {
			return &columns[i]
		}
	}
	return nil
}

// Sort is an order of the list (L2). It is always total: ties are broken by ID
// ascending, and missing values come last in both directions. Text is ordered
// by its UTF-8 bytes. The zero Sort is by status, best first (L3).
type Sort struct {
	Column     Column
	Descending bool
	Currency   Currency // of the column "revenue" only
}

func (s Sort) check() error {
	if err := s.Column.check(); err != nil {
		return fmt.Errorf("%w: %w", ErrQuery, err)
	}
	if s.Column == "revenue" && !s.Currency.Valid() {
		return fmt.Errorf("%w: sorting by revenue: %w", ErrQuery, ErrCurrency)
	}
	return nil
}

// named returns the sort order with its column's name.
func (s Sort) named() Sort {
	s.Column = s.Column.definition().name
	return s
}

// key returns the value by which a row is sorted.
func (s Sort) key(r *Row) sortKey {
	return sortKey{s.Column.definition().value(r, s.Currency), r.ID}
}

// compare compares two rows by the total order of the list (L2).
func (s Sort) compare(a, b sortKey) int {
	c := cmp.Compare(first(a.missing).number, first(b.missing).number)
	if c != 0 {
		return -c // missing last, both ways
	}
	c = a.value.compare(b.value)
	if s.Descending {
		c = -c
	}
	return cmp.Or(c, cmp.Compare(a.id, b.id))
}

// sortKey is a value and the ID that breaks ties.
type sortKey struct {
	value
	id ID
}

// value is what a column sorts by: one of text, number, instant, amount.
type value struct {
	missing bool
	text    string
	number  int
	instant time.Time
	amount  Sum
	money   bool // it is an amount
}

func text(s string) value       { return value{text: s, missing: s == ""} }
func number(n int) value        { return value{number: n} }
func instant(t time.Time) value { return value{instant: t, missing: t.IsZero()} }
func amount(s Sum) value        { return value{amount: s, money: true} }

// shown returns the e-mail address as typed. A blank one counts as missing
// (I3).
func shown(e Email) string {
	if e.Blank() {
		return ""
	}
	return string(e)
}

// first makes true sort before false.
func first(b bool) value {
	if b {
		return number(-1)
	}
	return number(0)
}

func (s Shown) value() value { return value{number: -int(s), missing: s == NotShown} }

func (v value) compare(o value) int {
	c := cmp.Or(cmp.Compare(v.text, o.text), cmp.Compare(v.number, o.number), v.instant.Compare(o.instant))
	if c == 0 && v.money && o.money {
		return v.amount.compare(&o.amount)
	}
	return c
}
