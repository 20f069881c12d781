package mailing

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clientele-go/clientele/internal/appendlog"
)

func fileKey(id string) FileKey { return FileKey{id, NewSecret(strings.Repeat(id+"!", 32))} }

func someAck(who string, revision int) Acknowledgement {
	return Acknowledgement{
		Provider: "list", Key: NewSecret(who + "@example.com"), ID: ChangeID("id of " + who), State: Subscribed,
		Since: time.Date(2025, 1, 1, 0, 0, 0, 1, time.UTC), Address: NewSecret(who + "@Example.com"), Name: NewSecret("Name"), Revision: revision,
	}
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

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// recorded is a closed file with some acknowledgements, and its content.
func recorded(t *testing.T, all ...Acknowledgement) (path string, data []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "acks")
	f, err := OpenAcknowledgements(path, fileKey("k1"))
	must(t, err)
	for _, a := range all {
		must(t, f.Record(t.Context(), a))
	}
	must(t, f.Close())
	data, err = os.ReadFile(path)
	must(t, err)
	return path, data
}

// reads fails unless the file has these acknowledgements.
func reads(t *testing.T, why, path string, want ...Acknowledgement) {
	t.Helper()
	f, err := OpenAcknowledgements(path, fileKey("k1"))
	if err != nil {
		t.Fatalf("M6: %s: %v", why, err)
	}
	defer f.Close()
	if !slices.EqualFunc(f.acks.all, want, Acknowledgement.equal) {
		t.Errorf("M6: %s: %d acknowledgements, want %d", why, len(f.acks.all), len(want))
	}
}

// Torn anywhere, a file has every record before the last one, and is never said to be
// corrupt.
func TestTornLastRecord(t *testing.T) {
	path, data := recorded(t, someAck("ann", 1), someAck("bob", 1))
	first := bytes.IndexByte(data, '\n') + 1
	for _, cut := range []int{first, first + 1, first + 9, (first + len(data)) / 2, len(data) - 1} {
		must(t, os.WriteFile(path, data[:cut], 0o600))
		reads(t, "torn", path, someAck("ann", 1))
		if left, err := os.ReadFile(path); err != nil || bytes.Count(left, []byte("\n")) != 1 || !bytes.HasSuffix(left, []byte("\n")) {
			t.Errorf("M6: torn at byte %d, and not cut off: %d bytes, %v", cut, len(left), err)
		}
	}
}

// A record that was acknowledged and is damaged is told, and where; the file stays as
// it is.
func TestDamagedRecord(t *testing.T) {
	path, data := recorded(t, someAck("ann", 1), someAck("bob", 1))
	first := bytes.IndexByte(data, '\n') + 1
	for i := 0; i < len(data); i += 61 {
		damaged := bytes.Clone(data)
		damaged[i] ^= 1
		must(t, os.WriteFile(path, damaged, 0o600))
		want := int64(0)
		if i >= first {
			want = int64(first)
		}
		_, err := OpenAcknowledgements(path, fileKey("k1"))
		var corrupt *CorruptError
		if !errors.As(err, &corrupt) || corrupt.Offset != want {
			t.Errorf("M6: byte %d is damaged: %v; want corrupt at byte %d", i, err, want)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, damaged) {
			t.Errorf("M6: byte %d is damaged, and the file changed: %v", i, err)
		}
	}
}

// A record whole and of no acknowledgement is corrupt, too.
func TestRecordOfSomethingElse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	log, err := appendlog.Open(path, nil)
	must(t, err)
	must(t, log.Append([]byte("{}")))
	must(t, log.Close())
	_, err = OpenAcknowledgements(path, fileKey("k1"))
	var corrupt *CorruptError
	if !errors.As(err, &corrupt) || corrupt.Offset != 0 {
		t.Errorf("M6: the file of something else: %v", err)
	}
}

