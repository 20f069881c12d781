package awkward

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// fact is something of a customer.
type fact struct {
	who customer.ID
	at  time.Time
	n   int
}

var kind = Kind[fact]{
	Owner: func(f *fact) *customer.ID { return &f.who },
	When:  func(f fact) []time.Time { return []time.Time{f.at} },
}

func day(n int) time.Time { return time.Date(2024, 5, n, 0, 0, 0, 0, time.UTC) }

// facts are of three customers and a guest, on the days 1 to 9; two have no date.
func facts() []fact {
	var all []fact
	for n := range 9 {
		all = append(all, fact{[]customer.ID{"b", "a", "", "c"}[n%4], day(n + 1), n})
	}
	return append(all, fact{"a", time.Time{}, 9}, fact{"c", time.Time{}, 10})
}

func yielded(t *testing.T, ctx context.Context, w Way, s customer.Scope) (all []fact, last error) {
	t.Helper()
	for f, err := range Each(ctx, &w, s, facts(), kind) {
		if last != nil {
			t.Errorf("%s: something came after the error %v", w.Name, last)
		}
		if last = err; err == nil {
			all = append(all, f)
		}
	}
	return all, last
}

func asked(s customer.Scope) []fact {
	var all []fact
	for _, f := range facts() {
		whose := s.Customers == nil || slices.Contains(s.Customers, f.who)
		if whose && (f.at.IsZero() || s.Span.Contains(f.at)) {
			all = append(all, f)
		}
	}
	return all
}

var scopes = []customer.Scope{
	{},
	{Customers: []customer.ID{"a", ""}},
	{Customers: []customer.ID{}},
	{Span: calendar.AsOf(day(5))},
	{Customers: []customer.ID{"c"}, Span: calendar.Span{From: day(3), To: day(8)}},
}

func times(all []fact) map[fact]int {
	n := map[fact]int{}
	for _, f := range all {
		n[f]++
	}
	return n
}

// The legal ways yield what is asked, or more, each fact once, and end with the
// context's error when it is done.
func TestLegal(t *testing.T) {
	if len(Legal()) < 5 {
		t.Errorf("only %d legal ways", len(Legal()))
	}
	for _, w := range Legal() {
		for _, s := range scopes {
			got, err := yielded(t, t.Context(), w, s)
			n := times(got)
			for f := range maps.Keys(n) {
				if n[f] != 1 || !slices.Contains(facts(), f) {
					t.Errorf("%s: yields %v %d times", w.Name, f, n[f])
				}
			}
			for _, f := range asked(s) {
				if n[f] == 0 {
					t.Errorf("%s: leaves out %v of %v", w.Name, f, s)
				}
			}
			if err != nil || w.Exact && len(got) != len(asked(s)) {
				t.Errorf("%s: yields %d facts, %v; asked for %d", w.Name, len(got), err, len(asked(s)))
			}
			sorted := slices.IsSortedFunc(got, func(a, b fact) int { return cmp.Compare(a.who, b.who) })
			if w.InCustomerOrder() && !sorted {
				t.Errorf("%s: breaks the customer order", w.Name)
			}
		}
		done, cancel := context.WithCancel(t.Context())
		cancel()
		if got, err := yielded(t, done, w, customer.Scope{}); len(got) > 0 || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: of a done context, %d facts and %v", w.Name, len(got), err)
		}
	}
}

// The awkward ones are awkward: their order is not that of the facts.
func TestAwkward(t *testing.T) {
	for _, w := range Legal() {
		got, _ := yielded(t, t.Context(), w, customer.Scope{})
		if same := slices.Equal(got, facts()); same != (w.Name == "exact") {
			t.Errorf("%s: the facts come as they stand: %t", w.Name, same)
		}
	}
	w := Way{Shuffled: true}
	if got, _ := yielded(t, t.Context(), w, customer.Scope{Customers: []customer.ID{}}); len(got) != len(facts()) {
		t.Errorf("generous: yields %d facts, want all", len(got))
	}
}

// Each illegal way does what its name says, and nothing else.
func TestIllegal(t *testing.T) {
	all := len(facts())
	done, cancel := context.WithCancel(t.Context())
	cancel()
	last := customer.Scope{Span: calendar.AsOf(day(5))}
	for _, w := range Illegal() {
		got, err := yielded(t, t.Context(), w, customer.Scope{})
		atDone, errDone := yielded(t, done, w, customer.Scope{})
		within, _ := yielded(t, t.Context(), w, last)
		foreign := slices.ContainsFunc(got, func(f fact) bool { return !slices.Contains(facts(), f) })
		sorted := slices.IsSortedFunc(got, func(a, b fact) int { return cmp.Compare(a.who, b.who) })
		does := map[string]bool{
			"drops facts":               len(got) < all,
			"duplicates facts":          len(times(got)) < len(got),
			"wrong customer":            foreign,
			"wrong span":                len(within) < len(asked(last)),
			"ignores cancellation":      len(atDone) == all,
			"swallows an error":         errDone == nil && len(atDone) == 0,
			"breaks its promised order": w.InCustomerOrder() && !sorted,
		}
		if w.Name == "drops facts" {
			does["wrong span"] = false // it drops those too
		}
		for name, is := range does {
			if is != (name == w.Name) {
				t.Errorf("%q: %s: %t", w.Name, name, is)
			}
		}
		if err != nil {
			t.Errorf("%s: %v", w.Name, err)
		}
	}
}

// FailAt counts the facts of all sequences of a way.
func TestFailAt(t *testing.T) {
	for n := 1; n <= 2*len(facts())+1; n++ {
		w := Way{FailAt: n}
		failed := 0
		for range 2 {
			for _, err := range Each(t.Context(), &w, customer.Scope{}, facts(), kind) {
				if errors.Is(err, ErrFailed) {
					failed++
				}
			}
			if failed > 0 {
				break
			}
		}
		if want := n <= 2*len(facts()); (failed == 1) != want {
			t.Errorf("failing at %d: failed %d times", n, failed)
		}
	}
}
