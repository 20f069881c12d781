package gdpr

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// JournalEntry is the state of one request to erase. It holds no personal data in
// clear (G6): the subject is keyed hashes, and, until the request is finished,
// sealed.
type JournalEntry struct {
	Request Name      `json:"request"`
	At      time.Time `json:"at"`      // when it was first carried out
	Subject KeyedHash `json:"subject"` // of the ID
	Email   KeyedHash `json:"email"`   // of the address that was asked for; zero if none was
	// The address was left out: it is another customer's too (G3).
	EmailLeftOut bool `json:"email_left_out,omitempty"`

	Sealed *Sealed `json:"sealed,omitempty"` // nil once finished
	Done   bool    `json:"done"`
	// As of when nothing was left; zero while it is not finished.
	VerifiedAt time.Time       `json:"verified_at,omitzero"`
	Runs       int             `json:"runs"` // how often it was begun or resumed
	Holders    []HolderOutcome `json:"holders"`
}

// Open reports whether the request is not finished.
func (e *JournalEntry) Open() bool { return !e.Done }

// erases reports whether one of these hashes is of the address that is erased.
func (e *JournalEntry) erases(emails []KeyedHash) bool {
	return !e.EmailLeftOut && slices.Contains(emails, e.Email)
}

// Journal keeps the state of every request, so that an erasure that is
// interrupted resumes (G4). What a journal owes:
//
//   - When Put returns nil the entry survives a crash, in place of the one
//     before with its Request. After an error either may be there.
//   - After a Put of an entry without Sealed, the Sealed of the one before is
//     nowhere any more.
//   - Get reports whether there is an entry. Each yields every request's entry once,
//     in order of Request.
type Journal interface {
	Put(ctx context.Context, e JournalEntry) error
	Get(ctx context.Context, request Name) (JournalEntry, bool, error)
	Each(ctx context.Context) iter.Seq2[JournalEntry, error]
}

// MemoryJournal is a Journal that is gone with the process: for tests. The zero
// value works; it is not to be copied.
type MemoryJournal struct {
	mu      sync.Mutex
	entries map[Name]JournalEntry
}

// MarshalText returns an error, because the value is storage and not data to send.
func (*MemoryJournal) MarshalText() ([]byte, error) {
	return redact.Unsent("a gdpr.MemoryJournal", "what its methods return")
}

// Put keeps the entry.
func (j *MemoryJournal) Put(ctx context.Context, e JournalEntry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := e.check(); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.entries == nil {
		j.entries = map[Name]JournalEntry{}
	}
	j.entries[e.Request] = e.clone()
	return nil
}

// Get returns the entry of a request, and reports whether there is one.
func (j *MemoryJournal) Get(ctx context.Context, request Name) (JournalEntry, bool, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return JournalEntry{}, false, err
	}
	e, ok := j.entries[request]
	return e.clone(), ok, nil
}

// Each yields the entries as they are when it begins.
func (j *MemoryJournal) Each(ctx context.Context) iter.Seq2[JournalEntry, error] {
	return func(yield func(JournalEntry, error) bool) {
		j.mu.Lock()
		all := sortedEntries(j.entries)
		j.mu.Unlock()
		yieldAll(ctx, all)(yield)
	}
}

func (e JournalEntry) clone() JournalEntry {
	if e.Sealed != nil {
		s := *e.Sealed
		s.Data = slices.Clone(s.Data)
		e.Sealed = &s
	}
	e.Holders = cloneOutcomes(e.Holders)
	return e
}

// check refuses an entry that no journal should have.
func (e *JournalEntry) check() error {
	if !e.Request.Valid() || e.Done && e.Sealed != nil {
		return ErrRequest
	}
	if e.Subject.IsZero() || !e.Subject.Key.Valid() || !e.Email.IsZero() && !e.Email.Key.Valid() {
		return ErrKeyedHash
	}
	return nil
}

func sortedEntries(entries map[Name]JournalEntry) []JournalEntry {
	all := make([]JournalEntry, 0, len(entries))
	for _, request := range slices.Sorted(maps.Keys(entries)) {
		all = append(all, entries[request].clone())
	}
	return all
}

// yieldAll yields a slice until ctx is done.
func yieldAll[T any](ctx context.Context, all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range all {
			if err := ctx.Err(); err != nil {
				var none T
				yield(none, err)
				return
			}
			if !yield(x, nil) {
				return
			}
		}
	}
}
