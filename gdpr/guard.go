package gdpr

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"slices"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// Guard stands before every path by which data of persons comes in: imports, events,
// webhooks, syncs (G5). A person is suppressed by ID, or by the key of the address (I4),
// unless the address was lifted for that ID by SignUp. Facts with neither are nobody's and
// pass.
//
// Where data comes in, a Guard with the two fields tells who is suppressed now. An erasure
// may begin between its answer and the write; Replay would find that. Admit of a
// Registry.Guard leaves no such gap within the process: it waits for the erasures and
// exports of its registry, and they wait for it. A Guard prints as "a guard".
type Guard struct {
	Keys       Keys
	Tombstones Tombstones

	registry *Registry
}

// Guard returns the guard of this registry. The guard of a nil registry lets nobody in.
func (r *Registry) Guard() Guard {
	if r == nil {
		return Guard{}
	}
	return Guard{r.Keys, r.Tombstones, r}
}

const aGuard = "a guard"

// Format prints no key, no registry and no subject, whatever the verb.
func (g Guard) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(aGuard)) }

// LogValue returns "a guard".
func (g Guard) LogValue() slog.Value { return slog.StringValue(aGuard) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Guard) MarshalText() ([]byte, error) {
	return redact.Unsent("a gdpr.Guard", "nothing: it is for asking")
}

// Check returns ErrSuppressed if the subject was erased, and nil if not. If it cannot tell,
// it returns another error, and the subject is not to be let in.
func (g Guard) Check(ctx context.Context, s Subject) error {
	st, err := g.standing(ctx, s)
	if err != nil {
		return err
	}
	if st.suppressed() {
		return ErrSuppressed
	}
	return nil
}

// Admit writes a fact if its subject is not suppressed; otherwise it returns ErrSuppressed.
// With the guard of a registry no erasure of the subject begins in between, so there are no
// late events. Admit returns the error of write as it is. A panic of write goes on, once the
// subject is unlocked. write must not call the registry about the same subject, because it
// would wait for ever.
func (g Guard) Admit(ctx context.Context, s Subject, write func() error) error {
	if g.registry != nil {
		unlock, err := g.registry.lock(ctx, s)
		if err != nil {
			return err
		}
		defer unlock()
	}
	if err := g.Check(ctx, s); err != nil {
		return err
	}
	return write()
}

// Keep yields the facts whose subject is not suppressed, and adds the number of the others
// to dropped. An error, the guard's too, ends the sequence.
//
// Keep holds no lock while the caller has a fact, as an import may read several sequences
// side by side. Where erasures go on at the same time, write each fact by Admit, or call
// Replay after the import.
func Keep[T any](ctx context.Context, g Guard, facts iter.Seq2[T, error], subject func(T) Subject, dropped *int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for fact, err := range facts {
			if err != nil {
				yield(none, err)
				return
			}
			st, err := g.standing(ctx, subject(fact))
			if err != nil {
				yield(none, err)
				return
			}
			if st.suppressed() {
				*dropped++
			} else if !yield(fact, nil) {
				return
			}
		}
	}
}

// standing is what tombstones say of a subject.
type standing struct {
	id       bool // was erased
	email    bool // was erased
	liftedTo bool // for this ID
}

func (s standing) suppressed() bool { return s.id || s.email && !s.liftedTo }

func (g Guard) standing(ctx context.Context, s Subject) (standing, error) {
	if g.Tombstones == nil {
		return standing{}, ErrStores
	}
	if err := g.Keys.Check(); err != nil {
		return standing{}, err
	}
	var ids []KeyedHash
	var err error
	if s.ID != "" {
		if ids, err = g.Keys.ids(s); err != nil {
			return standing{}, err
		}
	}
	emails, err := g.Keys.emails(s)
	if err != nil {
		return standing{}, err
	}
	found, err := findTombstones(ctx, g.Tombstones, append(ids, emails...)...)
	if err != nil {
		return standing{}, err
	}
	var st standing
	for _, t := range found {
		switch {
		case slices.Contains(ids, t.Subject):
			st.id = true
		case t.NewID.IsZero():
			st.email = true
		default:
			st.liftedTo = st.liftedTo || slices.Contains(ids, t.NewID)
		}
	}
	return st, nil
}

// Ready returns ErrKey unless the guard has the key of every tombstone. Check knows nothing
// of people erased under a missing key, and lets them in. So call Ready once, before the
// host accepts sign-ups; Replay calls it by itself. A key with the right ID and another
// secret than before cannot be detected.
func (g Guard) Ready(ctx context.Context) error {
	if g.Tombstones == nil {
		return ErrStores
	}
	if err := g.Keys.Check(); err != nil {
		return err
	}
	for t, err := range tombstones(ctx, g.Tombstones) {
		if err != nil {
			return err
		}
		if _, err := g.Keys.find(t.Subject.Key); err != nil {
			return err
		}
	}
	return nil
}
