package mailing_test

import (
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// What people met, by rule: what is done, and how the plan as of the last day
// ends for an address.
func TestWhatPeopleMet(t *testing.T) {
	const ann, bob = "ann@example.com", "bob@example.com"
	moves := func(w *world, to string) { w.customers.Customers[0].Email = customer.Email(to) }
	for _, c := range []struct {
		why  string
		do   func(t *testing.T, w *world)
		want map[string]string // by address
	}{
		{"M5: synced on day 1, unsubscribes on day 3, has a new address on day 4", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 3)
			moves(w, bob)
		}, map[string]string{bob: "skip: opted out at the provider"}},
		{"M5: likewise, and a sync before the new address", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 3)
			w.mustSync(t, 4)
			moves(w, bob)
		}, map[string]string{bob: "skip: opted out at the provider"}},
		{"M5: likewise, and the old member is gone since", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 3)
			w.mustSync(t, 4)
			moves(w, bob)
			delete(w.service.Listed, ann)
			w.mustSync(t, 5)
		}, map[string]string{bob: "skip: opted out at the provider"}},
		{"M5: likewise, and a consent of day 5", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 3)
			moves(w, bob)
			w.mustSync(t, 4)
			w.answer("a", yes, 5)
		}, map[string]string{bob: "add"}},
		{"M5: likewise, and a consent of day 3 itself", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 3)
			moves(w, bob)
			w.answer("a", yes, 3)
		}, map[string]string{bob: "skip: opted out at the provider"}},
		{"M5: an opt-out of one who was never synced follows, too", func(t *testing.T, w *world) {
			w.list(ann, mailing.Unsubscribed, 3)
			w.mustSync(t, 4)
			moves(w, bob)
		}, map[string]string{bob: "skip: opted out at the provider"}},
		{"M5: a complaint follows, too", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Complained, 3)
			moves(w, bob)
		}, map[string]string{bob: "skip: opted out at the provider"}},
		{"M5: a bounce does not: it is the address's", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Cleaned, 3)
			moves(w, bob)
		}, map[string]string{bob: "add"}},
		{"M5: removed at the service, and a new address", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			delete(w.service.Listed, ann)
			moves(w, bob)
			w.mustSync(t, 4)
		}, map[string]string{bob: "skip: gone from the provider"}},
		{"M5: the new address is on the list already, by an earlier sync", func(t *testing.T, w *world) {
			w.customer("b", bob)
			w.answer("b", yes, 1)
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 3)
			moves(w, bob)
		}, map[string]string{bob: "unsubscribe"}},
		{"M5: the new address is on the list already, by themselves and since", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 3)
			w.list(bob, mailing.Subscribed, 4)
			moves(w, bob)
		}, map[string]string{bob: "skip: opted out at the provider"}},
		{"M3, M5: the address is changed and changed back", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			moves(w, bob)
			w.mustSync(t, 3)
			moves(w, ann)
		}, map[string]string{ann: "add", bob: "unsubscribe"}},
		{"M3, M5: likewise, and unsubscribed besides by an old mail", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			moves(w, bob)
			w.mustSync(t, 3)
			w.list(ann, mailing.Unsubscribed, 4)
			moves(w, ann)
		}, map[string]string{ann: "skip: opted out at the provider", bob: "unsubscribe"}},
		{"M4: a guest record with the same address was never asked", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.customer("guest", ann)
		}, map[string]string{ann: "skip: up to date"}},
		{"M4: record 1 withdrew on day 2, record 2 granted on day 5", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.answer("a", withdrawn, 2)
			w.mustSync(t, 3)
			w.customer("b", ann)
			w.answer("b", yes, 5)
		}, map[string]string{ann: "add"}},
		{"M4: record 1 withdrew on day 2, record 2 granted on day 1, and record 1 is no more", func(t *testing.T, w *world) {
			w.customer("b", ann)
			w.answer("b", yes, 1)
			w.mustSync(t, 1)
			w.answer("a", withdrawn, 2)
			w.mustSync(t, 3)
			w.customers.Customers = w.customers.Customers[1:]
		}, map[string]string{ann: "skip: opted out at the provider"}},
		{"M4: somebody else has the old address, and says no", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			moves(w, bob)
			w.customer("b", ann)
			w.answer("b", no, 5)
		}, map[string]string{ann: "unsubscribe", bob: "add"}},
		{"M4: record 2 consented anew, and the two part", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 3)
			w.customer("b", ann)
			w.answer("b", yes, 5)
			w.mustSync(t, 6)
			moves(w, bob)
		}, map[string]string{ann: "update", bob: "skip: opted out at the provider"}},
		{"M5: unsubscribed there, with a time before the acknowledgement", func(t *testing.T, w *world) {
			w.mustSync(t, 2)
			w.list(ann, mailing.Unsubscribed, -30)
		}, map[string]string{ann: "skip: opted out at the provider"}},
		{"M5: likewise, and a newer consent in between, which a sync saw in effect", func(t *testing.T, w *world) {
			w.mustSync(t, 2)
			w.answer("a", yes, 4)
			w.mustSync(t, 5)
			w.list(ann, mailing.Unsubscribed, -30)
		}, map[string]string{ann: "skip: opted out at the provider"}},
		{"M5: unsubscribed there at an unknown time, first seen on day 3, consent of day 4", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 0)
			w.mustSync(t, 3)
			w.answer("a", yes, 4)
			w.mustSync(t, 5)
		}, map[string]string{ann: "skip: up to date"}},
		{"M5: likewise, acknowledged again, and opted out again at an unknown time after another consent", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 0)
			w.mustSync(t, 3)
			w.answer("a", yes, 4)
			w.mustSync(t, 5)
			w.answer("a", yes, 7)
			w.list(ann, mailing.Unsubscribed, 0)
		}, map[string]string{ann: "skip: opted out at the provider"}},
		{"M5: opted out on day 2, consented on day 5, and opted out again at an unknown time", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 2)
			w.mustSync(t, 3)
			w.answer("a", yes, 5)
			w.list(ann, mailing.Unsubscribed, 0)
		}, map[string]string{ann: "skip: opted out at the provider"}},
		{"M5: unknown as before, and again on day 6", func(t *testing.T, w *world) {
			w.mustSync(t, 1)
			w.list(ann, mailing.Unsubscribed, 0)
			w.mustSync(t, 3)
			w.answer("a", yes, 4)
			w.mustSync(t, 5)
			w.list(ann, mailing.Unsubscribed, 0)
		}, map[string]string{ann: "skip: opted out at the provider"}},
	} {
		w := &world{}
		w.customer("a", ann)
		w.answer("a", yes, 1)
		c.do(t, w)
		got := w.plan(t, 9)
		for address, want := range c.want {
			if s := decisionOn(got, address); s != want {
				t.Errorf("%s: %s: got %s, want %s", c.why, address, s, want)
			}
		}
		w.mustSync(t, 9)
		if p := w.plan(t, 9); len(p.Changes) != 0 {
			t.Errorf("%s: M5: planning again after applying gives %d changes", c.why, len(p.Changes))
		}
		if address := string(w.customers.Customers[0].Email); c.want[address] == "add" && !w.service.Listed[address].State.Mailable() {
			t.Errorf("%s: %s was to be added and is %s", c.why, address, w.service.Listed[address].State)
		}
	}
}

