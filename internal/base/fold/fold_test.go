package fold

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

type (
	id     string
	person struct{ who id }
	event  struct {
		who id
		n   int
	}
	// sum is a digest: whether there is a person, and the numbers of the events in
	// the order in which they came.
	sum struct {
		who    id
		person bool
		events []int
	}
)

// town is a repository of two kinds of facts.
type town struct {
	people []person
	events []event

	cuts    []id
	compare func(a, b id) int
	leak    bool // yields everything whatever the range
	fails   map[id]error
	open    *int          // sequences of this reader that are open
	twice   *atomic.Int64 // how often two of one reader were open at once
}

// ranging is a town that can be cut, and read by several.
type ranging struct {
	town
	readers int
	ends    *int
	err     error // of end
}

func (r ranging) Ranges(context.Context, int) ([]id, func(a, b id) int, error) {
	return r.cuts, r.compare, nil
}

func (r ranging) Snapshot(_ context.Context, n int) ([]any, func() error, error) {
	var all []any
	for range min(n, r.readers) {
		one := r.town
		one.open = new(int)
		all = append(all, struct {
			repo
			cutter
		}{one, r})
	}
	return all, func() error { *r.ends++; return r.err }, nil
}

type cutter interface {
	Ranges(context.Context, int) ([]id, func(a, b id) int, error)
}

type repo interface {
	each(r Range[id]) (iter.Seq2[person, error], iter.Seq2[event, error])
}

func seq[F any](t *town, facts []F, owner func(*F) *id, r Range[id]) iter.Seq2[F, error] {
	tab := table[id, sum]{compare: t.compare}
	return func(yield func(F, error) bool) {
		if t.twice != nil {
			if *t.open++; *t.open > 1 {
				t.twice.Add(1)
			}
			defer func() { *t.open-- }()
		}
		for i := range facts {
			k := *owner(&facts[i])
			if !t.leak && !tab.contains(r, k) {
				continue
			}
			if err := t.fails[k]; err != nil {
				var none F
				yield(none, err)
				return
			}
			if !yield(facts[i], nil) {
				return
			}
		}
	}
}

func ownerOfPerson(p *person) *id { return &p.who }
func ownerOfEvent(e *event) *id   { return &e.who }

func (t town) each(r Range[id]) (iter.Seq2[person, error], iter.Seq2[event, error]) {
	return seq(&t, t.people, ownerOfPerson, r), seq(&t, t.events, ownerOfEvent, r)
}

// sorted is a town in memory.
type sorted struct {
	town
	heldPeople *Held[id, person]
	heldEvents *Held[id, event]
	at         []id
}

func (s *sorted) Ranges(context.Context, int) ([]id, func(a, b id) int, error) { return s.at, nil, nil }
func (s *sorted) Snapshot(_ context.Context, n int) ([]any, func() error, error) {
	return slices.Repeat([]any{s}, n), nil, nil
}

func sort_(t town) *sorted {
	s := &sorted{town{}, Sort(t.people, ownerOfPerson), Sort(t.events, ownerOfEvent), nil}
	s.at = Cuts[id](s.heldPeople, s.heldEvents)
	return s
}

var errTaken = errors.New("event of -1")

// wing makes sums. If events follow, those of nobody go into the rest.
func wing(follow bool) *Wing[repo, id, sum] {
	all := []Source[repo, id, sum]{
		&FactKind[repo, id, person, sum]{
			Name: "people", Owner: ownerOfPerson,
			Take: func(s *sum, ps []person) (int, error) { s.person = true; return 1, nil },
			Each: func(_ context.Context, t repo, r Range[id]) iter.Seq2[person, error] {
				people, _ := t.each(r)
				return people
			},
			Held: func(t repo) *Held[id, person] {
				if s, ok := t.(*sorted); ok {
					return s.heldPeople
				}
				return nil
			},
		},
		&FactKind[repo, id, event, sum]{
			Name: "events", Owner: ownerOfEvent, Follows: follow,
			Take: func(s *sum, es []event) (n int, err error) {
				for who := es[0].who; n < len(es) && es[n].who == who; n++ {
					if es[n].n < 0 {
						return n + 1, errTaken
					}
					s.events = append(s.events, es[n].n)
				}
				return n, nil
			},
			Each: func(_ context.Context, t repo, r Range[id]) iter.Seq2[event, error] {
				_, events := t.each(r)
				return events
			},
			Held: func(t repo) *Held[id, event] {
				if s, ok := t.(*sorted); ok {
					return s.heldEvents
				}
				return nil
			},
		},
	}
	return &Wing[repo, id, sum]{
		Start:   func(s *sum, who id) { *s = sum{who: who, events: s.events[:0]} },
		Room:    func([]sum) {},
		Merge:   func(into, part *sum) { into.events = append(into.events, part.events...) },
		Sources: func(repo) []Source[repo, id, sum] { return all },
	}
}

