package customer

import "time"

// sale is what a digest takes in of an order, as of the question's AsOf.
type sale struct {
	// whole is the order if more of it is to be looked at: what is wrong with it,
	// its refunds, a total of more than 18 digits.
	whole *Order

	units    int64 // the total in units of 10^-scale, if whole is nil
	currency Currency
	used     moment // what Order.Used says (L8)
	paidAt   moment

	scale int8
	kind  Kind
	gross bool // what Order.InGross says (R3)

	// known is whether the order was placed or paid by then (T2), or it is unknown
	// when it was either (T7). When it was voided does not matter: as of an instant
	// before the void there is none.
	known bool
}

// sale is the order in short. It finds out once what has happened.
func (n *now) sale(o *Order) (s sale) {
	placed, paid, voided := n.happened(o.PlacedAt), n.happened(o.PaidAt), n.happened(o.VoidedAt)
	s.known = placed || paid || o.PlacedAt.IsZero() && o.PaidAt.IsZero()
	s.gross = paid && !voided
	s.kind, s.currency, s.paidAt, s.used = o.Kind, o.Total.Currency, momentOf(o.PaidAt), never
	switch {
	case voided:
	case placed:
		s.used = momentOf(o.PlacedAt)
	case paid:
		s.used = s.paidAt
	}
	s.units, s.scale = plain(o.Total.Amount)
	if s.scale < 0 || len(o.Refunds) > 0 || o.Kind > Other || !o.Total.Currency.Valid() {
		s.whole = o
	}
	return s
}

// paid says whether a sale that is in gross is a paid order (R4).
func (s *sale) paid(asOf time.Time) bool { return s.whole == nil || s.whole.Paid(asOf) }

// addSale takes in an order (R1–R4, L8). The error is Order.Check's.
func (d *Digest) addSale(s *sale, n *now) error {
	if s.whole != nil {
		if err := s.whole.Check(); err != nil {
			return err
		}
	}
	if s.known {
		d.Facts.Orders++
	}
	d.used(s.used.time())
	if !s.gross {
		return nil
	}
	if s.paid(n.asOf) {
		d.PaidOrders++
		d.LastPaid = later(d.LastPaid, s.paidAt.time())
		if !s.kind.Revenue() {
			d.OtherKinds++
		}
	}
	if s.kind.Revenue() {
		d.Revenue.add(s, n.asOf)
	}
	return nil
}

// add takes in a sale that is in gross as of asOf.
func (r *Revenue) add(s *sale, asOf time.Time) {
	l := r.line(s.kind, s.currency)
	if s.paid(asOf) {
		l.Orders++
	}
	if s.whole == nil {
		l.Gross.Merge(Sum{units: s.units, scale: int32(s.scale)})
		return
	}
	l.Gross.Add(s.whole.Total.Amount)
	l.Refunded.Merge(s.whole.refunds(asOf))
}
