package export

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// text writes a text.
func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// checkDir checks what a directory holds: names and contents, nothing else.
func checkDir(t *testing.T, dir, why string, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, _ := os.ReadFile(filepath.Join(dir, e.Name()))
		content, ok := want[e.Name()]
		if !ok || !e.IsDir() && content != string(b) {
			t.Errorf("X5: %s: %s holds %.40q, want %.40q", why, e.Name(), b, content)
		}
	}
	if len(entries) != len(want) {
		t.Errorf("X5: %s: %d files, want %d", why, len(entries), len(want))
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	long := strings.Repeat("0123456789", 50_000)
	for _, content := range []string{"new", "", long, "shorter"} {
		if err := WriteFile(path, text(content)); err != nil {
			t.Fatal(err)
		}
		checkDir(t, dir, "a file is written or replaced", map[string]string{"a.csv": content})
	}
}

func TestWriteFileError(t *testing.T) {
	boom := errors.New("boom")
	for _, existing := range []bool{false, true} {
		dir := t.TempDir()
		path := filepath.Join(dir, "a.csv")
		want := map[string]string{}
		if existing {
			want["a.csv"] = "old"
			if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		err := WriteFile(path, func(w io.Writer) error {
			io.WriteString(w, strings.Repeat("half", 100_000))
			return boom
		})
		if !errors.Is(err, boom) {
			t.Errorf("X5: the error must come back: %v", err)
		}
		checkDir(t, dir, "an error of write", want)

		func() {
			defer func() {
				if recover() != "boom" {
					t.Errorf("X5: the panic must go on")
				}
			}()
			WriteFile(path, func(w io.Writer) error { io.WriteString(w, "half"); panic("boom") })
		}()
		checkDir(t, dir, "a panic of write", want)

		done := make(chan bool)
		go func() {
			defer close(done)
			WriteFile(path, func(w io.Writer) error { runtime.Goexit(); return nil })
		}()
		<-done
		checkDir(t, dir, "a goroutine that ends", want)
	}
}

func TestWriteFileNowhere(t *testing.T) {
	dir := t.TempDir()
	if err := WriteFile(filepath.Join(dir, "no", "a.csv"), text("x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("X5: a directory that is not there: %v", err)
	}
	if err := WriteFile(dir, text("x")); err == nil {
		t.Errorf("X5: a directory in the file's place must be an error")
	}
	if err := WriteFile("", text("x")); err == nil {
		t.Errorf("X5: no name must be an error")
	}
	checkDir(t, dir, "no such place", map[string]string{})
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Create(filepath.Join(dir, "probe")); err == nil {
		f.Close()
		t.Skip("this user may write to read-only directories")
	}
	if err := WriteFile(filepath.Join(dir, "a.csv"), text("x")); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("X5: a read-only directory: %v", err)
	}
}

func TestWriteFilePermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	mode := func() fs.FileMode {
		info, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode()
	}
	if err := WriteFile(path, text("x")); err != nil || mode() != 0o600 {
		t.Errorf("X5: a new file is its owner's alone, got %v, %v", mode(), err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(path, text("y")); err != nil || mode() != 0o640 {
		t.Errorf("X5: a replaced file keeps its permissions, got %v, %v", mode(), err)
	}
	other := filepath.Join(dir, "other")
	if err := os.Rename(path, other); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, path); err != nil {
		t.Skip("no symbolic links")
	}
	if err := WriteFile(path, text("z")); err != nil || !mode().IsRegular() {
		t.Errorf("X5: a symbolic link is replaced, got %v, %v", mode(), err)
	}
	checkDir(t, dir, "and not followed", map[string]string{"a.csv": "z", "other": "y"})
}

func TestWriteFileLongName(t *testing.T) {
	dir, name := t.TempDir(), strings.Repeat("n", 250)
	if err := WriteFile(filepath.Join(dir, name), text("x")); err != nil {
		t.Errorf("X5: a name as long as a name can be: %v", err)
	}
}

func TestBatch(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv")
	if err := os.WriteFile(a, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	var batch Batch
	defer batch.Abort()
	for path, content := range map[string]string{a: "new a", b: "new b"} {
		if err := batch.Write(path, text(content)); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(a); string(got) != "old" {
			t.Errorf("X5: before Commit the old file stays, got %q", got)
		}
		if _, err := os.Stat(b); err == nil {
			t.Errorf("X5: before Commit there is no new file")
		}
	}
	if err := batch.Commit(); err != nil {
		t.Fatal(err)
	}
	checkDir(t, dir, "after Commit", map[string]string{"a.csv": "new a", "b.csv": "new b"})
	if err := batch.Commit(); !errors.Is(err, errBatch) {
		t.Errorf("X5: a second Commit: %v, want errBatch", err)
	}
	if err := batch.Write(a, text("x")); !errors.Is(err, errBatch) {
		t.Errorf("X5: Write after Commit: %v, want errBatch", err)
	}
	batch.Abort()
	checkDir(t, dir, "Abort after Commit does nothing", map[string]string{"a.csv": "new a", "b.csv": "new b"})
}

func TestBatchFails(t *testing.T) {
	boom := errors.New("boom")
	for _, c := range []struct {
		fail func(b *Batch, dir string) error
		want error
		why  string
	}{
		{func(b *Batch, dir string) error {
			return b.Write(filepath.Join(dir, "c.csv"), func(io.Writer) error { return boom })
		}, boom, "a file that cannot be written"},
		{func(b *Batch, dir string) error { return b.Write(filepath.Join(dir, ".", "b.csv"), text("x")) }, errBatch, "the same file twice"},
		{func(b *Batch, dir string) error { return b.Write(filepath.Join(dir, "no", "c.csv"), text("x")) }, fs.ErrNotExist, "a directory that is not there"},
		{func(b *Batch, dir string) error {
			defer func() { recover() }()
			return b.Write(filepath.Join(dir, "c.csv"), func(io.Writer) error { panic("boom") })
		}, errBatch, "a panic"},
		{func(b *Batch, dir string) error { b.Abort(); return nil }, errBatch, "an Abort"},
	} {
		dir := t.TempDir()
		var batch Batch
		if err := batch.Write(filepath.Join(dir, "b.csv"), text("new")); err != nil {
			t.Fatal(err)
		}
		if err := c.fail(&batch, dir); err != nil && !errors.Is(err, c.want) {
			t.Errorf("X5: %s: %v, want %v", c.why, err, c.want)
		}
		if err := batch.Write(filepath.Join(dir, "d.csv"), text("late")); !errors.Is(err, c.want) {
			t.Errorf("X5: %s: a later Write says %v, want %v", c.why, err, c.want)
		}
		if err := batch.Commit(); !errors.Is(err, c.want) {
			t.Errorf("X5: %s: Commit says %v, want %v", c.why, err, c.want)
		}
		checkDir(t, dir, c.why, map[string]string{})
	}
}

func TestBatchRenameFails(t *testing.T) {
	dir := t.TempDir()
	var batch Batch
	for _, name := range []string{"a.csv", "b.csv", "c.csv"} {
		if err := batch.Write(filepath.Join(dir, name), text("new")); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "b.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := batch.Commit(); err == nil || !strings.Contains(err.Error(), "b.csv") {
		t.Errorf("X5: a rename that fails names the file, got %v", err)
	}
	checkDir(t, dir, "each file is complete or absent, and nothing else is left", map[string]string{"a.csv": "new", "b.csv": ""})
}
