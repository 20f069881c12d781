package kit

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// A sequence of n fields; after those that an ended context still lets come, it
// ends with what end makes of the context's error.
func ended(n, still int, end func(error) []error) method[customer.Field] {
	fields := CrowdedFields([]customer.ID{Busiest}, 1, "size", "4")[:n]
	return Fields().method(fields, func(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Field, error] {
		return func(yield func(customer.Field, error) bool) {
			since := 0
			for _, f := range fields {
				if ctx.Err() != nil {
					since++
				}
				if since > still {
					for _, err := range end(ctx.Err()) {
						if !yield(customer.Field{}, err) {
							return
						}
					}
					return
				}
				if !yield(f, nil) {
					return
				}
			}
		}
	})
}

// A context that is done in the middle ends a sequence with its error, soon, but
// for one that is over first.
func TestMiddle(t *testing.T) {
	broken := errors.New("broken")
	says := func(err error) []error { return []error{err} }
	mute := func(error) []error { return nil }
	for _, c := range []struct {
		why      string
		n, still int
		end      func(error) []error
		want     string
	}{
		{"at once", 1200, 0, says, ""},
		{"after a batch", 1200, 1024, says, ""},
		{"a short one is over first", 100, 1024, mute, ""},
		{"never", 1200, 1200, mute, "must stop soon"},
		{"in silence", 1200, 0, mute, "ended after 1 of 1200 facts"},
		{"a short one in silence", 100, 98, mute, "ended after 99 of 100 facts"},
		{"with another error", 1200, 0, func(error) []error { return []error{broken} }, "broken"},
		{"with two errors", 1200, 0, func(err error) []error { return []error{err, err} }, "must stop after an error"},
	} {
		m := ended(c.n, c.still, c.end)
		wantError(t, c.why, m.checkMiddle(t.Context()), c.want)
	}
}

// A field that marks nothing may be left out, so the sequence is over without it.
func TestMiddleWithoutSpareOnes(t *testing.T) {
	m := ended(100, 1024, nil)
	m.facts = append(m.facts, customer.Field{Name: "spare"})
	m.Spare = func(f customer.Field) bool { return f.Name == "spare" }
	wantError(t, "a spare one is left out", m.checkMiddle(t.Context()), "")
}

// What a sequence keeps when it is left early, the next one lacks.
func TestLeft(t *testing.T) {
	busy := errors.New("busy")
	open := 0
	m := Fields().method(stored(), func(context.Context, customer.Scope) iter.Seq2[customer.Field, error] {
		return func(yield func(customer.Field, error) bool) {
			if open++; open > 4 {
				yield(customer.Field{}, busy)
				return
			}
			for _, f := range stored() {
				if !yield(f, nil) {
					return
				}
			}
			open--
		}
	})
	err := m.checkLeft(t.Context())
	wantError(t, "a connection is kept", err, "may be left early, but then keeps what the next one needs")
	if !errors.Is(err, busy) {
		t.Errorf("the error is %v, want %v in it", err, busy)
	}
}
