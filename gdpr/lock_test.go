//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package gdpr_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
)

// busyDir tells a process of this test, which is another one, where to work.
const busyDir = "GDPR_TEST_BUSY_DIR"

// TestBusyProcess is not a test but what the other process does: it opens both
// files, says so, and puts entries until it is killed.
func TestBusyProcess(t *testing.T) {
	dir := os.Getenv(busyDir)
	if dir == "" {
		t.Skip("it is run by TestG4OneProcessAtATime")
	}
	j := openJournal(t, filepath.Join(dir, "journal"))
	tombs, err := gdpr.OpenTombstones(filepath.Join(dir, "tombstones"))
	if err != nil {
		t.Fatal(err)
	}
	defer tombs.Close()
	for i := 0; ; i++ {
		if i == 2 { // the file was written anew by now
			fmt.Println("open")
		}
		put(t, j, entry(t, gdpr.Name(fmt.Sprintf("r%d", i%3)), i%2 == 1))
	}
}

// A file that another process has open cannot be opened, also after the other
// one wrote it anew; after a kill -9 it can at once, and is whole.
func TestG4OneProcessAtATime(t *testing.T) {
	dir := t.TempDir()
	path, tombs := filepath.Join(dir, "journal"), filepath.Join(dir, "tombstones")
	for range 15 {
		other := exec.Command(os.Args[0], "-test.run=^TestBusyProcess$", "-test.v")
		other.Env = append(os.Environ(), busyDir+"="+dir)
		out, err := other.StdoutPipe()
		if err == nil {
			err = other.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != "open"; {
		}
		for range 20 {
			_, err = gdpr.OpenJournal(path)
			wants(t, "G4: another process has the journal", err, gdpr.ErrInUse)
			_, err = gdpr.OpenTombstones(tombs)
			wants(t, "G4: another process has the tombstones", err, gdpr.ErrInUse)
		}
		_ = other.Process.Kill()
		_ = other.Wait()
		if reopened(t, path) == "" {
			t.Fatal("G4: after a kill -9 the journal is empty")
		}
	}
}

// In one process it is the same: the second one to open is refused, and takes
// away nothing of the first, whose file goes on.
func TestG4OpenOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := openJournal(t, path)
	put(t, j, entry(t, "r1", false))
	if err := os.WriteFile(path+".new", []byte("being written"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err := gdpr.OpenJournal(path)
		wants(t, "G4: open already", err, gdpr.ErrInUse)
		if _, err := os.Stat(path + ".new"); err != nil {
			t.Errorf("G4: who was refused took away what is being written: %v", err)
		}
		put(t, j, entry(t, "r1", true)) // writes the file anew
		if err := os.WriteFile(path+".new", nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(j.Close(), j.Close()); err != nil {
		t.Error(err)
	}
	if got := reopened(t, path); got != "r1 done" {
		t.Errorf("G4: after it was closed: %s", got)
	}
}

// Many open one journal as soon as they can, put an entry, for which the file is
// written anew, and close: nobody gets the file that was just put away, and no
// entry is lost.
func TestG4OpenInTurns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	const workers, entries = 4, 6
	failed := make(chan error, workers)
	work := func(n int) error {
		for i := range entries {
			j, err := gdpr.OpenJournal(path)
			for errors.Is(err, gdpr.ErrInUse) {
				j, err = gdpr.OpenJournal(path)
			}
			if err != nil {
				return err
			}
			request := gdpr.Name(fmt.Sprint("r", n, "-", i))
			err = errors.Join(j.Put(ctx, entry(t, request, false)), j.Put(ctx, entry(t, request, true)), j.Close())
			if err != nil {
				return err
			}
		}
		return nil
	}
	for n := range workers {
		go func() { failed <- work(n) }()
	}
	for range workers {
		if err := <-failed; err != nil {
			t.Errorf("G4: %v", err)
		}
	}
	if got := strings.Count(reopened(t, path), "done"); got != workers*entries {
		t.Errorf("G4: %d entries survive, want %d", got, workers*entries)
	}
}
