package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"time"
)

// Contender is somebody who does a job.
type Contender struct {
	Name string

	// Run does the job. What it returns makes the answer, and is not measured;
	// an empty answer is not compared.
	Run func(ctx context.Context) (func() (Answer, error), error)

	// Around, if it is not nil, is what must hold while Run runs, such as a
	// number of threads. It is not measured.
	Around func(run func() error) error
}

// Result is what one contender took for one job.
type Result struct {
	Job, Name string
	Samples   []Sample
}

// Wall returns the median of the elapsed times.
func (r *Result) Wall() time.Duration {
	return r.median(func(s Sample) time.Duration { return s.Wall })
}

// CPU returns the median of the CPU times of all cores together.
func (r *Result) CPU() time.Duration { return r.median(func(s Sample) time.Duration { return s.CPU }) }

func (r *Result) median(of func(Sample) time.Duration) time.Duration {
	all := make([]time.Duration, len(r.Samples))
	for i, s := range r.Samples {
		all[i] = of(s)
	}
	return median(all)
}

// Board is where results are written.
type Board struct {
	Reps     int
	Progress io.Writer
	Results  []*Result
	Notes    []Note
	facts    int // how many there are
}

// Note is a figure that is no time of a job.
type Note struct {
	Job   string
	Value float64
	Text  string
}

// patience is after which time a job is not repeated.
const patience = 20 * time.Second

// Race lets contenders do a job, by turns, and compares their answers. The first
// one that differs from the answer before is an error.
func (b *Board) Race(ctx context.Context, job string, contenders ...Contender) error {
	results := make([]*Result, len(contenders))
	for i, c := range contenders {
		results[i] = &Result{Job: job, Name: c.Name}
	}
	b.Results = append(b.Results, results...)
	var answer Answer
	var by string
	for rep := range b.Reps {
		for i, c := range contenders {
			r := results[i]
			if rep > 0 && r.Samples[0].Wall > patience {
				continue
			}
			said, err := c.run(ctx, r)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", job, c.Name, err)
			}
			b.progress("%s: %s: %v", job, c.Name, r.Samples[len(r.Samples)-1].Wall.Round(time.Microsecond))
			if len(said) == 0 {
				continue
			}
			said.sorted()
			if answer == nil {
				answer, by = said, c.Name
			}
			if differ := answer.same(said); differ != "" {
				return fmt.Errorf("%s: %s and %s do not say the same: %s", job, by, c.Name, differ)
			}
		}
	}
	return nil
}

// run runs the contender once and measures it.
func (c *Contender) run(ctx context.Context, r *Result) (Answer, error) {
	var finish func() (Answer, error)
	run := func() error {
		sample, err := measure(func() (err error) {
			finish, err = c.Run(ctx)
			return err
		})
		r.Samples = append(r.Samples, sample)
		return err
	}
	around := c.Around
	if around == nil {
		around = func(run func() error) error { return run() }
	}
	if err := around(run); err != nil {
		return nil, err
	}
	return finish()
}

func (b *Board) progress(format string, args ...any) {
	fmt.Fprintf(b.Progress, format+"\n", args...)
}

// note keeps a figure.
func (b *Board) note(job string, value float64, format string, args ...any) {
	b.Notes = append(b.Notes, Note{job, value, fmt.Sprintf(format, args...)})
	b.progress("%s: %s", job, b.Notes[len(b.Notes)-1].Text)
}

// find returns the result of a contender, or nil if there is none.
func (b *Board) find(job, name string) *Result {
	for _, r := range b.Results {
		if r.Job == job && r.Name == name {
			return r
		}
	}
	return nil
}

// TSV writes one line a result: job, engine, the median in milliseconds, and its
// ratio to DuckDB with two threads, empty if that did not take part.
func (b *Board) TSV(w io.Writer) {
	for _, r := range b.Results {
		ratio := ""
		if x := b.ratio(r.Job, r.Name, duckdb2, (*Result).Wall); !math.IsNaN(x) {
			ratio = fmt.Sprintf("%.4f", x)
		}
		fmt.Fprintf(w, "%s\t%s\t%.3f\t%s\n", r.Job, r.Name, milliseconds(r.Wall()), ratio)
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Print writes the results as a table: time, ratios, allocations.
func (b *Board) Print(w io.Writer) {
	job := ""
	for _, r := range b.Results {
		if r.Job != job {
			job = r.Job
			fmt.Fprintf(w, "\n%-24s %11s %11s %9s %9s %9s %9s\n", job, "wall ms", "CPU ms", "÷duckdb2", "CPU÷", "MB", "allocs")
		}
		s := r.Samples[len(r.Samples)-1]
		fmt.Fprintf(w, "  %-22s %11.2f %11.2f %9s %9s %9.1f %9d\n", r.Name, milliseconds(r.Wall()), milliseconds(r.CPU()),
			figure(b.ratio(job, r.Name, duckdb2, (*Result).Wall)), figure(b.ratio(job, r.Name, duckdb2, (*Result).CPU)),
			float64(s.Bytes)/1e6, s.Allocs)
	}
	fmt.Fprintln(w)
	for _, n := range b.Notes {
		fmt.Fprintf(w, "%s: %s\n", n.Job, n.Text)
	}
}

// ratio returns the time of one contender for a job divided by that of another;
// or NaN if one of them did not take part.
func (b *Board) ratio(job, name, to string, of func(*Result) time.Duration) float64 {
	x, y := b.find(job, name), b.find(job, to)
	if x == nil || y == nil {
		return math.NaN()
	}
	return float64(of(x)) / float64(of(y))
}

// The names of contenders that ratios refer to.
const (
	libraryName  = "clientele"
	library1Name = "clientele 1 core"
	naiveName    = "naive"
	duckdb1      = "duckdb 1"
	duckdb2      = "duckdb 2"
	sqliteName   = "sqlite"
)
