package rollup_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/rollup"
)

// crowd is n customers. Half of them change status at one instant, the others each at
// their own, and twice.
func crowd(n int) (m customer.Memory, ids []customer.ID) {
	for i := range n {
		id := customer.ID(fmt.Sprintf("%05d", i*7%n))
		first, last := day(1), day(2)
		if i%2 > 0 {
			first = last.Add(time.Duration(i) * 9000 / time.Duration(n) * time.Minute)
			last = first.Add(time.Minute)
		}
		m.Customers = append(m.Customers, customer.Customer{ID: id, Email: customer.Email(fmt.Sprintf("%d@example.com", i%4)), SignedUp: true})
		m.Logins = append(m.Logins, customer.Login{Customer: id, At: first}, customer.Login{Customer: id, At: last})
		ids = append(ids, id)
	}
	return m, ids
}

// H6, H11–H13: a build, an advance, a refresh and a delivery of more than one batch lose and
// repeat nothing, and the pages of a large store are those of the facts.
func TestMany(t *testing.T) {
	facts, ids := crowd(9000)
	r := &rollup.Rollup{Store: new(rollup.Memory), Repository: facts, Query: customer.Query{AsOf: day(10).Add(-time.Hour)}}
	if err := r.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	to := day(40)
	said := advanced(t, r, facts, to)
	samePages(t, r, facts, to)
	acknowledge(t, r, said)
	if left := pending(t, r); len(left) > 0 {
		t.Errorf("H6: %d of %d are pending after all were acknowledged", len(left), len(said))
	}
	for i, id := range ids {
		if i%3 > 0 {
			facts.Logins = append(facts.Logins, customer.Login{Customer: id, At: day(39)})
		}
	}
	r.Repository = facts
	if err := r.Refresh(t.Context(), ids...); err != nil {
		t.Fatal(err)
	}
	samePages(t, r, facts, to)
	if due, err := r.Due(t.Context()); err != nil || len(due) > 0 {
		t.Error(len(due), err)
	}
}

