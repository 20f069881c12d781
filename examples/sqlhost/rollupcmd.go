package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/changes"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/rollupsql"
	"github.com/clientele-go/clientele/examples/sqlhost/shopdb"
)

// rollupFlags are the flags of rollup, all steps together.
type rollupFlags struct {
	step                        string
	url, mapping                string
	at                          string // of build and advance
	requireSignIn, consentPopup bool   // of build
	column, currency            string // of list
	statuses, search, after     string
	descending                  bool
	limit                       int
	ids                         []string // of refresh
	tombstones, keys            string   // of all but list
}

func parseRollup(args []string, stderr io.Writer) (f rollupFlags, err error) {
	set := flag.NewFlagSet("rollup", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.StringVar(&f.url, "db", dialect.DefaultURL, "`URL` of the database")
	set.StringVar(&f.mapping, "mapping", "", "`FILE` with the names of your own tables")
	if len(args) > 0 {
		f.step, args = args[0], args[1:]
	}
	switch f.step {
	case "build":
		set.StringVar(&f.at, "as-of", "", "build as of this `TIME` (default the latest in the database)")
		set.BoolVar(&f.requireSignIn, "require-sign-in", false, "the app requires customers to sign in")
		set.BoolVar(&f.consentPopup, "consent-popup", false, "the app asks for consent to e-mail marketing")
	case "advance":
		set.StringVar(&f.at, "to", "", "advance to this `TIME` (default now)")
	case "list":
		set.StringVar(&f.column, "sort", "status", "sort by this `COLUMN`")
		set.StringVar(&f.currency, "currency", "", "of the column revenue, a `CODE`")
		set.BoolVar(&f.descending, "descending", false, "the greatest first")
		set.StringVar(&f.statuses, "status", "", "only customers of these `STATUSES`, joined by commas")
		set.StringVar(&f.search, "search", "", "only customers with this `TEXT` in ID, e-mail address, username or name")
		set.StringVar(&f.after, "after", "", "go on at this `CURSOR`, which the page before ended with")
		set.IntVar(&f.limit, "limit", 20, "show `N` customers")
	case "refresh":
	default:
		return f, errors.New("rollup: build, refresh, advance or list")
	}
	if f.step != "list" {
		set.StringVar(&f.tombstones, "tombstones", shopdb.DefaultTombstones, "the `TABLE` of who is erased")
		set.StringVar(&f.keys, "keys", "", "the `FILE` of the keys of the tombstones: a line each, the ID and the secret in hexadecimal")
	}
	if err := set.Parse(args); err != nil {
		return f, err
	}
	if f.ids = set.Args(); f.step != "refresh" && len(f.ids) > 0 {
		return f, fmt.Errorf("unexpected argument %q", f.ids[0])
	}
	return f, nil
}

func runRollup(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f, err := parseRollup(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return ok
	case err != nil:
		fmt.Fprintln(stderr, err)
		return badUsage
	}
	if err := rollUp(ctx, &f, stdout); err != nil {
		fmt.Fprintln(stderr, err)
		if errors.Is(err, customer.ErrQuery) && !errors.Is(err, rollup.ErrQuestion) {
			return badUsage
		}
		return failed
	}
	return ok
}

// host is a database with a rollup.
type host struct {
	*shopdb.Shop
	Rollup rollup.Rollup // with the question that is kept, if one is
}

// openRollup opens the rollup of a shop, and makes its tables where they are not there.
func openRollup(ctx context.Context, shop *shopdb.Shop) (*host, error) {
	kept, err := rollupsql.Open(ctx, shop.DB, shop.Dialect, "")
	if err != nil {
		return nil, err
	}
	var m rollup.Meta
	err = kept.View(ctx, func(v rollup.View) error {
		m, err = v.Meta(ctx)
		return err
	})
	return &host{shop, rollup.Rollup{Store: kept, Repository: shop.Facts, Query: m.Query}}, err
}

func rollUp(ctx context.Context, f *rollupFlags, stdout io.Writer) (err error) {
	shop, err := shopdb.Open(ctx, f.url, f.mapping)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shop.Close()) }()
	h, err := openRollup(ctx, shop)
	if err != nil {
		return err
	}
	if f.step != "list" {
		if h.Rollup.Erased, err = h.Guard(ctx, f.tombstones, f.keys); err != nil {
			return err
		}
	}
	switch f.step {
	case "build":
		return h.build(ctx, f, stdout)
	case "refresh":
		return h.refresh(ctx, f.ids, stdout)
	case "advance":
		return h.advance(ctx, f.at, stdout)
	}
	return h.list(ctx, f, stdout)
}

