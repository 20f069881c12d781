package fold

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// fact is something of an owner; digest counts and sums two kinds of it.
type fact struct {
	owner string
	n     int
}

type digest struct {
	owner      string
	reds, blue int
}

// each yields facts, and then the error if there is one.
func each(facts []fact, err error) iter.Seq2[fact, error] {
	return func(yield func(fact, error) bool) {
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
		if err != nil {
			yield(fact{}, err)
		}
	}
}

func start(d *digest, k string) { *d = digest{owner: k} }

// kind takes in the digest's own facts by add.
func kind(name string, add func(*digest, fact) error) Kind[string, fact, digest] {
	return Kind[string, fact, digest]{Name: name, Owner: func(f *fact) string { return f.owner }, Take: func(d *digest, facts []fact) (int, error) {
		n := 0
		for n < len(facts) && facts[n].owner == d.owner {
			if err := add(d, facts[n]); err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	}}
}

func reds() Kind[string, fact, digest] {
	return kind("reds", addRed)
}

func blues() Kind[string, fact, digest] {
	return kind("blues", addBlue)
}

func addRed(d *digest, f fact) error  { d.reds += f.n; return nil }
func addBlue(d *digest, f fact) error { d.blue += f.n; return nil }

func red(seq iter.Seq2[fact, error]) Source[string, digest] { return Seq(reds(), seq) }

func blue(seq iter.Seq2[fact, error]) Source[string, digest] { return Seq(blues(), seq) }

// fold is both ways to group.
var folds = map[string]func(context.Context, func(*digest, string), ...Source[string, digest]) iter.Seq2[digest, error]{
	"unordered": Unordered[string, digest],
	"ordered":   Ordered[string, digest],
}

// collect gathers what was yielded: the digests, and the error, which must be
// the last.
func collect(t interface{ Errorf(string, ...any) }, seq iter.Seq2[digest, error]) (all []digest, last error) {
	for d, err := range seq {
		if last != nil {
			t.Errorf("fold: something came after the error %v", last)
		}
		if err != nil && d != (digest{}) {
			t.Errorf("fold: a digest came with the error %v", err)
		}
		if last = err; err == nil {
			all = append(all, d)
		}
	}
	return all, last
}

// Both ways give the digests of a plain loop, the ordered one in owner order, the
// unordered one in the order in which owners first appeared.
func TestFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) fact {
			return fact{rapid.SampledFrom([]string{"", "a", "B", "b", "é"}).Draw(t, "owner"), rapid.IntRange(1, 9).Draw(t, "n")}
		}), 0, 12)
		reds, blues := facts.Draw(t, "reds"), facts.Draw(t, "blues")
		plain := map[string]digest{}
		for i, f := range slices.Concat(reds, blues) {
			d := plain[f.owner]
			d.owner = f.owner
			if i < len(reds) {
				d.reds += f.n
			} else {
				d.blue += f.n
			}
			plain[f.owner] = d
		}
		sorted := func(facts []fact) []fact {
			return slices.SortedStableFunc(slices.Values(facts), func(a, b fact) int { return strings.Compare(a.owner, b.owner) })
		}
		for name, fold := range folds {
			r, b := reds, blues
			if name == "ordered" {
				r, b = sorted(reds), sorted(blues)
			}
			got, err := collect(t, fold(t.Context(), start, red(each(r, nil)), blue(each(b, nil))))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if len(got) != len(plain) {
				t.Fatalf("%s: %d digests, want %d", name, len(got), len(plain))
			}
			for i, d := range got {
				if d != plain[d.owner] {
					t.Fatalf("%s: digest %+v, want %+v", name, d, plain[d.owner])
				}
				if name == "ordered" && i > 0 && got[i-1].owner >= d.owner {
					t.Fatalf("ordered: %q after %q", d.owner, got[i-1].owner)
				}
			}
		}
	})
}

func TestUnorderedIsInOrderOfAppearance(t *testing.T) {
	got, err := collect(t, Unordered(t.Context(), start,
		red(each([]fact{{"b", 1}, {"a", 1}, {"b", 1}}, nil)), blue(each([]fact{{"c", 1}, {"a", 2}}, nil))))
	want := []digest{{"b", 2, 0}, {"a", 1, 2}, {"c", 0, 1}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("Unordered = %v, %v; want %v", got, err, want)
	}
}

// More facts than a batch holds, of one owner and of many.
func TestManyFacts(t *testing.T) {
	for name, fold := range folds {
		for _, owners := range []int{1, 2, 3*batch + 1} {
			var facts []fact
			for i := range 3*batch + 1 {
				facts = append(facts, fact{fmt.Sprintf("%08d", i*owners/(3*batch+1)), 1})
			}
			got, err := collect(t, fold(t.Context(), start, red(each(facts, nil)), blue(each(facts[:batch], nil))))
			sum := 0
			for _, d := range got {
				sum += d.reds + d.blue
			}
			if err != nil || len(got) != owners || sum != 4*batch+1 {
				t.Errorf("%s: %d digests, sum %d, %v; want %d, %d", name, len(got), sum, err, owners, 4*batch+1)
			}
		}
	}
}

