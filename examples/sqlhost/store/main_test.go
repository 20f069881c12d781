package store_test

import (
	"errors"
	"fmt"
	"os"
	"testing"
)

// TestMain puts temporary files in memory where that is possible: thousands of
// small files are synced.
func TestMain(m *testing.M) {
	status, err := inMemory(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

func inMemory(m *testing.M) (int, error) {
	if os.Getenv("TMPDIR") != "" {
		return m.Run(), stop()
	}
	dir, err := os.MkdirTemp("/dev/shm", "sqlhost")
	if err != nil {
		return m.Run(), stop() // there is no such place
	}
	if err := os.Setenv("TMPDIR", dir); err != nil {
		return 1, err
	}
	status := m.Run()
	return status, errors.Join(stop(), os.RemoveAll(dir))
}

// stop stops the servers.
func stop() error {
	var all []error
	for _, s := range kept {
		all = append(all, s.Stop())
	}
	return errors.Join(all...)
}
