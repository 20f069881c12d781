package lifecycle_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// grid is the cohorts of the model's facts, by the plainest reading of the rules.
type grid struct {
	model
	q     lifecycle.CohortQuery
	joins map[customer.ID]time.Time
}

func gridOf(m customer.Memory, q lifecycle.CohortQuery, joins map[customer.ID]time.Time) grid {
	return grid{model{m, q.AsOf, q.Unit, q.Location}, q, joins}
}

// anchors returns a customer's anchors: one, or with Recurring the first in each bucket.
func (g grid) anchors(id customer.ID) (all []time.Time) {
	switch g.q.Anchor {
	case lifecycle.FirstLogin:
		all = g.when(id, lifecycle.Logins)
	case lifecycle.FirstOrder:
		all = g.when(id, lifecycle.Orders)
	case lifecycle.FirstJoin:
		if at := g.joins[id]; !at.IsZero() && !at.After(g.asOf) {
			all = []time.Time{at}
		}
	}
	if len(all) > 0 && !g.q.Recurring {
		all = all[:1]
	}
	var first []time.Time
	for _, x := range all {
		if !slices.ContainsFunc(first, func(y time.Time) bool { return g.key(x) == g.key(y) }) {
			first = append(first, x)
		}
	}
	return first
}

// member is a customer with an anchor in a cohort.
type member struct {
	id     customer.ID
	anchor time.Time
}

func (g grid) members(bucket calendar.Date) (all []member) {
	for _, c := range g.facts.Customers {
		for _, a := range g.anchors(c.ID) {
			if g.key(a) == bucket {
				all = append(all, member{c.ID, a})
			}
		}
	}
	return all
}

// period is k units.
func (g grid) period(k int) calendar.Period {
	p := calendar.Period{N: k, Unit: g.unit}
	if p.Unit > calendar.Month {
		p.Unit = calendar.Week
	}
	return p
}

// columns returns the buckets from one on that have begun.
func (g grid) columns(bucket calendar.Date) (all []calendar.Date) {
	for _, b := range g.buckets(bucket, g.unit.Next(g.unit.Next(g.key(g.asOf)))) {
		if !b.Start(g.loc).After(g.asOf) {
			all = append(all, b)
		}
	}
	return all
}

// in reports whether x lies in window k of a member.
func (g grid) in(m member, x time.Time, k int, columns []calendar.Date) bool {
	if g.q.Clock == lifecycle.Own {
		return !x.Before(g.period(k).After(m.anchor)) && x.Before(g.period(k+1).After(m.anchor))
	}
	return g.key(x) == columns[k]
}

// back reports whether a member has a return in window k (C2, C3).
func (g grid) back(m member, k int, columns []calendar.Date) bool {
	return slices.ContainsFunc(g.when(m.id, g.q.Return), func(x time.Time) bool {
		return g.in(m, x, k, columns) && (k > 0 || !x.Before(m.anchor))
	})
}

// eligible reports whether window k of a member is over (C5).
func (g grid) eligible(m member, k int, columns []calendar.Date) bool {
	if g.q.Clock == lifecycle.Own {
		return !g.period(k + 1).After(m.anchor).Add(-1).After(g.asOf)
	}
	return g.over(columns[k])
}

func (g grid) cell(all []member, bucket calendar.Date, k int, columns []calendar.Date) lifecycle.Cell {
	c := lifecycle.Cell{}
	if g.q.Clock == lifecycle.Own {
		far := calendar.Axis{Unit: g.unit, Location: g.loc, AsOf: at("9999-01-01")}
		c.Complete = g.eligible(member{"", far.Last(bucket)}, k, columns)
	} else {
		c.Complete = g.over(columns[k])
	}
	for _, m := range all {
		eligible := g.eligible(m, k, columns)
		if eligible {
			c.Eligible++
		}
		if g.q.Clock == lifecycle.Own && !eligible {
			continue
		}
		if g.back(m, k, columns) {
			c.Retained++
		}
		for later := k; later < len(columns); later++ {
			if g.back(m, later, columns) {
				c.RetainedOrAfter++
				break
			}
		}
	}
	return c
}