func (h *host) build(ctx context.Context, f *rollupFlags, stdout io.Writer) error {
	asOf, err := h.Facts.Latest(ctx)
	if err == nil && f.at != "" {
		asOf, err = time.Parse(time.RFC3339Nano, f.at)
	}
	if err == nil {
		_, err = h.Watch(ctx, rollupsql.DefaultPrefix)
	}
	if err != nil {
		return err
	}
	h.Rollup.Query = customer.Query{AsOf: asOf, RequireSignIn: f.requireSignIn, ConsentPopup: f.consentPopup}
	if err := h.Rollup.Build(ctx); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "The rollup is built, as of %s.\n", asOf.UTC().Format(time.RFC3339Nano))
	return nil
}

// refresh refreshes some customers, or all that changed.
func (h *host) refresh(ctx context.Context, args []string, stdout io.Writer) error {
	ids := make([]customer.ID, len(args))
	for i := range args {
		ids[i] = customer.ID(args[i])
	}
	n, err := len(ids), error(nil)
	if n > 0 {
		err = h.Rollup.Refresh(ctx, ids...)
	} else {
		n, err = h.refreshChanged(ctx)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d customers are refreshed.\n", n)
	return nil
}

func (h *host) refreshChanged(ctx context.Context) (n int, err error) {
	log, err := changes.New(h.DB, h.Dialect, rollupsql.DefaultPrefix)
	if err != nil {
		return 0, err
	}
	return log.Refresh(ctx, func(ctx context.Context, ids []customer.ID) error { return h.Rollup.Refresh(ctx, ids...) })
}

func (h *host) advance(ctx context.Context, at string, stdout io.Writer) error {
	to, err := time.Now(), error(nil)
	if at != "" {
		to, err = time.Parse(time.RFC3339Nano, at)
	}
	if err != nil {
		return err
	}
	due, err := h.Rollup.Advance(ctx, to)
	if err == nil {
		err = h.Rollup.Refresh(ctx, due...)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "The rollup is as of %s; %d customers were refreshed.\n", to.UTC().Format(time.RFC3339Nano), len(due))
	return nil
}

func (h *host) list(ctx context.Context, f *rollupFlags, stdout io.Writer) error {
	q, err := h.Rollup.AsOf(ctx)
	if err != nil {
		return err
	}
	q.Limit, q.After, q.Filter.Search = f.limit, customer.Cursor(f.after), f.search
	q.Sort = customer.Sort{Column: customer.Column(f.column), Descending: f.descending, Currency: customer.Currency(f.currency)}
	for word := range strings.SplitSeq(f.statuses, ",") {
		var s customer.Status
		if word == "" {
			continue
		}
		if err := s.UnmarshalText([]byte(word)); err != nil {
			return fmt.Errorf("%w: %w", customer.ErrQuery, err)
		}
		q.Filter.Statuses = append(q.Filter.Statuses, s)
	}
	page, err := h.Rollup.List(ctx, q, nil)
	if err != nil {
		return err
	}
	for _, r := range page.Rows {
		used := "never"
		if !r.LastUsage.IsZero() {
			used = r.LastUsage.Format(time.RFC3339)
		}
		fmt.Fprintf(stdout, "%q\t%v\t%s\t%d paid orders\n", string(r.ID), r.Status, used, r.PaidOrders)
	}
	fmt.Fprintf(stdout, "%d of %d customers.\n", len(page.Rows), page.Total)
	if page.Next != "" {
		fmt.Fprintf(stdout, "Go on with -after %s\n", page.Next)
	}
	return nil
}
