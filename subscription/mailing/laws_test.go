package mailing_test

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/mailingtest"
)

// history is a random history of a shop of some customers and few addresses.
type history struct {
	*rapid.T
	world
	day int
}

var addresses = []string{"ann@example.com", "ANN@example.com", "bob@example.com", "cid@example.com", ""}

func (h *history) who() string { return rapid.SampledFrom([]string{"a", "b", "c"}).Draw(h.T, "who") }

// when is mostly now, sometimes unknown, earlier or later.
func (h *history) when() int {
	return rapid.SampledFrom([]int{h.day, h.day, h.day, h.day - 1, h.day + 1, 0}).Draw(h.T, "when")
}

func (h *history) consent() {
	h.answer(h.who(), rapid.SampledFrom([]customer.Answer{yes, yes, yes, no, withdrawn}).Draw(h.T, "answer"), h.when())
}

// imports changes a customer without their doing anything: no consent.
func (h *history) imports() {
	i := rapid.IntRange(0, len(h.customers.Customers)).Draw(h.T, "customer")
	if i == len(h.customers.Customers) {
		id := h.who()
		for _, c := range h.customers.Customers {
			if string(c.ID) == id {
				return
			}
		}
		h.customer(id, rapid.SampledFrom(addresses).Draw(h.T, "address"))
		return
	}
	c := &h.customers.Customers[i]
	switch rapid.IntRange(0, 3).Draw(h.T, "import") {
	case 0:
		c.Email = customer.Email(rapid.SampledFrom(addresses).Draw(h.T, "address"))
	case 1:
		c.Name += "x"
	case 2:
		h.customers.Customers = append(h.customers.Customers[:i:i], h.customers.Customers[i+1:]...)
	case 3:
		c.EmailConsent = customer.Consent{Answer: rapid.SampledFrom([]customer.Answer{unasked, yes, no}).Draw(h.T, "answer"), At: at(h.when())}
	}
}

// elsewhere is something that happens at the service.
func (h *history) elsewhere() {
	key := rapid.SampledFrom([]string{"ann@example.com", "bob@example.com", "cid@example.com"}).Draw(h.T, "key")
	switch s := rapid.SampledFrom([]mailing.State{mailing.Absent, mailing.Unsubscribed, mailing.Complained, mailing.Cleaned, mailing.Subscribed}).Draw(h.T, "state"); s {
	case mailing.Absent:
		delete(h.service.Listed, key)
	case mailing.Subscribed:
		if _, known := h.service.Listed[key]; !known {
			h.list(key, s, h.day) // by a form of the service
		}
	default:
		h.list(key, s, rapid.SampledFrom([]int{h.day, h.day, 0}).Draw(h.T, "since"))
	}
}

// granted says when everyone with the key granted, told plainly: the earliest
// instant, and whether they all did.
func (h *history) granted(key string) (time.Time, bool) {
	var earliest time.Time
	n := 0
	for _, c := range h.customers.Customers {
		if c.Email.Key() != key {
			continue
		}
		var mine []mailing.Entry
		for _, e := range h.ledger.Entries {
			if e.Customer == c.ID {
				mine = append(mine, e)
			}
		}
		if a := c.EmailConsent; a.Answer != unasked {
			mine = append(mine, mailing.Entry{Answer: a.Answer, At: a.At})
		}
		answer, since := modelAnswer(mine, at(h.day))
		if answer != yes {
			return time.Time{}, false
		}
		if n == 0 || since.Before(earliest) {
			earliest = since
		}
		n++
	}
	return earliest, n > 0
}

// syncs syncs, sometimes with refusals and an interruption, and checks the laws.
func (h *history) syncs() {
	old := maps.Clone(h.service.Listed)
	acks := append([]mailing.Acknowledgement(nil), h.acks.All...)
	left := rapid.SampledFrom([]int{99, 99, 0, 1, 2}).Draw(h.T, "calls that work")
	refused := rapid.SampledFrom([]string{"", "", "ann@example.com"}).Draw(h.T, "refused")
	p := h.plan(h.T, h.day)
	h.service.Now = at(h.day)
	h.service.Refuse = func(c mailing.Change) error {
		if c.Key.Reveal() == refused {
			return errHost
		}
		return nil
	}
	h.service.Around = func(_ string, do func()) error {
		if left--; left < 0 {
			return errHost
		}
		do()
		return nil
	}
	_, err := mailing.Apply(context.Background(), p, &h.service, &h.acks, mailing.Course{})
	h.service.Around, h.service.Refuse = nil, nil
	if err != nil && (left >= 0 && refused == "" || !errors.Is(err, errHost)) {
		h.Fatalf("M6: a sync without faults fails: %v", err)
	}
	h.safe(old, acks)
	h.counted(p, err)
}

