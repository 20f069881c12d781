package main

import (
	"fmt"
	"io"
	"math"
)

// demand is a figure that must not be above one limit, and is meant to be below
// another one. No limit is no number.
type demand struct {
	what      string
	must, aim float64
	atLeast   bool // nor must it be below

	// measured is the figure by the clock, and by CPU time where it is a
	// ratio of times; not a number if it was not measured.
	measured func(b *Board) (wall, cpu float64)
}

func demands() (all []demand) {
	none := math.NaN()
	for _, d := range []struct {
		job       string
		must, aim float64
	}{
		{"sorted full", 0.16, 0.10},
		{"sort+full", 0.50, 0.30},
		{"sorted status", 0.20, none},
		{"sorted revenue", 0.45, 0.25},
		{"sorted analysis", 0.45, 0.25},
		{"sorted breakdowns", 0.20, none},
		{"sorted subscription", 0.06, none},
		{"sorted expiry", 0.12, none},
		{"sorted csv", 0.25, none},
		{"loaded status", 0.50, 0.35},
		{"loaded revenue", 0.50, 0.35},
		{"loaded analysis", 0.50, 0.35},
		{"loaded breakdowns", 0.50, 0.35},
		{"loaded subscription", 0.50, 0.35},
		{"loaded expiry", 0.50, 0.35},
		{"kept", 0.02, none},
		{"sorted lifecycle", 1.0, none},
		{"sorted cohorts", 1.0, none},
		{"sorted rfm", 0.5, none},
	} {
		all = append(all, demand{what: d.job + " ÷ DuckDB", must: d.must, aim: d.aim, measured: ratio(d.job, libraryName, duckdb2)})
	}
	return append(all,
		demand{what: "memory above the facts, MiB", must: 16, aim: none, measured: func(b *Board) (float64, float64) {
			return b.noted("memory") / (1 << 20), none
		}},
		demand{what: "the same ÷ that of a tenth of the customers", must: 1.25, aim: none, measured: func(b *Board) (float64, float64) {
			return b.noted("memory") / b.noted("memory tenth"), none
		}},
		demand{what: "sorted full: allocations a fact", must: 0.001, aim: none, measured: allocations},
		demand{what: "sorted full: two cores × one", must: none, aim: 1.7, atLeast: true, measured: func(b *Board) (float64, float64) {
			return b.ratio("sorted full", library1Name, libraryName, (*Result).Wall), none
		}},
	)
}

// ratio returns the time of one contender for a job divided by that of another.
func ratio(job, name, to string) func(*Board) (wall, cpu float64) {
	return func(b *Board) (wall, cpu float64) {
		return b.ratio(job, name, to, (*Result).Wall), b.ratio(job, name, to, (*Result).CPU)
	}
}

func allocations(b *Board) (wall, cpu float64) {
	r := b.find("sorted full", libraryName)
	if r == nil {
		return math.NaN(), math.NaN()
	}
	return float64(r.Samples[len(r.Samples)-1].Allocs) / float64(b.facts), math.NaN()
}

// noted returns the value of a note, or NaN if there is none.
func (b *Board) noted(job string) float64 {
	for _, n := range b.Notes {
		if n.Job == job {
			return n.Value
		}
	}
	return math.NaN()
}

// PrintDemands writes what is demanded beside what was measured.
func (b *Board) PrintDemands(w io.Writer) {
	fmt.Fprintf(w, "%-44s %9s %9s %9s %9s\n", "demanded", "must", "aim", "measured", "by CPU")
	for _, d := range demands() {
		wall, cpu := d.measured(b)
		if math.IsNaN(wall) {
			continue
		}
		fmt.Fprintf(w, "%-44s %9s %9s %9s %9s  %s\n", d.what, figure(d.must), figure(d.aim), figure(wall), figure(cpu), d.verdict(wall))
	}
}

func (d *demand) verdict(x float64) string {
	within := func(limit float64) bool { return x <= limit && !d.atLeast || x >= limit && d.atLeast }
	switch {
	case within(d.aim):
		return "aim met"
	case within(d.must):
		return "met"
	case math.IsNaN(d.must):
		return ""
	}
	return "NOT met"
}

// figure returns a number with three significant digits, or an empty text if it
// is NaN.
func figure(x float64) string {
	switch {
	case math.IsNaN(x):
		return ""
	case x != 0 && math.Abs(x) < 0.1:
		return fmt.Sprintf("%.4f", x)
	}
	return fmt.Sprintf("%.2f", x)
}
