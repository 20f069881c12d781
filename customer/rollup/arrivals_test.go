package rollup_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// arrivals are a host's, who yields all of them each time.
type arrivals []rollup.Arrival

func (a arrivals) EachArrival(context.Context, int64) iter.Seq2[rollup.Arrival, error] {
	return func(yield func(rollup.Arrival, error) bool) {
		for _, one := range a {
			if !yield(one, nil) {
				return
			}
		}
	}
}

// H4, H7: a late fact is found by its arrival, a void is taken out of the digest, and
// whoever was rebuilt is named, those who were due too.
func TestCatchUp(t *testing.T) {
	facts := shop()
	r := built(t, facts)
	before, err := r.Get(t.Context(), "ann", customer.Query{AsOf: day(10), ConsentPopup: true})
	if err != nil {
		t.Fatal(err)
	}
	facts.Logins = append(facts.Logins, customer.Login{Customer: "bob", At: day(2)})
	facts.Orders[0].VoidedAt = day(9)
	r.Repository = facts
	log := arrivals{{1, "bob"}, {2, "ann"}, {2, "nobody"}}
	rebuilt, err := r.CatchUp(t.Context(), day(21), log)
	if want := []customer.ID{"ann", "bob", "mia", "nobody"}; err != nil || !slices.Equal(rebuilt, want) {
		t.Fatalf("H7: rebuilt are %q, %v; want %q", rebuilt, err, want)
	}
	q, err := r.AsOf(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d, err := r.Get(t.Context(), "bob", q); err != nil || d.Status != customer.Quiet {
		t.Errorf("H4: bob's login was late: %v, %v", d.Status, err)
	}
	if d, err := r.Get(t.Context(), "ann", q); err != nil || !d.Revenue.Net("EUR").IsZero() || before.Revenue.Net("EUR").IsZero() {
		t.Errorf("H7: ann's order was voided: %v, %v", d.Revenue, err)
	}
	if err := r.Refresh(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	if rebuilt, err := r.CatchUp(t.Context(), day(21), log); err != nil || len(rebuilt) > 0 {
		t.Errorf("H4: nothing arrived, and rebuilt are %q, %v", rebuilt, err)
	}
	if rebuilt, err := r.CatchUp(t.Context(), day(21), append(log, rollup.Arrival{Number: 3, Customer: "none"})); err != nil || !slices.Equal(rebuilt, []customer.ID{"none"}) {
		t.Errorf("H4: rebuilt are %q, %v", rebuilt, err)
	}
	if rebuilt, err := r.CatchUp(t.Context(), day(21), append(log, rollup.Arrival{Number: 3, Customer: "none"})); err != nil || len(rebuilt) > 0 {
		t.Errorf("H4: an ID without facts comes for ever: %q, %v", rebuilt, err)
	}
}

// dying is a store whose writes fail after a few.
type dying struct {
	rollup.Memory
	writes int
}

var errDead = errors.New("dead")

func (d *dying) Write(ctx context.Context, b rollup.Batch) error {
	if d.writes--; d.writes < 0 {
		return errDead
	}
	return d.Memory.Write(ctx, b)
}

// H4, H6: a crash between two batches repeats and never loses, though an early number stands
// for many.
func TestCatchUpAfterACrash(t *testing.T) {
	facts, ids := crowd(9000)
	store := &dying{writes: 1 << 30}
	r := &rollup.Rollup{Store: store, Repository: facts.Sorted(), Query: customer.Query{AsOf: day(40)}, Arrived: 5}
	if err := r.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	ids = ids[:1300]
	log := arrivals{{5, "long ago"}}
	if rebuilt, err := r.CatchUp(t.Context(), day(40), log); err != nil || len(rebuilt) > 0 {
		t.Errorf("H4: what had arrived before Build was rebuilt: %q, %v", rebuilt, err)
	}
	for i, id := range ids {
		facts.Logins = append(facts.Logins, customer.Login{Customer: id, At: day(39)})
		log = append(log, rollup.Arrival{Number: 6 + int64(i/300), Customer: id}) // many at a time
	}
	r.Repository = facts.Sorted()
	var rebuilt []customer.ID
	for n := range 10 {
		store.writes = 1
		some, err := r.CatchUp(t.Context(), day(40), log)
		if rebuilt = append(rebuilt, some...); err == nil {
			break
		}
		if !errors.Is(err, errDead) || n == 9 {
			t.Fatal(n, err)
		}
	}
	store.writes = 1 << 30
	if len(rebuilt) >= len(ids) {
		t.Errorf("H4: the last go rebuilt all %d again", len(rebuilt))
	}
	samePages(t, r, facts, day(40))
}

// H4: an error of the arrivals is that of CatchUp, and nothing counts as caught up with.
func TestArrivalsFail(t *testing.T) {
	r := built(t, shop())
	if rebuilt, err := r.CatchUp(t.Context(), day(10), failing{}); !errors.Is(err, errDead) || rebuilt != nil {
		t.Errorf("H4: %q, %v; want %v", rebuilt, err, errDead)
	}
	if _, err := r.CatchUp(t.Context(), day(10).Add(-time.Second), arrivals{}); !errors.Is(err, rollup.ErrQuestion) {
		t.Errorf("H4: back in time: %v", err)
	}
	if rebuilt, err := r.CatchUp(t.Context(), day(10), arrivals{{1, "ann"}}); err != nil || len(rebuilt) != 1 {
		t.Errorf("H4: after an error: %q, %v", rebuilt, err)
	}
}

type failing struct{}

func (failing) EachArrival(context.Context, int64) iter.Seq2[rollup.Arrival, error] {
	return func(yield func(rollup.Arrival, error) bool) {
		_ = yield(rollup.Arrival{Number: 1, Customer: "ann"}, nil) && yield(rollup.Arrival{}, errDead)
	}
}
