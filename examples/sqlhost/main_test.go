package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// The report program's files are the same, byte for byte, from CSV files and
// from every database, streamed and pushed down; loading twice is loading once.
func TestReportsAreThoseOfTheFiles(t *testing.T) {
	asked := []string{"-top", "3", "-consent-popup", "-location", "Asia/Kathmandu"}
	want := filepath.Join(t.TempDir(), "want")
	if status := program.Main(append([]string{"-out", want}, asked...), sample.FS(), io.Discard, os.Stderr); status != 0 {
		t.Fatalf("the report program: status %d", status)
	}
	places(t, append(one(), two()...), func(t *testing.T, url string) {
		for range 2 {
			sqlhost(t, 0, "load", "-db", url, "-location", "Asia/Kathmandu")
		}
		if _, errors := sqlhost(t, 1, "load", "-db="+url, "-location", "UTC"); !strings.Contains(errors, "another") {
			t.Errorf("a load of other facts says %q", errors)
		}
		for _, how := range []string{"stream", "pushdown"} {
			out := t.TempDir()
			sqlhost(t, 0, append([]string{"report", "-db", url, "-how", how, "-out", out}, asked...)...)
			same(t, want, out)
		}
	})
}

// No report is made of a load that was not completed, nor of nothing.
func TestIncompleteLoads(t *testing.T) {
	places(t, one(), func(t *testing.T, url string) {
		out := filepath.Join(t.TempDir(), "out")
		sqlhost(t, 1, "report", "-db", url, "-out", out)
		sqlhost(t, 0, "load", "-db", url)
		db, d, err := dialect.Open(t.Context(), url, dialect.Write)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		forget := []string{"DELETE FROM loads WHERE step = 'complete'", "DELETE FROM logins WHERE n >= 100", "DELETE FROM tags"}
		if !d.Transactions {
			forget = []string{"CREATE TABLE old AS loads", "INSERT INTO old SELECT * FROM loads WHERE step = 'begun'", "DROP TABLE loads", "RENAME TABLE old TO loads", "TRUNCATE TABLE logins"}
		}
		for _, s := range forget {
			if _, err := db.ExecContext(t.Context(), s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
		if _, errors := sqlhost(t, 1, "report", "-db", url, "-out", out); !strings.Contains(errors, "not complete") {
			t.Errorf("a report of half a load says %q", errors)
		}
		if _, err := os.Stat(out); !os.IsNotExist(err) {
			t.Errorf("X5: there is a report: %v", err)
		}
		sqlhost(t, 0, "load", "-db", url)
		sqlhost(t, 0, "report", "-db", url, "-out", out)
		want := filepath.Join(t.TempDir(), "want")
		if status := program.Main([]string{"-out", want}, sample.FS(), io.Discard, os.Stderr); status != 0 {
			t.Fatalf("the report program: status %d", status)
		}
		same(t, want, out)
	})
}

// A bad command line is status 2; a database that is not there is 1, and the
// password of its URL is nowhere.
func TestUsage(t *testing.T) {
	for _, c := range []struct {
		status int
		args   []string
	}{
		{2, nil},
		{2, []string{"fetch"}},
		{2, []string{"load", "-x"}},
		{2, []string{"load", "-location", "Local"}},
		{2, []string{"report", "-how", "magic"}},
		{2, []string{"report", "-db"}},
		{2, []string{"report", "-data", "here"}},
		{1, []string{"report", "-db", "sqlite:/nowhere/shop.db"}},
		{1, []string{"report", "-db", "mysql://root:secret@localhost/shop"}},
		{1, []string{"report", "-db", "postgres://root:secret@127.0.0.1:1/shop"}},
		{1, []string{"report", "-db", "postgres://root:secret@127.0.0.1:x/shop"}},
		{1, []string{"report", "-db", "clickhouse://root:secret@127.0.0.1:1/shop"}},
		{1, []string{"load", "-data", "/nowhere"}},
	} {
		if _, errors := sqlhost(t, c.status, c.args...); strings.Contains(errors, "secret") {
			t.Errorf("%q: the error has the password: %s", c.args, errors)
		}
	}
}

// sqlhost runs the command and checks its exit status.
func sqlhost(t *testing.T, status int, args ...string) (printed, errors string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if got := run(t.Context(), args, &stdout, &stderr); got != status {
		t.Fatalf("%q: status %d, want %d: %s", args, got, status, stderr.String())
	}
	return stdout.String(), stderr.String()
}

// same checks that two folders have the same files.
func same(t *testing.T, want, got string) {
	t.Helper()
	files, err := os.ReadDir(want)
	if err != nil || len(files) < 19 {
		t.Fatalf("%d files, %v; want at least 19", len(files), err)
	}
	for _, f := range files {
		a, err1 := os.ReadFile(filepath.Join(want, f.Name()))
		b, err2 := os.ReadFile(filepath.Join(got, f.Name()))
		if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Errorf("%s is another file than that from CSV (%v, %v)", f.Name(), err1, err2)
		}
	}
}
