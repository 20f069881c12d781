package gdpr

import (
	"context"
	"encoding/hex"
	"errors"
	"iter"
	"time"
)

// Replayed is what Replay did.
type Replayed struct {
	Seen     int       // subjects that the host has
	Receipts []Receipt // of those that were back and are erased again

	// Held are subjects with a suppressed address under an ID that was never
	// erased. It may be the person, brought back by an import, or somebody else
	// with that address: the host decides, and calls Erase or SignUp.
	Held []Subject
}

// Replay erases again whoever was erased and is there again, after a backup was
// restored (G5), or whose retained records have become erasable (G3). subjects
// are all those whom the host has. Tombstones and journal are not restored with
// the backup: the newest ones must be in place.
//
// Only an erased ID is erased again, as a request whose ID begins with "replay-"
// and is the same every time, so that Replay can be run again. Its address is
// erased along with it, unless it is not suppressed or was lifted for a new
// customer. One subject's failure does not keep the others from being erased:
// the error joins all of them; what was done is returned with it.
func (r *Registry) Replay(ctx context.Context, subjects iter.Seq2[Subject, error], at time.Time) (Replayed, error) {
	var done Replayed
	if err := r.checkAt(at); err != nil {
		return done, err
	}
	var failed []error
	for s, err := range subjects {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return done, errors.Join(append(failed, fail("reading subjects", "", err))...)
		}
		done.Seen++
		if err := r.again(ctx, s, at, &done); err != nil {
			failed = append(failed, err)
		}
	}
	return done, errors.Join(failed...)
}

// again erases a subject again if it was erased and something is there.
func (r *Registry) again(ctx context.Context, s Subject, at time.Time, done *Replayed) error {
	if s.ID == "" {
		return ErrSubject
	}
	st, err := r.Guard().standing(ctx, s)
	if err != nil || !st.suppressed() {
		return err
	}
	if !st.id {
		done.Held = append(done.Held, s)
		return nil
	}
	if !st.email || st.lifted {
		s.Email = "" // it is somebody's who lives
	}
	id, err := r.Keys.ids(s)
	if err != nil {
		return err
	}
	q := Request{Name("replay-" + hex.EncodeToString(id[0].Sum[:20])), s, at}
	plan, err := r.Plan(ctx, q)
	if err != nil {
		return err
	}
	erasable := 0
	for _, p := range plan {
		erasable += p.Erasable
	}
	if erasable == 0 {
		return nil
	}
	receipt, err := r.Erase(ctx, q)
	if err == nil {
		done.Receipts = append(done.Receipts, receipt)
	}
	return err
}
