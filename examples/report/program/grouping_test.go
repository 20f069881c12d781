package program_test

import (
	"context"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/internal/plain"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// However the facts of a shop come, every answer is the same: range by range from
// slices or from sequences, by one worker or by several, or all at once in any
// order. TestPlainRandom says that the answers are right. Every eighth of its shops
// is taken.
func TestEveryGrouping(t *testing.T) {
	inShards(t, func(t *testing.T, seed uint64) {
		if seed/shards%8 != 0 {
			return
		}
		in, o := plain.Random(seed)
		fsys := fstest.MapFS{}
		for name, content := range in {
			fsys[name] = &fstest.MapFile{Data: []byte(content)}
		}
		options, err := program.ParseOptions(append([]string{"-data", "."}, o.Flags()...), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		facts, err := folder.Read(t.Context(), fsys, folder.Options{Location: options.Location})
		if err != nil {
			return // broken in a way that TestPlainRandom compares
		}
		if options.AsOf.IsZero() {
			options.AsOf = facts.Latest
		}
		if options.AsOf.IsZero() {
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		sorted, shuffled := memories(facts, nil), memories(facts, r)
		want, err := program.Ask(t.Context(), program.Shop{Customers: sorted.c, Engagement: sorted.e, Subscription: sorted.s, Notify: sorted.n}, options)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		again := program.Shop{Customers: shuffled.c.Sorted(), Engagement: shuffled.e.Sorted(), Subscription: shuffled.s.Sorted(), Notify: shuffled.n.Sorted()}
		cuts := cutter{r, facts.Customers}
		few, many := options, options
		few.Workers, many.Workers = 1, 4
		for _, c := range []struct {
			name    string
			shop    program.Shop
			options program.Options
		}{
			{"memories in any order", program.Shop{Customers: shuffled.c, Engagement: shuffled.e, Subscription: shuffled.s, Notify: shuffled.n}, many},
			{"one worker on sorted memories", again, few},
			{"four workers on sorted memories", again, many},
			{"one worker on ranges of sequences", cuts.shop(shuffled), few},
			{"four workers on ranges of sequences", cuts.shop(shuffled), many},
		} {
			got, err := program.Ask(t.Context(), c.shop, c.options)
			if err != nil {
				t.Fatalf("seed %d: %s: %v", seed, c.name, err)
			}
			got.Options.Workers = want.Options.Workers
			if got, want := allCustomers(t, c.shop, c.options), byID(t, want.List); got != want {
				t.Fatalf("seed %d: %s write other customers:\n%s", seed, c.name, cmp.Diff(want, got))
			}
			if diff := cmp.Diff(said(want), said(got), same); diff != "" {
				t.Fatalf("seed %d: %s answer otherwise (- in customer order, + so):\n%s", seed, c.name, diff)
			}
		}
	})
}

// allCustomers is the file of all customers.
func allCustomers(t *testing.T, shop program.Shop, o program.Options) string {
	t.Helper()
	q := customer.Query{AsOf: o.AsOf, Location: o.Location, RequireSignIn: o.RequireSignIn, ConsentPopup: o.ConsentPopup}
	var b strings.Builder
	if err := export.WriteCustomers(t.Context(), &b, shop.Customers, q, &customer.Run{Workers: o.Workers}, export.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// byID is the same file, made of a page.
func byID(t *testing.T, page customer.Page) string {
	t.Helper()
	page.Rows = slices.Clone(page.Rows)
	slices.SortFunc(page.Rows, func(a, b customer.Row) int { return strings.Compare(string(a.ID), string(b.ID)) })
	var b strings.Builder
	if err := export.CSV(&b, export.Customers(page)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// answers are Answers with the activity over time as what it says: how it is kept
// depends on how the facts came.
type answers struct {
	program.Answers
	transitions []customer.Transition
}

func said(a program.Answers) answers {
	all := answers{a, slices.Collect(a.Activity.Transitions())}
	all.Activity = customer.StatusTrend{}
	return all
}

// same compares amounts, instants and locations by what they are.
var same = cmp.Options{
	cmp.Exporter(func(reflect.Type) bool { return true }),
	cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b customer.Sum) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
}

// The wings' memories of a shop.
type wings struct {
	c customer.Memory
	e engagement.Memory
	s subscription.Memory
	n notify.Memory
}

func memories(f *folder.Facts, r *rand.Rand) wings {
	messages, orders, fields := shuffle(r, f.Messages), shuffle(r, f.Orders), shuffle(r, f.Fields)
	logins, actions := shuffle(r, f.Logins), shuffle(r, f.Actions)
	return wings{
		customer.Memory{Customers: shuffle(r, f.Customers), Logins: logins, Orders: orders, Messages: messages, Actions: actions},
		engagement.Memory{Messages: messages, Orders: orders, Tags: shuffle(r, f.Tags), Fields: fields, Logins: logins, Actions: actions},
		subscription.Memory{Memberships: shuffle(r, f.Memberships), Fields: fields},
		notify.Memory{Notifications: f.Notifications, OptIns: shuffle(r, f.OptIns)},
	}
}

// cutter cuts the customers anywhere, and lets any number of workers read.
type cutter struct {
	r         *rand.Rand
	customers []customer.Customer
}

func (c cutter) Ranges(context.Context, int) (cuts []customer.ID, compare func(a, b customer.ID) int, err error) {
	for _, one := range c.customers { // which are in order
		if c.r.IntN(3) == 0 {
			cuts = append(cuts, one.ID)
		}
	}
	return cuts, nil, nil
}

// Repositories that have ranges of sequences.
type (
	customers struct {
		customer.Memory
		cutter
	}
	engagements struct {
		engagement.Memory
		cutter
	}
	subscriptions struct {
		subscription.Memory
		cutter
	}
	notifications struct {
		notify.Memory
		cutter
	}
)

func (c cutter) shop(w wings) program.Shop {
	return program.Shop{Customers: customers{w.c, c}, Engagement: engagements{w.e, c}, Subscription: subscriptions{w.s, c}, Notify: notifications{w.n, c}}
}

func (c customers) Snapshot(_ context.Context, readers int) ([]any, func() error, error) {
	return slices.Repeat([]any{c}, readers), nil, nil
}

func (e engagements) Snapshot(_ context.Context, readers int) ([]any, func() error, error) {
	return slices.Repeat([]any{e}, readers), nil, nil
}

func (s subscriptions) Snapshot(_ context.Context, readers int) ([]any, func() error, error) {
	return slices.Repeat([]any{s}, readers), nil, nil
}

func (n notifications) Snapshot(_ context.Context, readers int) ([]any, func() error, error) {
	return slices.Repeat([]any{n}, readers), nil, nil
}

// shuffle is a copy in an order by chance, or the slice itself without any.
func shuffle[F any](r *rand.Rand, facts []F) []F {
	if r == nil {
		return facts
	}
	facts = slices.Clone(facts)
	r.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	return facts
}
