package engagement

import (
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// Digest is what one customer's facts amount to as of the question's AsOf, on
// its channels and for its range. The zero value is a customer without facts, and
// the identity of Merge. Instants are in UTC. A Digest is personal data and prints
// its ID alone, as customer.Customer does.
type Digest struct {
	ID customer.ID // empty for guests, who are in no number

	// LastInteraction is when the latest interaction was: a message, either way, or
	// with Any what else the customer did (E1). One from before the range does not
	// matter and is left out; one after the range counts. Zero means none.
	LastInteraction time.Time

	// Acted reports whether a message in the range is from the customer, or with Any
	// whether they did anything else in it (E3).
	Acted bool

	// Undated counts the messages without a time, which are in no other number
	// (T7).
	Undated int

	Paid         Orders // paid orders that did not come through a checkout link (E4)
	CheckoutLink Orders // those that did

	// Channels (of the messages in the range, and with Any of the orders), Tags and Values are sets: neither
	// order nor repetition matters, so an engine can fill them from columns as
	// they come. Merge leaves them sorted.
	Channels []string
	Tags     []string
	Values   []Value // of custom fields, known as of AsOf
}

// Orders counts paid orders as of AsOf.
type Orders struct {
	Ever    int       // since the beginning
	InRange int       // of those, paid in the range
	Last    time.Time // the latest paid-at of all; zero means none
}

// Format prints the ID alone, whatever the verb.
func (d Digest) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "engagement of customer %q", string(d.ID))
}

// LogValue returns the ID alone.
func (d Digest) LogValue() slog.Value { return slog.StringValue(string(d.ID)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Digest) MarshalText() ([]byte, error) {
	return redact.Unsent("an engagement.Digest", "the rows of a Report")
}

// Value is a value of a custom field (E6). It prints the field's name and never the
// value, as customer.Customer prints its ID alone.
type Value struct{ Field, Value string }

// Format prints the field's name alone, whatever the verb.
func (v Value) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "value of field %q", v.Field) }

// LogValue returns what Format prints.
func (v Value) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(v)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Value) MarshalText() ([]byte, error) {
	return redact.Unsent("an engagement.Value", "an export.FieldValueRow")
}

// AddMessage adds a message. A message after AsOf is not known yet (T2), and one on
// a channel that is not selected does not count (E2).
func (d *Digest) AddMessage(m customer.Message, q *Query) {
	now := q.now()
	d.addMessage(&m, &now)
}

func (d *Digest) addMessage(m *customer.Message, n *now) {
	switch {
	case !n.q.selects(m.Channel):
	case m.At.IsZero():
		d.Undated++
	case n.recent(&m.At):
		if m.At.Unix() >= d.LastInteraction.Unix() { // seldom
			d.interacted(m.At.UTC())
		}
		if n.toAsOf || n.span.Contains(m.At) {
			d.Acted = d.Acted || m.Direction == customer.In
			d.addChannel(string(m.Channel))
		}
	}
}

// did adds something else that the customer did (E1, Any), and reports whether it
// lies in the range.
func (d *Digest) did(at time.Time, n *now) bool {
	if at.IsZero() || !n.recent(&at) {
		return false
	}
	d.interacted(at.UTC())
	if !n.toAsOf && !n.span.Contains(at) {
		return false
	}
	d.Acted = true
	return true
}

// AddLogin adds a login. It is an interaction with Any, if the query names no channel
// (E1). An undated login is none (T7).
func (d *Digest) AddLogin(l customer.Login, q *Query) {
	if q.others() {
		now := q.now()
		d.did(l.At, &now)
	}
}

// AddAction adds an action. A share, a comment and a redemption are interactions in the
// same way as a login. A push, which somebody else did, is none (E1).
func (d *Digest) AddAction(a customer.Action, q *Query) {
	if q.others() && a.Kind < customer.Push {
		now := q.now()
		d.did(a.At, &now)
	}
}

// addChannel adds to the channels: most messages of a customer are on one.
func (d *Digest) addChannel(c string) {
	for _, known := range d.Channels {
		if known == c {
			return
		}
	}
	d.Channels = nameSet().Add(d.Channels, c)
}

func (d *Digest) interacted(at time.Time) {
	if at.After(d.LastInteraction) {
		d.LastInteraction = at
	}
}

// AddOrder adds an order. The order counts if it is paid as of AsOf (R4), on a selected
// channel (E2, E4). With Any, an order that is not voided is an interaction (E1). If the
// order is bad, the error is that of Order.Sound, and AddOrder adds the sound part: the
// order without its bad refunds, or nothing.
func (d *Digest) AddOrder(o customer.Order, q *Query) error {
	now := q.now()
	return d.addOrder(&o, &now)
}

