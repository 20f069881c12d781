// Package appendlog keeps records in a file: records are appended and synced, one
// process at a time, and a crash at any moment loses nothing that was acknowledged.
//
// A file is locked from Open to Close by flock(2), which ends with the process,
// after kill -9 too. A network file system may not have it; Windows, Plan 9, AIX,
// Solaris and WebAssembly have none. A name that leads to the file through symbolic
// links is resolved when the file is opened, so every such name meets the same lock,
// and Replace puts the new file where the old one is. Hard links are not resolved:
// open a file under one of its names only.
package appendlog

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// The conditions of this package. The callers put their own in their place.
var (
	ErrInUse   = errors.New("the file is open already, here or in another process")
	ErrClosed  = errors.New("the file is closed, or a write failed: open it again")
	ErrReplace = errors.New("the file cannot be replaced")
	ErrKind    = errors.New("not a regular file")
)

// Disk is what a log does to a file that can fail. Its zero functions are those of
// the operating system; tests put others in their place.
type Disk struct {
	WriteAt func(f *os.File, b []byte, at int64) (int, error)
	Sync    func(f *os.File) error
	Rename  func(from, to string) error
}

func (d Disk) complete() Disk {
	if d.WriteAt == nil {
		d.WriteAt = (*os.File).WriteAt
	}
	if d.Sync == nil {
		d.Sync = (*os.File).Sync
	}
	if d.Rename == nil {
		d.Rename = os.Rename
	}
	return d
}

// A Log is an open file of records. It is not safe for concurrent use.
type Log struct {
	disk Disk
	path string // absolute, without symbolic links
	file *os.File
	size int64 // of the records
	err  error // not nil: what is on the disk is not known, or the log is closed
}

// Open opens a file, and makes one that its owner alone can read if there is none.
// It hands the payload of each record to each, in the order in which they came. A
// torn last record, which was never acknowledged, is cut off.
//
// Open fails with ErrInUse while somebody has the file open, with ErrKind for a
// directory, pipe or device, and with a *CorruptError for a record that was damaged
// or that each refuses. It also fails if there is no room for another record. After
// an error the records are what they were.
func Open(path string, each func(payload []byte) error) (*Log, error) {
	return Disk{}.Open(path, each)
}

// Open opens a file on this disk.
func (d Disk) Open(path string, each func(payload []byte) error) (*Log, error) {
	f, path, err := openLocked(path)
	if err != nil {
		return nil, err
	}
	l := &Log{disk: d.complete(), path: path, file: f}
	if err := l.load(each); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

func (l *Log) load(each func(payload []byte) error) error {
	if err := os.Remove(beside(l.path)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err // of an interrupted Replace
	}
	data, err := io.ReadAll(l.file)
	if err != nil {
		return err
	}
	if l.size, err = read(data, each); err != nil {
		return err
	}
	if l.size < int64(len(data)) {
		if err := l.file.Truncate(l.size); err != nil {
			return err
		}
	}
	if err := l.room(); err != nil {
		return err
	}
	return syncDir(filepath.Dir(l.path))
}

// reserve is the room that there must be for records when a log is opened, in bytes.
const reserve = 4096

// room fails if there is no room for another record. It writes zeros and takes them
// away again; if a crash leaves them, they are a torn record.
func (l *Log) room() error {
	_, err := l.disk.WriteAt(l.file, make([]byte, reserve), l.size)
	if err == nil {
		err = l.disk.Sync(l.file)
	}
	err = errors.Join(err, l.file.Truncate(l.size))
	if err == nil {
		err = l.disk.Sync(l.file)
	}
	if err != nil {
		return fmt.Errorf("no room for another record: %w", err)
	}
	return nil
}

// Append writes records and syncs them. After an error none of them counts; the log
// goes on if they could be taken away again, and is broken (see Err) if not.
func (l *Log) Append(payloads ...[]byte) error {
	if err := l.Err(); err != nil {
		return err
	}
	var lines []byte
	for _, p := range payloads {
		lines = append(lines, frame(p)...)
	}
	if _, err := l.disk.WriteAt(l.file, lines, l.size); err != nil {
		if errors.Join(l.file.Truncate(l.size), l.disk.Sync(l.file)) != nil {
			l.err = ErrClosed
		}
		return err
	}
	if err := l.disk.Sync(l.file); err != nil { // the system may have dropped what was written
		l.err = ErrClosed
		return err
	}
	l.size += int64(len(lines))
	return nil
}

// Replace puts a file of these records in the place of all others, so that nothing of
// those stays in it. The new file is locked, written beside, synced and renamed; it
// has the owner and the permissions of the old one. At no time is there a file
// without a lock under the name.
//
// If that is impossible, the error is ErrReplace, the old file is untouched and the
// log goes on. That is so for a file that is mounted by itself: mount its folder.
func (l *Log) Replace(payloads [][]byte) error {
	if err := l.Err(); err != nil {
		return err
	}
	next, err := l.write(payloads)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrReplace, err)
	}
	_ = l.file.Close() // it is no longer the file
	l.file, l.size = next.file, next.size
	if err := syncDir(filepath.Dir(l.path)); err != nil {
		l.err = ErrClosed // which of the two files a crash leaves is not known
		return err
	}
	return nil
}

// write writes the file that replaces the log's, and renames it.
func (l *Log) write(payloads [][]byte) (*Log, error) {
	f, err := os.OpenFile(beside(l.path), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	next := &Log{disk: l.disk, path: l.path, file: f}
	if err = lockFile(f); err == nil {
		err = keepOwner(l.file, f)
	}
	if err == nil {
		err = next.Append(payloads...)
	}
	if err == nil {
		err = l.disk.Rename(f.Name(), l.path)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return next, nil
}

// Err returns nil if the log can be written, and else ErrClosed: it was closed, or
// a write failed in a way that leaves open what is on the disk.
func (l *Log) Err() error {
	if l == nil {
		return ErrClosed
	}
	return l.err
}

// Close closes the file and lets go of the lock. A second Close does nothing.
func (l *Log) Close() error {
	if l == nil || l.file == nil {
		return nil
	}
	err := l.file.Close()
	l.file, l.err = nil, ErrClosed
	return err
}
