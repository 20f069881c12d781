package engagement

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// What counts as an interaction, and as something that the customer did (E1, E3).
func TestInteractionAny(t *testing.T) {
	order := func(placed, paidAt, voided time.Time) customer.Order {
		o := paid("ann", paidAt)
		o.Channel, o.PlacedAt, o.VoidedAt = "app", placed, voided
		return o
	}
	action := func(k customer.ActionKind, at time.Time) Memory {
		return Memory{Actions: []customer.Action{{Customer: "ann", Kind: k, At: at}}}
	}
	login := func(at time.Time) Memory { return Memory{Logins: []customer.Login{{Customer: "ann", At: at}}} }
	orders := func(o customer.Order) Memory { return Memory{Orders: []customer.Order{o}} }
	for _, c := range []struct {
		facts    Memory
		channels []customer.Channel
		want     string // interacted, active, rows of channels
		reason   string
	}{
		{login(day(6)), nil, "1 1 []", "a login is one, and on no channel"},
		{login(day(6)), []customer.Channel{"app"}, "0 0 []", "a channel is asked for: logins have none"},
		{login(day(6)), []customer.Channel{""}, "0 0 []", "no channel is one, and not a login's"},
		{login(never), nil, "0 0 []", "T7: without a date"},
		{login(day(4)), nil, "0 0 []", "before the range"},
		{login(day(11)), nil, "0 0 []", "after it: they came back since"},
		{login(day(21)), nil, "0 0 []", "T2: after AsOf"},
		{login(day(5)), nil, "1 1 []", "T3: at the first instant"},
		{login(day(10)), nil, "0 0 []", "T3: at the end"},
		{action(customer.Share, day(6)), nil, "1 1 []", "a share"},
		{action(customer.Comment, day(6)), nil, "1 1 []", "a comment"},
		{action(customer.Redemption, day(6)), nil, "1 1 []", "a redemption"},
		{action(customer.Push, day(6)), nil, "0 0 []", "a push is done to them"},
		{action(customer.Share, never), nil, "0 0 []", "T7: without a date"},
		{action(customer.Share, day(6)), []customer.Channel{"app"}, "0 0 []", "a channel is asked for: actions have none"},
		{orders(order(day(6), never, never)), nil, "1 1 [app]", "an order that is placed"},
		{orders(order(day(6), day(12), never)), nil, "1 1 [app]", "placed goes before paid"},
		{orders(order(never, day(6), never)), nil, "1 1 [app]", "else it is the payment"},
		{orders(order(day(21), day(6), never)), nil, "1 1 [app]", "T2: placed after AsOf is not known"},
		{orders(order(day(6), never, day(12))), nil, "0 0 []", "voided"},
		{orders(order(day(6), never, day(21))), nil, "1 1 [app]", "T2: voided after AsOf"},
		{orders(refunded(order(day(6), day(6), never), 10, day(7))), nil, "1 1 [app]", "fully refunded, but not voided"},
		{orders(order(never, never, never)), nil, "0 0 []", "T7: neither placed nor paid"},
		{orders(order(day(6), never, never)), []customer.Channel{"app"}, "1 1 [app]", "on the channel"},
		{orders(order(day(6), never, never)), []customer.Channel{"web"}, "0 0 []", "E2: on another channel"},
		{Memory{Messages: []customer.Message{out("ann", day(6))}}, nil, "1 0 [web]", "E3: they did nothing themselves"},
		{Memory{Messages: []customer.Message{out("ann", day(6))}, Logins: login(day(4)).Logins}, nil, "1 0 [web]", "E3: not in the range"},
		{Memory{Messages: []customer.Message{out("ann", day(6))}, Logins: login(day(6)).Logins}, nil, "1 1 [web]", "E3: a login in the range"},
		{Memory{Messages: []customer.Message{in("", day(6))}, Logins: []customer.Login{{At: day(6)}}}, nil, "0 0 []", "guests are in no number"},
	} {
		q := Query{AsOf: day(20), Range: days(5, 10), Channels: c.channels, Interaction: Any}
		for _, repo := range []Repository{c.facts, c.facts.Sorted()} {
			r := summarize(t, repo, q)
			var names []string
			for _, row := range r.Channels(&q).Rows {
				names = append(names, row.Name)
			}
			if got := fmt.Sprintf("%d %d %v", r.InteractedUsers, r.ActiveUsers, names); got != c.want {
				t.Errorf("E1, E3, E6: got %q, want %q: %s", got, c.want, c.reason)
			}
		}
		q.Interaction = Messages
		r := summarize(t, Memory{Logins: c.facts.Logins, Actions: c.facts.Actions, Orders: c.facts.Orders}, q)
		if r.InteractedUsers != 0 {
			t.Errorf("E1: %d interacted without a message: %s", r.InteractedUsers, c.reason)
		}
	}
}

func TestInteractionText(t *testing.T) {
	for i, text := range map[Interaction]string{Messages: "messages", Any: "any"} {
		var back Interaction
		b, err := i.MarshalText()
		if err2 := back.UnmarshalText(b); string(b) != text || back != i || i.String() != text || errors.Join(err, err2) != nil {
			t.Errorf("E1: %q is written %q, read as %v: %v %v", text, b, back, err, err2)
		}
	}
	if i := Any; i.UnmarshalText([]byte("anything")) == nil || i != Any {
		t.Errorf("E1: another word is read as %v", i)
	}
	if _, err := Interaction(2).MarshalText(); err == nil {
		t.Error("E1: a third interaction is written")
	}
	q := Query{AsOf: day(1), Interaction: 2}
	if err := q.Check(); !errors.Is(err, ErrQuery) {
		t.Errorf("E1: a third interaction is asked for: %v", err)
	}
	wrong := Memory{Actions: []customer.Action{{Customer: "ann", Kind: 9, At: day(1)}}}
	if _, err := Summarize(testContext, wrong, Query{AsOf: day(2), Interaction: Any}, nil); !errors.Is(err, customer.ErrKind) {
		t.Errorf("E1: an action of no kind: %v", err)
	}
}

// A series of too many buckets is an error that names the unit and the dates; the
// numbers stand (T5).
func TestSeriesTooLong(t *testing.T) {
	q := Query{AsOf: day(20), Range: calendar.Span{From: time.Date(1, 2, 3, 0, 0, 0, 0, time.UTC)}}
	r := summarize(t, Memory{
		Messages: []customer.Message{in("ann", day(1)), in("bob", day(1))},
		Orders:   []customer.Order{paid("ann", day(1)), paid("bob", time.Date(1, 2, 3, 0, 0, 0, 0, time.UTC))},
	}, q)
	_, err := r.LastInteractions(&q)
	_, err2 := r.LastOrders(&q)
	for _, err := range []error{err, err2} {
		if !errors.Is(err, calendar.ErrSeries) {
			t.Errorf("T5: %v, want %v", err, calendar.ErrSeries)
		}
	}
	if r.InteractedUsers != 2 {
		t.Errorf("E3: %d interacted, want 2", r.InteractedUsers)
	}
	q.Unit = calendar.Week // 105,582 of them
	if _, err := r.LastInteractions(&q); !errors.Is(err, calendar.ErrSeries) {
		t.Errorf("T5: weeks: %v, want %v", err, calendar.ErrSeries)
	}
	q.Unit = calendar.Month
	if b, err := r.LastInteractions(&q); err != nil || len(b.Rows) != 24_280 {
		t.Errorf("T5: months: %d, %v", len(b.Rows), err)
	}
}