func (d *Digest) addOrder(o *customer.Order, n *now) error {
	err := o.Check()
	if err != nil {
		var sound customer.Order // unpaid, if there is none
		sound, _, err = o.Sound()
		o = &sound
	}
	if !n.q.selects(o.Channel) { // E2
		return err
	}
	if o.Paid(n.q.AsOf) { // E4, R4
		d.addPaid(o.PaidAt.UTC(), o.CheckoutLink, n)
	}
	if n.q.Interaction == Any && d.did(n.ordered(o), n) {
		d.addChannel(string(o.Channel))
	}
	return err
}

// ordered returns when an order was placed, else paid, as of AsOf; zero if neither,
// or if it is voided (E1).
func (n *now) ordered(o *customer.Order) time.Time {
	happened := func(at time.Time) bool { return !at.IsZero() && !at.UTC().After(n.q.AsOf) }
	switch {
	case happened(o.VoidedAt):
		return time.Time{}
	case happened(o.PlacedAt):
		return o.PlacedAt
	case happened(o.PaidAt):
		return o.PaidAt
	}
	return time.Time{}
}

// addPaid adds an order that counts.
func (d *Digest) addPaid(at time.Time, checkoutLink bool, n *now) {
	paid := Orders{Ever: 1, Last: at}
	if n.span.Contains(at) {
		paid.InRange = 1
	}
	if checkoutLink {
		d.CheckoutLink.Merge(paid)
	} else {
		d.Paid.Merge(paid)
	}
}

// Merge adds the numbers and keeps the latest paid-at.
func (o *Orders) Merge(p Orders) {
	o.Ever += p.Ever
	o.InRange += p.InRange
	if p.Last.After(o.Last) {
		o.Last = p.Last
	}
}

// AddTag adds a tag.
func (d *Digest) AddTag(t customer.Tag) { d.Tags = nameSet().Add(d.Tags, t.Name) }

// AddField adds a custom field. A field after AsOf is not known yet (T2); an
// undated one is.
func (d *Digest) AddField(f customer.Field, q *Query) { d.addField(&f, q) }

func (d *Digest) addField(f *customer.Field, q *Query) {
	if !f.At.UTC().After(q.AsOf) {
		d.Values = valueSet().Add(d.Values, Value{f.Name, f.Value})
	}
}

// Merge adds the digest of another part of the same customer's facts, made for the
// same query. It is associative and commutative. Afterwards, a change of one digest
// does not change the other.
func (d *Digest) Merge(o Digest) {
	if d.ID == "" {
		d.ID = o.ID
	}
	d.interacted(o.LastInteraction)
	d.Acted = d.Acted || o.Acted
	d.Undated += o.Undated
	d.Paid.Merge(o.Paid)
	d.CheckoutLink.Merge(o.CheckoutLink)
	d.Channels = nameSet().Union(d.Channels, o.Channels)
	d.Tags = nameSet().Union(d.Tags, o.Tags)
	d.Values = valueSet().Union(d.Values, o.Values)
}

// Passes reports whether the customer passes the filters on tags, fields and values
// (E2). Channels restrict facts, not customers.
func (d *Digest) Passes(q *Query) bool {
	return (len(q.Tags) == 0 || slices.ContainsFunc(d.Tags, oneOf(q.Tags))) && d.passesFields(q)
}

func (d *Digest) passesFields(q *Query) bool {
	if len(q.Fields) == 0 && len(q.Values) == 0 {
		return true
	}
	for _, v := range d.Values {
		if (len(q.Fields) == 0 || slices.Contains(q.Fields, v.Field)) &&
			(len(q.Values) == 0 || slices.Contains(q.Values, v.Value)) {
			return true
		}
	}
	return false
}

func oneOf(names []string) func(string) bool {
	return func(name string) bool { return slices.Contains(names, name) }
}

// Interacted reports whether the analysis is about the customer: they pass the
// filters, and their last interaction as of AsOf lies in the range (E1).
func (d *Digest) Interacted(q *Query) bool {
	at := d.LastInteraction
	return d.ID != "" && !at.IsZero() && q.Span().Contains(at) && d.Passes(q)
}

// Active reports whether the customer interacted, and sent at least one message in
// the range, or with Any did anything in it (E3).
func (d *Digest) Active(q *Query) bool { return d.Acted && d.Interacted(q) }

// Repeat reports whether the customer passes the filters, has a paid order in the
// range, and two or more since the beginning (E5). Whether they interacted does
// not matter. Orders from checkout links count only if the query says so.
func (d *Digest) Repeat(q *Query) bool { return d.ID != "" && d.bought(q) && d.Passes(q) }

// bought reports whether there is a paid order in the range, and two or more since
// the beginning (E5).
func (d *Digest) bought(q *Query) bool {
	paid := d.Paid
	if q.RepeatByCheckoutLink {
		paid.Merge(d.CheckoutLink)
	}
	return paid.InRange >= 1 && paid.Ever >= 2
}
