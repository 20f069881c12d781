package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// The rulebook's example under C5: 10 members of January 2024, 3 of them back by 15 February.
func TestComplete(t *testing.T) {
	var shop customer.Memory
	for i := range 10 {
		id := customer.ID(fmt.Sprint(i))
		shop.Customers = append(shop.Customers, customer.Customer{ID: id})
		shop.Logins = append(shop.Logins, customer.Login{Customer: id, At: at("2024-01-10")})
		if i < 3 {
			shop.Logins = append(shop.Logins, customer.Login{Customer: id, At: at("2024-02-15")})
		}
	}
	for _, c := range []struct {
		asOf string
		want []string
	}{
		{"2024-02-15T12:00:00Z", []string{
			"2024-01-01+0: 10 of 10 eligible of 10, 10 or after, complete true, ",
			"2024-01-01+1: 3 of 0 eligible of 10, 3 or after, complete false, ",
			"2024-02-01+0: 0 of 0 eligible of 0, 0 or after, complete false, ",
		}},
		{"2024-02-29T23:59:59.999999999Z", []string{
			"2024-01-01+0: 10 of 10 eligible of 10, 10 or after, complete true, ",
			"2024-01-01+1: 3 of 10 eligible of 10, 3 or after, complete true, ",
			"2024-02-01+0: 0 of 0 eligible of 0, 0 or after, complete true, ",
		}},
	} {
		q := lifecycle.CohortQuery{AsOf: at(c.asOf), Unit: calendar.Month}
		same(t, "C5, C7: as of "+c.asOf, c.want, cohortLines(t, shop, q, nil))
	}
	early := cohorts(t, shop, lifecycle.CohortQuery{AsOf: at("2024-02-15"), Unit: calendar.Month}, nil)
	for c := range early.All() {
		if _, _, ok := c.Cells[len(c.Cells)-1].Rate(); ok {
			t.Errorf("C5: the running cell of %v has a rate", c.Bucket)
		}
	}
}

// The rulebook's example under C4: window 0 ends at 1 March, window 1 at 31 March 10:00.
func TestOwnClock(t *testing.T) {
	for _, c := range []struct {
		back, asOf string
		want       []string
	}{
		{"2024-02-29T23:59:59.999999999Z", "2024-02-29T23:59:59.999999999Z", []string{
			"2024-01-01+0: 1 of 1 eligible of 1, 1 or after, complete true, ",
			"2024-01-01+1: 0 of 0 eligible of 1, 0 or after, complete false, ",
		}},
		{"2024-03-01T00:00:00Z", "2024-03-31T09:59:59.999999998Z", []string{
			"2024-01-01+0: 1 of 1 eligible of 1, 1 or after, complete true, ",
			"2024-01-01+1: 0 of 0 eligible of 1, 0 or after, complete false, ",
			"2024-01-01+2: 0 of 0 eligible of 1, 0 or after, complete false, ",
		}},
		{"2024-03-01T00:00:00Z", "2024-03-31T09:59:59.999999999Z", []string{
			"2024-01-01+0: 1 of 1 eligible of 1, 1 or after, complete true, ",
			"2024-01-01+1: 1 of 1 eligible of 1, 1 or after, complete false, ",
			"2024-01-01+2: 0 of 0 eligible of 1, 0 or after, complete false, ",
		}},
	} {
		shop := customer.Memory{Customers: people("ann"), Logins: logins("ann", "2024-01-31T10:00:00Z", c.back)}
		q := lifecycle.CohortQuery{AsOf: at(c.asOf), Unit: calendar.Month, Clock: lifecycle.Own, Range: calendar.Span{To: at("2024-02-01")}}
		same(t, "C4, C5: back at "+c.back+", as of "+c.asOf, c.want, cohortLines(t, shop, q, nil))
	}
}

// No instant is rounded: a window of a day ends a day later to the nanosecond (C4).
func TestOwnClockIsExact(t *testing.T) {
	for back, want := range map[string]int{"2024-01-02T10:00:00.499999999Z": 0, "2024-01-02T10:00:00.5Z": 1} {
		shop := customer.Memory{Customers: people("ann"), Logins: logins("ann", "2024-01-01T10:00:00.5Z", back)}
		for c := range cohortsOf(t, shop, lifecycle.CohortQuery{AsOf: at("2024-01-09"), Clock: lifecycle.Own, Range: calendar.Span{To: at("2024-01-02")}}) {
			if got := c.Cells[1].Retained; got != want {
				t.Errorf("C4: back at %s: %d in window 1, want %d", back, got, want)
			}
		}
	}
}

