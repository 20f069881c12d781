package customer

import (
	"context"
	"time"

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
		Looks: []func(*Customer) uint64{(*Customer).look, (*Customer).lookAtEmail},
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
				d.addLogin(ls[n].At, &now)
			}
			return n, nil
		},
		Keep: func(l *Login) bool { return now.knows(l.At) },
		Packing: fold.Packed[ID](
			func(l *Login, p *moment) { *p = momentOf(l.At) },
			func(d *Digest, p *moment) error {
				d.addLogin(p.time(), &now)
				return nil
			},
		),
	}
}

// sent is a message without its owner and channel: when, and by whom. The sign
// of the nanoseconds, which are never negative, says who.
type sent struct{ moment }

func sentOf(m *Message) sent {
	s := sent{momentOf(m.At)}
	if m.Direction != In {
		s.nano = ^s.nano
	}
	return s
}

func (s sent) message() (time.Time, Direction) {
	if s.nano < 0 {
		s.nano = ^s.nano
		return s.time(), Out
	}
	return s.time(), In
}

func orders(q *Query) fold.Kind[ID, Order, Digest] {
	now := q.now()
	return fold.Kind[ID, Order, Digest]{
		Name:  "orders",
		Owner: func(o *Order) ID { return o.Customer },
		Looks: []func(*Order) uint64{ // an amount's digits are behind two pointers
			func(o *Order) uint64 { return uint64(o.Total.Amount.Sign()) },
			func(o *Order) uint64 { return uint64(o.Total.Amount.CoefficientInt64()) },
		},
		Take: func(d *Digest, os []Order) (n int, err error) {
			for ; n < len(os) && os[n].Customer == d.ID && err == nil; n++ {
				err = d.addOrder(&os[n], &now)
			}
			return n, err
		},
		Packing: fold.Packed[ID](
			func(o *Order, p *sale) { *p = now.sale(o) },
			func(d *Digest, p *sale) error { return d.addSale(p, &now) },
		),
	}
}

func messages(q *Query) fold.Kind[ID, Message, Digest] {
	now := q.now()
	return fold.Kind[ID, Message, Digest]{
		Name:  "messages",
		Owner: func(m *Message) ID { return m.Customer },
		Take: func(d *Digest, ms []Message) (n int, err error) {
			for ; n < len(ms) && ms[n].Customer == d.ID; n++ {
				d.addMessage(ms[n].At, ms[n].Direction, &now)
			}
			return n, nil
		},
		Keep: func(m *Message) bool { return now.knows(m.At) },
		Packing: fold.Packed[ID](
			func(m *Message, p *sent) { *p = sentOf(m) },
			func(d *Digest, p *sent) error {
				at, by := p.message()
				d.addMessage(at, by, &now)
				return nil
			},
		),
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

// look reads a customer from one end to the other.
func (c *Customer) look() uint64 {
	return uint64(len(c.ID) + len(c.Name) + len(c.LastDevice) + len(c.Google) + int(c.EmailConsent.Answer) + int(c.EmailConsent.At.Unix()))
}

// lookAtEmail reads a letter.
func (c *Customer) lookAtEmail() uint64 {
	if len(c.Email) > 0 {
		return uint64(c.Email[0])
	}
	return 0
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
