// Command bench measures the library side by side with what one would use
// instead: a database in memory, the code one would write at once, and a loop
// that only reads the facts. All of them answer the same questions about the
// same facts in one process, and every answer is compared.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"slices"
	"strings"
)

func main() {
	if err := keepMemory(); err != nil {
		fmt.Fprintln(os.Stderr, "memory goes back to the system between turns:", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	customers := flags.Int("customers", 1_000_000, "how many customers the shop has")
	reps := flags.Int("reps", 5, "how often each contender does each job")
	tsv := flags.Bool("tsv", false, "print lines of job, engine, median_ms, ratio_to_duckdb2 instead of tables")
	jobs := flags.String("jobs", "", "jobs to run, separated by commas; empty is all: "+jobNames())
	engines := flags.String("engines", "", "engines to take part, by the beginning of their names, separated by commas; empty is all")
	questions := flags.String("questions", "", "questions of the jobs ordered and any, separated by commas; empty is all")
	shuffled := flags.Bool("shuffled", false, "any order is by chance, and not the order of time")
	profile := flags.String("cpuprofile", "", "file to write a CPU profile to")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := scratch()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	b := &Bench{Board: &Board{Reps: max(1, *reps), Progress: stderr}, Customers: max(1, *customers), AnyOrder: ByTime,
		Engines: list(*engines), Dir: dir}
	for _, q := range list(*questions) {
		if !slices.Contains(Questions, Question(q)) {
			return fmt.Errorf("there is no question %q", q)
		}
		b.Questions = append(b.Questions, Question(q))
	}
	if *shuffled {
		b.AnyOrder = Shuffled
	}
	if err := b.Run(ctx, list(*jobs)); err != nil {
		return err
	}
	if *tsv {
		b.TSV(stdout)
		return nil
	}
	fmt.Fprintf(stdout, "%d customers, the median of %d runs\n%s\n", b.Customers, b.Reps, machine())
	b.Print(stdout)
	b.PrintDemands(stdout)
	return nil
}

// list splits at commas; the empty text is no list.
func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func jobNames() string {
	var names []string
	for _, j := range Jobs {
		names = append(names, j.Name)
	}
	return strings.Join(names, ", ")
}
