package rollup

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"sync"
	"sync/atomic"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// Memory is a store in memory: the reference, the embedded default, the test double. The
// zero Memory is empty. Readers never wait: a write makes a new state beside the old one,
// and shares with it what did not change. It is safe for use by several goroutines.
//
// It is a Pager for pages with any filter (L4, L10). An order that was asked for once is kept from
// then on, in two bytes a customer, and so is who passes a filter, in one bit a customer and some
// hundred bytes for 512 of them: the latest 16 of each. After the first search, what is searched
// is kept too: a copy of the ID, e-mail, username and name, and eight bytes a customer. The
// benchmarks measure pages.
type Memory struct {
	writing sync.Mutex
	state   atomic.Pointer[state]
}

// Format prints that it is a store, whatever the verb.
func (m *Memory) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "rollup in memory") }

// MarshalText returns an error that names what to send in place of it.
func (m *Memory) MarshalText() ([]byte, error) {
	return redact.Unsent("a rollup.Memory", "what a rollup.Rollup answers")
}

// state is what a Memory holds at one moment. It is never changed.
type state struct {
	meta    Meta
	records list[*Record] // by ID
	byTime  list[*Entry]
	byOwner list[*Entry]
}

func emptyState() *state {
	return &state{
		records: list[*Record]{compare: func(a, b *Record) int { return cmp.Compare(a.Digest.ID, b.Digest.ID) }},
		byTime:  list[*Entry]{compare: func(a, b *Entry) int { return a.Key.Compare(b.Key) }},
		byOwner: list[*Entry]{compare: func(a, b *Entry) int { return a.byCustomer(b.Key) }},
	}
}

func (m *Memory) now() *state {
	if s := m.state.Load(); s != nil {
		return s
	}
	return emptyState()
}

// View calls read with the state of this moment.
func (m *Memory) View(ctx context.Context, read func(View) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return read(m.now())
}

// Write applies a batch. What it holds must not be changed afterwards.
func (m *Memory) Write(ctx context.Context, b Batch) error {
	m.writing.Lock()
	defer m.writing.Unlock()
	s := *m.now()
	if s.meta.Version != b.Meta.Version-1 {
		return ErrChanged
	}
	if b.Clear {
		s = *emptyState()
	}
	s.meta = b.Meta
	s.records.sum = summarize(&s.meta.Query)
	var records []edit[*Record]
	for i := range b.Put {
		records = append(records, edit[*Record]{item: &b.Put[i]})
	}
	for _, id := range b.Remove {
		records = append(records, edit[*Record]{&Record{Digest: customer.Digest{ID: id}}, true})
	}
	for i := range b.Turns {
		if turned, ok := s.turned(&b.Turns[i]); ok {
			records = append(records, edit[*Record]{item: turned})
		}
	}
	var entries []edit[*Entry]
	for i := range b.PutEntries {
		entries = append(entries, edit[*Entry]{item: &b.PutEntries[i]})
	}
	for _, k := range b.RemoveEntries {
		entries = append(entries, edit[*Entry]{&Entry{Key: k}, true})
	}
	s.records, s.byTime, s.byOwner = s.records.with(records), s.byTime.with(entries), s.byOwner.with(entries)
	if err := ctx.Err(); err != nil {
		return err
	}
	m.state.Store(&s)
	return nil
}

// turned returns a copy of the record that a turn is of, after it.
func (s *state) turned(t *Turn) (*Record, bool) {
	r, ok := s.records.find(&Record{Digest: customer.Digest{ID: t.ID}})
	if !ok {
		return nil, false
	}
	now := *r
	now.Status, now.Until = t.To, t.Until
	return &now, true
}

// Meta returns what the store holds besides records and entries.
func (s *state) Meta(ctx context.Context) (Meta, error) { return s.meta, ctx.Err() }

// Records yields what is asked for.
func (s *state) Records(ctx context.Context, a Ask) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		n := 0
		err := s.each(ctx, &a, func(r *Record) bool {
			n++
			return yield(r, nil) && (a.Limit == 0 || n < a.Limit)
		})
		if err != nil {
			yield(nil, err)
		}
	}
}

// Entries yields what is asked for.
func (s *state) Entries(ctx context.Context, a EntryAsk) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		n := 0
		take := func(e *Entry) bool {
			if a.Pending && !e.Pending() {
				return true
			}
			n++
			return yield(*e, nil) && (a.Limit == 0 || n < a.Limit)
		}
		if err := ctx.Err(); err != nil {
			yield(Entry{}, err)
			return
		}
		s.eachEntry(&a, take)
	}
}
