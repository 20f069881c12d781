// Package program is the privacy program: what is held on one customer, their
// export, and their erasure, with everything that follows from it.
package program

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/internal/interrupt"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
)

// The exit statuses.
const (
	ok       = 0
	failed   = 1 // bad input, a file that could not be written, an erasure that is not finished
	badUsage = 2
)

// The conditions under which the question makes no sense.
var (
	errNoAsOf    = errors.New("-as-of is not given, and no fact has a date to take it from")
	errNobody    = errors.New("-customer is not given, and there is no customer to take")
	errNoSuchOne = errors.New("-customer: no such customer in the folder")
)

// Main runs the program over a folder of CSV files; the folder sample is read
// if -data is not given. It returns the exit status: 0; 1 if something failed,
// and then nothing is exported; 2 for a bad flag; 130 or 143 if it is
// interrupted by SIGINT or SIGTERM, and then nothing of its own is left beside
// the exported file.
func Main(args []string, sample fs.FS, stdout, stderr io.Writer) int {
	o, err := ParseOptions(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return ok
	case err != nil:
		return badUsage
	}
	return interrupt.Run(func(ctx context.Context) int {
		return status(ctx, run(ctx, o, sample, interrupt.Writer(ctx, stdout)), stderr)
	})
}

// status prints an error and returns the exit status for it.
func status(ctx context.Context, err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return ok
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "interrupted")
		return failed
	case errors.Is(err, errNoAsOf), errors.Is(err, errNobody), errors.Is(err, errNoSuchOne):
		fmt.Fprintln(stderr, err)
		return badUsage
	}
	fmt.Fprintln(stderr, err)
	return failed
}

// run reads the folder into a shop, and does what was asked for.
func run(ctx context.Context, o Options, sample fs.FS, stdout io.Writer) error {
	if o.Out != "" {
		if err := export.Sweep(o.Out); err != nil {
			return err
		}
	}
	if o.Data != "" {
		sample = os.DirFS(o.Data)
	}
	facts, err := folder.Read(ctx, sample, folder.Options{Name: o.Data})
	if err != nil {
		return err
	}
	if o.AsOf.IsZero() {
		o.AsOf = facts.Latest
	}
	if o.AsOf.IsZero() {
		return errNoAsOf
	}
	keys, err := newKeys()
	if err != nil {
		return err
	}
	shop := &Shop{}
	c := &privacy{Options: o, facts: facts, shop: shop, registry: shop.Registry(keys), out: &printer{w: stdout}}
	if _, err := shop.Import(ctx, facts, c.registry.Guard()); err != nil {
		return err
	}
	if err := shop.Derive(ctx, customer.Query{AsOf: o.AsOf}); err != nil {
		return err
	}
	if err := c.choose(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{c.plan, c.export, c.erase} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return c.out.err
}

// newKeys returns a key for this run only: what the program keeps in memory is
// gone with it. A host takes its keys from a key store, and must not lose them.
func newKeys() (gdpr.Keys, error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	key, err := gdpr.NewKey("this-run", secret)
	return gdpr.Keys{key}, err
}
