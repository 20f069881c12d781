package gdpr

import (
	"bytes"
	"errors"
	"slices"
	"testing"
)

// G4: whatever the bytes, reading a log gives an error that names a place in
// them, or the records, which framed again are the bytes up to the torn end.
func FuzzReadLog(f *testing.F) {
	two := append(frame([]byte(`{"request":"r1"}`)), frame([]byte("{}"))...)
	f.Add(two)
	f.Add(two[:len(two)-3])
	f.Add(append(bytes.Clone(two), 0, 0, 0))
	f.Fuzz(func(t *testing.T, data []byte) {
		var again []byte
		size, err := readLog(data, func(payload []byte) error {
			_, _ = decodeEntry(payload)
			_, _ = decodeTombstone(payload)
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

// A record is one JSON value of known fields, and nothing after it.
func TestG4StrictRecords(t *testing.T) {
	const hash = `"k:00000000000000000000000000000000000000000000000000000000000000ff"`
	for _, c := range []struct {
		tail   string
		taken  bool
		reason string
	}{
		{``, true, "a record"},
		{` `, true, "white space"},
		{`}`, false, "an end too many"},
		{`]`, false, "an end of something else"},
		{`{}`, false, "a second value"},
		{`,`, false, "more to come"},
		{`x`, false, "not JSON"},
	} {
		_, err := decodeEntry([]byte(`{"request":"r1","subject":` + hash + `}` + c.tail))
		_, err2 := decodeTombstone([]byte(`{"subject":` + hash + `}` + c.tail))
		if (err == nil) != c.taken || (err2 == nil) != c.taken {
			t.Errorf("G4: %s: %v, %v", c.reason, err, err2)
		}
	}
	if _, err := decodeEntry([]byte(`{"request":"r1","subject":` + hash + `,"who":"x"}`)); err == nil {
		t.Error("G4: an unknown field is taken")
	}
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
		{"seven zeros are damage", slices.Concat(first, make([]byte, 7), last[7:]), 0, true},
		{"a record before the last", slices.Concat(make([]byte, 10), first[10:], last), 0, true},
		{"another byte is damage", slices.Concat(first, []byte("x"), last[1:]), 0, true},
	} {
		size, err := readLog(c.data, func([]byte) error { return nil })
		if size != c.size || (err != nil) != c.bad {
			t.Errorf("G4: %s: %d bytes, %v; want %d", c.why, size, err, c.size)
		}
	}
}
