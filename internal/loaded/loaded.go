// Package loaded keeps the facts of a wing in memory for many questions, and reads those of
// the customers that changed again.
//
// Readers take a state by an atomic pointer and never wait. A state is immutable; the next
// one copies the parts with customers that changed and shares all others. A part has all
// memory that its facts need to itself, texts included, so that nothing of a customer who
// is in no part any more is left in the state.
package loaded

import (
	"context"
	"sync"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/deal"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// Wing tells how a wing with repositories R has its facts as M, and as P once they are
// sorted.
type Wing[R, M any, P ranger] struct {
	Kinds  []Kind[R, M]
	Sort   func(M) P
	Memory func(P) *M
	Rest   func(context.Context, R, *M) error // if not nil, reads what belongs to no customer

	goal int // about how many facts a part has; 0: as many as the ranges of fold.Cuts
}

type ranger interface {
	Ranges(ctx context.Context, n int) ([]customer.ID, func(a, b customer.ID) int, error)
}

// Load reads all facts of a repository into a View. It leaves no bad facts out.
func (w *Wing[R, M, P]) Load(ctx context.Context, v place[M, P], repo R, run *customer.Run) error {
	all, rest, err := w.read(ctx, repo, run, nil)
	if err != nil {
		return err
	}
	return w.next(ctx, v, rest, []draft[M, P]{w.view(all, within{To: named}), w.view(all, within{From: named})})
}

// Refresh reads the facts of some customers, and puts a state in place that has these in
// place of all that they had. It waits for other Refreshes. On an error the state stays.
func (w *Wing[R, M, P]) Refresh(ctx context.Context, v place[M, P], repo R, ids []customer.ID) error {
	leave, err := v.take(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if ids = sortedIDs(ids); len(ids) == 0 && w.Rest == nil {
		return ctx.Err()
	}
	fresh, rest, err := w.read(ctx, repo, &customer.Run{Workers: 1}, append([]customer.ID{}, ids...))
	if err != nil {
		return err
	}
	return w.next(ctx, v, rest, w.swapped(v.now(), fresh, ids))
}

// read reads the facts of some customers, nil is everybody's, and sorts them.
func (w *Wing[R, M, P]) read(ctx context.Context, repo R, run *customer.Run, of []customer.ID) (all *M, rest M, err error) {
	var mutex sync.Mutex
	var read []*M // of the ranges
	reading := &fold.Wing[R, customer.ID, nothing]{
		Start: func(*nothing, customer.ID) {}, Room: func([]nothing) {}, Whole: of != nil,
		Sources: func(R) (all []source[R]) {
			into := new(M)
			mutex.Lock()
			read = append(read, into)
			mutex.Unlock()
			w.each(func(k Kind[R, M]) {
				if of == nil || len(of) > 0 {
					all = append(all, k.source(into, of))
				}
			})
			return all
		},
	}
	if w.Rest != nil {
		reading.Before = func(ctx context.Context, repo R) error { return w.Rest(ctx, repo, &rest) }
	}
	asked := run.Fold(nil)
	_, err = fold.Reduce(ctx, reading, &fold.Run{Workers: asked.Workers, Progress: asked.Progress}, repo, fold.Reduction[nothing, nothing]{
		Answer: func() (n nothing) { return n }, Visit: func(nothing, *nothing) error { return nil },
	})
	if err != nil {
		return nil, rest, err
	}
	var m M
	w.each(func(k Kind[R, M]) { k.join(&m, read) })
	return w.Memory(w.Sort(m)), rest, nil
}

func (w *Wing[R, M, P]) each(do func(Kind[R, M])) {
	for _, k := range w.Kinds {
		do(k)
	}
}

// next puts a state of drafts in place, of which the first one is the guests'.
func (w *Wing[R, M, P]) next(ctx context.Context, v place[M, P], rest M, drafts []draft[M, P]) error {
	s := &state[M, P]{rest: rest}
	var changed []int
	drafts = w.arrange(drafts)
	for i := range drafts {
		if s.parts = append(s.parts, drafts[i].part); drafts[i].facts != nil {
			changed = append(changed, i)
		}
	}
	err := deal.Out(ctx, 0, len(changed), func(i int) error {
		s.parts[changed[i]] = w.settled(&drafts[changed[i]])
		return nil
	})
	s.parts[0].from, s.parts[1].from = "", named
	if err == nil {
		v.put(s)
	}
	return err
}
