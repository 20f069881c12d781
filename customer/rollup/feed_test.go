package rollup_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// H5, H6: what was handed over and is so no more is taken back, whether the reader
// acknowledged it, died before that, or acknowledges it only after the facts changed.
func TestTakenBack(t *testing.T) {
	for _, c := range []struct {
		what              string
		before, afterward bool // the reader acknowledges before the facts change, or afterwards
	}{
		{"acknowledged", true, false},
		{"handed over, and the reader died", false, false},
		{"acknowledged too late", false, true},
	} {
		facts := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}}
		r := built(t, facts)
		if _, err := r.Advance(t.Context(), day(20)); err != nil {
			t.Fatal(err)
		}
		refresh := func(logins ...customer.Login) {
			facts.Logins = logins
			r.Repository = facts
			if err := r.Refresh(t.Context(), "ann"); err != nil {
				t.Fatal(err)
			}
		}
		refresh(customer.Login{Customer: "ann", At: day(15)})
		taken := pending(t, r)
		if len(taken) != 1 || taken[0].Is != (rollup.Move{What: rollup.Changed, From: customer.Sleeper, To: customer.Quiet}) || !taken[0].At.Equal(day(15)) {
			t.Fatalf("H5: a late login: %+v", taken)
		}
		if again := pending(t, r); len(again) != 1 || again[0].Is != taken[0].Is {
			t.Errorf("H6: not acknowledged, and not handed over again: %+v", again)
		}
		if c.before {
			acknowledge(t, r, taken)
			if again := pending(t, r); len(again) > 0 {
				t.Errorf("H6: acknowledged, and handed over again: %+v", again)
			}
		}
		refresh() // the login was none
		if c.afterward {
			acknowledge(t, r, taken)
		}
		back := pending(t, r)
		if len(back) != 1 || back[0].Key.Compare(taken[0].Key) != 0 || back[0].Is != (rollup.Move{}) {
			t.Errorf("H5: %s: taken back: %+v", c.what, back)
			continue
		}
		if said := back[0].Said; (c.before || c.afterward) && said != taken[0].Is {
			t.Errorf("H5: %s: the correction does not tell what was said: %+v", c.what, said)
		}
		acknowledge(t, r, back)
		if again := pending(t, r); len(again) > 0 {
			t.Errorf("H6: %s: pending for ever: %+v", c.what, again)
		}
		if n, err := r.Holds(t.Context(), "ann"); err != nil || n != 1 {
			t.Errorf("%s: %d records and entries are left, %v; want the record", c.what, n, err)
		}
	}
}

// H5: a late fact of before the horizon yields one entry that says so.
func TestOlder(t *testing.T) {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}}
	r := built(t, facts)
	if _, err := r.Advance(t.Context(), day(20)); err != nil {
		t.Fatal(err)
	}
	if err := r.Forget(t.Context(), day(16)); err != nil {
		t.Fatal(err)
	}
	facts.Logins = []customer.Login{{Customer: "ann", At: day(14)}, {Customer: "ann", At: day(15)}, {Customer: "ann", At: day(18)}}
	r.Repository = facts
	for range 2 {
		if err := r.Refresh(t.Context(), "ann"); err != nil {
			t.Fatal(err)
		}
	}
	all := pending(t, r)
	if len(all) != 1 || all[0].Is != (rollup.Move{What: rollup.Older, From: customer.Sleeper, To: customer.VeryActive}) || !all[0].At.Equal(day(16)) {
		t.Errorf("H5: late facts of before the horizon: %+v", all)
	}
	if err := r.Forget(t.Context(), day(21)); !errors.Is(err, rollup.ErrQuestion) {
		t.Errorf("H5: a horizon after the rollup's instant: %v", err)
	}
}

// H1: why: a rise comes by a login, a fall by time.
func TestReason(t *testing.T) {
	for m, want := range map[rollup.Move]string{
		{What: rollup.Changed, From: customer.Quiet, To: customer.Active}: "a login",
		{What: rollup.Changed, From: customer.Active, To: customer.Quiet}: "time",
		{What: rollup.Gone, From: customer.Active}:                        "gone",
		{}: "nothing",
	} {
		if got := m.Reason(); got != want {
			t.Errorf("H1: %+v is because of %q, want %q", m, got, want)
		}
	}
}

// Whoever is told that a customer appeared is told that they are gone, and nobody else (H1).
func TestAppearedAndGone(t *testing.T) {
	for _, told := range []bool{true, false} {
		r := built(t, customer.Memory{})
		change := func(customers ...customer.Customer) {
			r.Repository = customer.Memory{Customers: customers}
			if err := r.Refresh(t.Context(), "ann"); err != nil {
				t.Fatal(err)
			}
		}
		change(customer.Customer{ID: "ann"})
		var whats []rollup.What
		if told {
			for _, e := range pending(t, r) {
				whats = append(whats, e.Is.What)
			}
		}
		change()
		for _, e := range pending(t, r) {
			whats = append(whats, e.Is.What)
		}
		want := []rollup.What{rollup.Appeared, rollup.Gone}
		if !told {
			want = nil
		}
		if !slices.Equal(whats, want) {
			t.Errorf("H1: told %t: the feed is %v, want %v", told, whats, want)
		}
	}
}

func pending(t *testing.T, r *rollup.Rollup) []rollup.Entry {
	all, err := r.Pending(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func acknowledge(t *testing.T, r *rollup.Rollup, all []rollup.Entry) {
	if err := r.Acknowledge(t.Context(), all); err != nil {
		t.Fatal(err)
	}
}

// H5: what was said at the horizon itself is corrected like everything after it.
func TestCorrectionAtTheHorizon(t *testing.T) {
	r := built(t, customer.Memory{})
	ann := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}}
	for _, c := range []struct {
		logins []customer.Login
		want   rollup.Move
	}{
		{nil, rollup.Move{What: rollup.Appeared, To: customer.Sleeper}},
		{[]customer.Login{{Customer: "ann", At: day(3)}}, rollup.Move{What: rollup.Appeared, To: customer.Quiet}},
	} {
		ann.Logins = c.logins
		r.Repository = ann
		if err := r.Refresh(t.Context(), "ann"); err != nil {
			t.Fatal(err)
		}
		all := pending(t, r)
		if len(all) != 1 || all[0].Is != c.want || !all[0].At.Equal(day(10)) {
			t.Errorf("H5: %+v, want %+v", all, c.want)
		}
		acknowledge(t, r, all)
	}
}

// H5: a change at the horizon itself is taken back like any other.
func TestTakenBackAtTheHorizon(t *testing.T) {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: []customer.Login{{Customer: "ann", At: day(15)}}}
	r := built(t, facts)
	refresh := func() []rollup.Entry {
		r.Repository = facts
		if err := r.Refresh(t.Context(), "ann"); err != nil {
			t.Fatal(err)
		}
		return pending(t, r)
	}
	if _, err := r.Advance(t.Context(), day(20)); err != nil {
		t.Fatal(err)
	}
	said := refresh()
	if len(said) != 1 {
		t.Fatalf("%+v", said)
	}
	acknowledge(t, r, said)
	if err := r.Forget(t.Context(), day(15)); err != nil {
		t.Fatal(err)
	}
	if again := refresh(); len(again) > 0 {
		t.Errorf("H5: nothing has changed, and pending is %+v", again)
	}
	facts.Logins = nil
	back := refresh()
	if len(back) != 1 || !back[0].At.Equal(day(15)) || back[0].Is != (rollup.Move{}) || back[0].Said != said[0].Is {
		t.Errorf("H5: taken back: %+v", back)
	}
}
