package customer

import (
	"context"
	"fmt"
)

// Detail is the page of one customer (L7), as of the question's AsOf. The row has what the
// head and the sections of the page show: the head (DisplayName, Username, Name), the
// overview (Status, LastDevice, Birthday), the social section (Shares, Facebook, Twitter,
// Google), and the engagement section (Redemptions, Comments, Revenue, Pushes, LastUsage,
// CreatedAt). Like the row, it is personal data and prints its ID alone.
type Detail struct {
	Row
	Explanation Explanation // why the customer has their status, and until when (S7)
	OtherKinds  int         // paid orders that are no revenue (R1)
}

// Get returns the page of one customer (L7), whatever q.Filter says. It asks the repository
// for this customer's facts alone, and never a Digester. If the repository has no such
// customer, the error wraps ErrNotFound. The other errors are List's.
func Get(ctx context.Context, repo Repository, id ID, q Query) (Detail, error) {
	if err := q.Check(); err != nil {
		return Detail{}, err
	}
	var page Detail
	found := false
	if err := readSome(ctx, repo, &q, []ID{id}, func(d *Digest) { page, found = d.Detail(&q), true }); err != nil {
		return Detail{}, err
	}
	if !found {
		return Detail{}, fmt.Errorf("%w: %q", ErrNotFound, string(id))
	}
	return page, nil
}

// Detail returns the customer's page.
func (d *Digest) Detail(q *Query) Detail {
	return Detail{d.Row(q), d.explain(q), d.OtherKinds}
}

// explain returns the policy's explanation. It does not say that a customer
// never logged in if all their logins have unknown times (S3, T7).
func (d *Digest) explain(q *Query) Explanation {
	e := q.Policy.Explain(d.Logins, q.AsOf)
	if len(e.Logins) == 0 && d.LoggedIn() {
		e.Reason = "no login with a date"
	}
	return e
}
