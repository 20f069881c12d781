package mailing_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// decision is what a plan does with the one address of a world.
func decision(p mailing.Proposal) string {
	switch {
	case len(p.Changes) == 1 && len(p.Skipped) == 0:
		return p.Changes[0].Operation.String()
	case len(p.Changes) == 0 && len(p.Skipped) == 1:
		return "skip: " + p.Skipped[0].Reason.String()
	}
	return fmt.Sprintf("%d changes, %d skipped", len(p.Changes), len(p.Skipped))
}

func TestPlanOfOne(t *testing.T) {
	ack := func(w *world, s mailing.State, day int) { w.acknowledge("ann@example.com", s, day, day) }
	for _, c := range []struct {
		why    string
		answer customer.Answer
		day    int
		more   func(*world)
		want   string
	}{
		{"M1: new", yes, 1, nil, "add"},
		{"M3: not asked", unasked, 0, nil, "skip: no consent"},
		{"M3: denied", no, 1, nil, "skip: no consent"},
		{"M3: withdrawn", withdrawn, 1, nil, "skip: no consent"},
		{"M3: withdrawn after upload", withdrawn, 5, func(w *world) { ack(w, mailing.Subscribed, 1); w.list("ann@example.com", mailing.Subscribed, 2) }, "unsubscribe"},
		{"M3: withdrawn, and nobody there", withdrawn, 5, func(w *world) { ack(w, mailing.Subscribed, 1) }, "unsubscribe"},
		{"M3: withdrawn, the acknowledgement was lost", withdrawn, 5, func(w *world) { w.list("ann@example.com", mailing.Subscribed, 2) }, "unsubscribe"},
		{"M3: denied, and on the list by other ways", no, 5, func(w *world) { w.list("ann@example.com", mailing.Pending, 2) }, "unsubscribe"},
		{"M3: never asked here, on the list by other ways", unasked, 0, func(w *world) { w.list("ann@example.com", mailing.Subscribed, 2) }, "skip: no consent"},
		{"M3: withdrawn, unsubscribed there already", withdrawn, 5, func(w *world) { ack(w, mailing.Subscribed, 1); w.list("ann@example.com", mailing.Unsubscribed, 2) }, "skip: no consent"},
		{"M1: up to date", yes, 1, func(w *world) { ack(w, mailing.Subscribed, 1); w.list("ann@example.com", mailing.Subscribed, 2) }, "skip: up to date"},
		{"M1: pending is up to date", yes, 1, func(w *world) { ack(w, mailing.Pending, 1); w.list("ann@example.com", mailing.Pending, 2) }, "skip: up to date"},
		{"M2: there, but not acknowledged", yes, 1, func(w *world) { w.list("ann@example.com", mailing.Subscribed, 2) }, "add"},
		{"M1: another name", yes, 1, func(w *world) {
			ack(w, mailing.Subscribed, 1)
			w.list("ann@example.com", mailing.Subscribed, 2)
			w.customers.Customers[0].Name = "Another"
		}, "update"},
		{"M5: unsubscribed there, older consent", yes, 2, func(w *world) { w.list("ann@example.com", mailing.Unsubscribed, 3) }, "skip: opted out at the provider"},
		{"M5: unsubscribed there at the same instant", yes, 3, func(w *world) { w.list("ann@example.com", mailing.Unsubscribed, 3) }, "skip: opted out at the provider"},
		{"M5: unsubscribed there, newer consent", yes, 4, func(w *world) { w.list("ann@example.com", mailing.Unsubscribed, 3) }, "add"},
		{"M5: unsubscribed there, nobody knows when: as of the plan that sees it", yes, 4, func(w *world) { w.list("ann@example.com", mailing.Unsubscribed, 0) }, "skip: opted out at the provider"},
		{"M5: unsubscribed there, seen on day 3, newer consent", yes, 4, func(w *world) {
			w.list("ann@example.com", mailing.Unsubscribed, 0)
			w.acks.All = []mailing.Acknowledgement{{Provider: "service", Key: mailing.NewSecret("ann@example.com"), OptedOut: at(3), Customers: []customer.ID{"a"}}}
		}, "add"},
		{"M5: unsubscribed there before the acknowledgement, which it contradicts", yes, 4, func(w *world) { w.list("ann@example.com", mailing.Unsubscribed, 3); ack(w, mailing.Subscribed, 5) }, "skip: opted out at the provider"},
		{"M5: unsubscribed there, and a sync in between", yes, 4, func(w *world) {
			w.list("ann@example.com", mailing.Unsubscribed, 3)
			ack(w, mailing.Unsubscribed, 2)
			w.acks.All[0].Taken = at(2)
		}, "add"},
		{"M5: unsubscribed there, undated consent", yes, 0, func(w *world) { w.list("ann@example.com", mailing.Unsubscribed, 3) }, "skip: opted out at the provider"},
		{"M5: complained", yes, 2, func(w *world) { w.list("ann@example.com", mailing.Complained, 3) }, "skip: opted out at the provider"},
		{"M5: complained, newer consent", yes, 4, func(w *world) { w.list("ann@example.com", mailing.Complained, 3) }, "add"},
		{"M5: cleaned, whatever the consent", yes, 4, func(w *world) { w.list("ann@example.com", mailing.Cleaned, 3) }, "skip: undeliverable"},
		{"M5: removed there", yes, 1, func(w *world) { ack(w, mailing.Subscribed, 1) }, "skip: gone from the provider"},
		{"M5: removed there, nobody knows when", yes, 2, func(w *world) { ack(w, mailing.Subscribed, 1) }, "skip: gone from the provider"},
		{"M5: removed there, seen on day 3, newer consent", yes, 4, func(w *world) { ack(w, mailing.Subscribed, 1); w.acks.All[0].Gone = at(3) }, "add"},
		{"M5: removed there, seen on day 3, older consent", yes, 2, func(w *world) { ack(w, mailing.Subscribed, 1); w.acks.All[0].Gone = at(3) }, "skip: gone from the provider"},
		{"M5: a sync unsubscribed them for their no, older consent", yes, 1, func(w *world) { ack(w, mailing.Unsubscribed, 3); w.acks.All[0].Refused = at(3) }, "skip: opted out at the provider"},
		{"M5: a sync unsubscribed them for their no, newer consent", yes, 4, func(w *world) { ack(w, mailing.Unsubscribed, 3); w.acks.All[0].Refused = at(3) }, "add"},
		{"M5: a sync unsubscribed them for no answer of theirs", yes, 1, func(w *world) { ack(w, mailing.Unsubscribed, 3) }, "add"},
		{"M5: likewise, and that is how they stand", yes, 1, func(w *world) {
			ack(w, mailing.Unsubscribed, 3)
			w.acks.All[0].Taken = at(4)
			w.list("ann@example.com", mailing.Unsubscribed, 4)
		}, "add"},
		{"M5: likewise, and they unsubscribed besides", yes, 1, func(w *world) {
			ack(w, mailing.Unsubscribed, 3)
			w.acks.All[0].Taken = at(4)
			w.list("ann@example.com", mailing.Unsubscribed, 5)
		}, "skip: opted out at the provider"},
		{"M5: likewise, and they complained", yes, 1, func(w *world) {
			ack(w, mailing.Unsubscribed, 3)
			w.acks.All[0].Taken = at(4)
			w.list("ann@example.com", mailing.Complained, 4)
		}, "skip: opted out at the provider"},
		{"M5: opted out, and back on the list by themselves", yes, 1, func(w *world) {
			ack(w, mailing.Subscribed, 2)
			w.acks.All[0].OptedOut = at(3)
			w.list("ann@example.com", mailing.Subscribed, 4)
		}, "skip: up to date"},
		{"I3: blank", yes, 1, func(w *world) { w.customers.Customers[0].Email = " \u00a0" }, "skip: no address"},
		{"M1: no address at all", yes, 1, func(w *world) { w.customers.Customers[0].Email = "ann" }, "skip: malformed address"},
		{"M1: two lines", yes, 1, func(w *world) { w.customers.Customers[0].Email = "ann@example.com\nbcc:x@y" }, "skip: malformed address"},
		{"M3: another purpose is no consent", unasked, 0, func(w *world) {
			e := entry("a", yes, 1)
			e.Purpose = "newsletter-of-others"
			w.ledger.Entries = append(w.ledger.Entries, e)
		}, "skip: no consent"},
		{"L9: the customer list's consent counts", unasked, 0, func(w *world) { w.customers.Customers[0].EmailConsent = customer.Consent{Answer: yes, At: at(1)} }, "add"},
		{"M3: the ledger's newer withdrawal beats the customer list", withdrawn, 2, func(w *world) { w.customers.Customers[0].EmailConsent = customer.Consent{Answer: yes, At: at(1)} }, "skip: no consent"},
	} {
		var w world
		w.customer("a", "Ann@example.com")
		if c.answer != unasked {
			w.answer("a", c.answer, c.day)
		}
		if c.more != nil {
			c.more(&w)
		}
		if got := decision(w.plan(t, 9)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.why, got, c.want)
		}
	}
}