// An error names the kind of fact, wraps the cause, comes once and last.
func TestErrors(t *testing.T) {
	broken := errors.New("broken")
	refuse := func(*digest, fact) error { return broken }
	for name, fold := range folds {
		for _, c := range []struct {
			why     string
			sources []Source[string, digest]
			want    string
		}{
			{"the sequence fails at once", []Source[string, digest]{red(each(nil, broken))}, "reading reds: broken"},
			{"the sequence fails later", []Source[string, digest]{red(each([]fact{{"a", 1}, {"b", 1}}, broken))}, "reading reds: broken"},
			{"the second sequence fails", []Source[string, digest]{red(each([]fact{{"a", 1}}, nil)), blue(each([]fact{{"z", 1}}, broken))}, "reading blues: broken"},
			{"a fact is refused", []Source[string, digest]{Seq(kind("greens", refuse), each([]fact{{"a", 1}}, nil))}, "reading greens: broken"},
			{"it fails after a full batch", []Source[string, digest]{red(each(make([]fact, batch), broken))}, "reading reds: broken"},
		} {
			_, err := collect(t, fold(t.Context(), start, c.sources...))
			if !errors.Is(err, broken) || err.Error() != c.want {
				t.Errorf("%s: %s: error %v, want %q", name, c.why, err, c.want)
			}
		}
	}
	got, err := collect(t, Unordered(t.Context(), start, red(each([]fact{{"a", 1}}, broken))))
	if len(got) > 0 || err == nil {
		t.Errorf("Unordered yields %v before the error %v; want the error alone", got, err)
	}
}

// A broken promise of order is an error, never a wrong answer.
func TestErrOrder(t *testing.T) {
	for _, c := range []struct {
		why         string
		reds, blues []fact
		want        string
	}{
		{"descending", []fact{{"b", 1}, {"a", 1}}, nil, "reading reds"},
		{"an owner comes back", []fact{{"a", 1}, {"b", 1}, {"a", 1}}, nil, "reading reds"},
		{"the empty owner is first", []fact{{"a", 1}, {"", 1}}, nil, "reading reds"},
		{"the second source", []fact{{"a", 1}, {"b", 1}}, []fact{{"z", 1}, {"b", 1}}, "reading blues"},
		{"across batches", append(slices.Repeat([]fact{{"b", 1}}, batch), fact{"a", 1}), nil, "reading reds"},
		{"by case", []fact{{"a", 1}, {"B", 1}}, nil, "reading reds"},
	} {
		_, err := collect(t, Ordered(t.Context(), start, red(each(c.reds, nil)), blue(each(c.blues, nil))))
		if !errors.Is(err, ErrOrder) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want ErrOrder %s", c.why, err, c.want)
		}
	}
	if _, err := collect(t, Ordered(t.Context(), start, red(each([]fact{{"", 1}, {"", 1}, {"B", 1}, {"a", 1}, {"é", 1}}, nil)))); err != nil {
		t.Errorf("ascending by bytes: %v", err)
	}
}

// A done context is an error, even where the sequences do not look at it, and
// even if there is nothing to read.
func TestCancelled(t *testing.T) {
	done, cancel := context.WithCancel(context.Background())
	cancel()
	for name, fold := range folds {
		for _, facts := range [][]fact{nil, {{"a", 1}}, slices.Repeat([]fact{{"a", 1}}, 2*batch)} {
			_, err := collect(t, fold(done, start, red(each(facts, nil))))
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s of %d facts: error %v, want that the context is done", name, len(facts), err)
			}
		}
		ctx, cancel := context.WithCancel(context.Background())
		read := 0
		endless := func(yield func(fact, error) bool) {
			for yield(fact{"a", 1}, nil) && read < 100*batch {
				if read++; read == 10 {
					cancel()
				}
			}
		}
		_, err := collect(t, fold(ctx, start, red(endless)))
		if !errors.Is(err, context.Canceled) || read > 3*batch {
			t.Errorf("%s: error %v after %d facts, want that the context is done soon", name, err, read)
		}
	}
}

// Who stops ranging stops the reading: every sequence is left, and nothing is
// yielded any more.
func TestEarlyStop(t *testing.T) {
	for name, fold := range folds {
		open := 0
		watched := func(yield func(fact, error) bool) {
			open++
			defer func() { open-- }()
			each([]fact{{"a", 1}, {"b", 1}, {"c", 1}}, nil)(yield)
		}
		n := 0
		for _, err := range fold(t.Context(), start, red(watched), blue(watched)) {
			if n++; err != nil || n == 2 {
				break
			}
		}
		if n != 2 || open != 0 {
			t.Errorf("%s: %d digests, %d sequences left open; want 2, 0", name, n, open)
		}
	}
}

// No sources, and sources without facts, have no digests.
func TestNothing(t *testing.T) {
	for name, fold := range folds {
		for _, sources := range [][]Source[string, digest]{nil, {red(each(nil, nil)), blue(each(nil, nil))}} {
			if got, err := collect(t, fold(t.Context(), start, sources...)); got != nil || err != nil {
				t.Errorf("%s of nothing = %v, %v", name, got, err)
			}
		}
	}
}

// Nothing is allocated per fact: ten times the facts of the same owners take no
// more allocations.
func TestAllocations(t *testing.T) {
	facts := func(n int) []fact {
		var all []fact
		for i := range n {
			all = append(all, fact{fmt.Sprintf("%04d", i*50/n), 1})
		}
		return all
	}
	few, many := facts(2000), facts(20000)
	for name, fold := range folds {
		count := func(facts []fact) float64 {
			return testing.AllocsPerRun(5, func() {
				for _, err := range fold(context.Background(), start, red(each(facts, nil)), blue(each(facts, nil))) {
					if err != nil {
						t.Fatal(err)
					}
				}
			})
		}
		if a, b := count(few), count(many); b > a+10 {
			t.Errorf("%s: %v allocations for 4,000 facts, %v for 40,000; want no more", name, a, b)
		}
	}
}

func BenchmarkFold(b *testing.B) {
	var facts []fact
	for i := range 1 << 16 {
		facts = append(facts, fact{fmt.Sprintf("%06d", i/8), 1})
	}
	for name, fold := range folds {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range fold(context.Background(), start, red(each(facts, nil))) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
