package kit

import (
	"context"
	"errors"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// shooter makes snapshots.
type shooter struct {
	notes
	readers []any
	end     func() error
	err     error
}

func (s shooter) Snapshot(context.Context, int) ([]any, func() error, error) {
	return s.readers, s.end, s.err
}

// read opens a sequence and does something meanwhile.
func read(t *testing.T, r any, meanwhile func()) {
	t.Helper()
	for _, err := range r.(repo).EachField(t.Context(), customer.Scope{}) {
		if err != nil {
			t.Fatal(err)
		}
		meanwhile()
		break
	}
}

// A watch notes every use of a repository that the repository need not bear.
func TestWatch(t *testing.T) {
	nothing := func() {}
	for _, c := range []struct {
		why  string
		use  func(t *testing.T, whole, reader, other any, end func() error)
		want string
	}{
		{"one after the other", func(t *testing.T, whole, reader, other any, end func() error) {
			read(t, whole, nothing)
			read(t, reader, func() { read(t, other, nothing) })
			read(t, reader, nothing)
			_ = end()
		}, ""},
		{"two at the same time", func(t *testing.T, whole, _, _ any, _ func() error) {
			read(t, whole, func() { read(t, whole, nothing) })
		}, "a second sequence"},
		{"two of one reader", func(t *testing.T, _, reader, _ any, _ func() error) {
			read(t, reader, func() { read(t, reader, nothing) })
		}, "a second sequence"},
		{"after the end", func(t *testing.T, _, reader, _ any, end func() error) {
			_ = end()
			read(t, reader, nothing)
		}, "after the end"},
		{"two ends", func(_ *testing.T, _, _, _ any, end func() error) {
			_ = end()
			_ = end()
		}, "ended twice"},
		{"an end in the middle", func(t *testing.T, _, reader, _ any, end func() error) {
			read(t, reader, func() { _ = end() })
		}, "while a sequence is open"},
	} {
		w := &Watch[repo]{Repo: shooter{notes: stored(), readers: []any{stored(), stored()}}, wrap: watched, faults: new(faults)}
		repos, end, err := w.Snapshot(t.Context(), 2)
		if err != nil || len(repos) != 2 {
			t.Fatalf("%d repositories, %v", len(repos), err)
		}
		c.use(t, watched(w), repos[0], repos[1], end)
		wantError(t, c.why, w.faults.join(), c.want)
	}
}

// A watch passes on what a snapshot is: its error, its end's, what is no repository.
func TestWatchPassesOn(t *testing.T) {
	broken, ended := errors.New("broken"), 0
	s := shooter{readers: []any{42, stored(), stored()}, end: func() error { ended++; return broken }, err: broken}
	w := &Watch[repo]{Repo: s, wrap: watched, faults: new(faults)}
	repos, end, err := w.Snapshot(t.Context(), 2)
	if len(repos) != 3 || repos[0] != 42 || !errors.Is(err, broken) || !errors.Is(end(), broken) || ended != 1 {
		t.Errorf("%v, %v, ended %d times", repos, err, ended)
	}
	wantError(t, "three readers", w.faults.join(), "a snapshot for 2 readers has 3")
	if _, same := s.readers[1].(notes); !same {
		t.Error("the snapshot's own slice is changed")
	}

	plain := &Watch[repo]{Repo: stored(), wrap: watched, faults: new(faults)}
	repos, end, err = plain.Snapshot(t.Context(), 2)
	if len(repos) != 1 || repos[0] != watched(plain) || end != nil || err != nil {
		t.Errorf("a repository without snapshots is its only reader, not %v, %v", repos, err)
	}
	if cuts, _, err := plain.Ranges(t.Context(), 5); cuts != nil || err != nil {
		t.Errorf("a repository without ranges is one, not cut at %q, %v", cuts, err)
	}
}

// cutter keeps how many customers a range was asked to have.
type cutter struct {
	notes
	asked *int
}

func (c cutter) Ranges(_ context.Context, n int) ([]customer.ID, func(a, b customer.ID) int, error) {
	*c.asked = n
	return []customer.ID{"mia"}, backwards, nil
}

// A watch asks for ranges of its own size.
func TestWatchRanges(t *testing.T) {
	asked := 0
	w := &Watch[repo]{Repo: cutter{stored(), &asked}, perRange: 20}
	cuts, compare, err := w.Ranges(t.Context(), 4000)
	if asked != 20 || len(cuts) != 1 || compare("a", "b") != 1 || err != nil {
		t.Errorf("asked for %d customers, got %q, %v", asked, cuts, err)
	}
}
