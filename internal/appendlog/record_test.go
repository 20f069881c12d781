package appendlog

import (
	"bytes"
	"errors"
	"slices"
	"testing"
)

// G4: whatever the bytes, reading a log gives an error that names a place in
// them, or the records, which framed again are the bytes up to the torn end.
func FuzzRead(f *testing.F) {
	two := append(frame([]byte(`{"request":"r1"}`)), frame([]byte("{}"))...)
	f.Add(two)
	f.Add(two[:len(two)-3])
	f.Add(append(bytes.Clone(two), 0, 0, 0))
	f.Fuzz(func(t *testing.T, data []byte) {
		var again []byte
		size, err := read(data, func(payload []byte) error {
			again = append(again, frame(payload)...)
			return nil
		})
		var corrupt *CorruptError
		switch {
		case err != nil && (!errors.As(err, &corrupt) || corrupt.Offset < 0 || corrupt.Offset >= int64(len(data))):
			t.Fatalf("G4: %v", err)
		case err == nil && !bytes.Equal(again, data[:size]):
			t.Fatalf("G4: %d bytes are read as other ones", size)
		case err == nil && bytes.Contains(data[size:], []byte("\n")) && !(bytes.Count(data[size:], []byte("\n")) == 1 && bytes.Contains(data[size:], make([]byte, 8))):
			t.Fatalf("G4: a record after byte %d is taken for torn", size)
		}
	})
}

// G4: a last record of which a crash kept some block from being written, though
// its end was, is torn; one that is damaged otherwise, or not the last, is not.
func TestUnwrittenBlocks(t *testing.T) {
	first, last := frame([]byte(`{"request":"r1"}`)), frame([]byte(`{"request":"r2","at":"2024-05-06T07:08:09Z"}`))
	for _, c := range []struct {
		why  string
		data []byte
		size int64
		bad  bool
	}{
		{"whole", slices.Concat(first, last), int64(len(first) + len(last)), false},
		{"the first block of the last record is zeros", slices.Concat(first, make([]byte, 20), last[20:]), int64(len(first)), false},
		{"the zeros that a crash leaves of the room for a record", slices.Concat(first, make([]byte, reserve)), int64(len(first)), false},
		{"seven zeros are damage", slices.Concat(first, make([]byte, 7), last[7:]), 0, true},
		{"a record before the last", slices.Concat(make([]byte, 10), first[10:], last), 0, true},
		{"another byte is damage", slices.Concat(first, []byte("x"), last[1:]), 0, true},
	} {
		size, err := read(c.data, func([]byte) error { return nil })
		if size != c.size || (err != nil) != c.bad {
			t.Errorf("G4: %s: %d bytes, %v; want %d", c.why, size, err, c.size)
		}
	}
}

// The caller's error is found in a CorruptError, and not printed.
func TestCause(t *testing.T) {
	secret := errors.New("the secret of anna")
	_, err := read(frame([]byte("{}")), func([]byte) error { return secret })
	if !errors.Is(err, secret) || err.Error() != "the record at byte 0 is corrupt" {
		t.Errorf("G6: %v", err)
	}
}
