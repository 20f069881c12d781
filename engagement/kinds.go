package engagement

import (
	"context"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/fold"
)

// sources are the repository's facts on their way into digests: those of a
// Memory as the slices that they are. No messages from before the range are
// asked for: who has none since then has not interacted in it.
func sources(ctx context.Context, repo Repository, q *Query) []fold.Source[customer.ID, Digest] {
	if m, ok := inMemory(repo); ok {
		return []fold.Source[customer.ID, Digest]{
			fold.Slice(messages(q), m.Messages),
			fold.Slice(orders(q), m.Orders),
			fold.Slice(tags(), m.Tags),
			fold.Slice(fields(q), m.Fields),
		}
	}
	known := customer.Scope{Span: calendar.AsOf(q.AsOf)}
	recent := customer.Scope{Span: calendar.Span{From: q.Span().From, To: known.Span.To}}
	return []fold.Source[customer.ID, Digest]{
		fold.Seq(messages(q), repo.EachMessage(ctx, recent)),
		fold.Seq(orders(q), repo.EachOrder(ctx, known)),
		fold.Seq(tags(), repo.EachTag(ctx, known)),
		fold.Seq(fields(q), repo.EachField(ctx, known)),
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

func messages(q *Query) fold.Kind[customer.ID, customer.Message, Digest] {
	now := q.now()
	return fold.Kind[customer.ID, customer.Message, Digest]{
		Name:  "messages",
		Owner: func(m *customer.Message) customer.ID { return m.Customer },
		Take: func(d *Digest, ms []customer.Message) (n int, err error) {
			for ; n < len(ms) && ms[n].Customer == d.ID; n++ {
				d.addMessage(&ms[n], &now)
			}
			return n, nil
		},
		Keep: func(m *customer.Message) bool { return now.matters(m) },
		Packing: fold.Packed[customer.ID](
			func(m *customer.Message, p *message) {
				*p = message{m.At.Unix(), int32(m.At.Nanosecond()), m.Direction, m.Channel}
			},
			func(d *Digest, p *message) error {
				d.addMessage(&customer.Message{At: time.Unix(p.sec, int64(p.nano)).UTC(), Direction: p.by, Channel: p.on}, &now)
				return nil
			},
		),
	}
}

// message is a message without its owner.
type message struct {
	sec  int64
	nano int32
	by   customer.Direction
	on   customer.Channel
}

func orders(q *Query) fold.Kind[customer.ID, customer.Order, Digest] {
	now := q.now()
	return fold.Kind[customer.ID, customer.Order, Digest]{
		Name:  "orders",
		Owner: func(o *customer.Order) customer.ID { return o.Customer },
		Looks: []func(*customer.Order) uint64{ // an amount's digits are behind two pointers
			func(o *customer.Order) uint64 { return uint64(o.Total.Amount.Sign()) },
			func(o *customer.Order) uint64 { return uint64(o.Total.Amount.CoefficientInt64()) },
		},
		Take: func(d *Digest, os []customer.Order) (n int, err error) {
			for ; n < len(os) && os[n].Customer == d.ID && err == nil; n++ {
				err = d.addOrder(&os[n], &now)
			}
			return n, err
		},
		Packing: fold.Packed[customer.ID](
			func(o *customer.Order, p *order) {
				*p = order{sec: o.PaidAt.Unix(), nano: int32(o.PaidAt.Nanosecond()), counts: now.counts(o), checkoutLink: o.CheckoutLink}
				if o.Check() != nil {
					p.wrong = o
				}
			},
			func(d *Digest, p *order) error {
				switch {
				case p.wrong != nil:
					return p.wrong.Check()
				case p.counts:
					d.addPaid(time.Unix(p.sec, int64(p.nano)).UTC(), p.checkoutLink, &now)
				}
				return nil
			},
		),
	}
}

// order is an order without its owner and amount.
type order struct {
	wrong                *customer.Order // that has something wrong
	sec                  int64           // when it was paid
	nano                 int32
	counts, checkoutLink bool
}

func tags() fold.Kind[customer.ID, customer.Tag, Digest] {
	return fold.Kind[customer.ID, customer.Tag, Digest]{
		Name:  "tags",
		Owner: func(t *customer.Tag) customer.ID { return t.Customer },
		Take: func(d *Digest, ts []customer.Tag) (n int, err error) {
			for ; n < len(ts) && ts[n].Customer == d.ID; n++ {
				d.AddTag(ts[n])
			}
			return n, nil
		},
		Packing: fold.Packed[customer.ID](
			func(t *customer.Tag, name *string) { *name = t.Name },
			func(d *Digest, name *string) error {
				d.AddTag(customer.Tag{Name: *name})
				return nil
			},
		),
	}
}

// value is a field without its owner.
type value struct {
	Value
	at time.Time
}

func fields(q *Query) fold.Kind[customer.ID, customer.Field, Digest] {
	return fold.Kind[customer.ID, customer.Field, Digest]{
		Name:  "fields",
		Owner: func(f *customer.Field) customer.ID { return f.Customer },
		Take: func(d *Digest, fs []customer.Field) (n int, err error) {
			for ; n < len(fs) && fs[n].Customer == d.ID; n++ {
				d.addField(&fs[n], q)
			}
			return n, nil
		},
		Packing: fold.Packed[customer.ID](
			func(f *customer.Field, p *value) { *p = value{Value{f.Name, f.Value}, f.At.UTC()} },
			func(d *Digest, p *value) error {
				d.addField(&customer.Field{Name: p.Field, Value: p.Value.Value, At: p.at}, q)
				return nil
			},
		),
	}
}
