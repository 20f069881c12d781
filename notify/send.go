package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	leak "github.com/clientele-go/clientele/internal/base/redact"
)

// Push is one push notification to one customer (N1). Its text is for the customer
// alone, so a Push prints the customer's ID and the token's fingerprint, and nothing
// else, as customer.Customer prints its ID alone. A Sender reads the fields.
type Push struct {
	Customer     customer.ID    // never empty
	Notification NotificationID // the subscription that it is sent to; empty is any
	Title        string         // as the sender understands it; can be empty
	Text         string         // likewise
	Token        Token          // what it is sent with; Send chooses it
}

// Format prints the customer's ID and the token's fingerprint, whatever the verb.
func (p Push) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "push to customer %q with %s", string(p.Customer), p.Token)
}

// LogValue returns what Format prints.
func (p Push) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(p)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Push) MarshalText() ([]byte, error) {
	return leak.Unsent("a notify.Push", "its fields")
}

// Sender delivers pushes by the service that the host uses. It is the one place
// where Token.Reveal belongs. A nil error means that the push was delivered, or
// accepted for delivery, whichever the host counts as received.
type Sender interface {
	// Send delivers one push with p.Token, which is always known.
	Send(ctx context.Context, p Push) error
}

// The conditions under which nothing is sent.
var (
	ErrNoCustomer = errors.New("notify: a push to nobody")
	ErrNoToken    = errors.New("notify: the customer has no token that can be sent with")
)

// Send sends one push to one customer (N1). It returns an action of the kind
// customer.Push at the given instant. Record it: pushes received are counted from
// what is recorded. Send chooses the token as of the same instant. If that is zero, the
// error is calendar.ErrAsOf (T1).
//
// Send takes the token of the latest opt-in among the customer's subscriptions that are
// neither stopped nor expired, by the rules of State, and whose latest opt-in has a known
// token. If p.Notification is not empty, only opt-ins to it count. Of several opt-ins at one
// instant, the one with the later expiry wins, and never is the latest. Send ignores the
// p.Token that it is given. It does not ask whether the notification is still active.
//
// Send leaves nothing out: a *customer.FactError that the repository yields is its error.
// The errors are calendar.ErrAsOf, ErrNoCustomer, ErrNoToken, those of the repository and
// those of the sender. On an error record nothing; the action is the zero value. The text of
// a sender's error does not show the token (N8); errors.Is and errors.As find what the sender
// returned.
func Send(ctx context.Context, repo Repository, sender Sender, p Push, at time.Time) (customer.Action, error) {
	if err := calendar.Check(at, nil); err != nil {
		return customer.Action{}, err
	}
	if p.Customer == "" {
		return customer.Action{}, ErrNoCustomer
	}
	token, err := chooseToken(ctx, repo, p, at)
	if err != nil {
		return customer.Action{}, err
	}
	p.Token = token
	if err := sender.Send(ctx, p); err != nil {
		return customer.Action{}, newSendError(err, token)
	}
	return customer.Action{Customer: p.Customer, Kind: customer.Push, At: plain(at)}, nil
}

// chooseToken finds the token that Send sends with.
func chooseToken(ctx context.Context, repo Repository, p Push, at time.Time) (Token, error) {
	q := Query{AsOf: at}
	scope := customer.Scope{Customers: []customer.ID{p.Customer}, Span: calendar.AsOf(at)}
	var d Digest
	var mine []OptIn
	for o, err := range repo.EachOptIn(ctx, scope) {
		if err != nil {
			return Token{}, fmt.Errorf("reading opt-ins: %w", err)
		}
		if o.Customer == p.Customer && (p.Notification == "" || o.Notification == p.Notification) {
			d.AddOptIn(o, &q)
			mine = append(mine, o)
		}
	}
	var best OptIn
	for _, o := range mine {
		if !o.Token.IsZero() && d.current(o, &q) && (best.Token.IsZero() || newer(o, best)) {
			best = o
		}
	}
	if best.Token.IsZero() {
		return Token{}, ErrNoToken
	}
	return best.Token, nil
}

// current reports whether an opt-in is the latest one of its subscription, and the
// subscription is neither stopped nor expired.
func (d *Digest) current(o OptIn, q *Query) bool {
	for i := range d.Subscriptions {
		s := &d.Subscriptions[i]
		if s.Notification == o.Notification {
			state := s.State(q)
			return state != Stopped && state != Expired &&
				s.OptedInAt.Equal(o.SubscribedAt) && s.ExpiresAt.Equal(o.ExpiresAt)
		}
	}
	return false
}

// newer reports whether to send with a rather than b: with the later opt-in, then the
// later expiry, then by bytes, so that arrival order never matters.
func newer(a, b OptIn) bool {
	if c := a.SubscribedAt.Compare(b.SubscribedAt); c != 0 {
		return c > 0
	}
	if !a.ExpiresAt.Equal(b.ExpiresAt) {
		return expiresLater(a.ExpiresAt, b.ExpiresAt)
	}
	return cmp.Or(cmp.Compare(a.Notification, b.Notification), cmp.Compare(a.Token.Reveal(), b.Token.Reveal())) < 0
}