// A record that another key sealed is no damage, and is not cut off. A new key before the
// old one seals everything anew, and then the old one is needed no more.
func TestKeysOfTheFile(t *testing.T) {
	path, data := recorded(t, someAck("ann", 1))
	for why, key := range map[string]FileKey{
		"without its key":                    fileKey("k2"),
		"with another secret of the same ID": {"k1", NewSecret(strings.Repeat("z", 32))},
	} {
		_, err := OpenAcknowledgements(path, key)
		var corrupt *CorruptError
		if !errors.Is(err, ErrFileKey) || errors.As(err, &corrupt) {
			t.Errorf("G6: %s: %v", why, err)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, data) {
			t.Errorf("G6: %s, and the file changed: %v", why, err)
		}
	}
	for _, keys := range [][]FileKey{{fileKey("k2"), fileKey("k1")}, {fileKey("k2")}} {
		f, err := OpenAcknowledgements(path, keys...)
		if err != nil || len(f.acks.all) != 1 || !f.acks.all[0].equal(someAck("ann", 1)) {
			t.Fatalf("G6: with %d keys: %v", len(keys), err)
		}
		must(t, f.Close())
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
	short, err := s.seal(someAck("a", 1))
	must(t, err)
	long, err := s.seal(someAck("abcdefghijklmnop", 1))
	must(t, err)
	if len(short) != len(long) {
		t.Errorf("G6: %d bytes for a short address, %d for a long one", len(short), len(long))
	}
}

// Record has it on the disk when it returns nil: written, then synced.
func TestRecordIsSynced(t *testing.T) {
	var calls []string
	f, err := openAcknowledgements(appendlog.Disk{
		WriteAt: func(f *os.File, b []byte, at int64) (int, error) {
			calls = append(calls, "write")
			return f.WriteAt(b, at)
		},
		Sync: func(f *os.File) error { calls = append(calls, "sync"); return f.Sync() },
	}, filepath.Join(t.TempDir(), "acks"), []FileKey{fileKey("k1")})
	must(t, err)
	defer f.Close()
	calls = nil
	for n := range 2 {
		must(t, f.Record(t.Context(), someAck("ann", n+1)))
	}
	if want := []string{"write", "sync", "write", "sync"}; !slices.Equal(calls, want) {
		t.Errorf("M6: two acknowledgements: %v, want %v", calls, want)
	}
}

// What could not be recorded does not count. On a full disk the file goes on once there is
// room; after a failed sync it is not known what is on the disk, and it has to be opened
// again. What was acknowledged before is there.
func TestRecordFails(t *testing.T) {
	errDisk := errors.New("the disk is broken")
	for _, c := range []struct {
		why    string
		on     func(failing *bool) appendlog.Disk
		closed bool
	}{
		{"full", func(failing *bool) appendlog.Disk {
			return appendlog.Disk{WriteAt: func(f *os.File, b []byte, at int64) (int, error) {
				if *failing {
					n, _ := f.WriteAt(b[:len(b)/2], at) // half of it is there
					return n, errDisk
				}
				return f.WriteAt(b, at)
			}}
		}, false},
		{"not synced", func(failing *bool) appendlog.Disk {
			return appendlog.Disk{Sync: func(f *os.File) error {
				if *failing {
					return errDisk
				}
				return f.Sync()
			}}
		}, true},
	} {
		path, failing := filepath.Join(t.TempDir(), "acks"), false
		f, err := openAcknowledgements(c.on(&failing), path, []FileKey{fileKey("k1")})
		must(t, err)
		must(t, f.Record(t.Context(), someAck("ann", 1)))
		failing = true
		if err := f.Record(t.Context(), someAck("bob", 1)); !errors.Is(err, errDisk) || len(f.acks.all) != 1 {
			t.Errorf("M6: %s: %v, and %d count", c.why, err, len(f.acks.all))
		}
		failing = false
		err = f.Record(t.Context(), someAck("cid", 1))
		if c.closed {
			wantClosed(t, c.why, f, err)
		} else {
			must(t, err)
		}
		must(t, f.Close())
		f, err = OpenAcknowledgements(path, fileKey("k1"))
		must(t, err)
		must(t, f.Record(t.Context(), someAck("dan", 1)))
		must(t, f.Close())
		switch {
		case c.closed: // the disk of this test had it all the same
			reads(t, c.why, path, someAck("ann", 1), someAck("bob", 1), someAck("dan", 1))
		default:
			reads(t, c.why, path, someAck("ann", 1), someAck("cid", 1), someAck("dan", 1))
		}
	}
}

func wantClosed(t *testing.T, why string, f *FileAcknowledgements, err error) {
	t.Helper()
	if !errors.Is(err, ErrClosed) || !errors.Is(f.Forget(t.Context(), NewSecret("ann@example.com")), ErrClosed) {
		t.Errorf("M6: %s, and recorded or forgotten again: %v", why, err)
	}
	for _, err := range f.EachAcknowledgement(t.Context(), "list") {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("M6: %s, and read: %v", why, err)
		}
	}
}