// visited is every digest as text, in the order of the visits: all of them if
// Next takes them, else those of one worker after those of another.
func visited(t repo, follow, next bool, workers int) ([]string, error) {
	var lines []string
	done := 0
	show := func(s *sum) string { return fmt.Sprint(s.who, s.person, slices.Sorted(slices.Values(s.events))) }
	r := Reduction[sum, *[]string]{
		Answer: func() *[]string { return new([]string) },
		Visit:  func(a *[]string, s *sum) error { *a = append(*a, show(s)); return nil },
	}
	if next {
		r.Next = func(a *[]string, _ string) error { lines, *a = append(lines, *a...), nil; return nil }
	}
	run := &Run{Workers: workers, Progress: func(n, of int) {
		if done++; n != done || n > of {
			panic(fmt.Sprintf("progress %d of %d after %d ranges", n, of, done))
		}
	}}
	answers, err := Reduce(context.Background(), wing(follow), run, t, r)
	for _, a := range answers {
		lines = append(lines, *a...)
	}
	return lines, err
}

// numeric compares numbers, as a column of integers does.
func numeric(a, b id) int {
	x, _ := strconv.Atoi(string(a))
	y, _ := strconv.Atoi(string(b))
	return cmp.Compare(x, y)
}

// folded compares without regard to case, as SQLite's NOCASE does.
func folded(a, b id) int {
	return strings.Compare(strings.ToLower(string(a)), strings.ToLower(string(b)))
}

func drawTown(t *rapid.T, follow bool, ids *rapid.Generator[id]) (all town, want []string) {
	sums := map[id]*sum{}
	for _, who := range rapid.SliceOfNDistinct(ids.Filter(func(k id) bool { return k != "" }), 0, 30, rapid.ID[id]).Draw(t, "people") {
		all.people = append(all.people, person{who})
		sums[who] = &sum{who: who, person: true}
	}
	for i := range rapid.IntRange(0, 60).Draw(t, "events") {
		who := ids.Draw(t, "who")
		all.events = append(all.events, event{who, i})
		if sums[who] == nil && follow {
			who = ""
		}
		if sums[who] == nil {
			sums[who] = &sum{who: who}
		}
		sums[who].events = append(sums[who].events, i)
	}
	for _, s := range sums {
		want = append(want, fmt.Sprint(s.who, s.person, s.events))
	}
	return all, slices.Sorted(slices.Values(want))
}

// Whatever the way of reading, the number of workers and the order of owners, every
// digest is visited once with all its facts; within an answer in the order of
// owners, and the rest last.
func TestEveryWayIsTheSame(t *testing.T) {
	numbers := rapid.Custom(func(t *rapid.T) id { return id(strconv.Itoa(rapid.IntRange(1, 120).Draw(t, "n"))) })
	words := rapid.SampledFrom([]id{"", "a", "A", "ab", "aB", "B", "b", "c", "é", "e", "Z", "z", "zz", "a\x00"})
	for name, order := range map[string]struct {
		compare func(a, b id) int
		ids     *rapid.Generator[id]
	}{"bytes": {nil, words}, "numbers": {numeric, numbers}, "no case": {folded, words}} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				follow := rapid.Bool().Draw(t, "events follow")
				all, want := drawTown(t, follow, order.ids)
				all.compare = order.compare
				tab := table[id, sum]{compare: order.compare}
				cuts := rapid.SliceOfDistinct(order.ids.Filter(func(k id) bool { return k != "" }), rapid.ID[id]).Draw(t, "cuts")
				slices.SortFunc(cuts, tab.order)
				all.cuts = slices.CompactFunc(cuts, func(a, b id) bool { return tab.order(a, b) == 0 })
				ends := 0
				all.open, all.twice = new(int), new(atomic.Int64)
				ways := map[string]repo{"whole": all, "ranges": ranging{all, 8, &ends, nil}}
				if order.compare == nil {
					ways["sorted"] = sort_(all)
				}
				for way, repo := range ways {
					for _, workers := range []int{1, 2, 4, 8} {
						for _, next := range []bool{false, true} {
							got, err := visited(repo, follow, next, workers)
							if err != nil {
								t.Fatalf("%s, %d workers: %v", way, workers, err)
							}
							if next && way != "whole" {
								checkOrder(t, way, got, &tab, follow)
							}
							if slices.Sort(got); !slices.Equal(got, want) {
								t.Fatalf("%s, %d workers, next %t:\n got %q\nwant %q", way, workers, next, got, want)
							}
						}
					}
				}
				if n := all.twice.Load(); n > 0 {
					t.Fatalf("two sequences of one reader were open at once %d times", n)
				}
				if ends != 8 {
					t.Fatalf("8 snapshots, %d ends", ends)
				}
			})
		})
	}
}