func (w *world) mustSync(t *testing.T, day int) {
	t.Helper()
	if _, err := w.sync(t, day); err != nil {
		t.Fatalf("M1: a sync as of day %d: %v", day, err)
	}
}

// decisionOn is what a plan does with one address.
func decisionOn(p mailing.Proposal, address string) string {
	key := mailing.KeyOf(customer.Email(address))
	for _, c := range p.Changes {
		if c.Key == key {
			return c.Operation.String()
		}
	}
	for _, s := range p.Skipped {
		if s.Key == key {
			return "skip: " + s.Reason.String()
		}
	}
	return "nothing"
}

// A change that is wished for again, after another one was acknowledged, has a
// new ID (M6): a provider that knows the old one would do nothing.
func TestWishThatComesBackHasANewID(t *testing.T) {
	w := &world{}
	w.customer("a", "ann@example.com")
	w.answer("a", yes, 1)
	ids := map[mailing.ChangeID]bool{}
	for day := 1; day < 7; day++ {
		w.customers.Customers[0].Name = []string{"Ann", "Anna"}[day%2]
		for _, c := range w.plan(t, day).Changes {
			if ids[c.ID] {
				t.Errorf("M6: the %s of day %d has the ID of an earlier one", c.Operation, day)
			}
			ids[c.ID] = true
		}
		w.mustSync(t, day)
	}
}
