package loadedtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/awkward"
)

// Loaded is a wing's facts in memory, with repositories R.
type Loaded[R any] interface {
	Refresh(ctx context.Context, repo R, ids ...customer.ID) error
	customer.Ranger
	customer.Snapshotter
}

// Ask asks and returns the answers.
type Ask[R any] func(t Tester, repo R, run *customer.Run) (any, error)

// Suite is how a wing's Load is tested. A Memory M has one slice for each kind of facts.
type Suite[M, R any, L Loaded[R]] struct {
	Load   func(ctx context.Context, repo R, run *customer.Run) (L, error)
	People []customer.ID
	Draw   func(t *rapid.T) (few M, question func(*rapid.T) Ask[R]) // facts of People, and any questions
	Town   func(r *rand.Rand, facts int) M                          // of many customers, whose IDs are numbers, and of guests
	Ask    Ask[R]                                                   // one question
	Ways   map[string]func(M) R                                     // ways to have facts
	Legal  func(M) map[string]R                                     // awkward ways
	Fails  func(M, int) R
	Bad    func(M, int) R
	Erased func(*M) // adds facts of the customer Canary, with it in every text
}

// Canary is in the texts of a customer who is erased.
const Canary = "canary-7351"

var bg = context.Background()

// Run runs the tests.
func (s Suite[M, R, L]) Run(t *testing.T) {
	for name, test := range map[string]func(*testing.T){
		"law": s.law, "workers": s.workers, "awkward": s.awkward, "readers": s.readers, "fails": s.fails, "erased": s.erased,
	} {
		t.Run(name, test)
	}
}

// Tester is a *testing.T or a *rapid.T.
type Tester interface {
	Helper()
	Fatalf(string, ...any)
}

func (s *Suite[M, R, L]) load(t Tester, repo R) L {
	t.Helper()
	l, err := s.Load(bg, repo, nil)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return l
}

// repo returns a Memory as a repository.
func (s *Suite[M, R, L]) repo(m M) R { return any(m).(R) }

func (a Ask[R]) of(t Tester, repo R, workers int) any {
	t.Helper()
	answer, err := a(t, repo, &customer.Run{Workers: workers})
	if err != nil {
		return err.Error()
	}
	return answer
}

// law: after any changes and Refreshes of who changed, every answer over a Loaded is the one
// over the facts. Those who were not refreshed are as before.
func (s *Suite[M, R, L]) law(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, question := s.Draw(t)
		l := s.load(t, s.repo(m))
		for range rapid.IntRange(0, 3).Draw(t, "refreshes") {
			ask := question(t)
			same(t, "law: loaded = the facts", ask.of(t, s.repo(m), 1), ask.of(t, any(l).(R), 1))
			ids := rapid.SliceOfDistinct(rapid.SampledFrom(s.People), rapid.ID).Draw(t, "who changed")
			next, _ := s.Draw(t)
			if err := l.Refresh(bg, s.repo(next), ids...); err != nil {
				t.Fatal(err)
			}
			m = swapped(next, m, ids)
		}
		ask := question(t)
		same(t, "law: refreshed = the facts", ask.of(t, s.repo(m), 1), ask.of(t, any(l).(R), 3))
	})
}

// workers: parts of a large shop are read by any number of workers, loaded from however the
// repository behaves.
func (s *Suite[M, R, L]) workers(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	old, fresh := s.Town(r, 12_000), s.Town(r, 12_000)
	ids := numbers(300, 3)
	before, after := s.Ask.of(t, s.repo(old), 0), s.Ask.of(t, s.repo(swapped(fresh, old, append(ids, ""))), 0)
	ways := map[string]func(M) R{"as it stands": s.repo, "loaded": func(m M) R { return any(s.load(t, s.repo(m))).(R) }}
	for name, way := range s.Ways {
		ways[name] = way
	}
	for name, way := range ways {
		l := s.load(t, way(old))
		repo := any(l).(R)
		if cuts, _, _ := l.Ranges(bg, 0); len(cuts) < 15 {
			t.Fatalf("%s: only %d parts", name, len(cuts))
		}
		same(t, "law: loaded = the facts: "+name, before, s.Ask.of(t, repo, 0))
		snapshot, _, _ := l.Snapshot(bg, 1)
		apart(t, name, snapshot[0].(R))
		if err := errors.Join(l.Refresh(bg, s.repo(fresh), ids...), l.Refresh(bg, s.repo(fresh), "")); err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{1, 2, 4} {
			same(t, fmt.Sprintf("law: many workers = one worker: %s, %d workers", name, workers), after, s.Ask.of(t, repo, workers))
		}
		same(t, "law: a snapshot stays as it is", before, s.Ask.of(t, snapshot[0].(R), 0))
	}
}

