package notifytest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/story"
	"github.com/clientele-go/clientele/notify"
)

// errDown is what a sender that is down says. Like many it quotes the token.
var errDown = errors.New("the service is down")

// mailbox is a sender that keeps what it is given.
type mailbox struct {
	down bool
	got  []notify.Push
}

func (m *mailbox) Send(_ context.Context, p notify.Push) error {
	if m.down {
		return fmt.Errorf("%w for %s", errDown, p.Token.Reveal())
	}
	m.got = append(m.got, p)
	return nil
}

// push sends one, and writes which of the facts' tokens it was sent with and
// what is to be recorded.
func push(ctx context.Context, repo notify.Repository, facts notify.Memory, c story.Command, at time.Time) string {
	box := &mailbox{down: c.Has("sender")}
	p := notify.Push{
		Customer:     customer.ID(c.Arg(0)),
		Notification: notify.NotificationID(c.Options["notification"]),
		Text:         "hello",
	}
	a, err := notify.Send(ctx, repo, box, p, at)
	if err != nil {
		text := "not sent: " + err.Error() + "\n"
		if a != (customer.Action{}) || len(box.got) > 0 {
			text += "but something is to be recorded\n"
		}
		return hideFingerprints(text, facts)
	}
	var b strings.Builder
	for _, p := range box.got {
		fmt.Fprintf(&b, "sent to %s with %s\n", p.Customer, p.Token.Reveal())
	}
	if a.Kind == customer.Push {
		fmt.Fprintf(&b, "push received by %s at %s\n", a.Customer, story.Spell(a.At))
	}
	return b.String()
}

// hideFingerprints writes "(fingerprint)" for that of any token of the facts.
func hideFingerprints(text string, facts notify.Memory) string {
	for _, o := range facts.OptIns {
		if !o.Token.IsZero() {
			text = strings.ReplaceAll(text, o.Token.Fingerprint(), "(fingerprint)")
		}
	}
	return text
}

// tokens writes a customer's opt-ins as fmt prints them (N8), by time.
func tokens(ctx context.Context, repo notify.Repository, id customer.ID) (string, error) {
	var mine []notify.OptIn
	for o, err := range repo.EachOptIn(ctx, customer.Scope{Customers: []customer.ID{id}}) {
		if err != nil {
			return "", err
		}
		if o.Customer == id {
			mine = append(mine, o)
		}
	}
	slices.SortFunc(mine, func(a, b notify.OptIn) int { return a.SubscribedAt.Compare(b.SubscribedAt) })
	var b strings.Builder
	for _, o := range mine {
		fmt.Fprintf(&b, "%s %s %v, %d bytes\n", o.Notification, story.Spell(o.SubscribedAt), o.Token, len(o.Token.Reveal()))
	}
	return orNothing(&b), nil
}