// checkOrder checks that owners come in their order, and the rest last.
func checkOrder(t *rapid.T, way string, lines []string, tab *table[id, sum], follow bool) {
	var owners []id
	for _, line := range lines {
		owner, _, _ := strings.Cut(line, " ")
		owners = append(owners, id(strings.TrimSuffix(strings.TrimSuffix(owner, "true"), "false")))
	}
	if n := len(owners); follow && n > 0 && owners[n-1] == "" {
		owners = owners[:n-1]
	}
	for i := 1; i < len(owners); i++ {
		if tab.order(owners[i-1], owners[i]) > 0 {
			t.Fatalf("%s: %q is visited before %q", way, owners[i-1], owners[i])
		}
	}
}

// manyPeople is a town with a hundred people and ranges of ten.
func manyPeople() town {
	var all town
	for i := range 100 {
		who := id(fmt.Sprintf("p%02d", i))
		all.people = append(all.people, person{who})
		if i%10 == 0 && i > 0 {
			all.cuts = append(all.cuts, who)
		}
		all.events = append(all.events, event{who, i})
	}
	return all
}

// Of several errors it is the one of the first range, whatever the number of
// workers: of a sequence, of Take, of Visit, of Next.
func TestFirstErrorWins(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	for _, workers := range []int{1, 2, 4, 8} {
		for range 20 {
			ends := 0
			all := manyPeople()
			all.fails = map[id]error{"p75": second, "p33": first, "p99": second}
			if _, err := visited(ranging{all, 8, &ends, nil}, true, false, workers); !errors.Is(err, first) || ends != 1 {
				t.Fatalf("%d workers: %v, %d ends; want the first error, 1 end", workers, err, ends)
			}
			all.fails = map[id]error{"p75": second}
			all.events[20].n = -1
			if _, err := visited(ranging{all, 8, &ends, nil}, true, true, workers); !errors.Is(err, errTaken) {
				t.Fatalf("%d workers: %v; want Take's error", workers, err)
			}
			if _, err := visited(sort_(all), true, true, workers); !errors.Is(err, errTaken) || !strings.HasPrefix(err.Error(), "reading events: ") {
				t.Fatalf("%d workers, sorted: %v; want Take's error", workers, err)
			}
		}
	}
}

// Visit's and Next's errors end the work; those of ranges after an error never
// reach Next.
func TestErrorsOfTheCaller(t *testing.T) {
	stop := errors.New("stop")
	for _, workers := range []int{1, 4} {
		ends := 0
		var seen []id
		r := Reduction[sum, *[]id]{
			Answer: func() *[]id { return new([]id) },
			Visit: func(a *[]id, s *sum) error {
				if *a = append(*a, s.who); s.who == "p50" {
					return stop
				}
				return nil
			},
			Next: func(a *[]id, _ string) error { seen, *a = append(seen, *a...), nil; return nil },
		}
		_, err := Reduce(context.Background(), wing(true), &Run{Workers: workers}, repo(ranging{manyPeople(), 8, &ends, nil}), r)
		if !errors.Is(err, stop) || len(seen) != 50 || !slices.IsSorted(seen) || ends != 1 {
			t.Errorf("%d workers: %v after %d people; want stop after 50, in order", workers, err, len(seen))
		}
		seen = nil
		r.Visit = func(a *[]id, s *sum) error { *a = append(*a, s.who); return nil }
		r.Next = func(a *[]id, _ string) error {
			if seen, *a = append(seen, *a...), nil; len(seen) == 30 {
				return stop
			}
			return nil
		}
		if _, err := Reduce(context.Background(), wing(true), &Run{Workers: workers}, repo(ranging{manyPeople(), 8, &ends, nil}), r); !errors.Is(err, stop) || len(seen) != 30 {
			t.Errorf("%d workers: %v after %d people; want Next's error after 30", workers, err, len(seen))
		}
	}
}

