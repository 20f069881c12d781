//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package export

import (
	"errors"
	"os"
	"syscall"
)

// lockShared takes a directory together with other writers, by flock(2). The
// system lets go of it when the file is closed, and when the process ends,
// however it ends: no lock is ever stale. Where the file system has no locks
// nothing is taken, and nothing is ever swept.
func lockShared(dir *os.File) { _ = flock(dir, syscall.LOCK_SH) }

// lockAlone takes a directory that no living process writes to, and reports
// whether it did.
func lockAlone(dir *os.File) bool { return flock(dir, syscall.LOCK_EX|syscall.LOCK_NB) == nil }

func flock(f *os.File, how int) error {
	for {
		if err := syscall.Flock(int(f.Fd()), how); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
