package fold

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// line gathers digests in batches, and the batches in all.
func line(workers, part int, all *[]digest) Line[string, digest, []digest] {
	return Line[string, digest, []digest]{
		Start:   start,
		Visit:   func(b *[]digest, d *digest) error { *b = append(*b, *d); return nil },
		Next:    func(b *[]digest) error { *all = append(*all, *b...); *b = (*b)[:0]; return nil },
		Ordered: true, Workers: workers, part: part,
	}
}

// However many workers there are and however the facts are cut, the digests come
// as those of a single walk, in owner order.
func TestInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, b := byOwner(factsOf(names()).Draw(t, "reds")), byOwner(factsOf(names()).Draw(t, "blues"))
		want, err := collect(t, Ordered(t.Context(), start, red(each(r, nil)), blue(each(b, nil))))
		if err != nil {
			t.Fatal(err)
		}
		var got []digest
		l := line(rapid.IntRange(0, 4).Draw(t, "workers"), rapid.IntRange(0, 9).Draw(t, "part"), &got)
		if _, err := InOrder(t.Context(), l, Slice(reds(), r), Slice(blues(), b)); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v, %v; want %v", got, err, want)
		}
		l, got = line(rapid.IntRange(0, 4).Draw(t, "workers"), rapid.IntRange(0, 9).Draw(t, "part"), &got), nil
		l.Ordered = false
		if _, err := InOrder(t.Context(), l, Slice(reds(), r), Slice(packedKind(blues(), addBlue), b)); err != nil || !slices.Equal(byName(got), byName(want)) {
			t.Fatalf("in any order: %v, %v; want %v", got, err, want)
		}
	})
}

func byName(all []digest) []digest {
	return slices.SortedFunc(slices.Values(all), func(a, b digest) int { return strings.Compare(a.owner, b.owner) })
}

// Whatever ends the work early, the caller gets it, all workers have ended, and
// what was handed on is a beginning of the whole.
func TestInOrderEnds(t *testing.T) {
	var facts []fact
	for i := range 5000 {
		facts = append(facts, fact{fmt.Sprintf("%05d", i), i})
	}
	broken := errors.New("broken")
	for _, c := range []struct {
		why    string
		change func(l *Line[string, digest, []digest], facts []fact, cancel func()) []fact
		want   error
	}{
		{"a worker's visit fails", func(l *Line[string, digest, []digest], facts []fact, _ func()) []fact {
			visit := l.Visit
			l.Visit = func(b *[]digest, d *digest) error {
				if d.owner == "03000" {
					return broken
				}
				return visit(b, d)
			}
			return facts
		}, broken},
		{"nobody wants any more", func(l *Line[string, digest, []digest], facts []fact, _ func()) []fact {
			n := 0
			next := l.Next
			l.Next = func(b *[]digest) error {
				if n++; n == 3 {
					return broken
				}
				return next(b)
			}
			return facts
		}, broken},
		{"the context is done", func(l *Line[string, digest, []digest], facts []fact, cancel func()) []fact {
			next := l.Next
			l.Next = func(b *[]digest) error { cancel(); return next(b) }
			return facts
		}, context.Canceled},
		{"the facts are not in order", func(_ *Line[string, digest, []digest], facts []fact, _ func()) []fact {
			facts = slices.Clone(facts)
			facts[4000], facts[4001] = facts[4001], facts[4000]
			return facts
		}, ErrOrder},
	} {
		for range 20 {
			ctx, cancel := context.WithCancel(t.Context())
			var got []digest
			l := line(3, 10, &got)
			given := c.change(&l, facts, cancel)
			if _, err := InOrder(ctx, l, Slice(reds(), given)); !errors.Is(err, c.want) {
				t.Fatalf("%s: %v, want %v", c.why, err, c.want)
			}
			for i, d := range got {
				if d.owner != facts[i].owner {
					t.Fatalf("%s: digest %d is that of %q", c.why, i, d.owner)
				}
			}
			cancel()
		}
	}
	defer func() {
		if p := recover(); p != "boom" {
			t.Errorf("recovered %v, want the worker's panic", p)
		}
	}()
	l := line(3, 10, new([]digest))
	l.Visit = func(*[]digest, *digest) error { panic("boom") }
	_, _ = InOrder(t.Context(), l, Slice(reds(), facts))
}