// An illegal repository is an error, never a wrong answer.
func TestIllegalRepositories(t *testing.T) {
	ends := 0
	leaks, descends, empty := manyPeople(), manyPeople(), manyPeople()
	leaks.leak = true
	slices.Reverse(descends.cuts)
	empty.cuts = []id{""}
	failing := errors.New("end failed")
	for _, c := range []struct {
		why  string
		repo repo
		want string
	}{
		{"facts outside the range", ranging{leaks, 2, &ends, nil}, ErrRange.Error()},
		{"cuts that descend", ranging{descends, 2, &ends, nil}, ErrRange.Error()},
		{"an empty cut", ranging{empty, 2, &ends, nil}, ErrRange.Error()},
		{"a snapshot without a repository", ranging{manyPeople(), 0, &ends, nil}, "a Snapshot of 0 repositories"},
		{"an end that fails", ranging{manyPeople(), 2, &ends, failing}, failing.Error()},
		{"a snapshot of another type", other{}, "of which 0 are of this package"},
	} {
		lines, err := visited(c.repo, true, false, 2)
		if err == nil || !strings.Contains(err.Error(), c.want) || lines != nil {
			t.Errorf("%s: %d digests, error %v; want an error with %q", c.why, len(lines), err, c.want)
		}
	}
	if ends != 5 {
		t.Errorf("5 snapshots, %d ends", ends)
	}
}

type other struct{ town }

func (other) Snapshot(context.Context, int) ([]any, func() error, error) {
	return []any{7}, nil, nil
}

// A done context is an error, also between the ranges of facts in memory.
func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	r := Reduction[sum, struct{}]{
		Answer: func() (none struct{}) { return none },
		Visit: func(struct{}, *sum) error {
			if n++; n == 1 {
				cancel()
			}
			return nil
		},
	}
	_, err := Reduce(ctx, wing(true), &Run{Workers: 1}, repo(sort_(large(5000))), r)
	if !errors.Is(err, context.Canceled) || n == 5000 {
		t.Errorf("%v after %d people; want the context's error before all", err, n)
	}
}

func large(n int) (all town) {
	for i := range n {
		who := id(fmt.Sprintf("customer-%d", (i*7919)%n))
		all.people = append(all.people, person{who})
		all.events = append(all.events, event{who, i}, event{who, i + n}, event{id(fmt.Sprintf("guest-%d", i%17)), i})
	}
	return all
}

// A town of many parts: all workers have something to merge, and every one visits
// what one does.
func TestManyParts(t *testing.T) {
	all := large(20000)
	s := sort_(all)
	if len(s.at) < 10 {
		t.Fatalf("%d cuts; want several parts", len(s.at))
	}
	for _, follow := range []bool{true, false} {
		want, err := visited(all, follow, false, 1)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(want)
		for _, workers := range []int{1, 2, 4, 8} {
			got, err := visited(s, follow, workers%2 == 0, workers)
			if slices.Sort(got); err != nil || !slices.Equal(got, want) {
				t.Errorf("%d workers, events follow %t: %d digests, error %v; want the %d of one worker", workers, follow, len(got), err, len(want))
			}
		}
	}
}

// Sort sorts many owners whose bytes are all there are, short ones and long ones.
func TestSortManyBytes(t *testing.T) {
	for _, most := range []int{8, 12} {
		dice := rand.New(rand.NewPCG(1, 2))
		facts := make([]event, 20_000)
		for i := range facts {
			who := make([]byte, 1+dice.IntN(most))
			for b := range who {
				who[b] = byte(1 + dice.IntN(255))
			}
			if i%3 == 0 { // many with the same beginning
				copy(who, "\x01\xffsho")
			}
			facts[i] = event{id(who), i}
		}
		want := slices.Clone(facts)
		slices.SortStableFunc(want, func(a, b event) int { return cmp.Compare(a.who, b.who) })
		if got := Sort(facts, ownerOfEvent).Facts; !slices.Equal(got, want) {
			t.Errorf("facts of owners of up to %d bytes are not in order", most)
		}
	}
}

