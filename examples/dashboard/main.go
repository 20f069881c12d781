// Command dashboard shows a shop's customers in a browser: the list, one customer, the
// reports, mailing lists, and what is held on a person.
//
//	go -C examples/dashboard run .
//	go -C examples/dashboard run . -data DIR
//	go -C examples/dashboard run . -db sqlite:FILE [-mapping FILE] [-keys FILE] [-advance TIME]
//
// The shop is the sample, the Ninth Kettle, or a folder of CSV files, in memory: what is
// changed is gone when the program ends. Or it is in a database, SQLite or PostgreSQL, and
// what is changed is changed there. The program lets in whoever can reach it, so it listens
// on the loopback interface alone. To mount the pages in a program of yours, see
// package pages, and put your sign-in before them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/dashboard/database"
	"github.com/clientele-go/clientele/examples/dashboard/memory"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/export/folder"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); {
	case err == nil:
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "dashboard: interrupted")
		os.Exit(130)
	default:
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "dashboard:", err)
		}
		os.Exit(1)
	}
}

// options are what the flags say.
type options struct {
	addr, data, location string
	memory.Options
	db database.Options
}

// What flags cannot say together.
var (
	errBoth = errors.New("-data and -db: the shop is a folder or a database, not both")
	errNoDB = errors.New("-mapping, -keys and -advance are about a database: name one by -db")
)

func parse(args []string, problems io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("dashboard", flag.ContinueOnError)
	flags.SetOutput(problems)
	flags.StringVar(&o.addr, "addr", "127.0.0.1:8080", "where to listen; only the loopback interface")
	flags.StringVar(&o.data, "data", "", "a `folder` of CSV files; the sample shop if empty")
	flags.StringVar(&o.location, "location", "UTC", "the IANA `zone` of dates")
	flags.BoolVar(&o.RequireSignIn, "require-sign-in", false, "the app requires sign-in (I2)")
	flags.BoolVar(&o.ConsentPopup, "consent-popup", true, "the consent popup is enabled (L9)")
	flags.StringVar(&o.db.URL, "db", "", "the `URL` of a database in place of a folder: sqlite:FILE or postgres://HOST/NAME")
	flags.StringVar(&o.db.Mapping, "mapping", "", "a `FILE` with the names of your own tables: their rows are only read, and triggers note which of them change")
	flags.StringVar(&o.db.Keys, "keys", "", "a `FILE` with the keys of who is erased, a line each: the ID and the secret in hexadecimal; without it nobody can be deleted")
	flags.DurationVar(&o.db.Advance, "advance", 0, "for a shop that is open: the present is now, and moves on every `TIME`, such as 1m or 1h; a link to an earlier present takes longer. "+
		"Without it, for a data set of the past: the present is the instant of the latest fact at the start, and what is dated later does not show")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.db.URL != "" && o.data != "":
		return o, errBoth
	case o.db.URL == "" && (o.db.Mapping != "" || o.db.Keys != "" || o.db.Advance != 0):
		return o, errNoDB
	case o.db.Advance < 0:
		return o, errors.New("-advance: the present does not go back")
	}
	if o.Location, err = calendar.Zone(o.location); err != nil {
		return o, fmt.Errorf("-location: %w", err)
	}
	o.db.Location, o.db.RequireSignIn, o.db.ConsentPopup = o.Location, o.RequireSignIn, o.ConsentPopup
	return o, nil
}

// run serves the pages until ctx is done.
func run(ctx context.Context, args []string, out, problems io.Writer) (err error) {
	o, err := parse(args, problems)
	if err != nil {
		return err
	}
	if err := loopback(o.addr); err != nil {
		return err
	}
	shop, end, err := open(ctx, o, problems)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	handler, err := pages.New(shop)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "http://%s/\n", listener.Addr())
	return serve(ctx, listener, handler)
}

// open opens the shop that the flags name.
func open(ctx context.Context, o options, problems io.Writer) (shop pages.Shop, end func() error, err error) {
	if o.db.URL != "" {
		o.db.Say = func(text string) { fmt.Fprintf(problems, "%s %s\n", time.Now().Format(time.TimeOnly), text) }
		host, err := database.Open(ctx, o.db)
		if err != nil {
			return pages.Shop{}, nil, err
		}
		return host.Shop(), host.Close, nil
	}
	var from fs.FS = sample.FS()
	if o.data != "" {
		from = os.DirFS(o.data)
	}
	facts, err := folder.Read(ctx, from, folder.Options{Location: o.Location})
	if err != nil {
		return pages.Shop{}, nil, err
	}
	shop, err = memory.New(ctx, facts, o.Options)
	return shop, func() error { return nil }, err
}

// loopback reports an error for an address that others can reach: the program has no
// sign-in. Behind a proxy everybody comes from the loopback interface, so do not put one
// before it.
func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("-addr %s: the program has no sign-in, so it listens on the loopback interface alone", addr)
	}
	return nil
}

func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 10 * time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 1 << 20}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return server.Shutdown(late)
}