// order is a paid order of ann's of 10 euros.
func order(id customer.OrderID, paid string, refunds ...customer.Refund) customer.Order {
	return customer.Order{ID: id, Customer: "ann", PaidAt: at(paid), Total: euros("10"), Refunds: refunds}
}

// C1: what the anchor is.
func TestAnchor(t *testing.T) {
	full := customer.Refund{At: at("2024-02-20"), Amount: decimal.New(10, 0)}
	shop := customer.Memory{
		Customers: people("ann", "bob"),
		Logins:    append(logins("ann", "2024-03-02"), customer.Login{Customer: "bob"}),
		Orders:    []customer.Order{order("1", "2024-01-05", full), order("2", "2024-02-10"), order("3", "2024-03-01")},
	}
	joins := map[customer.ID]time.Time{"bob": at("2024-01-20")}
	for _, c := range []struct {
		rule   string
		anchor lifecycle.Anchor
		asOf   string
		first  string
		none   int
	}{
		{"C1: the first paid order", lifecycle.FirstOrder, "2024-02-19", "2024-01-01", 1},
		{"C1: a first order that is fully refunded is no anchor", lifecycle.FirstOrder, "2024-03-15", "2024-02-01", 1},
		{"C1: the first login; an undated one is none", lifecycle.FirstLogin, "2024-03-15", "2024-03-01", 1},
		{"C1, U4: the join that is handed in", lifecycle.FirstJoin, "2024-03-15", "2024-01-01", 1},
		{"C1, T2: a later join is not known yet", lifecycle.FirstJoin, "2024-01-19", "", 2},
	} {
		r := cohorts(t, shop, lifecycle.CohortQuery{AsOf: at(c.asOf), Unit: calendar.Month, Anchor: c.anchor, Return: lifecycle.Orders}, joins)
		members, first := 0, ""
		for cohort := range r.All() {
			if members += cohort.Size; cohort.Size > 0 && first == "" {
				first = cohort.Bucket.String()
			}
		}
		if first != c.first || r.Unanchored != c.none || members != 2-c.none {
			t.Errorf("%s: the first cohort is %q, %d in cohorts and %d without an anchor; want %q, %d and %d", c.rule, first, members, r.Unanchored, c.first, 2-c.none, c.none)
		}
	}
}

// C3: of another kind than the anchor's, only returns not before the anchor count.
func TestAnchorsBucket(t *testing.T) {
	shop := customer.Memory{
		Customers: people("ann"),
		Logins:    logins("ann", "2024-01-01T09:00:00Z", "2024-01-02T09:00:00Z"),
		Orders:    []customer.Order{order("1", "2024-01-01T10:00:00Z")},
	}
	q := lifecycle.CohortQuery{AsOf: at("2024-01-03"), Anchor: lifecycle.FirstOrder}
	const want = "2024-01-01+0: %d of 1 eligible of 1, 1 or after, complete true, "
	if got := cohortLines(t, shop, q, nil)[0]; got != fmt.Sprintf(want, 0) {
		t.Errorf("C3: a login an hour before the first order: %s", got)
	}
	shop.Logins = append(shop.Logins, logins("ann", "2024-01-01T10:00:00Z")...)
	if got := cohortLines(t, shop, q, nil)[0]; got != fmt.Sprintf(want, 1) {
		t.Errorf("C3: a login at the instant of the first order: %s", got)
	}
}

// C9: the net of a window has the refunds that count from an instant in it, of all members.
func TestMoney(t *testing.T) {
	refund := customer.Refund{At: at("2024-02-03"), Amount: decimal.New(4, 0)}
	other := order("2", "2024-02-01")
	other.Kind = customer.Other // no revenue (R1), but a paid order
	early := order("0", "2024-01-01", customer.Refund{Amount: decimal.New(10, 0)})
	shop := customer.Memory{Customers: people("ann"), Orders: []customer.Order{order("1", "2024-01-30", refund), other, early}}
	q := lifecycle.CohortQuery{AsOf: at("2024-02-10"), Unit: calendar.Month, Anchor: lifecycle.FirstOrder, Return: lifecycle.Orders, Money: true}
	same(t, "C9, R6", []string{
		"2024-01-01+0: 1 of 1 eligible of 1, 1 or after, complete true, 10 EUR",
		"2024-01-01+1: 1 of 0 eligible of 1, 1 or after, complete false, -4 EUR",
		"2024-02-01+0: 0 of 0 eligible of 0, 0 or after, complete false, ",
	}, cohortLines(t, shop, q, nil))
	q.Money = false
	for c := range cohortsOf(t, shop, q) {
		if c.Cells[0].Net != nil {
			t.Errorf("C9: nobody asked for money: %v", c.Cells[0].Net)
		}
	}
}

