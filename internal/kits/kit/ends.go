package kit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
)

const (
	patience = 30 * time.Second      // for what may wait for a connection
	notice   = 10 * time.Millisecond // for a driver that learns of a done context meanwhile
	soon     = 1100                  // facts that may still come of a done context
)

// checkDone checks that a done context ends the sequence with its error.
func (m *method[F]) checkDone(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	var last error
	for _, err := range m.each(ctx, customer.Scope{}) {
		if last != nil {
			return errors.New("must stop after an error")
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		return fmt.Errorf("must yield the context's error when it is done, but ended with: %v", last)
	}
	return nil
}

// checkMiddle checks that a context that is done in the middle ends the sequence with
// its error, soon. A storage that doesn't look for an error after its last row
// ends as if that was all.
func (m *method[F]) checkMiddle(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	n := 0
	var last error
	for _, err := range m.each(ctx, customer.Scope{}) {
		switch n++; {
		case last != nil:
			return errors.New("must stop after an error")
		case err == nil && n == 1:
			cancel()
			time.Sleep(notice)
		}
		last = err
	}
	needed := len(m.facts)
	for _, f := range m.facts {
		if m.Spare != nil && m.Spare(f) {
			needed--
		}
	}
	switch {
	case errors.Is(last, context.Canceled) || last == nil && n >= needed && n <= soon:
		return nil
	case last != nil:
		return fmt.Errorf("done in the middle: must yield the context's error, but yielded: %w", last)
	case n < needed:
		return fmt.Errorf("done in the middle: must yield the context's error, but ended after %d of %d facts as if they were all", n, needed)
	}
	return fmt.Errorf("done in the middle: must stop soon, but yielded %d facts more", n-1)
}

// checkLeft checks that the sequence stops when it is left early, and keeps nothing
// that the next one needs. Go panics if it does not stop.
func (m *method[F]) checkLeft(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("may be left early, but goes on: %v", p)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for range 20 {
		for range m.each(ctx, customer.Scope{}) {
			break
		}
	}
	for _, err := range m.each(ctx, customer.Scope{}) {
		if err != nil {
			return fmt.Errorf("may be left early, but then keeps what the next one needs: %w", err)
		}
	}
	return nil
}
