package awkward

import (
	"reflect"
	"sync"

	"github.com/clientele-go/clientele/customer"
)

// Open opens a wing's facts M as its repository R, through a connection. The repository
// has the other abilities where the connection's way says so.
type Open[M, R any] func(*M, *Connection, Ranger, Snapshotter) R

// Behaving returns a repository with these facts that behaves in the given way. owners
// returns those of the facts.
func (open Open[M, R]) Behaving(facts *M, w Way, owners func(M) []customer.ID) R {
	repo, _ := open.through(facts, w, sync.OnceValue(func() []customer.ID { return owners(*facts) }))
	return repo
}

func (open Open[M, R]) through(facts *M, w Way, ids func() []customer.ID) (R, *Connection) {
	c := Connect(w)
	return open(facts, c, NewRanger(w, ids), NewSnapshotter(w, func(w Way) (any, *Connection) {
		state := facts
		if !w.Live {
			now := *facts
			state = &now
		}
		return open.through(state, w, ids)
	})), c
}

// Write adds facts to others. A Memory M has a slice for each kind.
func Write[M any](c *Connection, facts *M, more M) error {
	if c.Idle {
		return nil
	}
	into, from := reflect.ValueOf(facts).Elem(), reflect.ValueOf(more)
	for i := range into.NumField() {
		into.Field(i).Set(reflect.AppendSlice(into.Field(i), from.Field(i)))
	}
	return nil
}
