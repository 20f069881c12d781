package gdpr_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"testing"
	"time"

	"github.com/clientele-go/clientele/gdpr"
)

// free fails if a subject is still locked.
func free(t *testing.T, r *gdpr.Registry, why string) {
	t.Helper()
	soon, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := (r.Guard().Admit(soon, bert, func() error { return nil })); err != nil {
		t.Errorf("G4: %s: a neighbour is locked: %v", why, err)
	}
	if _, err := r.Plan(soon, gdpr.Request{Subject: anna, At: at(1)}); err != nil {
		t.Errorf("G4: %s: the subject is still locked: %v", why, err)
	}
}

// A panic anywhere in a host's code, the journal and the tombstones too, is
// ErrPanic, which does not say with what; the subject is unlocked, and the same
// registry goes on.
func TestG4PanicsAnywhereAreErrors(t *testing.T) {
	n, names := steps(t, "logins", "account"), []gdpr.Name{"logins", "account"}
	for i := 1; i <= n; i++ {
		w := newWorld(t, gdpr.Keys{key(t, "k1")}, names...)
		w.faults[i] = panics
		_, err := w.registry.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)})
		wants(t, "G4: a panic at a call", err, gdpr.ErrPanic)
		var inner interface{ Unwrap() error }
		if errors.As(err, &inner) {
			t.Errorf("G6: what was panicked with is in the error: %T", inner)
		}
		free(t, w.registry, "after a panic")
		w.erased()
	}
	for _, c := range []struct {
		why string
		ask func(r *gdpr.Registry) error
	}{
		{"Unfinished", func(r *gdpr.Registry) error { _, err := r.Unfinished(ctx); return err }},
		{"Due", func(r *gdpr.Registry) error { _, err := r.Due(ctx, at(1)); return err }},
		{"Resume", func(r *gdpr.Registry) error { _, err := r.Resume(ctx, "r1", at(1)); return err }},
		{"Check", func(r *gdpr.Registry) error { return r.Guard().Check(ctx, anna) }},
		{"Ready", func(r *gdpr.Registry) error { return r.Guard().Ready(ctx) }},
		{"SignUp", func(r *gdpr.Registry) error { return r.SignUp(ctx, anna, at(1)) }},
		{"Replay", func(r *gdpr.Registry) error { _, err := r.Replay(ctx, everybody(anna), at(1)); return err }},
		{"Replay of a sequence", func(r *gdpr.Registry) error {
			subjects := func(func(gdpr.Subject, error) bool) { panic("anna-canary") }
			_, err := withStores(t, newStores("account").registry()).Replay(ctx, subjects, at(1))
			return err
		}},
		{"Export", func(r *gdpr.Registry) error {
			_, err := r.Export(ctx, io.Discard, gdpr.Export{Subject: anna, At: at(1)})
			return err
		}},
	} {
		w := newWorld(t, gdpr.Keys{key(t, "k1")}, names...)
		w.faults[1] = panics
		wants(t, "G4: a panic during "+c.why, c.ask(w.registry), gdpr.ErrPanic)
		w.faults = nil
		free(t, w.registry, c.why)
	}
}

// panicking is a destination that panics.
type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("/exports/anna-canary.zip") }

func TestG2PanickingDestinations(t *testing.T) {
	for why, q := range map[string]gdpr.Export{
		"the destination": {Subject: anna, At: at(1)},
		"the CSV writer": {Subject: anna, At: at(1), CSV: func(io.Writer, []string, iter.Seq2[[]string, error]) error {
			panic("anna-canary")
		}},
		"the CSV writer, in a row": {Subject: anna, At: at(1), CSV: func(_ io.Writer, _ []string, rows iter.Seq2[[]string, error]) error {
			for row := range rows {
				panic(row[2])
			}
			return nil
		}},
	} {
		r := withStores(t, newStores("account").registry())
		var out io.Writer = panicking{}
		if q.CSV != nil {
			out = io.Discard
		}
		m, err := r.Export(ctx, out, q)
		wants(t, "G2: "+why+" panics", err, gdpr.ErrPanic)
		if m.Version != 0 {
			t.Errorf("G2: %s panics: a manifest", why)
		}
		free(t, r, why)
	}
}

// careless is a holder that panics when it is told that nobody wants more.
type careless struct{ holder }

func (c *careless) Collect(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		for rec, err := range c.holder.Collect(ctx, s) {
			if !yield(rec, err) {
				panic("cannot close the rows of anna-canary")
			}
		}
	}
}

// What a holder panics with after it was stopped does not come out either.
func TestG6PanicAfterTheEnd(t *testing.T) {
	s := newStores("account")
	r := withStores(t, s.registry())
	r.Identity = &careless{holder{s, "account"}}
	q := gdpr.Export{Subject: anna, At: at(1)}
	q.CSV = func(_ io.Writer, _ []string, rows iter.Seq2[[]string, error]) error {
		for range rows {
			break
		}
		return io.ErrShortWrite
	}
	_, err := r.Export(ctx, io.Discard, q)
	wants(t, "G6: the error of who stopped", err, io.ErrShortWrite)
	free(t, r, "a holder that panics after the end")
}

// A panic of the host's own write goes on: it is the host's, as in any call. The
// subject is unlocked.
func TestG5PanicInAdmit(t *testing.T) {
	r := withStores(t, newStores("account").registry())
	func() {
		defer func() {
			if recover() != "mine" {
				t.Error("G5: the panic of write does not come back")
			}
		}()
		_ = r.Guard().Admit(ctx, anna, func() error { panic("mine") })
	}()
	free(t, r, "a panic in write")
}
