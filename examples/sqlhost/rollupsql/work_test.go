package rollupsql_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/rollupsql"
)

// The environment variables that make this program a host: its database, and its world.
const (
	hostOf  = "CLIENTELE_ROLLUP_HOST"
	worldOf = "CLIENTELE_ROLLUP_WORLD"
)

// work is what a host does: it builds a rollup, refreshes who changed, and advances day by
// day. Whoever does it again goes on.
type work struct {
	facts, changed inRanges
	dirty          []customer.ID
	end            time.Time
}

func newWork(world int) work {
	s := newShop(uint64(world), 120, 300)
	w := work{facts: ranges(s), end: start.AddDate(0, 0, 12)}
	clear(s.dirty)
	for range 60 {
		s.fact()
	}
	w.changed, w.dirty = ranges(s), slices.Sorted(maps.Keys(s.dirty))
	return w
}

// inRanges is facts that are read in ranges of a few customers.
type inRanges struct {
	customer.Repository
	cuts []customer.ID
}

func (r inRanges) Ranges(context.Context, int) ([]customer.ID, func(a, b customer.ID) int, error) {
	return r.cuts, nil, nil
}

// ranges copies the facts of a shop.
func ranges(s *shop) inRanges {
	m := s.Memory
	m.Customers, m.Logins, m.Orders, m.Actions = slices.Clone(m.Customers), slices.Clone(m.Logins), slices.Clone(m.Orders), slices.Clone(m.Actions)
	var ids, cuts []customer.ID
	for _, c := range m.Customers {
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	for i := 5; i < len(ids); i += 5 {
		cuts = append(cuts, ids[i])
	}
	return inRanges{m.Sorted(), cuts}
}

func (w *work) rollup(s rollup.Store) rollup.Rollup {
	return rollup.Rollup{Store: s, Repository: w.facts, Query: customer.Query{AsOf: start}, Run: &customer.Run{Workers: 1}}
}

// do does the work that is left.
func (w *work) do(ctx context.Context, r *rollup.Rollup, step func(string)) error {
	var m rollup.Meta
	if err := r.Store.View(ctx, func(v rollup.View) (err error) { m, err = v.Meta(ctx); return err }); err != nil {
		return err
	}
	if m.Print == "" || m.Building {
		step("build")
		if err := r.Build(ctx); err != nil {
			return err
		}
		m.Query.AsOf = start
	}
	r.Repository = w.changed
	for at := m.Query.AsOf; ; at = at.AddDate(0, 0, 1) {
		step("advance")
		due, err := r.Advance(ctx, at)
		if err != nil {
			return err
		}
		step("refresh")
		if at.Equal(m.Query.AsOf) { // who changed; all of them, for nobody knows who was done
			due = append(due, w.dirty...)
		}
		for some := range slices.Chunk(due, 3) {
			if err := r.Refresh(ctx, some...); err != nil {
				return err
			}
		}
		if !at.Before(w.end) {
			return nil
		}
	}
}

// runHost does the work of a host, and tells its parent.
func runHost(ctx context.Context, url string) error {
	world, err := strconv.Atoi(os.Getenv(worldOf))
	if err != nil {
		return err
	}
	db, d, err := dialect.Open(ctx, url, dialect.Write)
	if err != nil {
		return err
	}
	s, err := rollupsql.Open(ctx, db, d, "")
	if err != nil {
		return err
	}
	w := newWork(world)
	r := w.rollup(traced{s})
	if err := w.do(ctx, &r, func(what string) { fmt.Println("step", what) }); err != nil {
		return err
	}
	fmt.Println("end")
	return db.Close()
}
