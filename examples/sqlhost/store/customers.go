package store

import (
	"context"
	"iter"
	"strings"

	"github.com/clientele-go/clientele/customer"
)

// Grouped is the store as a repository of customer that groups in the
// database.
type Grouped struct{ *Store }

// EachDigest yields a digest for every customer, in customer order.
func (s Grouped) EachDigest(ctx context.Context, q customer.Query) iter.Seq2[customer.Digest, error] {
	grouped, single := s.alikes(ctx, orderQuestion{asOf: q.AsOf})
	return parts(ctx,
		func(d *customer.Digest) customer.ID { return d.ID },
		func(d *customer.Digest, part customer.Digest) error {
			if d.Known && part.Known {
				return &customer.DuplicateError{ID: part.ID}
			}
			d.Merge(part, &q)
			return nil
		},
		named("customers", s.profiles(ctx)),
		named("logins", s.loginDigests(ctx, &q)),
		named("orders", s.orderDigests(ctx, &q, grouped)),
		named("orders", s.orderDigests(ctx, &q, single)),
		named("messages", s.messageDigests(ctx, &q)),
		named("actions", s.actionDigests(ctx, &q)),
	)
}

func (s Grouped) profiles(ctx context.Context) iter.Seq2[customer.Digest, error] {
	return func(yield func(customer.Digest, error) bool) {
		for c, err := range s.EachCustomer(ctx, customer.Scope{}) {
			var d customer.Digest
			if d.AddCustomer(c); err == nil && c.ID == "" {
				err = customer.ErrNoID
			}
			if err != nil {
				d = customer.Digest{}
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}

// times makes of one fact's digest that of n alike.
func times(d *customer.Digest, n int) {
	for _, count := range []*int{
		&d.Shares, &d.Comments, &d.Redemptions, &d.Pushes, &d.PaidOrders, &d.OtherKinds,
		&d.Facts.Logins, &d.Facts.Messages, &d.Facts.Orders, &d.Facts.Actions,
	} {
		*count *= n
	}
	for i := range d.Revenue {
		d.Revenue[i].Orders *= n
	}
}

func (s Grouped) loginDigests(ctx context.Context, q *customer.Query) iter.Seq2[customer.Digest, error] {
	m := s.m.Logins
	if m.Table == "" {
		return none[customer.Digest]
	}
	text := s.d.NewQuery()
	at := s.instant(m.At)
	text.Add(s.d.Latest(s.m.Clock, name(m.Table), name(m.Customer), s.sorted(at), s.known(text, at, q.AsOf), q.Policy.Logins()))
	return groups(ctx, s.Store, text, 3, func(id customer.ID, r *reader) (customer.Digest, error) {
		d := customer.Digest{ID: id}
		n := r.int()
		for at := range strings.SplitSeq(r.text(), ",") {
			t, err := s.decode(cell(at))
			if err != nil {
				return d, err
			}
			d.AddLogin(customer.Login{Customer: id, At: t}, q)
		}
		d.Facts.Logins = n
		return d, nil
	})
}

func (s Grouped) orderDigests(ctx context.Context, q *customer.Query, orders iter.Seq2[alike, error]) iter.Seq2[customer.Digest, error] {
	return func(yield func(customer.Digest, error) bool) {
		for o, err := range orders {
			d := customer.Digest{ID: o.Customer}
			if err == nil {
				if err = d.AddOrder(o.Order, q); err != nil && o.group {
					err = s.culprit(ctx, o.Customer, err)
				}
			}
			if err != nil {
				fail[customer.Digest](err)(yield)
				return
			}
			if times(&d, o.n); !yield(d, nil) {
				return
			}
		}
	}
}

func (s Grouped) messageDigests(ctx context.Context, q *customer.Query) iter.Seq2[customer.Digest, error] {
	m := s.m.Messages
	if m.Table == "" {
		return none[customer.Digest]
	}
	text := s.d.NewQuery()
	at := s.instant(m.At)
	s.group(text, s.byDate(m.Table, m.Customer, m.Direction, at, s.known(text, at, q.AsOf)))
	return groups(ctx, s.Store, text, 5, func(id customer.ID, r *reader) (customer.Digest, error) {
		d := customer.Digest{ID: id}
		fact := customer.Message{Customer: id, Direction: r.direction()}
		r.int()
		n := r.int()
		fact.At = r.time()
		d.AddMessage(fact, q)
		times(&d, n)
		return d, nil
	})
}

func (s Grouped) actionDigests(ctx context.Context, q *customer.Query) iter.Seq2[customer.Digest, error] {
	m := s.m.Actions
	if m.Table == "" {
		return none[customer.Digest]
	}
	text := s.d.NewQuery()
	at := s.instant(m.At)
	s.group(text, s.byDate(m.Table, m.Customer, m.Kind, at, s.known(text, at, q.AsOf)))
	return groups(ctx, s.Store, text, 5, func(id customer.ID, r *reader) (customer.Digest, error) {
		d := customer.Digest{ID: id}
		fact := customer.Action{Customer: id, Kind: r.action()}
		r.int()
		n := r.int()
		fact.At = r.time()
		d.AddAction(fact, q)
		times(&d, n)
		return d, nil
	})
}

// byDate groups facts by their kind, and by whether they have a date.
func (s *Store) byDate(table, owner, kind, at, where string) grouping {
	return grouping{
		table: name(table),
		keys:  []string{s.d.Bytes(name(owner)), s.d.Bytes(name(kind)), s.dated(at)},
		sums:  []string{s.count(), s.latest(at)},
		where: where,
	}
}
