package appendlog_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/clientele-go/clientele/internal/appendlog"
)

// open opens a log and returns its records.
func open(t *testing.T, d appendlog.Disk, path string) (*appendlog.Log, []string) {
	t.Helper()
	var all []string
	l, err := d.Open(path, func(p []byte) error { all = append(all, string(p)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, all
}

// reads fails unless the file has these records, and nothing beside it.
func reads(t *testing.T, why, path string, want ...string) {
	t.Helper()
	l, got := open(t, appendlog.Disk{}, path)
	defer l.Close()
	if !slices.Equal(got, want) {
		t.Errorf("G4: %s: the records are %q, want %q", why, got, want)
	}
	if _, err := os.Stat(path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("G4: %s: something is left beside the file: %v", why, err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func payloads(texts ...string) (all [][]byte) {
	for _, t := range texts {
		all = append(all, []byte(t))
	}
	return all
}

// Through whatever links a file is opened, it is one file with one lock, which
// Replace leaves where it is; the links still lead to it.
func TestG4SymbolicLinks(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "data", "log"), filepath.Join(dir, "log")
	must(t, os.Mkdir(filepath.Dir(real), 0o700))
	must(t, os.Symlink("data/log", link)) // to a file that is not there yet
	must(t, os.Symlink("data", filepath.Join(dir, "folder")))
	names := []string{link, real, filepath.Join(dir, "folder", "log")}
	var want []string
	for i, name := range names {
		l, _ := open(t, appendlog.Disk{}, name)
		want = append(want, string(rune('a'+i)))
		must(t, l.Replace(payloads(want...)))
		for _, other := range names {
			if _, err := appendlog.Open(other, nil); !errors.Is(err, appendlog.ErrInUse) {
				t.Errorf("G4: open under one name, and opened under another one: %v", err)
			}
		}
		must(t, l.Append([]byte("more"))) // goes to the new file
		must(t, l.Replace(payloads(want...)))
		must(t, l.Close())
		reads(t, "by the real path", real, want...)
		reads(t, "through the link", link, want...)
		if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Fatalf("G4: the link is no link any more: %v", err)
		}
	}
}

// A process that changes its folder still replaces the file that it opened.
func TestG4RelativePath(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	l, _ := open(t, appendlog.Disk{}, "log")
	t.Chdir(t.TempDir())
	must(t, l.Replace(payloads("a")))
	must(t, l.Close())
	reads(t, "after a change of folder", filepath.Join(dir, "log"), "a")
}

// A new file has the permissions of the one that it replaces; as root it has its
// owner, too.
func TestG4OwnerAndPermissions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	must(t, os.WriteFile(path, nil, 0o600))
	must(t, os.Chmod(path, 0o640))
	if os.Getuid() == 0 {
		must(t, os.Chown(path, 12345, 12346))
	}
	before, err := os.Stat(path)
	must(t, err)
	l, _ := open(t, appendlog.Disk{}, path)
	must(t, l.Replace(payloads("a")))
	after, err := os.Stat(path)
	must(t, err)
	if os.SameFile(before, after) || after.Mode() != before.Mode() || owner(after) != owner(before) {
		t.Errorf("G4: %v of %v became %v of %v", before.Mode(), owner(before), after.Mode(), owner(after))
	}
}

// A file that cannot be renamed over, as one that is mounted by itself, is as it
// was after Replace, and the log goes on.
func TestG4ReplaceFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	busy := appendlog.Disk{Rename: func(from, to string) error {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EBUSY}
	}}
	l, _ := open(t, busy, path)
	must(t, l.Append([]byte("a")))
	err := l.Replace(payloads("b"))
	if !errors.Is(err, appendlog.ErrReplace) || !errors.Is(err, syscall.EBUSY) || l.Err() != nil {
		t.Errorf("G4: %v, then %v", err, l.Err())
	}
	must(t, l.Append([]byte("c")))
	must(t, l.Close())
	reads(t, "not replaced", path, "a", "c")
}

// A disk that is full when the log is opened, when it is appended to, or when it is
// replaced, leaves what was there; and the log goes on when there is room again.
func TestG4FullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	full := false
	d := appendlog.Disk{WriteAt: func(f *os.File, b []byte, at int64) (int, error) {
		if !full {
			return f.WriteAt(b, at)
		}
		n, err := f.WriteAt(b[:len(b)/2], at) // half of it still fits
		return n, errors.Join(err, syscall.ENOSPC)
	}}
	l, _ := open(t, d, path)
	must(t, l.Append([]byte("a")))
	full = true
	if err := l.Append([]byte("b")); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("G4: appended to a full disk: %v", err)
	}
	if err := l.Replace(payloads("c")); !errors.Is(err, appendlog.ErrReplace) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("G4: replaced on a full disk: %v", err)
	}
	full = false
	must(t, l.Append([]byte("d")))
	must(t, l.Close())
	full = true
	_, err := d.Open(path, func([]byte) error { return nil })
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "no room for another record") {
		t.Errorf("G4: opened on a full disk: %v", err)
	}
	reads(t, "after a full disk", path, "a", "d")
}

// What the disk may have dropped is not known: the log has to be opened again.
func TestG4SyncFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	bad := false
	d := appendlog.Disk{Sync: func(f *os.File) error {
		if bad {
			return syscall.EIO
		}
		return f.Sync()
	}}
	l, _ := open(t, d, path)
	bad = true
	if err := l.Append([]byte("a")); !errors.Is(err, syscall.EIO) {
		t.Errorf("G4: %v", err)
	}
	bad = false
	for _, err := range []error{l.Append([]byte("b")), l.Replace(nil), l.Err()} {
		if !errors.Is(err, appendlog.ErrClosed) {
			t.Errorf("G4: after a failed sync: %v", err)
		}
	}
	must(t, l.Close())
	must(t, l.Close())
}

// What is no regular file is refused at once: a read of it might not end.
func TestG4OtherKindsOfFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := appendlog.Open(dir, nil); err == nil {
		t.Error("G4: a directory is opened")
	}
	for _, name := range append(pipes(t, dir), os.DevNull) {
		if _, err := appendlog.Open(name, nil); !errors.Is(err, appendlog.ErrKind) {
			t.Errorf("G4: %s: %v", name, err)
		}
	}
}

// A log that was never opened is closed.
func TestNil(t *testing.T) {
	var l *appendlog.Log
	if err := errors.Join(l.Append(nil), l.Replace(nil)); !errors.Is(err, appendlog.ErrClosed) || l.Close() != nil {
		t.Errorf("G4: %v", err)
	}
}