// Every pair of consents of two customers with one key, as of one person, who
// gave them on days 1 and 2 or at one instant (M4).
func TestPlanSharedKey(t *testing.T) {
	for _, first := range []customer.Answer{unasked, yes, no, withdrawn} {
		for _, second := range []customer.Answer{unasked, yes, no, withdrawn} {
			for _, day := range []int{1, 2} { // of the second
				var w world
				w.customer("b", "ANN@example.com ")
				w.customer("a", "ann@Example.com")
				if first != unasked {
					w.answer("a", first, 1)
				}
				if second != unasked {
					w.answer("b", second, day)
				}
				want := "skip: no consent"
				if second == yes && (day == 2 || first == yes) || first == yes && second == unasked || second == yes && first == unasked {
					want = "add"
				}
				p := w.plan(t, 9)
				if got := decision(p); got != want {
					t.Errorf("M4: %d on day 1 and %d on day %d: got %s, want %s", first, second, day, got, want)
				}
				if len(p.Changes) == 1 && p.Changes[0].Address.Reveal() != "ann@Example.com" {
					t.Errorf("M4, I4: the spelling is %q, want the first customer's", p.Changes[0].Address.Reveal())
				}
			}
		}
	}
}

// An undated no of one record holds against every yes of the other; an undated
// yes is the earliest (M4).
func TestPlanSharedKeyUndated(t *testing.T) {
	for _, c := range []struct {
		undated, dated customer.Answer
		want           string
	}{{no, yes, "skip: no consent"}, {withdrawn, yes, "skip: no consent"}, {yes, no, "skip: no consent"}, {yes, yes, "add"}} {
		var w world
		w.customer("a", "ann@example.com")
		w.customer("b", "ann@example.com")
		w.answer("a", c.undated, 0)
		w.answer("b", c.dated, 5)
		if got := decision(w.plan(t, 9)); got != c.want {
			t.Errorf("M4: undated %d, and %d on day 5: got %s, want %s", c.undated, c.dated, got, c.want)
		}
	}
}

