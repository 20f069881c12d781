package customer_test

import (
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// wardrobe is what filters choose from.
var wardrobe = customer.Memory{
	Customers: []customer.Customer{
		{ID: "a", Favorite: true, SignedUp: true, LastDevice: "phone", CreatedAt: day(1)},
		{ID: "b", SignedUp: true, LastDevice: "Phone", CreatedAt: day(2), EmailConsent: customer.Consent{Answer: customer.Granted}},
		{ID: "c", Favorite: true, LastDevice: "", CreatedAt: day(3)},
		{ID: "d", LastDevice: "tablet", EmailConsent: customer.Consent{Answer: customer.Denied}},
		{ID: "e", LastDevice: "phone ", CreatedAt: day(2).Add(-1)},
	},
	Logins: append(logins("b", day(30), day(31)), logins("d", day(20))...),
	Orders: []customer.Order{
		paid(of("a"), total(eur("10"))), paid(of("b"), total(eur("20")), refund("9.90", day(11))), paid(of("c"), total(customer.Money{Amount: dec("10"), Currency: "JPY"})),
		paid(of("d"), total(eur("10")), refund("10", day(12))), paid(of("e"), total(eur("10")), voided(day(12))),
	},
}

func TestFilter(t *testing.T) {
	types := func(all ...customer.Type) customer.Filter { return customer.Filter{Types: all} }
	statuses := func(all ...customer.Status) customer.Filter { return customer.Filter{Statuses: all} }
	devices := func(all ...string) customer.Filter { return customer.Filter{Devices: all} }
	revenue := func(c customer.Currency, ends ...string) customer.Filter {
		f := customer.RevenueFilter{Currency: c}
		if len(ends) > 0 && ends[0] != "" {
			low := dec(ends[0])
			f.Min = &low
		}
		if len(ends) > 1 {
			high := dec(ends[1])
			f.Max = &high
		}
		return customer.Filter{Revenue: &f}
	}
	created := func(s calendar.Span) customer.Filter { return customer.Filter{Created: s} }
	for _, c := range []struct {
		rule   string
		filter customer.Filter
		want   string
		reason string
	}{
		{"L4", customer.Filter{}, "a b c d e", "empty passes all"},
		{"L4", customer.Filter{Types: []customer.Type{}, Statuses: []customer.Status{}, Devices: []string{}}, "a b c d e", "empty is empty, nil or not"},

		{"L4", types("favorite"), "a c", "favourites"},
		{"L4", types("registered"), "a b d", "signed up or logged in"},
		{"L4", types("anonymous"), "c e", "the others"},
		{"L4, L9", types("consent"), "b", "consent given"},
		{"L4", types("favorite", "consent"), "a b c", "OR within one filter"},
		{"L4", types("registered", "anonymous"), "a b c d e", "everybody is one of the two"},

		{"L4", statuses(customer.VeryActive), "b", "status"},
		{"L4", statuses(customer.Quiet, customer.Sleeper), "a c d e", "OR within"},
		{"L4", statuses(customer.Active), "", "nobody"},

		{"L4", devices("phone"), "a", "byte for byte: neither case nor space is folded"},
		{"L4", devices("phone", "Phone"), "a b", "OR within"},
		{"L4", devices(""), "c", "unknown"},

		{"L4", revenue("EUR", "10"), "a b", "net, from 10; b has 20 - 9.90"},
		{"L4", revenue("EUR", "10", "10"), "a", "both ends inclusive"},
		{"L4", revenue("EUR", "10.01"), "b", "a cent more"},
		{"L4", revenue("EUR", "", "9.99"), "c d e", "fully refunded, voided and without an order in EUR is 0"},
		{"L4", revenue("EUR", "", "10"), "a c d e", "up to 10"},
		{"L4, R2", revenue("EUR", "10.000", "10.0"), "a", "10.000 = 10"},
		{"L4, R2", revenue("JPY", "10"), "c", "in the one named currency"},
		{"L4", revenue("USD"), "a b c d e", "both ends open"},
		{"L4", revenue("USD", "0"), "a b c d e", "0 is in from 0"},
		{"L4", revenue("EUR", "11", "10"), "", "the wrong way round"},

		{"L4, T3", created(calendar.Span{From: day(1), To: day(2)}), "a e", "from is in, to is not: e came a nanosecond before"},
		{"L4, T3", created(calendar.Span{From: day(2), To: day(3)}), "b", "the next day tiles"},
		{"L4", created(calendar.Span{From: day(2)}), "b c", "unbounded to the right"},
		{"L4, T7", created(calendar.Span{To: day(40)}), "a b c e", "an unknown creation is in no bounded span"},
		{"L4, T3", created(calendar.Span{From: day(2), To: day(2)}), "", "an empty span"},

		{"L4", customer.Filter{Types: []customer.Type{"favorite"}, Devices: []string{"phone"}}, "a", "AND across"},
		{"L4", customer.Filter{Types: []customer.Type{"favorite"}, Devices: []string{"tablet"}}, "", "AND across"},
		{"L4", customer.Filter{Types: []customer.Type{"registered"}, Statuses: []customer.Status{customer.Sleeper, customer.Quiet},
			Revenue: revenue("EUR", "0", "10").Revenue, Created: calendar.Span{From: day(1)}, Devices: []string{"phone", "tablet"}}, "a", "all five"},
	} {
		q := customer.Query{AsOf: noon, ConsentPopup: true, Filter: c.filter, Sort: customer.Sort{Column: "id"}}
		page := list(t, wardrobe, q)
		if got := ids(page.Rows); got != c.want || page.Total != len(page.Rows) {
			t.Errorf("%s: %q, %d in all; want %q: %s", c.rule, got, page.Total, c.want, c.reason)
		}
	}
}

// A filter reads what the list shows: without the popup no consent, as of an
// earlier instant another status.
func TestFilterReadsTheRow(t *testing.T) {
	q := customer.Query{AsOf: noon, Filter: customer.Filter{Types: []customer.Type{"consent"}}}
	if got := ids(list(t, wardrobe, q).Rows); got != "" {
		t.Errorf("L4, L9: without the popup %q have given consent", got)
	}
	q = customer.Query{AsOf: day(31).Add(-1), Filter: customer.Filter{Statuses: []customer.Status{customer.VeryActive}}}
	if got := ids(list(t, wardrobe, q).Rows); got != "" {
		t.Errorf("L4, T2: before the second login %q are very active", got)
	}
	q = customer.Query{AsOf: day(2), Filter: customer.Filter{Created: calendar.Span{From: day(1)}}, Sort: customer.Sort{Column: "id"}}
	if got := ids(list(t, wardrobe, q).Rows); got != "a b e" {
		t.Errorf("L4, T2: created by day 2 are %q, want a b e: a creation after AsOf is unknown", got)
	}
	if (&customer.Filter{Types: []customer.Type{"no such type"}}).Match(&customer.Row{}) {
		t.Error("L4: a type that does not exist matches")
	}
}
