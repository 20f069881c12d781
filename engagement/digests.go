package engagement

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
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
	start := func(id customer.ID) Digest { return Digest{ID: id} }
	if customer.Ordered(repo) {
		return fold.Ordered(ctx, start, sources(ctx, repo, &q)...)
	}
	return fold.Unordered(ctx, start, sources(ctx, repo, &q)...)
}

// sources asks for no messages from before the range: who has none since then
// has not interacted in it.
func sources(ctx context.Context, repo Repository, q *Query) []fold.Source[customer.ID, Digest] {
	known := customer.Scope{Span: calendar.AsOf(q.AsOf)}
	recent := customer.Scope{Span: calendar.Span{From: q.Span().From, To: known.Span.To}}
	return []fold.Source[customer.ID, Digest]{
		fold.From("messages", repo.EachMessage(ctx, recent),
			func(m customer.Message) customer.ID { return m.Customer },
			func(d *Digest, m customer.Message) error { d.AddMessage(m, q); return nil }),
		fold.From("orders", repo.EachOrder(ctx, known),
			func(o customer.Order) customer.ID { return o.Customer },
			func(d *Digest, o customer.Order) error { return d.AddOrder(o, q) }),
		fold.From("tags", repo.EachTag(ctx, known),
			func(t customer.Tag) customer.ID { return t.Customer },
			func(d *Digest, t customer.Tag) error { d.AddTag(t); return nil }),
		fold.From("fields", repo.EachField(ctx, known),
			func(f customer.Field) customer.ID { return f.Customer },
			func(d *Digest, f customer.Field) error { d.AddField(f, q); return nil }),
	}
}
