package store

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// Grouped is the store as a repository of customer that groups in the
// database.
type Grouped struct{ *Store }

// EachDigest yields a digest for every customer of the scope's range.
func (s Grouped) EachDigest(ctx context.Context, q customer.Query, scope customer.Scope) iter.Seq2[customer.Digest, error] {
	ask := orderQuestion{asOf: q.AsOf, within: scope.Range}
	return merged(ctx,
		func(d *customer.Digest) customer.ID { return d.ID },
		func(d *customer.Digest, part customer.Digest) error {
			if d.Known && part.Known {
				return &customer.DuplicateError{ID: part.ID}
			}
			d.Merge(part, &q)
			return nil
		},
		part[customer.Digest]{"customers", s.profiles(ctx, scope.Range)},
		part[customer.Digest]{"logins", s.loginDigests(ctx, &q, scope.Range)},
		part[customer.Digest]{"orders", s.orderDigests(ctx, &q, s.alikes(ctx, ask))},
		part[customer.Digest]{"orders", s.orderDigests(ctx, &q, s.single(ctx, ask))},
		part[customer.Digest]{"messages", s.messageDigests(ctx, &q, scope.Range)},
		part[customer.Digest]{"actions", s.actionDigests(ctx, &q, scope.Range)},
	)
}

func (s Grouped) profiles(ctx context.Context, r customer.Range) iter.Seq2[customer.Digest, error] {
	return func(yield func(customer.Digest, error) bool) {
		for c, err := range s.EachCustomer(ctx, customer.Scope{Range: r}) {
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

func (s Grouped) loginDigests(ctx context.Context, q *customer.Query, r customer.Range) iter.Seq2[customer.Digest, error] {
	m := s.m.Logins
	if m.Table == "" {
		return none[customer.Digest]
	}
	at := s.instant(m.At)
	part := func(id customer.ID, r *reader) (customer.Digest, error) {
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
	}
	return inParts(r, func(of some) iter.Seq2[customer.Digest, error] {
		text := s.d.NewQuery()
		whose, err := s.whose(text, col(m.Customer), of)
		if err != nil {
			return fail[customer.Digest](err)
		}
		text.Add(s.d.Latest(s.m.Clock, from(m.Table), s.key(col(m.Customer)), s.sorted(at), where(whose, s.known(text, at, q.AsOf)), q.Policy.Logins()))
		return groups(ctx, s.Store, text, 3, part)
	})
}

func (s Grouped) orderDigests(ctx context.Context, q *customer.Query, orders iter.Seq2[alike, error]) iter.Seq2[customer.Digest, error] {
	return ordersOf(ctx, s.Store, orders, func(o *alike) (customer.Digest, error) {
		d := customer.Digest{ID: o.Customer}
		err := d.AddOrder(o.Order, q)
		times(&d, o.n)
		return d, err
	})
}

func (s Grouped) messageDigests(ctx context.Context, q *customer.Query, r customer.Range) iter.Seq2[customer.Digest, error] {
	m := s.m.Messages
	if m.Table == "" {
		return none[customer.Digest]
	}
	return grouped(ctx, s.Store, r, s.byDate(m.Table, m.Customer, m.Direction, m.At, q.AsOf), func(id customer.ID, r *reader) (customer.Digest, error) {
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

func (s Grouped) actionDigests(ctx context.Context, q *customer.Query, r customer.Range) iter.Seq2[customer.Digest, error] {
	m := s.m.Actions
	if m.Table == "" {
		return none[customer.Digest]
	}
	return grouped(ctx, s.Store, r, s.byDate(m.Table, m.Customer, m.Kind, m.At, q.AsOf), func(id customer.ID, r *reader) (customer.Digest, error) {
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

// byDate groups the facts that are known by their kind, and by whether they have a
// date.
func (s *Store) byDate(table, owner, kind, column string, asOf time.Time) func(*dialect.Query) grouping {
	at := s.instant(column)
	return func(q *dialect.Query) grouping {
		return grouping{
			table: from(table), owner: col(owner),
			keys:  []string{s.d.Bytes(col(kind)), s.dated(at)},
			sums:  []string{s.count(), s.latest(at)},
			where: s.known(q, at, asOf),
		}
	}
}
