//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package appendlog

import "os"

// lockFile does nothing where there is no flock(2): there the host sees to it
// that one process at a time has a file open.
func lockFile(*os.File) error { return nil }

// keepOwner does nothing where files have no owner in the sense of Unix.
func keepOwner(old, new *os.File) error { return nil }
