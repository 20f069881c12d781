package gdpr_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/gdpr"
)

func erase(t testing.TB, r *gdpr.Registry, request gdpr.Name, s gdpr.Subject, day int) gdpr.Receipt {
	t.Helper()
	receipt, err := r.Erase(ctx, gdpr.Request{ID: request, Subject: s, At: at(day)})
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

func TestG3Erase(t *testing.T) {
	s := newStores("logins", "scores", "account")
	s.add("logins", anna, "another login")
	r := withStores(t, s.registry())
	neighbour := s.of(bert.ID)
	plan, err := r.Plan(ctx, gdpr.Request{Subject: anna, At: at(1)})
	if of := plan.Holders; err != nil || len(of) != 3 || of[0].Holder != "logins" || of[0].Erasable != 2 || of[2].Holder != "account" {
		t.Errorf("G3: the plan is %+v, %v", plan, err)
	}
	if open, err := r.Unfinished(ctx); err != nil || len(open) != 0 {
		t.Errorf("G3: a plan begins nothing: %v, %v", open, err)
	}
	receipt := erase(t, r, "r1", anna, 1)
	if s.of(anna.ID) != "" {
		t.Errorf("G3: left: %s", s.of(anna.ID))
	}
	if s.of(bert.ID) != neighbour {
		t.Error("G4: somebody else's data changed")
	}
	want := "[{logins 2 2 []} {scores 1 1 []} {account 1 1 []}]"
	if got := fmt.Sprint(receipt.Holders()); got != want {
		t.Errorf("G3: the receipt says %s, want %s", got, want)
	}
	if again := erase(t, r, "r1", anna, 1); again.String() != receipt.String() {
		t.Errorf("G4: twice is once: %s, then %s", receipt, again)
	}
	b, m := export(t, r, gdpr.Export{Subject: anna, At: at(2), Mode: gdpr.Access})
	if len(m.Files) != 1 || strings.Contains(files(t, b)["data.json"], "text") {
		t.Error("the law: export, erase, export is empty")
	}
	js, err := json.Marshal(receipt)
	if err != nil {
		t.Fatal(err)
	}
	silent(t, "the receipt", string(js)+receipt.String()+fmt.Sprintf("%+v %#v", receipt, receipt))
	for e := range r.Journal.Each(ctx) {
		js, _ := json.Marshal(e)
		silent(t, "the journal", string(js))
		if e.Sealed != nil || !e.Done {
			t.Error("G6: a finished request is still sealed in the journal")
		}
	}
}

func TestG3ReceiptsAreNotMade(t *testing.T) {
	r := withStores(t, newStores("account").registry())
	js, _ := json.Marshal(erase(t, r, "r1", anna, 1))
	var fake gdpr.Receipt
	if err := json.Unmarshal(js, &fake); !errors.Is(err, gdpr.ErrReceipt) || !fake.IsZero() {
		t.Errorf("G3: a receipt was read back: %v", err)
	}
	if _, err := json.Marshal(gdpr.Receipt{}); !errors.Is(err, gdpr.ErrReceipt) {
		t.Errorf("G3: the zero receipt was written: %v", err)
	}
	if fake.Request() != "" || fake.Holders() != nil || fake.String() != "no receipt" {
		t.Error("G3: the zero receipt says something")
	}
}

// liar is a holder that does not do as it says.
type liar struct {
	holder
	lie func(c gdpr.Count) gdpr.Count
	not bool // does not erase
}

func (l *liar) Count(c2 context.Context, s gdpr.Subject, at time.Time) (gdpr.Count, error) {
	c, err := l.holder.Count(c2, s, at)
	return l.lie(c), err
}

func (l *liar) Erase(c context.Context, s gdpr.Subject, at time.Time) error {
	if l.not {
		return nil
	}
	return l.holder.Erase(c, s, at)
}

func TestG3NoFalseReceipt(t *testing.T) {
	same := func(c gdpr.Count) gdpr.Count { return c }
	kept := func(n int, reason gdpr.Name, day int) func(gdpr.Count) gdpr.Count {
		return func(gdpr.Count) gdpr.Count {
			return gdpr.Count{Retained: []gdpr.Retention{{Records: n, Reason: reason, Until: at(day)}}}
		}
	}
	for _, c := range []struct {
		why string
		lie func(gdpr.Count) gdpr.Count
		not bool
		err error
	}{
		{"does not erase", same, true, gdpr.ErrLeft},
		{"counts nothing of what it yields", func(gdpr.Count) gdpr.Count { return gdpr.Count{} }, true, gdpr.ErrCount},
		{"retains fewer than it yields", kept(1, "tax-law", 9), true, gdpr.ErrCount},
		{"retains what it does not have", kept(3, "tax-law", 9), false, gdpr.ErrCount},
		{"no reason", kept(2, "", 9), true, gdpr.ErrRetention},
		{"a reason in words", kept(2, "Because of Anna", 9), true, gdpr.ErrRetention},
		{"a date that has come", kept(2, "tax-law", 1), true, gdpr.ErrRetention},
		{"retains nothing", kept(0, "tax-law", 9), true, gdpr.ErrRetention},
		{"a negative count", func(gdpr.Count) gdpr.Count { return gdpr.Count{Erasable: -1} }, true, gdpr.ErrCount},
	} {
		s := newStores("logins", "account")
		s.add("logins", anna, "another")
		r := withStores(t, s.registry())
		r.Holders[0] = &liar{holder{s, "logins"}, c.lie, c.not}
		receipt, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)})
		wants(t, "G3: "+c.why, err, c.err)
		if !receipt.IsZero() {
			t.Errorf("G3: %s: a false receipt", c.why)
		}
		if errors.Is(c.err, gdpr.ErrLeft) && c.why == "does not erase" && len(s.facts["account"]) != 3 {
			t.Error("G3: the identity was erased although something was left")
		}
	}
}