// H1, H11: an advance of more customers than one step moves loses and repeats nothing.
func TestManyTurns(t *testing.T) {
	facts, _ := crowd(41_000) // half of them are one step, for a step ends where an instant does
	r := &rollup.Rollup{Store: new(rollup.Memory), Repository: facts, Query: customer.Query{AsOf: day(10).Add(-time.Hour)}}
	if err := r.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	var before, after rollup.Meta
	meta := func(m *rollup.Meta) func(rollup.View) error {
		return func(v rollup.View) (err error) { *m, err = v.Meta(t.Context()); return err }
	}
	if err := r.Store.View(t.Context(), meta(&before)); err != nil {
		t.Fatal(err)
	}
	advanced(t, r, facts, day(40))
	if err := r.Store.View(t.Context(), meta(&after)); err != nil || after.Version < before.Version+2 {
		t.Errorf("%d steps, %v: the check cannot fail", after.Version-before.Version, err)
	}
	q := r.Query
	q.AsOf = day(40)
	want, err := customer.Summarize(t.Context(), facts, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if report, err := r.Summarize(t.Context(), q); err != nil || report.Statuses != want.Statuses {
		t.Errorf("H12: %v, %v; the facts say %v", report.Statuses, err, want.Statuses)
	}
}

// advanced advances, compares the feed with the facts, and returns it.
func advanced(t *testing.T, r *rollup.Rollup, facts customer.Memory, to time.Time) []rollup.Entry {
	t.Helper()
	if due, err := r.Advance(t.Context(), to); err != nil || len(due) > 0 {
		t.Fatal(len(due), err)
	}
	q := r.Query
	q.AsOf, q.Range = to, calendar.Span{From: r.Query.AsOf.Add(1)}
	trend, err := customer.TrackStatus(t.Context(), facts, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	said := pending(t, r)
	var fed []customer.Transition
	for _, e := range said {
		fed = append(fed, customer.Transition{Customer: e.Customer, At: e.At, From: e.Is.From, To: e.Is.To})
	}
	want := slices.Collect(trend.Transitions())
	if len(want) < len(facts.Customers) {
		t.Fatalf("the facts have %d changes", len(want))
	}
	if !slices.Equal(want, fed) {
		t.Errorf("H1, H11: %d changes are in the feed, %d in the facts, or others", len(fed), len(want))
	}
	return said
}

// samePages compares pages with those of the facts.
func samePages(t *testing.T, r *rollup.Rollup, facts customer.Memory, asOf time.Time) {
	t.Helper()
	for _, q := range []customer.Query{
		{},
		{Sort: customer.Sort{Column: "last_login", Descending: true}},
		{Filter: customer.Filter{Statuses: []customer.Status{customer.Quiet}}, Sort: customer.Sort{Column: "email"}},
	} {
		q.AsOf = asOf
		all, err := customer.List(t.Context(), facts, q, sealed)
		if err != nil {
			t.Fatal(err)
		}
		rows := all.Rows
		for q.Limit = 2500; ; {
			page, err := r.List(t.Context(), q, sealed)
			if err != nil {
				t.Fatal(err)
			}
			if n := min(q.Limit, len(rows)); page.Total != len(all.Rows) || len(page.Rows) != n || cmp.Diff(rows[:n], page.Rows) != "" {
				t.Errorf("H12, H13: a page by %q of %d rows, %d in all, is not that of %d", string(q.Sort.Column), len(page.Rows), page.Total, len(all.Rows))
				return
			}
			rows = rows[len(page.Rows):]
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		if len(rows) > 0 {
			t.Errorf("H12: %d rows of %d are on no page", len(rows), len(all.Rows))
		}
	}
}

// H2, H6: tomorrow's list is by instant, then by customer, though somebody changes twice
// before another does once.
func TestTomorrowInOrder(t *testing.T) {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}, {ID: "al"}}, Logins: []customer.Login{
		{Customer: "ann", At: day(8)}, {Customer: "ann", At: day(9)},
		{Customer: "bob", At: day(9)}, {Customer: "bob", At: day(10)},
		{Customer: "al", At: day(9)}, {Customer: "al", At: day(10)},
	}}
	list, err := built(t, facts).Tomorrow(t.Context(), customer.Query{AsOf: day(10), ConsentPopup: true}, calendar.Days(60))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range list {
		got = append(got, m.At.Format("Jan 2 ")+string(m.Customer))
	}
	if want := []string{"Jun 15 ann", "Jun 16 al", "Jun 16 bob", "Jul 8 ann", "Jul 9 al", "Jul 9 bob"}; !slices.Equal(got, want) {
		t.Errorf("H2: the list is %v, want %v", got, want)
	}
}

// broken is a repository that fails from the range of an ID on, and counts the customers
// that it reads.
type broken struct {
	*customer.Sorted
	from customer.ID
	read map[customer.ID]int
}

var errBroken = errors.New("broken")

func (b broken) Ranges(context.Context, int) ([]customer.ID, func(a, b customer.ID) int, error) {
	return []customer.ID{"bob", "mia"}, nil, nil
}

func (b broken) Snapshot(context.Context, int) ([]any, func() error, error) {
	return []any{b}, nil, nil
}

