package gdpr

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/clientele-go/clientele/internal/appendlog"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// CorruptError is the error of a file with a record that was damaged after it was
// written. Nothing is guessed: restore the file from a copy.
type CorruptError struct {
	Offset int64 // where the record begins, in bytes
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("gdpr: the record at byte %d is corrupt", e.Offset)
}

// FileJournal is a Journal in a file. Each Put appends a record with a checksum
// and syncs it. A Put that finishes a request writes the file anew, beside, and
// renames it, so that what was sealed is gone from it (G6). One FileJournal at a
// time has the file open, see OpenJournal, and nobody else writes to it.
type FileJournal struct {
	mu      sync.Mutex
	log     *appendlog.Log
	entries map[Name]JournalEntry
}

// MarshalText returns an error, because the value is storage and not data to send.
func (*FileJournal) MarshalText() ([]byte, error) {
	return redact.Unsent("a gdpr.FileJournal", "what its methods return")
}

// OpenJournal opens a journal. If there is no file, it makes one that its owner alone can
// read. A torn last record is cut off. A record that is damaged is a *CorruptError, which
// names its place.
//
// Symbolic links are resolved: whatever the name, the journal is the file that it
// leads to (G4). Give a file with several hard links always by the same name.
//
// Opening writes the file anew, because the journal must be able to do so later: that is
// how it forgets sealed data (G4). If the file cannot be replaced, the error is ErrReplace,
// and the file is as it was. It cannot be replaced if it is a mount of its own (mount its
// folder instead), if the folder cannot be written to, or if the disk is full. Other
// errors are the file system's. One of them is that the disk has no room for another
// record.
//
// While the file is open, in this process or in another one, a second OpenJournal returns
// ErrInUse.
// The lock is flock(2): it is gone with the process, after kill -9 too, and a network file
// system may not have it. Windows, Plan 9, AIX, Solaris and WebAssembly have none; there the
// host sees to it.
func OpenJournal(path string) (*FileJournal, error) { return openJournal(appendlog.Disk{}, path) }

func openJournal(on appendlog.Disk, path string) (*FileJournal, error) {
	j := &FileJournal{entries: map[Name]JournalEntry{}}
	log, err := on.Open(path, func(payload []byte) error {
		e, err := decodeEntry(payload)
		if err == nil {
			j.entries[e.Request] = e
		}
		return err
	})
	if err != nil {
		return nil, fileError(err)
	}
	j.log = log
	if err := j.replace(j.entries); err != nil {
		_ = log.Close()
		return nil, err
	}
	return j, nil
}

// fileError puts an error of this package in the place of the log's own.
func fileError(err error) error {
	var corrupt *appendlog.CorruptError
	switch {
	case errors.As(err, &corrupt):
		return &CorruptError{corrupt.Offset}
	case errors.Is(err, appendlog.ErrInUse):
		return ErrInUse
	case errors.Is(err, appendlog.ErrClosed):
		return ErrClosed
	case errors.Is(err, appendlog.ErrReplace):
		return fmt.Errorf("%w: %w", ErrReplace, err)
	}
	return err
}

// Put appends the entry and syncs it. An entry that finishes a request replaces the file in
// one step: if that fails, the request is as it was.
func (j *FileJournal) Put(ctx context.Context, e JournalEntry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := e.check(); err != nil {
		return err
	}
	payload, err := json.Marshal(e)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if e.Sealed == nil && j.entries[e.Request].Sealed != nil {
		next := maps.Clone(j.entries)
		next[e.Request] = e.clone()
		return j.replace(next)
	}
	if err := j.log.Append(payload); err != nil {
		return fileError(err)
	}
	j.entries[e.Request] = e.clone()
	return nil
}

// replace writes the file anew, with these entries.
func (j *FileJournal) replace(entries map[Name]JournalEntry) error {
	var payloads [][]byte
	for _, e := range sortedEntries(entries) {
		p, err := json.Marshal(e)
		if err != nil {
			return err
		}
		payloads = append(payloads, p)
	}
	if err := j.log.Replace(payloads); err != nil {
		return fileError(err)
	}
	j.entries = entries
	return nil
}

