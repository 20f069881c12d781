package awkward

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
)

// Repositories are those of all legal ways, by name.
func Repositories[R any](behaving func(Way) R) map[string]R {
	all := map[string]R{}
	for _, w := range Legal() {
		all[w.Name] = behaving(w)
	}
	return all
}

// Failing yields ErrFailed in place of the n-th fact.
func Failing(n int) Way { return Way{Name: "failing", FailAt: n} }

// Group groups as a database does: each digest is merged from several parts, in no
// order, of the owners in the scope's range. add adds every fact to a part of its
// owner's.
func Group[D any](
	ctx context.Context, c *Connection, s customer.Scope,
	start func(customer.ID) D, merge func(*D, D), add func(part func(customer.ID) *D) error,
) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		var zero D
		if err := c.begin(); err != nil {
			yield(zero, err)
			return
		}
		defer c.open.Store(false)
		g := group[D]{start: start, parts: map[customer.ID][]D{}, holds: func(id customer.ID) bool { return c.Holds(s, id) }}
		err := ctx.Err()
		if err == nil {
			err = add(g.part)
		}
		if err != nil {
			yield(zero, err)
			return
		}
		for _, parts := range g.parts {
			for _, part := range parts[1:] {
				merge(&parts[0], part)
			}
			if !yield(parts[0], nil) {
				return
			}
		}
	}
}

// group is parts of digests.
type group[D any] struct {
	start func(customer.ID) D
	holds func(customer.ID) bool
	parts map[customer.ID][]D
	n     int
}

// part is one of an owner's parts, a different one each time.
func (g *group[D]) part(id customer.ID) *D {
	parts := g.parts[id]
	switch g.n++; {
	case !g.holds(id):
		return new(D)
	case parts == nil:
		parts = []D{g.start(id), g.start(id), g.start(id)}
		g.parts[id] = parts
	}
	return &parts[g.n%len(parts)]
}

// Spoil changes each digest and yields it as often as change says. It is how
// tests make groupings that are wrong. A nil change changes nothing.
func Spoil[D any](digests iter.Seq2[D, error], change func(*D) int) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		for d, err := range digests {
			n := 1
			if err == nil && change != nil {
				n = change(&d)
			}
			for range n {
				if !yield(d, err) {
					return
				}
			}
		}
	}
}
