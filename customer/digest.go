package customer

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"
)

// Digest is what one customer's facts amount to as of the question's AsOf: all
// that any question about customers needs to know of them. The zero value is a
// customer without facts, and the identity of Merge. Any engine can fill a
// digest from columns. A copy shares slices with its original: add to only one of
// the two. Instants that it took in are in UTC.
type Digest struct {
	ID ID // empty: the guests, as one

	Logins  Recent
	LastUse time.Time // the latest thing the customer did (L8); zero is never, or undated

	// Facts counts what was taken in, known as of AsOf.
	Facts FactCounts

	PaidOrders int       // paid orders (R4) of any kind, checkout links too
	LastPaid   time.Time // the latest paid-at of those; zero is none
	Revenue    Revenue   // of the three kinds that are revenue (R1)
	OtherKinds int       // paid orders of other kinds: no revenue, but reported (R1)

	Shares, Comments, Redemptions, Pushes int // undated ones included (T7)

	// Next is the earliest instant after AsOf at which a fact that was taken in takes
	// effect (H11): a login, a message, an action, and of an order each of placed, paid,
	// voided and refunded. Zero is none. A question does not ask for later facts, so
	// only Keep makes a Next that is whole. No Digester needs to fill it.
	Next time.Time

	// Customer is the profile; Known reports whether the repository has one. The
	// facts of an ID that has none are guests' facts. It stands last, so that
	// what every fact changes lies together.
	Known    bool
	Customer Customer
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (d Digest) Format(f fmt.State, verb rune) {
	type fields Digest
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(d))
}

// FactCounts counts facts as they came: two logins at one instant are two. What guests did
// is reported so.
type FactCounts struct {
	Logins, Messages, Orders, Actions int
}

// AddCustomer takes in the profile.
func (d *Digest) AddCustomer(c Customer) { d.ID, d.Customer, d.Known = c.ID, c, true }

// AddLogin takes in a login. A login after AsOf is not known yet (T2). An undated login is
// counted, and so registers (I1), but it makes no status and is no use that has a time (T7).
func (d *Digest) AddLogin(l Login, q *Query) {
	now := q.now()
	d.addLogin(l.At, &now)
}

func (d *Digest) addLogin(at time.Time, n *now) {
	if !n.knows(at) {
		d.comes(at)
		return
	}
	d.Facts.Logins++
	if n.logins <= 2 && at.Unix() < d.Logins.Second.Unix() {
		return // nor is it the last use
	}
	d.Logins.Add(at, n.logins)
	d.used(at)
}

// LoggedIn reports whether there is at least one login as of the question's AsOf
// (I1).
func (d *Digest) LoggedIn() bool { return d.Facts.Logins > 0 || !d.Logins.Latest.IsZero() }

// AddMessage takes in a message. Only those from the customer are a use (L8).
func (d *Digest) AddMessage(m Message, q *Query) {
	now := q.now()
	d.addMessage(m.At, m.Direction, &now)
}

func (d *Digest) addMessage(at time.Time, by Direction, n *now) {
	if !n.knows(at) {
		d.comes(at)
		return
	}
	d.Facts.Messages++
	if by == In {
		d.used(at)
	}
}

// AddAction takes in an action. An undated one is counted, but is no use that
// has a time (T7, L8); a push is nothing that the customer did. An action of a
// kind that does not exist counts in Facts alone.
func (d *Digest) AddAction(a Action, q *Query) {
	if !known(a.At, q.AsOf) {
		d.comes(a.At)
		return
	}
	d.Facts.Actions++
	switch a.Kind {
	case Share:
		d.Shares++
	case Comment:
		d.Comments++
	case Redemption:
		d.Redemptions++
	case Push:
		d.Pushes++
		return
	default:
		return
	}
	d.used(a.At)
}

// AddOrder takes in an order (R1–R4, L8). If the order is bad, the error is that of
// Order.Sound, and the sound part is taken in: the order without its bad refunds, or
// nothing.
func (d *Digest) AddOrder(o Order, q *Query) error {
	now := q.now()
	return d.addOrder(&o, &now)
}