// A newer consent under a second record wins over an opt-out (M4, M5).
func TestPlanSharedKeyConsentTime(t *testing.T) {
	var w world
	w.customer("a", "ann@example.com")
	w.customer("b", "ann@example.com")
	w.answer("a", yes, 1)
	w.list("ann@example.com", mailing.Unsubscribed, 3)
	if got := decision(w.plan(t, 9)); got != "skip: opted out at the provider" {
		t.Errorf("M4, M5: no consent is newer: got %s", got)
	}
	w.answer("b", yes, 5)
	if got := decision(w.plan(t, 9)); got != "add" {
		t.Errorf("M4, M5: the second record's consent is newer: got %s", got)
	}
}

// Only ASCII letters fold: a Kelvin sign is another person's k (I4).
func TestPlanKeysFoldASCIIOnly(t *testing.T) {
	var w world
	w.customer("a", "\u212a@example.com")
	w.customer("b", "K@example.com")
	w.answer("a", yes, 1)
	w.answer("b", yes, 1)
	if n := w.plan(t, 9).NewAddresses(); n != 2 {
		t.Errorf("I4, M4: %d contacts, want 2", n)
	}
}

// The acknowledgement was lost, and then somebody who was never asked turned up
// with the same address: that is no answer (M4).
func TestPlanSharedKeyLostAcknowledgement(t *testing.T) {
	var w world
	w.customer("a", "ann@example.com")
	w.customer("b", "ann@example.com")
	w.answer("a", yes, 1)
	w.list("ann@example.com", mailing.Subscribed, 2)
	if got := decision(w.plan(t, 9)); got != "add" {
		t.Errorf("M4, M2: got %s, want add", got)
	}
}