// Sort keeps the order of an owner's facts, copies nothing that is in order, and
// gives equal IDs the same bytes.
func TestSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SampledFrom([]id{"", "shop-1", "shop-10", "shop-2", "shop-200000000000001", "shop-200000000000002", "shop-"})
		var facts []event
		for i := range rapid.IntRange(0, 50).Draw(t, "facts") {
			facts = append(facts, event{ids.Draw(t, "who"), i})
		}
		want := slices.Clone(facts)
		slices.SortStableFunc(want, func(a, b event) int { return cmp.Compare(a.who, b.who) })
		h := Sort(facts, ownerOfEvent)
		if !slices.Equal(h.Facts, want) {
			t.Fatalf("got %v, want %v", h.Facts, want)
		}
		if again := Sort(h.Facts, ownerOfEvent); len(facts) > 0 && &again.Facts[0] != &h.Facts[0] {
			t.Fatal("facts in order are copied")
		}
		owners := rapid.SliceOf(ids).Draw(t, "owners")
		near := h.Near(owners)
		for _, f := range want {
			if in := len(owners) == 0 || slices.Contains(owners, f.who); in && !slices.Contains(near, f) {
				t.Fatalf("Near(%q) lacks %v", owners, f)
			}
		}
		if len(owners) == 1 && slices.ContainsFunc(near, func(f event) bool { return f.who != owners[0] }) {
			t.Fatalf("Near(%q) has facts of others: %v", owners, near)
		}
	})
}

// Facts whose owners nobody knows take no memory of their own.
func TestRestIsOneDigest(t *testing.T) {
	var all town
	for i := range 10000 {
		all.events = append(all.events, event{id(strconv.Itoa(i)), 1})
	}
	visits := map[id]int{}
	_, err := Reduce(context.Background(), wing(true), &Run{Workers: 1}, repo(all), Reduction[sum, struct{}]{
		Answer: func() (none struct{}) { return none },
		Visit: func(_ struct{}, s *sum) error {
			visits[s.who] = len(s.events)
			return nil
		},
	})
	if want := map[id]int{"": 10000}; err != nil || !maps.Equal(visits, want) {
		t.Errorf("visited %v, error %v; want %v", visits, err, want)
	}
}

// Nothing is allocated per fact or digest of facts in memory.
func TestAllocations(t *testing.T) {
	s := sort_(large(20000))
	count := func() {
		_, _ = Reduce(context.Background(), wing(true), &Run{Workers: 1}, repo(s), Reduction[sum, struct{}]{
			Answer: func() (none struct{}) { return none },
			Visit:  func(struct{}, *sum) error { return nil },
		})
	}
	if n := testing.AllocsPerRun(3, count); n > 3000 {
		t.Errorf("%v allocations for 80,000 facts", n)
	}
}

// What is wrong with facts is left out and told of, range by range in order, whatever
// the number of workers and the way of reading. Any other error ends the work.
func TestBadFactsAreLeftOut(t *testing.T) {
	all := manyPeople()
	var want []string
	for _, i := range []int{5, 20, 21, 75} {
		all.events[i].n = -1
		want = append(want, errTaken.Error())
	}
	for _, workers := range []int{1, 2, 4, 8} {
		ends := 0
		for way, repo := range map[string]repo{"whole": all, "ranges": ranging{all, 8, &ends, nil}, "sorted": sort_(all)} {
			var told []string
			events := 0
			run := &Run{Workers: workers, Bad: func(err error) bool { return errors.Is(err, errTaken) }, Left: func(err error) { told = append(told, err.Error()) }}
			answers, err := Reduce(context.Background(), wing(true), run, repo, Reduction[sum, *int]{
				Answer: func() *int { return new(int) },
				Visit:  func(n *int, s *sum) error { *n += len(s.events); return nil },
			})
			for _, n := range answers {
				events += *n
			}
			if err != nil || events != 96 || !slices.Equal(told, want) {
				t.Errorf("%s, %d workers: %d events, error %v, left out %q; want 96 events, %q", way, workers, events, err, told, want)
			}
		}
		other := all
		other.fails = map[id]error{"p33": errors.New("another failure")}
		told := 0
		run := &Run{Workers: workers, Bad: func(err error) bool { return errors.Is(err, errTaken) }, Left: func(error) { told++ }}
		_, err := Reduce(context.Background(), wing(true), run, repo(ranging{other, 8, &ends, nil}), Reduction[sum, *int]{
			Answer: func() *int { return new(int) }, Visit: func(*int, *sum) error { return nil },
		})
		if err == nil || told != 3 {
			t.Errorf("%d workers: error %v after %d were left out; want the other failure after the 3 of the ranges before", workers, err, told)
		}
	}
}
