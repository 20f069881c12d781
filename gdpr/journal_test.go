package gdpr_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
)

func hash(t testing.TB, n byte) gdpr.KeyedHash {
	t.Helper()
	d := gdpr.KeyedHash{Key: "k1"}
	d.Sum[0] = n
	return d
}

func entry(t testing.TB, request gdpr.Name, done bool) gdpr.JournalEntry {
	e := gdpr.JournalEntry{Request: request, At: at(1), Subject: hash(t, 1), Done: done, Runs: 1, Holders: []gdpr.HolderOutcome{{Holder: "account", Found: 1}}}
	if !done {
		e.Sealed = &gdpr.Sealed{Key: "k1", Data: []byte("sealed-data")}
	}
	return e
}

func openJournal(t testing.TB, path string) *gdpr.FileJournal {
	t.Helper()
	j, err := gdpr.OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

// reopened is what a journal has that is opened for this question alone.
func reopened(t testing.TB, path string) string {
	t.Helper()
	j := openJournal(t, path)
	defer j.Close()
	return requests(t, j)
}

// written is a file to which a journal put these entries.
func written(t testing.TB, path string, all ...gdpr.JournalEntry) {
	t.Helper()
	j := openJournal(t, path)
	defer j.Close()
	for _, e := range all {
		put(t, j, e)
	}
}

func put(t testing.TB, j gdpr.Journal, e gdpr.JournalEntry) {
	t.Helper()
	if err := j.Put(ctx, e); err != nil {
		t.Fatal(err)
	}
}

func requests(t testing.TB, j gdpr.Journal) string {
	t.Helper()
	var all []string
	for e, err := range j.Each(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		state := "open"
		if e.Done {
			state = "done"
		}
		all = append(all, string(e.Request)+" "+state)
	}
	return strings.Join(all, ", ")
}

func TestG4Journals(t *testing.T) {
	for name, j := range map[string]gdpr.Journal{"memory": &gdpr.MemoryJournal{}, "file": openJournal(t, filepath.Join(t.TempDir(), "journal"))} {
		put(t, j, entry(t, "r2", false))
		put(t, j, entry(t, "r1", false))
		put(t, j, entry(t, "r2", true))
		if got, want := requests(t, j), "r1 open, r2 done"; got != want {
			t.Errorf("G4: %s: %s, want %s", name, got, want)
		}
		e, ok, err := j.Get(ctx, "r1")
		if err != nil || !ok || string(e.Sealed.Data) != "sealed-data" || !e.At.Equal(at(1)) {
			t.Errorf("G4: %s: %+v, %v, %v", name, e, ok, err)
		}
		e.Sealed.Data[0] = 'x' // the journal keeps its own
		if e, _, _ := j.Get(ctx, "r1"); string(e.Sealed.Data) != "sealed-data" {
			t.Errorf("G4: %s: an entry was changed from outside", name)
		}
		if _, ok, _ := j.Get(ctx, "r3"); ok {
			t.Errorf("G4: %s has an entry that nobody put", name)
		}
		done, cancel := context.WithCancel(ctx)
		cancel()
		e, ok, err = j.Get(done, "r1")
		if wants(t, "G4: "+name+", a done context", err, context.Canceled); ok || e.Request != "" {
			t.Errorf("G4: %s: an entry with an error", name)
		}
		wrong := entry(t, "r4", true)
		wrong.Sealed = &gdpr.Sealed{}
		wants(t, "G6: finished and sealed", j.Put(ctx, wrong), gdpr.ErrRequest)
	}
}

// G6: once a request is finished what was sealed is nowhere in the file.
func TestG6JournalForgets(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "journal")
	j := openJournal(t, path)
	put(t, j, entry(t, "r1", false))
	put(t, j, entry(t, "r2", false))
	put(t, j, entry(t, "r1", true))
	b, err := os.ReadFile(path)
	if err != nil || bytes.Count(b, []byte(`"sealed"`)) != 1 || bytes.Count(b, []byte("\n")) != 2 {
		t.Errorf("G6: the file after a request was finished: %s (%v)", b, err)
	}
	put(t, j, entry(t, "r3", false)) // goes to the new file
	j.Close()
	if got, want := reopened(t, path), "r1 done, r2 open, r3 open"; got != want {
		t.Errorf("G4: reopened: %s, want %s", got, want)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("G6: files left: %v", left)
	}
	wants(t, "closed", j.Put(ctx, entry(t, "r4", false)), gdpr.ErrClosed)
	for _, err := range j.Each(ctx) {
		wants(t, "closed", err, gdpr.ErrClosed)
	}
}

// A crash between the last record and the compaction: the next open forgets.
func TestG6JournalForgetsAfterCrash(t *testing.T) {
	dir := t.TempDir()
	open, done := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	written(t, open, entry(t, "r1", false))
	written(t, done, entry(t, "r1", true))
	a, _ := os.ReadFile(open)
	b, _ := os.ReadFile(done)
	both := filepath.Join(dir, "c")
	for _, e := range []error{os.WriteFile(both, append(a, b...), 0o600), os.WriteFile(both+".new", a, 0o600)} {
		if e != nil {
			t.Fatal(e)
		}
	}
	if got := reopened(t, both); got != "r1 done" {
		t.Errorf("G4: %s", got)
	}
	if c, _ := os.ReadFile(both); !bytes.Equal(c, b) {
		t.Errorf("G6: the file still has %s", c)
	}
	if _, err := os.Stat(both + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Error("G6: what was written beside is still there")
	}
}

