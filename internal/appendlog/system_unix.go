//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package appendlog

import (
	"errors"
	"os"
	"syscall"
)

// lockFile takes the file for this open file alone, by flock(2): else ErrInUse. The
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

// keepOwner gives a new file the owner and the permissions of the old one: a program
// that root runs once must not take a service's file away from it.
func keepOwner(old, new *os.File) error {
	was, err := old.Stat()
	if err != nil {
		return err
	}
	is, err := new.Stat()
	if err != nil {
		return err
	}
	from, ok := was.Sys().(*syscall.Stat_t)
	to, also := is.Sys().(*syscall.Stat_t)
	if ok && also && (from.Uid != to.Uid || from.Gid != to.Gid) {
		if err := new.Chown(int(from.Uid), int(from.Gid)); err != nil {
			return err
		}
	}
	return new.Chmod(was.Mode().Perm())
}
