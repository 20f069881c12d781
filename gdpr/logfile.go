package gdpr

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

// CorruptError says that a file has a record that was damaged after it was
// written. Nothing is guessed: restore the file from a copy.
type CorruptError struct{ Offset int64 } // of the record, in bytes

func (e *CorruptError) Error() string {
	return fmt.Sprintf("gdpr: the record at byte %d is corrupt", e.Offset)
}

// A logFile is an append-only file of records, one on a line: the CRC-32C in 8
// hexadecimal digits, a space, the payload, which has no line feed in it.
type logFile struct {
	path string
	file *os.File
	size int64 // of the records
	err  error // after a failed write nothing is known: the file must be opened again
}

// openLog reads a file, which is made if it is not there, and hands each payload
// on. A torn last record, one that a crash kept from being written to its end,
// was never acknowledged and is cut off. While another has it open, it is
// ErrInUse, and nothing is changed.
func openLog(path string, each func(payload []byte) error) (*logFile, error) {
	f, err := openLocked(path)
	if err != nil {
		return nil, err
	}
	l := &logFile{path: path, file: f}
	if err := l.load(each); err != nil {
		f.Close()
		return nil, err
	}
	return l, nil
}

// openLocked opens a file and locks it. The file that is locked is the one that
// is there under the name now, and not one that replace has just put away.
func openLocked(path string) (*os.File, error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		err = lockFile(f)
		if err == nil {
			var current bool
			if current, err = isAt(f, path); current {
				return f, nil
			}
		}
		f.Close()
		if err != nil {
			return nil, err
		}
	}
}

// isAt reports whether an open file is the one under this name.
func isAt(f *os.File, path string) (bool, error) {
	mine, err := f.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(mine, there), err
}

func (l *logFile) load(each func(payload []byte) error) error {
	if err := os.Remove(beside(l.path)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	data, err := io.ReadAll(l.file)
	if err != nil {
		return err
	}
	if l.size, err = readLog(data, each); err != nil {
		return err
	}
	if l.size < int64(len(data)) {
		if err := l.file.Truncate(l.size); err != nil {
			return err
		}
	}
	if err := l.file.Sync(); err != nil {
		return err
	}
	return syncDir(filepath.Dir(l.path))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// readLog reads records and says where the last complete one ends.
func readLog(data []byte, each func(payload []byte) error) (size int64, err error) {
	for size < int64(len(data)) {
		line, rest, whole := bytes.Cut(data[size:], []byte("\n"))
		payload, ok := unframe(line)
		if !whole && torn(line) || whole && !ok && len(rest) == 0 && unwritten(line) {
			return size, nil
		}
		if !whole || !ok || each(payload) != nil {
			return 0, &CorruptError{size}
		}
		size += int64(len(line)) + 1
	}
	return size, nil
}

// torn reports whether a last line without its line feed is the beginning of a
// record, or the zeros that some file systems leave, and not a whole record
// whose line feed was damaged.
func torn(line []byte) bool {
	if len(line) == 0 {
		return true
	}
	_, damaged := unframe(line[:len(line)-1])
	return !damaged
}

// unwritten reports whether a line has the zeros of a block that a crash kept from
// being written, though a later one, with the line feed, was. No payload has
// zeros in it.
func unwritten(line []byte) bool { return bytes.Contains(line, make([]byte, 8)) }

func frame(payload []byte) []byte {
	line := fmt.Appendf(nil, "%08x ", crc32.Checksum(payload, castagnoli))
	return append(append(line, payload...), '\n')
}

func unframe(line []byte) (payload []byte, ok bool) {
	if len(line) < 9 {
		return nil, false
	}
	return line[9:], bytes.HasPrefix(frame(line[9:]), line[:9])
}

// append writes records and syncs them. After an error the log is broken: it
// is not known what of them is on the disk.
func (l *logFile) append(payloads ...[]byte) error {
	if l.err != nil {
		return l.err
	}
	var lines []byte
	for _, p := range payloads {
		lines = append(lines, frame(p)...)
	}
	if _, err := l.file.WriteAt(lines, l.size); err != nil {
		l.err = ErrClosed
		return err
	}
	if err := l.file.Sync(); err != nil {
		l.err = ErrClosed
		return err
	}
	l.size += int64(len(lines))
	return nil
}

// replace puts a file of these records in the place of the log: locked, written
// beside, synced, renamed, the directory synced. At no time is there a file
// without a lock under the name.
func (l *logFile) replace(payloads [][]byte) (err error) {
	if l.err != nil {
		return l.err
	}
	defer func() {
		if err != nil {
			l.err = ErrClosed
		}
	}()
	f, err := os.OpenFile(beside(l.path), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	next := &logFile{path: l.path, file: f}
	if err = lockFile(f); err == nil {
		err = next.append(payloads...)
	}
	if err == nil {
		err = os.Rename(f.Name(), l.path)
	}
	if err != nil {
		f.Close()
		return err
	}
	l.file.Close()
	l.file, l.size = f, next.size
	return syncDir(filepath.Dir(l.path))
}

func (l *logFile) close() error {
	if errors.Is(l.err, os.ErrClosed) {
		return nil
	}
	l.err = errors.Join(ErrClosed, os.ErrClosed)
	return l.file.Close()
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
