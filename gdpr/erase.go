package gdpr

import (
	"context"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Request is a request to erase a person. Without the address the person is
// suppressed by the ID alone, and what is held under the address alone stays.
// With it, ID and address are one person's, which the host sees to: another
// one's address would erase what is held under it. An address that another customer
// has too is left out: what is held under it stays, and it is not suppressed (G3).
// Once the last of them is erased, it is gone.
type Request struct {
	ID      Name // the host's number for it; never says who it is about (G6)
	Subject Subject
	At      time.Time // when it is carried out; nothing reads a clock
}

// Plan is what an erasure would do.
type Plan struct {
	Holders []Planned `json:"holders"` // in the order of erasure

	// EmailLeftOut reports that the request has an address that is another customer's
	// too: what is held under it alone stays, and it is not suppressed (G3).
	EmailLeftOut bool `json:"email_left_out,omitempty"`
}

// Planned is what a holder has of the subject.
type Planned struct {
	Holder Name `json:"holder"`
	Count
}

// Plan counts what Erase would erase and what would be retained (G3). It changes
// nothing and writes no journal. The errors are Erase's.
func (r *Registry) Plan(ctx context.Context, q Request) (Plan, error) {
	if err := r.check(q.Subject, q.At); err != nil {
		return Plan{}, err
	}
	unlock, err := r.lock(ctx, q.Subject)
	if err != nil {
		return Plan{}, err
	}
	defer unlock()
	asked := q.Subject
	if _, err := r.settleAddress(ctx, &q.Subject); err != nil {
		return Plan{}, err
	}
	holders, err := r.plan(ctx, q)
	if err != nil {
		return Plan{}, err
	}
	return Plan{holders, asked.Email.Key() != q.Subject.Email.Key()}, nil
}

// plan asks every holder. One that yields other records than it counts is ErrCount.
func (r *Registry) plan(ctx context.Context, q Request) ([]Planned, error) {
	var all []Planned
	for _, h := range r.order() {
		c, collected, err := countAndCollect(ctx, h, q.Subject, q.At)
		if err != nil {
			return nil, err
		}
		if collected != c.total() {
			return nil, fail("counting", h.Name(), ErrCount)
		}
		all = append(all, Planned{h.Name(), c})
	}
	return all, nil
}

// Erase erases a person everywhere (G3). It counts, and writes the journal. It then writes
// the tombstones, so that nothing new comes in. It erases in each holder and counts again,
// the identity last. It asks every holder once more, by count and by collecting. Only when
// nothing is left but what is retained, it finishes the request and gives a receipt.
//
// On any error there is no receipt. Once the journal was written the request is open (G4):
// Erase with the same Request, or Resume, goes on, whatever was done before. Twice is once:
// a request that is finished is verified again, and what turned up since is erased. A
// request's ID belongs to one subject with one address, or with none. With another one it is
// ErrRequest, and nothing is erased. At is never earlier than it was: that is ErrEarlier.
//
// An address is left out if another customer has it too, who was not erased since: what is
// held under it is theirs (G3, G4). So it is with one that was lifted by SignUp for another
// customer.
//
// Something left, such as a late event that went around the Guard, is ErrLeft. A holder that
// yields more or fewer records than it counts is ErrCount, before anything is erased. The
// other errors are calendar.ErrAsOf, ErrSubject, ErrRegistry, ErrCustomers, ErrStores,
// ErrKey, ErrPanic, ErrRetention, and those of holders and stores, as an Error.
func (r *Registry) Erase(ctx context.Context, q Request) (Receipt, error) {
	if err := r.check(q.Subject, q.At); err != nil {
		return Receipt{}, err
	}
	if err := r.stores(); err != nil {
		return Receipt{}, err
	}
	if !q.ID.Valid() {
		return Receipt{}, ErrRequest
	}
	unlock, err := r.lock(ctx, q.Subject)
	if err != nil {
		return Receipt{}, err
	}
	defer unlock()
	e, err := r.recall(ctx, &q)
	if err != nil {
		return Receipt{}, err
	}
	if err := r.begin(ctx, &q, &e); err != nil {
		return Receipt{}, err
	}
	for _, h := range r.order() {
		if err := r.eraseIn(ctx, h, &q, &e); err != nil {
			return Receipt{}, err
		}
	}
	return r.verify(ctx, &q, e)
}

// Resume goes on with a request that was interrupted, from the journal alone (G4). If there
// is no such request that is not finished, the error is ErrNotFound. Otherwise Resume does
// what Erase does.
//
// If a process dies after the journal was finished and before Erase returned, a receipt is
// lost, and nothing is left to resume. Erase with the same Request verifies again and gives
// the receipt.
func (r *Registry) Resume(ctx context.Context, request Name, at time.Time) (Receipt, error) {
	if err := r.stores(); err != nil {
		return Receipt{}, err
	}
	e, ok, err := r.entry(ctx, request)
	if err != nil {
		return Receipt{}, err
	}
	if !ok || !e.Open() || e.Sealed == nil {
		return Receipt{}, ErrNotFound
	}
	s, err := r.Keys.open(request, e.Sealed)
	if err != nil {
		return Receipt{}, err
	}
	return r.Erase(ctx, Request{request, s, at})
}

// Unfinished returns the IDs of the requests to Resume, in order.
func (r *Registry) Unfinished(ctx context.Context) ([]Name, error) {
	if err := r.stores(); err != nil {
		return nil, err
	}
	var open []Name
	for e, err := range r.entries(ctx) {
		if err != nil {
			return nil, err
		}
		if e.Open() {
			open = append(open, e.Request)
		}
	}
	return open, nil
}

// Due is a retention whose date has come.
type Due struct {
	Request Name
	Holder  Name
	Retention
}

// Due returns the retained records that are erasable as of at (G3), by request. It leaves
// out the records of a person if a later verification about them, under the same key, found
// the records gone. To erase what is due, call Erase with the same request, or with a new
// one about the same ID. Nothing remembers whom a request was about, so ask the holder, or
// have Replay look for the records.
func (r *Registry) Due(ctx context.Context, at time.Time) ([]Due, error) {
	if err := calendar.Check(at, nil); err != nil {
		return nil, err
	}
	if err := r.stores(); err != nil {
		return nil, err
	}
	var due []Due
	var whose []KeyedHash
	verified := map[KeyedHash]time.Time{}
	for e, err := range r.entries(ctx) {
		if err != nil {
			return nil, err
		}
		if e.VerifiedAt.After(verified[e.Subject]) {
			verified[e.Subject] = e.VerifiedAt
		}
		for _, o := range e.Holders {
			for _, kept := range o.Retained {
				if !kept.Until.After(at) {
					due, whose = append(due, Due{e.Request, o.Holder, kept}), append(whose, e.Subject)
				}
			}
		}
	}
	var still []Due
	for i, d := range due {
		if verified[whose[i]].Before(d.Until) {
			still = append(still, d)
		}
	}
	return still, nil
}

func (r *Registry) stores() error {
	if r == nil {
		return ErrRegistry
	}
	if r.Journal == nil || r.Tombstones == nil || len(r.Keys) == 0 {
		return ErrStores
	}
	return r.Check()
}

// epoch is how far erasures of a subject, by ID or address, have come: it is
// another one when one began in between.
type epoch struct{ tombstones, runs int }

// epoch returns ErrErasing while an erasure of the subject is not finished. If
// there is no tombstone, nothing was erased, and the journal is not asked.
func (r *Registry) epoch(ctx context.Context, s Subject) (epoch, error) {
	if r.Journal == nil || r.Tombstones == nil || len(r.Keys) == 0 {
		return epoch{}, nil
	}
	ids, err := r.Keys.ids(s)
	if err != nil {
		return epoch{}, err
	}
	emails, err := r.Keys.emails(s)
	if err != nil {
		return epoch{}, err
	}
	found, err := findTombstones(ctx, r.Tombstones, slices.Concat(ids, emails)...)
	if err != nil {
		return epoch{}, err
	}
	var now epoch
	for _, t := range found {
		if t.NewID.IsZero() {
			now.tombstones++
		}
	}
	if now.tombstones == 0 {
		return now, nil
	}
	for e, err := range r.entries(ctx) {
		switch {
		case err != nil:
			return epoch{}, err
		case !slices.Contains(ids, e.Subject) && !e.erases(emails):
		case e.Open():
			return epoch{}, ErrErasing
		default:
			now.runs += e.Runs
		}
	}
	return now, nil
}
