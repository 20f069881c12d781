package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/load"
	"github.com/clientele-go/clientele/export/folder"
)

func runLoad(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	set := flag.NewFlagSet("load", flag.ContinueOnError)
	set.SetOutput(stderr)
	url := set.String("db", dialect.DefaultURL, "`URL` of the database")
	data := set.String("data", "", "`DIR` of CSV files to load (default the sample shop)")
	location := set.String("location", "UTC", "IANA name of the time `ZONE` of times that say none")
	switch err := set.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return ok
	case err != nil:
		return badUsage
	case set.NArg() > 0:
		fmt.Fprintf(stderr, "unexpected argument %q\n", set.Arg(0))
		return badUsage
	}
	zone, err := calendar.Zone(*location)
	if err != nil {
		fmt.Fprintf(stderr, "-location: %v\n", err)
		return badUsage
	}
	var fsys fs.FS = sample.FS()
	if *data != "" {
		fsys = os.DirFS(*data)
	}
	progress := newProgress(stderr)
	facts, err := folder.Read(ctx, fsys, folder.Options{Location: zone, Name: *data, Progress: progress.read})
	if err == nil {
		err = loadInto(ctx, *url, fsys, *location, facts, progress)
	}
	progress.done()
	if err != nil {
		fmt.Fprintln(stderr, err)
		return failed
	}
	fmt.Fprintf(stdout, "%d rows in %d files are in the database.\n", rowsIn(facts), len(facts.Files))
	return ok
}

func rowsIn(facts *folder.Facts) (n int) {
	for _, f := range facts.Files {
		n += f.Read
	}
	return n
}

func loadInto(ctx context.Context, url string, fsys fs.FS, location string, facts *folder.Facts, progress *progress) (err error) {
	fingerprint, err := load.Fingerprint(fsys, location)
	if err != nil {
		return err
	}
	db, d, err := dialect.Open(ctx, url, dialect.Write)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := load.Create(ctx, db, d); err != nil {
		return err
	}
	m, err := load.Mapping(ctx, db)
	if err != nil {
		return err
	}
	t := load.Target{DB: db, Dialect: d, Mapping: m, Progress: progress.written}
	return load.Facts(ctx, t, facts, fingerprint)
}
