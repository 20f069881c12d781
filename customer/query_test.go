package customer_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// A wrong question is an error of every entry, before anything is computed.
func TestQueryCheck(t *testing.T) {
	low := dec("-1")
	revenue := func(f customer.RevenueFilter) customer.Query {
		return customer.Query{AsOf: noon, Filter: customer.Filter{Revenue: &f}}
	}
	for _, c := range []struct {
		rule   string
		q      customer.Query
		want   error
		reason string
	}{
		{"T1", customer.Query{AsOf: noon}, nil, "nothing but AsOf"},
		{"T1", customer.Query{}, calendar.ErrAsOf, "no AsOf is an error, never now"},
		{"T1", customer.Query{AsOf: time.Time{}.In(time.FixedZone("", 3600))}, calendar.ErrAsOf, "zero in another zone too"},
		{"T6", customer.Query{AsOf: noon, Location: time.UTC}, nil, "UTC"},
		{"T6", customer.Query{AsOf: noon, Location: time.Local}, calendar.ErrLocal, "the machine's zone"},
		{"L5", customer.Query{AsOf: noon, Limit: -1}, customer.ErrQuery, "a page of less than nobody"},
		{"L2", customer.Query{AsOf: noon, Sort: customer.Sort{Column: "no such column"}}, customer.ErrQuery, "a column that does not exist"},
		{"L2, R2", customer.Query{AsOf: noon, Sort: customer.Sort{Column: "revenue"}}, customer.ErrCurrency, "revenue of no currency"},
		{"L2", customer.Query{AsOf: noon, Sort: customer.Sort{Column: "revenue", Currency: "EUR"}}, nil, "of one"},
		{"L4", customer.Query{AsOf: noon, Filter: customer.Filter{Types: []customer.Type{"no such type"}}}, customer.ErrQuery, "a type that does not exist"},
		{"L4", customer.Query{AsOf: noon, Filter: customer.Filter{Statuses: []customer.Status{customer.VeryActive + 1}}}, customer.ErrQuery, "a status that does not exist"},
		{"L4, R2", revenue(customer.RevenueFilter{}), customer.ErrCurrency, "revenue in no currency"},
		{"L4, R2", revenue(customer.RevenueFilter{Currency: "eur"}), customer.ErrCurrency, "in what is none"},
		{"L4, R2", revenue(customer.RevenueFilter{Currency: "EUR", Min: &low}), customer.ErrAmount, "less than nothing"},
		{"L4", revenue(customer.RevenueFilter{Currency: "EUR"}), nil, "both ends open"},
	} {
		if c.rule == "T6" && c.want != nil && time.Local == time.UTC {
			continue // a program that made UTC its local zone names UTC
		}
		repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}}
		for name, err := range everyEntry(repo, c.q) {
			if err == nil && strings.HasPrefix(name, "Selection") && c.rule[0] == 'L' && c.rule != "L2" {
				continue // a selection ignores the page, and by IDs the filter
			}
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %s: %v, want %v: %s", c.rule, name, err, c.want, c.reason)
			}
			if c.rule[0] == 'L' && err != nil && !errors.Is(err, customer.ErrQuery) || errors.Is(err, customer.ErrFact) {
				t.Errorf("%s: %s: %v, want an ErrQuery and no ErrFact: %s", c.rule, name, err, c.reason)
			}
		}
		if c.want == nil {
			continue
		}
		page, _ := customer.List(bg, repo, c.q, nil)
		detail, _ := customer.Get(bg, repo, "ann", c.q)
		report, _ := customer.Summarize(bg, repo, c.q, nil)
		if page.Rows != nil || page.Total != 0 || detail.ID != "" || report.Customers != 0 {
			t.Errorf("%s: an answer beside the error: %s", c.rule, c.reason)
		}
	}
}

// A wrong question is refused before the repository is asked.
func TestQueryCheckFirst(t *testing.T) {
	for name, err := range everyEntry(nil, customer.Query{}) {
		if !errors.Is(err, calendar.ErrAsOf) {
			t.Errorf("T1: %s asks the repository: %v", name, err)
		}
	}
}

// The machine's zone changes nothing, nor does a monotonic clock reading (T6).
func TestMachineZone(t *testing.T) {
	apia := zone(t, "Pacific/Apia")
	local := time.Local
	t.Cleanup(func() { time.Local = local })
	repo := customer.Memory{
		Customers: []customer.Customer{{ID: "ann", CreatedAt: day(1)}},
		Logins:    logins("ann", at("2024-02-29T12:00:00Z"), day(12)),
		Orders:    []customer.Order{paid(refund("4", at("2024-05-12T11:30:00Z")))},
	}
	ask := func() (customer.Row, customer.Explanation, string) {
		q := customer.Query{AsOf: noon}
		return list(t, repo, q).Rows[0], get(t, repo, "ann", q).Explanation,
			series(trend(t, repo, q, calendar.Span{}, calendar.Day))
	}
	time.Local = time.UTC
	row, why, revenue := ask()
	time.Local = apia
	for i := range repo.Logins {
		repo.Logins[i].At = repo.Logins[i].At.Local()
	}
	repo.Orders[0].PaidAt = repo.Orders[0].PaidAt.Local()
	repo.Customers[0].CreatedAt = repo.Customers[0].CreatedAt.Local()
	otherRow, otherWhy, otherRevenue := ask()
	same(t, "T6: the machine's zone changes a row", row, otherRow)
	same(t, "T6: the machine's zone changes an explanation", why, otherWhy)
	same(t, "T6: the machine's zone changes a trend", revenue, otherRevenue)
	inUTC(t, "T6", otherRow.CreatedAt, otherRow.LastLogin, otherRow.LastUsage, otherRow.LastPaidAt, otherWhy.Until, otherWhy.Logins[0])
}
