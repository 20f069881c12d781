package notify_test

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
)

// ranged is a shop that several workers read, range after range. The order of its
// IDs is its own: shorter ones come first, as numbers do.
type ranged struct {
	notify.Memory // in this order
	cuts          []customer.ID
	meet          func()        // waits until every reader has begun
	open          *bool         // a sequence is
	menus         *atomic.Int64 // how often the notifications were read
}

func byLength(a, b customer.ID) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

func inRanges(m notify.Memory, cuts ...customer.ID) ranged {
	slices.SortFunc(cuts, byLength)
	m.OptIns = slices.SortedFunc(slices.Values(m.OptIns), func(a, b notify.OptIn) int { return byLength(a.Customer, b.Customer) })
	return ranged{Memory: m, cuts: cuts, menus: new(atomic.Int64)}
}

func (r ranged) Ranges(context.Context, int) ([]customer.ID, func(a, b customer.ID) int, error) {
	return r.cuts, byLength, nil
}

// Snapshot returns as many readers as are asked for. They begin together, so that
// each of them reads a part of the shop.
func (r ranged) Snapshot(_ context.Context, readers int) ([]any, func() error, error) {
	readers = min(readers, len(r.cuts)+1)
	var begun sync.WaitGroup
	begun.Add(readers)
	repos := make([]any, readers)
	for i := range repos {
		meet := sync.OnceFunc(func() { begun.Done(); begun.Wait() })
		repos[i] = ranged{r.Memory, r.cuts, meet, new(bool), r.menus}
	}
	return repos, nil, nil
}

func (r ranged) EachNotification(ctx context.Context, s customer.Scope) iter.Seq2[notify.Notification, error] {
	r.menus.Add(1)
	return r.Memory.EachNotification(ctx, s)
}

// EachOptIn yields the opt-ins in the scope's range, from the last one to the
// first.
func (r ranged) EachOptIn(_ context.Context, s customer.Scope) iter.Seq2[notify.OptIn, error] {
	return func(yield func(notify.OptIn, error) bool) {
		r.meet()
		if *r.open {
			panic("one reader has two sequences open")
		}
		*r.open = true
		defer func() { *r.open = false }()
		row := func(id customer.ID) int {
			n, _ := slices.BinarySearchFunc(r.OptIns, id, func(o notify.OptIn, id customer.ID) int { return byLength(o.Customer, id) })
			return n
		}
		to := len(r.OptIns)
		if s.Range.To != "" {
			to = row(s.Range.To)
		}
		for _, o := range slices.Backward(r.OptIns[row(s.Range.From):to]) {
			if !yield(o, nil) {
				return
			}
		}
	}
}
