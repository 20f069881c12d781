package gdpr_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/gdpr"
)

func TestG5Guard(t *testing.T) {
	r := withStores(t, newStores("account").registry())
	erase(t, r, "r1", anna, 1)
	r.Keys = gdpr.Keys{key(t, "k2"), r.Keys[0]} // rotated since
	for _, g := range []gdpr.Guard{r.Guard(), {Keys: r.Keys, Tombstones: r.Tombstones}} {
		for _, c := range []struct {
			why  string
			s    gdpr.Subject
			want error
		}{
			{"the ID", gdpr.Subject{ID: anna.ID}, gdpr.ErrSuppressed},
			{"the address", gdpr.Subject{Email: anna.Email}, gdpr.ErrSuppressed},
			{"the address's key", gdpr.Subject{ID: "new", Email: " ANNA.canary@EXAMPLE.org\t"}, gdpr.ErrSuppressed},
			{"the ID with another address", gdpr.Subject{ID: anna.ID, Email: "x@y"}, gdpr.ErrSuppressed},
			{"somebody else", bert, nil},
			{"a Unicode look-alike is somebody else (I4)", gdpr.Subject{Email: "anna.canary@example.orK"}, nil},
			{"nobody", gdpr.Subject{}, nil},
		} {
			wants(t, "G5: "+c.why, g.Check(ctx, c.s), c.want)
			wrote := false
			wants(t, "G5: "+c.why, g.Admit(ctx, c.s, func() error { wrote = true; return nil }), c.want)
			if wrote != (c.want == nil) {
				t.Errorf("G5: %s: written %v", c.why, wrote)
			}
		}
	}
	wants(t, "the zero guard lets nobody in", gdpr.Guard{}.Check(ctx, bert), gdpr.ErrStores)
	facts := func(yield func(gdpr.Subject, error) bool) {
		for _, s := range []gdpr.Subject{anna, bert, {Email: anna.Email}, {}} {
			if !yield(s, nil) {
				return
			}
		}
		yield(gdpr.Subject{}, gdpr.ErrRecord)
	}
	var kept []gdpr.Subject
	var last error
	dropped := 0
	for s, err := range gdpr.Keep(ctx, r.Guard(), facts, func(s gdpr.Subject) gdpr.Subject { return s }, &dropped) {
		if last = err; err == nil {
			kept = append(kept, s)
		}
	}
	if dropped != 2 || !slices.Equal(kept, []gdpr.Subject{bert, {}}) || !errors.Is(last, gdpr.ErrRecord) {
		t.Errorf("G5: kept %d, dropped %d, ended with %v", len(kept), dropped, last)
	}
}

func TestG5SignUp(t *testing.T) {
	s := newStores("account")
	r := withStores(t, s.registry())
	back := gdpr.Subject{ID: "c-new", Email: "anna.CANARY@example.org"}
	erase(t, r, "r1", anna, 1)
	wants(t, "the old ID", r.SignUp(ctx, anna, at(2)), gdpr.ErrSuppressed)
	wants(t, "no address", r.SignUp(ctx, gdpr.Subject{ID: "c-new"}, at(2)), gdpr.ErrSubject)
	for range 2 {
		wants(t, "G5: a new customer", r.SignUp(ctx, back, at(2)), nil)
	}
	wants(t, "nothing to lift", r.SignUp(ctx, bert, at(2)), nil)
	n := 0
	for range r.Tombstones.Each(ctx) {
		n++
	}
	if n != 3 {
		t.Errorf("G5: %d tombstones, want 3", n)
	}
	r.Keys = gdpr.Keys{key(t, "k2"), r.Keys[0]}
	g := r.Guard()
	wants(t, "G5: the new ID", g.Check(ctx, back), nil)
	wants(t, "G5: the old ID", g.Check(ctx, anna), gdpr.ErrSuppressed)
	wants(t, "G5: the old ID alone", g.Check(ctx, gdpr.Subject{ID: anna.ID}), gdpr.ErrSuppressed)
	wants(t, "G5: the address alone", g.Check(ctx, gdpr.Subject{Email: anna.Email}), gdpr.ErrSuppressed)
	wants(t, "G5: the address with another ID", g.Check(ctx, gdpr.Subject{ID: "c-other", Email: anna.Email}), gdpr.ErrSuppressed)
	s.add("account", back, "new")
	erase(t, r, "r2", back, 3)
	wants(t, "G5: the new ID, erased", g.Check(ctx, back), gdpr.ErrSuppressed)
	wants(t, "G5: the new ID, erased", r.SignUp(ctx, back, at(4)), gdpr.ErrSuppressed)
}

func TestG5NoSignUpWhileErasing(t *testing.T) {
	s := newStores("account")
	r := withStores(t, s.registry())
	s.inject = func(op string, do func() error) error {
		if op == "erase" {
			return errors.New("locked")
		}
		return do()
	}
	if _, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)}); err == nil {
		t.Fatal("not interrupted")
	}
	wants(t, "G5", r.SignUp(ctx, gdpr.Subject{ID: "c-new", Email: anna.Email}, at(2)), gdpr.ErrErasing)
}

