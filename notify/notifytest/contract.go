package notifytest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
	"github.com/clientele-go/clientele/notify"
)

type (
	source = kit.AnyKind[notify.Memory, notify.Repository]
	watch  = kit.Watch[notify.Repository]
)

// kinds returns a source for each kind of fact.
func kinds() []source {
	return []source{
		kit.KindOf(notificationKind(), func(m notify.Memory) []notify.Notification { return m.Notifications }, notify.Repository.EachNotification),
		kit.KindOf(optInKind(), func(m notify.Memory) []notify.OptIn { return m.OptIns }, notify.Repository.EachOptIn),
	}
}

// digests returns the digests of a repository that groups by itself.
func digests(ctx context.Context, repo notify.Repository, s customer.Scope) iter.Seq2[kit.Group, error] {
	g, ok := repo.(notify.Digester)
	if !ok {
		return nil
	}
	return kit.Groups(g.EachDigest(ctx, notify.Query{AsOf: kit.Day(60)}, s), func(d notify.Digest) kit.Group { return kit.Group{Owner: d.ID} })
}

// notificationKind returns the kind of fact that notifications are. They belong to
// nobody and are yielded whatever the scope.
func notificationKind() kit.FactKind[notify.Notification] {
	return kit.FactKind[notify.Notification]{
		Method: "EachNotification",
		Text: func(n notify.Notification) string {
			return fmt.Sprintf("notification %q named %q, active %t, frequency %v, channel %q", n.ID, n.Name, n.Active, n.Frequency, n.Channel)
		},
	}
}

// optInKind returns the kind of fact that opt-ins are. A span selects them only by
// when the customer subscribed.
func optInKind() kit.FactKind[notify.OptIn] {
	return kit.FactKind[notify.OptIn]{
		Method: "EachOptIn",
		Owner:  func(o *notify.OptIn) *customer.ID { return &o.Customer },
		When:   func(o notify.OptIn) []time.Time { return []time.Time{o.SubscribedAt} },
		Text: func(o notify.OptIn) string {
			return fmt.Sprintf("opt-in of %q to %q at %s, expires %s, stopped %s, %v", o.Customer, o.Notification,
				story.Spell(o.SubscribedAt), story.Spell(o.ExpiresAt), story.Spell(o.StoppedAt), o.Token)
		},
	}
}

// questions returns the questions that are asked of a shop.
func questions() []kit.Question[notify.Repository] {
	return kit.Questions(shopQueries(), func(q notify.Query) string {
		return fmt.Sprintf("as of %s in %v of %q on %q", story.Spell(q.AsOf), q.Range, q.Names, q.Channels)
	}, everything)
}

// everything returns all answers to a question, as text.
func everything(ctx context.Context, repo notify.Repository, q notify.Query, run *customer.Run) (string, error) {
	r, err := notify.Summarize(ctx, repo, q, run)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(renderUsers(&r) + renderSubscriptions(&r))
	expiring, err := renderTrend(r.ExpiryTrend(&q))
	if err != nil {
		return "", err
	}
	expired, err := renderTrend(r.ExpiredTrend(&q))
	if err != nil {
		return "", err
	}
	b.WriteString("expiring:\n" + expiring + "expired:\n" + expired)
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
