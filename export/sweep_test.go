package export

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// leave puts files into a directory.
func leave(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("personal"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Sweep removes what is ours, and nothing else (X5).
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	a, long := filepath.Join(dir, "a.csv"), strings.Repeat("n", 150)+".csv"
	ours := []string{temporaryName("a.csv"), temporaryName("a.csv"), temporaryName(long)}
	theirs := []string{temporaryName("b.csv"), "a.csv", ".a.csv.clientele-0123456789abc.tmp.bak", ".a.csv.clientele-012.tmp", ".a.csv.clientele-0123456789abZ.tmp",
		".a.csv.0123456789abc.tmp", "a.csv.clientele-0123456789abc.tmp", ".a.csv.clientele-0123456789abcd.tmp"}
	leave(t, dir, append(ours, theirs...)...)
	if err := os.Mkdir(filepath.Join(dir, temporaryName("a.csv")), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Sweep(a, filepath.Join(dir, long), filepath.Join(dir, "no", "such.csv")); err != nil {
		t.Fatal(err)
	}
	for _, name := range ours {
		if _, err := os.Lstat(filepath.Join(dir, name)); !os.IsNotExist(err) {
			t.Errorf("X5: %s is left: %v", name, err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(theirs)+1 {
		t.Errorf("X5: %d files are left, want %d (%v)", len(entries), len(theirs)+1, err)
	}
}

// What a living process is writing is not swept (X5).
func TestSweepInUse(t *testing.T) {
	dir := t.TempDir()
	a := filepath.Join(dir, "a.csv")
	leave(t, dir, temporaryName("a.csv"))
	var b Batch
	if err := b.Write(a, text("new")); err != nil {
		t.Fatal(err)
	}
	if err := Sweep(a); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("X5: while a file is written, %d are there, want both", len(entries))
	}
	if err := b.Commit(); err != nil {
		t.Errorf("X5: the batch is whole: %v", err)
	}
	if err := Sweep(a); err != nil {
		t.Fatal(err)
	}
	checkDir(t, dir, "once nobody writes", map[string]string{"a.csv": "new"})
}

// What cannot be written is named as one line shows it, without the words that the
// system puts before it.
func TestFileErrorShowsNames(t *testing.T) {
	err := WriteFile("no\x1b[31m\nsuch/a.csv", func(io.Writer) error { return nil })
	if want := `export: writing "no\x1b[31m\nsuch/a.csv": no such file or directory`; err == nil || err.Error() != want {
		t.Errorf("X6: %q, want %q", err, want)
	}
}