// net is what members' orders brought in, in window k (C9, R6).
func (g grid) net(all []member, k int, columns []calendar.Date) string {
	sums := map[customer.Currency]decimal.Decimal{}
	for _, m := range all {
		add := func(x time.Time, c customer.Currency, amount decimal.Decimal) {
			if !x.After(g.asOf) && g.in(m, x, k, columns) {
				sums[c] = sums[c].Add(amount)
			}
		}
		for _, o := range g.facts.Orders {
			if o.Customer != m.id || !o.Kind.Revenue() || !o.InGross(g.asOf) {
				continue
			}
			add(o.PaidAt, o.Total.Currency, o.Total.Amount)
			for _, r := range o.Refunds {
				from := r.At
				if from.Before(o.PaidAt) {
					from = o.PaidAt
				}
				add(from, o.Total.Currency, r.Amount.Neg())
			}
		}
	}
	return netText(sums)
}

func netText(sums map[customer.Currency]decimal.Decimal) string {
	var all []string
	for c, sum := range sums {
		if !sum.IsZero() {
			all = append(all, sum.String()+" "+string(c))
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func (g grid) lines() []string {
	var anchors []time.Time
	for _, c := range g.facts.Customers {
		anchors = append(anchors, g.anchors(c.ID)...)
	}
	all := []string{}
	for _, bucket := range g.series(g.q.Range, anchors) {
		members, columns := g.members(bucket), g.columns(bucket)
		if g.q.Clock == lifecycle.Own { // so many windows as begin for the cohort's first instant
			columns = nil
			for k := 0; !g.period(k).After(bucket.Start(g.loc)).After(g.asOf); k++ {
				columns = append(columns, calendar.Date{})
			}
		}
		for k := range columns {
			net := ""
			if g.q.Money {
				net = g.net(members, k, columns)
			}
			all = append(all, cellLine(bucket, k, len(members), g.cell(members, bucket, k, columns), net))
		}
	}
	return all
}

func cellLine(bucket calendar.Date, k, size int, c lifecycle.Cell, net string) string {
	return fmt.Sprintf("%s+%d: %d of %d eligible of %d, %d or after, complete %t, %s", bucket, k, c.Retained, c.Eligible, size, c.RetainedOrAfter, c.Complete, net)
}

// cohortLines are the cells of every cohort that the library answers.
func cohortLines(t tester, repo lifecycle.Repository, q lifecycle.CohortQuery, joins map[customer.ID]time.Time) []string {
	t.Helper()
	r := cohorts(t, repo, q, joins)
	all := []string{}
	for c := range r.All() {
		for k, cell := range c.Cells {
			sums := map[customer.Currency]decimal.Decimal{}
			for _, m := range cell.Net {
				sums[m.Currency] = m.Amount
			}
			all = append(all, cellLine(c.Bucket, k, c.Size, cell, netText(sums)))
		}
	}
	return all
}

func cohorts(t tester, repo lifecycle.Repository, q lifecycle.CohortQuery, joins map[customer.ID]time.Time) lifecycle.CohortReport {
	t.Helper()
	r, err := lifecycle.Cohorts(bg, repo, q, nil, func(id customer.ID) time.Time { return joins[id] })
	if err != nil {
		t.Fatalf("Cohorts: %v", err)
	}
	return r
}

// cohortQuery is a question about cohorts of a world.
func (w *world) cohortQuery(draw func(label string, n int) int) lifecycle.CohortQuery {
	return lifecycle.CohortQuery{
		AsOf: w.query.AsOf, Location: w.query.Location, Range: w.query.Range, Unit: w.query.Unit,
		Anchor: lifecycle.Anchor(draw("anchor", 3)), Return: lifecycle.Activity(draw("return", 3)), Clock: lifecycle.Clock(draw("clock", 2)),
		Recurring: draw("recurring", 4) == 0, Money: draw("money", 2) == 0,
	}
}