func cohortsOf(t *testing.T, repo lifecycle.Repository, q lifecycle.CohortQuery) iter.Seq[lifecycle.Cohort] {
	t.Helper()
	r := cohorts(t, repo, q, nil)
	return r.All()
}

// C6: the overall rate is weighted. One of 1 and one of 9 are 2 of 10, not 55 %.
func TestOverall(t *testing.T) {
	shop := customer.Memory{Customers: people("a"), Logins: logins("a", "2024-01-01", "2024-02-01")}
	for i := range 9 {
		id := customer.ID(fmt.Sprint(i))
		shop.Customers = append(shop.Customers, customer.Customer{ID: id})
		shop.Logins = append(shop.Logins, logins(id, "2024-02-01")...)
		if i == 0 {
			shop.Logins = append(shop.Logins, logins(id, "2024-03-01")...)
		}
	}
	r := cohorts(t, shop, lifecycle.CohortQuery{AsOf: at("2024-04-15"), Unit: calendar.Month}, nil)
	all := r.Overall()
	if back, of, ok := all[1].Rate(); back != 2 || of != 10 || !ok {
		t.Errorf("C6: overall at 1: %d of %d, want 2 of 10", back, of)
	}
	if len(all) != 4 || all[3].Complete || all[3].Eligible != 0 {
		t.Errorf("C5: overall at 3: %+v of %d, want nobody eligible", all[len(all)-1], len(all))
	}
}

// C7: the range chooses cohorts and never cuts columns; rows run without gaps.
func TestRange(t *testing.T) {
	shop := customer.Memory{Customers: people("ann", "bob"), Logins: append(logins("ann", "2024-01-31", "2024-03-05"), logins("bob", "2024-04-02")...)}
	q := lifecycle.CohortQuery{AsOf: at("2024-04-10"), Unit: calendar.Month, Range: calendar.Span{From: at("2024-01-15"), To: at("2024-02-02")}}
	same(t, "C7", []string{
		"2024-01-01+0: 1 of 1 eligible of 1, 1 or after, complete true, ",
		"2024-01-01+1: 0 of 1 eligible of 1, 1 or after, complete true, ",
		"2024-01-01+2: 1 of 1 eligible of 1, 1 or after, complete true, ",
		"2024-01-01+3: 0 of 0 eligible of 1, 0 or after, complete false, ",
		"2024-02-01+0: 0 of 0 eligible of 0, 0 or after, complete true, ",
		"2024-02-01+1: 0 of 0 eligible of 0, 0 or after, complete true, ",
		"2024-02-01+2: 0 of 0 eligible of 0, 0 or after, complete false, ",
	}, cohortLines(t, shop, q, nil))
	q.Range = calendar.Span{From: at("2024-04-11")}
	same(t, "T5: a range after AsOf", []string{}, cohortLines(t, shop, q, nil))
	q.Range = calendar.Span{To: at("2024-01-01")}
	same(t, "C7: nobody began before", []string{}, cohortLines(t, shop, q, nil))
}

// T5: in St John's clocks went back over midnight, and the only member has a later date than
// AsOf. The series has both days.
func TestCohortsOfADateThatComesBack(t *testing.T) {
	shop := customer.Memory{Customers: people("ann"), Logins: logins("ann", "2010-11-07T02:30:30Z")}
	q := lifecycle.CohortQuery{AsOf: at("2010-11-07T03:00:00Z"), Location: zone(t, "America/St_Johns")}
	same(t, "T5: the 7th began, and the 6th came back", []string{
		"2010-11-06+0: 0 of 0 eligible of 0, 0 or after, complete false, ",
		"2010-11-06+1: 0 of 0 eligible of 0, 0 or after, complete false, ",
		"2010-11-07+0: 1 of 0 eligible of 1, 1 or after, complete false, ",
	}, cohortLines(t, shop, q, nil))
}

// T5: more than 100,000 cohorts are an error.
func TestManyCohorts(t *testing.T) {
	shop := customer.Memory{Customers: people("ann"), Logins: logins("ann", "0001-01-02", "2024-01-01")}
	for _, span := range []calendar.Span{{}, {From: at("0001-01-02")}} {
		r, err := lifecycle.Cohorts(bg, shop, lifecycle.CohortQuery{AsOf: at("2024-01-01"), Range: span}, nil, nil)
		if !errors.Is(err, calendar.ErrSeries) || r.Customers != 0 {
			t.Errorf("T5: 2,023 years of days: error %v", err)
		}
	}
}

