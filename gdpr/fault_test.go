package gdpr_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
	"pgregory.net/rapid"
)

// attempt erases Anna, or resumes it if the journal has it.
func (w *world) attempt() (gdpr.Receipt, error) {
	c, cancel := context.WithCancel(ctx)
	defer cancel()
	w.cancel = cancel
	e, known, _ := w.journal.Get(ctx, "r1")
	q := gdpr.Request{ID: "r1", Subject: anna, At: at(1)}
	switch {
	case known && e.Open():
		return w.registry.Resume(c, "r1", at(2))
	case known:
		q.At = at(2)
	}
	return w.registry.Erase(c, q)
}

// erased erases Anna through all faults, starting again as often as it takes.
func (w *world) erased() {
	w.t.Helper()
	for range 3 + len(w.faults) {
		receipt, err := w.attempt()
		if err == nil {
			w.finished(receipt)
			return
		}
		if !receipt.IsZero() {
			w.t.Fatalf("G3: a receipt with the error %v", err)
		}
		slog.New(slog.NewJSONHandler(&w.log, nil)).Error("erasing", "error", err)
		fmt.Fprintf(&w.log, "%v %+v %#v", err, err, err)
		if w.of(bert.ID) != w.neighbor {
			w.t.Fatalf("G4: somebody else's data changed")
		}
		if w.dead {
			w.restart()
		}
	}
	w.t.Fatalf("G4: not finished after all faults %v, late event %d", w.faults, w.late)
}

// finished reports whether a receipt is true.
func (w *world) finished(receipt gdpr.Receipt) {
	w.t.Helper()
	if left := w.of(anna.ID); left != "" && !w.raw {
		w.t.Fatalf("G3: a receipt, faults %v, late event %d, but there is left: %s", w.faults, w.late, left)
	}
	if w.of(bert.ID) != w.neighbor {
		w.t.Fatalf("G4: somebody else's data changed")
	}
	for _, o := range receipt.Holders() {
		if o.Found < 1 || o.Erased != o.Found {
			w.t.Fatalf("G4: faults %v, late event %d: the receipt forgot what was found: %s", w.faults, w.late, receipt)
		}
	}
	text, _ := json.Marshal(receipt)
	silent(w.t, "the receipt", string(text))
	silent(w.t, "the log", w.log.String())
	e, _, _ := w.journal.Get(ctx, "r1")
	text, _ = json.Marshal(e)
	if silent(w.t, "the journal", string(text)); !e.Done || e.Sealed != nil {
		w.t.Fatalf("G6: the journal is not finished, or still sealed")
	}
	for grave := range w.tombs.Each(ctx) {
		text, _ = json.Marshal(grave)
		silent(w.t, "a tombstone", string(text))
	}
	wants(w.t, "G5", gdpr.Guard{Keys: w.keys, Tombstones: w.tombs}.Check(ctx, anna), gdpr.ErrSuppressed)
}

// steps is how many calls an erasure without faults makes.
func steps(t testing.TB, names ...gdpr.Name) int {
	w := newWorld(t, gdpr.Keys{key(t, "k1")}, names...)
	w.erased()
	return w.calls
}

// Every single fault, in every way, at every call; with a late event at every
// call, through the guard and around it.
func TestG4EveryFault(t *testing.T) {
	names := []gdpr.Name{"logins", "scores", "account"}
	n, injected := steps(t, names...), 0
	keys := gdpr.Keys{key(t, "k1")}
	for i := 1; i <= n; i++ {
		for f := range ways {
			for late := 0; late <= 2*n; late++ {
				for _, raw := range []bool{false, true} {
					w := newWorld(t, keys, names...)
					w.faults[i], w.late, w.raw = f, late, raw
					w.erased()
					if raw { // whatever came in around the guard goes with the next one
						w.late = 0
						w.erased()
						if w.raw = false; w.of(anna.ID) != "" {
							t.Fatalf("G4: left after erasing twice: %s", w.of(anna.ID))
						}
					}
					injected += w.injected
				}
			}
		}
	}
	t.Logf("%d faults injected at %d calls", injected, n)
	if injected == 0 {
		t.Error("no fault was injected: the test shows nothing")
	}
}

// thorough reports whether the long run was asked for.
func thorough() bool {
	n, _ := strconv.Atoi(os.Getenv("RAPID_CHECKS"))
	return n >= 10000
}

// Every pair of faults; with a late event at every third call in the long run,
// in turn, and at one call else; in the short run every fifth pair.
func TestG4EveryTwoFaults(t *testing.T) {
	names := []gdpr.Name{"logins", "account"}
	n, injected, seed := steps(t, names...), 0, 0
	keys := gdpr.Keys{key(t, "k1")}
	for i := 1; i <= n; i++ {
		for j := i + 1; j <= i+n; j++ {
			for f := range ways * ways {
				if seed++; testing.Short() && seed%5 > 0 {
					continue
				}
				first, last := seed%(2*n+1), seed%(2*n+1)
				if thorough() {
					first, last = seed%3, 2*n
				}
				for late := first; late <= last; late += 3 {
					w := newWorld(t, keys, names...)
					w.faults[i], w.faults[j], w.late = f/ways, f%ways, late
					w.erased()
					injected += w.injected
				}
			}
		}
	}
	t.Logf("%d faults injected at %d calls", injected, n)
}

// Random histories with many faults.
func TestG4ManyFaults(t *testing.T) {
	keys := gdpr.Keys{key(t, "k1")}
	injected := 0
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt, keys, "logins", "orders", "scores", "account")
		for range rapid.IntRange(1, 12).Draw(rt, "faults") {
			w.faults[rapid.IntRange(1, 60).Draw(rt, "call")] = way(rapid.IntRange(0, int(ways)-1).Draw(rt, "way"))
		}
		w.late = rapid.IntRange(0, 80).Draw(rt, "late")
		w.erased()
		w.erased() // twice is once
		injected += w.injected
	})
	t.Logf("%d faults injected", injected)
}
