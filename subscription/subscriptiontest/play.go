package subscriptiontest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/story"
	"github.com/clientele-go/clientele/subscription"
)

// play tells a story to a repository and asks its questions.
//
//	member mia 2024-05-01 channel=web       a join; without a time at an unknown one
//	field mia NAME VALUE 2024-05-02         a custom field; without a time likewise
//	totals | trend | explain mia            with as-of= from= to= location= unit= channels=a,b
func play(ctx context.Context, s story.Story, open opener) error {
	facts, err := factsOf(s)
	if err != nil {
		return err
	}
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	var wrong []error
	for _, a := range s.Asks {
		got, err := answer(ctx, repo, a.Command)
		if err == nil && got != a.Want {
			err = differs(a.Want, got)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("line %d, %s: %w", a.Line, a.Verb, err))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("%s\n%w", s.Title, errors.Join(wrong...))
}

// differs is an error that shows where two texts differ, line by line.
func differs(want, got string) error {
	lines := func(s string) []string { return strings.Split(strings.TrimSuffix(s, "\n"), "\n") }
	return errors.New("the answer differs (- want, + got):\n" + cmp.Diff(lines(want), lines(got)))
}

func factsOf(s story.Story) (facts subscription.Memory, err error) {
	for _, c := range s.Facts {
		id := customer.ID(c.Arg(0))
		var at time.Time
		switch c.Verb {
		case "member":
			at, err = story.Time(c.Arg(1))
			facts.Members = append(facts.Members, subscription.Member{
				Customer: id, Channel: customer.Channel(c.Options["channel"]), JoinedAt: at,
			})
		case "field":
			at, err = story.Time(c.Arg(3))
			facts.Fields = append(facts.Fields, customer.Field{Customer: id, Name: c.Arg(1), Value: c.Arg(2), At: at})
		default:
			err = fmt.Errorf("no such fact: %s", c.Verb)
		}
		if err != nil {
			return facts, fmt.Errorf("line %d: %w", c.Line, err)
		}
	}
	return facts, nil
}

func answer(ctx context.Context, repo subscription.Repository, c story.Command) (string, error) {
	q, err := queryOf(c)
	if err != nil {
		return "", err
	}
	if c.Verb == "explain" {
		e, err := subscription.Explain(ctx, repo, customer.ID(c.Arg(0)), q)
		return renderExplanation(e), err
	}
	r, err := subscription.Summarize(ctx, repo, q)
	switch {
	case err != nil:
		return "", err
	case c.Verb == "totals":
		return renderTotals(r), nil
	case c.Verb == "trend":
		return renderTrend(r, q), nil
	}
	return "", fmt.Errorf("no such question: %s", c.Verb)
}

func queryOf(c story.Command) (q subscription.Query, err error) {
	if q.Location, err = calendar.Zone(c.Options["location"]); err != nil {
		return q, err
	}
	if q.AsOf, err = story.Time(c.Options["as-of"]); err != nil {
		return q, err
	}
	if q.Range.From, err = civil(c.Options["from"], q.Location); err != nil {
		return q, err
	}
	if q.Range.To, err = civil(c.Options["to"], q.Location); err != nil {
		return q, err
	}
	if c.Has("unit") {
		if q.Unit, err = calendar.ParseUnit(c.Options["unit"]); err != nil {
			return q, err
		}
	}
	for _, name := range c.List("channels") {
		q.Channels = append(q.Channels, customer.Channel(name))
	}
	return q, nil
}

// civil reads a date as its first instant in the location, and else an instant.
func civil(s string, loc *time.Location) (time.Time, error) {
	if d, err := calendar.ParseDate(s); err == nil {
		return d.Start(loc), nil
	}
	return story.Time(s)
}
