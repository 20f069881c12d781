package mailing_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/mailingtest"
)

// three are three new addresses, all consented.
func three() *world {
	var w world
	for _, id := range []string{"ann", "bob", "cid"} {
		w.customer(id, id+"@example.com")
		w.answer(id, yes, 1)
	}
	return &w
}

func TestApplyThenNothing(t *testing.T) {
	w := three()
	w.list("cid@example.com", mailing.Unsubscribed, 1)
	if n := w.plan(t, 2).NewAddresses(); n != 2 {
		t.Errorf("M2: %d new addresses, want 2", n)
	}
	results, err := w.sync(t, 2)
	if err != nil || len(results) != 2 {
		t.Fatalf("M1: %d results, %v", len(results), err)
	}
	if p := w.plan(t, 2); len(p.Changes) != 0 || p.NewAddresses() != 0 {
		t.Errorf("M5: planning again gives %d changes", len(p.Changes))
	}
	w.answer("ann", withdrawn, 3)
	if _, err := w.sync(t, 4); err != nil || w.service.Listed["ann@example.com"].State != mailing.Unsubscribed {
		t.Errorf("M3: withdrawn after upload, still %s, %v", w.service.Listed["ann@example.com"].State, err)
	}
	w.answer("ann", yes, 5)
	if _, err := w.sync(t, 6); err != nil || w.service.Listed["ann@example.com"].State != mailing.Subscribed {
		t.Errorf("M5: newer consent, still %s, %v", w.service.Listed["ann@example.com"].State, err)
	}
	if p := w.plan(t, 7); len(p.Changes) != 0 {
		t.Errorf("M5: planning again gives %d changes", len(p.Changes))
	}
}

func TestApplyOneRefused(t *testing.T) {
	w := three()
	w.service.Refuse = func(c mailing.Change) error {
		if c.Key.Reveal() == "bob@example.com" {
			return errors.New("bob@example.com looks odd")
		}
		return nil
	}
	var told []mailing.Result
	w.service.Now = at(2)
	results, err := mailing.Apply(context.Background(), w.plan(t, 2), &w.service, &w.acks, mailing.Course{Progress: func(r mailing.Result) { told = append(told, r) }})
	if len(results) != 3 || results[0].Err != nil || results[1].Err == nil || results[2].Err != nil {
		t.Fatalf("M6: one refused: results %v", results)
	}
	if len(told) != 3 {
		t.Errorf("M6: progress was told %d results, want 3", len(told))
	}
	var contact *mailing.ContactError
	if !errors.As(err, &contact) || contact.Key != results[1].Change.Key {
		t.Errorf("M6: the error does not tell the contact: %v", err)
	}
	wantSecretFree(t, "the error", err.Error())
	if n := w.plan(t, 2).NewAddresses(); n != 1 {
		t.Errorf("M2: %d new addresses after a failed upload, want 1", n)
	}
}

func TestApplyFailedUploadLowersNothing(t *testing.T) {
	w := three()
	p := w.plan(t, 2)
	w.service.Around = func(string, func()) error { return errHost }
	results, err := mailing.Apply(context.Background(), p, &w.service, &w.acks, mailing.Course{})
	if !errors.Is(err, errHost) || !errors.Is(results[2].Err, mailing.ErrNoAnswer) {
		t.Errorf("M6: got %v", err)
	}
	wantSecretFree(t, "the error", err.Error())
	w.service.Around = nil
	if n := w.plan(t, 2).NewAddresses(); n != 3 {
		t.Errorf("M2: %d new addresses after a failed upload, want 3", n)
	}
}

// failingAcks are acknowledgements that cannot be read.
type failingAcks struct{ mailing.MemoryAcknowledgements }

func (*failingAcks) EachAcknowledgement(context.Context, string) iter.Seq2[mailing.Acknowledgement, error] {
	return func(yield func(mailing.Acknowledgement, error) bool) { yield(mailing.Acknowledgement{}, errHost) }
}

func TestUnreadableAcknowledgementsStop(t *testing.T) {
	w := three()
	p := w.plan(t, 2)
	_, err := mailing.Apply(context.Background(), p, &w.service, &failingAcks{}, mailing.Course{})
	if !errors.Is(err, errHost) || w.service.Pushed != 0 {
		t.Errorf("M6: applied without acknowledgements: %d sent, %v", w.service.Pushed, err)
	}
	wantSecretFree(t, "Apply's error", err.Error())
	shop := w.shop()
	shop.Acknowledgements = &failingAcks{}
	_, err = mailing.Plan(context.Background(), shop, &w.service, mailing.Query{AsOf: at(2)})
	if !errors.Is(err, errHost) {
		t.Errorf("M6: planned without acknowledgements: %v", err)
	}
	wantSecretFree(t, "Plan's error", err.Error())
}

