package gdpr_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
)

// exported is an export of Anna.
func (w *world) exported(out *limited) error {
	c, cancel := context.WithCancel(ctx)
	defer cancel()
	w.cancel = cancel
	_, err := w.registry.Export(c, out, gdpr.Export{Subject: anna, At: at(1), Mode: gdpr.Access})
	return err
}

// limited is a destination that fails after some bytes; zero never does.
type limited struct {
	bytes.Buffer
	room int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.room > 0 && l.Len()+len(p) >= l.room {
		return 0, errors.New("/exports/anna-canary.zip: no space")
	}
	return l.Buffer.Write(p)
}

// usable reports whether a file can be opened as a ZIP.
func usable(b []byte) bool {
	_, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	return err == nil
}

// A fault at every call and after every byte: an error, nothing usable, nothing
// changed, and the same bytes when asked again.
func TestG2EveryFault(t *testing.T) {
	keys, names := gdpr.Keys{key(t, "k1")}, []gdpr.Name{"logins", "scores", "account"}
	w := newWorld(t, keys, names...)
	var whole limited
	if err := w.exported(&whole); err != nil {
		t.Fatal(err)
	}
	n, injected := w.calls, 0
	try := func(why string, room int) {
		before := w.of(anna.ID) + w.of(bert.ID)
		out := limited{room: room}
		err := w.exported(&out)
		if err == nil || usable(out.Bytes()) {
			t.Fatalf("G2: %s: %v, a usable archive: %v", why, err, usable(out.Bytes()))
		}
		silent(t, "an error", fmt.Sprintf("%v %+v %#v", err, err, err))
		w.faults = nil
		w.restart()
		var again limited
		if err := w.exported(&again); err != nil || !bytes.Equal(again.Bytes(), whole.Bytes()) {
			t.Fatalf("G2: %s: asked again: %v", why, err)
		}
		if w.of(anna.ID)+w.of(bert.ID) != before {
			t.Fatalf("G2: %s: an export changed something", why)
		}
		injected++
	}
	for i := 1; i <= n; i++ {
		for f := range ways {
			w = newWorld(t, keys, names...)
			w.faults[i] = f
			try(fmt.Sprintf("way %d at call %d", f, i), 0)
		}
	}
	for room := 1; room <= whole.Len(); room++ {
		w = newWorld(t, keys, names...)
		try(fmt.Sprintf("no room after %d bytes", room-1), room)
	}
	t.Logf("%d faults injected at %d calls and %d bytes", injected, n, whole.Len())
}

// Another process erases at any step of an export, wholly or up to any call:
// the export has all of the subject, or fails, or, begun after the erasure, has
// nothing; never half.
func TestG2RaceWithErasure(t *testing.T) {
	keys, names := gdpr.Keys{key(t, "k1")}, []gdpr.Name{"logins", "scores", "account"}
	w := newWorld(t, keys, names...)
	var whole limited
	if err := w.exported(&whole); err != nil {
		t.Fatal(err)
	}
	n, races, failed := w.calls, 0, 0
	for step := 1; step <= n; step++ {
		for stop := 0; stop <= 19; stop++ { // 0: not stopped
			for _, erasedBefore := range []bool{false, true} {
				w := newWorld(t, keys, names...)
				want := [][]byte{whole.Bytes()}
				if erasedBefore { // the journal knows the subject already
					w.erased()
					w.add("logins", anna, "late event")
					w.add("account", anna, "late event")
					var late limited
					if err := w.exported(&late); err != nil {
						t.Fatal(err)
					}
					want[0], w.calls = late.Bytes(), 0
				}
				w.hook = func() {
					if w.calls == step {
						w.otherProcess(stop)
					}
				}
				var out limited
				err := w.exported(&out)
				races++
				if err != nil {
					failed++
					if usable(out.Bytes()) {
						t.Fatalf("G2: an error, and a usable archive")
					}
					continue
				}
				got := files(t, out.Bytes())["data.json"]
				if nothing := !strings.Contains(got, `"kind"`); !bytes.Equal(out.Bytes(), want[0]) && !nothing {
					t.Fatalf("G2: erased at step %d up to call %d: half a subject: %s", step, stop, got)
				} else if begun := step > 2 && !erasedBefore || step > 3; nothing && (begun || w.of(anna.ID) != "") {
					t.Fatalf("G2: erased at step %d up to call %d: nothing of a subject that is there", step, stop)
				}
			}
		}
	}
	t.Logf("%d races, %d exports failed", races, failed)
}

// otherProcess erases Anna up to some call, without this process's lock.
func (w *world) otherProcess(stop int) {
	other := &world{stores: w.stores, t: w.t, faults: map[int]way{stop: crashBefore}, keys: w.keys, journal: w.journal, tombs: w.tombs}
	mine := w.stores.inject
	w.stores.inject = other.called
	other.restart()
	_, _ = other.attempt()
	w.stores.inject = mine
}

// Every single fault with journal and tombstones in files that are opened
// again after each crash, with a torn record at their end.
func TestG4FilesSurviveCrashes(t *testing.T) {
	keys, names := gdpr.Keys{key(t, "k1")}, []gdpr.Name{"logins", "account"}
	n, dir, injected := steps(t, names...), t.TempDir(), 0
	for i := 1; i <= n; i++ {
		for f := range ways {
			w := newWorld(t, keys, names...)
			path := filepath.Join(dir, fmt.Sprint(i, f))
			w.faults[i], w.late = f, i+3
			w.reopen(path)
			for range 4 {
				if receipt, err := w.attempt(); err == nil {
					w.finished(receipt)
					break
				}
				w.reopen(path)
			}
			if w.of(anna.ID) != "" {
				t.Fatalf("G4: way %d at call %d: not erased", f, i)
			}
			for _, name := range []string{path + ".journal", path + ".tombstones"} {
				b, err := os.ReadFile(name)
				if silent(t, name, string(b)); err != nil || len(b) == 0 || bytes.Contains(b, []byte(`"sealed"`)) {
					t.Fatalf("G6: way %d at call %d: %s: %v: %s", f, i, name, err, b)
				}
			}
			injected += w.injected
		}
	}
	t.Logf("%d faults injected", injected)
}

// reopen starts again from files whose last record is torn.
func (w *world) reopen(path string) {
	for _, name := range []string{path + ".journal", path + ".tombstones"} {
		f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = f.WriteString(`deadbeef {"request":"r`)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			w.t.Fatalf("%v", err)
		}
	}
	for _, open := range []any{w.journal, w.tombs} {
		if c, ok := open.(interface{ Close() error }); ok {
			_ = c.Close()
		}
	}
	journal, err1 := gdpr.OpenJournal(path + ".journal")
	tombs, err2 := gdpr.OpenTombstones(path + ".tombstones")
	if err := errors.Join(err1, err2); err != nil {
		w.t.Fatalf("G4: %v", err)
	}
	w.journal, w.tombs = journal, tombs
	w.restart()
}