// awkward: whatever a repository's legal ways are, a Loaded of it has its facts.
func (s *Suite[M, R, L]) awkward(t *testing.T) {
	m := s.Town(rand.New(rand.NewPCG(13, 14)), 500)
	for name, repo := range s.Legal(m) {
		same(t, "law: loaded = the facts: "+name, s.Ask.of(t, s.repo(m), 0), s.Ask.of(t, any(s.load(t, repo)).(R), 0))
	}
}

// readers: who asks during Refreshes sees one state: all customers before or all after.
func (s *Suite[M, R, L]) readers(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	shops := [2]M{s.Town(r, 3000), s.Town(r, 3000)}
	want := [2]any{s.Ask.of(t, s.repo(shops[0]), 0), s.Ask.of(t, s.repo(shops[1]), 0)}
	ids := append(numbers(600, 1), "")
	l := s.load(t, s.repo(shops[0]))
	var wait sync.WaitGroup
	for i := range 2 {
		wait.Go(func() {
			for n := range 6 {
				if err := l.Refresh(bg, s.repo(shops[(i+n)%2]), ids...); err != nil {
					t.Error(err)
				}
			}
		})
		wait.Go(func() {
			for range 12 {
				got := s.Ask.of(t, any(l).(R), 2)
				if !reflect.DeepEqual(got, want[0]) && !reflect.DeepEqual(got, want[1]) {
					t.Error("law: a question is about one state")
				}
			}
		})
	}
	wait.Wait()
}

// fails: what fails changes nothing; a repository's bad fact is an error.
func (s *Suite[M, R, L]) fails(t *testing.T) {
	m := s.Town(rand.New(rand.NewPCG(17, 18)), 100)
	l := s.load(t, s.repo(m))
	ended, end := context.WithCancel(bg)
	end()
	ids := numbers(10, 1)
	bad := &customer.FactError{}
	if err := l.Refresh(bg, s.Fails(m, 1), ids...); !errors.Is(err, awkward.ErrFailed) {
		t.Errorf("a failing repository: error %v", err)
	}
	if err := l.Refresh(bg, s.Bad(m, 1), ids...); !errors.As(err, &bad) {
		t.Errorf("a repository with a bad fact: error %v", err)
	}
	if err := l.Refresh(ended, s.repo(m), ids...); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: error %v", err)
	}
	if none, err := s.Load(bg, s.Bad(m, 1), &customer.Run{LeaveOut: func(*customer.FactError) {}}); !reflect.ValueOf(none).IsNil() || !errors.As(err, &bad) {
		t.Errorf("Load of a bad fact: error %v", err)
	}
	same(t, "law: what fails changes nothing", s.Ask.of(t, s.repo(m), 0), s.Ask.of(t, any(l).(R), 0))
}

// erased: an erased customer is gone after the Refresh (H8), and a late event brings nothing
// back that the repository does not have (G5).
func (s *Suite[M, R, L]) erased(t *testing.T) {
	m := s.Town(rand.New(rand.NewPCG(19, 20)), 3000)
	with := m
	s.Erased(&with)
	l := s.load(t, s.repo(with))
	if Share(&with, l) {
		t.Error("H8: a Loaded has memory of the repository")
	}
	if !Holds(l, Canary) || reflect.DeepEqual(s.Ask.of(t, any(l).(R), 0), s.Ask.of(t, s.repo(m), 0)) {
		t.Fatal("the canary is not there before")
	}
	for range 2 { // the second one stands for a late event
		if err := l.Refresh(bg, s.repo(m), Canary); err != nil {
			t.Fatal(err)
		}
		if Holds(l, Canary) {
			t.Error("H8, G5: an erased customer is still in memory")
		}
		same(t, "H8, G5: an erased customer is in no number", s.Ask.of(t, s.repo(m), 0), s.Ask.of(t, any(l).(R), 0))
	}
}
