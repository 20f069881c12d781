package kit

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// A failing clause prints no more than this, however much of a repository is
// wrong: the first differences are what helps.
const (
	MostLines = 30  // of one clause or story
	MostBytes = 400 // of one line
	diffLines = 12  // of one answer, so that a second one that differs is seen
)

// Brief returns an error with the same meaning whose text has at most MostLines
// lines of at most MostBytes bytes. Nil stays nil.
func Brief(err error) error {
	if err == nil {
		return nil
	}
	return brief{err}
}

type brief struct{ error }

func (b brief) Error() string { return strings.Join(firstLines(b.error.Error(), MostLines), "\n") }

func (b brief) Unwrap() error { return b.error }

// Same returns an error that shows the first lines in which two answers differ,
// or nil if they are equal.
func Same(want, got string) error {
	if want == got {
		return nil
	}
	lines := func(s string) []string { return strings.Split(strings.TrimSuffix(s, "\n"), "\n") }
	return errors.New("the answer differs (- want, + got):\n" + Diff(lines(want), lines(got)))
}

// Diff returns the beginning of the difference of two lists.
func Diff(want, got []string) string {
	return strings.Join(firstLines(cmp.Diff(want, got), diffLines), "\n")
}

// firstLines returns the first n lines of a text, each cut to MostBytes. If
// there are more, the last line says how many are left out.
func firstLines(text string, n int) []string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if more := len(lines) - (n - 1); more > 1 {
		lines = append(lines[:n-1:n-1], fmt.Sprintf("... and %d more lines", more))
	}
	for i, l := range lines {
		if len(l) > MostBytes {
			lines[i] = strings.ToValidUTF8(l[:MostBytes-3], "") + "..."
		}
	}
	return lines
}
