package subscription

import (
	"context"
	"iter"
	"time"

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
	// order, as of q.AsOf on q.Channels, made as the Add methods make it. It may
	// leave out customers who are no members. Errors and cancellation are as in
	// Repository.
	EachDigest(ctx context.Context, q Query, s customer.Scope) iter.Seq2[Digest, error]
}

// wing returns how digests are made for a question. The rest is fields of people
// who are no members, and has nothing to merge.
func wing(q *Query, s customer.Scope) *fold.Wing[Repository, customer.ID, Digest] {
	all, grouped := []source{members(q, s), fields(q, s)}, []source{digests(q, s)}
	return &fold.Wing[Repository, customer.ID, Digest]{
		Start: (*Digest).start, Room: reserveJoins, Merge: func(_, _ *Digest) {}, Whole: s.Customers != nil,
		Sources: func(repo Repository) []source {
			if _, ok := repo.(Digester); ok && s.Customers == nil {
				return grouped
			}
			return all
		},
	}
}

// asOf returns the scope of what the question knows (T2).
func asOf(q *Query) customer.Scope { return customer.Scope{Span: calendar.AsOf(q.AsOf)} }

// narrow returns the scope of a range.
func narrow(s customer.Scope, r within) customer.Scope {
	s.Range = customer.Range(r)
	return s
}

func members(q *Query, s customer.Scope) source {
	return &fold.FactKind[Repository, customer.ID, Membership, Digest]{
		Name: "members", Owner: ownerOfMember,
		Take: func(d *Digest, ms []Membership) (n int, err error) {
			for id := ms[0].Customer; n < len(ms) && ms[n].Customer == id; n++ {
				d.AddMember(ms[n], q)
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Membership, error] {
			return narrowed(repo, s).EachMembership(ctx, narrow(s, r))
		},
		Held: func(repo Repository) *fold.Held[customer.ID, Membership] { return heldBy(repo, s).members },
	}
}

// fields follow the members: nobody is a member by a field. Almost no field marks an
// unsubscribe (U1).
func fields(q *Query, s customer.Scope) source {
	return &fold.FactKind[Repository, customer.ID, customer.Field, Digest]{
		Name: "fields", Owner: ownerOfField, Follows: true,
		Take: func(d *Digest, fs []customer.Field) (n int, err error) {
			for id := fs[0].Customer; n < len(fs) && fs[n].Customer == id; n++ {
				if d.ID != "" && q.Words.mayMark(&fs[n]) {
					d.AddField(fs[n], q)
				}
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[customer.Field, error] {
			return narrowed(repo, s).EachField(ctx, narrow(s, r))
		},
		Held: func(repo Repository) *fold.Held[customer.ID, customer.Field] { return heldBy(repo, s).fields },
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

func ownerOfMember(m *Membership) *customer.ID    { return &m.Customer }
func ownerOfField(f *customer.Field) *customer.ID { return &f.Customer }

// start makes d the empty digest of a customer, in the memory that it has.
func (d *Digest) start(id customer.ID) {
	joins, markers := d.Joins[:0], d.Markers[:0]
	*d = Digest{} // in place: a literal with what d holds would be a copy
	d.ID, d.Joins, d.Markers = id, joins, markers
}

// reserveJoins gives digests memory for the joins that most have.
func reserveJoins(all []Digest) {
	const most = 2
	joins := make([]time.Time, most*len(all))
	for i := range all {
		all[i].Joins = joins[most*i : most*i : most*(i+1)]
	}
}

// Reduce visits the digest of every customer who has a Membership, for an answer of
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
	return fold.Reduce(ctx, wing(&q, asOf(&q)), run.Fold(left), repo, fold.Reduction[Digest, A]{Answer: answer, Visit: func(a A, d *Digest) error {
		if d.ID == "" {
			return nil
		}
		d.tidy() // once for all that ask
		return visit(a, d)
	}})
}
