package gdpr

import (
	"context"
	"iter"
	"time"
)

// Holder is a place that holds personal data (G1): a table, an index, a cache,
// a file store, a service. What is derived from personal data, such as a
// status or a score per person, is a holder too.
//
// What a holder owes:
//   - Every record of the subject, and none of anyone else's, is collected,
//     counted and erased, the same ones by all three. A subject whom it does
//     not know has no records; that is no error.
//   - Each record says whose it is as the storage has it (Record.Subject).
//   - Erase leaves of the subject only what Count then gives as retained. It
//     may be called again at any time, also after it failed half-way. Nobody
//     else's records change by a byte.
//   - What must be kept by law is retained, with a reason and a date; from that
//     date on it is erasable. To replace the name by a number is not to
//     erase it (G3).
//   - On failure a sequence yields the error once and stops. A done ctx ends
//     every call soon, with ctx's error. Nothing is left out: a
//     customer.FactError is a failure like any other.
//
// What it may count on: in one process, no two of these calls for one subject
// overlap. It gets the subject's address only where the request had one.
type Holder interface {
	Name() Name
	Collect(ctx context.Context, s Subject) iter.Seq2[Record, error]
	Count(ctx context.Context, s Subject, at time.Time) (Count, error)
	Erase(ctx context.Context, s Subject, at time.Time) error
}

// Count is what a holder has on a subject, in records.
type Count struct {
	Erasable int         `json:"erasable"`           // what Erase would erase now
	Retained []Retention `json:"retained,omitempty"` // what it would not
}

// Retention is records that must be kept, why, and until when (G3).
type Retention struct {
	Records int       `json:"records"` // at least 1
	Reason  Name      `json:"reason"`
	Until   time.Time `json:"until"` // from this instant on they are erasable
}

// total returns the number of all records, the retained ones too.
func (c Count) total() int { return c.Erasable + c.retained() }

func (c Count) retained() int {
	n := 0
	for _, r := range c.Retained {
		n += r.Records
	}
	return n
}

// check returns an error unless the count can be true: whatever is retained has a
// reason and a date that is still to come.
func (c Count) check(at time.Time) error {
	if c.Erasable < 0 {
		return ErrCount
	}
	for _, r := range c.Retained {
		if r.Records < 1 || !r.Reason.Valid() || !r.Until.After(at) {
			return ErrRetention
		}
	}
	return nil
}
