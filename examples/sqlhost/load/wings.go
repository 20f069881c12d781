package load

import (
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

func (e *encoder) member(m subscription.Membership) []any {
	return []any{string(m.Customer), string(m.Channel), e.time(m.JoinedAt)}
}

func (e *encoder) notification(n notify.Notification) []any {
	return []any{string(n.ID), n.Name, e.d.Bool(n.Active), n.Frequency.String(), string(n.Channel)}
}

// optIn writes the token as it is: storage is where Reveal belongs (N8).
func (e *encoder) optIn(o notify.OptIn) []any {
	return []any{
		string(o.Notification), string(o.Customer), e.time(o.SubscribedAt), e.time(o.ExpiresAt), e.time(o.StoppedAt), o.Token.Reveal(),
	}
}
