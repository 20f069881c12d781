package customer

import (
	"context"
	"slices"
)

// Report is what all customers amount to. The zero Report is that of nobody, and the
// identity of Merge. Reports of parts of the customers merge to the report of the whole,
// in any grouping.
type Report struct {
	Customers  int
	Registered int // the others are anonymous (I1, I2)
	Favorites  int
	Consented  int // with the consent popup, those whose consent is shown as given (L9)
	WithEmail  int // with a non-blank e-mail (I3)

	Statuses StatusCounts // sum to Customers (S4)

	PaidOrders int     // of any kind, guests' included (R4)
	Revenue    Revenue // R1–R3, guests' included
	OtherKinds int     // paid orders that are no revenue (R1), guests' included

	Guests Guests

	LeftOut LeftOut // the bad facts that are in no number, because Run.LeaveOut took them
}

// StatusCounts is how many customers have each status.
type StatusCounts [VeryActive + 1]int

// Guests is what guests did: people for whom the host keeps no customer.
type Guests struct {
	Facts      FactCounts
	PaidOrders int
	Revenue    Revenue
	OtherKinds int
}

// Summarize returns the report on all customers as of q.AsOf, whatever q.Filter says. The
// errors are those of Reduce; on an error the report is the zero value.
func Summarize(ctx context.Context, repo Repository, q Query, run *Run) (Report, error) {
	ranks := q.Policy.At(q.AsOf)
	if err := q.Check(); err != nil {
		return Report{}, err
	}
	a, left := asOf(&q), LeftOut{}
	parts, err := reduce(ctx, wing(&q, a, everything(&q, a)), repo, &q, run, &left, Reducer[*Report]{
		New: func() *Report { return &Report{} },
		Visit: func(r *Report, d *Digest) error {
			r.AddRanked(d, &q, &ranks)
			return nil
		},
	})
	if err != nil {
		return Report{}, err
	}
	for _, r := range parts[1:] {
		parts[0].Merge(*r)
	}
	parts[0].LeftOut = left
	return *parts[0], nil
}

// Add takes in one customer, or what guests did.
func (r *Report) Add(d *Digest, q *Query) {
	ranks := q.Policy.At(q.AsOf)
	r.AddRanked(d, q, &ranks)
}

// AddRanked does what Add does, for many customers: the ranks, q.Policy.At(q.AsOf), are
// computed once.
func (r *Report) AddRanked(d *Digest, q *Query, ranks *Ranks) {
	r.PaidOrders += d.PaidOrders
	r.Revenue.Merge(d.Revenue)
	r.OtherKinds += d.OtherKinds
	if !d.Known {
		r.Guests.add(d)
		return
	}
	c := &d.Customer
	r.Customers++
	r.Registered += int(c.Identify(q.RequireSignIn, d.LoggedIn()))
	r.Statuses[ranks.Status(&d.Logins)]++
	if c.Favorite {
		r.Favorites++
	}
	if c.EmailConsent.show(q.ConsentPopup, q.AsOf) == ShownYes {
		r.Consented++
	}
	if !c.Email.Blank() {
		r.WithEmail++
	}
}

func (g *Guests) add(d *Digest) {
	g.Facts.Merge(d.Facts)
	g.PaidOrders += d.PaidOrders
	g.Revenue.Merge(d.Revenue)
	g.OtherKinds += d.OtherKinds
}

// Merge takes in the report on other customers. Neither report changes the
// other afterwards.
func (r *Report) Merge(o Report) {
	r.Customers += o.Customers
	r.Registered += o.Registered
	r.Favorites += o.Favorites
	r.Consented += o.Consented
	r.WithEmail += o.WithEmail
	for s := range r.Statuses {
		r.Statuses[s] += o.Statuses[s]
	}
	r.PaidOrders += o.PaidOrders
	r.OtherKinds += o.OtherKinds
	r.Revenue = slices.Clone(r.Revenue)
	r.Revenue.Merge(o.Revenue)
	r.Guests.merge(o.Guests)
	r.LeftOut.Merge(o.LeftOut)
}

func (g *Guests) merge(o Guests) {
	g.Facts.Merge(o.Facts)
	g.PaidOrders += o.PaidOrders
	g.Revenue = slices.Clone(g.Revenue)
	g.Revenue.Merge(o.Revenue)
	g.OtherKinds += o.OtherKinds
}
