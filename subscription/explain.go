package subscription

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// Explanation is how one customer stands and how that came about.
type Explanation struct {
	State
	Changes []Change // in order of time, see Digest.Changes
}

// Format prints the fields, each as it shows itself, whatever the verb.
func (e Explanation) Format(f fmt.State, verb rune) {
	fields := struct {
		State   State
		Changes []Change
	}{e.State, e.Changes}
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields)
}

// Explain says how one customer stands as of q.AsOf on q.Channels, since when,
// by which marker, and what changed before (U1–U6); q.Range and q.Unit do not
// matter. Somebody who is not known, and a guest, is Unknown, which is no error.
// It asks the repository for the facts of this customer only. The errors are
// those of Digests; on one the explanation is the zero value.
func Explain(ctx context.Context, repo Repository, id customer.ID, q Query) (Explanation, error) {
	if err := q.Check(); err != nil {
		return Explanation{}, err
	}
	if id == "" {
		return Explanation{}, nil
	}
	var found Explanation
	s := customer.Scope{Customers: []customer.ID{id}, Span: calendar.AsOf(q.AsOf)}
	for d, err := range group(ctx, repo, &q, s) {
		if err != nil {
			return Explanation{}, err
		}
		if d.ID == id {
			found = Explanation{d.State(), d.Changes()}
		}
	}
	return found, nil
}
