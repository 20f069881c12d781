// Package kittest tests the conformance kits of the wings: they must accept
// every legal way to behave, and catch every illegal one by the clause that
// says so.
package kittest

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/awkward"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// Kit is a kit to be tested. M is the wing's Memory, R its Repository.
type Kit[M, R any] struct {
	Check    func(ctx context.Context, open func(M) (R, error)) error
	Clause   func(ctx context.Context, name string, open func(M) (R, error)) error // some of Check, by the beginning of their names
	Awkward  func(M) map[string]R
	Failing  func(facts M, n int) R
	Behaving func(M, awkward.Way) R
	Methods  []Method
	Shop     func() M
	Bad      func(facts M, n int) R

	// Ask asks a question that reads every kind of fact.
	Ask func(context.Context, R, *customer.Run) (answer string, left customer.LeftOut, err error)
}

// Method is a method of the repository that yields facts.
type Method struct {
	Name    string
	Undated bool // what it yields is needed whatever the span
	Nobodys bool // what it yields belongs to no customer
	Few     bool // nobody has many of what it yields
	Guests  bool // guests have some of what it yields
}

// blamed reports whether the kit must blame the method for a fault.
func (m Method) blamed(f awkward.Fault) bool {
	switch f.About {
	case awkward.DatedFacts:
		return !m.Undated
	case awkward.OwnedFacts:
		return !m.Nobodys
	case awkward.GuestFacts:
		return m.Guests
	case awkward.LongFacts:
		return !m.Few
	}
	return true
}

// profiles reports whether the facts have customers.
func (k Kit[M, R]) profiles() bool {
	return slices.ContainsFunc(k.Methods, func(m Method) bool { return m.Name == "EachCustomer" })
}

// Run tests that the kit accepts every legal way, catches every illegal one, and
// passes on failures.
func (k Kit[M, R]) Run(t *testing.T) {
	t.Helper()
	t.Run("accepts", k.accepts)
	if !testing.Short() { // the race detector learns nothing from a repository that breaks its contract
		t.Run("catches", k.catches)
	}
	t.Run("fails", k.fails)
	t.Run("leaves out", k.leavesOut)
}

// leavesOut tests that a fact that a repository cannot make is left out, if that is
// wanted, whatever the way of reading and the number of workers, and is an error
// otherwise.
func (k Kit[M, R]) leavesOut(t *testing.T) {
	for _, way := range awkward.Legal() {
		want, _, err := k.Ask(t.Context(), k.Behaving(k.Shop(), way), nil)
		if err != nil {
			t.Fatal(err)
		}
		way.Bad = 2
		if _, _, err := k.Ask(t.Context(), k.Behaving(k.Shop(), way), nil); !errors.Is(err, customer.ErrFact) || !errors.Is(err, awkward.ErrFailed) {
			t.Errorf("%s: %v; want the first bad fact, with its cause", way.Name, err)
		}
		var first string
		for _, workers := range []int{1, 3} {
			told := ""
			run := &customer.Run{Workers: workers, LeaveOut: func(e *customer.FactError) { told += e.Error() + "\n" }}
			got, left, err := k.Ask(t.Context(), k.Behaving(k.Shop(), way), run)
			if err != nil || got != want || left.Count == 0 || left.Count != strings.Count(told, "\n") {
				t.Errorf("%s, %d workers: error %v, %d left out, answer\n%swant\n%s", way.Name, workers, err, left.Count, got, want)
			}
			if first == "" {
				first = told
			}
			if told != first {
				t.Errorf("%s: %d workers are told\n%sand one\n%s", way.Name, workers, told, first)
			}
		}
	}
	err := k.Check(t.Context(), func(facts M) (R, error) { return k.Bad(facts, 2), nil })
	if !errors.Is(err, customer.ErrFact) {
		t.Errorf("Check = %.2000v, want a bad fact, because there is none", err)
	}
}

