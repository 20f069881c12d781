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
		return p.Changes[0].Action.String()
	case len(p.Changes) == 0 && len(p.Skipped) == 1:
		return "skip: " + p.Skipped[0].Reason.String()
	}
	return fmt.Sprintf("%d changes, %d skipped", len(p.Changes), len(p.Skipped))
}

func TestPlanOfOne(t *testing.T) {
	ack := func(w *world, s mailing.State, day int) {
		w.acks.All = append(w.acks.All, mailing.Acknowledgement{
			Provider: "service", Key: mailing.NewSecret("ann@example.com"), State: s, Since: at(day), Revision: 1,
			Address: mailing.NewSecret("Ann@example.com"), Name: mailing.NewSecret("Name of a"),
		})
	}
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
		{"M5: unsubscribed there, nobody knows when", yes, 4, func(w *world) { w.list("ann@example.com", mailing.Unsubscribed, 0) }, "skip: opted out at the provider"},
		{"M5: unsubscribed there, undated consent", yes, 0, func(w *world) { w.list("ann@example.com", mailing.Unsubscribed, 3) }, "skip: opted out at the provider"},
		{"M5: complained", yes, 2, func(w *world) { w.list("ann@example.com", mailing.Complained, 3) }, "skip: opted out at the provider"},
		{"M5: complained, newer consent", yes, 4, func(w *world) { w.list("ann@example.com", mailing.Complained, 3) }, "add"},
		{"M5: cleaned, whatever the consent", yes, 4, func(w *world) { w.list("ann@example.com", mailing.Cleaned, 3) }, "skip: undeliverable"},
		{"M5: removed there", yes, 1, func(w *world) { ack(w, mailing.Subscribed, 1) }, "skip: gone from the provider"},
		{"M5: removed there, newer consent", yes, 2, func(w *world) { ack(w, mailing.Subscribed, 1) }, "add"},
		{"M5: unsubscribed by a sync, older consent", yes, 1, func(w *world) { ack(w, mailing.Unsubscribed, 3) }, "skip: opted out at the provider"},
		{"M5: unsubscribed by a sync, newer consent", yes, 4, func(w *world) { ack(w, mailing.Unsubscribed, 3) }, "add"},
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

// Every pair of consents of two customers with one key (M4).
func TestPlanSharedKey(t *testing.T) {
	for _, a := range []customer.Answer{unasked, yes, no, withdrawn} {
		for _, b := range []customer.Answer{unasked, yes, no, withdrawn} {
			var w world
			w.customer("b", "ANN@example.com ")
			w.customer("a", "ann@Example.com")
			for id, answer := range map[string]customer.Answer{"a": a, "b": b} {
				if answer != unasked {
					w.answer(id, answer, 1)
				}
			}
			want := "skip: no consent"
			if a == yes && b == yes {
				want = "add"
			}
			p := w.plan(t, 9)
			if got := decision(p); got != want {
				t.Errorf("M4: %d and %d: got %s, want %s", a, b, got, want)
			}
			if len(p.Changes) == 1 && p.Changes[0].Address.Reveal() != "ann@Example.com" {
				t.Errorf("M4, I4: the spelling is %q, want the first customer's", p.Changes[0].Address.Reveal())
			}
		}
	}
}

func TestPlanSharedKeyConsentTime(t *testing.T) {
	var w world
	w.customer("a", "ann@example.com")
	w.customer("b", "ann@example.com")
	w.answer("a", yes, 1)
	w.answer("b", yes, 5)
	w.list("ann@example.com", mailing.Unsubscribed, 3)
	if got := decision(w.plan(t, 9)); got != "skip: opted out at the provider" {
		t.Errorf("M4, M5: one of two consents is newer: got %s", got)
	}
	w.answer("a", yes, 6)
	if got := decision(w.plan(t, 9)); got != "add" {
		t.Errorf("M4, M5: both consents are newer: got %s", got)
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

func TestPlanOrphanIsUnsubscribed(t *testing.T) {
	var w world
	w.customer("a", "ann@example.com")
	w.answer("a", yes, 1)
	if _, err := w.sync(t, 2); err != nil {
		t.Fatal(err)
	}
	w.customers.Customers[0].Email = "bob@example.com"
	p := w.plan(t, 3)
	if p.Count(mailing.Unsubscribe) != 1 || p.Count(mailing.Add) != 1 {
		t.Errorf("M3: a changed address: %d unsubscribed, %d added, want 1 and 1", p.Count(mailing.Unsubscribe), p.Count(mailing.Add))
	}
	if _, err := w.sync(t, 3); err != nil {
		t.Fatal(err)
	}
	w.customers.Customers[0].Email = "ann@example.com"
	if _, err := w.sync(t, 4); err != nil {
		t.Fatal(err)
	}
	if s := w.service.Listed["ann@example.com"].State; s != mailing.Unsubscribed {
		t.Errorf("M5: an address that came back without a newer consent is %s", s)
	}
	delete(w.service.Listed, "ann@example.com")
	w.answer("a", yes, 3)
	if got := w.plan(t, 5).NewAddresses(); got != 0 {
		t.Errorf("M5: unsubscribed by a sync, %d new addresses without a newer consent", got)
	}
	w.answer("a", yes, 4)
	if got := w.plan(t, 5).NewAddresses(); got != 1 {
		t.Errorf("M5: unsubscribed by a sync, %d new addresses with a newer consent, want 1", got)
	}
}

// The acknowledgement was lost, and then somebody who was never asked turned up
// with the same address: who is on the list by our upload is taken off.
func TestPlanSharedKeyLostAcknowledgement(t *testing.T) {
	var w world
	w.customer("a", "ann@example.com")
	w.customer("b", "ann@example.com")
	w.answer("a", yes, 1)
	w.list("ann@example.com", mailing.Subscribed, 2)
	if got := decision(w.plan(t, 9)); got != "unsubscribe" {
		t.Errorf("M4, M3: got %s, want unsubscribe", got)
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
	w := good()
	w.customer("a", "bob@example.com")
	_, err := mailing.Plan(context.Background(), w.shop(), &w.service, mailing.Query{AsOf: at(9)})
	var twice *customer.DuplicateError
	if !errors.As(err, &twice) {
		t.Errorf("M4: a customer who comes twice: %v", err)
	}
}