// A file that is cut anywhere opens with the records before the cut, and goes
// on; a byte that is changed anywhere is an error that names the record, or at
// the very end a record that was never acknowledged.
func TestG4TornAndCorrupt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := openJournal(t, path)
	var ends []int
	for _, r := range []gdpr.Name{"r1", "r2", "r3"} {
		put(t, j, entry(t, r, false))
		b, _ := os.ReadFile(path)
		ends = append(ends, len(b))
	}
	j.Close()
	whole, _ := os.ReadFile(path)
	before := func(n int) (records, start int) {
		for i, e := range ends {
			if e <= n {
				records, start = i+1, e
			}
		}
		return records, start
	}
	for cut := 0; cut <= len(whole); cut += 1 + cut%23 {
		records, _ := before(cut)
		for _, tail := range []string{"", "\x00\x00\x00"} {
			os.WriteFile(path, append(bytes.Clone(whole[:cut]), tail...), 0o600)
			if cut > 0 && whole[cut-1] != '\n' && tail != "" {
				continue
			}
			j, err := gdpr.OpenJournal(path)
			if err != nil {
				t.Fatalf("G4: cut at %d: %v", cut, err)
			}
			if got := strings.Count(requests(t, j), "open"); got != records {
				t.Fatalf("G4: cut at %d: %d records, want %d", cut, got, records)
			}
			put(t, j, entry(t, "r9", true))
			j.Close()
			if got := reopened(t, path); !strings.HasSuffix(got, "r9 done") {
				t.Fatalf("G4: cut at %d: after a further record: %s", cut, got)
			}
		}
	}
	for i := range whole {
		b := bytes.Clone(whole)
		b[i] ^= 1 << (i % 7)
		os.WriteFile(path, b, 0o600)
		_, err := gdpr.OpenJournal(path)
		var corrupt *gdpr.CorruptError
		if _, start := before(i); !errors.As(err, &corrupt) || corrupt.Offset != int64(start) {
			t.Fatalf("G4: a byte changed at %d: %v, want the record at %d", i, err, start)
		}
	}
}

// A torn record that is longer than the next one is cut off, not written over.
func TestG4LongTornRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	written(t, path, entry(t, "r1", false))
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, append(b, "12345678 "+strings.Repeat("torn", 1000)...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	written(t, path, entry(t, "r2", false))
	if b, err = os.ReadFile(path); err != nil || bytes.Contains(b, []byte("torn")) {
		t.Errorf("G4: the torn record is still in the file (%v)", err)
	}
	if got := reopened(t, path); got != "r1 open, r2 open" {
		t.Errorf("G4: %s", got)
	}
}

func TestG5TombstoneStores(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tombstones")
	open := func() *gdpr.FileTombstones {
		f, err := gdpr.OpenTombstones(path)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	file := open()
	for name, s := range map[string]gdpr.Tombstones{"memory": &gdpr.MemoryTombstones{}, "file": file} {
		one := gdpr.Tombstone{Subject: hash(t, 1), Request: "r1", At: at(1)}
		two := gdpr.Tombstone{Subject: hash(t, 2), Request: "r1", At: at(1)}
		lift := gdpr.Tombstone{Subject: hash(t, 2), NewID: hash(t, 3), At: at(2)}
		for range 2 {
			if err := s.Bury(ctx, one, two, lift, one); err != nil {
				t.Fatal(err)
			}
		}
		found, err := s.Find(ctx, hash(t, 2), hash(t, 9))
		if err != nil || len(found) != 2 || found[0] != two || found[1] != lift {
			t.Errorf("G5: %s: found %v, %v", name, found, err)
		}
		n := 0
		for range s.Each(ctx) {
			n++
		}
		if n != 3 {
			t.Errorf("G5: %s: %d tombstones, want 3: twice is once", name, n)
		}
		stopped, cancel := context.WithCancel(ctx)
		cancel()
		wants(t, "a done context", s.Bury(stopped, one), context.Canceled)
		found, err = s.Find(stopped, hash(t, 2))
		if wants(t, "a done context", err, context.Canceled); found != nil {
			t.Errorf("G5: %s: tombstones with an error", name)
		}
	}
	file.Close()
	again := open()
	defer again.Close()
	if found, err := again.Find(ctx, hash(t, 1)); err != nil || len(found) != 1 || !found[0].At.Equal(at(1)) {
		t.Errorf("G5: reopened: %v, %v", found, err)
	}
	_, err := file.Find(ctx, hash(t, 1))
	wants(t, "closed", err, gdpr.ErrClosed)
}

func FuzzJournal(f *testing.F) {
	dir := f.TempDir()
	path := filepath.Join(dir, "seed")
	j := openJournal(f, path)
	put(f, j, entry(f, "r1", false))
	put(f, j, entry(f, "r2", true))
	j.Close()
	seed, _ := os.ReadFile(path)
	f.Add(seed)
	f.Add(seed[:len(seed)-5])
	f.Add([]byte("00000000 \n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "journal")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := gdpr.OpenJournal(path)
		if err != nil {
			var corrupt *gdpr.CorruptError
			if !errors.As(err, &corrupt) || corrupt.Offset < 0 || corrupt.Offset >= int64(len(b)) {
				t.Fatalf("G4: %v", err)
			}
			return
		}
		before := requests(t, j)
		j.Close()
		if after := reopened(t, path); after != before {
			t.Fatalf("G4: %s, reopened %s", before, after)
		}
	})
}
