package main

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

// One of two servers is killed in the middle of a load, when the other one has
// its part of a batch: an error, no report while it is down, nor of a part, and
// a second load completes it.
func TestOneOfTwoServersIsKilledInALoad(t *testing.T) {
	want := sampleFiles(t)
	for _, c := range []struct {
		name, database string
		after          int64 // bytes
		start          func(context.Context) (*servertest.Several, error)
	}{
		{"two postgreses", "postgres", 300_000, servertest.TwoPostgreses},
		{"two clickhouses", "shop", 300_000, servertest.TwoClickHouses},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := several(t, c.start)
			killed := s.Servers[1]
			w, url := newWire(t, s.Front, c.database)
			came := make(chan error, 1)
			w.within, w.after, w.trouble = toServer, c.after, func() { came <- killed.Kill() }
			if printed, _ := sqlhost(t, failed, "load", "-db", url); printed != "" {
				t.Errorf("the load says %q, and a server was killed", printed)
			}
			if passed := w.end(); len(came) == 0 {
				t.Fatalf("only %d bytes have passed: the trouble did not come", passed)
			}
			if err := <-came; err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(t.TempDir(), "out")
			sqlhost(t, failed, "report", "-db", s.URL, "-out", out)
			sqlhost(t, failed, "load", "-db", s.URL)
			absent(t, out)
			if err := killed.Start(); err != nil {
				t.Fatal(err)
			}
			sqlhost(t, failed, "report", "-db", s.URL, "-out", out)
			absent(t, out)
			sqlhost(t, 0, "load", "-db", s.URL)
			for _, how := range []string{"stream", "pushdown"} {
				sqlhost(t, 0, "report", "-db", s.URL, "-how", how, "-out", out)
				same(t, want, out)
			}
		})
	}
}
