package moments

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// Digest is when one customer did what, as of the question's AsOf: of each kind of fact the
// distinct instants. The zero value is a customer without facts, and the identity of Merge.
// What the question did not ask for is empty. A Digest is personal data and prints its ID
// alone, as customer.Customer does.
type Digest struct {
	ID    customer.ID
	Known bool // false for guests, who are in no number

	Logins   Moments // logins at one instant are one (S1)
	Messages Moments // from the customer
	Orders   Moments // paid-at of the paid orders of any kind, in any currency (R4)
	Sums     Sums    // the revenue of the orders (R1–R3), fully refunded ones included
	Total    Total   // of one currency, by Spending alone, which fills neither Orders nor Sums

	UndatedLogins   int // logins without a time, which are in no bucket (D7, T7)
	UndatedMessages int // messages from the customer without a time
}

// Format prints the ID alone, whatever the verb.
func (d Digest) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "moments of customer %q", string(d.ID))
}

// LogValue returns the ID alone.
func (d Digest) LogValue() slog.Value { return slog.StringValue(string(d.ID)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Digest) MarshalText() ([]byte, error) {
	return redact.Unsent("a moments.Digest", "the rows of a report")
}

// AddCustomer adds the profile.
func (d *Digest) AddCustomer(c customer.Customer) { d.ID, d.Known = c.ID, true }

// AddLogin adds a login. A login after asOf is not known yet (T2).
func (d *Digest) AddLogin(l customer.Login, asOf time.Time) {
	d.addLogin(l.At, MomentOf(asOf))
	d.settle()
}

func (d *Digest) addLogin(at time.Time, now Moment) {
	m := MomentOf(at)
	switch {
	case now.Before(m):
	case at.IsZero():
		d.UndatedLogins++
	default:
		d.Logins.add(m)
	}
}

// AddMessage adds a message. Only those from the customer count (D1).
func (d *Digest) AddMessage(m customer.Message, asOf time.Time) {
	d.addMessage(&m, MomentOf(asOf))
	d.settle()
}

func (d *Digest) addMessage(f *customer.Message, now Moment) {
	if f.Direction != customer.In {
		return
	}
	m := MomentOf(f.At)
	switch {
	case now.Before(m):
	case f.At.IsZero():
		d.UndatedMessages++
	default:
		d.Messages.add(m)
	}
}

// AddOrder adds an order as of asOf: its payment if it is a paid order (R4), and its money
// if it is in gross (R1, R3). If the order is bad, the error is that of
// customer.Order.Sound, and AddOrder adds the sound part.
func (d *Digest) AddOrder(o customer.Order, asOf time.Time) error {
	err := d.addOrder(&o, func(d *Digest, o *customer.Order) { d.take(o, asOf, true) })
	d.settle()
	return err
}

// addOrder adds an order, or the sound part of it, by take.
func (d *Digest) addOrder(o *customer.Order, take func(*Digest, *customer.Order)) error {
	err := o.Check()
	if err != nil {
		sound, ok, err := o.Sound()
		if ok {
			take(d, &sound)
		}
		return err
	}
	take(d, o)
	return nil
}

// take adds a sound order.
func (d *Digest) take(o *customer.Order, asOf time.Time, money bool) {
	if !o.InGross(asOf) {
		return
	}
	at, paid := MomentOf(o.PaidAt), o.Paid(asOf)
	if paid {
		d.Orders.add(at)
	}
	if !money || !o.Kind.Revenue() {
		return
	}
	sum := d.Sums.at(at, o.Total.Currency)
	sum.Gross.Add(o.Total.Amount)
	if paid {
		sum.Count++
	}
	now := MomentOf(asOf)
	for i := range o.Refunds {
		r := &o.Refunds[i]
		from := MomentOf(r.At) // the zero time is before everything
		if now.Before(from) {
			continue
		}
		d.Sums.at(at, o.Total.Currency).Refunded.Add(r.Amount)
		if from.Before(at) {
			from = at
		}
		d.Sums.at(from, o.Total.Currency).Returned.Add(r.Amount)
	}
}

// Merge adds the facts of another part of the same customer's history. It is associative
// and commutative, and shares no memory with o.
func (d *Digest) Merge(o Digest) {
	if o.ID != "" {
		d.ID = o.ID
	}
	d.Known = d.Known || o.Known
	d.Logins = append(d.Logins, o.Logins...)
	d.Messages = append(d.Messages, o.Messages...)
	d.Orders = append(d.Orders, o.Orders...)
	d.Sums = append(d.Sums, o.Sums...)
	d.Total.merge(&o.Total)
	d.UndatedLogins += o.UndatedLogins
	d.UndatedMessages += o.UndatedMessages
	d.settle()
}

// settle puts what was added in order.
func (d *Digest) settle() {
	d.Logins.settle()
	d.Logins.once()
	d.Messages.settle()
	d.Orders.settle()
	d.Sums.settle()
}

// start makes d the empty digest of an owner, in the memory that it has.
func (d *Digest) start(id customer.ID) {
	logins, messages, orders, sums := d.Logins[:0], d.Messages[:0], d.Orders[:0], d.Sums[:0]
	*d = Digest{ID: id, Logins: logins, Messages: messages, Orders: orders, Sums: sums}
}