func TestG3Retained(t *testing.T) {
	s := newStores("orders", "account")
	s.facts["orders"][1].until = at(10)
	r := withStores(t, s.registry())
	receipt := erase(t, r, "r1", anna, 1)
	if o := receipt.Holders()[0]; o.Found != 1 || o.Erased != 0 || len(o.Retained) != 1 || o.Retained[0].Reason != "tax-law" {
		t.Errorf("G3: the outcome is %+v", o)
	}
	if _, m := export(t, r, gdpr.Export{Subject: anna, At: at(2)}); m.Holders[1].Records != 1 {
		t.Error("G2: what is retained is exported")
	}
	if due, err := r.Due(ctx, at(10).Add(-1)); err != nil || len(due) != 0 {
		t.Errorf("G3: due too early: %v, %v", due, err)
	}
	due, err := r.Due(ctx, at(10))
	if err != nil || len(due) != 1 || due[0].Request != "r1" || due[0].Holder != "orders" || due[0].Records != 1 {
		t.Errorf("G3: due are %+v, %v", due, err)
	}
	if o := erase(t, r, "r1", anna, 10).Holders()[0]; o.Found != 1 || o.Erased != 1 || s.of(anna.ID) != "" {
		t.Errorf("G3: revisited, the outcome is %+v", o)
	}
	if due, _ := r.Due(ctx, at(11)); len(due) != 0 {
		t.Errorf("G3: still due: %+v", due)
	}
}

