package awkward

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/clientele-go/clientele/customer"
)

// Ranger cuts customers as a way says.
type Ranger struct {
	way Way
	ids func() []customer.ID
}

// NewRanger cuts the owners of facts.
func NewRanger(w Way, ids func() []customer.ID) Ranger { return Ranger{w, ids} }

// Ranges cuts the customers.
func (r Ranger) Ranges(ctx context.Context, n int) ([]customer.ID, func(a, b customer.ID) int, error) {
	if r.way.CutsFail {
		return nil, nil, ErrFailed
	}
	ids := slices.DeleteFunc(slices.Clone(r.ids()), func(id customer.ID) bool { return id == "" })
	slices.SortFunc(ids, r.way.Order.Compare)
	ids = slices.CompactFunc(ids, func(a, b customer.ID) bool { return r.way.Order.Compare(a, b) == 0 })
	return r.way.Cuts(ids, n), r.way.Order, ctx.Err()
}

// Snapshotter makes snapshots as a way says.
type Snapshotter struct {
	way  Way
	open func(Way) (repo any, c *Connection)
	held *atomic.Int64
}

// NewSnapshotter makes snapshots of repositories that open opens.
func NewSnapshotter(w Way, open func(Way) (repo any, c *Connection)) Snapshotter {
	return Snapshotter{w, open, new(atomic.Int64)}
}

// pool is how many snapshots there may be at the same time.
const pool = 4

// Snapshot opens repositories of one state.
func (s Snapshotter) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	if s.way.SnapFails {
		return nil, nil, ErrFailed
	}
	if s.held.Add(1) > pool {
		s.held.Add(-1)
		return nil, nil, ErrBusy
	}
	w := s.way
	if !w.Again {
		w.Readers = 0
	}
	ended := new(atomic.Bool)
	var repos []any
	var connections []*Connection
	for i := range min(readers, s.way.Readers) {
		reader := w
		if w.Reader != nil {
			w.Reader(i, &reader)
		}
		repo, c := s.open(reader)
		c.ended = ended
		repos, connections = append(repos, repo), append(connections, c)
	}
	if s.way.Snap != nil {
		repos = s.way.Snap(repos)
	}
	return repos, func() error { return s.end(ended, connections) }, ctx.Err()
}

func (s Snapshotter) end(ended *atomic.Bool, connections []*Connection) error {
	for _, c := range connections {
		if c.open.Load() {
			return ErrBusy
		}
	}
	if ended.Swap(true) {
		return ErrBusy
	}
	if !s.way.Hoarding {
		s.held.Add(-1)
	}
	if s.way.EndFails {
		return ErrFailed
	}
	return nil
}
