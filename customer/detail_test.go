package customer_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/customertest"
)

// mia has something of everything, and a neighbour whose facts are not hers.
var mia = customer.Memory{
	Customers: []customer.Customer{{
		ID: "mia", Email: "Mia@Example.com", Username: "mia", Name: "Mia Park", CreatedAt: day(1), SignedUp: true,
		Birthday: calendar.Date{Year: 1990, Month: 5, Day: 17}, Favorite: true, LastDevice: "phone",
		Facebook: "fb/mia", Twitter: "@mia", Google: "mia.park", EmailConsent: customer.Consent{Answer: customer.Granted, At: day(2)},
	}, {ID: "ben"}},
	Logins: append(logins("mia", day(29), day(30)), logins("ben", day(31))...),
	Orders: []customer.Order{
		paid(of("mia"), refund("4", day(11))), paid(of("mia"), kind(customer.Other), link), paid(of("ben"), total(eur("99"))),
	},
	Messages: []customer.Message{{Customer: "mia", At: day(31)}, {Customer: "ben", At: noon}},
	Actions: []customer.Action{
		{Customer: "mia", Kind: customer.Share, At: day(3)}, {Customer: "mia", Kind: customer.Comment, At: day(4)}, {Customer: "mia", Kind: customer.Comment},
		{Customer: "mia", Kind: customer.Redemption, At: day(5)}, {Customer: "mia", Kind: customer.Push, At: noon}, {Customer: "ben", Kind: customer.Push},
	},
}

// L7: the whole page.
func TestGet(t *testing.T) {
	q := customer.Query{AsOf: noon, ConsentPopup: true, Filter: customer.Filter{Types: []customer.Type{"anonymous"}}, Limit: 1}
	want := customer.Detail{
		Row: customer.Row{
			ID: "mia", DisplayName: "Mia@Example.com", Name: "Mia Park", Username: "mia", Identity: customer.Registered,
			Email: "Mia@Example.com", EmailConsent: customer.ShownYes, Favorite: true,
			Status: customer.VeryActive, LastDevice: "phone", Birthday: calendar.Date{Year: 1990, Month: 5, Day: 17},
			Shares: 1, Facebook: "fb/mia", Twitter: "@mia", Google: "mia.park",
			Redemptions: 1, Comments: 2, Pushes: 1, LastUsage: day(31), LastLogin: day(30), CreatedAt: day(1), PaidOrders: 2, LastPaidAt: day(10),
			Revenue: customer.Revenue{{Kind: customer.Food, Currency: "EUR", Orders: 1, Gross: customer.SumOf(dec("10")), Refunded: customer.SumOf(dec("4"))}},
		},
		OtherKinds:  1,
		Explanation: customer.Policy{}.Explain(recent(customer.Policy{}, day(29), day(30)), noon),
	}
	for name, repo := range customertest.Awkward(mia) {
		same(t, "L7: "+name+": the page of mia, whatever the filter says", want, get(t, repo, "mia", q))
	}
}

// As of an earlier instant the page is the one of that instant.
func TestGetAsOf(t *testing.T) {
	d := get(t, mia, "mia", customer.Query{AsOf: day(1).Add(-1), ConsentPopup: true})
	if !d.CreatedAt.IsZero() || d.EmailConsent != customer.ShownNo || d.Shares != 0 || d.Comments != 1 || d.PaidOrders != 0 {
		t.Errorf("T2, L7: as of before the first fact: created %v, %d shares, %d comments, %d paid orders", d.CreatedAt, d.Shares, d.Comments, d.PaidOrders)
	}
	if d.LastDevice != "phone" || !d.Favorite || d.Name != "Mia Park" {
		t.Errorf("T2, L7: what has no date does not hold at every AsOf: device %q", d.LastDevice)
	}
}

func TestGetNotFound(t *testing.T) {
	for _, c := range []struct {
		id     customer.ID
		reason string
	}{
		{"zoe", "nobody"},
		{"Mia", "byte for byte"},
		{"stranger", "facts without a customer"},
		{"", "guests"},
	} {
		repo := crowd
		repo.Customers = mia.Customers
		d, err := customer.Get(bg, repo, c.id, customer.Query{AsOf: noon})
		if !errors.Is(err, customer.ErrNotFound) || d.ID != "" {
			t.Errorf("L7: %q: %v, want %v: %s", string(c.id), err, customer.ErrNotFound, c.reason)
		}
		if err != nil && !strings.Contains(err.Error(), `"`+string(c.id)+`"`) {
			t.Errorf("L7: the error does not name %q: %v", string(c.id), err)
		}
	}
}

// A row and a page share nothing with the digest that they were made of: what
// is added later does not change them.
func TestRowsShareNothing(t *testing.T) {
	q := customer.Query{AsOf: noon, Policy: customer.Policy{Active: customer.Frequency{MoreThan: 3, Within: calendar.Days(30)}}}
	d := customer.Digest{Known: true}
	add := func() {
		if err := d.AddOrder(paid(), &q); err != nil {
			t.Fatalf("R1: %v", err)
		}
		d.AddLogin(customer.Login{At: noon.Add(-d.Logins.Latest.Sub(day(1)))}, &q)
	}
	add()
	row, page := d.Row(&q), d.Detail(&q)
	wantRow, wantPage := d.Row(&q), d.Detail(&q)
	add()
	add()
	same(t, "law: a row changes with its digest", wantRow, row)
	same(t, "law: a page changes with its digest", wantPage, page)
}
