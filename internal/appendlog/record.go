package appendlog

import (
	"bytes"
	"fmt"
	"hash/crc32"
)

// CorruptError is the error of a record that was damaged after it was written, or
// that the caller cannot read. Nothing is guessed: restore the file from a copy.
type CorruptError struct {
	Offset int64 // where the record begins, in bytes
	Cause  error // the caller's error, or nil; it is not printed
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("the record at byte %d is corrupt", e.Offset)
}

// Unwrap returns the caller's error.
func (e *CorruptError) Unwrap() error { return e.Cause }

// A record is a line: the CRC-32C of the payload in 8 hexadecimal digits, a space,
// and the payload, which has no line feed and no NUL in it.

// read hands on each payload and returns where the last complete record ends.
func read(data []byte, each func(payload []byte) error) (size int64, err error) {
	for size < int64(len(data)) {
		line, rest, whole := bytes.Cut(data[size:], []byte("\n"))
		payload, ok := unframe(line)
		switch {
		case !whole && torn(line), whole && !ok && len(rest) == 0 && unwritten(line):
			return size, nil
		case !whole, !ok:
			return 0, &CorruptError{Offset: size}
		}
		if err := each(payload); err != nil {
			return 0, &CorruptError{size, err}
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
	sum := crc32.Checksum(payload, crc32.MakeTable(crc32.Castagnoli))
	return fmt.Appendf(nil, "%08x %s\n", sum, payload)
}

// unframe returns the payload of a line, and whether its checksum is right.
func unframe(line []byte) (payload []byte, ok bool) {
	const head = len("00000000 ")
	if len(line) < head {
		return nil, false
	}
	return line[head:], bytes.HasPrefix(frame(line[head:]), line[:head])
}
