package engagement

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/fold"
)

type (
	source = fold.Source[Repository, customer.ID, Digest]
	within = fold.Range[customer.ID]
)

// Digester is an optional ability of a Repository: to group facts by customer
// itself, such as by a database's GROUP BY.
type Digester interface {
	// EachDigest yields one digest for each customer in the scope's Range, in any
	// order, made as the Add methods make it. The query's Range is the one to
	// analyse, with the default filled in. Errors and cancellation are as in
	// Repository.
	EachDigest(ctx context.Context, q Query, s customer.Scope) iter.Seq2[Digest, error]
}

// wing returns how digests are made for a question.
func wing(q *Query) *fold.Wing[Repository, customer.ID, Digest] {
	now := q.now()
	known := customer.Scope{Span: calendar.AsOf(q.AsOf)}
	all := []source{messages(&now), orders(&now, known), tags(known), fields(q, known)}
	if q.others() {
		all = append(all, logins(&now), actions(&now))
	}
	grouped := []source{digests(q, known)}
	return &fold.Wing[Repository, customer.ID, Digest]{
		Start: (*Digest).start, Room: reserveSets,
		Sources: func(repo Repository) []source {
			if _, ok := repo.(Digester); ok {
				return grouped
			}
			return all
		},
	}
}

// narrow returns the scope of a range.
func narrow(s customer.Scope, r within) customer.Scope {
	s.Range = customer.Range(r)
	return s
}

