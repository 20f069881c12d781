package fold

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// digests are what a worker visited, by owner.
type digests map[string]digest

func visit(all digests, d *digest) error {
	if _, twice := all[d.owner]; twice {
		return fmt.Errorf("the digest of %q came twice", d.owner)
	}
	all[d.owner] = *d
	return nil
}

func reduction(ordered bool, workers, part int) Reduction[string, digest, digests] {
	return Reduction[string, digest, digests]{
		Start: start, Answer: func() digests { return digests{} }, Visit: visit,
		Ordered: ordered, Workers: workers, part: part,
	}
}

// byOwner sorts facts into owner order.
func byOwner(facts []fact) []fact {
	return slices.SortedStableFunc(slices.Values(facts), func(a, b fact) int { return cmp.Compare(a.owner, b.owner) })
}

func names() *rapid.Generator[string] {
	return rapid.StringMatching(`[ab]{0,2}|[a-d]{1,3}|é`)
}

func factsOf(names *rapid.Generator[string]) *rapid.Generator[[]fact] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) fact {
		return fact{names.Draw(t, "owner"), rapid.IntRange(1, 9).Draw(t, "n")}
	}), 0, 60)
}

// packedKind is the kind with a packing: the fact's number.
func packedKind(k Kind[string, fact, digest], add func(*digest, fact) error) Kind[string, fact, digest] {
	k.Packing = Packed[string](
		func(f *fact, n *int) { *n = f.n },
		func(d *digest, n *int) error { return add(d, fact{n: *n}) },
	)
	return k
}

// Every way to group gives the digests of a plain loop, each owner's once: in
// memory or in sequences, in order or not, in one part or in many, by one worker
// or by several.
func TestReduce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := factsOf(names())
		r, b := facts.Draw(t, "reds"), facts.Draw(t, "blues")
		want := digests{}
		for i, f := range slices.Concat(r, b) {
			d := want[f.owner]
			d.owner = f.owner
			if i < len(r) {
				d.reds += f.n
			} else {
				d.blue += f.n
			}
			want[f.owner] = d
		}
		workers, part := rapid.IntRange(0, 3).Draw(t, "workers"), rapid.IntRange(0, 20).Draw(t, "part")
		for _, way := range []struct {
			name    string
			ordered bool
			sources []Source[string, digest]
		}{
			{"in memory", false, []Source[string, digest]{Slice(reds(), r), Slice(blues(), b)}},
			{"in memory, packed", false, []Source[string, digest]{Slice(packedKind(reds(), addRed), r), Slice(packedKind(blues(), addBlue), b)}},
			{"in memory, one packed", false, []Source[string, digest]{Slice(reds(), r), Slice(packedKind(blues(), addBlue), b)}},
			{"in memory, in order", true, []Source[string, digest]{Slice(reds(), byOwner(r)), Slice(blues(), byOwner(b))}},
			{"sequences", false, []Source[string, digest]{red(each(r, nil)), blue(each(b, nil))}},
			{"sequences, in order", true, []Source[string, digest]{red(each(byOwner(r), nil)), blue(each(byOwner(b), nil))}},
			{"one in memory", true, []Source[string, digest]{Slice(reds(), byOwner(r)), blue(each(byOwner(b), nil))}},
		} {
			answers, err := Reduce(t.Context(), reduction(way.ordered, workers, part), way.sources...)
			if err != nil || len(answers) == 0 {
				t.Fatalf("%s: %v", way.name, err)
			}
			got := digests{}
			for _, a := range answers {
				for _, d := range a {
					if err := visit(got, &d); err != nil {
						t.Fatalf("%s: %v", way.name, err)
					}
				}
			}
			if !maps.Equal(got, want) {
				t.Fatalf("%s, %d workers, parts of %d: %v, want %v", way.name, workers, part, got, want)
			}
		}
	})
}

