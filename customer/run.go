package customer

import (
	"context"

	"github.com/clientele-go/clientele/internal/base/fold"
)

// Run is how a question is run, of this package and of the others. It is no part
// of the question: but for Values, the answer is the same for every Run. Wherever a *Run is asked
// for, nil is the zero Run.
type Run struct {
	// Workers is the most that work on the answer at the same time; zero is one
	// for each processor that the program may use. A repository decides by its
	// Snapshot how many can read it: without one, there is one worker.
	Workers int

	// Progress, if not nil, is called on the caller's goroutine after each range
	// of customers that was read: done ranges of total. A repository without
	// Ranges is one range.
	Progress func(done, total int)

	// LeaveOut, if not nil, takes bad facts, and the answer does without them. It is
	// the answer that the other facts give. What is left out is the smallest part that
	// is bad:
	//   - a refund, not its order: with refunds of 8, 5 and 2 on an order of 10, the 5
	//     (see Order.Sound);
	//   - an order with a kind, a currency or a total that is bad;
	//   - an action of no kind;
	//   - a customer without an ID, and of customers with one ID all but the first
	//     that the repository yields;
	//   - a notification without an ID, all but the first of those with one ID, and a
	//     customer's opt-ins to a notification that is not there, which are one;
	//   - what the repository yields a *FactError for.
	//
	// LeaveOut is called on the caller's goroutine, range by range in their order, so
	// that its calls are the same for any number of workers. It may have been called
	// if the answer is an error. The reports of all wings count what was left out:
	// see LeftOut.
	//
	// If LeaveOut is nil, the first bad fact is the answer's error. What acts on
	// customers, such as Selection, notify.Send, the mailing lists and the privacy
	// requests, leaves nothing out.
	LeaveOut func(*FactError)

	// Values, if not nil, returns what the host knows of a customer beside the columns,
	// for segments that ask for it (Q2): of the field "lifecycle" the state in a bucket
	// (D2), as its word; of "rfm_segment" the name of a segment (F4); of "cohort" the
	// first date of the cohort's bucket (C2), as 2024-05-01. Empty, or what the field does
	// not have, is unknown. Several workers call Values at the same time. A segment that
	// asks for one of these fields without Values is an ErrQuery, and so it is wherever
	// no Run is given, as to a Selection.
	Values func(field Column, id ID) string

	// CursorKey seals the cursors of List. Nil leaves them readable, and refuses
	// pages that are sorted by personal data.
	CursorKey *CursorKey
}

// Range is the customers with an ID from From on and before To, in the order of
// the repository's Ranges. An empty end is unbounded. Guests, who have the empty
// ID, are in the range without a From.
type Range struct{ From, To ID }

// holds reports whether the range has an ID, by bytes.
func (r *Range) holds(id ID) bool { return r.From <= id && (r.To == "" || id < r.To) }

// Ranger is an optional ability of a repository of any wing. The library then
// asks for the facts of one range of customers after the other, and needs memory
// for one range, whatever the number of customers.
//
// Without it the library reads everything at once, and memory grows with the
// customers.
type Ranger interface {
	// Ranges cuts all customers into ranges of about n. A range begins at each
	// cut, and the first one and the last one are unbounded, so they also have
	// the IDs before and after all customers'. Every n-th ID will do. No cuts
	// make one range of everybody, which is right for at most a few n customers.
	//
	// Cuts ascend by compare, which compares IDs as the storage does: as numbers
	// if they are numbers there, or as its collation says. Nil compares their
	// bytes. Which facts are within a Scope's Range must follow from the same
	// order. A fact that is not in the range asked for is an ErrRange.
	Ranges(ctx context.Context, n int) (cuts []ID, compare func(a, b ID) int, err error)
}

// Snapshotter is an optional ability of a repository of any wing: to be read in
// one state, whatever is written meanwhile, and by several workers. The library
// begins a snapshot for each question and ends it with the question. A caller who
// asks several questions of one state begins one, and passes its first repository
// to all of them, one question at a time.
//
// Without it, one worker reads the repository, and its state is what each of its
// sequences finds.
type Snapshotter interface {
	// Snapshot returns 1 to readers repositories of one state, which are used at
	// the same time: for each, at most one sequence is open at any moment. They
	// are of every wing that the repository is of, and have its Ranges. To get
	// the first one, Snapshot may wait; more it takes only if they are free at
	// once, so that no two questions wait for each other.
	//
	// A repository of a snapshot may itself be a Snapshotter, and then returns
	// repositories of its own state.
	//
	// The caller calls end once, when no sequence is open any more. End may be
	// nil.
	Snapshot(ctx context.Context, readers int) (repos []any, end func() error, err error)
}

// ErrRange says that a repository yielded a fact outside the range that was asked
// for, or that its cuts do not ascend.
var ErrRange = fold.ErrRange

func (r *Run) cursorKey() *CursorKey {
	if r == nil {
		return nil
	}
	return r.CursorKey
}

// Fold returns the run in the form in which the packages of this library read all facts. It
// is for those packages. If left is not nil, what is left out is added to it.
func (r *Run) Fold(left *LeftOut) *fold.Run {
	switch {
	case r == nil:
		return &fold.Run{}
	case r.LeaveOut == nil:
		return &fold.Run{Workers: r.Workers, Progress: r.Progress}
	}
	return &fold.Run{
		Workers: r.Workers, Progress: r.Progress,
		Bad: func(err error) bool { return badFacts(err) != nil },
		Left: func(err error) {
			for _, e := range badFacts(err) {
				if left != nil {
					left.Add(e)
				}
				r.LeaveOut(e)
			}
		},
	}
}
