package customer

import (
	"context"

	"github.com/clientele-go/clientele/internal/fold"
)

// sources are the repository's facts on their way into digests: those of a
// Memory as the slices that they are.
func sources(ctx context.Context, repo Repository, q *Query, s Scope) []fold.Source[ID, Digest] {
	if m, ok := inMemory(repo); ok && s.Customers == nil {
		return []fold.Source[ID, Digest]{
			fold.Slice(customers(), m.Customers),
			fold.Slice(logins(q), m.Logins),
			fold.Slice(orders(q), m.Orders),
			fold.Slice(messages(q), m.Messages),
			fold.Slice(actions(q), m.Actions),
		}
	}
	return []fold.Source[ID, Digest]{
		fold.Seq(customers(), repo.EachCustomer(ctx, s)),
		fold.Seq(logins(q), repo.EachLogin(ctx, s)),
		fold.Seq(orders(q), repo.EachOrder(ctx, s)),
		fold.Seq(messages(q), repo.EachMessage(ctx, s)),
		fold.Seq(actions(q), repo.EachAction(ctx, s)),
	}
}

// inMemory is the Memory that a repository is. One that embeds a Memory has
// methods of its own and is none.
func inMemory(repo Repository) (Memory, bool) {
	switch m := repo.(type) {
	case Memory:
		return m, true
	case Sorted:
		return m.Memory, true
	}
	return Memory{}, false
}

// The kinds of fact. Each takes in the leading facts that are the digest's.

func customers() fold.Kind[ID, Customer, Digest] {
	return fold.Kind[ID, Customer, Digest]{
		Name:  "customers",
		Owner: func(c *Customer) ID { return c.ID },
		Take: func(d *Digest, cs []Customer) (n int, err error) {
			for ; n < len(cs) && cs[n].ID == d.ID && err == nil; n++ {
				err = d.addOnce(&cs[n])
			}
			return n, err
		},
	}
}

func logins(q *Query) fold.Kind[ID, Login, Digest] {
	now := q.now()
	return fold.Kind[ID, Login, Digest]{
		Name:  "logins",
		Owner: func(l *Login) ID { return l.Customer },
		Take: func(d *Digest, ls []Login) (n int, err error) {
			for ; n < len(ls) && ls[n].Customer == d.ID; n++ {
				d.addLogin(ls[n].At, now)
			}
			return n, nil
		},
	}
}

func orders(q *Query) fold.Kind[ID, Order, Digest] {
	return fold.Kind[ID, Order, Digest]{
		Name:  "orders",
		Owner: func(o *Order) ID { return o.Customer },
		Look:  (*Order).look,
		Take: func(d *Digest, os []Order) (n int, err error) {
			for ; n < len(os) && os[n].Customer == d.ID && err == nil; n++ {
				err = d.addOrder(&os[n], q)
			}
			return n, err
		},
	}
}

func messages(q *Query) fold.Kind[ID, Message, Digest] {
	now := q.now()
	return fold.Kind[ID, Message, Digest]{
		Name:  "messages",
		Owner: func(m *Message) ID { return m.Customer },
		Take: func(d *Digest, ms []Message) (n int, err error) {
			for ; n < len(ms) && ms[n].Customer == d.ID; n++ {
				d.addMessage(ms[n].At, ms[n].Direction, now)
			}
			return n, nil
		},
	}
}

func actions(q *Query) fold.Kind[ID, Action, Digest] {
	return fold.Kind[ID, Action, Digest]{
		Name:  "actions",
		Owner: func(a *Action) ID { return a.Customer },
		Take: func(d *Digest, as []Action) (n int, err error) {
			for ; n < len(as) && as[n].Customer == d.ID && err == nil; n++ {
				err = d.addKnown(as[n], q)
			}
			return n, err
		},
	}
}

// look reads what AddOrder needs, which lies behind pointers.
func (o *Order) look() uint64 {
	return uint64(o.Total.Amount.CoefficientInt64()) + uint64(o.PaidAt.Unix())
}

// addOnce refuses what a repository must not yield: the empty ID, which is the
// guests', and the same customer twice.
func (d *Digest) addOnce(c *Customer) error {
	if c.ID == "" {
		return ErrNoID
	}
	if d.Known {
		return &DuplicateError{c.ID}
	}
	d.AddCustomer(*c)
	return nil
}

// addKnown refuses an action of a kind that does not exist, so that nothing is
// dropped in silence.
func (d *Digest) addKnown(a Action, q *Query) error {
	if a.Kind > Push {
		return ErrKind
	}
	d.AddAction(a, q)
	return nil
}
