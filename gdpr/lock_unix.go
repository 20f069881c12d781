//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package gdpr

import (
	"errors"
	"os"
	"syscall"
)

// lockFile takes the file for this process alone, by flock(2): else ErrInUse. The
// system lets go of it when the file is closed, and when the process ends,
// however it ends: no lock is ever stale.
func lockFile(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return ErrInUse
		default:
			return err
		}
	}
}
