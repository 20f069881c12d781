package gdpr

import (
	"context"
	"slices"
	"time"
)

// SignUp records that a person who was erased has signed up again, by their own act, as a
// new customer (G5). It lifts the suppression of the address for the new ID alone. The old
// ID stays suppressed, and so does the address without an ID or with another one. If the
// address is not suppressed, SignUp changes nothing. Twice is once.
//
// An ID that was erased itself is ErrSuppressed: a new customer needs a new one. While the
// address is being erased the error is ErrErasing. Without an ID or an address it is
// ErrSubject.
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
	for e, err := range r.entries(ctx) {
		if err != nil {
			return err
		}
		if e.Open() && e.erases(emails) {
			return ErrErasing
		}
	}
	ids, err := r.Keys.ids(s)
	if err != nil {
		return err
	}
	lift := Tombstone{Subject: emails[0], NewID: ids[0], At: at}
	return r.bury(ctx, lift)
}

// lifts returns the hashes of the IDs for which the guard was lifted from the
// subject's address.
func (g Guard) lifts(ctx context.Context, s Subject) ([]KeyedHash, error) {
	emails, err := g.Keys.emails(s)
	if err != nil || len(emails) == 0 {
		return nil, err
	}
	found, err := findTombstones(ctx, g.Tombstones, emails...)
	if err != nil {
		return nil, err
	}
	var lifted []KeyedHash
	for _, t := range found {
		if !t.NewID.IsZero() {
			lifted = append(lifted, t.NewID)
		}
	}
	return lifted, nil
}

// lifted returns the hashes by which the subject's address was lifted for the subject
// itself, and reports whether it was for another customer, who was not erased since.
// Without stores nothing was lifted.
func (r *Registry) lifted(ctx context.Context, s Subject) (own []KeyedHash, theirs bool, err error) {
	if r.stores() != nil {
		return nil, false, nil
	}
	all, err := r.Guard().lifts(ctx, s)
	if err != nil || len(all) == 0 {
		return nil, false, err
	}
	ids, err := r.Keys.ids(s)
	if err != nil {
		return nil, false, err
	}
	for _, d := range all {
		if slices.Contains(ids, d) {
			own = append(own, d)
			continue
		}
		erased, err := findTombstones(ctx, r.Tombstones, d)
		if err != nil {
			return nil, false, err
		}
		theirs = theirs || len(erased) == 0
	}
	return own, theirs, nil
}
