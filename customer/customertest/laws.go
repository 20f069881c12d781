package customertest

import (
	"context"
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kit"
)

// digests checks that every customer comes once, however they are grouped, and
// that a digest that was yielded is not changed any more.
func digests(ctx context.Context, repo customer.Repository) error {
	q := customer.Query{AsOf: kit.Day(60)}
	var kept []customer.Digest
	var rows []string
	seen := map[customer.ID]bool{}
	err := kit.OneEach(customer.Digests(ctx, repo, q), func(d customer.Digest) customer.ID {
		kept = append(kept, d)
		rows = append(rows, renderDetail(d.Detail(&q)))
		seen[d.ID] = true
		return d.ID
	})
	if err != nil {
		return err
	}
	for i := range kept {
		if err := kit.Same(rows[i], renderDetail(kept[i].Detail(&q))); err != nil {
			return fmt.Errorf("must not change a digest that was yielded: %w", err)
		}
	}
	for _, c := range busyShop().Customers {
		if !seen[c.ID] {
			return fmt.Errorf("must yield a digest for every customer, but leaves out %q", string(c.ID))
		}
	}
	return nil
}

// emptyShop checks that nothing amounts to nothing.
func emptyShop(ctx context.Context, repo customer.Repository) error {
	r, err := customer.Summarize(ctx, repo, customer.Query{AsOf: kit.Day(20)})
	if err != nil {
		return err
	}
	return kit.Same(renderReport(customer.Report{}), renderReport(r))
}

// answers compares with the answers of Memory to the same questions.
func answers(ctx context.Context, repo customer.Repository) error {
	return kit.Answers[customer.Repository](ctx, busyShop(), repo, shopQueries(), everything, func(q customer.Query) string {
		return "as of " + renderTime(q.AsOf)
	})
}

// everything is every answer to a question, as text.
func everything(ctx context.Context, repo customer.Repository, q customer.Query) (string, error) {
	r, err := customer.Summarize(ctx, repo, q)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(renderReport(r))
	for r, err := range customer.All(ctx, repo, q) {
		if err != nil {
			return "", err
		}
		b.WriteString(renderRow(r, customer.Columns()))
	}
	span := calendar.Span{From: kit.Day(10), To: kit.Day(20)}
	for _, s := range []calendar.Span{{}, span} {
		points, err := customer.RevenueTrend(ctx, repo, q, s, calendar.Week)
		if err != nil {
			return "", err
		}
		b.WriteString(renderTrend(points, calendar.Week))
		t, err := customer.TrackStatus(ctx, repo, q, s, calendar.Day)
		if err != nil {
			return "", err
		}
		b.WriteString(renderLevels(t, calendar.Day) + renderTransitions(t))
	}
	m, err := customer.WhatIf(ctx, repo, q, customer.Policy{VeryActive: customer.Frequency{MoreThan: 3, Within: calendar.Days(14)}})
	if err != nil {
		return "", err
	}
	b.WriteString(renderMatrix(m))
	for _, id := range kit.Customers() {
		d, err := customer.Get(ctx, repo, id, q)
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
