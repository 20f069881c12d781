package subscriptiontest

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
	"github.com/clientele-go/clientele/subscription"
)

// factsOf returns the facts that a story tells:
//
//	member mia 2024-05-01 channel=web       a join; without a time at an unknown one
//	field mia NAME VALUE 2024-05-02         a custom field; without a time likewise
func factsOf(s story.Story) (facts subscription.Memory, err error) {
	err = s.Tell(func(c story.Command) error {
		switch c.Verb {
		case "member":
			at, err := story.Time(c.Arg(1))
			facts.Memberships = append(facts.Memberships, subscription.Membership{
				Customer: customer.ID(c.Arg(0)), Channel: customer.Channel(c.Options["channel"]), JoinedAt: at,
			})
			return err
		case "field":
			f, err := kit.ReadField(c)
			facts.Fields = append(facts.Fields, f)
			return err
		}
		return fmt.Errorf("no such fact: %s", c.Verb)
	})
	return facts, err
}

// answer asks a repository one question:
//
//	totals | trend | explain mia            with as-of= from= to= location= unit= channels=a,b
//	                                        names=a,b values=a,b no=a,b: a host's own words
func answer(ctx context.Context, repo subscription.Repository, _ subscription.Memory, c story.Command) (string, error) {
	q, err := queryOf(c)
	if err != nil {
		return "", err
	}
	if c.Verb == "explain" {
		e, err := subscription.Explain(ctx, repo, customer.ID(c.Arg(0)), q)
		return renderExplanation(e), err
	}
	r, err := subscription.Summarize(ctx, repo, q, nil)
	switch {
	case err != nil:
		return "", err
	case c.Verb == "totals":
		return renderTotals(r), nil
	case c.Verb == "trend":
		return renderTrend(r, q)
	}
	return "", fmt.Errorf("no such question: %s", c.Verb)
}

func queryOf(c story.Command) (q subscription.Query, err error) {
	if q.AsOf, q.Location, err = c.Moment(); err != nil {
		return q, err
	}
	if q.Range, err = c.Span("from", "to", q.Location); err != nil {
		return q, err
	}
	q.Words = subscription.Words{Names: c.List("names"), Values: c.List("values"), No: c.List("no")}
	q.Channels = story.List[customer.Channel](c, "channels")
	if c.Has("unit") {
		q.Unit, err = calendar.ParseUnit(c.Options["unit"])
	}
	return q, err
}