// Get returns the entry of a request, and reports whether there is one.
func (j *FileJournal) Get(ctx context.Context, request Name) (JournalEntry, bool, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.log.Err() != nil {
		return JournalEntry{}, false, ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return JournalEntry{}, false, err
	}
	e, ok := j.entries[request]
	return e.clone(), ok, nil
}

// Each yields the entries as they are when it begins.
func (j *FileJournal) Each(ctx context.Context) iter.Seq2[JournalEntry, error] {
	return func(yield func(JournalEntry, error) bool) {
		j.mu.Lock()
		all, err := sortedEntries(j.entries), j.log.Err()
		j.mu.Unlock()
		if err != nil {
			yield(JournalEntry{}, ErrClosed)
			return
		}
		yieldAll(ctx, all)(yield)
	}
}

// Close closes the file. A second Close does nothing, nor does a Close of nil.
func (j *FileJournal) Close() error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.log.Close()
}

// FileTombstones is Tombstones in a file, each a record with a checksum, synced
// before Bury returns. One FileTombstones at a time has the file open.
type FileTombstones struct {
	mu     sync.Mutex
	log    *appendlog.Log
	graves graves
}

// MarshalText returns an error, because the value is storage and not data to send.
func (*FileTombstones) MarshalText() ([]byte, error) {
	return redact.Unsent("a gdpr.FileTombstones", "what its methods return")
}

// OpenTombstones opens the file, under the terms of OpenJournal. But it never writes the
// file anew, so the file may be mounted by itself.
func OpenTombstones(path string) (*FileTombstones, error) {
	f := &FileTombstones{}
	log, err := appendlog.Open(path, func(payload []byte) error {
		t, err := decodeTombstone(payload)
		if err == nil {
			f.graves.add(t)
		}
		return err
	})
	f.log = log
	if err != nil {
		return nil, fileError(err)
	}
	return f, nil
}

// Bury appends the tombstones that are not there yet, and syncs them.
func (f *FileTombstones) Bury(ctx context.Context, all ...Tombstone) error {
	if err := checkTombstones(ctx, all); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.log.Err() != nil {
		return ErrClosed
	}
	news := f.graves.news(all)
	if len(news) == 0 {
		return nil
	}
	var payloads [][]byte
	for _, t := range news {
		p, err := json.Marshal(t)
		if err != nil {
			return err
		}
		payloads = append(payloads, p)
	}
	if err := f.log.Append(payloads...); err != nil {
		return fileError(err)
	}
	for _, t := range news {
		f.graves.add(t)
	}
	return nil
}

// Find returns the tombstones of these hashes.
func (f *FileTombstones) Find(ctx context.Context, any ...KeyedHash) ([]Tombstone, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.log.Err() != nil {
		return nil, ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return f.graves.find(any), nil
}

// Each yields the tombstones as they are when it begins.
func (f *FileTombstones) Each(ctx context.Context) iter.Seq2[Tombstone, error] {
	return func(yield func(Tombstone, error) bool) {
		f.mu.Lock()
		all, err := slices.Clone(f.graves.all), f.log.Err()
		f.mu.Unlock()
		if err != nil {
			yield(Tombstone{}, ErrClosed)
			return
		}
		yieldAll(ctx, all)(yield)
	}
}

// Close closes the file. A second Close does nothing, nor does a Close of nil.
func (f *FileTombstones) Close() error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.Close()
}

func decodeEntry(payload []byte) (JournalEntry, error) {
	var e JournalEntry
	if err := decode(payload, &e); err != nil {
		return JournalEntry{}, err
	}
	return e, e.check()
}

func decodeTombstone(payload []byte) (Tombstone, error) {
	var t Tombstone
	if err := decode(payload, &t); err != nil {
		return Tombstone{}, err
	}
	return t, checkTombstones(context.Background(), []Tombstone{t})
}

// decode reads one JSON value with no unknown field and nothing after it.
func decode(payload []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(payload))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return ErrRequest
	}
	return nil
}
