package customertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// answer asks a repository one question:
//
//	identity mia                 registered or anonymous, and the name shown
//	status mia                   the status, and until when it holds
//	explain mia                  why
//	detail mia                   the page of one customer
//	list show=a,b sort=c limit=n [descending]     the list, page after page
//	select ids=a,b | select [all] except=a,b      a selection
//	summary [leave-out] refused= what all amount to, without bad facts, or the bad fact that it is refused for
//	levels by=day|week|month from= to=            how many have each status, at the end of each bucket
//	transitions from= to=                         who changed status, and when
//	what-if other-very-active= other-active= other-sleeper=     who would, by another policy
//	revenue by=customer|total|day|week|month from= to=
//	segment text=                what a saved segment is in canonical spelling, or the error
//
// list and select take filters: type= status= device= (each a,b) search=
// created-from= created-to= revenue=EUR:min..max segment=.
func answer(ctx context.Context, repo customer.Repository, _ customer.Memory, c story.Command) (string, error) {
	q, err := queryOf(c)
	if err != nil {
		return "", err
	}
	switch c.Verb {
	case "identity", "status", "explain", "detail":
		return one(ctx, repo, customer.ID(c.Arg(0)), q, map[string]func(customer.Detail) string{
			"identity": renderIdentity, "status": renderStatus, "explain": renderExplanation, "detail": renderDetail,
		}[c.Verb])
	case "summary":
		return summary(ctx, repo, c, q)
	case "revenue":
		return revenue(ctx, repo, c, q)
	case "segment":
		return canonical(c), nil
	case "levels", "transitions":
		return statusTrend(ctx, repo, c, q)
	case "what-if":
		other, err := policyOf(c, "other-")
		if err != nil {
			return "", err
		}
		m, err := customer.WhatIf(ctx, repo, q, other, nil)
		return renderMatrix(m), err
	}
	if err := filterOf(c, &q); err != nil {
		return "", err
	}
	switch c.Verb {
	case "list":
		return list(ctx, repo, c, q)
	case "select":
		return selection(ctx, repo, c, q)
	}
	return "", fmt.Errorf("no such question: %s", c.Verb)
}

// summary asks a repository for facts if some are bad: its own grouping need not see
// that.
func summary(ctx context.Context, repo customer.Repository, c story.Command, q customer.Query) (string, error) {
	var run customer.Run
	if c.Flag("leave-out") {
		run.LeaveOut = func(*customer.FactError) {}
	}
	if c.Flag("leave-out") || c.Has("refused") {
		repo = struct{ customer.Repository }{repo}
	}
	r, err := customer.Summarize(ctx, repo, q, &run)
	var bad *customer.FactError
	switch {
	case c.Has("refused") && errors.As(err, &bad):
		return bad.Error() + "\n", nil
	case err != nil:
		return "", err
	}
	return renderReport(r) + kit.RenderLeftOut(r.LeftOut), nil
}

// one returns the answer to a question about one customer. A repository that
// groups by itself must give the same answer by its own grouping as by its
// facts.
func one(ctx context.Context, repo customer.Repository, id customer.ID, q customer.Query, render func(customer.Detail) string) (string, error) {
	page, err := customer.Get(ctx, repo, id, q)
	if err != nil {
		return "", err
	}
	byFacts, byGrouping := render(page), "no digest\n"
	_, err = customer.Reduce(ctx, repo, q, &customer.Run{Workers: 1}, customer.Reducer[*string]{
		New: func() *string { return &byGrouping },
		Visit: func(text *string, d *customer.Digest) error {
			if d.ID == id && d.Known {
				*text = render(d.Detail(&q))
			}
			return nil
		},
	})
	if err != nil {
		return "", err
	}
	if err := kit.Same(byFacts, byGrouping); err != nil {
		return "", fmt.Errorf("its own grouping is not that of its facts: %w", err)
	}
	return byFacts, nil
}

// list returns all pages of the list. Between pages the cursor travels as text.
func list(ctx context.Context, repo customer.Repository, c story.Command, q customer.Query) (string, error) {
	if err := sortOf(c, &q); err != nil {
		return "", err
	}
	show, err := columnsOf(c.List("show"))
	if err != nil {
		return "", err
	}
	if c.Has("limit") {
		if _, err := fmt.Sscanf(c.Options["limit"], "%d", &q.Limit); err != nil {
			return "", err
		}
	}
	key, err := customer.NewCursorKey([]byte("a secret of thirty-two characters"))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for {
		page, err := customer.List(ctx, repo, q, &customer.Run{CursorKey: key})
		if err != nil {
			return "", err
		}
		for _, r := range page.Rows {
			b.WriteString(renderRow(r, show))
		}
		if page.Next == "" {
			fmt.Fprintf(&b, "%d in all\n", page.Total)
			return b.String(), nil
		}
		b.WriteString("next page\n")
		q.After = page.Next
	}
}

