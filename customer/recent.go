package customer

import (
	"slices"
	"time"
)

// Recent is the latest logins of one customer. Activity status needs no others (S1–S3):
// "more than n logins within the last d days" means that the (n+1)-th latest is within
// them. The zero value has none.
type Recent struct {
	// Latest and Second are the two latest instants, latest first; zero is none.
	Latest, Second time.Time

	// Older are the ones before, latest first, for policies that ask for more
	// than two logins (S6). No instant is in a Recent twice.
	Older []time.Time
}

// Add takes in the instant of a login, in UTC, and keeps the latest n instants
// (at least two). The same instant twice is one login (S1). The zero time,
// being unknown, is not among the latest (T7).
func (r *Recent) Add(at time.Time, n int) {
	switch {
	case n <= 2 && at.Unix() > r.Latest.Unix(): // as logins come, day by day
		r.Latest, r.Second = at.UTC(), r.Latest
	case !isAfter(at, r.Second):
		if !at.IsZero() && n > 2 && isAfter(r.Second, at) {
			r.older(at.UTC(), n)
		}
	case isAfter(at, r.Latest):
		r.older(r.Second, n)
		r.Latest, r.Second = at.UTC(), r.Latest
	case isAfter(r.Latest, at):
		r.older(r.Second, n)
		r.Second = at.UTC()
	}
}

// older takes an instant before the two latest.
func (r *Recent) older(at time.Time, n int) {
	if at.IsZero() || n <= 2 {
		return
	}
	i, found := slices.BinarySearchFunc(r.Older, at, func(a, b time.Time) int { return b.Compare(a) })
	if found || i >= n-2 {
		return
	}
	r.Older = slices.Insert(r.Older, i, at)
	r.Older = r.Older[:min(len(r.Older), n-2)]
}

// Merge takes in the logins of another part of the same customer's history. It
// is associative, commutative and idempotent, and shares no slice with o.
func (r *Recent) Merge(o Recent, n int) {
	r.Older = slices.Clone(r.Older)
	r.Add(o.Latest, n)
	r.Add(o.Second, n)
	for _, at := range o.Older {
		r.Add(at, n)
	}
}

// Nth returns the n-th latest instant, from 1. It returns the zero time if there were not
// so many.
func (r *Recent) Nth(n int) time.Time {
	switch {
	case n == 1:
		return r.Latest
	case n == 2:
		return r.Second
	case n >= 3 && n-3 < len(r.Older):
		return r.Older[n-3]
	}
	return time.Time{}
}

// first returns the n latest instants, or all of them if there are fewer.
func (r *Recent) first(n int) []time.Time {
	var all []time.Time
	for i := 1; i <= n && !r.Nth(i).IsZero(); i++ {
		all = append(all, r.Nth(i))
	}
	return all
}
