package mailing

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func fileKey(id string) FileKey { return FileKey{id, NewSecret(strings.Repeat(id+"!", 32))} }

func someAck(who string, revision int) Acknowledgement {
	return Acknowledgement{
		Provider: "list", Key: NewSecret(who + "@example.com"), ID: ChangeID("id of " + who), State: Subscribed,
		Since: time.Date(2025, 1, 1, 0, 0, 0, 1, time.UTC), Address: NewSecret(who + "@Example.com"), Name: NewSecret("Name"), Revision: revision,
	}
}

// journal is a file's content with some acknowledgements, and where each ends.
func journal(t testing.TB, s *sealer, all ...Acknowledgement) (data []byte, ends []int) {
	for _, a := range all {
		payload, err := s.seal(a)
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, framed(payload)...)
		ends = append(ends, len(data))
	}
	return data, ends
}

func read(s *sealer, data []byte) (all []Acknowledgement, size int64, err error) {
	size, err = readRecords(data, func(payload []byte) error {
		a, err := s.open(payload)
		if err == nil {
			all = append(all, a)
		}
		return err
	})
	return all, size, err
}

func someSealer(t testing.TB, ids ...string) *sealer {
	var keys []FileKey
	for _, id := range ids {
		keys = append(keys, fileKey(id))
	}
	s, err := newSealer(keys)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Torn at any byte, with zeros instead of any blocks of the last record too, a
// file has every record before the last one, and is never said to be corrupt.
func TestTornLastRecord(t *testing.T) {
	s := someSealer(t, "k1")
	want := []Acknowledgement{someAck("ann", 1), someAck("bob", 1), someAck("ann", 2)}
	data, ends := journal(t, s, want...)
	check := func(why string, data []byte, n int) {
		got, size, err := read(s, data)
		end := 0
		if n > 0 {
			end = ends[n-1]
		}
		if err != nil || !slices.EqualFunc(got, want[:n], Acknowledgement.equal) || size != int64(end) {
			t.Fatalf("M6: %s: %d records up to byte %d, %v; want %d up to %d", why, len(got), size, err, n, end)
		}
	}
	for cut := range len(data) + 1 {
		n := 0
		for n < len(ends) && ends[n] <= cut {
			n++
		}
		check("torn", data[:cut], n)
	}
	for cut := ends[1] + 8; cut <= len(data); cut++ {
		unwritten := bytes.Clone(data)
		clear(unwritten[ends[1]:cut])
		check("not written but for its end", unwritten, 2)
	}
}

// A record that was acknowledged and is damaged is told, and where: no bit of
// it can change unseen, its line feed not either.
func TestDamagedRecord(t *testing.T) {
	s := someSealer(t, "k1")
	data, ends := journal(t, s, someAck("ann", 1), someAck("bob", 1))
	for i := range data {
		for bit := range 8 {
			damaged := bytes.Clone(data)
			damaged[i] ^= 1 << bit
			got, _, err := read(s, damaged)
			var corrupt *CorruptError
			begin := int64(0)
			if i >= ends[0] {
				begin = int64(ends[0])
			}
			if !errors.As(err, &corrupt) || corrupt.Offset != begin {
				t.Fatalf("M6: bit %d of byte %d: %d records, %v; want corrupt at byte %d", bit, i, len(got), err, begin)
			}
		}
	}
}

// A record that another key sealed is no damage, and is not cut off.
func TestKeysOfTheFile(t *testing.T) {
	old := someSealer(t, "old")
	data, _ := journal(t, old, someAck("ann", 1))
	if _, _, err := read(someSealer(t, "new"), data); !errors.Is(err, ErrFileKey) {
		t.Errorf("G6: without its key: %v", err)
	}
	impostor, err := newSealer([]FileKey{{"old", NewSecret(strings.Repeat("z", 32))}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := read(impostor, data); !errors.Is(err, ErrFileKey) {
		t.Errorf("G6: with another secret of the same ID: %v", err)
	}
	both := someSealer(t, "new", "old")
	more, _ := journal(t, both, someAck("bob", 1))
	if got, _, err := read(both, append(data, more...)); err != nil || len(got) != 2 || !bytes.Contains(more, []byte(" new ")) {
		t.Errorf("G6: a new key before the old one: %d records, %v", len(got), err)
	}
	for why, keys := range map[string][]FileKey{
		"none": nil, "no ID": {fileKey("")}, "two with one ID": {fileKey("a"), fileKey("a")},
		"an ID with a space": {fileKey("a b")}, "a long ID": {fileKey(strings.Repeat("a", 65))},
		"a short secret": {{"a", NewSecret(strings.Repeat("x", 31))}},
	} {
		if _, err := newSealer(keys); !errors.Is(err, ErrFileKey) {
			t.Errorf("G6: keys, %s: %v", why, err)
		}
	}
}

// The length of a record does not tell how long an address is.
func TestRecordsAreOfOneLength(t *testing.T) {
	s := someSealer(t, "k1")
	short, _ := journal(t, s, someAck("a", 1))
	long, _ := journal(t, s, someAck("abcdefghijklmnop", 1))
	if len(short) != len(long) {
		t.Errorf("G6: %d bytes for a short address, %d for a long one", len(short), len(long))
	}
}

// watched is a disk that notes what is done with it, and fails as it is told.
type watched struct {
	disk
	calls []string
	fail  int // the index of the call that fails, if it is not negative
}

var errDisk = errors.New("the disk is full")

func (w *watched) note(call string) error {
	w.calls = append(w.calls, call)
	if len(w.calls)-1 == w.fail {
		return errDisk
	}
	return nil
}

func (w *watched) WriteAt(b []byte, at int64) (int, error) {
	if err := w.note("write"); err != nil {
		n, _ := w.disk.WriteAt(b[:len(b)/2], at) // half of it is there
		return n, err
	}
	return w.disk.WriteAt(b, at)
}

func (w *watched) Sync() error {
	if err := w.note("sync"); err != nil {
		return err
	}
	return w.disk.Sync()
}

func watchedFile(t *testing.T, fail int) (*FileAcknowledgements, *watched, string) {
	path := filepath.Join(t.TempDir(), "acks")
	f, err := OpenAcknowledgements(path, fileKey("k1"))
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{disk: f.log.file, fail: fail}
	f.log.file = w
	t.Cleanup(func() { _ = f.Close() })
	return f, w, path
}

// Record has it on the disk when it returns nil; after a failure nothing more
// is written, and what was acknowledged before is there.
func TestRecordIsSynced(t *testing.T) {
	f, w, _ := watchedFile(t, -1)
	for n := range 2 {
		if err := f.Record(t.Context(), someAck("ann", n+1)); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"write", "sync", "write", "sync"}; !slices.Equal(w.calls, want) {
		t.Errorf("M6: two acknowledgements: %v, want %v", w.calls, want)
	}
	for fail := 2; fail < 4; fail++ {
		f, w, path := watchedFile(t, fail)
		if err := f.Record(t.Context(), someAck("ann", 1)); err != nil {
			t.Fatal(err)
		}
		if err := f.Record(t.Context(), someAck("bob", 1)); !errors.Is(err, errDisk) {
			t.Errorf("M6: call %d of the disk fails: %v", fail, err)
		}
		calls := len(w.calls)
		if err := f.Record(t.Context(), someAck("cid", 1)); !errors.Is(err, ErrClosed) || len(w.calls) != calls {
			t.Errorf("M6: after a failure: %v, %v", err, w.calls)
		}
		for _, err := range f.EachAcknowledgement(t.Context(), "list") {
			if !errors.Is(err, ErrClosed) {
				t.Errorf("M6: after a failure, reading: %v", err)
			}
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		again, err := OpenAcknowledgements(path, fileKey("k1"))
		if err != nil || len(again.all) < 1 || !again.all[0].equal(someAck("ann", 1)) {
			t.Errorf("M6: opened again after a failure: %v", err)
			continue
		}
		if err := again.Record(t.Context(), someAck("cid", 1)); err != nil {
			t.Error(err)
		}
		if err := again.Close(); err != nil {
			t.Error(err)
		}
		if data, err := os.ReadFile(path); err != nil {
			t.Error(err)
		} else if _, _, err := read(f.sealer, data); err != nil {
			t.Errorf("M6: written over a torn record: %v", err)
		}
	}
}

// FuzzReadRecords: whatever a file holds, reading it ends, keeps within it, and
// what it says is the end of the records is one.
func FuzzReadRecords(f *testing.F) {
	s := someSealer(f, "k1", "k2")
	data, ends := journal(f, s, someAck("ann", 1), someAck("bob", 1))
	f.Add([]byte{})
	f.Add(data)
	f.Add(data[:ends[0]+20])
	f.Add(append(bytes.Clone(data), make([]byte, 64)...))
	f.Add(framed([]byte("k1 AAAA")))
	f.Add(framed(nil))
	f.Add([]byte("\n\n"))
	next, _ := journal(f, s, someAck("cid", 1))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, size, err := read(s, data)
		if err != nil {
			if size != 0 {
				t.Fatalf("M6: an error and a size: %d", size)
			}
			return
		}
		if size < 0 || size > int64(len(data)) || size > 0 && data[size-1] != '\n' {
			t.Fatalf("M6: %d of %d bytes", size, len(data))
		}
		again, same, err := read(s, append(bytes.Clone(data[:size]), next...))
		if err != nil || same != size+int64(len(next)) || len(again) != len(all)+1 || !slices.EqualFunc(again[:len(all)], all, Acknowledgement.equal) {
			t.Fatalf("M6: after the records, one more is not read: %d and %d of them, %v", len(all), len(again), err)
		}
	})
}
