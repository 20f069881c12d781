package folder_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/clientele-go/clientele/export/folder"
)

// endless is a folder whose logins.csv goes on for ever, and cancels the context
// after some reads.
type endless struct {
	fstest.MapFS
	text   string
	cancel context.CancelFunc
	late   *int // reads after that
}

func (e endless) Open(name string) (fs.File, error) {
	f, err := e.MapFS.Open(name)
	if name == "logins.csv" && err == nil {
		f = &endlessFile{File: f, endless: e}
	}
	return f, err
}

type endlessFile struct {
	fs.File
	endless
	reads int
}

func (f *endlessFile) Read(p []byte) (int, error) {
	if f.reads++; f.reads == 1 {
		return copy(p, "customer_id,at\n"), nil
	}
	if f.reads == 5 {
		f.cancel()
	}
	if f.reads > 5 {
		*f.late++
	}
	if f.reads > 100 {
		return 0, errors.New("so that the test ends")
	}
	return copy(p, strings.Repeat(f.text, len(p)/len(f.text)+1)), nil
}

// Whatever is in a file, reading ends with the context (X6).
func TestReadingEndsWithTheContext(t *testing.T) {
	for name, text := range map[string]string{
		"good rows": "a,2024-01-01\n", "bad rows": "a\n", "empty lines": "\n", "an open quote": "\"", "a quoted field": "x", "a line without end": "a,",
	} {
		ctx, cancel := context.WithCancel(t.Context())
		first := map[bool]string{true: "\"", false: ""}[name == "a quoted field"]
		shop := endless{files("customers.csv", "id|a|", "logins.csv", "customer_id,at|"+first), text, cancel, new(int)}
		if _, err := folder.Read(ctx, shop, folder.Options{Workers: 1}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want the context's", name, err)
		}
		if *shop.late > 0 {
			t.Errorf("%s: %d reads after the context was done", name, *shop.late)
		}
		cancel()
	}
}

// What is no regular file is a problem of its own, and is not opened.
func TestNoRegularFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "customers.csv"), []byte("id\na\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "logins.csv"), 0o600); err != nil {
		t.Skip("the system has no pipes: ", err)
	}
	for file, make := range map[string]func(path string) error{
		"messages.csv": func(path string) error { return os.Mkdir(path, 0o700) },
		"tags.csv":     func(path string) error { return os.Symlink(os.DevNull, path) },
	} {
		if err := make(filepath.Join(dir, file)); err != nil {
			t.Fatal(err)
		}
	}
	_, err := folder.Read(t.Context(), os.DirFS(dir), folder.Options{})
	for _, file := range []string{"logins.csv", "messages.csv", "tags.csv"} {
		if err == nil || !strings.Contains(err.Error(), file+":1: the file cannot be read: it is a folder, a pipe or a device") {
			t.Errorf("%s: error %v, want that it is no regular file", file, err)
		}
	}
}