type failing struct{ mailing.Memory }

func (failing) EachEntry(context.Context, customer.Scope) iter.Seq2[mailing.Entry, error] {
	return func(yield func(mailing.Entry, error) bool) { yield(mailing.Entry{}, errHost) }
}

func TestPlanErrors(t *testing.T) {
	good := func() *world {
		var w world
		w.customer("a", "ann@example.com")
		w.answer("a", yes, 1)
		return &w
	}
	for _, c := range []struct {
		why   string
		spoil func(*world, *mailing.Shop, *mailing.Query)
		want  error
	}{
		{"T1: no AsOf", func(_ *world, _ *mailing.Shop, q *mailing.Query) { q.AsOf = at(0) }, calendar.ErrAsOf},
		{"M3: an entry that says nothing", func(w *world, s *mailing.Shop, _ *mailing.Query) {
			w.answer("a", unasked, 3)
			s.Consents = w.ledger
		}, mailing.ErrEntry},
		{"M3: an answer that does not exist", func(w *world, s *mailing.Shop, _ *mailing.Query) {
			w.customers.Customers[0].EmailConsent.Answer = 77
			s.Customers = w.customers
		}, mailing.ErrEntry},
		{"M3: the ledger fails", func(_ *world, s *mailing.Shop, _ *mailing.Query) { s.Consents = failing{} }, errHost},
		{"M3: a customer without an ID", func(w *world, s *mailing.Shop, _ *mailing.Query) {
			w.customer("", "bob@example.com")
			s.Customers = w.customers
		}, customer.ErrNoID},
		{"M1: the service fails", func(w *world, _ *mailing.Shop, _ *mailing.Query) {
			w.service.Around = func(string, func()) error { return errHost }
		}, errHost},
	} {
		w := good()
		shop, q := w.shop(), mailing.Query{AsOf: at(9)}
		c.spoil(w, &shop, &q)
		p, err := mailing.Plan(context.Background(), shop, &w.service, q)
		if !errors.Is(err, c.want) || p.Provider != "" || p.Changes != nil {
			t.Errorf("%s: got %v", c.why, err)
		}
	}
	for id, want := range map[customer.ID]string{"a": `customer "a": customer: came twice`, "": `customer "": customer: a customer without an ID`} {
		w := good()
		w.customer(string(id), "bob@example.com")
		_, err := mailing.Plan(context.Background(), w.shop(), &w.service, mailing.Query{AsOf: at(9)})
		var bad *customer.FactError
		if !errors.As(err, &bad) || bad.Kind != "customer" || bad.ID != string(id) || bad.Error() != want {
			t.Errorf("M4: the customer %q comes twice, or is nobody: %v, want %s", string(id), err, want)
		}
	}
	w := good()
	w.customer("a", "bob@example.com")
	_, err := mailing.Plan(context.Background(), w.shop(), &w.service, mailing.Query{AsOf: at(9)})
	if twice := (*customer.DuplicateError)(nil); !errors.As(err, &twice) {
		t.Errorf("M4: a customer who comes twice: %v", err)
	}
}
