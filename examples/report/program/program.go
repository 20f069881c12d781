// Package program is the report program: flags in, every report out. Which
// storage the facts come from is for its caller to say.
package program

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/clientele-go/clientele/examples/internal/interrupt"
	"github.com/clientele-go/clientele/export/folder"
)

// The exit statuses.
const (
	ok       = 0
	badInput = 1 // or a report that could not be written
	badUsage = 2
)

// errNoAsOf says that the question has no AsOf and the facts give none (T1).
var errNoAsOf = errors.New("-as-of is not given, and no fact has a date to take it from")

// Main runs the program over a folder of CSV files; the folder sample is read
// if -data is not given. It returns the exit status: 0; 1 for bad input, with a
// line a problem on stderr, and then nothing is written; 2 for a bad flag, or
// if there is no AsOf to be had; 130 or 143 if it is interrupted by SIGINT or
// SIGTERM, and then nothing of its own is left beside the names of the files.
func Main(args []string, sample fs.FS, stdout, stderr io.Writer) int {
	o, err := ParseOptions(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return ok
	case err != nil:
		return badUsage
	}
	if sameFolder(o.Data, o.Out) {
		fmt.Fprintln(stderr, "-out: is the folder of -data, whose files the reports would replace")
		return badUsage
	}
	return interrupt.Run(func(ctx context.Context) int { return report(ctx, o, sample, stdout, stderr) })
}

// report reads the folder and reports on it.
func report(ctx context.Context, o Options, sample fs.FS, stdout, stderr io.Writer) int {
	if err := sweep(o.Out); err != nil {
		fmt.Fprintln(stderr, err)
		return badInput
	}
	facts, err := read(ctx, sample, o, stderr)
	if err != nil {
		return failed(ctx, err, stderr)
	}
	if o.AsOf.IsZero() {
		o.AsOf = facts.Latest
	}
	return Run(ctx, shop(facts), o, stdout, stderr)
}

// Run answers, prints and writes the reports on a shop, and returns the exit
// status as Main does.
func Run(ctx context.Context, shop Shop, o Options, stdout, stderr io.Writer) int {
	if o.AsOf.IsZero() {
		fmt.Fprintln(stderr, errNoAsOf)
		return badUsage
	}
	progress := newProgress(stderr)
	o.Progress = progress.asking
	answers, err := Ask(ctx, shop, o)
	progress.done()
	if err == nil && o.Out != "" {
		err = answers.WriteFiles(ctx, o.Out)
	}
	if err == nil {
		err = answers.Print(interrupt.Writer(ctx, stdout))
	}
	if err != nil {
		return failed(ctx, err, stderr)
	}
	return ok
}

// failed says what went wrong; of an interruption, only that.
func failed(ctx context.Context, err error, stderr io.Writer) int {
	if ctx.Err() != nil {
		err = errInterrupted
	}
	fmt.Fprintln(stderr, err)
	return badInput
}

// errInterrupted is all that there is to say then.
var errInterrupted = errors.New("interrupted")

// sameFolder reports whether two names are of one folder, through links too.
func sameFolder(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// read reads the folder.
func read(ctx context.Context, sample fs.FS, o Options, stderr io.Writer) (*folder.Facts, error) {
	fsys := sample
	if o.Data != "" {
		fsys = os.DirFS(o.Data)
	}
	progress := newProgress(stderr)
	defer progress.done()
	return folder.Read(ctx, fsys, folder.Options{Location: o.Location, Name: o.Data, Skip: o.Skip, Workers: o.Workers, Progress: progress.reading})
}

// notes say how much was read: every row is in the answers, but for those that
// say again what another one says, and those that were left out (X6).
func notes(facts *folder.Facts) []string {
	rows, rejected, repeated := 0, 0, 0
	for _, f := range facts.Files {
		rows += f.Read
		rejected += f.Rejected
		repeated += f.Repeated
	}
	all := []string{fmt.Sprintf("%s in %s were read.", plural(rows, "row"), plural(len(facts.Files), "file"))}
	if rejected > 0 {
		all = append(all, fmt.Sprintf("%s had something wrong and were left out; -out DIR has them in rejected.csv:", plural(rejected, "row")))
	}
	for _, f := range facts.Files {
		if f.Rejected > 0 {
			all = append(all, fmt.Sprintf("  %s of %s: %s left out.", plural(f.Read, "row"), f.Name, number(f.Rejected)))
		}
	}
	if repeated > 0 {
		all = append(all, fmt.Sprintf("%s of tags, fields, members and tokens say again what another one says: they are sets, and it counts once.", plural(repeated, "row")))
	}
	return all
}
