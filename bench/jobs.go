package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
)

// Bench is what is measured, and with what.
type Bench struct {
	*Board
	Customers int
	AnyOrder  Order      // what "any order" is
	Engines   []string   // to take part; nil is all
	Questions []Question // to be asked by the jobs ordered and any; nil is all
	Dir       string     // for files
	world     *World
}

// Job is a part of the benchmark that can be chosen.
type Job struct {
	Name, About string
	Run         func(*Bench, context.Context) error
}

// Jobs are all jobs, in the order in which they run.
var Jobs = []Job{
	{"ordered", "every question, facts in customer order", (*Bench).ordered},
	{"any", "every question, facts in any order", (*Bench).any},
	{"memory", "memory above the facts", (*Bench).memory},
	{"kept", "status from kept digests", (*Bench).kept},
	{"list", "the first page of the list", (*Bench).list},
	{"csv", "writing and reading a CSV file", (*Bench).csv},
	{"folder", "a folder of CSV files", (*Bench).folder},
	{"money", "exact sums", (*Bench).money},
	{"growth", "ten thousand to ten million facts", (*Bench).growth},
	{"uuid", "the full report with IDs of 36 bytes", (*Bench).uuid},
}

// Run runs the jobs of these names; none is all.
func (b *Bench) Run(ctx context.Context, names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(Jobs, func(j Job) bool { return j.Name == name }) {
			return fmt.Errorf("there is no job %q", name)
		}
	}
	for _, j := range Jobs {
		if len(names) > 0 && !slices.Contains(names, j.Name) {
			continue
		}
		if err := j.Run(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", j.Name, err)
		}
	}
	return nil
}

// with makes the world, or puts it in another order.
func (b *Bench) with(o Order) *World {
	if b.world == nil || o == ByCustomer && b.world.Order != o {
		b.world = nil
		b.world = Generate(b.Customers, false)
		if math.IsNaN(b.noted("facts")) {
			b.note("facts", float64(b.world.Facts()), "%d facts of %d customers", b.world.Facts(), b.Customers)
			b.note("customers", float64(b.Customers), "%d customers", b.Customers)
		}
	}
	if b.world.Order != o {
		b.world.Arrange(o)
		b.progress("facts in %v", o)
	}
	return b.world
}

func (b *Bench) ordered(ctx context.Context) error {
	return b.questions(ctx, b.with(ByCustomer), "ordered", b.asked())
}

func (b *Bench) any(ctx context.Context) error {
	return b.questions(ctx, b.with(b.AnyOrder), "any", b.asked())
}

func (b *Bench) asked() []Question {
	if b.Questions == nil {
		return Questions
	}
	return b.Questions
}

// questions asks all engines all questions.
func (b *Bench) questions(ctx context.Context, w *World, prefix string, questions []Question) error {
	engines, done, err := b.engines(ctx, w)
	if err != nil {
		return err
	}
	defer done()
	for _, q := range questions {
		var contenders []Contender
		for _, e := range engines {
			c := Contender{Name: e.Name(), Run: func(ctx context.Context) (func() (Answer, error), error) { return e.Ask(ctx, q) }}
			if a, ok := e.(interface{ Around(func() error) error }); ok {
				c.Around = a.Around
			}
			contenders = append(contenders, c)
		}
		if err := b.Race(ctx, prefix+" "+string(q), contenders...); err != nil {
			return err
		}
	}
	return nil
}

// takesPart says whether an engine was asked for.
func (b *Bench) takesPart(name string) bool {
	return b.Engines == nil || slices.ContainsFunc(b.Engines, func(e string) bool { return strings.HasPrefix(name, e) })
}

// engines are those that take part, over the facts of the world; done lets go
// of what they hold.
func (b *Bench) engines(ctx context.Context, w *World) (engines []Engine, done func(), err error) {
	var closers []func() error
	done = func() {
		for _, c := range closers {
			c()
		}
	}
	for _, e := range []Engine{
		&library{libraryName, repository{World: w}, b.Dir},
		&oneCore{library{library1Name, repository{World: w}, b.Dir}},
		&limit{w},
		&naive{w, b.Dir},
	} {
		if b.takesPart(e.Name()) {
			engines = append(engines, e)
		}
	}
	if b.takesPart(duckdb1) || b.takesPart(duckdb2) {
		d, err := loadDuckDB(ctx, w)
		if err != nil {
			return nil, nil, err
		}
		b.progress("DuckDB has the facts")
		engines = append(engines, &duckDB{d, duckdb1, 1, b.Dir}, &duckDB{d, duckdb2, 2, b.Dir})
		closers = append(closers, d.db.Close)
	}
	if b.takesPart(sqliteName) && w.Order != ByCustomer {
		d, err := loadSQLite(ctx, w)
		if err != nil {
			return nil, nil, err
		}
		b.progress("SQLite has the facts")
		engines = append(engines, &sqlite{d, b.Dir})
		closers = append(closers, d.db.Close)
	}
	return engines, done, nil
}

// oneCore is the library on one core.
type oneCore struct{ library }

// Around leaves one core to Go while it runs.
func (*oneCore) Around(run func() error) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	return run()
}

// scratch makes a folder for files: in memory if the system has a place there,
// so that disks are not measured.
func scratch() (string, error) {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		if dir, err := os.MkdirTemp("/dev/shm", "clientele-bench-"); err == nil {
			return dir, nil
		}
	}
	return os.MkdirTemp("", "clientele-bench-")
}
