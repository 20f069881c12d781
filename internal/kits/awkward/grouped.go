package awkward

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
)

// Repositories returns a repository for each legal way, by name.
func Repositories[R any](behaving func(Way) R) map[string]R {
	all := map[string]R{}
	for _, w := range Legal() {
		all[w.Name] = behaving(w)
	}
	return all
}

// Failing yields ErrFailed in place of the n-th fact.
func Failing(n int) Way { return Way{Name: "failing", FailAt: n} }

// Bad yields a customer.FactError before every n-th fact of a sequence.
func Bad(n int) Way { return Way{Name: "bad", Bad: n} }

// Group groups as a database does: each digest is merged from several parts, in no
// order, of the owners in the scope's range. add adds every fact to a part of its
// owner's, and returns what is wrong with facts.
func Group[D any](
	ctx context.Context, c *Connection, s customer.Scope,
	start func(customer.ID) D, merge func(*D, D), add func(part func(customer.ID) *D) []error,
) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		var zero D
		if err := c.begin(); err != nil {
			yield(zero, err)
			return
		}
		defer c.open.Store(false)
		g := group[D]{start: start, parts: map[customer.ID][]D{}, holds: func(id customer.ID) bool { return c.Holds(s, id) }}
		if err := ctx.Err(); err != nil {
			yield(zero, err)
			return
		}
		for _, err := range add(g.part) {
			if !yield(zero, err) {
				return
			}
		}
		n := 0
		for _, parts := range g.parts {
			if n++; every(c.Bad, n-1) && !yield(zero, badRow(n)) {
				return
			}
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

// part returns one of the parts of an owner's digest, a different one each
// time.
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
