package gdpr_test

import (
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
)

// A person of two addresses, both suppressed, comes back with the one and then
// with the other: each is replayed.
func TestG5ReplayOfTwoAddresses(t *testing.T) {
	s := newStores("account")
	r := withStores(t, s.registry())
	second := gdpr.Subject{ID: anna.ID, Email: "anna.canary@second.example"}
	erase(t, r, "r1", anna, 1)
	erase(t, r, "r2", second, 1)
	for _, back := range []gdpr.Subject{anna, second, anna} {
		s.add("account", back, "out of a backup")
		if done := replay(t, r, back); len(done.Receipts) != 1 || s.of(anna.ID) != "" {
			t.Errorf("G5: replay gave %d receipts", len(done.Receipts))
		}
	}
}

// Whoever is there by address alone cannot be erased without an ID: the host
// gets them back, if they are suppressed.
func TestG5ReplayOfAddresses(t *testing.T) {
	r := withStores(t, newStores("account").registry())
	erase(t, r, "r1", anna, 1)
	only := gdpr.Subject{Email: " ANNA.CANARY@example.org"}
	done := replay(t, r, only, gdpr.Subject{Email: bert.Email})
	if !slices.Equal(done.Held, []gdpr.Subject{only}) || done.Seen != 2 {
		t.Errorf("G5: replay saw %d and held %d", done.Seen, len(done.Held))
	}
}

// Whoever was erased is back with an address that nobody asked to erase, which
// may be another person's by now: it is not erased, and not suppressed.
func TestG5ReplayLeavesAnUnknownAddress(t *testing.T) {
	r, l := withLetters(t)
	erase(t, r, "r1", anna, 1)
	l.to = []string{"new@canary.example"}
	s := r.Identity.(*holder).s
	s.add("account", anna, "out of a backup")
	if done := replay(t, r, gdpr.Subject{ID: anna.ID, Email: "new@canary.example"}); len(done.Receipts) != 1 || s.of(anna.ID) != "" {
		t.Errorf("G5: replay gave %d receipts", len(done.Receipts))
	}
	if len(l.to) != 1 {
		t.Error("G5: what is held under an address that was not erased is gone")
	}
	wants(t, "G5: the address", r.Guard().Check(ctx, gdpr.Subject{Email: "new@canary.example"}), nil)
}

// A host that lacks the key of a tombstone would let a person in: Ready and Replay
// return an error.
func TestG5Ready(t *testing.T) {
	r := withStores(t, newStores("account").registry())
	k1, k2 := r.Keys[0], key(t, "k2")
	erase(t, r, "r1", anna, 1)
	r.Keys = gdpr.Keys{k2, k1}
	if err := r.SignUp(ctx, gdpr.Subject{ID: "c-new", Email: anna.Email}, at(2)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		reason string
		guard  gdpr.Guard
		err    error
	}{
		{"every key", gdpr.Guard{Keys: gdpr.Keys{k2, k1}, Tombstones: r.Tombstones}, nil},
		{"the old key is lost", gdpr.Guard{Keys: gdpr.Keys{k2}, Tombstones: r.Tombstones}, gdpr.ErrKey},
		{"the new key, of a lift, is lost", gdpr.Guard{Keys: gdpr.Keys{k1}, Tombstones: r.Tombstones}, gdpr.ErrKey},
		{"no tombstones yet", gdpr.Guard{Keys: gdpr.Keys{k2}, Tombstones: &gdpr.MemoryTombstones{}}, nil},
		{"no key", gdpr.Guard{Tombstones: r.Tombstones}, gdpr.ErrKey},
		{"the zero guard", gdpr.Guard{}, gdpr.ErrStores},
	} {
		wants(t, "G5: "+c.reason, c.guard.Ready(ctx), c.err)
	}
	r.Keys = gdpr.Keys{k2}
	done, err := r.Replay(ctx, everybody(anna), at(3))
	if wants(t, "G5: replay without the old key", err, gdpr.ErrKey); done.Seen != 0 {
		t.Error("G5: replay began without every key")
	}
}

// A retention that another request found gone is not due any more.
func TestG3DueEndsWithReplay(t *testing.T) {
	s := newStores("orders", "account")
	s.facts["orders"] = []fact{{anna, "kept", gdpr.Observed, at(10)}, {anna, "kept longer", gdpr.Observed, at(20)}, {bert, "kept", gdpr.Observed, at(10)}}
	r := withStores(t, s.registry())
	erase(t, r, "r1", anna, 1)
	erase(t, r, "r2", bert, 1)
	due := func(day int) string {
		all, err := r.Due(ctx, at(day))
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, d := range all {
			text += fmt.Sprintf("%s %s %d; ", d.Request, d.Holder, d.Records)
		}
		return text
	}
	for _, c := range []struct {
		day    int
		replay bool
		want   string
		reason string
	}{
		{9, true, "", "nothing is due, and nothing is replayed"},
		{10, false, "r1 orders 1; r2 orders 1; ", "both are due"},
		{10, true, "r2 orders 1; ", "Anna's was replayed; a neighbour's stays due"},
		{30, false, "r1 orders 1; r2 orders 1; replay orders 1; ", "the later one is due in either request"},
		{30, true, "r2 orders 1; ", "and is replayed"},
	} {
		if c.replay {
			if _, err := r.Replay(ctx, everybody(anna), at(c.day)); err != nil {
				t.Fatal(err)
			}
		}
		got := due(c.day)
		if c.day == 30 && !c.replay {
			got = longName.ReplaceAllString(got, "replay ")
		}
		if got != c.want {
			t.Errorf("G3: day %d: due is %q, want %q: %s", c.day, got, c.want, c.reason)
		}
	}
}

// longName is the ID of a request that Replay made.
var longName = regexp.MustCompile(`replay-[0-9a-f]{40} `)