func (d *Digest) addOrder(o *Order, n *now) error {
	total, err := o.check()
	if err != nil {
		sound, ok, _ := o.Sound()
		if !ok {
			return err
		}
		o = &sound
	}
	placed, paid, voided := n.happened(o.PlacedAt), n.happened(o.PaidAt), n.happened(o.VoidedAt)
	if !placed || !paid || !o.VoidedAt.IsZero() || len(o.Refunds) > 0 { // most are over
		d.orderComes(o, n)
	}
	if placed || paid || o.PlacedAt.IsZero() && o.PaidAt.IsZero() { // known (T2), or undated (T7)
		d.Facts.Orders++
	}
	switch {
	case voided:
		return err
	case placed:
		d.used(o.PlacedAt)
	case paid:
		d.used(o.PaidAt)
	}
	if paid {
		d.addPaid(o, total, n)
	}
	return err
}

// addPaid takes in an order that is in gross (R3).
func (d *Digest) addPaid(o *Order, total Sum, n *now) {
	stillPaid := len(o.Refunds) == 0 || !o.fullyRefunded(n.asOf)
	if stillPaid {
		d.PaidOrders++
		d.LastPaid = later(d.LastPaid, o.PaidAt)
		if !o.Kind.Revenue() {
			d.OtherKinds++
		}
	}
	if !o.Kind.Revenue() {
		return
	}
	line := d.Revenue.line(o.Kind, o.Total.Currency)
	line.Gross.Merge(total)
	if stillPaid {
		line.Orders++
	}
	if len(o.Refunds) > 0 {
		line.Refunded.Merge(o.refunds(n.asOf))
	}
}

// orderComes takes in what of an order is still to come.
func (d *Digest) orderComes(o *Order, n *now) {
	for _, at := range [...]time.Time{o.PlacedAt, o.PaidAt, o.VoidedAt} {
		if !n.knows(at) {
			d.comes(at)
		}
	}
	for i := range o.Refunds {
		if at := o.Refunds[i].At; !n.knows(at) {
			d.comes(at)
		}
	}
}

// comes takes in an instant after AsOf (H11).
func (d *Digest) comes(at time.Time) { d.Next = sooner(d.Next, at) }

func (d *Digest) used(at time.Time) {
	if at.Unix() >= d.LastUse.Unix() {
		d.LastUse = later(d.LastUse, at)
	}
}

// Merge takes in the digest of another part of the same customer's facts, made
// for the same query. It is associative and commutative. Neither digest changes
// the other afterwards.
func (d *Digest) Merge(o Digest, q *Query) {
	if o.Known {
		d.AddCustomer(o.Customer)
	}
	if d.ID == "" {
		d.ID = o.ID
	}
	d.Logins.Merge(o.Logins, q.Policy.Logins())
	d.used(o.LastUse)
	d.Shares += o.Shares
	d.Comments += o.Comments
	d.Redemptions += o.Redemptions
	d.Pushes += o.Pushes
	d.PaidOrders += o.PaidOrders
	d.LastPaid = later(d.LastPaid, o.LastPaid)
	d.Revenue = slices.Clone(d.Revenue)
	d.Revenue.Merge(o.Revenue)
	d.OtherKinds += o.OtherKinds
	d.Facts.Merge(o.Facts)
	d.Next = sooner(d.Next, o.Next)
}

// Merge adds the numbers of another part.
func (f *FactCounts) Merge(o FactCounts) {
	f.Logins += o.Logins
	f.Messages += o.Messages
	f.Orders += o.Orders
	f.Actions += o.Actions
}

// Digester is an optional ability of a Repository: its own grouping, such as a
// database's GROUP BY. It yields one digest for each customer in the scope's
// Range, in any order, made as the Add methods make it. The facts of guests come as
// one digest, or as several, whose Known is false. As for errors and cancellation,
// EachDigest owes what the methods of a Repository owe.
type Digester interface {
	EachDigest(ctx context.Context, q Query, s Scope) iter.Seq2[Digest, error]
}

// start makes d the empty digest of a customer, in the memory that it has.
func (d *Digest) start(id ID) {
	older, revenue := d.Logins.Older[:0], d.Revenue[:0]
	*d = Digest{} // in place: a literal with what d holds would be a copy
	d.ID, d.Logins.Older, d.Revenue = id, older, revenue
}

// reserveRevenue gives digests memory for the revenue that most have.
func reserveRevenue(all []Digest) {
	const most = 2
	lines := make(Revenue, most*len(all))
	for i := range all {
		all[i].Revenue = lines[most*i : most*i : most*(i+1)]
	}
}
