package loaded

import (
	"context"
	"iter"
	"slices"
	"sort"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// facts is how facts of type F are read from a repository R, and where a wing's Memory M
// has them.
type facts[R, M, F any] struct {
	name  string
	owner func(*F) *customer.ID
	in    func(*M) *[]F
	each  func(R, context.Context, customer.Scope) iter.Seq2[F, error]
	texts func(*F, *Texts)
}

// KindOf returns how facts of type F are read from a repository R, by each, and where a
// wing's Memory M has them, in. name stands before errors: "reading logins: …". texts calls
// Own for all texts of a fact, and copies what else the fact points to.
func KindOf[R, M, F any](name string, owner func(*F) *customer.ID, in func(*M) *[]F, each func(R, context.Context, customer.Scope) iter.Seq2[F, error], texts func(*F, *Texts)) Kind[R, M] {
	return facts[R, M, F]{name, owner, in, each, texts}
}

// Kind is facts of one type.
type Kind[R, M any] interface {
	source(into *M, of []customer.ID) source[R] // of some customers; nil: of everybody
	join(m *M, of []*M)                         // the facts of all, one after the other
	count(m *M) int                             // how many facts
	first(m *M) *customer.ID                    // whose the first fact is; nil: there is none
	view(m, from *M, r within)                  // of sorted facts: those of a range, in the same memory
	own(m *M, t *Texts)                         // moves the facts into memory of their own
	swap(m, old, fresh *M, of []customer.ID)    // the sorted old facts, with the fresh ones of some customers in place of theirs
}

type (
	within        = fold.Range[customer.ID]
	nothing       = struct{} // is kept of a customer: the facts go into one Memory for each range
	source[R any] = fold.Source[R, customer.ID, nothing]
)

func (k facts[R, M, F]) source(into *M, of []customer.ID) source[R] {
	all := k.in(into)
	wanted := map[customer.ID]bool{}
	for _, id := range of {
		wanted[id] = true
	}
	return &fold.FactKind[R, customer.ID, F, nothing]{
		Name: k.name, Owner: k.owner,
		Take: func(_ *nothing, one []F) (int, error) {
			if of == nil || wanted[*k.owner(&one[0])] { // a repository may yield more than it is asked for
				*all = append(*all, one[0])
			}
			return 1, nil
		},
		Each: func(ctx context.Context, repo R, r within) iter.Seq2[F, error] {
			return k.each(repo, ctx, customer.Scope{Customers: of, Range: customer.Range(r)})
		},
		Held: func(R) *fold.Held[customer.ID, F] { return nil },
	}
}

func (k facts[R, M, F]) join(m *M, of []*M) {
	if len(of) == 1 {
		*k.in(m) = *k.in(of[0])
		return
	}
	var all [][]F
	for _, one := range of {
		all = append(all, *k.in(one))
	}
	*k.in(m) = slices.Concat(all...)
}

func (k facts[R, M, F]) count(m *M) int { return len(*k.in(m)) }

func (k facts[R, M, F]) first(m *M) *customer.ID {
	if all := *k.in(m); len(all) > 0 {
		return k.owner(&all[0])
	}
	return nil
}

// row returns where the facts of customers from id on begin.
func (k facts[R, M, F]) row(all []F, id customer.ID) int {
	return sort.Search(len(all), func(row int) bool { return *k.owner(&all[row]) >= id })
}

func (k facts[R, M, F]) view(m, from *M, r within) {
	all := *k.in(from)
	if r.To != "" {
		all = all[:k.row(all, r.To)]
	}
	*k.in(m) = all[k.row(all, r.From):]
}

func (k facts[R, M, F]) own(m *M, t *Texts) {
	all := slices.Clone(*k.in(m))
	for i := range all {
		k.texts(&all[i], t)
	}
	*k.in(m) = all
}

func (k facts[R, M, F]) swap(m, old, fresh *M, of []customer.ID) {
	var pieces [][]F
	kept, read := *k.in(old), *k.in(fresh)
	for _, id := range of {
		next := id + "\x00"
		read = read[k.row(read, id):]
		pieces = append(pieces, kept[:k.row(kept, id)], read[:k.row(read, next)])
		kept = kept[k.row(kept, next):]
	}
	*k.in(m) = slices.Concat(append(pieces, kept)...)
}
