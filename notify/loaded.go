package notify

import (
	"context"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
	leak "github.com/clientele-go/clientele/internal/base/redact"
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
// A Loaded of 50,000 customers with 2 opt-ins each takes about 120 bytes an opt-in, and 340
// if each has a token of its own; while it loads, about four times as much. The benchmark of
// Load measures it.
func Load(ctx context.Context, repo Repository, run *customer.Run) (*Loaded, error) {
	var l Loaded
	if err := loading().Load(ctx, &l, repo, run); err != nil {
		return nil, err
	}
	return &l, nil
}

// Refresh reads the notifications, and all opt-ins of some customers, and puts them in place
// of what the Loaded has; without opt-ins a customer is gone. The empty ID is all guests.
// Refresh without IDs reads the notifications alone. A repository is asked for all of these
// customers in one Scope. Several calls wait for each other. On an error, of the same kinds
// as Load's, the state stays.
func (l *Loaded) Refresh(ctx context.Context, repo Repository, ids ...customer.ID) error {
	return loading().Refresh(ctx, l, repo, ids)
}

// Format prints no facts, whatever the verb.
func (l *Loaded) Format(f fmt.State, _ rune) { fmt.Fprint(f, "opt-ins in memory") }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (*Loaded) MarshalText() ([]byte, error) {
	return leak.Unsent("a notify.Loaded", "a Report of it")
}

// view is a repository of the state that is in place.
type view struct{ current }

type current = loaded.View[Memory, *Sorted, frozen]

// frozen is a view of one state.
type frozen struct{ view }

// Part returns the sorted facts of a range.
func (v *frozen) Part(r within) any { return loaded.Part(v, r) }

// EachNotification yields the notifications.
func (v *view) EachNotification(ctx context.Context, s customer.Scope) iter.Seq2[Notification, error] {
	return loaded.Rest(v).EachNotification(ctx, s)
}

// EachOptIn yields the opt-ins of the customers in the scope.
func (v *view) EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[OptIn, error] {
	return loaded.Each(ctx, v, s, func(p *Sorted) *fold.Held[customer.ID, OptIn] { return p.optIns }, ownerOfOptIn)
}

type texts = loaded.Texts

// loading returns how the facts are loaded.
func loading() *loaded.Wing[Repository, Memory, *Sorted] {
	return &loaded.Wing[Repository, Memory, *Sorted]{
		Sort: Memory.Sorted, Memory: func(s *Sorted) *Memory { return &s.Memory },
		Rest: readNotifications,
		Kinds: []loaded.Kind[Repository, Memory]{
			loaded.KindOf("opt-ins", ownerOfOptIn, func(m *Memory) *[]OptIn { return &m.OptIns }, Repository.EachOptIn, ownOptIn),
		},
	}
}

// readNotifications reads the notifications, good or bad. They are nobody's.
func readNotifications(ctx context.Context, repo Repository, m *Memory) error {
	var t texts
	for n, err := range repo.EachNotification(ctx, customer.Scope{}) {
		if err != nil {
			return fmt.Errorf("reading notifications: %w", err)
		}
		loaded.Own(&t, &n.ID)
		loaded.Own(&t, &n.Name)
		loaded.Own(&t, &n.Channel)
		m.Notifications = append(m.Notifications, n)
	}
	return nil
}

func ownOptIn(o *OptIn, t *texts) {
	loaded.Own(t, &o.Customer)
	loaded.Own(t, &o.Notification)
}
