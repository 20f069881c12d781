package export

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// WriteFile writes a file that is complete or absent (X5). What write writes
// goes to a file of another name beside it, which is synced and then renamed,
// and the directory is synced. On an error, or a panic of write, nothing at
// path changes and nothing is left beside it. An error after the renaming says
// only that the complete file might not survive a power cut. A process that is
// killed can leave the other file, .NAME.*.tmp, which may hold personal data: a
// host that exports calls Sweep when it starts.
//
// A new file can be read and written by its owner alone, since it may hold
// personal data; one that is replaced keeps its permissions. A symbolic link at
// path is replaced, not followed.
func WriteFile(path string, write func(io.Writer) error) error {
	var b Batch
	defer b.Abort()
	if err := b.Write(path, write); err != nil {
		return err
	}
	return b.Commit()
}

// errBatch reports a Batch that is used after Commit or Abort, or one file
// given to it twice.
var errBatch = errors.New("export: a batch is committed once, and has each file once")

// A Batch writes several files, all of them or none (X5). Write stages each one
// beside its final name; Commit renames them only when every one was written
// and synced. The zero value works. Use it as
//
//	var b export.Batch
//	defer b.Abort()
//	err := b.Write(path, write) // once per file
//	err = b.Commit()
//
// No file system renames many files at once: if the machine stops, or a rename
// fails, in the middle of Commit, some files are new and the others as before,
// each of them complete. A Batch is not safe for concurrent use.
type Batch struct {
	staged []staged
	dirs   map[string]*os.File // held until the end, so that nobody sweeps them
	err    error               // the first error: the batch will not be committed
	done   bool
}

// A staged file is complete under its temporary name.
type staged struct{ temporary, path string }

// Write stages one file: it is written and synced, and waits for Commit. After
// an error nothing of the batch will be committed; the temporary files go with
// the call that failed.
func (b *Batch) Write(path string, write func(io.Writer) error) error {
	if b.err != nil {
		return b.err
	}
	if b.done {
		return errBatch
	}
	staging := true
	defer func() { // an error or a panic of write
		if staging {
			b.Abort()
		}
	}()
	if err := b.stage(filepath.Clean(path), write); err != nil {
		b.err = &fileError{path, err}
		return b.err
	}
	staging = false
	return nil
}

// A fileError is why a file could not be written. Its text shows names as one
// line does, which those of the file system do not.
type fileError struct {
	path string
	err  error
}

// Error names the file.
func (e *fileError) Error() string {
	return "export: writing " + shown(e.path) + ": " + reason(e.err)
}

// Unwrap returns why.
func (e *fileError) Unwrap() error { return e.err }

// reason returns the text of an error without the name that the file system
// puts before it.
func reason(err error) string {
	switch e := err.(type) {
	case *fs.PathError:
		return e.Err.Error()
	case *os.LinkError:
		return e.Err.Error()
	}
	return err.Error()
}

// stage writes a temporary file and adds it to the batch.
func (b *Batch) stage(path string, write func(io.Writer) error) (err error) {
	for _, s := range b.staged {
		if s.path == path {
			return errBatch
		}
	}
	mode := fs.FileMode(0o600)
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		return &fs.PathError{Op: "write", Path: path, Err: errors.New("is a directory")}
	} else if err == nil && info.Mode().IsRegular() {
		mode = info.Mode().Perm()
	}
	if err := b.hold(filepath.Dir(path)); err != nil {
		return err
	}
	f, err := createBeside(path)
	if err != nil {
		return err
	}
	b.staged = append(b.staged, staged{f.Name(), path})
	defer func() { // closes after a panic too, so that Abort can remove it
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	buffered := bufio.NewWriterSize(f, writeSize)
	if err := write(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	if err := f.Chmod(mode); err != nil {
		return err
	}
	return f.Sync()
}

// hold holds a directory until the batch ends.
func (b *Batch) hold(dir string) error {
	if b.dirs[dir] != nil {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	lockShared(d)
	if b.dirs == nil {
		b.dirs = map[string]*os.File{}
	}
	b.dirs[dir] = d
	return nil
}

// createBeside creates a hidden file in the directory of path.
func createBeside(path string) (*os.File, error) {
	dir, base := filepath.Split(path)
	for try := 0; ; try++ {
		name := dir + temporaryName(base)
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil || !errors.Is(err, fs.ErrExist) || try == 100 {
			return f, err
		}
	}
}

// Commit renames all files to their final names and syncs their directories.
// If a rename fails, the rest is removed and the error names the file. After an
// error of Write it renames nothing and returns that error.
func (b *Batch) Commit() error {
	defer b.Abort()
	if b.err != nil {
		return b.err
	}
	if b.done {
		return errBatch
	}
	var dirs []string
	seen := map[string]bool{}
	for len(b.staged) > 0 {
		s := b.staged[0]
		if err := os.Rename(s.temporary, s.path); err != nil {
			return &fileError{s.path, err}
		}
		b.staged = b.staged[1:]
		if dir := filepath.Dir(s.path); !seen[dir] {
			seen[dir] = true
			dirs = append(dirs, dir)
		}
	}
	for _, dir := range dirs {
		if err := syncDir(dir); err != nil {
			return &fileError{dir, err}
		}
	}
	return nil
}

// Abort removes whatever was staged and not committed. After Commit it does
// nothing, so it may be deferred.
func (b *Batch) Abort() {
	for _, s := range b.staged {
		os.Remove(s.temporary)
	}
	for _, d := range b.dirs {
		d.Close()
	}
	b.staged, b.dirs = nil, nil
	b.done = true
}

// syncDir makes renames last. Some systems cannot sync a directory, and say so.
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
	if closed := d.Close(); err == nil {
		err = closed
	}
	return err
}
