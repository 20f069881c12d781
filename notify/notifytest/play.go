package notifytest

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
	"github.com/clientele-go/clientele/notify"
)

// play tells a story to a repository and asks its questions.
//
//	notification ID NAME active=yes frequency=weekly channel=web
//	optin NOTIFICATION ann 2024-05-01 expires=2024-06-01 stopped=2024-05-10 token=T
//	meta ann 2024-05-01 KEY=VALUE…           Meta's webhook says it of the notification titled so
//	users | subscriptions | expiry | expired | details
//	                                         with as-of= from= to= location= names=a,b channels=a,b
//	push ann as-of=2024-05-02 notification=N sender=down
//	tokens ann                               the opt-ins as the repository yields them
//
// A time of "-", or none, is an unknown one.
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
		got, err := answer(ctx, repo, facts, a.Command)
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

func factsOf(s story.Story) (facts notify.Memory, err error) {
	var said webhook
	for _, c := range s.Facts {
		switch c.Verb {
		case "notification":
			err = addNotification(&facts, c)
		case "optin":
			err = addOptIn(&facts, c)
		case "meta":
			err = said.add(c)
		default:
			err = fmt.Errorf("no such fact: %s", c.Verb)
		}
		if err != nil {
			return facts, fmt.Errorf("line %d: %w", c.Line, err)
		}
	}
	optIns, err := said.optIns(facts.Notifications)
	facts.OptIns = append(facts.OptIns, optIns...)
	return facts, err
}

func addNotification(facts *notify.Memory, c story.Command) error {
	f, err := notify.ParseFrequency(c.Options["frequency"])
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
	at, err1 := story.Time(c.Arg(2))
	expires, err2 := story.Time(c.Options["expires"])
	stopped, err3 := story.Time(c.Options["stopped"])
	facts.OptIns = append(facts.OptIns, notify.OptIn{
		Notification: notify.NotificationID(c.Arg(0)),
		Customer:     customer.ID(c.Arg(1)),
		SubscribedAt: at,
		ExpiresAt:    expires,
		StoppedAt:    stopped,
		Token:        notify.NewToken(c.Options["token"]),
	})
	return errors.Join(err1, err2, err3)
}

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
	r, err := notify.Summarize(ctx, repo, q)
	switch {
	case err != nil && c.Has("refused"):
		return err.Error() + "\n", nil
	case err != nil:
		return "", err
	}
	switch c.Verb {
	case "users":
		return renderUsers(&r), nil
	case "subscriptions":
		return renderSubscriptions(&r), nil
	case "expiry":
		return renderTrend(r.ExpiryTrend(&q)), nil
	case "expired":
		return renderTrend(r.ExpiredTrend(&q)), nil
	case "details":
		return renderDetails(&r), nil
	}
	return "", fmt.Errorf("no such question: %s", c.Verb)
}

func queryOf(c story.Command) (q notify.Query, err error) {
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
	q.Names = c.List("names")
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
