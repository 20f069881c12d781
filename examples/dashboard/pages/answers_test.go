package pages

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// states is a shop whose state has a number, and counts who holds it.
type states struct {
	mu      sync.RWMutex
	version uint64
}

func (s *states) hold() (State, func()) {
	s.mu.RLock()
	return State{Version: s.version}, s.mu.RUnlock
}

func (s *states) next() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++
}

// named returns one table, whose name tells answers apart.
func named(name string, rows int) []*table { return []*table{{Name: name, More: rows}} }

// Equal questions of one state are computed once, whoever asks and however many.
func TestComputedOnce(t *testing.T) {
	var a answers
	var s states
	var computed atomic.Int64
	q := query{text: "q", compute: func(context.Context, State) ([]*table, error) {
		return named(fmt.Sprint("answer ", computed.Add(1)), 1), nil
	}}
	for state := range 3 {
		var readers sync.WaitGroup
		for range 20 {
			readers.Go(func() {
				got, err := a.ask(t.Context(), s.hold, q)
				if want := fmt.Sprint("answer ", state+1); err != nil || got[0].Name != want {
					t.Errorf("state %d: %v, error %v; want %s", state, got, err, want)
				}
			})
		}
		readers.Wait()
		s.next()
	}
	if n := computed.Load(); n != 3 {
		t.Errorf("3 states were computed %d times", n)
	}
}

// A state is held until the answer is there, and by nobody afterwards.
func TestStateIsHeld(t *testing.T) {
	var a answers
	var s states
	for _, fails := range []bool{false, true} {
		q := query{text: "q", compute: func(context.Context, State) ([]*table, error) {
			if s.mu.TryLock() {
				t.Error("O1: the state can change while an answer is computed")
			}
			if fails {
				panic("a bug")
			}
			return named("q", 1), nil
		}}
		for range 2 {
			if _, err := a.ask(t.Context(), s.hold, q); (err != nil) != fails {
				t.Errorf("error %v, want one: %t", err, fails)
			}
			if !s.mu.TryLock() {
				t.Fatal("the state is held though the answer is there")
			}
			s.mu.Unlock()
		}
		s.next()
	}
}

// An error is told to those who wait, and is not kept.
func TestErrorsAreNotKept(t *testing.T) {
	var a answers
	var s states
	trouble := errors.New("trouble")
	for _, want := range []error{trouble, nil} {
		_, err := a.ask(t.Context(), s.hold, query{text: "q", compute: func(context.Context, State) ([]*table, error) { return named("q", 1), want }})
		if !errors.Is(err, want) {
			t.Errorf("error %v, want %v", err, want)
		}
	}
	if len(a.kept) != 1 {
		t.Errorf("%d answers are kept, want the one without an error", len(a.kept))
	}
}

// An answer goes on for those who wait, though the first one leaves.
func TestWhoLeaves(t *testing.T) {
	var a answers
	var s states
	begun, end := make(chan struct{}), make(chan struct{})
	q := query{text: "q", compute: func(ctx context.Context, _ State) ([]*table, error) {
		close(begun)
		<-end
		return named("q", 1), ctx.Err()
	}}
	ctx, leave := context.WithCancel(t.Context())
	var first sync.WaitGroup
	first.Go(func() {
		if _, err := a.ask(ctx, s.hold, q); !errors.Is(err, context.Canceled) {
			t.Errorf("who left got error %v", err)
		}
	})
	<-begun
	leave()
	first.Wait()
	close(end)
	if _, err := a.ask(t.Context(), s.hold, q); err != nil {
		t.Errorf("who stayed got error %v", err)
	}
}

// An offer of the state before is good enough while the next one is computed. Nothing else
// of a state before is kept.
func TestOffers(t *testing.T) {
	var a answers
	var s states
	ask := func(text, answer string, offer bool, compute func()) string {
		got, err := a.ask(t.Context(), s.hold, query{text: text, offer: offer, compute: func(context.Context, State) ([]*table, error) {
			compute()
			return named(answer, 1), nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		return got[0].Name
	}
	now := func() {}
	ask("offer", "old", true, now)
	ask("page", "old", false, now)
	s.next()
	begun, end := make(chan struct{}), make(chan struct{})
	if got := ask("offer", "new", true, func() { close(begun); <-end }); got != "old" {
		t.Errorf("while the next offer is computed it is %q, want the old one", got)
	}
	if got := ask("page", "new", false, now); got != "new" {
		t.Errorf("O1: a page of the next state is %q", got)
	}
	<-begun
	if got := ask("offer", "none", true, now); got != "old" {
		t.Errorf("while the next offer is computed it is %q for others, want the old one", got)
	}
	close(end)
	for ask("offer", "none", true, now) == "old" {
		time.Sleep(time.Millisecond)
	}
	if got := ask("offer", "none", true, now); got != "new" {
		t.Errorf("once the next offer is there it is %q", got)
	}
	if n := a.count(); n != 2 {
		t.Errorf("%d answers are kept, want the offer's and the page's", n)
	}
}

// A page that offers choices does not wait for a change of the state to end.
func TestOffersDoNotWait(t *testing.T) {
	var a answers
	var s states
	q := query{text: "offer", offer: true, compute: func(context.Context, State) ([]*table, error) { return named("offer", 1), nil }}
	if _, err := a.ask(t.Context(), s.hold, q); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if got, err := a.ask(t.Context(), s.hold, q); err != nil || got[0].Name != "offer" {
		t.Errorf("during a change the offer is %v, error %v", got, err)
	}
}

// H8: after an erasure no answer is kept, offers too, nor one that was being computed.
func TestClear(t *testing.T) {
	var a answers
	var s states
	at := func(text string, compute func()) {
		q := query{text: text, offer: text == "offer", compute: func(context.Context, State) ([]*table, error) {
			compute()
			return named(text, 1), nil
		}}
		if _, err := a.ask(t.Context(), s.hold, q); err != nil {
			t.Error(err)
		}
	}
	at("offer", func() {})
	at("page", a.clear)
	if n := a.count(); n != 0 {
		t.Errorf("H8: %d answers are kept after an erasure", n)
	}
}

func (a *answers) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.kept)
}

// The oldest answers go when there are too many, or too many rows in all. The newest stays.
func TestBounds(t *testing.T) {
	for name, c := range map[string]struct{ asked, rows, most int }{
		"answers": {3 * maxKept, 1, maxKept},
		"rows":    {10, maxKeptRows / 4, 4},
		"huge":    {10, maxKeptRows + 1, 1},
	} {
		var a answers
		var s states
		for i := range c.asked {
			text := fmt.Sprint(i)
			compute := func(context.Context, State) ([]*table, error) { return named(text, c.rows), nil }
			if _, err := a.ask(t.Context(), s.hold, query{text: text, compute: compute}); err != nil {
				t.Fatal(err)
			}
			if len(a.kept) > c.most || a.find(text) == nil {
				t.Fatalf("%s: after %d questions %d answers are kept, want at most %d with the last", name, i+1, len(a.kept), c.most)
			}
		}
		if len(a.kept) != c.most {
			t.Errorf("%s: %d answers are kept, want %d", name, len(a.kept), c.most)
		}
	}
}