// A worker that came too late for any task has no answer; the others' are all
// there, each made while no other was.
func TestIdleWorkers(t *testing.T) {
	var facts []fact
	for i := range 64 {
		facts = append(facts, fact{fmt.Sprintf("%02d", i), 1})
	}
	for range 300 {
		made := 0
		r := reduction(true, 16, 1)
		r.Answer = func() digests {
			made++
			return digests{}
		}
		answers, err := Reduce(t.Context(), r, Slice(reds(), facts))
		seen := 0
		for _, a := range answers {
			if a == nil || len(a) == 0 {
				t.Fatal("an answer of nobody")
			}
			seen += len(a)
		}
		if err != nil || len(answers) != made || seen != len(facts) {
			t.Fatalf("%v: %d answers of %d, %d digests of %d", err, len(answers), made, seen, len(facts))
		}
	}
}

// Facts in memory that are not in the order that was promised are an error,
// wherever the parts are cut: never a wrong answer.
func TestReduceErrOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := factsOf(names()).Draw(t, "reds")
		b := byOwner(factsOf(names()).Draw(t, "blues"))
		sorted := slices.IsSortedFunc(r, func(a, b fact) int { return cmp.Compare(a.owner, b.owner) })
		_, err := Reduce(t.Context(), reduction(true, 2, rapid.IntRange(0, 9).Draw(t, "part")), Slice(blues(), b), Slice(reds(), r))
		if sorted != (err == nil) || err != nil && (!errors.Is(err, ErrOrder) || !strings.Contains(err.Error(), "reading reds")) {
			t.Fatalf("in order: %v, but error %v", sorted, err)
		}
	})
}

// What a kind does not keep is as if it were not there, and so is an owner of
// whom nothing is kept.
func TestKeep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := factsOf(names()).Draw(t, "facts")
		want := digests{}
		for _, f := range facts {
			if f.n%2 == 0 {
				d := want[f.owner]
				want[f.owner] = digest{f.owner, d.reds + f.n, 0}
			}
		}
		k := reds()
		k.Keep = func(f *fact) bool { return f.n%2 == 0 }
		for _, k := range []Kind[string, fact, digest]{k, packedKind(k, addRed)} {
			answers, err := Reduce(t.Context(), reduction(false, 1, rapid.IntRange(0, 20).Draw(t, "part")), Slice(k, facts))
			if err != nil || !maps.Equal(answers[0], want) {
				t.Fatalf("%v, %v; want %v", answers, err, want)
			}
		}
	})
}

// The error is the one that a single worker would meet, whoever met one first.
func TestReduceErrors(t *testing.T) {
	var facts []fact
	for i := range 4000 {
		facts = append(facts, fact{fmt.Sprintf("%05d", i), i})
	}
	for _, ordered := range []bool{true, false} {
		bad := func(d *digest, f fact) error {
			if f.n%700 == 650 {
				return fmt.Errorf("fact %d", f.n)
			}
			return nil
		}
		for range 20 {
			got, err := Reduce(t.Context(), reduction(ordered, 2, 10), Slice(kind("greens", bad), facts))
			if got != nil || err == nil || err.Error() != "reading greens: fact 650" {
				t.Fatalf("ordered %v: %v, error %v; want the first one", ordered, got, err)
			}
		}
		r := reduction(ordered, 2, 10)
		r.Visit = func(_ digests, d *digest) error {
			if d.owner > "02000" {
				return errors.New("visit " + d.owner)
			}
			return nil
		}
		if _, err := Reduce(t.Context(), r, Slice(reds(), facts)); err == nil || err.Error() != "visit 02001" {
			t.Errorf("ordered %v: the visitor's error is %v", ordered, err)
		}
	}
}

