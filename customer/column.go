package customer

import (
	"cmp"
	"fmt"
	"time"
)

// Column is a column of the list, which it can be sorted by (L2).
type Column uint8

// The columns. Each column, with what it sorts by, is defined in the one
// table below (L4).
const (
	StatusColumn Column = iota // ascends from very active to sleeper (L3, S5)
	IDColumn
	DisplayNameColumn
	IdentityColumn // registered, then anonymous
	EmailColumn
	EmailConsentColumn // yes, then no
	LastDeviceColumn
	BirthdayColumn
	CreatedAtColumn
	LastUsageColumn
	LastLoginColumn
	FavoriteColumn // favourites, then the others
	FacebookColumn
	TwitterColumn
	GoogleColumn
	SharesColumn
	CommentsColumn
	RedemptionsColumn
	PushesColumn
	PaidOrdersColumn
	LastPaidAtColumn
	RevenueColumn // net, in the currency of the Sort
)

// columns is the definition of each column: its name in files and its value.
var columns = [...]struct {
	name  string
	value func(*Row, Currency) value
}{
	StatusColumn:       {"status", func(r *Row, _ Currency) value { return number(-int(r.Status)) }},
	IDColumn:           {"id", func(r *Row, _ Currency) value { return text(string(r.ID)) }},
	DisplayNameColumn:  {"display_name", func(r *Row, _ Currency) value { return text(r.DisplayName) }},
	IdentityColumn:     {"identity", func(r *Row, _ Currency) value { return number(-int(r.Identity)) }},
	EmailColumn:        {"email", func(r *Row, _ Currency) value { return text(shown(r.Email)) }},
	EmailConsentColumn: {"email_consent", func(r *Row, _ Currency) value { return r.EmailConsent.value() }},
	LastDeviceColumn:   {"last_device", func(r *Row, _ Currency) value { return text(r.LastDevice) }},
	BirthdayColumn:     {"birthday", func(r *Row, _ Currency) value { return text(r.Birthday.String()) }},
	CreatedAtColumn:    {"created_at", func(r *Row, _ Currency) value { return instant(r.CreatedAt) }},
	LastUsageColumn:    {"last_usage", func(r *Row, _ Currency) value { return instant(r.LastUsage) }},
	LastLoginColumn:    {"last_login", func(r *Row, _ Currency) value { return instant(r.LastLogin) }},
	FavoriteColumn:     {"favorite", func(r *Row, _ Currency) value { return first(r.Favorite) }},
	FacebookColumn:     {"facebook", func(r *Row, _ Currency) value { return text(r.Facebook) }},
	TwitterColumn:      {"twitter", func(r *Row, _ Currency) value { return text(r.Twitter) }},
	GoogleColumn:       {"google", func(r *Row, _ Currency) value { return text(r.Google) }},
	SharesColumn:       {"shares", func(r *Row, _ Currency) value { return number(r.Shares) }},
	CommentsColumn:     {"comments", func(r *Row, _ Currency) value { return number(r.Comments) }},
	RedemptionsColumn:  {"redemptions", func(r *Row, _ Currency) value { return number(r.Redemptions) }},
	PushesColumn:       {"pushes", func(r *Row, _ Currency) value { return number(r.Pushes) }},
	PaidOrdersColumn:   {"paid_orders", func(r *Row, _ Currency) value { return number(r.PaidOrders) }},
	LastPaidAtColumn:   {"last_paid_at", func(r *Row, _ Currency) value { return instant(r.LastPaidAt) }},
	RevenueColumn:      {"revenue", func(r *Row, c Currency) value { return amount(r.Revenue.net(c)) }},
}

// Columns are all columns.
func Columns() []Column {
	all := make([]Column, len(columns))
	for i := range all {
		all[i] = Column(i)
	}
	return all
}

// String is the column's name in files.
func (c Column) String() string {
	if int(c) < len(columns) {
		return columns[c].name
	}
	return fmt.Sprintf("Column(%d)", c)
}

// Sort is an order of the list (L2). It is always total: ties are broken by ID
// ascending, and missing values come last in both directions. Text is ordered
// by its UTF-8 bytes. The zero Sort is by status, best first (L3).
type Sort struct {
	Column     Column
	Descending bool
	Currency   Currency // of RevenueColumn only
}

func (s Sort) check() error {
	if int(s.Column) >= len(columns) {
		return fmt.Errorf("%w: no column %d", ErrQuery, s.Column)
	}
	if s.Column == RevenueColumn && !s.Currency.Valid() {
		return fmt.Errorf("sorting by revenue: %w", ErrCurrency)
	}
	return nil
}

// key is what the row sorts by.
func (s Sort) key(r *Row) sortKey {
	return sortKey{columns[s.Column].value(r, s.Currency), r.ID}
}

// compare is the total order of the list (L2).
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

// shown is the e-mail as typed; a blank one is missing (I3).
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
