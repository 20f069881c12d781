package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

// shared are the servers of the tests that do not kill them.
var shared servertest.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// place is where a database can be.
type place struct {
	name string
	url  func(t *testing.T) string // of a fresh one
}

// thorough says that time is no matter.
func thorough() bool { return os.Getenv("RAPID_CHECKS") != "" }

// one are the databases of one server, or of none.
func one() []place {
	return []place{
		{"sqlite", func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "shop ?#%.db") }},
		{"postgres", func(t *testing.T) string { return fresh(t, "postgres", shared.Postgres) }},
		{"clickhouse", func(t *testing.T) string { return fresh(t, "clickhouse", shared.ClickHouse) }},
	}
}

// two are the databases of two servers, where time is no matter: the tests of
// store ask them always.
func two() []place {
	if !thorough() {
		return nil
	}
	return []place{
		{"two postgreses", func(t *testing.T) string { return several(t, servertest.TwoPostgreses).URL }},
		{"two clickhouses", func(t *testing.T) string { return several(t, servertest.TwoClickHouses).URL }},
	}
}

func places(t *testing.T, all []place, test func(t *testing.T, url string)) {
	for _, p := range all {
		t.Run(p.name, func(t *testing.T) { test(t, p.url(t)) })
	}
}

// databases numbers the databases of the shared servers.
var databases atomic.Int32

func fresh(t *testing.T, name string, start func() (*servertest.Server, error)) string {
	t.Helper()
	s, err := start()
	if err != nil {
		servertest.Skip(t, name, err)
	}
	database := fmt.Sprintf("shop%d", databases.Add(1))
	if err := servertest.Execute(t.Context(), s.URL, "CREATE DATABASE "+database); err != nil {
		t.Fatal(err)
	}
	return s.In(database)
}

func several(t *testing.T, start func(context.Context) (*servertest.Several, error)) *servertest.Several {
	t.Helper()
	s, err := start(t.Context())
	if err != nil {
		servertest.Skip(t, "two servers", err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s interface{ Stop() error }) {
	t.Helper()
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}
