package subscription

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// Explanation is how one customer stands, and why.
type Explanation struct {
	MembershipState
	Changes []MembershipChange // in order of time, see Digest.Changes
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (e Explanation) Format(f fmt.State, verb rune) {
	fields := struct {
		State   MembershipState
		Changes []MembershipChange
	}{e.MembershipState, e.Changes}
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields)
}

// Explain returns how one customer stands as of q.AsOf on q.Channels, since when, by
// which marker, and what changed before (U1–U6). q.Range and q.Unit do not matter.
// Guests and people who are not known are Unknown, which is no error. Explain asks
// the repository for the facts of this customer only. The errors are those of
// Reduce; on an error the explanation is the zero value.
func Explain(ctx context.Context, repo Repository, id customer.ID, q Query) (Explanation, error) {
	if err := q.Check(); err != nil {
		return Explanation{}, err
	}
	if id == "" {
		return Explanation{}, nil
	}
	s := asOf(&q)
	s.Customers = []customer.ID{id}
	found, err := fold.Reduce(ctx, wing(&q, s), &fold.Run{Workers: 1}, repo, fold.Reduction[Digest, *Explanation]{
		Answer: func() *Explanation { return new(Explanation) },
		Visit: func(e *Explanation, d *Digest) error {
			if d.ID == id {
				*e = Explanation{d.State(), d.Changes()}
			}
			return nil
		},
	})
	if err != nil {
		return Explanation{}, err
	}
	return *found[0], nil
}
