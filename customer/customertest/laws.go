package customertest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// digests checks that every customer comes once, however they are grouped, and
// that a digest that was yielded is not changed any more.
func digests(ctx context.Context, open opener) error {
	repo, err := open(busyShop())
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	q := customer.Query{AsOf: shopDay(60)}
	seen := map[customer.ID]bool{}
	var kept []customer.Digest
	var rows []string
	for d, err := range customer.Digests(ctx, repo, q) {
		if err != nil {
			return fmt.Errorf("an error: %w", err)
		}
		if seen[d.ID] {
			return fmt.Errorf("must yield one digest per customer, but %q comes twice", string(d.ID))
		}
		seen[d.ID] = true
		kept = append(kept, d)
		rows = append(rows, renderDetail(d.Detail(&q)))
	}
	for i := range kept {
		if now := renderDetail(kept[i].Detail(&q)); now != rows[i] {
			return fmt.Errorf("must not change a digest that was yielded: %w", differs(rows[i], now))
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
func emptyShop(ctx context.Context, open opener) error {
	repo, err := open(customer.Memory{})
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	r, err := customer.Summarize(ctx, repo, customer.Query{AsOf: shopDay(20)})
	if err != nil {
		return err
	}
	if got, want := renderReport(r), renderReport(customer.Report{}); got != want {
		return differs(want, got)
	}
	return nil
}

// answers compares with the answers of Memory to the same questions.
func answers(ctx context.Context, open opener) error {
	facts := busyShop()
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	var wrong []error
	for _, q := range shopQueries() {
		want, err := everything(ctx, facts, q)
		if err != nil {
			return err
		}
		got, err := everything(ctx, repo, q)
		if err == nil && want != got {
			err = differs(want, got)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("as of %s: %w", renderTime(q.AsOf), err))
		}
	}
	return errors.Join(wrong...)
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
	span := calendar.Span{From: shopDay(10), To: shopDay(20)}
	for _, s := range []calendar.Span{{}, span} {
		points, err := customer.RevenueTrend(ctx, repo, q, s, calendar.Week)
		if err != nil {
			return "", err
		}
		b.WriteString(renderTrend(points, calendar.Week))
	}
	for _, id := range shopCustomers {
		d, err := customer.Get(ctx, repo, id, q)
		if err != nil {
			return "", err
		}
		b.WriteString(renderDetail(d) + renderExplanation(d))
	}
	rows, err := customer.Selection{IDs: shopCustomers[:3]}.Rows(ctx, repo, q)
	if err != nil {
		return "", err
	}
	for _, r := range rows {
		b.WriteString(renderRow(r, nil))
	}
	return b.String(), nil
}
