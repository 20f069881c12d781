package engagement

import (
	"context"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/loaded"
)

// Loaded is a repository that has the facts of another one in memory, sorted, for questions
// that are asked again and again. Load makes one; the zero Loaded has no facts.
//
// Many goroutines can ask and Refresh at the same time. A question is about one state, and
// never waits: Refresh puts another state in place, which shares with the one before what
// did not change.
//
// A Loaded is a holder of personal data (G1, H8). Erase in the storage first, then Refresh the
// customer's ID: the state in place has nothing of them from then on. A state before lives
// until the questions that began earlier have ended, and until the repositories of a Snapshot
// are dropped. Nothing enters a Loaded but what a repository yields to Load and Refresh, so
// a late event of an erased customer adds nothing (G5).
type Loaded struct{ view }

// Load reads all facts of a repository, in one state of it if it is a
// customer.Snapshotter. run has the workers and the progress; nothing is left out. So a
// *customer.FactError of the repository is Load's error, as a question's. Bad facts that the
// rules find are loaded, and every question reports them or leaves them out itself.
//
// A Loaded of 50,000 customers with 20 facts each takes about 82 bytes a fact; while it loads,
// about four times as much. The benchmark of Load measures it.
func Load(ctx context.Context, repo Repository, run *customer.Run) (*Loaded, error) {
	var l Loaded
	if err := loading().Load(ctx, &l, repo, run); err != nil {
		return nil, err
	}
	return &l, nil
}

// Refresh reads all facts of some customers and puts them in place of those that the Loaded
// has of them; without facts a customer is gone. The empty ID is all guests. A repository is
// asked for all of these customers in one Scope. Several calls wait for each other. On an
// error, of the same kinds as Load's, the state stays.
func (l *Loaded) Refresh(ctx context.Context, repo Repository, ids ...customer.ID) error {
	return loading().Refresh(ctx, l, repo, ids)
}

// Format prints no facts, whatever the verb.
func (l *Loaded) Format(f fmt.State, _ rune) { fmt.Fprint(f, "engagement facts in memory") }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (*Loaded) MarshalText() ([]byte, error) {
	return redact.Unsent("a engagement.Loaded", "a Report of it")
}

// view is a repository of the state that is in place.
type view struct{ current }

type current = loaded.View[Memory, *Sorted, frozen]

// frozen is a view of one state.
type frozen struct{ view }

// Part returns the sorted facts of a range.
func (v *frozen) Part(r within) any { return loaded.Part(v, r) }

// EachMessage yields the messages of the customers in the scope.
func (v *view) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return loaded.Each(ctx, v, s, func(p *Sorted) *fold.Held[customer.ID, customer.Message] { return p.held.messages }, ownerOfMessage)
}

// EachOrder yields the orders of the customers in the scope.
func (v *view) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return loaded.Each(ctx, v, s, func(p *Sorted) *fold.Held[customer.ID, customer.Order] { return p.held.orders }, ownerOfOrder)
}

// EachLogin yields the logins of the customers in the scope.
func (v *view) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return loaded.Each(ctx, v, s, func(p *Sorted) *fold.Held[customer.ID, customer.Login] { return p.held.logins }, ownerOfLogin)
}

// EachAction yields the actions of the customers in the scope.
func (v *view) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return loaded.Each(ctx, v, s, func(p *Sorted) *fold.Held[customer.ID, customer.Action] { return p.held.actions }, ownerOfAction)
}

// EachTag yields the tags of the customers in the scope.
func (v *view) EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error] {
	return loaded.Each(ctx, v, s, func(p *Sorted) *fold.Held[customer.ID, customer.Tag] { return p.held.tags }, ownerOfTag)
}

// EachField yields the custom fields of the customers in the scope.
func (v *view) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return loaded.Each(ctx, v, s, func(p *Sorted) *fold.Held[customer.ID, customer.Field] { return p.held.fields }, ownerOfField)
}

// loading returns how the facts are loaded.
func loading() *loaded.Wing[Repository, Memory, *Sorted] {
	return &loaded.Wing[Repository, Memory, *Sorted]{
		Sort: Memory.Sorted, Memory: func(s *Sorted) *Memory { return &s.Memory },
		Kinds: []loaded.Kind[Repository, Memory]{
			loaded.KindOf("messages", ownerOfMessage, func(m *Memory) *[]customer.Message { return &m.Messages }, Repository.EachMessage, loaded.OwnMessage),
			loaded.KindOf("orders", ownerOfOrder, func(m *Memory) *[]customer.Order { return &m.Orders }, Repository.EachOrder, loaded.OwnOrder),
			loaded.KindOf("tags", ownerOfTag, func(m *Memory) *[]customer.Tag { return &m.Tags }, Repository.EachTag, loaded.OwnTag),
			loaded.KindOf("fields", ownerOfField, func(m *Memory) *[]customer.Field { return &m.Fields }, Repository.EachField, loaded.OwnField),
			loaded.KindOf("logins", ownerOfLogin, func(m *Memory) *[]customer.Login { return &m.Logins }, Repository.EachLogin, loaded.OwnLogin),
			loaded.KindOf("actions", ownerOfAction, func(m *Memory) *[]customer.Action { return &m.Actions }, Repository.EachAction, loaded.OwnAction),
		},
	}
}
