package fold

import (
	"cmp"
	"context"

	"github.com/clientele-go/clientele/internal/base/deal"
)

// Wing tells how the questions of one package are answered by digests of type D.
type Wing[R any, K ~string, D any] struct {
	// Start makes d the empty digest of an owner. It keeps the memory of its
	// slices: a digest is used again after it was visited.
	Start func(d *D, owner K)

	Room    func([]D)                      // gives new digests memory for their slices, before Start
	Merge   func(into, part *D)            // merges the rests of workers, if a kind follows
	Before  func(context.Context, R) error // if not nil, reads what belongs to no range
	Sources func(R) []Source[R, K, D]      // the kinds of facts, in the order in which they are read
	Whole   bool                           // the question is about some customers: there is one range
	From    K                              // if not zero, the ranges before it are left out, and its own begins at it
	First   bool                           // nothing but the first range is read, which has the guests
}

// Run is how a question is run.
type Run struct {
	Workers  int                   // at most so many; 0: one for each processor
	Progress func(done, total int) // if not nil, is called after each range, on the caller's goroutine
	Bad      func(error) bool      // reports whether an error is about a fact, which is left out; nil: none is
	Left     func(error)           // is told of each, range by range in order, on the caller's goroutine
}

// Reduction is what becomes of the digests.
type Reduction[D, A any] struct {
	Answer func() A          // makes an empty answer, for one worker; is called by all
	Visit  func(A, *D) error // adds a digest to an answer, and keeps nothing of it

	// Next, if not nil, takes the answer of each range, in order, which is then used again.
	// The end of the range is "" after the last one.
	Next func(a A, end string) error
}

// Reduce visits the digest of every owner once and returns the answers, at least
// one. The rest, if there is any, is visited last. Of several errors it returns
// that of the first range, which is the one that a single worker would meet.
func Reduce[R any, K ~string, D, A any](ctx context.Context, w *Wing[R, K, D], run *Run, repo R, r Reduction[D, A]) (answers []A, err error) {
	f := &folding[R, K, D, A]{wing: w, Reduction: r, run: run}
	err = f.open(ctx, repo, w.Whole, deal.Workers(f.run.Workers))
	workers := len(f.readers)
	f.tables, f.answers, f.left = make([]*table[K, D], workers), make([]*A, 2*workers), make([][]error, 2*workers)
	if err == nil && w.Before != nil {
		err = w.Before(ctx, f.readers[0])
	}
	if err == nil {
		err = deal.InOrder(ctx, workers, len(f.ranges), 2*workers, f.fold, f.next)
	}
	for _, a := range f.answers {
		if a != nil {
			answers = append(answers, *a)
		}
	}
	if err == nil {
		err = f.visitRest(answers[0])
	}
	if f.end != nil {
		err = cmp.Or(err, f.end())
	}
	if err != nil {
		return nil, err
	}
	return answers, nil
}

type folding[R any, K ~string, D, A any] struct {
	wing *Wing[R, K, D]
	Reduction[D, A]
	run     *Run
	readers []R // one for each worker
	ranges  []Range[K]
	compare func(a, b K) int
	end     func() error   // of the snapshot; nil: nothing
	left    [][]error      // what was left out, by task modulo their number
	tables  []*table[K, D] // by worker
	answers []*A           // by worker, or by task modulo their number if Next takes them
}

// fold reads one range and visits its digests.
func (f *folding[R, K, D, A]) fold(ctx context.Context, worker, task int) error {
	t := f.tables[worker]
	if t == nil { // made by the worker, and so apart from the others'
		t = &table[K, D]{start: f.wing.Start, room: f.wing.Room, compare: f.compare, bad: f.run.Bad, index: map[K]*D{}}
		t.start(&t.rest, "")
		f.tables[worker] = t
	}
	t.clear()
	reader := f.readers[worker]
	if p, ok := any(reader).(interface{ Part(Range[K]) any }); ok { // it has the facts of each range apart
		if part, ok := p.Part(f.ranges[task]).(R); ok {
			reader = part
		}
	}
	for _, s := range f.wing.Sources(reader) {
		if err := s.read(ctx, reader, f.ranges[task], t); err != nil {
			return err
		}
	}
	f.left[task%len(f.left)] = t.left
	place := worker
	if f.Next != nil {
		place = task % len(f.answers)
	}
	if f.answers[place] == nil {
		a := f.Answer()
		f.answers[place] = &a
	}
	a := *f.answers[place]
	for _, s := range t.slots {
		if err := f.Visit(a, s.digest); err != nil {
			return err
		}
	}
	return nil
}

func (f *folding[R, K, D, A]) next(task int) error {
	for _, err := range f.left[task%len(f.left)] {
		f.run.Left(err)
	}
	if f.Next != nil {
		if err := f.Next(*f.answers[task%len(f.answers)], string(f.ranges[task].To)); err != nil {
			return err
		}
	}
	if f.run.Progress != nil {
		f.run.Progress(task+1, len(f.ranges))
	}
	return nil
}

// visitRest merges the rests of the workers and visits the whole.
func (f *folding[R, K, D, A]) visitRest(a A) error {
	var rest *D
	for _, t := range f.tables {
		if t != nil && t.inRest && rest == nil {
			rest = &t.rest
		} else if t != nil && t.inRest {
			f.wing.Merge(rest, &t.rest)
		}
	}
	if rest == nil {
		return nil
	}
	if err := f.Visit(a, rest); err != nil || f.Next == nil {
		return err
	}
	return f.Next(a, "")
}
