package store

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// GroupedEngagement is the store as a repository of engagement that groups in
// the database.
type GroupedEngagement struct{ *Store }

// EachDigest yields a digest for every customer of the scope's range.
func (s GroupedEngagement) EachDigest(ctx context.Context, q engagement.Query, scope customer.Scope) iter.Seq2[engagement.Digest, error] {
	ask := orderQuestion{q.AsOf, q.Span(), q.Channels, scope.Range}
	parts := []part[engagement.Digest]{
		{"messages", s.messageDigests(ctx, &q, scope.Range)},
		{"tags", s.tagDigests(ctx, scope.Range)},
		{"fields", s.fieldDigests(ctx, &q, scope.Range)},
	}
	if q.Interaction == engagement.Any {
		parts = append(parts, s.anyDigests(ctx, &q, scope)...)
	} else {
		parts = append(parts,
			part[engagement.Digest]{"orders", s.orderDigests(ctx, &q, s.alikes(ctx, ask))},
			part[engagement.Digest]{"orders", s.orderDigests(ctx, &q, s.single(ctx, ask))})
	}
	return merged(ctx,
		func(d *engagement.Digest) customer.ID { return d.ID },
		func(d *engagement.Digest, part engagement.Digest) error { d.Merge(part); return nil },
		parts...)
}

// anyDigests returns queries for what else is an interaction (E1): logins,
// actions, and orders. Orders come one by one, because groups of them have no
// time of placing.
func (s GroupedEngagement) anyDigests(ctx context.Context, q *engagement.Query, scope customer.Scope) []part[engagement.Digest] {
	since := customer.Scope{Span: calendar.Span{From: q.Span().From, To: calendar.AsOf(q.AsOf).To}, Range: scope.Range}
	return []part[engagement.Digest]{
		{"orders", digestsOf(s.EachOrder(ctx, customer.Scope{Span: calendar.AsOf(q.AsOf), Range: scope.Range}), func(o customer.Order) (engagement.Digest, error) {
			d := engagement.Digest{ID: o.Customer}
			err := d.AddOrder(o, q)
			return d, err
		})},
		{"logins", digestsOf(s.EachLogin(ctx, since), func(l customer.Login) (engagement.Digest, error) {
			d := engagement.Digest{ID: l.Customer}
			d.AddLogin(l, q)
			return d, nil
		})},
		{"actions", digestsOf(s.EachAction(ctx, since), func(a customer.Action) (engagement.Digest, error) {
			d := engagement.Digest{ID: a.Customer}
			d.AddAction(a, q)
			return d, nil
		})},
	}
}

