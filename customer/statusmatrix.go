package customer

import (
	"context"
)

// StatusMatrix is how many customers have one status by one policy and another
// by another (S9): StatusMatrix[a][b] are those with a by the first and b by the
// second. All of it sums to the customers; those on the diagonal do not move.
// Matrices of parts of the customers add up to that of the whole.
type StatusMatrix [VeryActive + 1]StatusCounts

func (m *StatusMatrix) merge(o *StatusMatrix) {
	for from := range m {
		for to := range m[from] {
			m[from][to] += o[from][to]
		}
	}
}

// Moved returns how many customers would have another status.
func (m *StatusMatrix) Moved() (n int) {
	for from := range m {
		for to := range m[from] {
			if from != to {
				n += m[from][to]
			}
		}
	}
	return n
}

// WhatIf counts how many customers would move from which status to which if other decided
// in place of q.Policy (S6, S9). It counts all customers as of q.AsOf, whatever q.Filter
// says, in one pass over customers and logins. The two policies see the same ones.
//
// The errors are those of Query.Check, ErrPolicy if other makes no sense, those of the
// repository, ErrNoID, ErrRange and *DuplicateError. On an error the matrix is the zero
// value.
func WhatIf(ctx context.Context, repo Repository, q Query, other Policy, run *Run) (StatusMatrix, error) {
	if err := q.Check(); err != nil {
		return StatusMatrix{}, err
	}
	if err := other.Check(); err != nil {
		return StatusMatrix{}, err
	}
	both := q // asks for as many logins as the two policies need
	if other.Logins() > q.Policy.Logins() {
		both.Policy = other
	}
	one, two := q.Policy.At(q.AsOf), other.At(q.AsOf)
	a := asOf(&q)
	parts, err := reduce(ctx, wing(&both, a, profilesAndLogins(&both, a)), repo, &both, run, nil, Reducer[*StatusMatrix]{
		New: func() *StatusMatrix { return new(StatusMatrix) },
		Visit: func(m *StatusMatrix, d *Digest) error {
			if d.Known {
				m[one.Status(&d.Logins)][two.Status(&d.Logins)]++
			}
			return nil
		},
	})
	if err != nil {
		return StatusMatrix{}, err
	}
	var whole StatusMatrix
	for _, m := range parts {
		whole.merge(m)
	}
	return whole, nil
}
