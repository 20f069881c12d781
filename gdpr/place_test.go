package gdpr

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clientele-go/clientele/internal/appendlog"
)

// stored is an entry for a journal; it is open if it is sealed.
func stored(request Name, sealed bool) JournalEntry {
	e := JournalEntry{Request: request, At: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Subject: KeyedHash{Key: "k1"}, Done: !sealed}
	if e.Subject.Sum[0] = 1; sealed {
		e.Sealed = &Sealed{"k1", []byte("sealed")}
	}
	return e
}

func mustPut(t *testing.T, j *FileJournal, e JournalEntry) {
	t.Helper()
	if err := j.Put(context.Background(), e); err != nil {
		t.Fatal(err)
	}
}

// states are the entries of a journal that is opened for this question alone.
func states(t *testing.T, path string) string {
	t.Helper()
	j, err := OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	var all []string
	for e, err := range j.Each(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(e.Request)+map[bool]string{true: " open", false: " done"}[e.Open()])
	}
	return strings.Join(all, ", ")
}

// A journal is opened through a symbolic link, and one of two requests ends. After
// a restart the other one is still there, by the real path and through the link;
// and while the journal is open under the one name, it cannot be opened under the
// other.
func TestG4JournalThroughALink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "volume", "journal"), filepath.Join(dir, "journal")
	if err := errors.Join(os.Mkdir(filepath.Dir(real), 0o700), os.Symlink(real, link)); err != nil {
		t.Fatal(err)
	}
	j, err := OpenJournal(link)
	if err != nil {
		t.Fatal(err)
	}
	mustPut(t, j, stored("r1", true))
	mustPut(t, j, stored("r2", true))
	mustPut(t, j, stored("r1", false))
	for _, path := range []string{real, link} {
		if _, err := OpenJournal(path); !errors.Is(err, ErrInUse) {
			t.Errorf("G4: open through a link, and opened again: %v", err)
		}
	}
	j.Close()
	for _, path := range []string{real, link} {
		if got := states(t, path); got != "r1 done, r2 open" {
			t.Errorf("G4: after a restart the journal has %s", got)
		}
	}
}

// A journal that cannot be replaced, as a file that is mounted by itself, is refused
// when it is opened, and stays as it is.
func TestG4JournalThatCannotBeReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j, err := OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	mustPut(t, j, stored("r1", true))
	j.Close()
	before, _ := os.ReadFile(path)
	_, err = openJournal(unreplaceable(), path)
	if !errors.Is(err, ErrReplace) || !strings.Contains(err.Error(), "device or resource busy") {
		t.Errorf("G4: opened: %v", err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("G4: it was refused, and changed")
	}
	if got := states(t, path); got != "r1 open" {
		t.Errorf("G4: where it can be replaced again it has %s", got)
	}
}

func unreplaceable() appendlog.Disk {
	return appendlog.Disk{Rename: func(from, to string) error {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EBUSY}
	}}
}

// A journal that can no longer be replaced once it is open leaves the request that
// was to end open, and goes on: nothing says "done" of what is still sealed.
func TestG4JournalThatNoLongerCanBeReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	rename := os.Rename
	j, err := openJournal(appendlog.Disk{Rename: func(from, to string) error { return rename(from, to) }}, path)
	if err != nil {
		t.Fatal(err)
	}
	mustPut(t, j, stored("r1", true))
	rename = unreplaceable().Rename
	if err := j.Put(context.Background(), stored("r1", false)); !errors.Is(err, ErrReplace) {
		t.Errorf("G4: %v", err)
	}
	if e, ok, err := j.Get(context.Background(), "r1"); err != nil || !ok || !e.Open() {
		t.Errorf("G4: the request is not open any more: %t, %v", ok, err)
	}
	rename = os.Rename
	mustPut(t, j, stored("r1", false))
	j.Close()
	if b, _ := os.ReadFile(path); strings.Contains(string(b), `"sealed"`) {
		t.Error("G6: finished, and still sealed in the file")
	}
}

// A disk that is full when a journal is opened is an error that says so, and what was
// there stays; once the disk has room, the journal is opened.
func TestG4FullDiskAtOpening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	full := appendlog.Disk{WriteAt: func(*os.File, []byte, int64) (int, error) { return 0, syscall.ENOSPC }}
	for _, want := range []string{"", "r1 open"} {
		if _, err := openJournal(full, path); !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("G4: opened on a full disk: %v", err)
		}
		if got := states(t, path); got != want {
			t.Errorf("G4: after a full disk the journal has %q, want %q", got, want)
		}
		j, err := OpenJournal(path)
		if err != nil {
			t.Fatal(err)
		}
		mustPut(t, j, stored("r1", true))
		j.Close()
	}
}
