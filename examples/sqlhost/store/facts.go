package store

import (
	"context"
	"database/sql"
	"iter"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// facts is a query for all facts of one kind: a table, its customer's column, the
// column of the instant that the scope is about, and the columns that are read
// after the customer's.
type facts struct {
	table, owner, at string
	columns          []string
}

// each asks for the facts of a scope, and reads them with read, which is given
// the row behind the customer's ID.
func each[T any](ctx context.Context, s *Store, scope customer.Scope, f facts, read func(customer.ID, *reader) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := ctx.Err(); err != nil || f.table == "" {
			if err != nil {
				fail[T](err)(yield)
			}
			return
		}
		owner := col(f.owner)
		for of := range parts(scope) {
			q := s.d.NewQuery()
			known := ""
			if f.at != "" {
				known = q.Known(s.m.Clock, col(f.at), scope.Span.From, scope.Span.To)
			}
			within, err := s.whose(q, owner, of)
			if err != nil {
				fail[T](err)(yield)
				return
			}
			q.Add("SELECT ", strings.Join(append([]string{owner}, f.columns...), ", "), " FROM ", from(f.table), " WHERE ", where(within, known))
			r := s.newReader(1 + len(f.columns))
			for t, err := range rows(ctx, s, q, func(rows *sql.Rows) (T, error) {
				if err := r.row(rows); err != nil {
					var zero T
					return zero, err
				}
				t := read(r.id(), r)
				return t, r.err
			}) {
				if !yield(t, err) || err != nil {
					return
				}
			}
		}
	}
}

// EachCustomer yields the customers of the scope.
func (s *Store) EachCustomer(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Customer, error] {
	m := s.m.Customers
	columns := []string{
		text(m.Email), text(m.Username), text(m.Name), s.read(m.CreatedAt), text(m.SignedUp), text(m.ProfileComplete),
		text(m.Birthday), text(m.Favorite), text(m.LastDevice), text(m.Facebook), text(m.Twitter), text(m.Google),
		text(m.EmailConsent), s.read(m.EmailConsentAt),
	}
	return each(ctx, s, scope, facts{m.Table, m.ID, "", columns}, readCustomer)
}

func readCustomer(id customer.ID, r *reader) customer.Customer {
	return customer.Customer{
		ID: id, Email: customer.Email(r.text()), Username: r.text(), Name: r.text(), CreatedAt: r.time(),
		SignedUp: r.bool(), Profile: got(r, cell.profile), Birthday: got(r, cell.date), Favorite: r.bool(),
		LastDevice: r.text(), Facebook: r.text(), Twitter: r.text(), Google: r.text(),
		EmailConsent: customer.Consent{Answer: customer.Answer(r.word("", "granted", "denied", "withdrawn")), At: r.time()},
	}
}

// profile returns the host's word on whether a profile is complete, or no
// profile if there is none.
func (c cell) profile() (customer.Profile, error) {
	switch complete, err := c.bool(); {
	case err != nil || c == "":
		return customer.ProfileUnsaid, err
	case complete:
		return customer.ProfileComplete, nil
	}
	return customer.ProfileIncomplete, nil
}

// EachLogin yields the logins of the scope.
func (s *Store) EachLogin(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Login, error] {
	m := s.m.Logins
	return each(ctx, s, scope, facts{m.Table, m.Customer, m.At, []string{s.read(m.At)}},
		func(id customer.ID, r *reader) customer.Login { return customer.Login{Customer: id, At: r.time()} })
}

// EachMessage yields the messages of the scope.
func (s *Store) EachMessage(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Message, error] {
	m := s.m.Messages
	return each(ctx, s, scope, facts{m.Table, m.Customer, m.At, []string{s.read(m.At), text(m.Direction), text(m.Channel)}},
		func(id customer.ID, r *reader) customer.Message {
			return customer.Message{Customer: id, At: r.time(), Direction: r.direction(), Channel: r.channel()}
		})
}

func (r *reader) direction() customer.Direction { return customer.Direction(r.word("in", "out")) }

// EachAction yields the actions of the scope.
func (s *Store) EachAction(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Action, error] {
	m := s.m.Actions
	return each(ctx, s, scope, facts{m.Table, m.Customer, m.At, []string{text(m.Kind), s.read(m.At)}},
		func(id customer.ID, r *reader) customer.Action {
			return customer.Action{Customer: id, Kind: r.action(), At: r.time()}
		})
}

func (r *reader) action() customer.ActionKind {
	return customer.ActionKind(r.word("share", "comment", "redemption", "push"))
}

// EachTag yields the tags of the scope.
func (s *Store) EachTag(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Tag, error] {
	m := s.m.Tags
	return each(ctx, s, scope, facts{m.Table, m.Customer, "", []string{text(m.Tag)}},
		func(id customer.ID, r *reader) customer.Tag { return customer.Tag{Customer: id, Name: r.text()} })
}

// EachField yields the custom fields of the scope.
func (s *Store) EachField(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Field, error] {
	m := s.m.Fields
	return each(ctx, s, scope, facts{m.Table, m.Customer, m.At, []string{text(m.Name), text(m.Value), s.read(m.At)}},
		func(id customer.ID, r *reader) customer.Field {
			return customer.Field{Customer: id, Name: r.text(), Value: r.text(), At: r.time()}
		})
}

// EachMembership yields the acts of joining of the scope.
func (s *Store) EachMembership(ctx context.Context, scope customer.Scope) iter.Seq2[subscription.Membership, error] {
	m := s.m.Members
	return each(ctx, s, scope, facts{m.Table, m.Customer, m.JoinedAt, []string{text(m.Channel), s.read(m.JoinedAt)}},
		func(id customer.ID, r *reader) subscription.Membership {
			return subscription.Membership{Customer: id, Channel: r.channel(), JoinedAt: r.time()}
		})
}

// EachNotification yields the notifications.
func (s *Store) EachNotification(ctx context.Context, _ customer.Scope) iter.Seq2[notify.Notification, error] {
	m := s.m.Notifications
	columns := []string{text(m.Name), text(m.Active), text(m.Frequency), text(m.Channel)}
	return each(ctx, s, customer.Scope{}, facts{m.Table, m.ID, "", columns},
		func(id customer.ID, r *reader) notify.Notification {
			return notify.Notification{
				ID: notify.NotificationID(id), Name: r.text(), Active: r.bool(),
				Frequency: notify.PushFrequency(r.word("", "daily", "weekly", "monthly")), Channel: r.channel(),
			}
		})
}

// EachOptIn yields the opt-ins of the scope, with their tokens.
func (s *Store) EachOptIn(ctx context.Context, scope customer.Scope) iter.Seq2[notify.OptIn, error] {
	m := s.m.Tokens
	columns := []string{text(m.Notification), s.read(m.SubscribedAt), s.read(m.ExpiresAt), s.read(m.StoppedAt), text(m.Token)}
	return each(ctx, s, scope, facts{m.Table, m.Customer, m.SubscribedAt, columns},
		func(id customer.ID, r *reader) notify.OptIn {
			return notify.OptIn{
				Customer: id, Notification: notify.NotificationID(r.text()), SubscribedAt: r.time(),
				ExpiresAt: r.time(), StoppedAt: r.time(), Token: notify.NewToken(r.text()),
			}
		})
}
