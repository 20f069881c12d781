package notify_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
)

// Law: leaving out is the answer over the facts without the bad parts, for any number
// of workers and any way of reading.
func TestLawLeaveOut(t *testing.T) {
	sound := town(rand.New(rand.NewPCG(7, 8)), 4000)
	spoiled := notify.Memory{Notifications: slices.Clone(sound.Notifications), OptIns: slices.Clone(sound.OptIns)}
	again := sound.Notifications[0]
	again.Name = "second"
	spoiled.Notifications = append(spoiled.Notifications, again, notify.Notification{Name: "no ID"})
	pairs := map[customer.ID]bool{}
	var cuts []customer.ID
	for i, o := range sound.OptIns {
		if i%7 > 0 || o.Customer == "" || o.SubscribedAt.After(step(8)) {
			continue
		}
		o.Notification = "gone"
		spoiled.OptIns = append(spoiled.OptIns, o, o)
		pairs[o.Customer] = true
	}
	for i := range 150 {
		cuts = append(cuts, customer.ID(fmt.Sprint(5*i+1)))
	}
	bad := len(pairs) + 2
	q := notify.Query{AsOf: step(8)}
	want := summarize(t, sound, q)
	if _, err := notify.Summarize(bg, spoiled, q, nil); !errors.Is(err, customer.ErrFact) {
		t.Fatalf("without LeaveOut: %v, want an ErrFact", err)
	}
	if _, err := notify.SummarizeRenewals(bg, spoiled, q, nil); !errors.Is(err, customer.ErrFact) {
		t.Fatalf("P6: without LeaveOut: %v, want an ErrFact", err)
	}
	for name, repo := range map[string]notify.Repository{"as it stands": spoiled, "sorted": spoiled.Sorted(), "range by range": inRanges(spoiled, cuts...)} {
		var first []string
		for _, workers := range []int{1, 2, 4} {
			var told []string
			run := &customer.Run{Workers: workers, LeaveOut: func(e *customer.FactError) { told = append(told, e.Error()) }}
			got, err := notify.Summarize(bg, repo, q, run)
			if err != nil || got.LeftOut.Count != bad || len(told) != bad || bad < 100 {
				t.Fatalf("%s, %d workers: error %v, %d left out, %d told; want %d", name, workers, err, got.LeftOut.Count, len(told), bad)
			}
			if first == nil {
				first = told
			}
			if !slices.Equal(first, told) {
				t.Errorf("%s: %d workers are told otherwise than one", name, workers)
			}
			renewals, err := notify.SummarizeRenewals(bg, repo, q, run)
			if err != nil || renewals.LeftOut.Count != bad || len(told) != 2*bad {
				t.Fatalf("P6: %s, %d workers: error %v, %d left out, %d told; want %d", name, workers, err, renewals.LeftOut.Count, len(told), bad)
			}
			told = told[:bad]
			got.LeftOut = customer.LeftOut{}
			same(t, fmt.Sprintf("law: leaving out = without the bad parts: %s, %d workers", name, workers), want, got)
		}
	}
}

// spoilt yields a bad fact before the opt-ins.
type spoilt struct{ notify.Memory }

func (s spoilt) EachOptIn(ctx context.Context, scope customer.Scope) iter.Seq2[notify.OptIn, error] {
	return func(yield func(notify.OptIn, error) bool) {
		if yield(notify.OptIn{}, &customer.FactError{Kind: "opt-in", ID: "row 7"}) {
			s.Memory.EachOptIn(ctx, scope)(yield)
		}
	}
}

// Send leaves nothing out: a bad fact could be the one that decides.
func TestSendLeavesNothingOut(t *testing.T) {
	facts := shop(in("ann", day(1), never, never))
	facts.OptIns[0].Token = notify.NewToken("t")
	sent := 0
	sender := senderFunc(func(context.Context, notify.Push) error { sent++; return nil })
	if _, err := notify.Send(bg, facts, sender, notify.Push{Customer: "ann"}, day(9)); err != nil || sent != 1 {
		t.Fatalf("N1: the check cannot fail: %v, %d sent", err, sent)
	}
	if _, err := notify.Send(bg, spoilt{facts}, sender, notify.Push{Customer: "ann"}, day(9)); !errors.Is(err, customer.ErrFact) || sent != 1 {
		t.Errorf("N1: %v, %d sent; want the bad fact, and nothing sent", err, sent)
	}
}

type senderFunc func(context.Context, notify.Push) error

func (f senderFunc) Send(ctx context.Context, p notify.Push) error { return f(ctx, p) }
