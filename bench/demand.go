package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// demand is a line of the table of what is to be reached: a ratio, or another
// figure, that is to be at most, or at least, so much.
type demand struct {
	what    string
	limit   float64
	atLeast bool

	// measured is the figure by the clock, and by CPU time where it is a
	// ratio of times; not a number if it was not measured.
	measured func(b *Board) (wall, cpu float64)
}

// demands are all of them. DuckDB is the one with two threads where it says no
// more.
func demands() []demand {
	all := []demand{
		{what: "full report, customer order ÷ DuckDB", limit: 0.15, measured: ratio("ordered full", libraryName, duckdb2)},
		{what: "full report, customer order ÷ reading the facts", limit: 3, measured: ratio("ordered full", libraryName, limitName)},
		{what: "the same without the CSV file ÷ reading the facts", limit: 3, measured: ratio("ordered reports", libraryName, limitName)},
		{what: "full report, any order ÷ DuckDB", limit: 0.25, measured: ratio("any full", libraryName, duckdb2)},
	}
	for _, q := range singles {
		all = append(all, demand{what: string(q) + ", any order ÷ DuckDB", limit: 0.5, measured: ratio("any "+string(q), libraryName, duckdb2)})
	}
	return append(all,
		demand{what: "memory, customer order: MiB above the facts", limit: 4, measured: scaled("memory constant all", 1<<20)},
		demand{what: "memory, customer order: all customers ÷ 10,000", limit: 1.25, measured: notes("memory constant all", "memory constant 10000")},
		demand{what: "memory, any order: bytes a fact", limit: 64, measured: scaled("memory a fact", 1)},
		demand{what: "allocations a fact, customer order", limit: 0.001, measured: allocations("ordered full", "facts")},
		demand{what: "allocations a fact, any order", limit: 0.001, measured: allocations("any full", "facts")},
		demand{what: "growth, customer order: most ÷ least time a fact", limit: 1.5, measured: scaled("growth "+ByCustomer.String(), 1)},
		demand{what: "growth, any order: most ÷ least time a fact", limit: 1.5, measured: scaled("growth any order", 1)},
		demand{what: "two cores × one, customer order", limit: 1.7, atLeast: true, measured: wallOnly(ratio("ordered full", library1Name, libraryName))},
		demand{what: "two cores × one, any order", limit: 1.7, atLeast: true, measured: wallOnly(ratio("any full", library1Name, libraryName))},
		demand{what: "exact money ÷ sum of int64", limit: 10, measured: ratio("money", libraryName, "int64")},
		demand{what: "exact money: allocations", limit: 0, measured: allocations("money", "")},
		demand{what: "CSV written ÷ DuckDB's COPY", limit: 0.5, measured: ratio("csv write", libraryName, duckdb2)},
		demand{what: "CSV written ÷ encoding/csv", limit: 0.4, measured: ratio("csv write", libraryName, "encoding/csv")},
		demand{what: "CSV written ÷ the same bytes", limit: 3, measured: ratio("csv write", libraryName, "the same bytes")},
		demand{what: "CSV written: allocations a row", limit: 0.001, measured: allocations("csv write", "customers")},
		demand{what: "CSV read ÷ DuckDB's read_csv", limit: 0.5, measured: ratio("csv read", libraryName, duckdb2)},
		demand{what: "CSV read ÷ encoding/csv", limit: 0.3, measured: ratio("csv read", libraryName, "encoding/csv")},
		demand{what: "folder of CSV files ÷ DuckDB", limit: 0.28, measured: ratio("folder", libraryName, duckdb2)},
		demand{what: "status from kept digests ÷ DuckDB", limit: 0.02, measured: ratio("kept status", libraryName, duckdb2)},
		demand{what: "a login taken in: ns", limit: 60, measured: scaled("kept login", 1)},
		demand{what: "naive code ÷ full report, customer order", limit: 35, atLeast: true, measured: ratio("ordered full", naiveName, libraryName)},
		demand{what: "naive code ÷ full report, any order", limit: 35, atLeast: true, measured: ratio("any full", naiveName, libraryName)},
		demand{what: "peak memory ÷ naive code's, customer order", limit: 1. / 3, measured: notes("memory clientele "+ByCustomer.String(), "memory naive "+ByCustomer.String())},
		demand{what: "peak memory ÷ naive code's, any order", limit: 1. / 3, measured: notes("memory clientele any order", "memory naive any order")},
		demand{what: "UUIDs: full report, customer order ÷ DuckDB", limit: 0.15, measured: ratio("uuid ordered full", libraryName, duckdb2)},
		demand{what: "UUIDs: full report, any order ÷ DuckDB", limit: 0.25, measured: ratio("uuid any full", libraryName, duckdb2)},
		demand{what: "list, first page ÷ the same from DuckDB", limit: math.NaN(), measured: ratio("list default", libraryName, duckdb2)},
		demand{what: "list: MiB above the grouping of the facts", limit: 1, measured: scaled("list memory", 1<<20)},
	)
}