// A file that cannot be replaced, as one that is mounted by itself, is refused when it is
// opened, and stays as it is. One that no longer can be replaced forgets nobody, and goes
// on.
func TestFileThatCannotBeReplaced(t *testing.T) {
	path, data := recorded(t, someAck("ann", 1))
	rename := os.Rename
	disk := appendlog.Disk{Rename: func(from, to string) error { return rename(from, to) }}
	busy := func(from, to string) error {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EBUSY}
	}
	rename = busy
	if _, err := openAcknowledgements(disk, path, []FileKey{fileKey("k1")}); !errors.Is(err, syscall.EBUSY) {
		t.Errorf("G4: opened: %v", err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, data) {
		t.Errorf("G4: it was refused, and changed: %v", err)
	}
	rename = os.Rename
	f, err := openAcknowledgements(disk, path, []FileKey{fileKey("k1")})
	must(t, err)
	rename = busy
	if err := f.Forget(t.Context(), someAck("ann", 1).Key); !errors.Is(err, syscall.EBUSY) || len(f.acks.all) != 1 {
		t.Errorf("G4: forgotten: %v, and %d are left", err, len(f.acks.all))
	}
	rename = os.Rename
	must(t, f.Record(t.Context(), someAck("bob", 1)))
	must(t, f.Forget(t.Context(), someAck("ann", 1).Key))
	must(t, f.Close())
	reads(t, "forgotten in the end", path, someAck("bob", 1))
}

// What is recorded again replaces what was there, and opening leaves nothing of it: an
// address that a customer gave up is not kept.
func TestOpeningLeavesTheLatest(t *testing.T) {
	path, before := recorded(t, someAck("ann", 1), someAck("bob", 1), someAck("ann", 2))
	reads(t, "opened", path, someAck("ann", 2), someAck("bob", 1))
	after, err := os.ReadFile(path)
	must(t, err)
	if bytes.Count(before, []byte("\n")) != 3 || bytes.Count(after, []byte("\n")) != 2 {
		t.Errorf("M6: %d records become %d, want 3 and 2", bytes.Count(before, []byte("\n")), bytes.Count(after, []byte("\n")))
	}
}

// FuzzOpenRecord: whatever a record holds, it is one of these errors, or an
// acknowledgement that comes back when it is sealed again.
func FuzzOpenRecord(f *testing.F) {
	s := someSealer(f, "k1", "k2")
	payload, err := s.seal(someAck("ann", 1))
	must(f, err)
	f.Add(payload)
	f.Add(payload[:len(payload)/2])
	f.Add([]byte("k1 AAAA"))
	f.Add([]byte("k3 AAAA"))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, payload []byte) {
		a, err := s.open(payload)
		if err != nil {
			if !errors.Is(err, errSeal) && !errors.Is(err, ErrFileKey) || !a.equal(Acknowledgement{}) {
				t.Fatalf("M6: %v", err)
			}
			return
		}
		again, err := s.seal(a)
		must(t, err)
		if got, err := s.open(again); err != nil || !got.equal(a) {
			t.Fatalf("M6: sealed again, another one comes back: %v", err)
		}
	})
}