func (b broken) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return func(yield func(customer.Customer, error) bool) {
		for c, err := range b.Sorted.EachCustomer(ctx, s) {
			if b.from != "" && c.ID >= b.from {
				c, err = customer.Customer{}, errBroken
			}
			b.read[c.ID]++
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// H11: a build that was interrupted answers nothing, and goes on where it stopped.
func TestBuildGoesOn(t *testing.T) {
	facts := shop()
	repo := broken{facts.Sorted(), "mia", map[customer.ID]int{}}
	r := &rollup.Rollup{Store: new(rollup.Memory), Repository: repo, Query: customer.Query{AsOf: day(10)}}
	if err := r.Build(t.Context()); !errors.Is(err, errBroken) {
		t.Fatalf("building from a broken repository: %v", err)
	}
	_, listErr := r.List(t.Context(), r.Query, nil)
	_, feedErr := r.Pending(t.Context(), 0)
	_, advanceErr := r.Advance(t.Context(), day(11))
	for _, err := range []error{listErr, feedErr, advanceErr, r.Refresh(t.Context(), "ann"), r.Forget(t.Context(), day(10))} {
		if !errors.Is(err, rollup.ErrBuilding) {
			t.Errorf("H11: half built: %v, want %v", err, rollup.ErrBuilding)
		}
	}
	repo.from = ""
	r.Repository = repo
	if err := r.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	if repo.read["ann"] != 1 || repo.read["mia"] != 1 {
		t.Errorf("H11: the build did not go on where it stopped: it read %v", repo.read)
	}
	want, err := customer.List(t.Context(), facts, r.Query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if page, err := r.List(t.Context(), r.Query, nil); err != nil || cmp.Diff(want, page) != "" {
		t.Errorf("H12: built in two goes: %v\n%s", err, cmp.Diff(want, page))
	}
}

// H5, H6: an entry with another status at the same instant takes the place of the one
// before: one delivery, which says what was said.
func TestAnotherStatusAtTheInstant(t *testing.T) {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}}
	r := built(t, facts)
	if _, err := r.Advance(t.Context(), day(20)); err != nil {
		t.Fatal(err)
	}
	said := rollup.Move{}
	for _, c := range []struct {
		logins []customer.Login
		is     rollup.Move
	}{
		{[]customer.Login{{Customer: "ann", At: day(15)}}, rollup.Move{What: rollup.Changed, From: customer.Sleeper, To: customer.Quiet}},
		{[]customer.Login{{Customer: "ann", At: day(9)}, {Customer: "ann", At: day(15)}}, rollup.Move{What: rollup.Changed, From: customer.Quiet, To: customer.VeryActive}},
	} {
		facts.Logins = c.logins
		r.Repository = facts
		if err := r.Refresh(t.Context(), "ann"); err != nil {
			t.Fatal(err)
		}
		var at []rollup.Entry
		for _, e := range pending(t, r) {
			if e.At.Equal(day(15)) {
				at = append(at, e)
			}
		}
		if len(at) != 1 || at[0].Is != c.is || at[0].Said != said {
			t.Errorf("H5, H6: %+v, want %v in place of %v", at, c.is, said)
		}
		said = c.is
		acknowledge(t, r, pending(t, r))
	}
}

// oneState is a repository whose facts are gone after its first snapshot.
type oneState struct {
	*customer.Sorted
	snapshots *int
}

func (o oneState) Snapshot(ctx context.Context, n int) ([]any, func() error, error) {
	if *o.snapshots++; *o.snapshots > 1 {
		return customer.Memory{}.Sorted().Snapshot(ctx, n)
	}
	return o.Sorted.Snapshot(ctx, n)
}

// H11: a refresh reads the facts in one state.
func TestRefreshReadsOneState(t *testing.T) {
	facts := shop()
	r := built(t, facts)
	if _, err := r.Advance(t.Context(), day(11)); err != nil {
		t.Fatal(err)
	}
	facts.Logins = append(facts.Logins, customer.Login{Customer: "bob", At: day(11)})
	r.Repository = oneState{facts.Sorted(), new(int)}
	if err := r.Refresh(t.Context(), "bob"); err != nil {
		t.Fatal(err)
	}
	all := pending(t, r)
	if len(all) != 1 || all[0].Customer != "bob" || all[0].Is.To != customer.Quiet {
		t.Errorf("H11: the feed is %+v; want what the first snapshot says of bob", all)
	}
}
