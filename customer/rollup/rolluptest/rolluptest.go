// Package rolluptest is the conformance kit of stores of rollups. It checks that a host's
// store keeps the contract of rollup.Store, and of rollup.Pager if its views are one.
//
//	func TestStore(t *testing.T) {
//		rolluptest.Run(t, func(t testing.TB) rollup.Store {
//			return openMine(t) // a fresh, empty store
//		})
//	}
//
// The kit writes the same batches to the store and to a rollup.Memory, and compares all that
// the two hold and serve: instants a nanosecond apart, IDs that a storage could mix up,
// every order of the list (H13). It checks that a batch is written whole or not at all,
// that a batch of another version changes nothing, and that a view is one state.
package rolluptest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/clientele-go/clientele/customer/rollup"
)

// clause is one thing that a store owes.
type clause struct {
	name  string
	check func(ctx context.Context, s *pair) error
}

func clauses() []clause {
	return []clause{
		{"H10: an empty store has the zero Meta and nothing else", empty},
		{"H10: what was written is read again", writes},
		{"H11: what is asked for is served, and nothing else", asks},
		{"H6: entries come in order", entries},
		{"H13: a page is that of the records", pages},
		{"H3: a batch of another version changes nothing", versions},
		{"H10: a batch that is cut off is written whole or not at all", cutOff},
		{"H10: a view is one state", oneState},
		{"H12: a rollup in it answers as one in memory", lives},
	}
}

// Check checks every clause of the contract. It returns everything that is wrong, joined;
// each error names the clause that was broken. open opens a fresh, empty store.
func Check(ctx context.Context, open func() (rollup.Store, error)) error {
	var wrong []error
	for _, c := range clauses() {
		s, err := open()
		if err == nil {
			err = c.check(ctx, &pair{store: s})
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", c.name, err))
		}
	}
	return errors.Join(wrong...)
}

// Run runs Check as a test with a subtest for every clause.
func Run(t *testing.T, open func(t testing.TB) rollup.Store) {
	t.Helper()
	for _, c := range clauses() {
		t.Run(c.name, func(t *testing.T) {
			if err := c.check(t.Context(), &pair{store: open(t)}); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		})
	}
}
