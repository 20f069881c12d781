package calltest

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// At returns the instant n days into the tests' time.
func At(n int) time.Time {
	return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 24 * time.Hour)
}

// Members returns the people who are on the list before Sync.
func Members() []mailing.Member {
	return []mailing.Member{
		{Key: mailing.KeyOf("bob@example.com"), State: mailing.Unsubscribed, Since: At(5)},
		{Key: mailing.KeyOf("cid@example.com"), State: mailing.Subscribed, Since: At(1)},
		{Key: mailing.KeyOf("dan@example.com"), State: mailing.Unsubscribed, Since: At(2)},
		{Key: mailing.KeyOf("eve@example.com"), State: mailing.Cleaned, Since: At(2)},
	}
}

// Shop has two to add, one who unsubscribed there, one who withdrew, one who
// came back, one who bounces.
func Shop(acks mailing.Acknowledgements) mailing.Shop {
	var s customer.Memory
	var l mailing.Memory
	for _, name := range []string{"ann", "bob", "cid", "dan", "eve", "fay"} {
		id := customer.ID(name)
		s.Customers = append(s.Customers, customer.Customer{ID: id, Email: customer.Email(name + "@example.com"), Name: "Name of " + name})
		e := mailing.Entry{Customer: id, Purpose: mailing.EmailMarketing, Answer: customer.Granted, At: At(4)}
		if name == "cid" {
			e.Answer = customer.Withdrawn
		}
		l.Entries = append(l.Entries, e)
	}
	return mailing.Shop{Customers: s, Consents: l, Acknowledgements: acks}
}

// Want returns where each person stands after Sync.
func Want(back mailing.State) map[mailing.Secret]mailing.State {
	return map[mailing.Secret]mailing.State{
		mailing.KeyOf("ann@example.com"): mailing.Subscribed, mailing.KeyOf("bob@example.com"): mailing.Unsubscribed,
		mailing.KeyOf("cid@example.com"): mailing.Unsubscribed, mailing.KeyOf("dan@example.com"): back,
		mailing.KeyOf("eve@example.com"): mailing.Cleaned, mailing.KeyOf("fay@example.com"): mailing.Subscribed,
	}
}

// Sync plans and applies once.
func Sync(ctx context.Context, p mailing.Provider, acks mailing.Acknowledgements) error {
	plan, err := mailing.Plan(ctx, Shop(acks), p, mailing.Query{AsOf: At(9)})
	if err != nil {
		return err
	}
	_, err = mailing.Apply(ctx, plan, p, acks, mailing.Course{})
	return err
}

// Settle syncs until it works, and checks that no error shows anything, how
// everyone stands in the end, and that nothing is left to do. back is how one
// stands who was unsubscribed and consented anew.
func Settle(t testing.TB, why string, p mailing.Provider, f *Faulty, back mailing.State) {
	t.Helper()
	acks := &mailing.MemoryAcknowledgements{}
	for n := 0; ; n++ {
		err := Sync(t.Context(), p, acks)
		if err == nil {
			break
		}
		if Shows(fmt.Sprintf("%v %+v %#v", err, err, err)) {
			t.Errorf("%s: M6: the error shows too much: %v", why, err)
		}
		if n == 4 {
			t.Errorf("%s: M6: the sync does not end: %v", why, err)
			return
		}
	}
	f.Heal()
	got := map[mailing.Secret]mailing.State{}
	for m, err := range p.Members(t.Context()) {
		if err != nil {
			t.Errorf("%s: M1: %v", why, err)
			return
		}
		got[m.Key] = m.State
	}
	for key, want := range Want(back) {
		if got[key] != want {
			t.Errorf("%s: M5, M6: %s is %s, want %s", why, key.Reveal(), got[key], want)
		}
	}
	if plan, err := mailing.Plan(t.Context(), Shop(acks), p, mailing.Query{AsOf: At(9)}); err != nil || len(plan.Changes) != 0 {
		t.Errorf("%s: M5: planning again gives %d changes, %v", why, len(plan.Changes), err)
	}
}

// EveryFault spoils every call of a sync in every way, one and two at a time.
// open opens a provider of a fresh list with Members on it, and says what its
// calls go through.
func EveryFault(t *testing.T, open func(t testing.TB) (mailing.Provider, *Faulty), back mailing.State) {
	t.Helper()
	p, f := open(t)
	Settle(t, "without faults", p, f, back)
	calls, runs := f.Calls()-2, 0
	quick := []Fault{TooMany, Lost, LostError, Malformed}
	try := func(at map[int]Fault) {
		p, f := open(t)
		f.Fault = func(n int, _ *http.Request) Fault { return at[n] }
		for _, a := range at {
			if a == Hangs {
				f.Client.Timeout = short
			}
		}
		Settle(t, fmt.Sprintf("faults %v", at), p, f, back)
		runs++
	}
	for i := range calls {
		for a := None + 1; a < Faults; a++ {
			if a == Hangs && i%4 != 0 {
				continue // each takes the client's time-out
			}
			try(map[int]Fault{i: a})
		}
		for j := i + 1; j < calls+2 && !testing.Short(); j++ {
			for n, a := range quick {
				try(map[int]Fault{i: a, j: quick[(n+i+j)%len(quick)]})
			}
		}
	}
	t.Logf("%d calls; %d syncs with faults", calls, runs)
}
