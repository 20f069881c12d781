package store_test

import (
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
		return m.Run(), nil
	}
	dir, err := os.MkdirTemp("/dev/shm", "sqlhost")
	if err != nil {
		return m.Run(), nil // there is no such place
	}
	if err := os.Setenv("TMPDIR", dir); err != nil {
		return 1, err
	}
	status := m.Run()
	return status, os.RemoveAll(dir)
}