func TestG4Requests(t *testing.T) {
	s := newStores("account")
	r := withStores(t, s.registry())
	erase(t, r, "r1", anna, 1)
	for _, c := range []struct {
		why string
		r   *gdpr.Registry
		q   gdpr.Request
		err error
	}{
		{"an ID that is another subject's", r, gdpr.Request{ID: "r1", Subject: bert, At: at(1)}, gdpr.ErrRequest},
		{"an ID that is another's without an address", r, gdpr.Request{ID: "r1", Subject: gdpr.Subject{ID: bert.ID}, At: at(1)}, gdpr.ErrRequest},
		{"another address", r, gdpr.Request{ID: "r1", Subject: gdpr.Subject{ID: anna.ID, Email: "x@y"}, At: at(1)}, gdpr.ErrRequest},
		{"an ID that says who", r, gdpr.Request{ID: "Anna Canary", Subject: anna, At: at(1)}, gdpr.ErrRequest},
		{"no subject", r, gdpr.Request{ID: "r2", At: at(1)}, gdpr.ErrSubject},
		{"no instant", r, gdpr.Request{ID: "r2", Subject: anna}, calendar.ErrAsOf},
		{"no journal", s.registry(), gdpr.Request{ID: "r2", Subject: anna, At: at(1)}, gdpr.ErrStores},
	} {
		_, err := c.r.Erase(ctx, c.q)
		wants(t, "G4: "+c.why, err, c.err)
	}
	_, err := r.Resume(ctx, "r1", at(2))
	wants(t, "G4: resume what is finished", err, gdpr.ErrNotFound)
	if s.of(bert.ID) == "" {
		t.Error("G4: somebody else was erased")
	}
}

// An erasure that stands still half-way is resumed from the journal alone, by
// another process, also after the key was rotated; an export meanwhile fails.
func TestG4Resume(t *testing.T) {
	s := newStores("logins", "account")
	r := withStores(t, s.registry())
	n := 0
	s.inject = func(op string, do func() error) error {
		if op == "erase" {
			if n++; n == 2 {
				return errors.New("anna-canary is locked")
			}
		}
		return do()
	}
	_, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)})
	if err == nil || !strings.Contains(err.Error(), `erasing in "account" failed`) {
		t.Fatalf("G4: %v", err)
	}
	s.inject = nil
	_, err = r.Export(ctx, io.Discard, gdpr.Export{Subject: anna, At: at(1)})
	wants(t, "G2: half a subject", err, gdpr.ErrErasing)
	next := s.registry()
	next.Journal, next.Tombstones, next.Keys = r.Journal, r.Tombstones, gdpr.Keys{key(t, "k2"), r.Keys[0]}
	open, err := next.Unfinished(ctx)
	if err != nil || !slices.Equal(open, []gdpr.Name{"r1"}) {
		t.Fatalf("G4: unfinished: %v, %v", open, err)
	}
	receipt, err := next.Resume(ctx, "r1", at(2))
	if err != nil || s.of(anna.ID) != "" {
		t.Fatalf("G4: not resumed: %v", err)
	}
	if receipt.Holders()[0].Erased != 1 || !receipt.BegunAt().Equal(at(1)) || !receipt.VerifiedAt().Equal(at(2)) {
		t.Errorf("G4: what was erased before is forgotten: %s", receipt)
	}
	lost := s.registry()
	lost.Journal, lost.Tombstones, lost.Keys = r.Journal, r.Tombstones, gdpr.Keys{key(t, "k3")}
	_, err = lost.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(2)})
	wants(t, "G5: without the old keys", err, gdpr.ErrRequest)
}

// A holder that panics is an error, at whichever call, and the request is open.
func TestG4PanicsAreErrors(t *testing.T) {
	for _, panicking := range []string{"count", "erase", "collect"} {
		s := newStores("logins", "account")
		r := withStores(t, s.registry())
		s.inject = func(op string, do func() error) error {
			if op == panicking {
				panic("anna-canary")
			}
			return do()
		}
		_, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)})
		wants(t, "G4: "+panicking, err, gdpr.ErrPanic)
		s.inject = nil
		if erase(t, r, "r1", anna, 2); s.of(anna.ID) != "" {
			t.Errorf("G4: not erased after a panic in %s", panicking)
		}
	}
}
