// Package loaded keeps the facts of customers in memory, sorted, for questions that are
// asked again and again, and reads those of the customers that changed again.
//
//	facts, err := loaded.Load(ctx, storage, nil)
//	report, err := customer.Summarize(ctx, facts, q, nil)
//	err = facts.Refresh(ctx, storage, "ann", "bob")
//
// Its Customers answer the questions of the packages customer, lifecycle and value. Packages
// engagement, subscription and notify have a Load of their own.
package loaded

import (
	"context"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/loaded"
)

// Customers is a repository that has the facts of another one in memory, sorted. Load makes
// one; the zero Customers has no facts. It is a customer.Repository, and so also a
// Repository of the packages lifecycle and value.
//
// Many goroutines can ask and Refresh at the same time. A question is about one state, and
// never waits: Refresh puts another state in place, which shares with the one before what
// did not change.
//
// Customers are a holder of personal data (G1, H8). Erase in the storage first, then Refresh
// the customer's ID: the state in place has nothing of them from then on. A state before
// lives until the questions that began earlier have ended, and until the repositories of a
// Snapshot are dropped. A gdpr.Registry erases the profile last, so in one of its Holders
// Refresh from an empty customer.Memory: that has nothing of anybody. Nothing enters
// Customers but what a repository yields to Load and Refresh, so a late event of an erased
// customer adds nothing (G5).
type Customers struct{ view }

// Load reads all facts of a repository, in one state of it if it is a
// customer.Snapshotter. run has the workers and the progress; nothing is left out. So a
// *customer.FactError of the repository is Load's error, as a question's. Bad facts that the
// rules find are loaded, and every question reports them or leaves them out itself.
//
// 50,000 customers with 20 facts each, the profile being one, take about 93 bytes a fact;
// while they load, about four times as much. The benchmark of Load measures it.
func Load(ctx context.Context, repo customer.Repository, run *customer.Run) (*Customers, error) {
	var c Customers
	if err := loading().Load(ctx, &c, repo, run); err != nil {
		return nil, err
	}
	return &c, nil
}

// Refresh reads all facts of some customers, their profiles too, and puts them in place of
// those that c has of them; without facts a customer is gone. The empty ID is all guests. A
// repository is asked for all of these customers in one Scope. Several calls wait for each
// other. On an error, of the same kinds as Load's, the state stays.
func (c *Customers) Refresh(ctx context.Context, repo customer.Repository, ids ...customer.ID) error {
	return loading().Refresh(ctx, c, repo, ids)
}

// Format prints no facts, whatever the verb.
func (c *Customers) Format(f fmt.State, _ rune) { fmt.Fprint(f, "customers in memory") }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (*Customers) MarshalText() ([]byte, error) {
	return redact.Unsent("a loaded.Customers", "a report of package export")
}

// view is a repository of the state that is in place.
type view struct{ current }

type current = loaded.View[customer.Memory, *customer.Sorted, frozen]

// frozen is a view of one state.
type frozen struct{ view }

// Part returns the sorted facts of a range.
func (v *frozen) Part(r fold.Range[customer.ID]) any { return loaded.Part(v, r) }

// EachCustomer yields the customers in the scope.
func (v *view) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return each(ctx, v, s, ownerOfCustomer)
}

// EachLogin yields the logins of the customers in the scope.
func (v *view) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return each(ctx, v, s, ownerOfLogin)
}

// EachOrder yields the orders of the customers in the scope.
func (v *view) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return each(ctx, v, s, ownerOfOrder)
}

// EachMessage yields the messages of the customers in the scope.
func (v *view) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return each(ctx, v, s, ownerOfMessage)
}

// EachAction yields the actions of the customers in the scope.
func (v *view) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return each(ctx, v, s, ownerOfAction)
}

func each[F any](ctx context.Context, v *view, s customer.Scope, owner func(*F) *customer.ID) iter.Seq2[F, error] {
	held := func(p *customer.Sorted) *fold.Held[customer.ID, F] { return customer.HeldBy[F](p) }
	return loaded.Each(ctx, v, s, held, owner)
}

type repository = customer.Repository

// loading returns how the facts are loaded.
func loading() *loaded.Wing[repository, customer.Memory, *customer.Sorted] {
	return &loaded.Wing[repository, customer.Memory, *customer.Sorted]{
		Sort: customer.Memory.Sorted, Memory: func(s *customer.Sorted) *customer.Memory { return &s.Memory },
		Kinds: []loaded.Kind[repository, customer.Memory]{
			loaded.KindOf("customers", ownerOfCustomer, func(m *customer.Memory) *[]customer.Customer { return &m.Customers }, repository.EachCustomer, ownCustomer),
			loaded.KindOf("logins", ownerOfLogin, func(m *customer.Memory) *[]customer.Login { return &m.Logins }, repository.EachLogin, loaded.OwnLogin),
			loaded.KindOf("orders", ownerOfOrder, func(m *customer.Memory) *[]customer.Order { return &m.Orders }, repository.EachOrder, loaded.OwnOrder),
			loaded.KindOf("messages", ownerOfMessage, func(m *customer.Memory) *[]customer.Message { return &m.Messages }, repository.EachMessage, loaded.OwnMessage),
			loaded.KindOf("actions", ownerOfAction, func(m *customer.Memory) *[]customer.Action { return &m.Actions }, repository.EachAction, loaded.OwnAction),
		},
	}
}

func ownerOfCustomer(c *customer.Customer) *customer.ID { return &c.ID }
func ownerOfLogin(l *customer.Login) *customer.ID       { return &l.Customer }
func ownerOfOrder(o *customer.Order) *customer.ID       { return &o.Customer }
func ownerOfMessage(m *customer.Message) *customer.ID   { return &m.Customer }
func ownerOfAction(a *customer.Action) *customer.ID     { return &a.Customer }

func ownCustomer(c *customer.Customer, t *loaded.Texts) {
	loaded.Own(t, &c.ID)
	loaded.Own(t, &c.Email)
	for _, text := range []*string{&c.Username, &c.Name, &c.LastDevice, &c.Facebook, &c.Twitter, &c.Google} {
		loaded.Own(t, text)
	}
}
