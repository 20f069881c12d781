package valuetest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// factsOf returns the facts that a story tells:
//
//	customer mia
//	order o1 mia 12.50 EUR kind=food placed= paid= voided= channel= [checkout-link]
//	refund o1 2.50 2024-05-02
//
// with "" for a guest.
func factsOf(s story.Story) (facts customer.Memory, err error) {
	err = s.Tell(func(c story.Command) error {
		switch c.Verb {
		case "customer":
			facts.Customers = append(facts.Customers, customer.Customer{ID: customer.ID(c.Arg(0))})
			return nil
		case "order":
			o, err := kit.ReadOrder(c)
			if err == nil {
				o.Total.Currency = customer.Currency(c.Arg(3))
				o.Total.Amount, err = decimal.NewFromString(c.Arg(2))
			}
			facts.Orders = append(facts.Orders, o)
			return err
		case "refund":
			return kit.AddRefund(facts.Orders, c)
		}
		return fmt.Errorf("no such fact: %s", c.Verb)
	})
	return facts, err
}

// answer asks a repository one question:
//
//	scores | levels | segments | explain mia    as-of= currency= k= boxes=Gold/5/4-5/1-5,…
//	                                            recency= frequency= monetary= thresholds with commas between
//	migration                                   the same, and before=
//	gaps | second-order | overdue               as-of= location= percent=
func answer(ctx context.Context, repo value.Repository, _ customer.Memory, c story.Command) (string, error) {
	switch c.Verb {
	case "scores", "levels", "segments", "explain", "migration":
		return scores(ctx, repo, c)
	case "gaps", "second-order", "overdue":
		return gaps(ctx, repo, c)
	case "buyers", "fit", "expected":
		return purchases(ctx, repo, c)
	}
	return "", fmt.Errorf("no such question: %s", c.Verb)
}

func scores(ctx context.Context, repo value.Repository, c story.Command) (string, error) {
	q, err := rfmQuery(c)
	if err != nil {
		return "", err
	}
	r, err := value.ScoreRFM(ctx, repo, q, nil)
	if err != nil {
		return err.Error() + "\n", nil
	}
	switch c.Verb {
	case "scores":
		return renderScores(&r), nil
	case "levels":
		return renderLevels(&r), nil
	case "explain":
		return renderExplanation(&r, customer.ID(c.Arg(0))), nil
	case "migration":
		if q.AsOf, err = story.Time(c.Options["before"]); err != nil {
			return "", err
		}
		before, err := value.ScoreRFM(ctx, repo, q, nil)
		if err != nil {
			return "", err
		}
		return renderMigration(value.Migrate(&before, &r))
	}
	return renderSegments(&r), nil
}

func rfmQuery(c story.Command) (q value.RFMQuery, err error) {
	if q.AsOf, _, err = c.Moment(); err != nil {
		return q, err
	}
	q.Currency = "EUR"
	if c.Has("currency") {
		q.Currency = customer.Currency(c.Options["currency"])
	}
	if c.Has("k") {
		if q.Scores, err = strconv.Atoi(c.Options["k"]); err != nil {
			return q, err
		}
	}
	for _, text := range c.List("boxes") {
		parts := strings.Split(text, "/")
		var b value.Box
		if err := b.UnmarshalText([]byte(strings.Join(append(parts[1:], parts[0]), " "))); err != nil {
			return q, err
		}
		q.Boxes = append(q.Boxes, b)
	}
	return q, thresholds(c, &q.Thresholds)
}

func thresholds(c story.Command, t *value.Thresholds) error {
	for _, text := range c.List("recency") {
		at, err := story.Time(text)
		if err != nil {
			return err
		}
		t.Recency = append(t.Recency, at)
	}
	for _, text := range c.List("frequency") {
		n, err := strconv.Atoi(text)
		if err != nil {
			return err
		}
		t.Frequency = append(t.Frequency, n)
	}
	for _, text := range c.List("monetary") {
		d, err := decimal.NewFromString(text)
		if err != nil {
			return err
		}
		t.Monetary = append(t.Monetary, d)
	}
	return nil
}

// renderScores writes a customer a line.
func renderScores(r *value.RFMReport) string {
	var b strings.Builder
	for _, s := range r.Customers {
		fmt.Fprintf(&b, "%s: %s, %d, %s: %d %d %d %s\n", s.ID, spell(s.Recency), s.Frequency, s.Monetary, s.R, s.F, s.M, s.Segment)
	}
	fmt.Fprintf(&b, "no orders: %d\n", r.NoOrders)
	return b.String()
}

// renderLevels writes where each score begins.
func renderLevels(r *value.RFMReport) string {
	var b strings.Builder
	for _, l := range r.Recency {
		fmt.Fprintf(&b, "recency %d from %s: %d\n", l.Score, spell(l.From), l.Customers)
	}
	for _, l := range r.Frequency {
		fmt.Fprintf(&b, "frequency %d from %d: %d\n", l.Score, l.From, l.Customers)
	}
	for _, l := range r.Monetary {
		fmt.Fprintf(&b, "monetary %d from %s: %d\n", l.Score, l.From, l.Customers)
	}
	return b.String()
}

// renderSegments writes the segments that are not empty.
func renderSegments(r *value.RFMReport) string {
	var b strings.Builder
	for _, s := range r.Segments() {
		if s.Customers > 0 {
			fmt.Fprintf(&b, "%s: customers %d, orders %d, net %s\n", s.Segment, s.Customers, s.Orders, s.Net)
		}
	}
	return b.String()
}

func renderExplanation(r *value.RFMReport, id customer.ID) string {
	e, ok := r.Explain(id)
	if !ok {
		return "no scores\n"
	}
	next := func(known bool, text func() string) string {
		if !known {
			return "none"
		}
		return text()
	}
	return fmt.Sprintf("recency %s: %d of %d worse, score %d, next from %s\n", spell(e.Recency.Value), e.Recency.Worse, e.Scored, e.Recency.Score,
		next(e.Recency.Next != nil, func() string { return spell(*e.Recency.Next) })) +
		fmt.Sprintf("frequency %d: %d of %d worse, score %d, next from %s\n", e.Frequency.Value, e.Frequency.Worse, e.Scored, e.Frequency.Score,
			next(e.Frequency.Next != nil, func() string { return strconv.Itoa(*e.Frequency.Next) })) +
		fmt.Sprintf("monetary %s: %d of %d worse, score %d, next from %s\n", e.Monetary.Value, e.Monetary.Worse, e.Scored, e.Monetary.Score,
			next(e.Monetary.Next != nil, func() string { return e.Monetary.Next.String() })) +
		fmt.Sprintf("%s %s %s %s\n", e.Box.R, e.Box.F, e.Box.M, e.Segment)
}

func renderMigration(m value.Migration, err error) (string, error) {
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for from := range m.Counts {
		for to, n := range m.Counts[from] {
			if n > 0 {
				fmt.Fprintf(&b, "%s to %s: %d\n", m.Segments[from], m.Segments[to], n)
			}
		}
	}
	return b.String(), nil
}

// spell writes an instant in UTC, that at midnight as its date.
func spell(t time.Time) string {
	return strings.TrimSuffix(strings.TrimSuffix(story.Spell(t), "Z"), "T00:00:00")
}