func TestCheckCohorts(t *testing.T) {
	ok := at("2024-01-01")
	for name, q := range map[string]lifecycle.CohortQuery{
		"T1: no AsOf": {}, "C1: no such anchor": {AsOf: ok, Anchor: 3}, "C2: no such kind": {AsOf: ok, Return: 3},
		"C4: no such clock": {AsOf: ok, Clock: 2}, "T5: no such unit": {AsOf: ok, Unit: 9}, "C1: nobody's join": {AsOf: ok, Anchor: lifecycle.FirstJoin},
	} {
		if _, err := lifecycle.Cohorts(bg, customer.Memory{}, q, nil, nil); !errors.Is(err, lifecycle.ErrQuery) || !errors.Is(err, customer.ErrQuery) {
			t.Errorf("%s: error %v, want ErrQuery", name, err)
		}
	}
}

// counted counts how often each kind of facts is read.
type counted struct {
	lifecycle.Repository
	reads map[string]int
}

func (c counted) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	c.reads["logins"]++
	return c.Repository.EachLogin(ctx, s)
}

func (c counted) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	c.reads["orders"]++
	return c.Repository.EachOrder(ctx, s)
}

func (c counted) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	c.reads["messages"]++
	return c.Repository.EachMessage(ctx, s)
}

func TestCohortsReadWhatIsNeeded(t *testing.T) {
	for _, c := range []struct {
		q    lifecycle.CohortQuery
		want map[string]int
	}{
		{lifecycle.CohortQuery{}, map[string]int{"logins": 1}},
		{lifecycle.CohortQuery{Anchor: lifecycle.FirstOrder, Return: lifecycle.Orders, Money: true}, map[string]int{"orders": 1}},
		{lifecycle.CohortQuery{Anchor: lifecycle.FirstJoin, Return: lifecycle.Messages}, map[string]int{"messages": 1}},
		{lifecycle.CohortQuery{Return: lifecycle.Messages, Money: true}, map[string]int{"logins": 1, "messages": 1, "orders": 1}},
	} {
		repo := counted{customer.Memory{}, map[string]int{}}
		c.q.AsOf = at("2024-01-01")
		cohorts(t, repo, c.q, nil)
		same(t, "law: only what is needed is read, and once", c.want, repo.reads)
	}
}

// PostHog's retention test by day: recurring as published, and first time.
func TestPostHogRetention(t *testing.T) {
	rows := vector(t, "retention_posthog_day.csv")
	// Two people, whose days follow from the figures.
	shop := customer.Memory{
		Customers: people("p1", "p2"),
		Logins: append(logins("p1", "2020-06-11", "2020-06-12", "2020-06-13", "2020-06-16"),
			logins("p2", "2020-06-10", "2020-06-11", "2020-06-12", "2020-06-15", "2020-06-16")...),
	}
	for _, column := range []string{"recurring_published", "first_time"} {
		q := lifecycle.CohortQuery{AsOf: at("2020-06-20T12:00:00Z"), Range: calendar.Span{From: at("2020-06-10")}, Recurring: column == "recurring_published"}
		var got, want []string
		for c := range cohortsOf(t, shop, q) {
			for k, cell := range c.Cells {
				got = append(got, fmt.Sprintln(c.Bucket, k, cell.Retained))
			}
		}
		for _, row := range rows {
			want = append(want, fmt.Sprintln(row["cohort_day"], number(t, row["offset"]), number(t, row[column])))
		}
		same(t, "C2, C8: PostHog's retention by day, "+column, want, got)
	}
}

// PostHog's issue 13748: three people, of whom one returns on day 1, one on day 5, one never.
func TestPostHog13748(t *testing.T) {
	shop := customer.Memory{Customers: people("a", "b", "c"), Logins: append(append(logins("a", "2024-01-01", "2024-01-02"), logins("b", "2024-01-01", "2024-01-06")...), logins("c", "2024-01-01")...)}
	q := lifecycle.CohortQuery{AsOf: at("2024-01-07T12:00:00Z"), Range: calendar.Span{To: at("2024-01-02")}}
	var got, want []string
	for c := range cohortsOf(t, shop, q) {
		for k, cell := range c.Cells {
			got = append(got, fmt.Sprintln(k, cell.Retained, cell.RetainedOrAfter, c.Size))
		}
	}
	for _, row := range vector(t, "retention_posthog_unbounded_13748.csv") {
		want = append(want, fmt.Sprintln(row["day"], number(t, row["on"]), number(t, row["on_or_after"]), number(t, row["size"])))
	}
	same(t, "C2: PostHog issue 13748", want, got)
}
