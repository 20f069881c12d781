package customer_test

import (
	"context"
	"iter"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

type iterLogins = iter.Seq2[customer.Login, error]

// asking notes what it is asked for.
type asking struct {
	customer.Memory
	asked map[string]customer.Scope
}

func (a asking) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	a.asked["customers"] = s
	return a.Memory.EachCustomer(ctx, s)
}

func (a asking) EachLogin(ctx context.Context, s customer.Scope) iterLogins {
	a.asked["logins"] = s
	return a.Memory.EachLogin(ctx, s)
}

func (a asking) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	a.asked["orders"] = s
	return a.Memory.EachOrder(ctx, s)
}

func (a asking) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	a.asked["messages"] = s
	return a.Memory.EachMessage(ctx, s)
}

func (a asking) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	a.asked["actions"] = s
	return a.Memory.EachAction(ctx, s)
}

func TestWhatIf(t *testing.T) {
	facts := customer.Memory{
		Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}, {ID: "cat"}, {ID: "dan"}},
		Logins: append(append(logins("ann", day(29), day(30), day(31)), logins("bob", day(20), day(30))...),
			append(logins("cat", at("2024-03-10")), logins("", day(30))...)...),
	}
	const s, q, a, v = customer.Sleeper, customer.Quiet, customer.Active, customer.VeryActive
	more := customer.Frequency{MoreThan: 2, Within: calendar.Days(7)}
	for _, c := range []struct {
		policy, other customer.Policy
		want          map[[2]customer.Status]int
		reason        string
	}{
		{customer.Policy{}, customer.Policy{}, map[[2]customer.Status]int{{v, v}: 1, {a, a}: 1, {q, q}: 1, {s, s}: 1}, "the same policy moves nobody"},
		{customer.Policy{}, customer.Policy{Sleeper: calendar.Months(2)}, map[[2]customer.Status]int{{v, v}: 1, {a, a}: 1, {q, s}: 1, {s, s}: 1}, "cat would sleep"},
		{customer.Policy{}, customer.Policy{VeryActive: customer.Frequency{MoreThan: 1, Within: calendar.Days(14)}},
			map[[2]customer.Status]int{{v, v}: 1, {a, v}: 1, {q, q}: 1, {s, s}: 1}, "bob would be very active"},
		{customer.Policy{}, customer.Policy{VeryActive: more, Active: more}, map[[2]customer.Status]int{{v, v}: 1, {a, q}: 1, {q, q}: 1, {s, s}: 1},
			"more logins are looked at than the question's own policy needs"},
		{customer.Policy{VeryActive: more, Active: more}, customer.Policy{}, map[[2]customer.Status]int{{v, v}: 1, {q, a}: 1, {q, q}: 1, {s, s}: 1}, "and the other way round"},
	} {
		var want customer.StatusMatrix
		for move, n := range c.want {
			want[move[0]][move[1]] = n
		}
		ask := customer.Query{AsOf: noon, Policy: c.policy}
		if got := whatIf(t, facts, ask, c.other); got != want {
			t.Errorf("S9: %v, want %v: %s", got, want, c.reason)
		}
		// A repository that groups by itself is asked for enough logins, too.
		if got := whatIf(t, grouping{facts}, ask, c.other); got != want {
			t.Errorf("S9: grouped by itself: %v, want %v: %s", got, want, c.reason)
		}
	}
}

// grouping groups by itself, as it is asked to.
type grouping struct{ customer.Memory }

func (g grouping) EachDigest(_ context.Context, q customer.Query, _ customer.Scope) iter.Seq2[customer.Digest, error] {
	return func(yield func(customer.Digest, error) bool) {
		for _, c := range g.Customers {
			var d customer.Digest
			d.AddCustomer(c)
			for _, l := range g.Logins {
				if l.Customer == c.ID {
					d.AddLogin(l, &q)
				}
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}
