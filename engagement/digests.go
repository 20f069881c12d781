package engagement

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/fold"
)

// Digester is an optional ability of a Repository: its own grouping, such as a
// database's GROUP BY. It yields one digest per customer, made as the Add
// methods make it; a digest once yielded is not changed any more. The range of
// the query is the one to analyse, the default put in. Its errors and
// cancellation are Repository's.
type Digester interface {
	EachDigest(ctx context.Context, q Query) iter.Seq2[Digest, error]
}

// Digests groups a repository's facts by customer: by the repository's own
// grouping if it is a Digester; as they stream by if it promises customer
// order; else through a hash table. What follows is the same code. Guests'
// facts may come as a digest with the empty ID. The errors are Query.Check's,
// Order.Check's, the repository's, and one for a broken promise of order; on an
// error the digests before are not the whole.
func Digests(ctx context.Context, repo Repository, q Query) iter.Seq2[Digest, error] {
	if err := q.Check(); err != nil {
		return func(yield func(Digest, error) bool) { yield(Digest{}, err) }
	}
	q.Range = q.Span() // computed once
	if d, ok := repo.(Digester); ok {
		return d.EachDigest(ctx, q)
	}
	return fold.Digests(ctx, customer.Ordered(repo), (*Digest).start, sources(ctx, repo, &q)...)
}

// start makes d the empty digest of a customer, in the memory that it has.
func (d *Digest) start(id customer.ID) {
	channels, tags, values := d.Channels[:0], d.Tags[:0], d.Values[:0]
	*d = Digest{} // in place: a literal with what d holds would be a copy
	d.ID, d.Channels, d.Tags, d.Values = id, channels, tags, values
}

// room gives digests memory for the sets that most have.
func room(all []Digest) {
	names, values := make([]string, 2*most*len(all)), make([]Value, most*len(all))
	for i := range all {
		d := &all[i]
		d.Channels, names = names[:0:most], names[most:]
		d.Tags, names = names[:0:most], names[most:]
		d.Values, values = values[:0:most], values[most:]
	}
}

// reduce visits the digests of all customers, each worker with an answer of its
// own. Nothing of a digest may be kept.
func reduce[A any](ctx context.Context, repo Repository, q *Query, answer func() A, visit func(A, *Digest) error) ([]A, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	if g, ok := repo.(Digester); ok {
		return fold.Grouped(g.EachDigest(ctx, *q), answer, visit)
	}
	return fold.Reduce(ctx, fold.Reduction[customer.ID, Digest, A]{
		Start: (*Digest).start, Room: room, Answer: answer, Visit: visit, Ordered: customer.Ordered(repo), Workers: q.Workers,
	}, sources(ctx, repo, q)...)
}
