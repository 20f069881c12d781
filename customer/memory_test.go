package customer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// Memory yields the facts of the customers in the scope, in the order it stands.
func TestMemory(t *testing.T) {
	m := customer.Memory{
		Customers: []customer.Customer{{ID: "b"}, {ID: "a"}, {ID: "c"}},
		Logins:    append(logins("b", day(1), day(2)), logins("", day(3))...),
		Orders:    []customer.Order{paid(of("a")), paid(of("b")), paid(of(""))},
		Messages:  []customer.Message{{Customer: "a"}, {Customer: "b"}},
		Actions:   []customer.Action{{Customer: "c"}, {Customer: "b"}},
	}
	for _, c := range []struct {
		scope  customer.Scope
		want   string
		reason string
	}{
		{customer.Scope{}, "b a c|b b |a b |a b|c b", "the zero scope asks for everything"},
		{customer.Scope{Customers: []customer.ID{"b"}}, "b|b b|b|b|b", "one customer"},
		{customer.Scope{Customers: []customer.ID{"", "a"}}, "a||a |a|", "guests are asked for by the empty ID"},
		{customer.Scope{Customers: []customer.ID{}}, "||||", "nobody"},
		{customer.Scope{Customers: []customer.ID{"b"}, Span: calendar.Span{From: day(40)}}, "b|b b|b|b|b", "whatever the span: it may yield more than asked for"},
	} {
		got := owners(m.EachCustomer(bg, c.scope), func(c customer.Customer) customer.ID { return c.ID }) + "|" +
			owners(m.EachLogin(bg, c.scope), func(l customer.Login) customer.ID { return l.Customer }) + "|" +
			owners(m.EachOrder(bg, c.scope), func(o customer.Order) customer.ID { return o.Customer }) + "|" +
			owners(m.EachMessage(bg, c.scope), func(m customer.Message) customer.ID { return m.Customer }) + "|" +
			owners(m.EachAction(bg, c.scope), func(a customer.Action) customer.ID { return a.Customer })
		if got != c.want {
			t.Errorf("L1: the scope yields %q, want %q: %s", got, c.want, c.reason)
		}
	}
}

// owners are those of a sequence's facts, as text.
func owners[F any](seq iter.Seq2[F, error], owner func(F) customer.ID) string {
	text, apart := "", ""
	for f, err := range seq {
		if err != nil {
			return err.Error()
		}
		text, apart = text+apart+string(owner(f)), " "
	}
	return text
}

// A context that is done ends the answer with its error, in the midst of facts
// too.
func TestMemoryStops(t *testing.T) {
	ctx, cancel := context.WithCancel(bg)
	defer cancel()
	var m customer.Memory
	for i := range 5000 {
		m.Customers = append(m.Customers, customer.Customer{ID: customer.ID(fmt.Sprint(i))})
	}
	n := 0
	var last error
	for _, err := range m.EachCustomer(ctx, customer.Scope{}) {
		if n++; n == 10 {
			cancel()
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) || n > 2000 {
		t.Errorf("L1: %d facts after which %v, want to stop soon with %v", n, last, context.Canceled)
	}
	if _, err := customer.List(ctx, customer.Memory{}, customer.Query{AsOf: noon}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("L1: a question to an empty shop with a done context: %v, want %v", err, context.Canceled)
	}
}

// Sorted puts facts in customer order: by bytes, guests first, those of one
// customer as they came.
func TestSorted(t *testing.T) {
	m := customer.Memory{
		Customers: []customer.Customer{{ID: "é"}, {ID: "a"}, {ID: "B"}},
		Logins:    slices.Concat(logins("a", day(3), day(1)), logins("", day(2)), logins("B", day(4)), logins("a", day(2))),
	}
	s := m.Sorted()
	want := customer.Memory{
		Customers: []customer.Customer{{ID: "B"}, {ID: "a"}, {ID: "é"}},
		Logins:    slices.Concat(logins("", day(2)), logins("B", day(4)), logins("a", day(3), day(1), day(2))),
	}
	same(t, "Sorted: not in customer order", want, s.Memory)
	if again := s.Memory.Sorted(); &again.Logins[0] != &s.Logins[0] {
		t.Error("Sorted: facts in order are copied")
	}
	if m.Customers[0].ID != "é" {
		t.Error("Sorted: the Memory itself is changed")
	}
	if r := summarize(t, &customer.Sorted{Memory: m}, customer.Query{AsOf: noon}); r.Customers != 3 {
		t.Errorf("Sorted: a literal has %d customers, want its Memory's 3", r.Customers)
	}
	if r := summarize(t, new(customer.Sorted), customer.Query{AsOf: noon}); r.Customers != 0 {
		t.Errorf("Sorted: the zero value has %d customers, want none", r.Customers)
	}
}

// The packages of this library read the facts of a Sorted in its own memory, of every kind.
func TestHeldBy(t *testing.T) {
	s := customer.Memory{Logins: []customer.Login{{Customer: "b"}, {Customer: "a"}}}.Sorted()
	if h := customer.HeldBy[customer.Login](s); h == nil || len(h.Facts) != 2 || h.Facts[0].Customer != "a" {
		t.Error("law: a Sorted holds its logins in order")
	}
	if customer.HeldBy[customer.Customer](s) == nil || customer.HeldBy[customer.Order](s) == nil || customer.HeldBy[customer.Message](s) == nil || customer.HeldBy[customer.Action](s) == nil {
		t.Error("law: a Sorted holds facts of every kind")
	}
	if customer.HeldBy[customer.Tag](s) != nil || customer.HeldBy[customer.Login](s.Memory) != nil || customer.HeldBy[customer.Login](&customer.Sorted{}) != nil {
		t.Error("law: nothing else holds facts in order")
	}
}
