package mailing

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/clientele-go/clientele/internal/appendlog"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// The conditions of a file of acknowledgements.
var (
	ErrInUse  = errors.New("mailing: the file is open already, here or in another process")
	ErrClosed = errors.New("mailing: the file is closed, or broke; open it again")
)

// CorruptError is the error of a file with a record that was damaged after it was
// written. Nothing is guessed: restore the file from a copy.
type CorruptError struct {
	Offset int64 // where the record begins, in bytes
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("mailing: the record at byte %d is corrupt", e.Offset)
}

// FileAcknowledgements are [Acknowledgements] in a file, for a host without a
// database. Record appends a record with a checksum and syncs it before it
// returns. The file shows no address: every record is sealed with the host's
// key. One FileAcknowledgements at a time has the file open, see
// OpenAcknowledgements, and nobody else writes to it. It is safe for concurrent
// use. Everything is held in memory besides.
type FileAcknowledgements struct {
	mu     sync.Mutex
	log    *appendlog.Log
	sealer *sealer
	acks   ackTable
}

// MarshalText returns an error, because the value is storage and not data to send.
func (*FileAcknowledgements) MarshalText() ([]byte, error) {
	return redact.Unsent("a mailing.FileAcknowledgements", "what its methods return")
}

// ackTable is the acknowledgement of each provider and key that was recorded last, in the
// order in which the keys came.
type ackTable struct {
	all []Acknowledgement
	at  map[ackKey]int // where in all
}

type ackKey struct {
	provider string
	key      Secret
}

// put takes an acknowledgement over.
func (t *ackTable) put(a Acknowledgement) {
	key := ackKey{a.Provider, a.Key}
	if i, ok := t.at[key]; ok {
		t.all[i] = a
		return
	}
	if t.at == nil {
		t.at = map[ackKey]int{}
	}
	t.at[key] = len(t.all)
	t.all = append(t.all, a)
}

// OpenAcknowledgements opens a file. If there is none, it makes one that its owner alone can
// read. The first key seals; the others open what they sealed before. A symbolic link stands
// for the file at its end; give a file with several hard links always by the same name.
//
// Opening writes the file anew, with the latest acknowledgement of each address, sealed by
// the first key. So a file that Forget could not replace is found before anybody is erased
// (G4): one that is mounted by itself (mount its folder in place of it), or one in a folder
// that cannot be written to. After such an error the file is as it was.
//
// A torn last record, one that a crash kept from being written to its end, was never
// acknowledged and is cut off. Any other damage is a *CorruptError, which names the place.
// A record whose key is missing is ErrFileKey. Other errors are the file system's.
//
// While the file is open, in this process or in another one, to open it again is ErrInUse.
// The lock is flock(2): it is gone with the process, after kill -9 too, and a network file
// system may not have it. Windows, Plan 9, AIX, Solaris and WebAssembly have none; there the
// host sees to it.
func OpenAcknowledgements(path string, keys ...FileKey) (*FileAcknowledgements, error) {
	f, err := openAcknowledgements(appendlog.Disk{}, path, keys)
	if err != nil {
		return nil, fmt.Errorf("opening acknowledgements: %w", err)
	}
	return f, nil
}

func openAcknowledgements(on appendlog.Disk, path string, keys []FileKey) (*FileAcknowledgements, error) {
	s, err := newSealer(keys)
	if err != nil {
		return nil, err
	}
	f := &FileAcknowledgements{sealer: s}
	f.log, err = on.Open(path, func(payload []byte) error {
		a, err := s.open(payload)
		if err == nil {
			f.acks.put(a)
		}
		return err
	})
	if err != nil {
		return nil, fileError(err)
	}
	if err := f.replace(f.acks); err != nil {
		_ = f.log.Close()
		return nil, err
	}
	return f, nil
}

// fileError puts an error of this package in the place of the log's own. That a key is
// missing is no damage.
func fileError(err error) error {
	var corrupt *appendlog.CorruptError
	switch {
	case errors.Is(err, ErrFileKey):
		return ErrFileKey
	case errors.As(err, &corrupt):
		return &CorruptError{corrupt.Offset}
	case errors.Is(err, appendlog.ErrInUse):
		return ErrInUse
	case errors.Is(err, appendlog.ErrClosed):
		return ErrClosed
	}
	return err
}

// EachAcknowledgement yields the acknowledgements of the provider as they are when it
// begins.
func (f *FileAcknowledgements) EachAcknowledgement(ctx context.Context, provider string) iter.Seq2[Acknowledgement, error] {
	return func(yield func(Acknowledgement, error) bool) {
		f.mu.Lock()
		all, err := slices.Clone(f.acks.all), fileError(f.log.Err())
		f.mu.Unlock()
		for _, a := range all {
			if err != nil || ctx.Err() != nil {
				break
			}
			if a.Provider == provider && !yield(a, nil) {
				return
			}
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			yield(Acknowledgement{}, err)
		}
	}
}

// Record appends the acknowledgement and syncs it. After an error it does not count. If the
// error leaves open what is on the disk, everything is ErrClosed from then on: the file has
// to be opened again.
func (f *FileAcknowledgements) Record(ctx context.Context, a Acknowledgement) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	a.Since, a.At, a.Taken = plain(a.Since), plain(a.At), plain(a.Taken)
	a.Refused, a.OptedOut, a.Told, a.Gone = plain(a.Refused), plain(a.OptedOut), plain(a.Told), plain(a.Gone)
	a.Customers = slices.Clone(a.Customers)
	payload, err := f.sealer.seal(a)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.log.Append(payload); err != nil {
		return fileError(err)
	}
	f.acks.put(a)
	return nil
}

// Forget takes everything of an address's key out of the file, whatever the
// provider: the file is written anew, beside, and renamed, with the owner and the
// permissions that it had. Erasing a person (G1) needs it, after the providers have
// erased the address; what a sync unsubscribed can then be told from their lists
// alone (M5). After an error everything is as it was, or ErrClosed.
func (f *FileAcknowledgements) Forget(ctx context.Context, key Secret) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var kept ackTable
	for _, a := range f.acks.all {
		if a.Key != key {
			kept.put(a)
		}
	}
	if len(kept.all) == len(f.acks.all) {
		return fileError(f.log.Err())
	}
	return f.replace(kept)
}

// replace writes the file anew, with these acknowledgements.
func (f *FileAcknowledgements) replace(with ackTable) error {
	var payloads [][]byte
	for _, a := range with.all {
		p, err := f.sealer.seal(a)
		if err != nil {
			return err
		}
		payloads = append(payloads, p)
	}
	if err := f.log.Replace(payloads); err != nil {
		return fileError(err)
	}
	f.acks = with
	return nil
}

// Close closes the file. A second Close does nothing.
func (f *FileAcknowledgements) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.Close()
}
