package appendlog

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// tries bounds how often a file that is replaced while it is opened is opened anew.
const tries = 1000

// openLocked opens and locks a file, and returns its absolute path without symbolic
// links. The file that is locked is the one that is there under the path now, and
// not one that Replace has just put away.
func openLocked(name string) (*os.File, string, error) {
	for range tries {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, "", err
		}
		path, current, err := hold(f, name)
		if current {
			return f, path, nil
		}
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, "", err
		}
	}
	return nil, "", &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// hold locks an open file, and reports whether it is the one under its path.
func hold(f *os.File, name string) (path string, current bool, err error) {
	info, err := f.Stat()
	if err != nil {
		return "", false, err
	}
	if !info.Mode().IsRegular() {
		return "", false, &fs.PathError{Op: "open", Path: name, Err: ErrKind}
	}
	if err := lockFile(f); err != nil {
		return "", false, err
	}
	if path, err = filepath.EvalSymlinks(name); err == nil {
		path, err = filepath.Abs(path) // the process may change its folder later
	}
	var there fs.FileInfo
	if err == nil {
		there, err = os.Stat(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	return path, err == nil && os.SameFile(info, there), err
}

func beside(path string) string { return path + ".new" }

// syncDir makes a renaming last. Some systems cannot sync a directory.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