// ratio is the time of one contender for a job divided by that of another.
func ratio(job, name, to string) func(*Board) (wall, cpu float64) {
	return func(b *Board) (wall, cpu float64) {
		x, y := b.find(job, name), b.find(job, to)
		if x == nil || y == nil {
			return math.NaN(), math.NaN()
		}
		per := func(of func(*Result) time.Duration) float64 { return float64(of(x)) / float64(of(y)) }
		return per((*Result).Wall), per((*Result).CPU)
	}
}

func wallOnly(of func(*Board) (wall, cpu float64)) func(*Board) (wall, cpu float64) {
	return func(b *Board) (wall, cpu float64) {
		wall, _ = of(b)
		return wall, math.NaN()
	}
}

// scaled is a note in other units.
func scaled(job string, by float64) func(*Board) (wall, cpu float64) {
	return func(b *Board) (wall, cpu float64) { return b.noted(job) / by, math.NaN() }
}

func notes(job, to string) func(*Board) (wall, cpu float64) {
	return func(b *Board) (wall, cpu float64) { return b.noted(job) / b.noted(to), math.NaN() }
}

// allocations is how often the library allocates for a job, per fact or
// customer of the shop.
func allocations(job, per string) func(*Board) (wall, cpu float64) {
	return func(b *Board) (wall, cpu float64) {
		r := b.find(job, libraryName)
		if r == nil {
			return math.NaN(), math.NaN()
		}
		n := float64(r.Samples[len(r.Samples)-1].Allocs)
		if per != "" {
			n /= b.noted(per)
		}
		return n, math.NaN()
	}
}

// noted is the value of a note, not a number if there is none.
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
	fmt.Fprintf(w, "\n%-52s %10s %10s %10s\n", "demanded", "", "measured", "by CPU")
	for _, d := range demands() {
		wall, cpu := d.measured(b)
		if math.IsNaN(wall) {
			continue
		}
		limit, sign := "", "≤"
		if d.atLeast {
			sign = "≥"
		}
		met := ""
		switch {
		case math.IsNaN(d.limit):
			sign = ""
		default:
			limit = figure(d.limit)
			if d.met(wall) {
				met = "met"
			} else if d.met(cpu) {
				met = "met by CPU"
			}
		}
		fmt.Fprintf(w, "%-52s %10s %10s %10s  %s\n", d.what, strings.TrimSpace(sign+" "+limit), figure(wall), figure(cpu), met)
	}
}

func (d *demand) met(x float64) bool {
	if d.atLeast {
		return x >= d.limit
	}
	return x <= d.limit
}

// figure is a number with three digits that matter.
func figure(x float64) string {
	switch {
	case math.IsNaN(x):
		return ""
	case x != 0 && math.Abs(x) < 0.1:
		return fmt.Sprintf("%.4f", x)
	case math.Abs(x) < 100:
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprintf("%.0f", x)
}
