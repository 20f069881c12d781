package gdpr

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// Registry is every place of a host that holds personal data (G1), and the
// one thing that exports and erases: what is exported can be erased, and
// the reverse. It is a literal:
//
//	&gdpr.Registry{Holders: []gdpr.Holder{logins, orders, scores}, Identity: accounts, …}
//
// Export needs the holders alone. With Keys, Journal and Tombstones, which
// erasure needs, it also sees erasures that other processes began.
//
// A Registry is safe for concurrent use and not to be copied or changed after
// its first use. For one subject, its calls follow one another. It prints as the
// number of its holders, whatever the encoder or the verb (G6).
//
// A panic in a holder, the journal, the tombstones or the destination of an export
// is ErrPanic in an Error, which drops what was panicked with; the subject is
// unlocked, and an erasure is as open as after any other error.
type Registry struct {
	Holders  []Holder
	Identity Holder // who the person is: erased last, exported first

	// Customers say whether an address is one customer's alone. Needed whenever a
	// subject has an address: else it is ErrCustomers.
	Customers Customers

	Keys       Keys
	Journal    Journal
	Tombstones Tombstones

	mu      sync.Mutex
	busy    map[string]bool // what is locked
	changed chan struct{}   // closed when something is unlocked
}

// Check returns the reason why the registry cannot be used. That is ErrRegistry if there is
// no registry, if a holder or the identity is missing, or if a name is invalid or comes
// twice. If the keys are wrong it is ErrKey.
func (r *Registry) Check() error {
	if r == nil || r.Identity == nil {
		return ErrRegistry
	}
	seen := map[Name]bool{}
	for _, h := range r.order() {
		name := nameOf(h)
		if !name.Valid() || seen[name] {
			return ErrRegistry
		}
		seen[name] = true
	}
	if len(r.Keys) == 0 {
		return nil
	}
	return r.Keys.Check()
}

// nameOf returns a holder's name, and an empty name if the holder is nil or
// panics.
func nameOf(h Holder) (name Name) {
	if h == nil || guarded(func() error { name = h.Name(); return nil }) != nil {
		return ""
	}
	return name
}

// check does what Check does, for one question.
func (r *Registry) check(s Subject, at time.Time) error {
	if err := calendar.Check(at, nil); err != nil {
		return err
	}
	if s.ID == "" {
		return ErrSubject
	}
	return r.Check()
}

// checkAt refuses a question without an instant, or without stores.
func (r *Registry) checkAt(at time.Time) error {
	if err := calendar.Check(at, nil); err != nil {
		return err
	}
	return r.stores()
}

// order returns the holders in the order of erasure: identity last (G3).
func (r *Registry) order() []Holder {
	return append(r.Holders[:len(r.Holders):len(r.Holders)], r.Identity)
}

// lock waits until nobody else works on the subject.
func (r *Registry) lock(ctx context.Context, s Subject) (unlock func(), err error) {
	keys := s.locks()
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		wait := r.tryLock(keys)
		if wait == nil {
			return func() { r.unlock(keys) }, nil
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// tryLock locks all keys, or none and says what to wait for.
func (r *Registry) tryLock(keys []string) (wait <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range keys {
		if r.busy[k] {
			if r.changed == nil {
				r.changed = make(chan struct{})
			}
			return r.changed
		}
	}
	if r.busy == nil {
		r.busy = map[string]bool{}
	}
	for _, k := range keys {
		r.busy[k] = true
	}
	return nil
}

func (r *Registry) unlock(keys []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range keys {
		delete(r.busy, k)
	}
	if r.changed != nil {
		close(r.changed)
		r.changed = nil
	}
}

func (r *Registry) String() string {
	if r == nil {
		return "no registry"
	}
	return fmt.Sprintf("a registry of %d holders and the identity", len(r.Holders))
}

// Format prints no holder and no subject, whatever the verb.
func (r *Registry) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(r.String())) }

// LogValue returns the number of holders.
func (r *Registry) LogValue() slog.Value { return slog.StringValue(r.String()) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (*Registry) MarshalText() ([]byte, error) {
	return redact.Unsent("a gdpr.Registry", "a Manifest or a Plan")
}