func selection(ctx context.Context, repo customer.Repository, c story.Command, q customer.Query) (string, error) {
	s := customer.Selection{All: c.Flag("all"), IDs: story.List[customer.ID](c, "ids"), Except: story.List[customer.ID](c, "except")}
	rows, err := s.Rows(ctx, repo, q)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(renderRow(r, nil))
	}
	return b.String(), nil
}

// revenue returns the revenue by customer, in all, or by bucket (R5).
func revenue(ctx context.Context, repo customer.Repository, c story.Command, q customer.Query) (string, error) {
	switch by := c.Options["by"]; by {
	case "total":
		r, err := customer.Summarize(ctx, repo, q, nil)
		return renderRevenue("", r.Revenue), err
	case "customer":
		return revenueByCustomer(ctx, repo, q)
	default:
		unit, err := calendar.ParseUnit(by)
		if err != nil {
			return "", err
		}
		span, err := c.Span("from", "to", q.Location)
		if err != nil {
			return "", err
		}
		points, err := customer.RevenueTrend(ctx, repo, over(q, span, unit), nil)
		return renderTrend(points, unit), err
	}
}

// statusTrend returns the answer about status over time (S8).
func statusTrend(ctx context.Context, repo customer.Repository, c story.Command, q customer.Query) (string, error) {
	unit := calendar.Day
	if c.Has("by") {
		var err error
		if unit, err = calendar.ParseUnit(c.Options["by"]); err != nil {
			return "", err
		}
	}
	span, err := c.Span("from", "to", q.Location)
	if err != nil {
		return "", err
	}
	t, err := customer.TrackStatus(ctx, repo, over(q, span, unit), nil)
	if err != nil {
		return "", err
	}
	if c.Verb == "transitions" {
		return renderTransitions(t), nil
	}
	return renderLevels(t, unit)
}

func revenueByCustomer(ctx context.Context, repo customer.Repository, q customer.Query) (string, error) {
	r, err := customer.Summarize(ctx, repo, q, nil)
	if err != nil {
		return "", err
	}
	text := renderRevenue("guests ", r.Guests.Revenue)
	q.Sort.Column = "id"
	rows, err := rowsByID(ctx, repo, q, nil)
	if err != nil {
		return "", err
	}
	for _, r := range rows {
		text += renderRevenue(string(r.ID)+" ", r.Revenue)
	}
	return text, nil
}

func sortOf(c story.Command, q *customer.Query) error {
	q.Sort.Descending = c.Flag("descending")
	q.Sort.Currency = customer.Currency(c.Options["currency"])
	if !c.Has("sort") {
		return nil
	}
	columns, err := columnsOf(c.List("sort"))
	if err == nil {
		q.Sort.Column = columns[0]
	}
	return err
}

func columnsOf(names []string) ([]customer.Column, error) {
	var all []customer.Column
	for _, name := range names {
		if !slices.Contains(customer.Columns(), customer.Column(name)) {
			return nil, fmt.Errorf("no column %q", name)
		}
		all = append(all, customer.Column(name))
	}
	return all, nil
}

func filterOf(c story.Command, q *customer.Query) error {
	for _, name := range c.List("type") {
		q.Filter.Types = append(q.Filter.Types, customer.Type(name))
	}
	for _, name := range c.List("status") {
		var s customer.Status
		if err := s.UnmarshalText([]byte(name)); err != nil {
			return err
		}
		q.Filter.Statuses = append(q.Filter.Statuses, s)
	}
	q.Filter.Devices = c.List("device")
	q.Filter.Search = c.Options["search"]
	q.Segment = customer.Segment(c.Options["segment"])
	var err error
	if q.Filter.Created, err = c.Span("created-from", "created-to", q.Location); err != nil || !c.Has("revenue") {
		return err
	}
	currency, ends, _ := strings.Cut(c.Options["revenue"], ":")
	low, high, _ := strings.Cut(ends, "..")
	q.Filter.Revenue = &customer.RevenueFilter{Currency: customer.Currency(currency)}
	if q.Filter.Revenue.Min, err = endOf(low); err != nil {
		return err
	}
	q.Filter.Revenue.Max, err = endOf(high)
	return err
}

func endOf(s string) (*decimal.Decimal, error) {
	if s == "" {
		return nil, nil
	}
	d, err := decimal.NewFromString(s)
	return &d, err
}

// over returns a query over a span, in buckets of a unit.
func over(q customer.Query, s calendar.Span, u calendar.Unit) customer.Query {
	q.Range, q.Unit = s, u
	return q
}
