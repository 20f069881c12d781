package customertest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

// questions returns the questions that are asked of a shop.
func questions() []kit.Question[customer.Repository] {
	return kit.Questions(shopQueries(), func(q customer.Query) string { return "as of " + renderTime(q.AsOf) }, everything)
}

// rowsByID returns all rows in the byte order of their IDs: a repository may
// have an order of its own.
func rowsByID(ctx context.Context, repo customer.Repository, q customer.Query, run *customer.Run) ([]customer.Row, error) {
	var all []customer.Row
	for r, err := range customer.Rows(ctx, repo, q, run) {
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b customer.Row) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// everything returns all answers to a question, as text.
func everything(ctx context.Context, repo customer.Repository, q customer.Query, run *customer.Run) (string, error) {
	r, err := customer.Summarize(ctx, repo, q, run)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(renderReport(r))
	all, err := rowsByID(ctx, repo, q, run)
	if err != nil {
		return "", err
	}
	for _, r := range all {
		b.WriteString(renderRow(r, customer.Columns()))
	}
	span := calendar.Span{From: kit.Day(10), To: kit.Day(20)}
	for _, s := range []calendar.Span{{}, span} {
		points, err := customer.RevenueTrend(ctx, repo, over(q, s, calendar.Week), run)
		if err != nil {
			return "", err
		}
		b.WriteString(renderTrend(points, calendar.Week))
		t, err := customer.TrackStatus(ctx, repo, over(q, s, calendar.Day), run)
		if err != nil {
			return "", err
		}
		levels, err := renderLevels(t, calendar.Day)
		if err != nil {
			return "", err
		}
		b.WriteString(levels + renderTransitions(t))
	}
	m, err := customer.WhatIf(ctx, repo, q, customer.Policy{VeryActive: customer.Frequency{MoreThan: 3, Within: calendar.Days(14)}}, run)
	if err != nil {
		return "", err
	}
	b.WriteString(renderMatrix(m))
	for _, id := range kit.Customers() {
		d, err := customer.Get(ctx, repo, id, q)
		if errors.Is(err, customer.ErrNotFound) {
			return b.String() + err.Error(), nil
		}
		if err != nil {
			return "", err
		}
		b.WriteString(renderDetail(d) + renderExplanation(d))
	}
	rows, err := customer.Selection{IDs: kit.Customers()[:3]}.Rows(ctx, repo, q)
	if err != nil {
		return "", err
	}
	for _, r := range rows {
		b.WriteString(renderRow(r, nil))
	}
	return b.String(), nil
}
