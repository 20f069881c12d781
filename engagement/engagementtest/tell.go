package engagementtest

import (
	"fmt"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/story"
)

func factsOf(s story.Story) (engagement.Memory, error) {
	var t teller
	for _, c := range s.Facts {
		if err := t.tell(c); err != nil {
			return engagement.Memory{}, fmt.Errorf("line %d: %w", c.Line, err)
		}
	}
	return t.facts, nil
}

// teller turns the lines of a story into facts.
type teller struct{ facts engagement.Memory }

func (t *teller) tell(c story.Command) error {
	switch c.Verb {
	case "message":
		return t.message(c)
	case "order":
		return t.order(c)
	case "refund":
		return t.refund(c)
	case "tag":
		t.facts.Tags = append(t.facts.Tags, customer.Tag{Customer: customer.ID(c.Arg(0)), Name: c.Arg(1)})
		return nil
	case "field":
		at, err := story.Time(c.Arg(3))
		t.facts.Fields = append(t.facts.Fields, customer.Field{
			Customer: customer.ID(c.Arg(0)), Name: c.Arg(1), Value: c.Arg(2), At: at,
		})
		return err
	}
	return fmt.Errorf("no such fact: %s", c.Verb)
}

func (t *teller) message(c story.Command) error {
	direction, ok := map[string]customer.Direction{"in": customer.In, "out": customer.Out}[c.Arg(1)]
	if !ok {
		return fmt.Errorf("%q is neither in nor out", c.Arg(1))
	}
	at, err := story.Time(c.Arg(2))
	t.facts.Messages = append(t.facts.Messages, customer.Message{
		Customer: customer.ID(c.Arg(0)), At: at, Direction: direction, Channel: customer.Channel(c.Options["channel"]),
	})
	return err
}

func (t *teller) order(c story.Command) error {
	o := customer.Order{
		ID:           customer.OrderID(c.Arg(0)),
		Customer:     customer.ID(c.Arg(1)),
		Total:        customer.Money{Amount: decimal.New(10, 0), Currency: "EUR"},
		Channel:      customer.Channel(c.Options["channel"]),
		CheckoutLink: has(c, "checkout-link"),
	}
	var err error
	for kind := range customer.Other + 1 {
		if c.Options["kind"] == kind.String() {
			o.Kind = kind
		}
	}
	if c.Has("total") {
		if o.Total.Amount, err = decimal.NewFromString(c.Options["total"]); err != nil {
			return err
		}
	}
	for option, at := range map[string]*time.Time{"placed": &o.PlacedAt, "paid": &o.PaidAt, "voided": &o.VoidedAt} {
		if *at, err = story.Time(c.Options[option]); err != nil {
			return err
		}
	}
	t.facts.Orders = append(t.facts.Orders, o)
	return nil
}

func (t *teller) refund(c story.Command) error {
	amount, err := decimal.NewFromString(c.Arg(1))
	if err != nil {
		return err
	}
	at, err := story.Time(c.Arg(2))
	if err != nil {
		return err
	}
	for i := range t.facts.Orders {
		if o := &t.facts.Orders[i]; string(o.ID) == c.Arg(0) {
			id := fmt.Sprintf("%s/%d", o.ID, len(o.Refunds)+1)
			o.Refunds = append(o.Refunds, customer.Refund{ID: id, At: at, Amount: amount})
			return nil
		}
	}
	return fmt.Errorf("no order %s", c.Arg(0))
}

func queryOf(c story.Command) (q engagement.Query, err error) {
	if q.Location, err = calendar.Zone(c.Options["location"]); err != nil {
		return q, err
	}
	if q.AsOf, err = story.Time(c.Options["as-of"]); err != nil {
		return q, err
	}
	if q.Range.From, err = civil(c.Options["from"], q.Location); err != nil {
		return q, err
	}
	if q.Range.To, err = civil(c.Options["to"], q.Location); err != nil {
		return q, err
	}
	if c.Has("unit") {
		if q.Unit, err = calendar.ParseUnit(c.Options["unit"]); err != nil {
			return q, err
		}
	}
	if c.Has("top") {
		if q.Top, err = strconv.Atoi(c.Options["top"]); err != nil {
			return q, err
		}
	}
	for _, name := range c.List("channels") {
		q.Channels = append(q.Channels, customer.Channel(name))
	}
	q.Tags, q.Fields, q.Values = c.List("tags"), c.List("fields"), c.List("values")
	q.RepeatByCheckoutLink = has(c, "count-checkout-links")
	return q, nil
}

// civil reads a date as its first instant in the location, and else an instant.
func civil(s string, loc *time.Location) (time.Time, error) {
	if d, err := calendar.ParseDate(s); err == nil {
		return d.Start(loc), nil
	}
	return story.Time(s)
}
