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

	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/internal/story"
)

// Kit is a kit to be tested. M is the wing's Memory, R its Repository.
type Kit[M, R any] struct {
	Check    func(ctx context.Context, open func(M) (R, error)) error
	Awkward  func(M) map[string]R
	Failing  func(facts M, n int) R
	Behaving func(M, awkward.Way) R
	Methods  []Method
}

// Method is a method of the repository that yields facts.
type Method struct {
	Name    string
	Undated bool // what it yields is needed whatever the span
	Nobodys bool // what it yields belongs to no customer
}

// spared says whether the method has nothing that could be wrong in this way.
func (m Method) spared(w awkward.Way) bool {
	return m.Undated && w.Narrow || m.Nobodys && (w.Strange > 0 || w.Unsorted)
}

// Run tests that the kit accepts every legal way, catches every illegal one, and
// passes on failures.
func (k Kit[M, R]) Run(t *testing.T) {
	t.Helper()
	t.Run("accepts", k.accepts)
	t.Run("catches", k.catches)
	t.Run("fails", k.fails)
}

func (k Kit[M, R]) accepts(t *testing.T) {
	var none M
	all := k.Awkward(none)
	for name := range all {
		t.Run(name, func(t *testing.T) {
			err := k.Check(t.Context(), func(facts M) (R, error) { return k.Awkward(facts)[name], nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	if want := len(awkward.Legal()) + 1; len(all) != want {
		t.Errorf("%d awkward repositories, want %d", len(all), want)
	}
}

func (k Kit[M, R]) catches(t *testing.T) {
	clause := map[string]string{
		"drops facts":               "must not yield less",
		"duplicates facts":          "must not yield the same fact twice",
		"wrong customer":            "another customer's",
		"wrong span":                "must not yield less",
		"ignores cancellation":      "must yield the context's error",
		"swallows an error":         "must yield the context's error",
		"goes on after an error":    "must stop after an error",
		"breaks its promised order": "promises customer order",
	}
	for _, way := range awkward.Illegal() {
		t.Run(way.Name, func(t *testing.T) {
			words, known := clause[way.Name]
			if !known {
				t.Fatalf("no clause is named for a way that %s", way.Name)
			}
			err := k.Check(t.Context(), func(facts M) (R, error) { return k.Behaving(facts, way), nil })
			for _, m := range k.Methods {
				if says(err, m.Name, words) == m.spared(way) {
					t.Errorf("the kit says of %s that it %s (%q): %t; want %t, in:\n%.2000v",
						m.Name, way.Name, words, m.spared(way), !m.spared(way), err)
				}
			}
		})
	}
}

func (k Kit[M, R]) fails(t *testing.T) {
	broken := errors.New("broken")
	var none R
	err := k.Check(t.Context(), func(M) (R, error) { return none, broken })
	if !errors.Is(err, broken) || !says(err, "open") {
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
	if !says(err, words...) {
		t.Errorf("want an error with %q, got:\n%.2000v", words, err)
	}
}

// says: some line of the error has all the words.
func says(err error, words ...string) bool {
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
