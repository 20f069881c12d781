package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/shopdb"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
)

// where are the flags of report that are not the report program's.
type where struct {
	url, how, mapping string
}

// split takes the flags that say where the facts are out of the arguments; the
// rest are the report program's.
func split(args []string) (w where, rest []string, err error) {
	w = where{url: dialect.DefaultURL, how: "stream"}
	own := map[string]*string{"db": &w.url, "how": &w.how, "mapping": &w.mapping}
	for i := 0; i < len(args); i++ {
		name, value, given := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(args[i], "-"), "-"), "=")
		to := own[name]
		if to == nil || !strings.HasPrefix(args[i], "-") {
			rest = append(rest, args[i])
			continue
		}
		if !given {
			if i++; i == len(args) {
				return w, nil, fmt.Errorf("flag needs an argument: -%s", name)
			}
			value = args[i]
		}
		*to = value
	}
	if w.how != "stream" && w.how != "pushdown" {
		return w, nil, errors.New("-how: stream or pushdown")
	}
	return w, rest, nil
}

func runReport(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	w, rest, err := split(args)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return badUsage
	}
	o, err := program.ParseOptions(rest, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stderr, "\n", usage)
		return ok
	case err != nil:
		return badUsage
	case o.Data != "":
		fmt.Fprintln(stderr, "-data: the facts are in the database; load puts them there")
		return badUsage
	}
	status, err := report(ctx, w, o, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return failed
	}
	return status
}

func report(ctx context.Context, w where, o program.Options, stdout, stderr io.Writer) (status int, err error) {
	shop, end, err := open(ctx, w, &o)
	if err != nil {
		return failed, err
	}
	defer func() { err = errors.Join(err, end()) }()
	return program.Run(ctx, shop, o, stdout, stderr), nil
}

// open opens a database for a report: the shop is one state of it, in which all
// questions are asked, until end. It puts in the AsOf if there is none.
func open(ctx context.Context, w where, o *program.Options) (shop program.Shop, end func() error, err error) {
	db, d, err := dialect.Open(ctx, w.url, dialect.Read)
	if err != nil {
		return shop, nil, err
	}
	end = db.Close
	defer func() {
		if err != nil {
			err = errors.Join(err, end())
		}
	}()
	m, err := shopdb.MappingOf(ctx, db, w.mapping)
	if err != nil {
		return shop, end, err
	}
	s, err := store.New(ctx, db, d, m)
	if err != nil {
		return shop, end, err
	}
	repos, endSnapshot, err := s.Snapshot(ctx, cmp.Or(o.Workers, runtime.GOMAXPROCS(0)))
	if err != nil {
		return shop, end, err
	}
	if endSnapshot != nil {
		end = func() error { return errors.Join(endSnapshot(), db.Close()) }
	}
	s = repos[0].(*store.Store)
	if o.AsOf.IsZero() {
		o.AsOf, err = s.Latest(ctx)
	}
	return shopOf(s, w.how, d), end, err
}

// shopOf returns the store in the form that the report program wants.
func shopOf(s *store.Store, how string, d dialect.Dialect) program.Shop {
	if how == "pushdown" {
		notes := []string{"The facts are in a database (" + d.Name + "), which grouped them."}
		return program.Shop{
			Customers: store.Grouped{Store: s}, Engagement: store.GroupedEngagement{Store: s},
			Subscription: store.GroupedSubscription{Store: s}, Notify: store.GroupedNotify{Store: s}, Notes: notes,
		}
	}
	notes := []string{"The facts are in a database (" + d.Name + "), and were read row by row."}
	return program.Shop{Customers: s, Engagement: s, Subscription: s, Notify: s, Notes: notes}
}
