package customer

import (
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/customer/calendar"
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
}

// Type is a customer type of the list's filter (L4): "favorite", "registered",
// "anonymous" or "consent". One customer can be of several. Consent is given by
// those whose consent is shown as yes (L9).
type Type string

// RevenueFilter is a range of net revenue in one named currency, both ends
// inclusive (L4, R2). Nil is unbounded; the ends are amounts as of orders, 0 or
// more. Who has no order in that currency has revenue 0 in it.
type RevenueFilter struct {
	Currency Currency
	Min, Max *decimal.Decimal
}

func (f *Filter) check() error {
	for _, t := range f.Types {
		if !slices.Contains([]Type{"favorite", "registered", "anonymous", "consent"}, t) {
			return fmt.Errorf("%w: no customer type %q", ErrQuery, string(t))
		}
	}
	for _, s := range f.Statuses {
		if s > VeryActive {
			return fmt.Errorf("%w: no status %d", ErrQuery, s)
		}
	}
	if f.Revenue == nil {
		return nil
	}
	if err := f.Revenue.check(); err != nil {
		return fmt.Errorf("filtering by revenue: %w", err)
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
	return f.matchTypes(r) &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, r.Status)) &&
		(f.Revenue == nil || f.Revenue.match(r)) &&
		f.Created.Contains(r.CreatedAt) &&
		(len(f.Devices) == 0 || slices.Contains(f.Devices, r.LastDevice))
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