// digestsOf makes a digest of each fact.
func digestsOf[F, D any](facts iter.Seq2[F, error], digest func(F) (D, error)) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		for f, err := range facts {
			var d D
			if err == nil {
				d, err = digest(f)
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}

func (s GroupedEngagement) messageDigests(ctx context.Context, q *engagement.Query, r customer.Range) iter.Seq2[engagement.Digest, error] {
	m := s.m.Messages
	if m.Table == "" {
		return none[engagement.Digest]
	}
	at := s.instant(m.At)
	return grouped(ctx, s.Store, r, func(query *dialect.Query) grouping {
		return grouping{
			table: from(m.Table), owner: col(m.Customer),
			keys:  []string{s.d.Bytes(col(m.Direction)), s.d.Bytes(text(m.Channel)), s.place(query, at, q.AsOf, q.Span())},
			sums:  []string{s.count(), s.latest(at)},
			where: where(on(query, text(m.Channel), q.Channels), query.Known(s.m.Clock, at, q.Span().From, calendar.AsOf(q.AsOf).To)),
		}
	}, func(id customer.ID, r *reader) (engagement.Digest, error) {
		d := engagement.Digest{ID: id}
		fact := customer.Message{Customer: id, Direction: r.direction(), Channel: r.channel()}
		r.int()
		n := r.int()
		fact.At = r.time()
		d.AddMessage(fact, q)
		d.Undated *= n
		return d, nil
	})
}

func (s GroupedEngagement) orderDigests(ctx context.Context, q *engagement.Query, orders iter.Seq2[alike, error]) iter.Seq2[engagement.Digest, error] {
	return ordersOf(ctx, s.Store, orders, func(o *alike) (engagement.Digest, error) {
		d := engagement.Digest{ID: o.Customer}
		if o.group && len(q.Channels) > 0 {
			o.Channel = q.Channels[0] // all are on a selected one
		}
		err := d.AddOrder(o.Order, q)
		for _, count := range []*int{&d.Paid.Ever, &d.Paid.InRange, &d.CheckoutLink.Ever, &d.CheckoutLink.InRange} {
			*count *= o.n
		}
		return d, err
	})
}

func (s GroupedEngagement) tagDigests(ctx context.Context, r customer.Range) iter.Seq2[engagement.Digest, error] {
	m := s.m.Tags
	if m.Table == "" {
		return none[engagement.Digest]
	}
	return grouped(ctx, s.Store, r, func(query *dialect.Query) grouping {
		return grouping{
			table: from(m.Table), owner: col(m.Customer), keys: []string{s.d.Bytes(col(m.Tag))},
		}
	}, func(id customer.ID, r *reader) (engagement.Digest, error) {
		return engagement.Digest{ID: id, Tags: []string{r.text()}}, nil
	})
}

func (s GroupedEngagement) fieldDigests(ctx context.Context, q *engagement.Query, r customer.Range) iter.Seq2[engagement.Digest, error] {
	m := s.m.Fields
	if m.Table == "" {
		return none[engagement.Digest]
	}
	return grouped(ctx, s.Store, r, func(query *dialect.Query) grouping {
		return grouping{
			table: from(m.Table), owner: col(m.Customer),
			keys:  []string{s.d.Bytes(col(m.Name)), s.d.Bytes(text(m.Value))},
			where: s.known(query, s.instant(m.At), q.AsOf),
		}
	}, func(id customer.ID, r *reader) (engagement.Digest, error) {
		return engagement.Digest{ID: id, Values: []engagement.Value{{Field: r.text(), Value: r.text()}}}, nil
	})
}

// GroupedSubscription is the store as a repository of subscription that groups
// in the database.
type GroupedSubscription struct{ *Store }

// EachDigest yields a digest for every customer of the scope's range with members
// or fields that may mark.
func (s GroupedSubscription) EachDigest(ctx context.Context, q subscription.Query, scope customer.Scope) iter.Seq2[subscription.Digest, error] {
	return merged(ctx,
		func(d *subscription.Digest) customer.ID { return d.ID },
		func(d *subscription.Digest, part subscription.Digest) error { d.Merge(part); return nil },
		part[subscription.Digest]{"members", s.memberDigests(ctx, &q, scope.Range)},
		part[subscription.Digest]{"fields", s.markerDigests(ctx, &q, scope.Range)},
	)
}

func (s GroupedSubscription) memberDigests(ctx context.Context, q *subscription.Query, r customer.Range) iter.Seq2[subscription.Digest, error] {
	m := s.m.Members
	if m.Table == "" {
		return none[subscription.Digest]
	}
	at := s.instant(m.JoinedAt)
	return grouped(ctx, s.Store, r, func(query *dialect.Query) grouping {
		return grouping{
			table: from(m.Table), owner: col(m.Customer),
			keys: []string{s.sorted(at)}, at: 1,
			where: where(on(query, text(m.Channel), q.Channels), s.known(query, at, q.AsOf)),
		}
	}, func(id customer.ID, r *reader) (subscription.Digest, error) {
		return subscription.Digest{ID: id, Joins: []time.Time{r.time()}}, nil
	})
}

// markerDigests asks for the fields that may mark an unsubscribe (U1): in name
// or value stand, in this order, the letters of the shortest part that all
// three words share. Which ones do mark, the rules say.
func (s GroupedSubscription) markerDigests(ctx context.Context, q *subscription.Query, r customer.Range) iter.Seq2[subscription.Digest, error] {
	m := s.m.Fields
	if m.Table == "" {
		return none[subscription.Digest]
	}
	at := s.instant(m.At)
	may := func(column string) string { return "LOWER(" + s.d.Bytes(column) + ") LIKE '%u%n%s%u%b%'" }
	return grouped(ctx, s.Store, r, func(query *dialect.Query) grouping {
		known := s.known(query, at, q.AsOf)
		marks := where(known) // by a host's own words, any field may mark
		if q.Words.IsZero() {
			marks = where("("+may(col(m.Name))+" OR "+may(text(m.Value))+")", known)
		}
		return grouping{
			table: from(m.Table), owner: col(m.Customer),
			keys: []string{s.d.Bytes(col(m.Name)), s.d.Bytes(text(m.Value)), s.sorted(at)}, at: 3,
			where: marks,
		}
	}, func(id customer.ID, r *reader) (subscription.Digest, error) {
		d := subscription.Digest{ID: id}
		d.AddField(customer.Field{Customer: id, Name: r.text(), Value: r.text(), At: r.time()}, q)
		return d, nil
	})
}

// GroupedNotify is the store as a repository of notify that groups in the
// database. No token crosses the wire.
type GroupedNotify struct{ *Store }

// EachDigest yields a digest for every customer of the scope's range with opt-ins.
// Opt-ins of one customer to one notification at one instant are one: the latest
// expiry, never being the latest, and the latest stop (N6).
func (s GroupedNotify) EachDigest(ctx context.Context, q notify.Query, scope customer.Scope) iter.Seq2[notify.Digest, error] {
	return merged(ctx,
		func(d *notify.Digest) customer.ID { return d.ID },
		func(d *notify.Digest, part notify.Digest) error { d.Merge(part); return nil },
		part[notify.Digest]{"opt-ins", s.optInDigests(ctx, &q, scope.Range)},
	)
}

func (s GroupedNotify) optInDigests(ctx context.Context, q *notify.Query, r customer.Range) iter.Seq2[notify.Digest, error] {
	m := s.m.Tokens
	if m.Table == "" {
		return none[notify.Digest]
	}
	c := s.m.Clock
	at, expires, stopped := s.instant(m.SubscribedAt), s.instant(m.ExpiresAt), s.instant(m.StoppedAt)
	return grouped(ctx, s.Store, r, func(query *dialect.Query) grouping {
		return grouping{
			table: from(m.Table), owner: col(m.Customer),
			keys: []string{s.d.Bytes(col(m.Notification)), s.sorted(at)}, at: 2,
			sums: []string{
				s.d.Integer("MAX(CASE WHEN " + s.d.Undated(c, expires) + " THEN 1 ELSE 0 END)"), s.latest(expires),
				s.d.Read(c, "MAX(CASE WHEN "+s.known(query, stopped, q.AsOf)+" THEN "+s.sorted(stopped)+" END)"),
			},
			where: s.known(query, at, q.AsOf),
		}
	}, func(id customer.ID, r *reader) (notify.Digest, error) {
		d := notify.Digest{ID: id}
		o := notify.OptIn{Customer: id, Notification: notify.NotificationID(r.text()), SubscribedAt: r.time()}
		never := r.int() == 1
		if o.ExpiresAt = r.time(); never {
			o.ExpiresAt = time.Time{}
		}
		o.StoppedAt = r.time()
		d.AddOptIn(o, q)
		return d, nil
	})
}
