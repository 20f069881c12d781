package gdpr_test

import (
	"bytes"
	"context"
	"errors"
	"iter"

	"github.com/clientele-go/clientele/gdpr"
)

// way is a way in which a call fails.
type way int

const (
	errorBefore way = iota
	appliedThenError
	panics
	cancels
	crashBefore // the process stops, and starts again from the journal
	crashAfter
	ways
)

var (
	errFault = errors.New("fault at the row of anna-canary")
	errDead  = errors.New("the process of anna-canary is dead")
)

// world is a host whose every call to a store can fail.
type world struct {
	*stores
	t        tester
	journal  gdpr.Journal
	tombs    gdpr.Tombstones
	keys     gdpr.Keys
	registry *gdpr.Registry
	cancel   context.CancelFunc

	calls    int
	faults   map[int]way
	late     int    // the call at which an event for the subject comes; 0 is none
	raw      bool   // it goes around the guard
	hook     func() // happens at every call
	dead     bool
	injected int
	log      bytes.Buffer
	neighbor string
}

func newWorld(t tester, keys gdpr.Keys, names ...gdpr.Name) *world {
	w := &world{stores: newStores(names...), t: t, faults: map[int]way{}, keys: keys}
	w.journal, w.tombs = &gdpr.MemoryJournal{}, &gdpr.MemoryTombstones{}
	w.inject = w.called
	w.neighbor = w.of(bert.ID)
	w.restart()
	return w
}

// restart is a new process over what is stored.
func (w *world) restart() {
	w.dead = false
	w.registry = w.stores.registry()
	w.registry.Keys = w.keys
	w.registry.Journal, w.registry.Tombstones = &faultyJournal{w.journal, w.called}, &faultyTombstones{w.tombs, w.called}
}

// called is a call to a store.
func (w *world) called(op string, do func() error) (err error) {
	if w.dead {
		return errDead
	}
	w.calls++
	if w.hook != nil {
		w.hook()
	}
	if w.calls == w.late {
		w.event()
	}
	fault, ok := w.faults[w.calls]
	if !ok {
		return do()
	}
	w.injected++
	switch fault {
	case appliedThenError:
		_ = do()
	case panics:
		panic("anna-canary")
	case cancels:
		w.cancel()
		return do()
	case crashBefore:
		w.dead = true
		return errDead
	case crashAfter:
		_ = do()
		w.dead = true
		return errDead
	}
	return errFault
}

// event is a late event for Anna: an import that asks the guard, or does not.
func (w *world) event() {
	g := gdpr.Guard{Keys: w.keys, Tombstones: w.tombs}
	if w.raw || g.Check(ctx, anna) == nil {
		w.add(w.names[0], anna, "late event")
	}
}

// faultyJournal is a journal whose calls fail as the host's do.
type faultyJournal struct {
	gdpr.Journal
	called func(op string, do func() error) error
}

func (j *faultyJournal) Put(c context.Context, e gdpr.JournalEntry) error {
	return j.called("put", func() error { return j.Journal.Put(c, e) })
}

func (j *faultyJournal) Get(c context.Context, r gdpr.Name) (e gdpr.JournalEntry, ok bool, err error) {
	err = j.called("get", func() (err error) { e, ok, err = j.Journal.Get(c, r); return err })
	return e, ok, err
}

func (j *faultyJournal) Each(c context.Context) iter.Seq2[gdpr.JournalEntry, error] {
	return func(yield func(gdpr.JournalEntry, error) bool) {
		if err := j.called("each", func() error { return nil }); err != nil {
			yield(gdpr.JournalEntry{}, err)
			return
		}
		j.Journal.Each(c)(yield)
	}
}

// faultyTombstones are tombstones whose calls fail as the host's do.
type faultyTombstones struct {
	gdpr.Tombstones
	called func(op string, do func() error) error
}

func (f *faultyTombstones) Bury(c context.Context, all ...gdpr.Tombstone) error {
	return f.called("bury", func() error { return f.Tombstones.Bury(c, all...) })
}

func (f *faultyTombstones) Find(c context.Context, any ...gdpr.KeyedHash) (found []gdpr.Tombstone, err error) {
	err = f.called("find", func() (err error) { found, err = f.Tombstones.Find(c, any...); return err })
	return found, err
}

func (f *faultyTombstones) Each(c context.Context) iter.Seq2[gdpr.Tombstone, error] {
	return func(yield func(gdpr.Tombstone, error) bool) {
		if err := f.called("each", func() error { return nil }); err != nil {
			yield(gdpr.Tombstone{}, err)
			return
		}
		f.Tombstones.Each(c)(yield)
	}
}
