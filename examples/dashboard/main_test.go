package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/load"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
)

// Flags that contradict each other are errors that name them.
func TestFlags(t *testing.T) {
	for _, c := range []struct{ flags, want string }{
		{"-data x -db sqlite:y", "-data and -db"},
		{"-keys x", "-db"},
		{"-mapping x -data y", "-db"},
		{"-advance 1m", "-db"},
		{"-db sqlite:x -advance -1m", "-advance"},
		{"x", `"x"`},
		{"-location Middle-Earth", "-location"},
		{"-addr 0.0.0.0:80", "loopback"},
		{"-db mysql:x", "sqlite:FILE"},
	} {
		err := run(t.Context(), strings.Fields(c.flags), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %s", c.flags, err, c.want)
		}
	}
}

// output is written and read by several goroutines.
type output struct {
	mu sync.Mutex
	bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.Buffer.Write(p)
}

func (o *output) has(text string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Contains(o.String(), text)
}

// The program serves a database until it is interrupted, and ends in good order; when it
// is interrupted before, the error is the context's.
func TestInterrupted(t *testing.T) {
	f, err := folder.Read(t.Context(), sample.FS(), folder.Options{})
	if err != nil {
		t.Fatal(err)
	}
	url := "sqlite:" + filepath.Join(t.TempDir(), "shop.db")
	db, d, err := dialect.Open(t.Context(), url, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := load.Facts(t.Context(), load.Target{DB: db, Dialect: d, Mapping: store.DefaultMapping()}, f, "test"); err != nil {
		t.Fatal(err)
	}
	flags := []string{"-addr", "127.0.0.1:0", "-db", url}
	for _, at := range []string{"Reading all facts", "http://127.0.0.1:"} {
		ctx, cancel := context.WithCancel(t.Context())
		var out output
		ended := make(chan error, 1)
		go func() { ended <- run(ctx, flags, &out, stopAt{&out, at, cancel}) }()
		for n := 0; at != "Reading all facts" && !out.has(at) && n < 1000; n++ {
			time.Sleep(10 * time.Millisecond)
		}
		if at != "Reading all facts" {
			cancel()
		}
		switch err := <-ended; {
		case at == "Reading all facts" && !errors.Is(err, context.Canceled):
			t.Errorf("interrupted while it opens: %v, want %v", err, context.Canceled)
		case at != "Reading all facts" && err != nil:
			t.Errorf("interrupted while it serves: %v", err)
		}
		if !out.has(at) {
			t.Errorf("the program does not write %q", at)
		}
	}
}

// stopAt stops a program when it says something.
type stopAt struct {
	io.Writer
	text string
	stop func()
}

func (s stopAt) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(s.text)) {
		s.stop()
	}
	return s.Writer.Write(p)
}
