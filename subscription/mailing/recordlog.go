package mailing

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// CorruptError says that a record of a file was damaged after it was written.
// Nothing is guessed: restore the file from a copy.
type CorruptError struct {
	Offset int64 // where the record begins, in bytes
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("mailing: the record at byte %d is corrupt", e.Offset)
}

// ErrClosed says that a file was closed, or that writing to it failed. After a failure it is
// not known what is on the disk, and the file has to be opened again.
var ErrClosed = errors.New("mailing: the file is closed")

// disk is what a recordLog needs of a file.
type disk interface {
	WriteAt(b []byte, at int64) (int, error)
	Sync() error
	Close() error
}

// A recordLog appends records to a file. A record is a line: the CRC-32C of
// the payload in 8 hexadecimal digits, a space, and the payload, which has no
// line feed and no NUL in it.
type recordLog struct {
	path string
	file disk
	size int64 // where the next record goes
	err  error // not nil: no more is written
}

// openRecords opens the file, or makes one that its owner alone can read, and
// hands on the payload of each record. A torn last record is cut off.
//
// A path that is a symbolic link stands for the file at its end, and a file that
// cannot be replaced, one that is mounted by itself for example, is an error
// now: the first time that somebody is to be forgotten would be too late (G4).
func openRecords(path string, each func(payload []byte) error) (*recordLog, error) {
	data, err := readOrMake(path)
	if err != nil {
		return nil, err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return nil, err
	}
	if err := os.Remove(besides(path)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err // of an interrupted replace
	}
	var payloads [][]byte
	if _, err := readRecords(data, func(payload []byte) error {
		payloads = append(payloads, payload)
		return each(payload)
	}); err != nil {
		return nil, err
	}
	l := &recordLog{path: path}
	if err := l.replace(payloads); err != nil {
		return nil, errors.Join(err, l.close(), os.RemoveAll(besides(path)))
	}
	return l, nil
}

// readOrMake is the content of a file, which is made if there is none.
func readOrMake(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(f)
	return data, errors.Join(err, f.Close())
}

// readRecords hands on the payloads, and says where the last whole record
// ends. A damaged record is a CorruptError, as is one that each refuses, but
// for ErrFileKey.
func readRecords(data []byte, each func(payload []byte) error) (int64, error) {
	var at int64
	for at < int64(len(data)) {
		line, rest, ended := bytes.Cut(data[at:], []byte("\n"))
		payload, whole := unframed(line)
		switch {
		case !ended && !endDamaged(line), ended && len(rest) == 0 && !whole && unwritten(line):
			return at, nil // never acknowledged
		case !ended || !whole:
			return 0, &CorruptError{at}
		}
		if err := each(payload); errors.Is(err, ErrFileKey) {
			return 0, err
		} else if err != nil {
			return 0, &CorruptError{at}
		}
		at += int64(len(line)) + 1
	}
	return at, nil
}

// endDamaged reports whether a last line is a whole record but for its line feed,
// which is another byte: that one was acknowledged.
func endDamaged(line []byte) bool {
	if len(line) == 0 {
		return false
	}
	_, whole := unframed(line[:len(line)-1])
	return whole
}

// unwritten reports whether a line has the zeros of a block that a crash kept from
// being written, though a later one was.
func unwritten(line []byte) bool { return bytes.Contains(line, make([]byte, 8)) }

func framed(payload []byte) []byte {
	sum := crc32.Checksum(payload, crc32.MakeTable(crc32.Castagnoli))
	return fmt.Appendf(nil, "%08x %s\n", sum, payload)
}

// unframed is the payload of a line, and whether its checksum is right.
func unframed(line []byte) ([]byte, bool) {
	const head = len("00000000 ")
	if len(line) < head {
		return nil, false
	}
	payload := line[head:]
	return payload, bytes.Equal(framed(payload)[:head], line[:head])
}

// append writes records and syncs them.
func (l *recordLog) append(payloads ...[]byte) error {
	if l.err != nil {
		return l.err
	}
	var lines []byte
	for _, p := range payloads {
		lines = append(lines, framed(p)...)
	}
	_, err := l.file.WriteAt(lines, l.size)
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		l.err = ErrClosed
		return err
	}
	l.size += int64(len(lines))
	return nil
}

// replace puts these records in the place of all others: written besides,
// synced, renamed, the folder synced.
func (l *recordLog) replace(payloads [][]byte) error {
	if l.err != nil {
		return l.err
	}
	l.err = ErrClosed // until it is done
	f, err := os.OpenFile(besides(l.path), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	next := &recordLog{path: l.path, file: f}
	if err = next.append(payloads...); err == nil {
		err = os.Rename(f.Name(), l.path)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if l.file != nil {
		_ = l.file.Close() // it is no longer the file
	}
	l.file, l.size = f, next.size
	if err := syncFolder(filepath.Dir(l.path)); err != nil {
		return err
	}
	l.err = nil
	return nil
}

// close closes the file, once.
func (l *recordLog) close() error {
	if l.file == nil {
		return nil
	}
	err := l.file.Close()
	l.file, l.err = nil, ErrClosed
	return err
}

func besides(path string) string { return path + ".new" }

// syncFolder makes a new name last. Some systems cannot sync a folder.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
