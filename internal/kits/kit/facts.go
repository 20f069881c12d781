package kit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// Messages returns the kind of fact that messages are, in every wing.
func Messages() FactKind[customer.Message] {
	return FactKind[customer.Message]{
		Method: "EachMessage",
		Owner:  func(m *customer.Message) *customer.ID { return &m.Customer },
		When:   func(m customer.Message) []time.Time { return []time.Time{m.At} },
		Text: func(m customer.Message) string {
			return fmt.Sprintf("message of %q at %s, direction %d, channel %q", m.Customer, story.Spell(m.At), m.Direction, m.Channel)
		},
	}
}

// Logins returns the kind of fact that logins are, in every wing.
func Logins() FactKind[customer.Login] {
	return FactKind[customer.Login]{
		Method: "EachLogin",
		Owner:  func(l *customer.Login) *customer.ID { return &l.Customer },
		When:   func(l customer.Login) []time.Time { return []time.Time{l.At} },
		Text:   func(l customer.Login) string { return fmt.Sprintf("login of %q at %s", l.Customer, story.Spell(l.At)) },
	}
}

// Actions returns the kind of fact that actions are, in every wing.
func Actions() FactKind[customer.Action] {
	return FactKind[customer.Action]{
		Method: "EachAction",
		Owner:  func(a *customer.Action) *customer.ID { return &a.Customer },
		When:   func(a customer.Action) []time.Time { return []time.Time{a.At} },
		Text: func(a customer.Action) string {
			return fmt.Sprintf("action of %q at %s, kind %d", a.Customer, story.Spell(a.At), a.Kind)
		},
	}
}

// Fields returns the kind of fact that custom fields are, in every wing.
func Fields() FactKind[customer.Field] {
	return FactKind[customer.Field]{
		Method: "EachField",
		Owner:  func(f *customer.Field) *customer.ID { return &f.Customer },
		When:   func(f customer.Field) []time.Time { return []time.Time{f.At} },
		Text: func(f customer.Field) string {
			return fmt.Sprintf("field of %q: %q=%q at %s", f.Customer, f.Name, f.Value, story.Spell(f.At))
		},
	}
}

// Orders returns the kind of fact that orders are, in every wing. A span
// selects an order by when it was placed, paid and refunded. If neither the
// time of placing nor that of payment is known, every span selects it.
func Orders() FactKind[customer.Order] {
	return FactKind[customer.Order]{
		Method: "EachOrder",
		Owner:  func(o *customer.Order) *customer.ID { return &o.Customer },
		When: func(o customer.Order) []time.Time {
			if o.PlacedAt.IsZero() && o.PaidAt.IsZero() {
				return nil
			}
			all := []time.Time{o.PlacedAt, o.PaidAt}
			for _, r := range o.Refunds {
				all = append(all, r.At)
			}
			return all
		},
		Text: orderText,
	}
}

// orderText returns every field of an order as text; its refunds may come in
// any order.
func orderText(o customer.Order) string {
	var refunds []string
	for _, r := range o.Refunds {
		refunds = append(refunds, fmt.Sprintf("%q of %s at %s", r.ID, Exact(r.Amount), story.Spell(r.At)))
	}
	slices.Sort(refunds)
	return fmt.Sprintf("order %q of %q, %s %s, %v, channel %q, placed %s, paid %s, voided %s, checkout link %t, refunds: %s",
		o.ID, o.Customer, Exact(o.Total.Amount), o.Total.Currency, o.Kind, o.Channel, story.Spell(o.PlacedAt), story.Spell(o.PaidAt),
		story.Spell(o.VoidedAt), o.CheckoutLink, strings.Join(refunds, ", "))
}

// Exact returns an amount without trailing zeros, so that equal amounts are
// written the same.
func Exact(d decimal.Decimal) string {
	s := d.StringFixed(max(0, -d.Exponent()))
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// ReadMessage reads a line "message mia in|out 2024-05-01 channel=web".
func ReadMessage(c story.Command) (customer.Message, error) {
	direction, err := story.OneOf(c.Arg(1), "in", "out")
	if err != nil {
		return customer.Message{}, err
	}
	at, err := story.Time(c.Arg(2))
	return customer.Message{
		Customer: customer.ID(c.Arg(0)), At: at, Direction: customer.Direction(direction), Channel: customer.Channel(c.Options["channel"]),
	}, err
}

// ReadAction reads "mia KIND 2024-05-01" as an action.
func ReadAction(c story.Command) (customer.Action, error) {
	kind, err := story.OneOf(c.Arg(1), "share", "comment", "redemption", "push")
	if err != nil {
		return customer.Action{}, err
	}
	at, err := story.Time(c.Arg(2))
	return customer.Action{Customer: customer.ID(c.Arg(0)), Kind: customer.ActionKind(kind), At: at}, err
}

// ReadField reads a line "field mia NAME VALUE 2024-05-01"; without a time at
// an unknown one.
func ReadField(c story.Command) (customer.Field, error) {
	at, err := story.Time(c.Arg(3))
	return customer.Field{Customer: customer.ID(c.Arg(0)), Name: c.Arg(1), Value: c.Arg(2), At: at}, err
}

// ReadOrder reads all but the total of a line
// "order o1 mia kind=food placed= paid= voided= channel= [checkout-link]".
func ReadOrder(c story.Command) (customer.Order, error) {
	o := customer.Order{
		ID:           customer.OrderID(c.Arg(0)),
		Customer:     customer.ID(c.Arg(1)),
		Channel:      customer.Channel(c.Options["channel"]),
		CheckoutLink: c.Flag("checkout-link"),
	}
	if c.Has("kind") {
		kind, err := story.OneOf(c.Options["kind"], "merchandise", "food", "reservation", "other")
		if err != nil {
			return o, err
		}
		o.Kind = customer.OrderKind(kind)
	}
	return o, c.Times(map[string]*time.Time{"placed": &o.PlacedAt, "paid": &o.PaidAt, "voided": &o.VoidedAt})
}

// AddRefund adds a line "refund o1 2.50 2024-05-02" to its order.
func AddRefund(orders []customer.Order, c story.Command) error {
	amount, err := decimal.NewFromString(c.Arg(1))
	if err != nil {
		return err
	}
	at, err := story.Time(c.Arg(2))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(orders, func(o customer.Order) bool { return string(o.ID) == c.Arg(0) })
	if i < 0 {
		return fmt.Errorf("no order %s", c.Arg(0))
	}
	o := &orders[i]
	id := fmt.Sprintf("%s/%d", o.ID, len(o.Refunds)+1)
	o.Refunds = append(o.Refunds, customer.Refund{ID: id, At: at, Amount: amount})
	return nil
}

// RenderLeftOut returns a line for each bad fact that an answer leaves out.
func RenderLeftOut(l customer.LeftOut) (text string) {
	for _, e := range l.First {
		text += "left out: " + e.Error() + "\n"
	}
	return text
}
