package customer

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/base/word"
	"github.com/shopspring/decimal"
)

// Filter chooses customers (L4): AND across its fields, OR within one, and an
// empty field passes all. Every field reads the same thing of a Row that the
// list shows and sorts by.
type Filter struct {
	Types    []Type
	Statuses []Status
	Revenue  *RevenueFilter
	Created  calendar.Span // an unknown created-at is in no bounded span (T7)
	Devices  []string      // last device, byte for byte; "" is unknown

	// Search passes the customers whose ID, e-mail, username or name contains this
	// text, compared after ASCII case folding (L10). Blank text passes all. The
	// username and the name of an anonymous customer are not searched, because the
	// list does not show them (L2).
	Search string
}

// Format prints the filter without the text that is searched for, which can be
// somebody's name or address.
func (f Filter) Format(s fmt.State, verb rune) {
	type fields Filter
	if f.Search != "" {
		f.Search = "a text"
	}
	fmt.Fprintf(s, fmt.FormatString(s, verb), fields(f))
}

// LogValue returns what Format prints.
func (f Filter) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", f)) }

// MarshalText returns an error that names what to send in place of it.
func (Filter) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.Filter", "the customer.Query that it is of")
}

// Type is a customer type of the list's filter (L4): "favorite", "registered",
// "anonymous" or "consent". One customer can be of several. Consent is given by
// those whose consent is shown as yes (L9).
type Type string

// types returns all customer types.
func types() []Type { return []Type{"favorite", "registered", "anonymous", "consent"} }

// oneOf reports a name that is none of those that exist.
func oneOf[T ~string](of string, name T, all []T) error {
	if slices.Contains(all, name) {
		return nil
	}
	words := make([]string, len(all))
	for i, w := range all {
		words[i] = string(w)
	}
	return &word.Error{Of: "customer: " + of, Word: string(name), Words: words}
}

// check reports a type that does not exist.
func (t Type) check() error { return oneOf("type", t, types()) }

// MarshalText writes the type. One that does not exist is an error.
func (t Type) MarshalText() ([]byte, error) { return []byte(t), t.check() }

// UnmarshalText reads a type. The error names those that exist.
func (t *Type) UnmarshalText(text []byte) error {
	read := Type(text)
	if err := read.check(); err != nil {
		return err
	}
	*t = read
	return nil
}

// RevenueFilter is a range of net revenue in one named currency, both ends inclusive (L4,
// R2). A nil end is unbounded. The ends are amounts as of orders, 0 or more. A customer
// without an order in that currency has revenue 0 in it.
type RevenueFilter struct {
	Currency Currency
	Min, Max *decimal.Decimal
}

func (f *Filter) check() error {
	for _, t := range f.Types {
		if err := t.check(); err != nil {
			return fmt.Errorf("%w: %w", ErrQuery, err)
		}
	}
	for _, s := range f.Statuses {
		if s > VeryActive {
			return fmt.Errorf("%w: there is no status %d", ErrQuery, uint8(s))
		}
	}
	if f.Revenue == nil {
		return nil
	}
	if err := f.Revenue.check(); err != nil {
		return fmt.Errorf("%w: filtering by revenue: %w", ErrQuery, err)
	}
	return nil
}

func (f *RevenueFilter) check() error {
	if !f.Currency.Valid() {
		return ErrCurrency
	}
	for _, end := range []*decimal.Decimal{f.Min, f.Max} {
		if end == nil {
			continue
		}
		if err := checkAmount(*end); err != nil {
			return err
		}
	}
	return nil
}

// Match reports whether the filter passes the row (L4).
func (f *Filter) Match(r *Row) bool {
	return f.matchTypes(r) && f.matchText(r) &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, r.Status)) &&
		(f.Revenue == nil || f.Revenue.match(r)) &&
		f.Created.Contains(r.CreatedAt) &&
		(len(f.Devices) == 0 || slices.Contains(f.Devices, r.LastDevice))
}

// matchText reports whether the row has the text that is searched for (L10).
func (f *Filter) matchText(r *Row) bool {
	if blank(f.Search) {
		return true
	}
	text := word.Fold(f.Search)
	return strings.Contains(word.Fold(string(r.ID)), text) ||
		strings.Contains(word.Fold(string(r.Email)), text) ||
		strings.Contains(word.Fold(r.Username), text) ||
		strings.Contains(word.Fold(r.Name), text)
}

func (f *Filter) matchTypes(r *Row) bool {
	for _, t := range f.Types {
		if t == "favorite" && r.Favorite ||
			t == "registered" && r.Identity == Registered ||
			t == "anonymous" && r.Identity == Anonymous ||
			t == "consent" && r.EmailConsent == ShownYes {
			return true
		}
	}
	return len(f.Types) == 0
}

func (f *RevenueFilter) match(r *Row) bool {
	net := r.Revenue.Net(f.Currency)
	return (f.Min == nil || net.GreaterThanOrEqual(*f.Min)) &&
		(f.Max == nil || net.LessThanOrEqual(*f.Max))
}
