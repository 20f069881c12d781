package gdpr

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// Tombstone says that a person was erased, without saying who (G5, G6). There is one for
// the ID and one for the address. A tombstone of an address with NewID says the opposite:
// the person of the address signed up again, and the address is free for that customer.
type Tombstone struct {
	Subject KeyedHash `json:"subject"` // of an ID or an address
	NewID   KeyedHash `json:"new_id"`  // zero, or who may have the address
	Request Name      `json:"request"` // empty with NewID
	At      time.Time `json:"at"`
}

// Tombstones keeps tombstones for good: a host that forgets them cannot keep the person
// erased. What they owe:
//
//   - When Bury returns nil all of them survive a crash. One with the Subject and
//     NewID of one that is there changes nothing. After an error any of them may
//     be there.
//   - Find gives all those whose Subject is one of the hashes. Each yields
//     every one once, in the order in which they came.
type Tombstones interface {
	Bury(ctx context.Context, all ...Tombstone) error
	Find(ctx context.Context, any ...KeyedHash) ([]Tombstone, error)
	Each(ctx context.Context) iter.Seq2[Tombstone, error]
}

// MemoryTombstones is Tombstones that are gone with the process: for tests. The
// zero value works; it is not to be copied.
type MemoryTombstones struct {
	mu     sync.Mutex
	graves graves
}

// MarshalText returns an error, because the value is storage and not data to send.
func (*MemoryTombstones) MarshalText() ([]byte, error) {
	return redact.Unsent("a gdpr.MemoryTombstones", "what its methods return")
}

// Bury keeps tombstones.
func (m *MemoryTombstones) Bury(ctx context.Context, all ...Tombstone) error {
	if err := checkTombstones(ctx, all); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.graves.news(all) {
		m.graves.add(t)
	}
	return nil
}

// Find returns the tombstones of these hashes.
func (m *MemoryTombstones) Find(ctx context.Context, any ...KeyedHash) ([]Tombstone, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return m.graves.find(any), nil
}

// Each yields the tombstones as they are when it begins.
func (m *MemoryTombstones) Each(ctx context.Context) iter.Seq2[Tombstone, error] {
	return func(yield func(Tombstone, error) bool) {
		m.mu.Lock()
		all := slices.Clone(m.graves.all)
		m.mu.Unlock()
		yieldAll(ctx, all)(yield)
	}
}

// graves are tombstones and where each hash's are.
type graves struct {
	all []Tombstone
	of  map[KeyedHash][]int
}

func (g *graves) add(t Tombstone) {
	if g.of == nil {
		g.of = map[KeyedHash][]int{}
	}
	g.of[t.Subject] = append(g.of[t.Subject], len(g.all))
	g.all = append(g.all, t)
}

func (g *graves) find(any []KeyedHash) []Tombstone {
	var found []Tombstone
	for _, d := range any {
		for _, i := range g.of[d] {
			found = append(found, g.all[i])
		}
	}
	return found
}

// news returns the tombstones that are not there yet.
func (g *graves) news(all []Tombstone) []Tombstone {
	var missing []Tombstone
	for _, t := range all {
		same := func(o Tombstone) bool { return o.Subject == t.Subject && o.NewID == t.NewID }
		if !slices.ContainsFunc(g.find([]KeyedHash{t.Subject}), same) && !slices.ContainsFunc(missing, same) {
			missing = append(missing, t)
		}
	}
	return missing
}

// checkTombstones refuses plain hashes (G5).
func checkTombstones(ctx context.Context, all []Tombstone) error {
	for _, t := range all {
		if !t.Subject.Key.Valid() || !t.NewID.IsZero() && !t.NewID.Key.Valid() {
			return ErrKeyedHash
		}
	}
	return ctx.Err()
}
