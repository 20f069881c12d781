package gdpr

import (
	"bytes"
	"errors"
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
		case err == nil && bytes.Contains(data[size:], []byte("\n")):
			t.Fatalf("G4: a record after byte %d is taken for torn", size)
		}
	})
}
