// Command bench measures the library side by side with what one would use
// instead: a database in memory, and the code one would write at once. All of
// them answer the same questions about the same facts in one process, and every
// answer is compared.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
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
	uuid := flags.Bool("uuid", false, "customers have IDs of 36 bytes")
	reps := flags.Int("reps", 5, "how often each engine does each job")
	tsv := flags.Bool("tsv", false, "print lines of job, engine, median_ms, ratio_to_duckdb2 instead of tables")
	jobs := flags.String("jobs", "", "jobs to do, separated by commas, by the beginning of their names; empty is all: "+jobNames())
	engines := flags.String("engines", "", "engines to take part, separated by commas, by the beginning of their names; empty is all")
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
	b := &Bench{Board: &Board{Reps: max(1, *reps), Progress: stderr}, Customers: max(1, *customers), UUID: *uuid,
		Engines: list(*engines), Dir: dir}
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
	for _, j := range jobs() {
		names = append(names, j.name)
	}
	return strings.Join(names, ", ")
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
