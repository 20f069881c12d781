//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package appendlog_test

import (
	"io/fs"
	"path/filepath"
	"syscall"
	"testing"
)

// owner is the user and the group of a file.
func owner(info fs.FileInfo) [2]uint32 {
	s := info.Sys().(*syscall.Stat_t)
	return [2]uint32{s.Uid, s.Gid}
}

// pipes makes a named pipe that nobody writes to.
func pipes(t *testing.T, dir string) []string {
	name := filepath.Join(dir, "pipe")
	must(t, syscall.Mkfifo(name, 0o600))
	return []string{name}
}
