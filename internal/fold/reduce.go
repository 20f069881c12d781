package fold

import (
	"context"
	"iter"
	"sync"

	"github.com/clientele-go/clientele/internal/deal"
)

// Reduction is what becomes of digests of type D: every worker visits some of
// them with an answer of its own.
type Reduction[K ~string, D, A any] struct {
	// Start makes d the empty digest of an owner. It may keep slices' memory:
	// a digest is used again after the visit.
	Start func(d *D, owner K)

	// Room, if there is one, gives new digests memory for their slices: a few
	// allocations for all of them, before Start.
	Room func([]D)

	Tidy func(*D) // if there is one, is called before the visit

	Answer func() A
	Visit  func(A, *D) error // nothing of the digest is kept

	Ordered bool // the sources are in owner order
	Workers int  // at most so many at the same time; 0 is one for each processor

	part int // about how many facts a worker takes at a time; 0 is what fits a cache
}

// Reduce folds the sources and visits every digest once. The answers are those
// of the workers, at least one. Facts in memory are dealt to the workers; a
// sequence is read by one.
//
// Of several errors it is the one that a single worker would meet: where the
// workers meet any, that one is looked for again by one alone.
func Reduce[K ~string, D, A any](ctx context.Context, r Reduction[K, D, A], sources ...Source[K, D]) ([]A, error) {
	if tidy, visit := r.Tidy, r.Visit; tidy != nil {
		r.Visit = func(a A, d *D) error {
			tidy(d)
			return visit(a, d)
		}
	}
	if held(sources) {
		if all, err := r.inMemory(ctx, sources); err == nil || ctx.Err() != nil {
			return all, err
		}
	}
	a := r.Answer()
	visit := func(d *D) error { return r.Visit(a, d) }
	if err := r.stream(ctx, sources, visit); err != nil {
		return nil, err
	}
	return []A{a}, nil
}

// Grouped is Reduce of digests that somebody else has made. They are left as they
// are.
func Grouped[D, A any](digests iter.Seq2[D, error], answer func() A, visit func(A, *D) error) ([]A, error) {
	a := answer()
	for d, err := range digests {
		if err == nil {
			err = visit(a, &d)
		}
		if err != nil {
			return nil, err
		}
	}
	return []A{a}, nil
}

// Digests is Ordered or Unordered.
func Digests[K ~string, D any](ctx context.Context, ordered bool, start func(*D, K), sources ...Source[K, D]) iter.Seq2[D, error] {
	if ordered {
		return Ordered(ctx, start, sources...)
	}
	return Unordered(ctx, start, sources...)
}

// Each visits every digest once, one after the other, in owner order if the
// sources are. Visits before an error stand, but are not the whole. Nothing of
// a digest may be kept.
func Each[K ~string, D any](ctx context.Context, ordered bool, start func(*D, K), visit func(*D) error, sources ...Source[K, D]) error {
	r := Reduction[K, D, struct{}]{
		Start: start, Answer: func() (none struct{}) { return none },
		Visit: func(_ struct{}, d *D) error { return visit(d) }, Ordered: ordered, Workers: 1,
	}
	if held(sources) {
		_, err := r.inMemory(ctx, sources)
		return err
	}
	return r.stream(ctx, sources, visit)
}

// held says whether all facts lie in memory.
func held[K ~string, D any](sources []Source[K, D]) bool {
	for _, s := range sources {
		if !s.inMemory() {
			return false
		}
	}
	return len(sources) > 0
}

// inMemory is Reduce by as many workers as there may be.
func (r *Reduction[K, D, A]) inMemory(ctx context.Context, sources []Source[K, D]) ([]A, error) {
	d := dealer[K, D]{r.Start, r.Room, r.Ordered, r.Workers, r.part}
	dealt, err := d.deal(ctx, sources)
	if err != nil {
		return nil, err
	}
	workers := deal.Workers(r.Workers, dealt.n)
	folders, visits := make([]folder[D], workers), make([]func(*D) error, workers)
	answers := make([]A, workers)
	var making sync.Mutex
	answer := func() A {
		making.Lock()
		defer making.Unlock()
		return r.Answer()
	}
	err = deal.Out(ctx, workers, dealt.n, func(w, task int) error {
		if folders[w] == nil { // made by the worker, far from the others' (deal.Apart)
			a := answer()
			answers[w], folders[w] = a, dealt.worker()
			visits[w] = func(d *D) error { return r.Visit(a, d) }
		}
		return folders[w](task, visits[w])
	})
	if err != nil {
		return nil, err
	}
	made := answers[:0] // one at least: there is a task
	for w := range workers {
		if folders[w] != nil {
			made = append(made, answers[w])
		}
	}
	return made, nil
}

// stream is Reduce by one worker.
func (r *Reduction[K, D, A]) stream(ctx context.Context, sources []Source[K, D], visit func(*D) error) error {
	if r.Ordered {
		d := new(D)
		again := func(k K) *D {
			r.Start(d, k)
			return d
		}
		return ordered(ctx, again, sources, visit)
	}
	all, err := unordered(ctx, r.Start, sources)
	if err != nil {
		return err
	}
	for d := range all.each {
		if err := visit(d); err != nil {
			return err
		}
	}
	return nil
}
