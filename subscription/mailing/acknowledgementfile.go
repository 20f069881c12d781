package mailing

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// FileAcknowledgements are [Acknowledgements] in a file, for a host without a
// database. Record appends a record with a checksum and syncs it before it
// returns. The file shows no address: every record is sealed with the host's
// key. One process at a time has it open, and nobody else writes to it. It is
// safe for concurrent use. Everything is held in memory besides.
type FileAcknowledgements struct {
	mu     sync.Mutex
	log    *recordLog
	sealer *sealer
	all    []Acknowledgement // those recorded last
	at     map[ackKey]int    // where in all
}

// MarshalText returns an error: this is a place to store in, and nothing to send.
func (*FileAcknowledgements) MarshalText() ([]byte, error) {
	return redact.Unsent("a mailing.FileAcknowledgements", "what its methods return")
}

type ackKey struct {
	provider string
	key      Secret
}

// OpenAcknowledgements opens a file. If there is none, it makes one that its owner alone can
// read. The first key seals; the others open what they sealed before. A symbolic link stands
// for the file at its end. A file that cannot be replaced, because it is mounted by itself
// or its folder is not writable, is an error, as Forget has to replace it (G4).
//
// A torn last record, one that a crash kept from being written to its end, was never
// acknowledged and is cut off. Any other damage is a *CorruptError, which names the place.
// A record whose key is missing is ErrFileKey. Other errors are the file system's.
func OpenAcknowledgements(path string, keys ...FileKey) (*FileAcknowledgements, error) {
	s, err := newSealer(keys)
	if err != nil {
		return nil, err
	}
	f := &FileAcknowledgements{sealer: s, at: map[ackKey]int{}}
	f.log, err = openRecords(path, func(payload []byte) error {
		a, err := s.open(payload)
		if err == nil {
			f.put(a)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("opening acknowledgements: %w", err)
	}
	return f, nil
}

// put takes an acknowledgement over.
func (f *FileAcknowledgements) put(a Acknowledgement) {
	key := ackKey{a.Provider, a.Key}
	if i, ok := f.at[key]; ok {
		f.all[i] = a
		return
	}
	f.at[key] = len(f.all)
	f.all = append(f.all, a)
}

// EachAcknowledgement yields the acknowledgements of the provider as they are when it
// begins.
func (f *FileAcknowledgements) EachAcknowledgement(ctx context.Context, provider string) iter.Seq2[Acknowledgement, error] {
	return func(yield func(Acknowledgement, error) bool) {
		f.mu.Lock()
		all, err := slices.Clone(f.all), f.log.err
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

// Record appends the acknowledgement and syncs it. After an error of the file
// system everything is ErrClosed: the file has to be opened again.
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
	if err := f.log.append(payload); err != nil {
		return err
	}
	f.put(a)
	return nil
}

// Forget takes everything of an address's key out of the file, whatever the
// provider: the file is written anew, besides, and renamed. Erasing a person
// (G1) needs it, after the providers have erased the address; what a sync
// unsubscribed can then be told from their lists alone (M5).
func (f *FileAcknowledgements) Forget(ctx context.Context, key Secret) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var kept FileAcknowledgements
	kept.at = map[ackKey]int{}
	var payloads [][]byte
	for _, a := range f.all {
		if a.Key == key {
			continue
		}
		payload, err := f.sealer.seal(a)
		if err != nil {
			return err
		}
		payloads = append(payloads, payload)
		kept.put(a)
	}
	if len(kept.all) == len(f.all) {
		return f.log.err
	}
	if err := f.log.replace(payloads); err != nil {
		return err
	}
	f.all, f.at = kept.all, kept.at
	return nil
}

// Close closes the file. A second Close does nothing.
func (f *FileAcknowledgements) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.close()
}
