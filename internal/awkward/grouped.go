package awkward

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
)

// Repositories are those of all legal ways, by name, and the one that groups
// by itself.
func Repositories[R any](behaving func(Way) R, grouped R) map[string]R {
	all := map[string]R{"grouped by itself": grouped}
	for _, w := range Legal() {
		all[w.Name] = behaving(w)
	}
	return all
}

// Failing yields ErrFailed in place of the n-th fact.
func Failing(n int) Way { return Way{Name: "failing", FailAt: n} }

// Group groups as a database does: a part of a digest from each fact, merged, in
// no order. parts hands over the parts.
func Group[D any](ctx context.Context, merge func(*D, D), parts func(part func(customer.ID, D)) error) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		digests := map[customer.ID]D{}
		err := ctx.Err()
		if err == nil {
			err = parts(func(id customer.ID, part D) {
				d := digests[id]
				merge(&d, part)
				digests[id] = d
			})
		}
		if err != nil {
			var zero D
			yield(zero, err)
			return
		}
		for _, d := range digests {
			if !yield(d, nil) {
				return
			}
		}
	}
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
