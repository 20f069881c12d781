package gdpr

import (
	"context"
	"slices"
	"time"
)

// recall returns the entry of a request: a new one, or, if the request was
// begun before, the one with what was found then.
func (r *Registry) recall(ctx context.Context, q *Request) (JournalEntry, error) {
	e, known, err := r.entry(ctx, q.ID)
	if err != nil {
		return JournalEntry{}, err
	}
	if !known {
		return JournalEntry{Request: q.ID, At: q.At}, nil
	}
	return e, r.same(q, &e)
}

// begin counts, and writes the journal, then the tombstones (G3). An ID for which
// an address was lifted under an older key has a tombstone under that key too,
// so that the address is known to be nobody's again.
func (r *Registry) begin(ctx context.Context, q *Request, e *JournalEntry) error {
	asked := q.Subject
	lifted, err := r.settleAddress(ctx, &q.Subject)
	if err != nil {
		return err
	}
	plan, err := r.plan(ctx, *q)
	if err != nil {
		return err
	}
	for _, p := range plan {
		e.note(p.Holder, p.Count)
	}
	if err := r.identify(q.ID, asked, e); err != nil {
		return err
	}
	e.EmailLeftOut = !e.Email.IsZero() && q.Subject.Email.Key() == ""
	e.Done, e.VerifiedAt = false, time.Time{}
	e.Runs++
	if err := r.putEntry(ctx, *e); err != nil {
		return err
	}
	hashes := []KeyedHash{e.Subject}
	if !e.Email.IsZero() && !e.EmailLeftOut {
		hashes = append(hashes, e.Email)
	}
	var buried []Tombstone
	for _, d := range append(hashes, lifted...) {
		buried = append(buried, Tombstone{Subject: d, Request: q.ID, At: e.At})
	}
	return r.bury(ctx, buried...)
}

// identify writes who it is about, hashed and sealed under the key in use.
func (r *Registry) identify(request Name, s Subject, e *JournalEntry) error {
	ids, err := r.Keys.ids(s)
	if err != nil {
		return err
	}
	emails, err := r.Keys.emails(s)
	if err != nil {
		return err
	}
	e.Subject = ids[0]
	if len(emails) > 0 {
		e.Email = emails[0]
	}
	e.Sealed, err = r.Keys[0].seal(request, s)
	return err
}

// same returns nil if a request is the one that an entry is about: it has the same
// subject and the same address, whichever of the keys they were written with. Else it
// is ErrRequest. An open entry names no holder that the registry has not: ErrRegistry.
// Nothing is carried out before it was begun or verified: ErrEarlier.
func (r *Registry) same(q *Request, e *JournalEntry) error {
	ids, err := r.Keys.ids(q.Subject)
	if err != nil {
		return err
	}
	emails, err := r.Keys.emails(q.Subject)
	if err != nil {
		return err
	}
	if len(emails) == 0 {
		emails = []KeyedHash{{}}
	}
	if !slices.Contains(ids, e.Subject) || !slices.Contains(emails, e.Email) {
		return ErrRequest
	}
	for _, o := range e.Holders {
		present := func(h Holder) bool { return h.Name() == o.Holder }
		if e.Open() && !slices.ContainsFunc(r.order(), present) {
			return ErrRegistry
		}
	}
	if q.At.Before(e.At) || q.At.Before(e.VerifiedAt) {
		return ErrEarlier
	}
	return nil
}

// eraseIn erases in one holder, and does not go on while something is left.
func (r *Registry) eraseIn(ctx context.Context, h Holder, q *Request, e *JournalEntry) error {
	if err := erase(ctx, h, q.Subject, q.At); err != nil {
		return err
	}
	left, err := count(ctx, h, q.Subject, q.At)
	if err != nil {
		return err
	}
	e.note(h.Name(), left)
	if left.Erasable > 0 {
		return fail("erasing", h.Name(), ErrLeft)
	}
	return nil
}

// verify asks every holder again, in both ways that it can be asked, and gives
// a receipt if nothing is left anywhere (G3). It is the only place that does.
func (r *Registry) verify(ctx context.Context, q *Request, e JournalEntry) (Receipt, error) {
	for _, h := range r.order() {
		left, collected, err := countAndCollect(ctx, h, q.Subject, q.At)
		if err != nil {
			return Receipt{}, err
		}
		e.note(h.Name(), left)
		switch {
		case left.Erasable > 0 || collected > left.retained():
			return Receipt{}, fail("verifying", h.Name(), ErrLeft)
		case collected < left.retained():
			return Receipt{}, fail("verifying", h.Name(), ErrCount)
		}
	}
	e.Done, e.VerifiedAt, e.Sealed = true, q.At.UTC(), nil
	if err := r.putEntry(ctx, e); err != nil {
		return Receipt{}, err
	}
	return newReceipt(&e, q.At), nil
}

// note notes what a holder has now.
func (e *JournalEntry) note(h Name, c Count) {
	i := slices.IndexFunc(e.Holders, func(o HolderOutcome) bool { return o.Holder == h })
	if i < 0 {
		i = len(e.Holders)
		e.Holders = append(e.Holders, HolderOutcome{Holder: h})
	}
	o := &e.Holders[i]
	o.Found = max(o.Found, c.total())
	o.Erased = o.Found - c.total()
	o.Retained = slices.Clone(c.Retained)
}
