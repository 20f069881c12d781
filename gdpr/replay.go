package gdpr

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/clientele-go/clientele/internal/base/seal"
)

// Replayed is what Replay did.
type Replayed struct {
	Seen     int       // subjects that the host has
	Receipts []Receipt // of those that were back and are erased again

	// Held are subjects with a suppressed address under an ID that was never
	// erased, or under none. It may be the person, brought back by an import, or somebody else
	// with that address: the host decides, and calls Erase or SignUp.
	Held []Subject
}

// Replay erases again a person who was erased and is there again, after a backup was
// restored (G5), and one whose retained records have become erasable (G3). subjects are all
// those whom the host has. Tombstones and journal are not restored with the backup: the
// newest ones must be in place.
//
// Replay erases again only an ID that was erased. It does so as a request whose ID begins
// with "replay-". Under one key, the request's ID is the same every time for one ID and
// address, so Replay can be run again. The address is erased along with the ID, unless it is not
// suppressed or is another customer's (see Erase).
//
// One subject's failure does not keep the others from being erased. The error joins all
// failures, and what was done is returned with it. Among them is ErrEarlier, if a subject
// was replayed before as of a later instant, and ErrSubject, for a subject without ID and
// address. ErrKey, before anything is done, says that Guard.Ready has not every key.
func (r *Registry) Replay(ctx context.Context, subjects iter.Seq2[Subject, error], at time.Time) (Replayed, error) {
	var done Replayed
	if err := r.checkAt(at); err != nil {
		return done, err
	}
	if err := r.Guard().Ready(ctx); err != nil {
		return done, err
	}
	var failed []error
	open := func() iter.Seq2[Subject, error] { return subjects }
	for s, err := range walk(ctx, "reading subjects", "", open, func(*Subject) error { return nil }) {
		if err != nil {
			return done, errors.Join(append(failed, err)...)
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
	if s.ID == "" && s.Email.Key() == "" {
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
	if !st.email {
		s.Email = "" // it is not theirs, or nobody asked to erase it
	}
	of, err := r.Keys[0].hash(seal.ReplayRequest, fmt.Sprintf("%q %q", string(s.ID), s.Email.Key()))
	if err != nil {
		return err
	}
	q := Request{Name("replay-" + hex.EncodeToString(of.Sum[:20])), s, at}
	plan, err := r.Plan(ctx, q)
	if err != nil {
		return err
	}
	erasable := 0
	for _, p := range plan.Holders {
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
