package servertest

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

// Shared are the servers that all tests of a package share. Each is started
// when it is first asked for. The zero value is ready to use:
//
//	var shared servertest.Shared
//
//	func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }
type Shared struct {
	postgres, clickhouse once
}

// once is a server that is started at most once.
type once struct {
	sync.Once
	server *Server
	err    error
}

func (o *once) start(start func() (*Server, error)) (*Server, error) {
	o.Do(func() { o.server, o.err = start() })
	return o.server, o.err
}

// Postgres starts a PostgreSQL server, or returns the one that runs.
func (s *Shared) Postgres() (*Server, error) {
	return s.postgres.start(func() (*Server, error) { return Postgres() })
}

// ClickHouse starts a ClickHouse server, or returns the one that runs.
func (s *Shared) ClickHouse() (*Server, error) { return s.clickhouse.start(ClickHouse) }

// Main runs a package's tests, then stops the servers. Unless TMPDIR is set,
// temporary files are in memory where that is possible, for thousands of small
// ones are synced. It returns the exit status.
func (s *Shared) Main(m *testing.M) int {
	forget, err := inMemory()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	status := m.Run()
	for _, o := range []*once{&s.postgres, &s.clickhouse} {
		if o.server != nil {
			err = errors.Join(err, o.server.Stop())
		}
	}
	if err := errors.Join(err, forget()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

// inMemory makes TMPDIR a folder in memory; forget removes it.
func inMemory() (forget func() error, err error) {
	nothing := func() error { return nil }
	if os.Getenv("TMPDIR") != "" {
		return nothing, nil
	}
	dir, err := os.MkdirTemp("/dev/shm", "servertest")
	if err != nil {
		return nothing, nil // there is no such place
	}
	w, err := watchOver(0, dir)
	if err == nil {
		err = os.Setenv("TMPDIR", dir)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return func() error { return errors.Join(w.end(), os.RemoveAll(dir)) }, nil
}
