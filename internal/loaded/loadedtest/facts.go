package loadedtest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
)

func same(t Tester, law string, want, got any) {
	t.Helper()
	if !reflect.DeepEqual(want, got) {
		t.Fatalf("%s (- want, + got):\n%s", law, cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })))
	}
}

// swapped returns the facts of some customers from one shop, and of the others from another
// one. What belongs to no customer is from the first.
func swapped[M any](fresh, old M, ids []customer.ID) (m M) {
	for i := range reflect.ValueOf(m).NumField() {
		into := reflect.ValueOf(&m).Elem().Field(i)
		for from, shop := range []M{fresh, old} {
			for _, f := range reflect.ValueOf(shop).Field(i).Seq2() {
				if in := belongs(f, ids); in == (from == 0) {
					into.Set(reflect.Append(into, f))
				}
			}
		}
	}
	return m
}

// belongs reports whether a fact is of one of some customers, or of no customer.
func belongs(fact reflect.Value, ids []customer.ID) bool {
	owner := fact.FieldByName("Customer")
	if fact.Type() == reflect.TypeFor[customer.Customer]() {
		owner = fact.FieldByName("ID")
	}
	return !owner.IsValid() || slices.Contains(ids, customer.ID(owner.String()))
}

// apart checks that a state has the facts of each of its ranges apart, so that questions are
// as fast as of sorted facts.
func apart[R any](t *testing.T, name string, state R) {
	t.Helper()
	cuts, _, _ := any(state).(customer.Ranger).Ranges(bg, 0)
	parts := any(state).(interface {
		Part(fold.Range[customer.ID]) any
	})
	for i, from := range append([]customer.ID{""}, cuts...) {
		r := fold.Range[customer.ID]{From: from}
		if i < len(cuts) {
			r.To = cuts[i]
		}
		if part, ok := parts.Part(r).(R); !ok || reflect.TypeOf(part) == reflect.TypeOf(state) {
			t.Fatalf("%s: range %d of %d has no part of its own", name, i+1, len(cuts)+1)
		}
	}
}

// numbers returns the IDs of n customers, every so many.
func numbers(n, every int) (ids []customer.ID) {
	for i := range n {
		ids = append(ids, customer.ID(fmt.Sprint(i*every)))
	}
	return ids
}
