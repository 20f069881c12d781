package moments

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/fold"
)

type (
	// Source is a kind of facts of a repository R.
	Source[R any] = fold.Source[R, customer.ID, Digest]

	within = fold.Range[customer.ID]
)

// Wing returns how digests are made of the facts of some sources. Customers come first.
func Wing[R any](sources ...Source[R]) *fold.Wing[R, customer.ID, Digest] {
	return &fold.Wing[R, customer.ID, Digest]{
		Start:   func(d *Digest, id customer.ID) { d.start(id) },
		Room:    func([]Digest) {},
		Merge:   func(_, _ *Digest) {}, // of guests, of whom nothing is kept
		Sources: func(R) []Source[R] { return sources },
	}
}

// Reduce visits the digest of every customer once, for answers of type A, of which it
// returns at least one. Visit keeps nothing of a digest. Guests have none. Of several
// errors it is that of the first customer. What run leaves out is added to left, unless
// left is nil.
func Reduce[R, A any](ctx context.Context, repo R, run *customer.Run, left *customer.LeftOut, answer func() A, visit func(A, *Digest) error, sources ...Source[R]) ([]A, error) {
	return fold.Reduce(ctx, Wing(sources...), run.Fold(left), repo, fold.Reduction[Digest, A]{
		Answer: answer,
		Visit: func(a A, d *Digest) error {
			if !d.Known {
				return nil
			}
			d.settle()
			return visit(a, d)
		},
	})
}

// Customers returns the source of profiles, which makes a digest Known. It must be the
// first source.
func Customers[R interface {
	EachCustomer(context.Context, customer.Scope) iter.Seq2[customer.Customer, error]
}](asOf time.Time) Source[R] {
	return &fold.FactKind[R, customer.ID, customer.Customer, Digest]{
		Name: "customers", Owner: func(c *customer.Customer) *customer.ID { return &c.ID },
		Take: func(d *Digest, cs []customer.Customer) (int, error) {
			switch id := cs[0].ID; {
			case id == "":
				return 1, &customer.FactError{Kind: "customer", Err: customer.ErrNoID}
			case d.Known:
				return 1, &customer.FactError{Kind: "customer", ID: string(id), Err: &customer.DuplicateError{ID: id}}
			}
			d.Known = true
			return 1, nil
		},
		Each: func(ctx context.Context, repo R, r within) iter.Seq2[customer.Customer, error] {
			return repo.EachCustomer(ctx, scope(asOf, r))
		},
		Held: func(repo R) *fold.Held[customer.ID, customer.Customer] {
			return customer.HeldBy[customer.Customer](repo)
		},
	}
}

// Logins returns the source of logins as of asOf.
func Logins[R interface {
	EachLogin(context.Context, customer.Scope) iter.Seq2[customer.Login, error]
}](asOf time.Time) Source[R] {
	now := MomentOf(asOf)
	return &fold.FactKind[R, customer.ID, customer.Login, Digest]{
		Name: "logins", Owner: func(l *customer.Login) *customer.ID { return &l.Customer }, Follows: true,
		Take: func(d *Digest, ls []customer.Login) (n int, err error) {
			for id := ls[0].Customer; n < len(ls) && ls[n].Customer == id; n++ {
				if d.Known {
					d.addLogin(ls[n].At, now)
				}
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo R, r within) iter.Seq2[customer.Login, error] {
			return repo.EachLogin(ctx, scope(asOf, r))
		},
		Held: func(repo R) *fold.Held[customer.ID, customer.Login] { return customer.HeldBy[customer.Login](repo) },
	}
}

// Messages returns the source of the messages from customers as of asOf.
func Messages[R interface {
	EachMessage(context.Context, customer.Scope) iter.Seq2[customer.Message, error]
}](asOf time.Time) Source[R] {
	now := MomentOf(asOf)
	return &fold.FactKind[R, customer.ID, customer.Message, Digest]{
		Name: "messages", Owner: func(m *customer.Message) *customer.ID { return &m.Customer }, Follows: true,
		Take: func(d *Digest, ms []customer.Message) (n int, err error) {
			for id := ms[0].Customer; n < len(ms) && ms[n].Customer == id; n++ {
				if d.Known {
					d.addMessage(&ms[n], now)
				}
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo R, r within) iter.Seq2[customer.Message, error] {
			return repo.EachMessage(ctx, scope(asOf, r))
		},
		Held: func(repo R) *fold.Held[customer.ID, customer.Message] { return customer.HeldBy[customer.Message](repo) },
	}
}

// ordering is a repository that yields orders.
type ordering interface {
	EachOrder(context.Context, customer.Scope) iter.Seq2[customer.Order, error]
}

// Orders returns the source of orders as of asOf. With money, digests have Sums.
// An order that is bad is an error, a guest's too.
func Orders[R ordering](asOf time.Time, money bool) Source[R] {
	return orders[R](asOf, func(d *Digest, o *customer.Order) { d.take(o, asOf, money) })
}

// Spending returns the source of orders as of asOf for digests that have the Total of one
// currency alone. An order that is bad is an error, whatever its currency, a guest's too.
func Spending[R ordering](asOf time.Time, in customer.Currency) Source[R] {
	return orders[R](asOf, func(d *Digest, o *customer.Order) {
		if o.Total.Currency == in {
			d.Total.take(o, asOf)
		}
	})
}

// orders returns the source of sound orders, which take adds to a digest.
func orders[R ordering](asOf time.Time, take func(*Digest, *customer.Order)) Source[R] {
	return &fold.FactKind[R, customer.ID, customer.Order, Digest]{
		Name: "orders", Owner: func(o *customer.Order) *customer.ID { return &o.Customer }, Follows: true,
		Take: func(d *Digest, os []customer.Order) (n int, err error) {
			for id := os[0].Customer; n < len(os) && os[n].Customer == id && err == nil; n++ {
				if d.Known {
					err = d.addOrder(&os[n], take)
				} else if err = os[n].Check(); err != nil {
					_, _, err = os[n].Sound()
				}
			}
			return n, err
		},
		Each: func(ctx context.Context, repo R, r within) iter.Seq2[customer.Order, error] {
			return repo.EachOrder(ctx, scope(asOf, r))
		},
		Held: func(repo R) *fold.Held[customer.ID, customer.Order] { return customer.HeldBy[customer.Order](repo) },
	}
}

// scope asks for what has happened as of an instant (T2), of a range of customers.
func scope(asOf time.Time, r within) customer.Scope {
	return customer.Scope{Range: customer.Range(r), Span: calendar.AsOf(asOf)}
}
