package customer_test

import (
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// crowd is a shop with somebody of every sort; there is a story for each.
var crowd = customer.Memory{
	Customers: []customer.Customer{
		{ID: "ann", Email: "ann@example.com", Favorite: true, EmailConsent: customer.Consent{Answer: customer.Granted, At: day(1)}},
		{ID: "ben", Username: "ben", SignedUp: true},
		{ID: "cat", Email: "  "},
		{ID: "dan", Profile: customer.ProfileComplete, EmailConsent: customer.Consent{Answer: customer.Denied}},
		{ID: "eve", Email: "eve@example.com", Favorite: true, EmailConsent: customer.Consent{Answer: customer.Granted, At: noon.Add(1)}},
	},
	Logins: append(logins("ann", day(30), day(31)), customer.Login{Customer: "cat", At: day(12)}, customer.Login{Customer: "cat", At: day(15)},
		customer.Login{Customer: "dan", At: day(20)}, customer.Login{At: day(31)}, customer.Login{Customer: "stranger", At: day(31)}),
	Orders: []customer.Order{
		paid(refund("4", day(11))), paid(of("ben"), kind(customer.Other)), paid(of("")), paid(of("stranger"), kind(customer.Other)), paid(of("cat"), payment(never), placed(day(1))),
	},
	Messages: []customer.Message{{At: day(1)}, {At: noon.Add(1)}},
	Actions:  []customer.Action{{Kind: customer.Share, At: day(1)}, {Customer: "stranger", Kind: customer.Push}},
}

func TestSummarize(t *testing.T) {
	var statuses customer.StatusCounts
	statuses[customer.VeryActive], statuses[customer.Active], statuses[customer.Quiet], statuses[customer.Sleeper] = 1, 1, 1, 2
	for _, c := range []struct {
		rule   string
		q      customer.Query
		want   func(*customer.Report)
		reason string
	}{
		{"I1", customer.Query{AsOf: noon}, func(r *customer.Report) { r.Registered = 4 }, "signed up or logged in: ann, ben, cat, dan"},
		{"I2", customer.Query{AsOf: noon, RequireSignIn: true}, func(r *customer.Report) { r.Registered = 4 }, "a complete profile: ann, ben, dan, eve"},
		{"L9", customer.Query{AsOf: noon, ConsentPopup: true}, func(r *customer.Report) { r.Registered, r.Consented = 4, 1 }, "ann's consent; eve's is not known yet"},
		{"L4", customer.Query{AsOf: noon, Filter: customer.Filter{Statuses: []customer.Status{customer.Sleeper}}, Limit: 1},
			func(r *customer.Report) { r.Registered = 4 }, "whatever the filter and the page say"},
	} {
		r := summarize(t, crowd, c.q)
		want := customer.Report{
			Customers: 5, Favorites: 2, WithEmail: 2, Statuses: statuses, PaidOrders: 4, OtherKinds: 2,
			Revenue: customer.Revenue{{Kind: customer.Food, Currency: "EUR", Orders: 2, Gross: customer.SumOf(dec("20")), Refunded: customer.SumOf(dec("4"))}},
			Guests: customer.Guests{
				Facts:      customer.FactCounts{Logins: 2, Messages: 1, Orders: 2, Actions: 2},
				PaidOrders: 2, OtherKinds: 1,
				Revenue: customer.Revenue{{Kind: customer.Food, Currency: "EUR", Orders: 1, Gross: customer.SumOf(dec("10"))}},
			},
		}
		c.want(&want)
		same(t, c.rule+": "+c.reason, want, r)
	}
	sum := 0
	for _, n := range statuses {
		sum += n
	}
	if r := summarize(t, crowd, customer.Query{AsOf: noon}); sum != r.Customers {
		t.Errorf("S4: %d statuses of %d customers", sum, r.Customers)
	}
}

// Nobody amounts to nothing.
func TestSummarizeNobody(t *testing.T) {
	same(t, "L1: the report on nobody is not the zero report", customer.Report{}, summarize(t, customer.Memory{}, customer.Query{AsOf: noon}))
}

// A merged report shares nothing with what it took in.
func TestReportMergeShares(t *testing.T) {
	q := customer.Query{AsOf: noon}
	var a customer.Report
	b, want := summarize(t, crowd, q), summarize(t, crowd, q)
	a.Merge(b)
	copied := a
	a.Merge(b)
	same(t, "law: a merge changes what it took in", want, b)
	same(t, "law: a merge changes a copy of its receiver", want, copied)
}