// messages from before the range are not asked for: a customer without a later
// message has not interacted in the range.
func messages(now *now) source {
	recent := customer.Scope{Span: now.since}
	return &fold.FactKind[Repository, customer.ID, customer.Message, Digest]{
		Name: "messages", Owner: ownerOfMessage,
		Take: func(d *Digest, ms []customer.Message) (n int, err error) {
			for id := ms[0].Customer; n < len(ms) && ms[n].Customer == id; n++ {
				d.addMessage(&ms[n], now)
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[customer.Message, error] {
			return repo.EachMessage(ctx, narrow(recent, r))
		},
		Held: func(repo Repository) *fold.Held[customer.ID, customer.Message] { return heldBy(repo).messages },
	}
}

// logins and actions are asked for only where they are interactions (E1).
func logins(now *now) source {
	recent := customer.Scope{Span: now.since}
	return &fold.FactKind[Repository, customer.ID, customer.Login, Digest]{
		Name: "logins", Owner: ownerOfLogin,
		Take: func(d *Digest, ls []customer.Login) (n int, err error) {
			for id := ls[0].Customer; n < len(ls) && ls[n].Customer == id; n++ {
				d.did(ls[n].At, now)
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[customer.Login, error] {
			return repo.EachLogin(ctx, narrow(recent, r))
		},
		Held: func(repo Repository) *fold.Held[customer.ID, customer.Login] { return heldBy(repo).logins },
	}
}

func actions(now *now) source {
	recent := customer.Scope{Span: now.since}
	return &fold.FactKind[Repository, customer.ID, customer.Action, Digest]{
		Name: "actions", Owner: ownerOfAction,
		Take: func(d *Digest, as []customer.Action) (n int, err error) {
			for id := as[0].Customer; n < len(as) && as[n].Customer == id && err == nil; n++ {
				switch kind := as[n].Kind; {
				case kind > customer.Push:
					err = &customer.FactError{Kind: "action", ID: string(id), Err: customer.ErrKind}
				case kind != customer.Push:
					d.did(as[n].At, now)
				}
			}
			return n, err
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[customer.Action, error] {
			return repo.EachAction(ctx, narrow(recent, r))
		},
		Held: func(repo Repository) *fold.Held[customer.ID, customer.Action] { return heldBy(repo).actions },
	}
}

func orders(now *now, s customer.Scope) source {
	return &fold.FactKind[Repository, customer.ID, customer.Order, Digest]{
		Name: "orders", Owner: ownerOfOrder,
		Take: func(d *Digest, os []customer.Order) (n int, err error) {
			for id := os[0].Customer; n < len(os) && os[n].Customer == id && err == nil; n++ {
				err = d.addOrder(&os[n], now)
			}
			return n, err
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[customer.Order, error] {
			return repo.EachOrder(ctx, narrow(s, r))
		},
		Held: func(repo Repository) *fold.Held[customer.ID, customer.Order] { return heldBy(repo).orders },
	}
}

func tags(s customer.Scope) source {
	return &fold.FactKind[Repository, customer.ID, customer.Tag, Digest]{
		Name: "tags", Owner: ownerOfTag,
		Take: func(d *Digest, ts []customer.Tag) (n int, err error) {
			for id := ts[0].Customer; n < len(ts) && ts[n].Customer == id; n++ {
				d.AddTag(ts[n])
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[customer.Tag, error] {
			return repo.EachTag(ctx, narrow(s, r))
		},
		Held: func(repo Repository) *fold.Held[customer.ID, customer.Tag] { return heldBy(repo).tags },
	}
}

func fields(q *Query, s customer.Scope) source {
	return &fold.FactKind[Repository, customer.ID, customer.Field, Digest]{
		Name: "fields", Owner: ownerOfField,
		Take: func(d *Digest, fs []customer.Field) (n int, err error) {
			for id := fs[0].Customer; n < len(fs) && fs[n].Customer == id; n++ {
				d.addField(&fs[n], q)
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[customer.Field, error] {
			return repo.EachField(ctx, narrow(s, r))
		},
		Held: func(repo Repository) *fold.Held[customer.ID, customer.Field] { return heldBy(repo).fields },
	}
}

// digests returns the source of the digests that a Digester makes.
func digests(q *Query, s customer.Scope) source {
	return &fold.FactKind[Repository, customer.ID, Digest, Digest]{
		Name: "digests", Owner: func(d *Digest) *customer.ID { return &d.ID },
		Take: func(d *Digest, ds []Digest) (int, error) {
			d.Merge(ds[0])
			return 1, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Digest, error] {
			return repo.(Digester).EachDigest(ctx, *q, narrow(s, r))
		},
		Held: func(Repository) *fold.Held[customer.ID, Digest] { return nil },
	}
}

func ownerOfMessage(m *customer.Message) *customer.ID { return &m.Customer }
func ownerOfLogin(l *customer.Login) *customer.ID     { return &l.Customer }
func ownerOfAction(a *customer.Action) *customer.ID   { return &a.Customer }
func ownerOfOrder(o *customer.Order) *customer.ID     { return &o.Customer }
func ownerOfTag(t *customer.Tag) *customer.ID         { return &t.Customer }
func ownerOfField(f *customer.Field) *customer.ID     { return &f.Customer }

// start makes d the empty digest of a customer, in the memory that it has.
func (d *Digest) start(id customer.ID) {
	channels, tags, values := d.Channels[:0], d.Tags[:0], d.Values[:0]
	*d = Digest{} // in place: a literal with what d holds would be a copy
	d.ID, d.Channels, d.Tags, d.Values = id, channels, tags, values
}

// reserveSets gives digests memory for the sets that most have.
func reserveSets(all []Digest) {
	const most = 4
	names, values := make([]string, 2*most*len(all)), make([]Value, most*len(all))
	for i := range all {
		d := &all[i]
		d.Channels, names = names[:0:most], names[most:]
		d.Tags, names = names[:0:most], names[most:]
		d.Values, values = values[:0:most], values[most:]
	}
}

// Reduce visits the digest of every customer who has a fact, for an answer of
// the host's own. Each worker adds to an answer of its own. Reduce returns these
// answers, at least one, for the host to merge. Within an answer, customers come
// in the order of their IDs. Copy what you keep of a digest: it is used again.
// Guests, who are in no number, have no digest.
//
// The errors are those of Query.Check, of the repository and of visit,
// customer.ErrRange and, unless run leaves bad facts out, *customer.FactError.
// On an error there is no answer.
func Reduce[A any](ctx context.Context, repo Repository, q Query, run *customer.Run, answer func() A, visit func(A, *Digest) error) ([]A, error) {
	return reduce(ctx, repo, q, run, nil, answer, visit)
}

// reduce tells left, if it is not nil, what was left out.
func reduce[A any](ctx context.Context, repo Repository, q Query, run *customer.Run, left *customer.LeftOut, answer func() A, visit func(A, *Digest) error) ([]A, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	q.Range = q.Span() // computed once
	return fold.Reduce(ctx, wing(&q), run.Fold(left), repo, fold.Reduction[Digest, A]{Answer: answer, Visit: func(a A, d *Digest) error {
		if d.ID == "" {
			return nil
		}
		return visit(a, d)
	}})
}
