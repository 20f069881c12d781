package gdpr_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/gdpr"
)

// letters is a holder whose records are held under the address alone.
type letters struct{ to []string }

func (*letters) Name() gdpr.Name { return "letters" }

func (l *letters) Collect(_ context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		for _, to := range l.to {
			of := gdpr.Subject{Email: anna.Email}
			if to == s.Email.Key() && !yield(gdpr.Record{Kind: "letter", Origin: gdpr.Observed, Subject: of}, nil) {
				return
			}
		}
	}
}

func (l *letters) Count(_ context.Context, s gdpr.Subject, _ time.Time) (c gdpr.Count, err error) {
	for _, to := range l.to {
		if to == s.Email.Key() {
			c.Erasable++
		}
	}
	return c, nil
}

func (l *letters) Erase(_ context.Context, s gdpr.Subject, _ time.Time) error {
	l.to = slices.DeleteFunc(l.to, func(to string) bool { return to == s.Email.Key() })
	return nil
}

// withLetters is a registry with a letter to Anna's address.
func withLetters(t *testing.T) (*gdpr.Registry, *letters) {
	r := withStores(t, newStores("account").registry())
	l := &letters{[]string{anna.Email.Key()}}
	r.Holders = append(r.Holders, l)
	return r, l
}

// What is held under an address belongs to whoever it was lifted for, as long as
// they live; when they are erased too, it is erased with either.
func TestG4AnAddressHasOneOwner(t *testing.T) {
	back := gdpr.Subject{ID: "c-new", Email: anna.Email}
	third := gdpr.Subject{ID: "c-third", Email: anna.Email}
	signUp := func(r *gdpr.Registry, s gdpr.Subject, l *letters) {
		t.Helper()
		if err := r.SignUp(ctx, s, at(2)); err != nil {
			t.Fatal(err)
		}
		l.to = []string{anna.Email.Key()} // a letter to the new customer, or out of a backup
	}
	for _, c := range []struct {
		reason string
		do     func(r *gdpr.Registry, l *letters)
		left   int
	}{
		{"the first erasure erases it", func(*gdpr.Registry, *letters) {}, 0},
		{"the old one's request, again, leaves the new one's letter", func(r *gdpr.Registry, l *letters) {
			signUp(r, back, l)
			erase(t, r, "r1", anna, 3)
		}, 1},
		{"the plan of it says so", func(r *gdpr.Registry, l *letters) {
			signUp(r, back, l)
			plan, err := r.Plan(ctx, gdpr.Request{Subject: anna, At: at(3)})
			if err != nil || plan.Holders[0].Erasable != 0 || !plan.EmailLeftOut {
				t.Errorf("G4: the plan is %+v, %v", plan, err)
			}
		}, 1},
		{"an import under another ID, erased, leaves it too", func(r *gdpr.Registry, l *letters) {
			signUp(r, back, l)
			erase(t, r, "r2", gdpr.Subject{ID: "c-import", Email: anna.Email}, 3)
		}, 1},
		{"the new one's own erasure erases it", func(r *gdpr.Registry, l *letters) {
			signUp(r, back, l)
			erase(t, r, "r2", back, 3)
		}, 0},
		{"after that, whatever comes back is erased with the old one", func(r *gdpr.Registry, l *letters) {
			signUp(r, back, l)
			erase(t, r, "r2", back, 3)
			l.to = []string{anna.Email.Key()}
			replay(t, r, anna)
		}, 0},
		{"also where the key was rotated in between", func(r *gdpr.Registry, l *letters) {
			signUp(r, back, l)
			r.Keys = gdpr.Keys{key(t, "k2"), r.Keys[0]}
			erase(t, r, "r2", back, 3)
			l.to = []string{anna.Email.Key()}
			replay(t, r, anna)
		}, 0},
		{"or with the new one", func(r *gdpr.Registry, l *letters) {
			signUp(r, back, l)
			erase(t, r, "r2", back, 3)
			l.to = []string{anna.Email.Key()}
			replay(t, r, back)
		}, 0},
		{"unless a third customer has it by now", func(r *gdpr.Registry, l *letters) {
			signUp(r, back, l)
			erase(t, r, "r2", back, 3)
			signUp(r, third, l)
			replay(t, r, anna, back)
			erase(t, r, "r2", back, 4)
		}, 1},
	} {
		r, l := withLetters(t)
		erase(t, r, "r1", anna, 1)
		c.do(r, l)
		if len(l.to) != c.left {
			t.Errorf("G4: %s: %d letters, want %d", c.reason, len(l.to), c.left)
		}
	}
}

func replay(t *testing.T, r *gdpr.Registry, all ...gdpr.Subject) gdpr.Replayed {
	t.Helper()
	done, err := r.Replay(ctx, everybody(all...), at(5))
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// The address that only the journal knows is locked too: no event for it comes
// in while the request is resumed.
func TestG5TheJournalsAddressIsLocked(t *testing.T) {
	r, l := withLetters(t)
	s := newStores("account")
	r.Identity = &holder{s, "account"}
	s.inject = func(op string, do func() error) error {
		if op == "erase" {
			return errors.New("locked")
		}
		return do()
	}
	if _, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)}); err == nil {
		t.Fatal("not interrupted")
	}
	s.inject = nil
	err := r.Guard().Admit(ctx, gdpr.Subject{ID: "other", Email: " anna.canary@example.org"}, func() error { return nil })
	wants(t, "G5: suppressed by now", err, gdpr.ErrSuppressed)
	r.Tombstones = &gdpr.MemoryTombstones{} // as if the crash was before them
	l.to = []string{anna.Email.Key()}
	err = r.Guard().Admit(ctx, gdpr.Subject{Email: anna.Email}, func() error {
		soon, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
		defer cancel()
		_, err := r.Resume(soon, "r1", at(2))
		wants(t, "G5: it waits for the event", err, context.DeadlineExceeded)
		return nil
	})
	wants(t, "G5: the event", err, nil)
	if _, err := r.Resume(ctx, "r1", at(2)); err != nil {
		t.Fatal(err)
	}
	if len(l.to) != 0 || s.of(anna.ID) != "" {
		t.Error("G5: the address that the journal had is not erased")
	}
	free(t, r, "an address that the journal has")
}

// While another process erases under the same address, there is no export of
// what is held under it.
func TestG2ErasingByAddress(t *testing.T) {
	r, _ := withLetters(t)
	r.Holders = append(r.Holders, &stuck{holder{newStores("logins"), "logins"}})
	namesake := gdpr.Subject{ID: "c-namesake", Email: anna.Email}
	if _, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: namesake, At: at(1)}); err == nil {
		t.Fatal("not interrupted")
	}
	_, err := r.Export(ctx, io.Discard, gdpr.Export{Subject: anna, At: at(1)})
	wants(t, "G2: half of what is held under the address", err, gdpr.ErrErasing)
	_, err = r.Export(ctx, io.Discard, gdpr.Export{Subject: gdpr.Subject{ID: anna.ID}, At: at(1)})
	wants(t, "G2: by the ID alone", err, nil)
}

// stuck is a holder that cannot erase.
type stuck struct{ holder }

func (*stuck) Erase(context.Context, gdpr.Subject, time.Time) error { return errors.New("locked") }
