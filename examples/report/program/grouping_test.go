package program_test

import (
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/internal/plain"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// However the facts of a shop come, every answer is the same: as memories in
// customer order, which are dealt out in ranges, as memories in any order, which
// are dealt out by a hash, and as sequences in customer order and in any order.
// TestPlainRandom says that the answers are right. Every eighth of its shops is
// taken.
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
		sorted := memories(facts, nil)
		want, err := program.Ask(t.Context(), ordered(sorted), options)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		shuffled := memories(facts, rand.New(rand.NewPCG(seed, 1)))
		for name, shop := range map[string]program.Shop{
			"memories in any order":       {Customers: shuffled.c, Engagement: shuffled.e, Subscription: shuffled.s, Notify: shuffled.n},
			"sequences in customer order": {Customers: facts, Engagement: facts, Subscription: facts, Notify: facts},
			"sequences in any order": {Customers: customers{shuffled.c}, Engagement: engagements{shuffled.e},
				Subscription: subscriptions{shuffled.s}, Notify: notifications{shuffled.n}},
		} {
			got, err := program.Ask(t.Context(), shop, options)
			if err != nil {
				t.Fatalf("seed %d: %s: %v", seed, name, err)
			}
			if diff := cmp.Diff(said(want), said(got), same); diff != "" {
				t.Fatalf("seed %d: %s answer otherwise (- in customer order, + so):\n%s", seed, name, diff)
			}
		}
	})
}

// answers are Answers with the activity over time as what it says: how it is kept
// depends on how the facts came.
type answers struct {
	program.Answers
	points      []calendar.Point[customer.StatusCounts]
	transitions []customer.Transition
}

func said(a program.Answers) answers {
	all := answers{a, a.Activity.Points(), slices.Collect(a.Activity.Transitions())}
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

// Memories that something is embedded in are read as sequences.
type (
	customers     struct{ customer.Memory }
	engagements   struct{ engagement.Memory }
	subscriptions struct{ subscription.Memory }
	notifications struct{ notify.Memory }
)

func memories(f *folder.Facts, r *rand.Rand) wings {
	messages, orders, fields := shuffle(r, f.Messages), shuffle(r, f.Orders), shuffle(r, f.Fields)
	return wings{
		customer.Memory{Customers: shuffle(r, f.Customers), Logins: shuffle(r, f.Logins), Orders: orders, Messages: messages, Actions: shuffle(r, f.Actions)},
		engagement.Memory{Messages: messages, Orders: orders, Tags: shuffle(r, f.Tags), Fields: fields},
		subscription.Memory{Members: shuffle(r, f.Members), Fields: fields},
		notify.Memory{Notifications: f.Notifications, OptIns: shuffle(r, f.OptIns)},
	}
}

func ordered(w wings) program.Shop {
	return program.Shop{Customers: customer.Sorted{Memory: w.c}, Engagement: engagement.Sorted{Memory: w.e},
		Subscription: subscription.Sorted{Memory: w.s}, Notify: notify.Sorted{Memory: w.n}}
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
