package notifytest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kit"
	"github.com/clientele-go/clientele/internal/story"
	"github.com/clientele-go/clientele/notify"
)

// clauses are the clauses of the contract, each checked directly.
func clauses() []kit.Clause[notify.Memory, notify.Repository] {
	return []kit.Clause[notify.Memory, notify.Repository]{
		{Name: "contract: notifications", Facts: busyShop, Check: eachNotification},
		{Name: "contract: opt-ins", Facts: busyShop, Check: eachOptIn},
		{Name: "contract: digests", Facts: busyShop, Check: digests},
		{Name: "laws: answers are the reference's", Facts: busyShop, Check: answers},
	}
}

func eachNotification(ctx context.Context, repo notify.Repository) error {
	return notifications().Check(ctx, busyShop().Notifications, repo.EachNotification, false)
}

func eachOptIn(ctx context.Context, repo notify.Repository) error {
	return optIns().Check(ctx, busyShop().OptIns, repo.EachOptIn, customer.Ordered(repo))
}

// notifications are nobody's, and needed whatever the scope.
func notifications() kit.Kind[notify.Notification] {
	return kit.Kind[notify.Notification]{
		Method: "EachNotification",
		Text: func(n notify.Notification) string {
			return fmt.Sprintf("notification %q named %q, active %t, frequency %v, channel %q", n.ID, n.Name, n.Active, n.Frequency, n.Channel)
		},
	}
}

// optIns are asked for by when the customer subscribed alone.
func optIns() kit.Kind[notify.OptIn] {
	return kit.Kind[notify.OptIn]{
		Method: "EachOptIn",
		Owner:  func(o *notify.OptIn) *customer.ID { return &o.Customer },
		When:   func(o notify.OptIn) []time.Time { return []time.Time{o.SubscribedAt} },
		Text: func(o notify.OptIn) string {
			return fmt.Sprintf("opt-in of %q to %q at %s, expires %s, stopped %s, %v", o.Customer, o.Notification,
				story.Spell(o.SubscribedAt), story.Spell(o.ExpiresAt), story.Spell(o.StoppedAt), o.Token)
		},
	}
}

// digests checks that every customer comes once.
func digests(ctx context.Context, repo notify.Repository) error {
	all := notify.Digests(ctx, repo, notify.Query{AsOf: kit.Day(60)})
	return kit.OneEach(all, func(d notify.Digest) customer.ID { return d.ID })
}

// answers compares with the answers of Memory to the same questions.
func answers(ctx context.Context, repo notify.Repository) error {
	return kit.Answers[notify.Repository](ctx, busyShop(), repo, shopQueries(), everything, func(q notify.Query) string {
		return fmt.Sprintf("as of %s in %v of %q on %q", story.Spell(q.AsOf), q.Range, q.Names, q.Channels)
	})
}

// everything is every answer to a question, as text.
func everything(ctx context.Context, repo notify.Repository, q notify.Query) (string, error) {
	r, err := notify.Summarize(ctx, repo, q)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(renderUsers(&r) + renderSubscriptions(&r))
	b.WriteString("expiring:\n" + renderTrend(r.ExpiryTrend(&q)))
	b.WriteString("expired:\n" + renderTrend(r.ExpiredTrend(&q)))
	b.WriteString(renderDetails(&r))
	for _, id := range kit.Customers() {
		box := &mailbox{}
		_, err := notify.Send(ctx, repo, box, notify.Push{Customer: id}, q.AsOf)
		if err != nil && !errors.Is(err, notify.ErrNoToken) {
			return "", err
		}
		for _, p := range box.got {
			fmt.Fprintf(&b, "a push to %q with %v\n", string(id), p.Token)
		}
	}
	return b.String(), nil
}