func everybody(all ...gdpr.Subject) iter.Seq2[gdpr.Subject, error] {
	return func(yield func(gdpr.Subject, error) bool) {
		for _, s := range all {
			if !yield(s, nil) {
				return
			}
		}
	}
}

func TestG5Replay(t *testing.T) {
	s := newStores("logins", "account")
	backup := map[gdpr.Name][]fact{"logins": s.facts["logins"], "account": s.facts["account"]}
	r := withStores(t, s.registry())
	erase(t, r, "r1", anna, 1)
	back := gdpr.Subject{ID: "c-new", Email: anna.Email}
	held := gdpr.Subject{ID: "c-import", Email: anna.Email}
	s.facts["logins"], s.facts["account"] = backup["logins"], backup["account"]
	s.add("account", held, "of an import")
	neighbour := s.of(bert.ID)
	done, err := r.Replay(ctx, everybody(bert, anna, held, anna), at(2))
	if err != nil || done.Seen != 4 || len(done.Receipts) != 1 || !slices.Equal(done.Held, []gdpr.Subject{held}) {
		t.Errorf("G5: replay did %+v, %v", done, err)
	}
	if s.of(anna.ID) != "" || s.of(bert.ID) != neighbour || s.of(held.ID) == "" {
		t.Error("G5: replay erased too little or too much")
	}
	if err := r.SignUp(ctx, back, at(3)); err != nil {
		t.Fatal(err)
	}
	s.add("account", back, "new")
	s.facts["logins"] = backup["logins"]
	done, err = r.Replay(ctx, everybody(bert, anna, back), at(4))
	if err != nil || len(done.Receipts) != 1 || len(done.Held) != 0 || s.of(back.ID) == "" || s.of(anna.ID) != "" {
		t.Errorf("G5: after a sign-up replay did %+v, %v", done, err)
	}
	wants(t, "G5: the new customer after replay", r.Guard().Check(ctx, back), nil)
	s.facts["orders"] = []fact{{anna, "kept", gdpr.Observed, at(20)}}
	r.Holders = append(r.Holders, &holder{s, "orders"})
	for day, receipts := range map[int]int{10: 0, 20: 1} {
		if done, err := r.Replay(ctx, everybody(anna), at(day)); err != nil || len(done.Receipts) != receipts {
			t.Errorf("G3: retained, replay on day %d did %+v, %v", day, done, err)
		}
		s.facts["orders"] = []fact{{anna, "kept", gdpr.Observed, at(20)}}
	}
	_, err = r.Replay(ctx, everybody(gdpr.Subject{}), at(2))
	wants(t, "G5: no ID", err, gdpr.ErrSubject)
}

// addressed is a holder that notes the addresses that it gets.
type addressed struct {
	holder
	got *[]string
}

func (a *addressed) Erase(c context.Context, s gdpr.Subject, at time.Time) error {
	*a.got = append(*a.got, s.Email.Key())
	return a.holder.Erase(c, s, at)
}

// What is held under an address that was lifted is the new customer's: replay
// of the old one does not get to it.
func TestG5ReplayLeavesALiftedAddress(t *testing.T) {
	s := newStores("account")
	r := withStores(t, s.registry())
	var got []string
	r.Identity = &addressed{holder{s, "account"}, &got}
	erase(t, r, "r1", anna, 1)
	if err := r.SignUp(ctx, gdpr.Subject{ID: "c-new", Email: anna.Email}, at(2)); err != nil {
		t.Fatal(err)
	}
	s.add("account", anna, "from the backup")
	if _, err := r.Replay(ctx, everybody(anna), at(3)); err != nil {
		t.Fatal(err)
	}
	if want := []string{anna.Email.Key(), ""}; !slices.Equal(got, want) {
		t.Errorf("G5: the holder got %d addresses, want one and then none", len(got))
	}
}

// Calls for one subject follow one another; another subject's do not wait.
func TestG2LocksPerSubject(t *testing.T) {
	s := newStores("account")
	r := withStores(t, s.registry())
	err := r.Guard().Admit(ctx, anna, func() error {
		soon, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
		defer cancel()
		_, err := r.Erase(soon, gdpr.Request{ID: "r1", Subject: anna, At: at(1)})
		wants(t, "G2: the same subject waits", err, context.DeadlineExceeded)
		_, err = r.Erase(soon, gdpr.Request{ID: "r2", Subject: gdpr.Subject{ID: "other", Email: anna.Email}, At: at(1)})
		wants(t, "G2: the same address waits", err, context.DeadlineExceeded)
		_, err = r.Erase(ctx, gdpr.Request{ID: "r3", Subject: bert, At: at(1)})
		return err
	})
	wants(t, "G2: another subject does not wait", err, nil)
	if t.Failed() {
		return
	}
	done := make(chan error)
	err = r.Guard().Admit(ctx, anna, func() error {
		go func() {
			_, err := r.Erase(ctx, gdpr.Request{ID: "r4", Subject: anna, At: at(1)})
			done <- err
		}()
		time.Sleep(2 * time.Millisecond)
		if s.of(anna.ID) == "" {
			t.Error("G2: erased while a fact was written")
		}
		return nil
	})
	wants(t, "", err, nil)
	wants(t, "G2: it goes on afterwards", <-done, nil)
}
