package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/load"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

// small is a disk of some megabytes, in memory, that everybody can write to.
func small(t *testing.T, megabytes int) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "disk")
	if err != nil {
		t.Skip("no folder in memory: ", err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	disk := filepath.Join(dir, "disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := mount(disk, megabytes); err != nil {
		t.Skip("only root can mount a small disk: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	return disk
}

func mount(dir string, megabytes int) error {
	return syscall.Mount("tmpfs", dir, "tmpfs", 0, "mode=1777,size="+strconv.Itoa(megabytes)+"m")
}

// fill fills a disk until so many bytes are free, and returns what to remove.
func fill(t *testing.T, disk string, free int64) (ballast string) {
	t.Helper()
	var s syscall.Statfs_t
	if err := syscall.Statfs(disk, &s); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(disk, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := int64(s.Bavail)*s.Bsize - free
	if _, err := io.CopyN(f, zeros{}, n); err != nil {
		t.Fatalf("filling the disk with %d bytes: %v", n, err)
	}
	return f.Name()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// tables makes the host's own tables: what ClickHouse leaves of one for which
// there was no room must be removed by hand (metadata/*.sql.tmp).
func tables(t *testing.T, url string) {
	t.Helper()
	db, d, err := dialect.Open(t.Context(), url, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(load.Create(t.Context(), db, d), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// The disk is full in the middle of a load: an error that says so, no report of
// a part, and where there is room again a second load completes it.
func TestDiskFull(t *testing.T) {
	want := sampleFiles(t)
	for _, c := range []struct {
		name      string
		megabytes int
		free      int64 // bytes, of which a load needs more
		says      string
		start     func() (*servertest.Server, error)
	}{
		{"sqlite", 16, 300_000, "SQLITE_FULL", nil},
		{"postgres", 160, 300_000, "SQLSTATE 53100", func() (*servertest.Server, error) { return servertest.Postgres() }},
		{"clickhouse", 64, 200_000, "code 75 of ClickHouse", servertest.ClickHouse},
	} {
		t.Run(c.name, func(t *testing.T) {
			disk := small(t, c.megabytes)
			url := "sqlite:" + filepath.Join(disk, "shop.db")
			if c.start != nil {
				t.Setenv("TMPDIR", disk)
				s, err := c.start()
				if err != nil {
					servertest.Skip(t, c.name, err)
				}
				t.Cleanup(func() { stop(t, s) })
				if !strings.HasPrefix(s.Dir(), disk) {
					t.Fatalf("the server is in %s, not on the small disk", s.Dir())
				}
				url = s.URL
			}
			tables(t, url)
			ballast := fill(t, disk, c.free)
			printed, says := sqlhost(t, failed, "load", "-db", url)
			if printed != "" || !strings.Contains(says, c.says) {
				t.Errorf("the load prints %q and says %q, want an error with %q", printed, says, c.says)
			}
			out := filepath.Join(t.TempDir(), "out")
			if printed, _ := sqlhost(t, failed, "report", "-db", url, "-out", out); printed != "" {
				t.Errorf("X5: a report of a part is printed: %s", printed)
			}
			absent(t, out)
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
			sqlhost(t, 0, "load", "-db", url)
			for _, how := range []string{"stream", "pushdown"} {
				sqlhost(t, 0, "report", "-db", url, "-how", how, "-out", out)
				same(t, want, out)
			}
		})
	}
}
