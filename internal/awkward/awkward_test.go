package awkward

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kit"
)

// fact is something of a customer.
type fact struct {
	who customer.ID
	at  time.Time
	n   int
}

var kind = kit.Kind[fact]{
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
		if last != nil && !w.Stubborn {
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
		ends := 0
		for range Each(done, &w, customer.Scope{}, facts(), kind) {
			ends++
		}
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
			"goes on after an error":    errDone != nil && ends > 1,
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

// A group's digests are those of all parts of a customer, merged; its failure
// is all there is.
func TestGroup(t *testing.T) {
	merge := func(d *[]int, part []int) { *d = append(*d, part...) }
	broken := errors.New("broken")
	parts := func(err error) func(func(customer.ID, []int)) error {
		return func(part func(customer.ID, []int)) error {
			for _, f := range facts() {
				part(f.who, []int{f.n})
			}
			return err
		}
	}
	var sizes []int
	for d, err := range Group(t.Context(), merge, parts(nil)) {
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(d))
	}
	if slices.Sort(sizes); !slices.Equal(sizes, []int{2, 3, 3, 3}) {
		t.Errorf("digests of %v facts", sizes)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for want, seq := range map[error]iter.Seq2[[]int, error]{
		broken: Group(t.Context(), merge, parts(broken)), context.Canceled: Group(done, merge, parts(nil)),
	} {
		n := 0
		for d, err := range seq {
			if n++; n > 1 || d != nil || !errors.Is(err, want) {
				t.Errorf("want %v alone, got %v, %v", want, d, err)
			}
		}
	}
}

// Spoil changes digests, and yields them as often as it is told.
func TestSpoil(t *testing.T) {
	numbers := func(yield func(int, error) bool) {
		_ = yield(0, nil) && yield(1, nil) && yield(2, nil)
	}
	var all []int
	for n := range Spoil(numbers, func(n *int) int { times := *n; *n *= 10; return times }) {
		all = append(all, n)
	}
	if !slices.Equal(all, []int{10, 20, 20}) {
		t.Error(all)
	}
	for n := range Spoil(numbers, nil) {
		all = append(all, n)
	}
	if !slices.Equal(all[3:], []int{0, 1, 2}) {
		t.Error(all)
	}
}
