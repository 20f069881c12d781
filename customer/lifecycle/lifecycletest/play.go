package lifecycletest

import (
	"context"
	"encoding"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// factsOf returns the facts that a story tells, and the first dated joins:
//
//	customer mia
//	login mia 2024-05-01
//	message mia in|out 2024-05-01
//	order o1 mia 12.50 EUR kind=food placed= paid= voided= [checkout-link]
//	refund o1 2.50 2024-05-02
//	join mia 2024-05-01
//
// with "" for a guest.
func factsOf(s story.Story) (facts customer.Memory, joins map[customer.ID]time.Time, err error) {
	joins = map[customer.ID]time.Time{}
	err = s.Tell(func(c story.Command) error {
		if c.Verb == "join" {
			at, err := story.Time(c.Arg(1))
			joins[customer.ID(c.Arg(0))] = at
			return err
		}
		return tell(&facts, c)
	})
	return facts, joins, err
}

// tell turns a line of a story into a fact.
func tell(facts *customer.Memory, c story.Command) error {
	switch c.Verb {
	case "customer":
		facts.Customers = append(facts.Customers, customer.Customer{ID: customer.ID(c.Arg(0))})
		return nil
	case "login":
		at, err := story.Time(c.Arg(1))
		facts.Logins = append(facts.Logins, customer.Login{Customer: customer.ID(c.Arg(0)), At: at})
		return err
	case "message":
		m, err := kit.ReadMessage(c)
		facts.Messages = append(facts.Messages, m)
		return err
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
}

// words reads the words that are given among a question's options.
func words(c story.Command, into map[string]encoding.TextUnmarshaler) error {
	for name, word := range into {
		if c.Has(name) {
			if err := word.UnmarshalText([]byte(c.Options[name])); err != nil {
				return err
			}
		}
	}
	return nil
}

// answer asks a repository one question:
//
//	lifecycle as-of= location= from= to= unit= activity=
//	cohorts as-of= location= from= to= unit= anchor= return= clock= [recurring] [money] [overall]
func answer(ctx context.Context, repo lifecycle.Repository, joins map[customer.ID]time.Time, c story.Command) (string, error) {
	switch c.Verb {
	case "lifecycle":
		return answerLifecycle(ctx, repo, c)
	case "cohorts":
		return answerCohorts(ctx, repo, joins, c)
	}
	return "", fmt.Errorf("no such question: %s", c.Verb)
}

func answerLifecycle(ctx context.Context, repo lifecycle.Repository, c story.Command) (string, error) {
	var q lifecycle.Query
	err := words(c, map[string]encoding.TextUnmarshaler{"unit": &q.Unit, "activity": &q.Activity})
	if err == nil {
		q.AsOf, q.Location, err = c.Moment()
	}
	if err == nil {
		q.Range, err = c.Span("from", "to", q.Location)
	}
	if err != nil {
		return "", err
	}
	r, err := lifecycle.Summarize(ctx, repo, q, nil)
	if err != nil {
		return "", err
	}
	trend, err := r.Trend(&q)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, p := range trend {
		s := &p.Value
		fmt.Fprintf(&b, "%s: new %d, returning %d, resurrecting %d, dormant %d, pending %d, inactive %d", q.Unit.Format(p.Bucket), s.New, s.Returning, s.Resurrecting, s.Dormant, s.Pending, s.Inactive)
		if won, dormant, ok := s.QuickRatio(); ok && c.Flag("ratios") {
			fmt.Fprintf(&b, ", quick ratio %d : %d", won, dormant)
		}
		if back, before, ok := s.Retention(); ok && c.Flag("ratios") {
			fmt.Fprintf(&b, ", retention %d : %d", back, before)
		}
		if p.Partial {
			b.WriteString(", partial")
		}
		b.WriteString("\n")
	}
	if r.Undated > 0 {
		fmt.Fprintf(&b, "undated %d\n", r.Undated)
	}
	return b.String(), nil
}

func answerCohorts(ctx context.Context, repo lifecycle.Repository, joins map[customer.ID]time.Time, c story.Command) (string, error) {
	q := lifecycle.CohortQuery{Recurring: c.Flag("recurring"), Money: c.Flag("money")}
	err := words(c, map[string]encoding.TextUnmarshaler{"unit": &q.Unit, "anchor": &q.Anchor, "return": &q.Return, "clock": &q.Clock})
	if err == nil {
		q.AsOf, q.Location, err = c.Moment()
	}
	if err == nil {
		q.Range, err = c.Span("from", "to", q.Location)
	}
	if err != nil {
		return "", err
	}
	r, err := lifecycle.Cohorts(ctx, repo, q, nil, func(id customer.ID) time.Time { return joins[id] })
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for one := range r.All() {
		fmt.Fprintf(&b, "%s of %d:%s\n", q.Unit.Format(one.Bucket), one.Size, cells(one.Cells))
	}
	if c.Flag("overall") {
		fmt.Fprintf(&b, "overall:%s\n", cells(r.Overall()))
	}
	if r.Unanchored > 0 {
		fmt.Fprintf(&b, "without an anchor %d\n", r.Unanchored)
	}
	return b.String(), nil
}

// cells writes each cell as retained/eligible, with + and the number on or after, and * if it
// is not complete.
func cells(all []lifecycle.Cell) string {
	var b strings.Builder
	for _, c := range all {
		fmt.Fprintf(&b, " %d/%d+%d", c.Retained, c.Eligible, c.RetainedOrAfter)
		if !c.Complete {
			b.WriteString("*")
		}
		for _, m := range c.Net {
			if !m.Amount.IsZero() {
				fmt.Fprintf(&b, "(%s %s)", m.Amount, m.Currency)
			}
		}
	}
	return b.String()
}
