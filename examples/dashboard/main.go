// Command dashboard shows a shop's customers in a browser: the list, one customer, the
// reports, mailing lists, and what is held on a person.
//
//	go -C examples/dashboard run .
//	go -C examples/dashboard run . -data DIR
//
// The shop is the sample, the Ninth Kettle, or a folder of CSV files, in memory: what is
// changed is gone when the program ends. The program lets in whoever can reach it, so it
// listens on the loopback interface alone. To mount the pages in a program of yours, see
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
	"github.com/clientele-go/clientele/examples/dashboard/memory"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/export/folder"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
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
}

func parse(args []string) (o options, err error) {
	flags := flag.NewFlagSet("dashboard", flag.ContinueOnError)
	flags.StringVar(&o.addr, "addr", "127.0.0.1:8080", "where to listen; only the loopback interface")
	flags.StringVar(&o.data, "data", "", "a `folder` of CSV files; the sample shop if empty")
	flags.StringVar(&o.location, "location", "UTC", "the IANA `zone` of dates")
	flags.BoolVar(&o.RequireSignIn, "require-sign-in", false, "the app requires sign-in (I2)")
	flags.BoolVar(&o.ConsentPopup, "consent-popup", true, "the consent popup is enabled (L9)")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.Location, err = calendar.Zone(o.location)
	return o, err
}

// run serves the pages until ctx is done.
func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if err := loopback(o.addr); err != nil {
		return err
	}
	var from fs.FS = sample.FS()
	if o.data != "" {
		from = os.DirFS(o.data)
	}
	facts, err := folder.Read(ctx, from, folder.Options{Location: o.Location})
	if err != nil {
		return err
	}
	shop, err := memory.New(ctx, facts, o.Options)
	if err != nil {
		return err
	}
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
