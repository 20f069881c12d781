package awkward

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

// fact is something of a customer.
type fact struct {
	who customer.ID
	At  time.Time
	n   int
}

var kind = kit.FactKind[fact]{
	Owner: func(f *fact) *customer.ID { return &f.who },
	When:  func(f fact) []time.Time { return []time.Time{f.At} },
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

// yielded is what a way yields, and its last error.
func yielded(t *testing.T, ctx context.Context, w Way, s customer.Scope) (all []fact, last error) {
	t.Helper()
	for f, err := range Each(ctx, Connect(w), s, facts(), kind) {
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
		if whose && (f.At.IsZero() || s.Span.Contains(f.At)) {
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

// times is how often each fact came, whatever its zone.
func times(all []fact) map[fact]int {
	n := map[fact]int{}
	for _, f := range all {
		f.At = f.At.UTC()
		n[f]++
	}
	return n
}

// The legal ways yield what is asked, or more, each fact once, and end with the
// context's error when it is done.
func TestLegal(t *testing.T) {
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
		}
		if got, err := yielded(t, done(), w, customer.Scope{}); len(got) > 0 || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: of a done context, %d facts and %v", w.Name, len(got), err)
		}
	}
}

// done is a context that is done.
func done() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// The legal ways cut customers in their own order, and yield every fact in exactly
// one range.
func TestLegalRanges(t *testing.T) {
	orders, most := 0, 0
	for _, w := range Legal() {
		if w.Cuts == nil {
			continue
		}
		cuts, compare, err := NewRanger(w, ids).Ranges(t.Context(), 1)
		by := kit.IDOrder(compare)
		if err != nil || !slices.IsSortedFunc(cuts, by.Compare) {
			t.Errorf("%s: cuts at %q, %v", w.Name, cuts, err)
		}
		if most = max(most, len(cuts)); by != nil {
			orders++
		}
		var all []fact
		for i := range len(cuts) + 1 {
			var r customer.Range
			if i > 0 {
				r.From = cuts[i-1]
			}
			if i < len(cuts) {
				r.To = cuts[i]
			}
			got, err := yielded(t, t.Context(), w, customer.Scope{Range: r})
			if err != nil {
				t.Error(err)
			}
			all = append(all, got...)
		}
		if n := times(all); len(all) != len(facts()) || len(n) != len(all) {
			t.Errorf("%s: yields %d facts in %d ranges, %d of them once; want %d", w.Name, len(all), len(cuts)+1, len(n), len(facts()))
		}
	}
	if orders < 3 || most <= len(ids()) {
		t.Errorf("%d ways have an order of their own, and there are at most %d ranges, none of nobody", orders, most+1)
	}
}

// ids are of the owners of the facts, guests among them.
func ids() []customer.ID { return []customer.ID{"c", "", "a", "b"} }

// Storages have orders in which different IDs are equal, and others than that of
// bytes.
func TestOrders(t *testing.T) {
	sorted := []struct {
		name string
		by   kit.IDOrder
		ids  []customer.ID
	}{
		{"descending", descending, []customer.ID{"", "b", "a", "9", "10"}},
		{"by number", byNumber, []customer.ID{"", "9", "10", "Z", "a"}},
		{"whatever the case", folded, []customer.ID{"", "10", "9", "a", "Z"}},
	}
	for _, c := range sorted {
		if !slices.IsSortedFunc(c.ids, c.by.Compare) {
			t.Errorf("%s: %q are not in order", c.name, c.ids)
		}
	}
	if byNumber("010", "10") != 0 || folded("Ann", "ann") != 0 {
		t.Error("no two IDs are equal")
	}
}

// The awkward ones are awkward: their order is not that of the facts.
func TestAwkward(t *testing.T) {
	for _, w := range Legal() {
		got, _ := yielded(t, t.Context(), w, customer.Scope{})
		if same := slices.Equal(got, facts()); same != !(w.Shuffled || w.Shards > 0 || w.Abroad) {
			t.Errorf("%s: the facts come as they stand: %t", w.Name, same)
		}
	}
	w := Way{Shuffled: true}
	if got, _ := yielded(t, t.Context(), w, customer.Scope{Customers: []customer.ID{}}); len(got) != len(facts()) {
		t.Errorf("generous: yields %d facts, want all", len(got))
	}
}

// Instants abroad are the same ones elsewhere, also those within a fact's slices,
// and the repository's own stay where they are.
func TestAbroad(t *testing.T) {
	type parcel struct {
		sent  time.Time
		Order customer.Order
	}
	own := parcel{sent: day(1), Order: customer.Order{PaidAt: day(1), Refunds: []customer.Refund{{At: day(2)}, {}}}}
	moved := own
	emigrate(&moved, 2)
	o := moved.Order
	if !o.PaidAt.Equal(day(1)) || o.PaidAt.Location() == time.UTC || !o.Refunds[0].At.Equal(day(2)) || o.Refunds[0].At.Location() == time.UTC {
		t.Errorf("moved to %v", o)
	}
	if !o.Refunds[1].At.IsZero() || !o.PlacedAt.IsZero() {
		t.Error("an unknown instant is known elsewhere")
	}
	if own.Order.Refunds[0].At.Location() != time.UTC {
		t.Error("the repository's own refund is moved")
	}
}

// Each illegal way to yield facts does what its name says, and nothing else.
func TestIllegalSequences(t *testing.T) {
	all := len(facts())
	last := customer.Scope{Span: calendar.AsOf(day(5))}
	for _, fault := range illegalSequences() {
		w := fault.Way
		got, err := yielded(t, t.Context(), w, customer.Scope{})
		atDone, errDone := yielded(t, done(), w, customer.Scope{})
		ends := 0
		for range Each(done(), Connect(w), customer.Scope{}, facts(), kind) {
			ends++
		}
		within, _ := yielded(t, t.Context(), w, last)
		until9999, _ := yielded(t, t.Context(), w, customer.Scope{Span: calendar.Span{To: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}})
		later, errLater := cancelled(w)
		does := map[string]bool{
			"drops facts":            len(got) < all && !errors.Is(err, ErrBusy),
			"duplicates facts":       len(times(got)) < len(got),
			"wrong customer":         slices.ContainsFunc(got, func(f fact) bool { return !slices.Contains(facts(), f) }),
			"wrong span":             len(got) == all && slices.ContainsFunc(asked(last), func(f fact) bool { return !f.At.IsZero() && !slices.Contains(within, f) }) && w.Strange+w.Double == 0,
			"drops undated facts":    len(got) == all && slices.ContainsFunc(asked(last), func(f fact) bool { return f.At.IsZero() && !slices.Contains(within, f) }) && w.Strange == 0,
			"overflows beyond 2262":  len(got) == all && slices.ContainsFunc(facts(), func(f fact) bool { return !f.At.IsZero() && !slices.Contains(until9999, f) }) && w.Strange == 0,
			"ignores cancellation":   len(atDone) == all,
			"swallows an error":      errDone == nil && len(atDone) == 0,
			"goes on after an error": errDone != nil && ends > 1,

			"hears of cancellation at the beginning alone": errDone != nil && later == all,
			"swallows an error after the last row":         errDone != nil && later == 1 && errLater == nil,
			"keeps its connection when it is left early":   !w.Nested && busyAfterwards(w),
			"opens two sequences":                          errors.Is(err, ErrBusy),
			"fails after the last fact":                    errors.Is(err, ErrFailed) && len(got) == all,
		}
		for name, is := range does {
			if is != (name == w.Name) {
				t.Errorf("%q: %s: %t", w.Name, name, is)
			}
		}
		if _, known := does[w.Name]; !known {
			t.Errorf("%q is not tested", w.Name)
		}
	}
}

// cancelled is how many facts a way yields if it is cancelled after the first, and
// its error.
func cancelled(w Way) (n int, last error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for _, err := range Each(ctx, Connect(w), customer.Scope{}, facts(), kind) {
		if last = err; err == nil {
			n++
		}
		cancel()
	}
	return n, last
}

// busyAfterwards reports whether a way is busy after a sequence was left early.
func busyAfterwards(w Way) bool {
	c := Connect(w)
	for range Each(context.Background(), c, customer.Scope{}, facts(), kind) {
		break
	}
	for _, err := range Each(context.Background(), c, customer.Scope{}, facts(), kind) {
		return errors.Is(err, ErrBusy)
	}
	return false
}

// A repository has one sequence open at a time, and none after its snapshot's end.
func TestBusy(t *testing.T) {
	c := Connect(Way{})
	for _, err := range Each(t.Context(), c, customer.Scope{}, facts(), kind) {
		for _, within := range Each(t.Context(), c, customer.Scope{}, facts(), kind) {
			if !errors.Is(within, ErrBusy) {
				t.Errorf("a second sequence: %v, want %v", within, ErrBusy)
			}
		}
		if err != nil {
			t.Errorf("the first sequence: %v", err)
		}
		break
	}
}

// opener makes snapshots of connections.
func opener(w Way) Snapshotter {
	return NewSnapshotter(w, func(w Way) (any, *Connection) {
		c := Connect(w)
		return c, c
	})
}

// A snapshot has at most as many readers as are asked for, and ends once, after
// its sequences.
func TestSnapshot(t *testing.T) {
	for asked, want := range map[int]int{1: 1, 2: 2, 5: 3} {
		repos, end, err := opener(Way{Readers: 3}).Snapshot(t.Context(), asked)
		if len(repos) != want || err != nil {
			t.Errorf("of %d readers: %d, %v; want %d", asked, len(repos), err, want)
		}
		c := repos[0].(*Connection)
		for range Each(t.Context(), c, customer.Scope{}, facts(), kind) {
			if err := end(); !errors.Is(err, ErrBusy) {
				t.Errorf("an end while a sequence is open: %v, want %v", err, ErrBusy)
			}
			break
		}
		if err := end(); err != nil {
			t.Errorf("its end: %v", err)
		}
		if err := end(); !errors.Is(err, ErrBusy) {
			t.Errorf("a second end: %v, want %v", err, ErrBusy)
		}
		for _, err := range Each(t.Context(), c, customer.Scope{}, facts(), kind) {
			if !errors.Is(err, ErrBusy) {
				t.Errorf("a sequence after the end: %v, want %v", err, ErrBusy)
			}
		}
	}
}

// A storage has so many snapshots at a time. One that is ended makes room, unless
// it hoards.
func TestSnapshotsAreFew(t *testing.T) {
	for _, hoarding := range []bool{false, true} {
		s := opener(Way{Readers: 1, Hoarding: hoarding})
		var last error
		for range 2 * pool {
			_, end, err := s.Snapshot(t.Context(), 1)
			if last = err; err == nil {
				_ = end()
			}
		}
		if errors.Is(last, ErrBusy) != hoarding {
			t.Errorf("hoarding %t: the last snapshot: %v", hoarding, last)
		}
	}
}

// FailAt counts the facts of all sequences of a repository.
func TestFailAt(t *testing.T) {
	for n := 1; n <= 2*len(facts())+1; n++ {
		c := Connect(Failing(n))
		failed := 0
		for range 2 {
			for _, err := range Each(t.Context(), c, customer.Scope{}, facts(), kind) {
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

// A group's digests are those of all parts of a customer of the range, merged. What is
// wrong with facts comes first, and the context's error alone.
func TestGroup(t *testing.T) {
	broken := errors.New("broken")
	group := func(ctx context.Context, r customer.Range, wrong ...error) iter.Seq2[[]int, error] {
		start := func(customer.ID) []int { return nil }
		merge := func(d *[]int, part []int) { *d = append(*d, part...) }
		return Group(ctx, Connect(Way{}), customer.Scope{Range: r}, start, merge, func(part func(customer.ID) *[]int) []error {
			for _, f := range facts() {
				d := part(f.who)
				*d = append(*d, f.n)
			}
			return wrong
		})
	}
	for _, c := range []struct {
		r    customer.Range
		want []int
	}{{customer.Range{}, []int{2, 3, 3, 3}}, {customer.Range{From: "b"}, []int{3, 3}}, {customer.Range{To: "a"}, []int{2}}} {
		var sizes []int
		for d, err := range group(t.Context(), c.r) {
			if err != nil {
				t.Fatal(err)
			}
			sizes = append(sizes, len(d))
		}
		if slices.Sort(sizes); !slices.Equal(sizes, c.want) {
			t.Errorf("digests of %v facts in %v, want %v", sizes, c.r, c.want)
		}
	}
	for want, c := range map[error]struct {
		seq iter.Seq2[[]int, error]
		n   int
	}{
		broken: {group(t.Context(), customer.Range{}, broken), 5}, context.Canceled: {group(done(), customer.Range{}), 1},
	} {
		n := 0
		for d, err := range c.seq {
			if n++; n == 1 && (d != nil || !errors.Is(err, want)) || n > 1 && err != nil {
				t.Errorf("want %v first and once, got %v, %v", want, d, err)
			}
		}
		if n != c.n {
			t.Errorf("%v: %d are yielded, want %d", want, n, c.n)
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
