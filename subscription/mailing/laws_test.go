package mailing_test

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
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
	day    int
	truth  map[string]int      // the day of the latest opt-out or removal at the service, by key, while it lasts
	behind map[string][]string // whose a key was when it was last found on the list
	known  []optOut            // what the plans so far could see
	faulty bool                // a sync was interrupted, so an unsubscribe of ours can pass for a person's
}

// optOut is an opt-out, or a removal, and whose it is.
type optOut struct {
	key    string
	at     time.Time
	people []string
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
	switch rapid.IntRange(-2, 3).Draw(h.T, "import") {
	case -2, -1, 0:
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
	old, known := h.service.Listed[key]
	s := rapid.SampledFrom([]mailing.State{mailing.Absent, mailing.Unsubscribed, mailing.Unsubscribed, mailing.Complained, mailing.Cleaned, mailing.Subscribed}).Draw(h.T, "state")
	switch {
	case s == mailing.Absent:
		delete(h.service.Listed, key)
	case s == mailing.Subscribed:
		if !known {
			h.list(key, s, h.day) // by a form of the service
			delete(h.truth, key)
		}
		return
	default:
		h.list(key, s, rapid.SampledFrom([]int{h.day, h.day, 0}).Draw(h.T, "since"))
	}
	now := h.service.Listed[key]
	if s == mailing.Cleaned || s == old.State && now.Since.Equal(old.Since) {
		return // no word of the person's, or one that cannot be told from what was before
	}
	h.truth[key] = h.day
}

// owners are the customers with a key.
func (h *history) owners(key string) (all []string) {
	for _, c := range h.customers.Customers {
		if c.Email.Key() == key {
			all = append(all, string(c.ID))
		}
	}
	return all
}

// granted says when the people with a key granted, told plainly and as one
// person (M4), and whether they did.
func (h *history) granted(key string) (time.Time, bool) {
	answer, since := h.answerOf(key)
	return since, answer == yes
}

// answerOf is the answer of the people with a key.
func (h *history) answerOf(key string) (customer.Answer, time.Time) {
	var all []mailing.Entry
	for _, c := range h.customers.Customers {
		if c.Email.Key() != key {
			continue
		}
		for _, e := range h.ledger.Entries {
			if e.Customer == c.ID {
				all = append(all, e)
			}
		}
		if a := c.EmailConsent; a.Answer != unasked {
			all = append(all, mailing.Entry{Answer: a.Answer, At: a.At})
		}
	}
	return modelAnswer(all, at(h.day))
}

// look notes what a plan sees now.
func (h *history) look() {
	for key, day := range h.truth {
		listed, acked := h.service.Listed[key], mailing.Absent
		for _, a := range h.acks.All {
			if a.Key.Reveal() == key {
				acked = a.State
			}
		}
		opted := listed.State == mailing.Unsubscribed || listed.State == mailing.Complained
		people := append(h.owners(key), h.behind[key]...)
		strangers := len(people) == 0 // of whom the shop keeps nothing
		if !strangers && (opted || listed.State == mailing.Absent && acked.Mailable()) {
			h.known = append(h.known, optOut{key, at(day), people})
		}
	}
}

// refused notes for whose no a sync took somebody off: that is an opt-out of
// whoever has the key, though the answer may vanish from the shop.
func (h *history) refused(p mailing.Proposal) {
	for _, c := range p.Changes {
		key := c.Key.Reveal()
		answer, since := h.answerOf(key)
		if c.Operation != mailing.Unsubscribe || answer != no && answer != withdrawn {
			continue
		}
		for _, a := range h.acks.All {
			if a.ID == c.ID {
				if since.IsZero() {
					since = at(h.day)
				}
				h.known = append(h.known, optOut{key, since, nil})
			}
		}
	}
}

// against is the latest opt-out that concerns a key or its people; zero is none.
func (h *history) against(key string) time.Time {
	var latest time.Time
	for _, o := range h.known {
		concerns := o.key == key
		for _, id := range h.owners(key) {
			concerns = concerns || slices.Contains(o.people, id)
		}
		if concerns && o.at.After(latest) {
			latest = o.at
		}
	}
	return latest
}

// syncs syncs, sometimes with refusals and an interruption, and checks the laws.
func (h *history) syncs() {
	old := maps.Clone(h.service.Listed)
	left := rapid.SampledFrom([]int{99, 99, 0, 1, 2}).Draw(h.T, "calls that work")
	refused := rapid.SampledFrom([]string{"", "", "ann@example.com"}).Draw(h.T, "refused")
	h.look()
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
	h.faulty = h.faulty || err != nil
	h.refused(p)
	h.safe(old)
	h.counted(p, err)
	if err == nil && !h.faulty {
		h.live()
	}
	h.settled()
}

// safe is the safety law (M5): whoever was made mailable consented, after every
// opt-out of theirs that a plan could see, at whatever address; and M3.
func (h *history) safe(old map[string]mailingtest.Listed) {
	for key, l := range h.service.Listed {
		if !l.State.Mailable() || old[key].State.Mailable() {
			continue
		}
		granted, ok := h.granted(key)
		if !ok {
			h.Fatalf("M3: %s was made mailable without consent", key)
		}
		if old[key].State == mailing.Cleaned {
			h.Fatalf("M5: %s was cleaned, and is mailable", key)
		}
		if no := h.against(key); !no.IsZero() && !granted.After(no) {
			h.Fatalf("M5: the people of %s opted out at %v, and are mailable by a consent of %v", key, no, granted)
		}
	}
}

// live is the other half: whoever consented, and never opted out, is mailable.
func (h *history) live() {
	for _, c := range h.customers.Customers {
		key := c.Email.Key()
		_, ok := h.granted(key)
		l := h.service.Listed[key]
		if _, left := h.truth[key]; key != "" && ok && !left && h.against(key).IsZero() && l.State != mailing.Cleaned && !l.State.Mailable() {
			h.Fatalf("M3, M5: %s consented, never opted out, and is %s", key, l.State)
		}
	}
}

// settled notes who is behind the keys that are on the list.
func (h *history) settled() {
	for key, l := range h.service.Listed {
		if l.State.Mailable() {
			delete(h.truth, key)
		}
	}
	for _, a := range h.acks.All {
		if key := a.Key.Reveal(); a.State.Mailable() && h.service.Listed[key].State.Mailable() {
			h.behind[key] = nil
			for _, id := range a.Customers {
				h.behind[key] = append(h.behind[key], string(id))
			}
		}
	}
}

// counted is M2, and M5's empty plan.
func (h *history) counted(p mailing.Proposal, err error) {
	again := h.plan(h.T, h.day)
	if err == nil && len(again.Changes) != 0 {
		h.Fatalf("M5: planning again gives %d changes, the first to %s", len(again.Changes), again.Changes[0].Operation)
	}
	acknowledged := 0
	for _, c := range p.Changes {
		for _, a := range h.acks.All {
			if a.ID == c.ID && a.Key == c.Key && c.Operation == mailing.Add {
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
		h := &history{T: t, day: 2, truth: map[string]int{}, behind: map[string][]string{}}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
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
		h := &history{T: t, day: 3, truth: map[string]int{}, behind: map[string][]string{}}
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
