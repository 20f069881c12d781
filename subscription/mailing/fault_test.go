package mailing_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// A way is how a call goes wrong.
type way int

const (
	before      way = iota // an error, nothing happened
	applied                // it happened, and yet an error
	panics                 // it happened, then a panic
	cancels                // the context is done while it happens
	crash                  // nothing happened, and the process is gone
	crashesLate            // it happened, and the process is gone
	ways
)

// gone is what a crash panics with: nothing in memory is used afterwards.
type gone struct{}

// injector spoils calls by their index, and lets something happen before one.
type injector struct {
	calls  int
	faults map[int]way
	late   int    // the index of the call before which
	event  func() // this happens
	cancel context.CancelFunc
	hit    int
}

func (in *injector) do(call func() error) error {
	n := in.calls
	in.calls++
	if in.event != nil && n == in.late {
		in.event()
	}
	w, ok := in.faults[n]
	if !ok {
		return call()
	}
	in.hit++
	if w == before {
		return errHost
	}
	if w == crash {
		panic(gone{})
	}
	err := call()
	switch w {
	case applied:
		return errHost
	case panics:
		panic("the host panics")
	case crashesLate:
		panic(gone{})
	case cancels:
		in.cancel()
	}
	return err
}

// spoilt is a world whose every call can be spoilt.
type spoilt struct {
	*world
	in *injector
}

func spoil[F any](in *injector, seq iter.Seq2[F, error]) iter.Seq2[F, error] {
	return func(yield func(F, error) bool) {
		var zero F
		if err := in.do(func() error { return nil }); err != nil {
			yield(zero, err)
			return
		}
		seq(yield)
	}
}

func (s spoilt) EachCustomer(ctx context.Context, sc customer.Scope) iter.Seq2[customer.Customer, error] {
	return spoil(s.in, s.customers.EachCustomer(ctx, sc))
}

func (s spoilt) EachEntry(ctx context.Context, sc customer.Scope) iter.Seq2[mailing.Entry, error] {
	return spoil(s.in, s.ledger.EachEntry(ctx, sc))
}

func (s spoilt) EachAcknowledgement(ctx context.Context, p string) iter.Seq2[mailing.Acknowledgement, error] {
	return spoil(s.in, s.acks.EachAcknowledgement(ctx, p))
}

func (s spoilt) Record(ctx context.Context, a mailing.Acknowledgement) error {
	return s.in.do(func() error { return s.acks.Record(ctx, a) })
}

// busy is a world in which every action occurs.
func busy(t testing.TB) *world {
	w := &world{}
	for _, id := range []string{"ann", "bob", "cid", "dan", "eve"} {
		w.customer(id, id+"@example.com")
		w.answer(id, yes, 1)
	}
	w.ledger.Entries = w.ledger.Entries[:4] // eve was not asked
	w.list("dan@example.com", mailing.Unsubscribed, 2)
	w.customers.Customers, w.ledger.Entries = w.customers.Customers[:3], w.ledger.Entries[:3]
	if _, err := w.sync(t, 3); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"dan", "eve", "fay"} {
		w.customer(id, id+"@example.com")
	}
	w.answer("ann", withdrawn, 4)
	w.customers.Customers[1].Name = "Robert"
	w.answer("dan", yes, 1)
	w.answer("fay", yes, 4)
	w.service.Now = at(5)
	return w
}

// attempt plans and applies once; what is kept of a plan is applied again.
func (s spoilt) attempt(kept *mailing.Proposal) (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.in.cancel = cancel
	defer func() {
		switch r := recover(); r.(type) {
		case nil:
		case gone:
			*kept, err = mailing.Proposal{}, errHost
		default:
			err = errHost
		}
	}()
	if kept.Provider == "" {
		p, err := mailing.Plan(ctx, mailing.Shop{Customers: s, Consents: s, Acknowledgements: s}, &s.service, mailing.Query{AsOf: at(5)})
		if err != nil {
			return err
		}
		*kept = p
	}
	_, err = mailing.Apply(ctx, *kept, &s.service, s, mailing.Course{Progress: func(mailing.Result) { _ = s.in.do(func() error { return nil }) }})
	return err
}

// run syncs until it works, and returns what is wrong then.
func (s spoilt) run(fresh bool) error {
	var again error
	s.service.Around = func(_ string, do func()) error { return s.in.do(func() error { do(); return nil }) }
	s.service.Refuse = func(c mailing.Change) error {
		for _, a := range s.acks.All {
			if a.ID == c.ID {
				again = fmt.Errorf("M6: %s was sent again though it was acknowledged", c.Key.Reveal())
			}
		}
		return nil
	}
	var kept mailing.Proposal
	for n := 0; ; n++ {
		err := s.attempt(&kept)
		if err == nil {
			break
		}
		if n > 6 {
			return fmt.Errorf("M6: the sync does not end: %w", err)
		}
		if fresh {
			kept = mailing.Proposal{}
		}
	}
	s.service.Around, s.service.Refuse = nil, nil
	return again
}

// states are how everybody stands at the end.
func (w *world) states() string {
	text := ""
	for _, key := range []string{"ann", "bob", "cid", "dan", "eve", "fay"} {
		l := w.service.Listed[key+"@example.com"]
		text += fmt.Sprintf("%s %s %s, ", key, l.State, l.Name.Reveal())
	}
	return text
}