func (k Kit[M, R]) accepts(t *testing.T) {
	var none M
	all := k.Awkward(none)
	for name := range all {
		if testing.Short() && !strings.Contains(name, "snapshot") {
			continue // it is read by one worker, and the race detector learns nothing from it
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := k.Check(t.Context(), func(facts M) (R, error) { return k.Awkward(facts)[name], nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	if want := len(awkward.Legal()); len(all) != want {
		t.Errorf("%d awkward repositories, want %d", len(all), want)
	}
}

func (k Kit[M, R]) catches(t *testing.T) {
	for _, fault := range awkward.Illegal() {
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			k.asks(t, fault)
			err := k.Clause(t.Context(), fault.Clause, func(facts M) (R, error) { return k.Behaving(facts, fault.Way), nil })
			if fault.About == awkward.Repository || fault.About == awkward.Profiles {
				want := fault.About == awkward.Repository || k.profiles()
				if saysInOneLine(err, fault.Says) != want {
					t.Errorf("an error with %q: %t; want %t, got:\n%.2000v", fault.Says, !want, want, err)
				}
				return
			}
			for _, m := range k.Methods {
				if got, want := saysInOneLine(err, m.Name, fault.Says), m.blamed(fault); got != want {
					t.Errorf("the kit says of %s that it %s (%q): %t; want %t, in:\n%.2000v", m.Name, fault.Name, fault.Says, got, want, err)
				}
			}
		})
	}
}

// asks tests that a fault that the library can know of is an error of a question.
func (k Kit[M, R]) asks(t *testing.T, fault awkward.Fault) {
	t.Helper()
	if fault.Fails == nil {
		return
	}
	_, _, err := k.Ask(t.Context(), k.Behaving(k.Shop(), fault.Way), nil)
	if err == nil || !errors.Is(fault.Fails, awkward.ErrAny) && !errors.Is(err, fault.Fails) {
		t.Errorf("a question to a repository that %s: %v, want %v", fault.Name, err, fault.Fails)
	}
}

func (k Kit[M, R]) fails(t *testing.T) {
	broken := errors.New("broken")
	var none R
	err := k.Check(t.Context(), func(M) (R, error) { return none, broken })
	if !errors.Is(err, broken) || !saysInOneLine(err, "open") {
		t.Errorf("Check = %.2000v, want the error of open", err)
	}
	for n := 1; n <= 2; n++ {
		err = k.Check(t.Context(), func(facts M) (R, error) { return k.Failing(facts, n), nil })
		if !errors.Is(err, awkward.ErrFailed) {
			t.Errorf("failing at %d: Check = %.2000v, want %v", n, err, awkward.ErrFailed)
		}
	}
}

// Catches tests that the kit refuses a repository, in a line with these words.
func (k Kit[M, R]) Catches(t *testing.T, open func(facts M) R, words ...string) {
	t.Helper()
	err := k.Check(t.Context(), func(facts M) (R, error) { return open(facts), nil })
	if !saysInOneLine(err, words...) {
		t.Errorf("want an error with %q, got:\n%.2000v", words, err)
	}
}

// saysInOneLine: some line of the error has all the words.
func saysInOneLine(err error, words ...string) bool {
	if err == nil {
		return false
	}
	return slices.ContainsFunc(strings.Split(err.Error(), "\n"), func(line string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(line, w) })
	})
}

// Rules tests that every rule has a story and that the sentence of every story
// names a rule that its file is about: one of chapter L in l_list.txt, U1 in
// u1_markers.txt.
func Rules(t *testing.T, stories []story.Story, rules ...string) {
	t.Helper()
	told := map[string]bool{}
	for _, s := range stories {
		about, _, _ := strings.Cut(strings.ToUpper(s.File), "_")
		named := regexp.MustCompile(`\b`+about+`[0-9]?\b`).FindAllString(s.Title, -1)
		if len(named) == 0 {
			t.Errorf("%s: the sentence does not name %s: %s", s.Name(), about, s.Title)
		}
		for _, rule := range named {
			told[rule] = true
		}
	}
	for _, rule := range rules {
		if !told[rule] {
			t.Errorf("%s: no story tells it", rule)
		}
	}
}