func TestApplyTwiceSendsOnce(t *testing.T) {
	w := three()
	p := w.plan(t, 2)
	for i := range 2 {
		results, err := mailing.Apply(context.Background(), p, &w.service, &w.acks, mailing.Course{})
		if err != nil || results[0].Before != (i == 1) || results[0].State != mailing.Subscribed {
			t.Errorf("M6: round %d: %+v, %v", i, results[0], err)
		}
	}
	if w.service.Pushed != 3 {
		t.Errorf("M6: %d were sent, want 3", w.service.Pushed)
	}
}

func TestApplyStale(t *testing.T) {
	w := three()
	old := w.plan(t, 2)
	w.answer("ann", yes, 2)
	if _, err := w.sync(t, 2); err != nil {
		t.Fatal(err)
	}
	w.answer("ann", withdrawn, 3)
	if _, err := w.sync(t, 3); err != nil {
		t.Fatal(err)
	}
	results, err := mailing.Apply(context.Background(), old, &w.service, &w.acks, mailing.Course{})
	if !errors.Is(err, mailing.ErrStale) || !errors.Is(results[0].Err, mailing.ErrStale) {
		t.Errorf("M5: an old plan: %v", err)
	}
	if s := w.service.Listed["ann@example.com"].State; s != mailing.Unsubscribed {
		t.Errorf("M5: an old plan made a withdrawn one %s", s)
	}
}

// answering is a provider whose Push yields what the test says.
type answering struct {
	mailingtest.Service
	outcomes func([]mailing.Change) []mailing.Outcome
}

func (a *answering) Push(_ context.Context, c []mailing.Change) iter.Seq2[mailing.Outcome, error] {
	return func(yield func(mailing.Outcome, error) bool) {
		for _, o := range a.outcomes(c) {
			if !yield(o, nil) {
				return
			}
		}
	}
}

func TestApplyCatchesProviders(t *testing.T) {
	for why, outcomes := range map[string]func([]mailing.Change) []mailing.Outcome{
		"M6: an answer to nothing": func([]mailing.Change) []mailing.Outcome {
			return []mailing.Outcome{{ID: "else", State: mailing.Subscribed}}
		},
		"M6: two answers": func(c []mailing.Change) []mailing.Outcome {
			o := mailing.Outcome{ID: c[0].ID, State: mailing.Subscribed}
			return []mailing.Outcome{o, o}
		},
		"M6: accepted, but not on the list": func(c []mailing.Change) []mailing.Outcome {
			return []mailing.Outcome{{ID: c[0].ID, State: mailing.Unsubscribed}}
		},
	} {
		w := three()
		p := w.plan(t, 2)
		_, err := mailing.Apply(context.Background(), p, &answering{outcomes: outcomes}, &w.acks, mailing.Course{})
		if !errors.Is(err, mailing.ErrProvider) {
			t.Errorf("%s: got %v", why, err)
		}
	}
	w := three()
	_, err := mailing.Apply(context.Background(), w.plan(t, 2), &mailingtest.Service{Title: "another"}, &w.acks, mailing.Course{})
	if !errors.Is(err, mailing.ErrProvider) {
		t.Errorf("M1: another provider's plan: %v", err)
	}
}

// The same wish has the same ID, and another wish another (M6).
func TestChangeID(t *testing.T) {
	id := func(change func(*world)) mailing.ChangeID {
		var w world
		w.customer("a", "ann@example.com")
		w.answer("a", yes, 2)
		if change != nil {
			change(&w)
		}
		return w.plan(t, 9).Changes[0].ID
	}
	same := id(nil)
	if again := id(func(w *world) { w.answer("a", yes, 1); w.customers.Customers[0].ID = "a" }); again != same {
		t.Error("M6: the same wish has another ID")
	}
	if len(same) != 64 || strings.Contains(string(same), "ann") {
		t.Errorf("M6: an odd ID %q", same)
	}
	for why, change := range map[string]func(*world){
		"provider": func(w *world) { w.service.Title = "other" },
		"key":      func(w *world) { w.customers.Customers[0].Email = "bob@example.com" },
		"name":     func(w *world) { w.customers.Customers[0].Name = "other" },
		"consent":  func(w *world) { w.answer("a", yes, 3) },
		"state":    func(w *world) { w.list("ann@example.com", mailing.Subscribed, 1); w.answer("a", no, 2) },
	} {
		if id(change) == same {
			t.Errorf("M6: another %s has the same ID", why)
		}
	}
}
