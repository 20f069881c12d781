package gdpr

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Table is a Holder of records of which none has to be kept: a table, a cache, a folder of
// files. It is two functions of the host's, and counts what the first one yields. A place
// with records that a law keeps implements Holder itself.
type Table struct {
	Label Name // the holder's Name

	// Records yields every record of the subject, and none of anyone else's. It owes what
	// Collect of a Holder owes.
	Records func(ctx context.Context, s Subject) iter.Seq2[Record, error]

	// Delete deletes what Records yields, and owes what Erase of a Holder owes.
	Delete func(ctx context.Context, s Subject) error
}

var errTable = errors.New("gdpr: a Table needs both Records and Delete")

// Name returns the Label.
func (t Table) Name() Name { return t.Label }

// Collect yields the subject's records (G2).
func (t Table) Collect(ctx context.Context, s Subject) iter.Seq2[Record, error] {
	if t.Records == nil || t.Delete == nil {
		return func(yield func(Record, error) bool) { yield(Record{}, errTable) }
	}
	return t.Records(ctx, s)
}

// Count counts the subject's records. All are erasable at any time.
func (t Table) Count(ctx context.Context, s Subject, _ time.Time) (Count, error) {
	var c Count
	for _, err := range t.Collect(ctx, s) {
		if err != nil {
			return Count{}, err
		}
		c.Erasable++
	}
	return c, nil
}

// Erase deletes the subject's records (G3).
func (t Table) Erase(ctx context.Context, s Subject, _ time.Time) error {
	if t.Records == nil || t.Delete == nil {
		return errTable
	}
	return t.Delete(ctx, s)
}