// A done context stops the workers soon, and a panic in one is the caller's.
func TestReduceStops(t *testing.T) {
	facts := make([]fact, 100000)
	for _, ordered := range []bool{true, false} {
		ctx, cancel := context.WithCancel(t.Context())
		stop := func(*digest, fact) error { cancel(); return nil }
		if _, err := Reduce(ctx, reduction(ordered, 2, 10), Slice(kind("greens", stop), facts)); !errors.Is(err, context.Canceled) {
			t.Errorf("ordered %v: cancelled, but the error is %v", ordered, err)
		}
		func() {
			defer func() {
				if p := recover(); p != "boom" {
					t.Errorf("ordered %v: recovered %v, want the worker's panic", ordered, p)
				}
			}()
			boom := func(*digest, fact) error { panic("boom") }
			_, _ = Reduce(t.Context(), reduction(ordered, 3, 10), Slice(kind("greens", boom), facts))
		}()
	}
}

// Nothing is allocated per fact.
func TestReduceAllocations(t *testing.T) {
	facts := func(n int) []fact {
		var all []fact
		for i := range n {
			all = append(all, fact{fmt.Sprintf("%04d", i*50/n), 1})
		}
		return all
	}
	few, many := facts(2000), facts(60000)
	for _, ordered := range []bool{true, false} {
		count := func(facts []fact) float64 {
			return testing.AllocsPerRun(5, func() {
				if _, err := Reduce(context.Background(), reduction(ordered, 1, 0), Slice(reds(), facts), Slice(blues(), facts)); err != nil {
					t.Fatal(err)
				}
			})
		}
		if a, b := count(few), count(many); b > a+40 {
			t.Errorf("ordered %v: %v allocations for 4,000 facts, %v for 120,000; want about as many", ordered, a, b)
		}
	}
}

// Digests that somebody else has made are visited by one, as they are, up to the
// first error.
func TestGrouped(t *testing.T) {
	made := func(yield func(digest, error) bool) {
		_ = yield(digest{"a", 1, 0}, nil) && yield(digest{"b", 2, 0}, nil) && yield(digest{}, errors.New("broken"))
	}
	all, err := Grouped(made, func() digests { return digests{} }, visit)
	if all != nil || err == nil || err.Error() != "broken" {
		t.Errorf("an error of the digests: %v, %v", all, err)
	}
	n := 0
	_, err = Grouped(made, func() digests { return nil }, func(digests, *digest) error {
		if n++; n == 2 {
			return errors.New("enough")
		}
		return nil
	})
	if n != 2 || err == nil || err.Error() != "enough" {
		t.Errorf("an error of the visit: %d visits, %v", n, err)
	}
	good := func(yield func(digest, error) bool) {
		_ = yield(digest{"a", 1, 0}, nil) && yield(digest{"b", 2, 0}, nil)
	}
	all, err = Grouped(good, func() digests { return digests{} }, visit)
	if want := (digests{"a": {"a", 1, 0}, "b": {"b", 2, 0}}); err != nil || len(all) != 1 || !maps.Equal(all[0], want) {
		t.Errorf("Grouped = %v, %v; want %v", all, err, want)
	}
}

// A digest is tidied before each visit, whoever visits.
func TestTidy(t *testing.T) {
	facts := []fact{{"a", 1}, {"b", 1}}
	for _, source := range []Source[string, digest]{Slice(reds(), facts), red(each(facts, nil))} {
		r := reduction(true, 1, 0)
		r.Tidy = func(d *digest) { d.blue = 100 * d.reds }
		all, err := Reduce(t.Context(), r, source)
		if err != nil || all[0]["a"].blue != 100 || all[0]["b"].blue != 100 {
			t.Errorf("tidied: %v, %v", all, err)
		}
	}
}

// Digests get room once, when they are made: one that is in use keeps what it has.
func TestRoom(t *testing.T) {
	var facts []fact
	for i := range 1000 {
		facts = append(facts, fact{fmt.Sprintf("%04d", i), 1})
	}
	for _, ordered := range []bool{true, false} {
		room := 0
		r := reduction(ordered, 1, 1<<20)
		r.Room = func(all []digest) { room += len(all) }
		if _, err := Reduce(t.Context(), r, Slice(reds(), facts)); err != nil {
			t.Fatal(err)
		}
		if room != 1024 {
			t.Errorf("ordered %v: room for %d digests, want 1024 for 1000 owners", ordered, room)
		}
	}
}
