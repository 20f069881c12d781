package export

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProblem(t *testing.T) {
	for _, c := range []struct {
		p    Problem
		want string
		why  string
	}{
		{Problem{"a.csv", 3, "id", 1, "is wrong"}, "a.csv:3: column id: is wrong", "a column by its name"},
		{Problem{"a.csv", 1, "", 5, "is wrong"}, "a.csv:1: column 5: is wrong", "an unknown column by its number"},
		{Problem{"a.csv", 3, "", 0, "is wrong"}, "a.csv:3: is wrong", "a whole record"},
		{Problem{"", 3, "id", 1, "is wrong"}, "line 3: column id: is wrong", "no file"},
	} {
		if got := c.p.Error(); got != c.want {
			t.Errorf("X6: got %q, want %q: %s", got, c.want, c.why)
		}
	}
}

// A file's name stays on its line, whatever is in it.
func TestProblemShowsNames(t *testing.T) {
	for name, want := range map[string]string{
		"logins.csv":          "logins.csv:2: wrong",
		"Kundë 漢.csv":         "Kundë 漢.csv:2: wrong",
		"a\nb.csv":            `"a\nb.csv":2: wrong`,
		"\x1b[31mred.csv":     `"\x1b[31mred.csv":2: wrong`,
		"\xff.csv":            `"\xff.csv":2: wrong`,
		"a\u2028b\u202ec.csv": `"a\u2028b\u202ec.csv":2: wrong`,
	} {
		if got := (Problem{File: name, Line: 2, What: "wrong"}).Error(); got != want {
			t.Errorf("X6: %q is shown as %s, want %s", name, got, want)
		}
	}
}

func TestProblems(t *testing.T) {
	var p Problems
	if p.Err() != nil || p.Len() != 0 {
		t.Errorf("X6: the zero Problems has none, got %v", p.Err())
	}
	p.Add(Problem{"b.csv", 2, "", 0, "third"})
	p.Add(Problem{"a.csv", 9, "x", 2, "second"})
	p.Add(Problem{"b.csv", 10, "", 0, "sixth"})
	p.Add(Problem{"b.csv", 2, "x", 1, "fourth"})
	p.Add(Problem{"b.csv", 2, "x", 1, "fifth"})
	p.Add(Problem{"a.csv", 2, "x", 2, "first"})
	want := "a.csv:2: column x: first\na.csv:9: column x: second\nb.csv:2: third\nb.csv:2: column x: fourth\nb.csv:2: column x: fifth\nb.csv:10: sixth"
	if got := p.Err().Error(); got != want {
		t.Errorf("X6: problems are in file, line and column order, got\n%s\nwant\n%s", got, want)
	}
	var one Problem
	if !errors.As(p.Err(), &one) || one.What != "first" {
		t.Errorf("X6: errors.As finds %v, want the first problem", one)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	all := make([]Problem, 1000)
	for i := range all {
		all[i] = Problem{File: fmt.Sprint("f", i%3), Line: i + 1, What: "wrong"}
	}
	var first Problems
	for _, x := range all {
		first.Add(x)
	}
	if got := len(first.List()); got != maxProblems || first.Len() != 1000 {
		t.Errorf("X6: kept %d and counted %d, want 100 and 1000", got, first.Len())
	}
	if !strings.HasSuffix(first.Error(), "\nand 900 more problems") || strings.Count(first.Error(), "\n") != 100 {
		t.Errorf("X6: 100 lines and then how many more, got\n%s", first.Error())
	}
	for range 20 {
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		var p, q, r Problems
		for i, x := range all {
			[]*Problems{&p, &q, &r}[i%3].Add(x)
		}
		r.Merge(&p)
		q.Merge(&r)
		if diff := cmp.Diff(first.Error(), q.Error()); diff != "" {
			t.Fatalf("X6: the order of finding must not matter:\n%s", diff)
		}
	}
	var p Problems
	for range maxProblems + 1 {
		p.Add(Problem{File: "a", Line: 1})
	}
	if !strings.HasSuffix(p.Error(), "\nand 1 more problem") {
		t.Errorf("X6: one more, got\n%s", p.Error())
	}
}