// settled checks the laws at the end of a sync.
func settled(t *testing.T, why string, w *world, want string) {
	t.Helper()
	if got := w.states(); got != want {
		t.Errorf("%s: M6: the list is %s; without faults %s", why, got, want)
	}
	if p := w.plan(t, 5); len(p.Changes) != 0 {
		t.Errorf("%s: M5: planning again gives %d changes", why, len(p.Changes))
	}
}

func TestEveryFault(t *testing.T) {
	clean := spoilt{busy(t), &injector{}}
	if err := clean.run(true); err != nil {
		t.Fatal(err)
	}
	want, calls := clean.states(), clean.in.calls
	runs, injected := 0, 0
	try := func(faults map[int]way, fresh bool) int {
		s := spoilt{busy(t), &injector{faults: faults}}
		why := fmt.Sprintf("faults %v, planning anew %v", faults, fresh)
		if err := s.run(fresh); err != nil {
			t.Errorf("%s: %v", why, err)
		}
		settled(t, why, s.world, want)
		runs, injected = runs+1, injected+s.in.hit
		return s.in.calls
	}
	for _, fresh := range []bool{true, false} {
		for i := range calls {
			for a := range ways {
				most := try(map[int]way{i: a}, fresh)
				for j := i + 1; j < most; j++ {
					for b := range ways {
						try(map[int]way{i: a, j: b}, fresh)
					}
				}
			}
		}
	}
	t.Logf("%d calls; %d syncs with %d faults", calls, runs, injected)
}

// The person unsubscribes at the service, or withdraws, before any call of a
// sync that is spoilt besides: in the end they are not mailed (M5, M3).
func TestEveryFaultWithLateEvents(t *testing.T) {
	clean := spoilt{busy(t), &injector{}}
	if err := clean.run(true); err != nil {
		t.Fatal(err)
	}
	runs := 0
	for _, who := range []string{"ann", "bob", "fay"} {
		for _, withdraws := range []bool{true, false} {
			for late := range clean.in.calls + 1 {
				for i := range clean.in.calls + 4 {
					for a := range ways {
						runs++
						lateEvent(t, who, withdraws, late, i, a)
					}
				}
			}
		}
	}
	t.Logf("%d syncs", runs)
}

func lateEvent(t *testing.T, who string, withdraws bool, late, i int, a way) {
	w := busy(t)
	event := func() {
		if withdraws {
			w.answer(who, withdrawn, 5)
		} else {
			w.list(who+"@example.com", mailing.Unsubscribed, 5)
		}
	}
	s := spoilt{w, &injector{faults: map[int]way{i: a}, late: late, event: event}}
	why := fmt.Sprintf("%s, withdraws %v, before call %d, fault %d at %d", who, withdraws, late, a, i)
	if err := s.run(true); err != nil && !errors.Is(err, errHost) && withdraws {
		t.Errorf("%s: %v", why, err)
	}
	if late >= s.in.calls {
		event()
	}
	if !withdraws && w.service.Listed[who+"@example.com"].State.Mailable() {
		t.Errorf("%s: M5: unsubscribed at the service, mailable after the sync", why)
	}
	if _, err := w.sync(t, 6); err != nil {
		t.Errorf("%s: M6: the next sync fails: %v", why, err)
	}
	if w.service.Listed[who+"@example.com"].State.Mailable() {
		t.Errorf("%s: M3, M5: mailable after the next sync", why)
	}
	if p := w.plan(t, 6); len(p.Changes) != 0 {
		t.Errorf("%s: M5: planning again gives %d changes", why, len(p.Changes))
	}
}

// bad yields a bad fact before the others.
func bad[F any](seq iter.Seq2[F, error]) iter.Seq2[F, error] {
	return func(yield func(F, error) bool) {
		var zero F
		if yield(zero, &customer.FactError{Kind: "row", ID: "7"}) {
			seq(yield)
		}
	}
}

type badCustomers struct{ mailing.Customers }

func (b badCustomers) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return bad(b.Customers.EachCustomer(ctx, s))
}

type badEntries struct{ mailing.Repository }

func (b badEntries) EachEntry(ctx context.Context, s customer.Scope) iter.Seq2[mailing.Entry, error] {
	return bad(b.Repository.EachEntry(ctx, s))
}

// A plan leaves nothing out: a bad fact could be a withdrawn consent (M3).
func TestPlanLeavesNothingOut(t *testing.T) {
	w := busy(t)
	for name, shop := range map[string]mailing.Shop{
		"customers": {Customers: badCustomers{w.shop().Customers}, Consents: w.shop().Consents, Acknowledgements: w.shop().Acknowledgements},
		"consents":  {Customers: w.shop().Customers, Consents: badEntries{w.shop().Consents}, Acknowledgements: w.shop().Acknowledgements},
	} {
		p, err := mailing.Plan(context.Background(), shop, &w.service, mailing.Query{AsOf: at(9)})
		if !errors.Is(err, customer.ErrFact) || len(p.Changes) != 0 {
			t.Errorf("M3: a bad fact of the %s: %v, %d changes; want the bad fact, and no change", name, err, len(p.Changes))
		}
	}
}