// safe is M5: who was suppressed still is, but by the person's newer act; M3:
// who was put on the list consented.
func (h *history) safe(old map[string]mailingtest.Listed, acks []mailing.Acknowledgement) {
	for key, l := range h.service.Listed {
		if !l.State.Mailable() || old[key].State.Mailable() {
			continue
		}
		granted, ok := h.granted(key)
		if !ok {
			h.Fatalf("M3: %s was made mailable without consent", key)
		}
		if o := old[key]; o.State == mailing.Cleaned || o.State.Suppressed() && (o.Since.IsZero() || !granted.After(o.Since)) {
			h.Fatalf("M5: %s was %s since %v, and is mailable by a consent of %v", key, o.State, o.Since, granted)
		}
		for _, a := range acks {
			if a.Key.Reveal() == key && !granted.After(a.Since) {
				h.Fatalf("M5: %s was %s by a sync of %v, is absent, and is mailable again by a consent of %v", key, a.State, a.Since, granted)
			}
		}
	}
}

// counted is M2, and M5's empty plan.
func (h *history) counted(p mailing.Proposal, err error) {
	again := h.plan(h.T, h.day)
	if err == nil && len(again.Changes) != 0 {
		h.Fatalf("M5: planning again gives %d changes, the first to %s", len(again.Changes), again.Changes[0].Action)
	}
	acknowledged := 0
	for _, c := range p.Changes {
		for _, a := range h.acks.All {
			if a.ID == c.ID && a.Key == c.Key && c.Action == mailing.Add {
				acknowledged++
				break
			}
		}
	}
	if again.NewAddresses() != p.NewAddresses()-acknowledged {
		h.Fatalf("M2: %d new addresses, %d acknowledged, then %d new", p.NewAddresses(), acknowledged, again.NewAddresses())
	}
	if err == nil {
		for _, a := range h.acks.All {
			if _, ok := h.granted(a.Key.Reveal()); !ok && h.service.Listed[a.Key.Reveal()].State.Mailable() {
				h.Fatalf("M3: %s is mailed after a sync", a.Key.Reveal())
			}
		}
	}
}

func TestHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{T: t, day: 2}
		for range rapid.IntRange(1, 14).Draw(t, "steps") {
			switch rapid.IntRange(0, 7).Draw(t, "step") {
			case 0, 1:
				h.consent()
			case 2, 3:
				h.imports()
			case 4:
				h.elsewhere()
			case 5:
				h.day++
			default:
				h.syncs()
			}
		}
	})
}

// The order in which the sources yield never matters, nor an entry twice.
func TestPlanOrderNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{T: t, day: 3}
		for range 6 {
			h.imports()
			h.consent()
			h.elsewhere()
		}
		want := h.plan(t, 3)
		seed := rapid.Uint64().Draw(t, "seed")
		rng := rand.New(rand.NewPCG(seed, 1))
		h.ledger.Entries = append(h.ledger.Entries, h.ledger.Entries...)
		rng.Shuffle(len(h.ledger.Entries), func(i, j int) {
			h.ledger.Entries[i], h.ledger.Entries[j] = h.ledger.Entries[j], h.ledger.Entries[i]
		})
		rng.Shuffle(len(h.customers.Customers), func(i, j int) {
			h.customers.Customers[i], h.customers.Customers[j] = h.customers.Customers[j], h.customers.Customers[i]
		})
		got := h.plan(t, 3)
		if len(got.Changes) != len(want.Changes) || len(got.Skipped) != len(want.Skipped) {
			t.Fatalf("M1: shuffled, %d changes and %d skipped; before %d and %d", len(got.Changes), len(got.Skipped), len(want.Changes), len(want.Skipped))
		}
		for i := range got.Changes {
			if got.Changes[i] != want.Changes[i] {
				t.Fatalf("M1, M4: shuffled, change %d differs", i)
			}
		}
		for i := range got.Skipped {
			if got.Skipped[i] != want.Skipped[i] {
				t.Fatalf("M1, M4: shuffled, skipped %d differs", i)
			}
		}
	})
}
