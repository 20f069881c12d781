package gdpr

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Guard stands before every path by which data of persons comes in: imports,
// events, webhooks, syncs (G5). A person is suppressed by ID, or by the key of
// the address (I4), unless the address was lifted for that ID by SignUp. Facts
// with neither are nobody's and pass.
//
// Where data comes in, a Guard with the two fields is enough. One of
// Registry.Guard also waits for the erasures and exports of its registry.
type Guard struct {
	Keys       Keys
	Tombstones Tombstones

	registry *Registry
}

// Guard is the guard of this registry.
func (r *Registry) Guard() Guard { return Guard{r.Keys, r.Tombstones, r} }

// Check is ErrSuppressed if the subject was erased, nil if not. Whatever it
// cannot tell is another error, and not to be let in.
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

// Admit writes a fact if its subject is not suppressed: else ErrSuppressed. With
// the guard of a registry no erasure of the subject begins in between, so that
// there are no late events. The error of write is returned as it is.
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

// Keep lets those facts pass whose subject is not suppressed, and adds the
// number of the others to dropped. An error, the guard's too, ends the sequence.
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
	lifted   bool // the address, for somebody
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
	var ids []Digest
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
	found, err := g.Tombstones.Find(ctx, append(ids, emails...)...)
	if err != nil {
		return standing{}, fail("reading tombstones", "", err)
	}
	var st standing
	for _, t := range found {
		switch {
		case slices.Contains(ids, t.Subject):
			st.id = true
		case t.NewID.IsZero():
			st.email = true
		default:
			st.lifted = true
			st.liftedTo = st.liftedTo || slices.Contains(ids, t.NewID)
		}
	}
	return st, nil
}

// SignUp says that a person who was erased has signed up again, by their own
// act, as a new customer (G5): the suppression of the address is lifted for the
// new ID alone. The old ID stays suppressed, and so does the address without an
// ID or with another one. Of an address that is not suppressed it changes
// nothing. Twice is once.
//
// An ID that was erased itself is ErrSuppressed: a new customer needs a new
// one. While the address is being erased it is ErrErasing. Without an ID or an
// address it is ErrSubject.
func (r *Registry) SignUp(ctx context.Context, s Subject, at time.Time) error {
	if err := r.check(s, at); err != nil {
		return err
	}
	if err := r.stores(); err != nil {
		return err
	}
	if s.Email.Key() == "" {
		return ErrSubject
	}
	unlock, err := r.lock(ctx, s)
	if err != nil {
		return err
	}
	defer unlock()
	st, err := r.Guard().standing(ctx, s)
	switch {
	case err != nil:
		return err
	case st.id:
		return ErrSuppressed
	case !st.email || st.liftedTo:
		return nil
	}
	return r.lift(ctx, s, at)
}

func (r *Registry) lift(ctx context.Context, s Subject, at time.Time) error {
	emails, err := r.Keys.emails(s)
	if err != nil {
		return err
	}
	for e, err := range r.Journal.Each(ctx) {
		if err != nil {
			return fail("reading the journal", "", err)
		}
		if e.Open() && slices.Contains(emails, e.Email) {
			return ErrErasing
		}
	}
	ids, err := r.Keys.ids(s)
	if err != nil {
		return err
	}
	lift := Tombstone{Subject: emails[0], NewID: ids[0], At: at}
	return fail("writing tombstones", "", r.Tombstones.Bury(ctx, lift))
}

// checkAt refuses a question without an instant, or without stores.
func (r *Registry) checkAt(at time.Time) error {
	if err := calendar.Check(at, nil); err != nil {
		return err
	}
	return r.stores()
}
