package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// All files of a report tell of one state: what is written after the first range of
// its first question is in none of them, and in the next report it is.
func TestAReportIsOfOneState(t *testing.T) {
	want := sampleFiles(t)
	for _, p := range one() {
		if p.name == "clickhouse" {
			continue // which has no snapshots
		}
		for _, how := range []string{"stream", "pushdown"} {
			t.Run(p.name+", "+how, func(t *testing.T) {
				url := p.url(t)
				sqlhost(t, 0, "load", "-db", url)
				got := t.TempDir()
				asOf := reportWhile(t, where{url: url, how: how}, got, func() { forget(t, url) })
				same(t, want, got)
				sqlhost(t, 0, "report", "-db", url, "-how", how, "-out", got, "-as-of", asOf)
				if n := different(t, want, got); n < 10 {
					t.Errorf("%d files of the next report are others, want at least 10", n)
				}
			})
		}
	}
}

// reportWhile makes a report and does something after its first range. It returns
// the instant that the report is as of.
func reportWhile(t *testing.T, w where, dir string, do func()) (asOf string) {
	t.Helper()
	o, err := program.ParseOptions(nil, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	ranges := 0
	o.Progress = func(string, int, int) {
		if ranges++; ranges == 1 {
			do()
		}
	}
	shop, end, err := open(t.Context(), w, &o)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := program.Ask(t.Context(), shop, o)
	if err == nil {
		err = answers.WriteFiles(t.Context(), dir)
	}
	if err := end(); err != nil {
		t.Error(err)
	}
	if err != nil || ranges < 5 {
		t.Fatalf("%d ranges of all questions, %v", ranges, err)
	}
	return o.AsOf.Format("2006-01-02T15:04:05.999999999Z07:00")
}

// forget removes most facts from a database.
func forget(t *testing.T, url string) {
	t.Helper()
	db, _, err := dialect.Open(t.Context(), url, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range []string{"logins", "messages", "orders", "actions", "tags", "fields", "members", "tokens"} {
		if _, err := db.ExecContext(t.Context(), "DELETE FROM "+table); err != nil {
			t.Fatal(err)
		}
	}
}

// different is how many files of a folder are others in another one.
func different(t *testing.T, want, got string) (n int) {
	t.Helper()
	files, err := os.ReadDir(want)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		a, err1 := os.ReadFile(filepath.Join(want, f.Name()))
		b, err2 := os.ReadFile(filepath.Join(got, f.Name()))
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if !bytes.Equal(a, b) {
			n++
		}
	}
	return n
}
