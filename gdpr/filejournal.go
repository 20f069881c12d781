package gdpr

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"sync"
)

// FileJournal is a Journal in a file. Each Put appends a record with a checksum
// and syncs it. A Put that finishes a request writes the file anew, beside, and
// renames it, so that what was sealed is gone from it (G6). One FileJournal at a
// time has the file open, see OpenJournal, and nobody else writes to it.
type FileJournal struct {
	mu      sync.Mutex
	log     *logFile
	entries map[Name]Entry
}

// OpenJournal opens a journal, and makes the file, which its owner alone can
// read, if there is none. A torn last record is cut off; a record that is
// damaged is a CorruptError, which names its place. Other errors are the file
// system's.
//
// While the file is open, in this process or in another one, it is ErrInUse to
// open it again. The lock is flock(2): it is gone with the process, after kill -9
// too, and a network file system may not have it. Windows, Plan 9, AIX, Solaris
// and WebAssembly have none; there the host sees to it.
func OpenJournal(path string) (*FileJournal, error) {
	j := &FileJournal{entries: map[Name]Entry{}}
	stale := false
	log, err := openLog(path, func(payload []byte) error {
		e, err := decodeEntry(payload)
		if err == nil {
			stale = j.add(e) || stale
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	j.log = log
	if stale {
		if err := j.compact(); err != nil {
			_ = log.close()
			return nil, err
		}
	}
	return j, nil
}

// add takes an entry over and reports whether one that it replaces was sealed.
func (j *FileJournal) add(e Entry) (stale bool) {
	stale = j.entries[e.Request].Sealed != nil && e.Sealed == nil
	j.entries[e.Request] = e.clone()
	return stale
}

// Put appends the entry and syncs it.
func (j *FileJournal) Put(ctx context.Context, e Entry) error {
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
	if err := j.log.append(payload); err != nil {
		return err
	}
	if j.add(e) {
		return j.compact()
	}
	return nil
}

func (j *FileJournal) compact() error {
	var payloads [][]byte
	for _, e := range sortedEntries(j.entries) {
		p, err := json.Marshal(e)
		if err != nil {
			return err
		}
		payloads = append(payloads, p)
	}
	return j.log.replace(payloads)
}

// Get is the entry of a request.
func (j *FileJournal) Get(ctx context.Context, request Name) (Entry, bool, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.log.err != nil {
		return Entry{}, false, ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return Entry{}, false, err
	}
	e, ok := j.entries[request]
	return e.clone(), ok, nil
}

// Each yields the entries as they are when it begins.
func (j *FileJournal) Each(ctx context.Context) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		j.mu.Lock()
		all, err := sortedEntries(j.entries), j.log.err
		j.mu.Unlock()
		if err != nil {
			yield(Entry{}, ErrClosed)
			return
		}
		each(ctx, all)(yield)
	}
}

// Close closes the file.
func (j *FileJournal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.log.close()
}

// FileTombstones is Tombstones in a file, each a record with a checksum, synced
// before Bury returns. One FileTombstones at a time has the file open.
type FileTombstones struct {
	mu     sync.Mutex
	log    *logFile
	graves graves
}

// OpenTombstones opens the file, under the terms of OpenJournal.
func OpenTombstones(path string) (*FileTombstones, error) {
	f := &FileTombstones{}
	log, err := openLog(path, func(payload []byte) error {
		t, err := decodeTombstone(payload)
		if err == nil {
			f.graves.add(t)
		}
		return err
	})
	f.log = log
	if err != nil {
		return nil, err
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
	if f.log.err != nil {
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
	if err := f.log.append(payloads...); err != nil {
		return err
	}
	for _, t := range news {
		f.graves.add(t)
	}
	return nil
}

// Find gives the tombstones of these hashes.
func (f *FileTombstones) Find(ctx context.Context, any ...KeyedHash) ([]Tombstone, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.log.err != nil {
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
		all, err := slices.Clone(f.graves.all), f.log.err
		f.mu.Unlock()
		if err != nil {
			yield(Tombstone{}, ErrClosed)
			return
		}
		each(ctx, all)(yield)
	}
}

// Close closes the file.
func (f *FileTombstones) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.close()
}

func decodeEntry(payload []byte) (Entry, error) {
	var e Entry
	if err := decode(payload, &e); err != nil {
		return Entry{}, err
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
	if _, err := d.Token(); err != io.EOF {
		return ErrRequest
	}
	return nil
}
