package notifytest

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
	"github.com/clientele-go/clientele/notify"
)

// factsOf returns the facts that a story tells:
//
//	notification ID NAME active=yes frequency=weekly channel=web
//	optin NOTIFICATION ann 2024-05-01 expires=2024-06-01 stopped=2024-05-10 token=T
//	meta ann 2024-05-01 KEY=VALUE…           Meta's webhook says it of the notification titled so
//
// A time of "-", or none, is an unknown one.
func factsOf(s story.Story) (facts notify.Memory, err error) {
	var said webhook
	err = s.Tell(func(c story.Command) error {
		switch c.Verb {
		case "notification":
			return addNotification(&facts, c)
		case "optin":
			return addOptIn(&facts, c)
		case "meta":
			return said.add(c)
		}
		return fmt.Errorf("no such fact: %s", c.Verb)
	})
	if err != nil {
		return facts, err
	}
	optIns, err := said.optIns(facts.Notifications)
	facts.OptIns = append(facts.OptIns, optIns...)
	return facts, err
}

func addNotification(facts *notify.Memory, c story.Command) error {
	var f notify.PushFrequency
	err := f.UnmarshalText([]byte(c.Options["frequency"]))
	facts.Notifications = append(facts.Notifications, notify.Notification{
		ID:        notify.NotificationID(c.Arg(0)),
		Name:      c.Arg(1),
		Active:    c.Options["active"] != "no",
		Frequency: f,
		Channel:   customer.Channel(c.Options["channel"]),
	})
	return err
}

func addOptIn(facts *notify.Memory, c story.Command) error {
	o := notify.OptIn{
		Notification: notify.NotificationID(c.Arg(0)),
		Customer:     customer.ID(c.Arg(1)),
		Token:        notify.NewToken(c.Options["token"]),
	}
	if err := c.Times(map[string]*time.Time{"expires": &o.ExpiresAt, "stopped": &o.StoppedAt}); err != nil {
		return err
	}
	var err error
	o.SubscribedAt, err = story.Time(c.Arg(2))
	facts.OptIns = append(facts.OptIns, o)
	return err
}

// answer asks a repository one question:
//
//	users | subscriptions | expiry | expired | details
//	                                         with as-of= from= to= location= names=a,b channels=a,b,
//	                                         and [leave-out] or refused=, without bad facts or with the error
//	renewals | outlook                       the same, what became of opt-ins and what is ahead
//	push ann as-of=2024-05-02 notification=N sender=down
//	tokens ann                               the opt-ins as the repository yields them
func answer(ctx context.Context, repo notify.Repository, facts notify.Memory, c story.Command) (string, error) {
	q, err := queryOf(c)
	if err != nil {
		return "", err
	}
	switch c.Verb {
	case "push":
		return push(ctx, repo, facts, c, q.AsOf), nil
	case "tokens":
		return tokens(ctx, repo, customer.ID(c.Arg(0)))
	}
	var run customer.Run
	if c.Flag("leave-out") {
		run.LeaveOut = func(*customer.FactError) {}
	}
	r, err := notify.Summarize(ctx, repo, q, &run)
	switch {
	case err != nil && c.Has("refused"):
		return err.Error() + "\n", nil
	case err != nil:
		return "", err
	}
	switch c.Verb {
	case "users":
		return renderUsers(&r) + kit.RenderLeftOut(r.LeftOut), nil
	case "subscriptions":
		return renderSubscriptions(&r), nil
	case "expiry":
		return renderTrend(r.ExpiryTrend(&q))
	case "expired":
		return renderTrend(r.ExpiredTrend(&q))
	case "details":
		return renderDetails(&r), nil
	case "renewals", "outlook":
		return ahead(ctx, repo, q, &run, &r, c)
	}
	return "", fmt.Errorf("no such question: %s", c.Verb)
}

// ahead answers what became of the opt-ins that ended, or what is ahead.
func ahead(ctx context.Context, repo notify.Repository, q notify.Query, run *customer.Run, report *notify.Report, c story.Command) (string, error) {
	r, err := notify.SummarizeRenewals(ctx, repo, q, run)
	if err != nil {
		return "", err
	}
	if c.Verb == "renewals" {
		return renderRenewals(&r) + kit.RenderLeftOut(r.LeftOut), nil
	}
	return renderOutlook(r.Outlook(report, &q))
}

func queryOf(c story.Command) (q notify.Query, err error) {
	if q.AsOf, q.Location, err = c.Moment(); err != nil {
		return q, err
	}
	q.Names = c.List("names")
	q.Channels = story.List[customer.Channel](c, "channels")
	q.Range, err = c.Span("from", "to", q.Location)
	return q, err
}
