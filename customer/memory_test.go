package customer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
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
	if _, err := customer.List(ctx, customer.Memory{}, customer.Query{AsOf: noon}); !errors.Is(err, context.Canceled) {
		t.Errorf("L1: a question to an empty shop with a done context: %v, want %v", err, context.Canceled)
	}
}

// ordered promises customer order, and may break it.
type ordered struct{ customer.Memory }

func (ordered) InCustomerOrder() bool { return true }

func TestOrdered(t *testing.T) {
	for _, c := range []struct {
		facts  customer.Memory
		want   error
		reason string
	}{
		{customer.Memory{Customers: []customer.Customer{{ID: "B"}, {ID: "a"}, {ID: "é"}}, Logins: logins("a", day(1))}, nil, "by bytes"},
		{customer.Memory{Logins: append(logins("", day(1)), logins("a", day(1))...)}, nil, "guests first"},
		{customer.Memory{Customers: []customer.Customer{{ID: "a"}, {ID: "B"}}}, customer.ErrOrder, "customers out of order"},
		{customer.Memory{Logins: append(logins("a", day(1)), logins("", day(1))...)}, customer.ErrOrder, "guests last"},
	} {
		_, err := customer.List(bg, ordered{c.facts}, customer.Query{AsOf: noon})
		if !errors.Is(err, c.want) {
			t.Errorf("L1: a repository that promises customer order: %v, want %v: %s", err, c.want, c.reason)
		}
	}
	if customer.Ordered(customer.Memory{}) || !customer.Ordered(ordered{}) {
		t.Error("L1: Ordered does not say what the repository says")
	}
}
