package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Bench is what is measured, and with what.
type Bench struct {
	*Board
	Customers int
	UUID      bool     // customers have IDs of 36 bytes
	Engines   []string // beginnings of the names of those that take part; nil is all
	Dir       string   // for files
	hall      *hall
}

// job is a part of the benchmark that can be chosen.
type job struct {
	name string
	run  func(*Bench, context.Context) error
}

// jobs returns all jobs, in the order in which they are done: first those whose
// facts are in customer order.
func jobs() (all []job) {
	for _, q := range append([]Question{Full}, singles...) {
		name := "sorted " + string(q)
		all = append(all, job{name, func(b *Bench, ctx context.Context) error { return b.question(ctx, ByCustomer, name, q) }})
	}
	for _, q := range []Question{Lifecycle, Cohorts, RFM} {
		name := "sorted " + string(q)
		all = append(all, job{name, func(b *Bench, ctx context.Context) error { return b.apart(ctx, name, q) }})
	}
	for _, q := range singles[:6] { // not the file
		name := "loaded " + string(q)
		all = append(all, job{name, func(b *Bench, ctx context.Context) error { return b.ofLoaded(ctx, name, q) }})
	}
	return append(all,
		job{"list", (*Bench).list},
		job{"kept", (*Bench).kept},
		job{"memory", (*Bench).memory},
		job{"sort+full", func(b *Bench, ctx context.Context) error { return b.question(ctx, ByTime, "sort+full", Full) }},
		job{"folder", (*Bench).folder},
	)
}

// Run does the jobs whose names begin as one of these does; none is all.
func (b *Bench) Run(ctx context.Context, names []string) error {
	all := jobs()
	for _, name := range names {
		if !slices.ContainsFunc(all, func(j job) bool { return strings.HasPrefix(j.name, name) }) {
			return fmt.Errorf("there is no job %q", name)
		}
	}
	defer b.leave()
	for _, j := range all {
		if !chosen(names, j.name) {
			continue
		}
		if err := j.run(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
	}
	return nil
}

// chosen reports whether a name begins as one of those chosen does; nil is all.
func chosen(names []string, name string) bool {
	return names == nil || slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(name, n) })
}

// question asks all engines one question about facts in an order.
func (b *Bench) question(ctx context.Context, o Order, job string, q Question) error {
	h, err := b.in(ctx, o)
	if err != nil {
		return err
	}
	var contenders []Contender
	for _, e := range h.engines {
		contenders = append(contenders, contender(e, func(ctx context.Context) (func() (Answer, error), error) { return e.Ask(ctx, q) }))
	}
	return b.Race(ctx, job, contenders...)
}

// apart asks the library and DuckDB a question that the others do not answer.
func (b *Bench) apart(ctx context.Context, job string, q Question) error {
	h, err := b.in(ctx, ByCustomer)
	if err != nil {
		return err
	}
	var contenders []Contender
	for _, e := range h.engines {
		if _, other := e.(*naive); !other {
			contenders = append(contenders, contender(e, func(ctx context.Context) (func() (Answer, error), error) { return e.Ask(ctx, q) }))
		}
	}
	return b.Race(ctx, job, contenders...)
}

// contender returns an engine that does a job.
func contender(e Engine, run func(context.Context) (func() (Answer, error), error)) Contender {
	c := Contender{Name: e.Name(), Run: run}
	if a, ok := e.(interface{ Around(func() error) error }); ok {
		c.Around = a.Around
	}
	return c
}

// hall is the facts in one order, and the engines that have them.
type hall struct {
	*World
	library *library // which always has them
	engines []Engine // that take part
	duck    *duckDB  // of those, the DuckDB with most threads; nil if there is none
	closers []func() error
}

// in returns the hall for an order of facts. There is one hall at a time.
func (b *Bench) in(ctx context.Context, o Order) (*hall, error) {
	if b.hall != nil && b.hall.Order == o {
		return b.hall, nil
	}
	b.leave()
	h := &hall{World: Generate(b.Customers, b.UUID)}
	b.hall = h
	h.Arrange(o)
	b.facts = h.Facts()
	b.progress("%d facts in %v", b.facts, o)
	h.library = &library{name: libraryName, world: h.World, dir: b.Dir}
	if o == ByCustomer {
		h.library.shop = h.World.sorted()
		h.library.shop.narrow()
	}
	one := *h.library
	one.name = library1Name
	for _, e := range []Engine{h.library, &oneCore{one}, &naive{h.World, b.Dir}} {
		if chosen(b.Engines, e.Name()) {
			h.engines = append(h.engines, e)
		}
	}
	if err := b.addDuckDB(ctx, h); err != nil {
		return nil, err
	}
	return h, b.addSQLite(ctx, h)
}

func (b *Bench) addDuckDB(ctx context.Context, h *hall) error {
	if !chosen(b.Engines, duckdb1) && !chosen(b.Engines, duckdb2) {
		return nil
	}
	d, err := loadDuckDB(ctx, h.World)
	if err != nil {
		return err
	}
	h.closers = append(h.closers, d.db.Close)
	b.progress("DuckDB has the facts")
	for threads, name := range []string{1: duckdb1, 2: duckdb2} {
		if threads > 0 && chosen(b.Engines, name) {
			h.duck = &duckDB{d, name, threads, b.Dir}
			h.engines = append(h.engines, h.duck)
		}
	}
	return nil
}

func (b *Bench) addSQLite(ctx context.Context, h *hall) error {
	if !chosen(b.Engines, sqliteName) || h.Order == ByCustomer {
		return nil // it takes minutes: once is enough
	}
	d, err := loadSQLite(ctx, h.World)
	if err != nil {
		return err
	}
	h.closers = append(h.closers, d.db.Close)
	b.progress("SQLite has the facts")
	h.engines = append(h.engines, &sqlite{d, b.Dir})
	return nil
}

// leave lets go of the hall.
func (b *Bench) leave() {
	if b.hall == nil {
		return
	}
	for _, c := range b.hall.closers {
		c()
	}
	b.hall = nil
}
