package segment

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/clientele-go/clientele/internal/base/word"
)

// Error says where a segment is wrong, and what would be right (Q7). It repeats no text in
// quotes, which can be somebody's address, and a word only if it is at most 32 ASCII
// letters and underscores.
type Error struct {
	Line, Column int    // of what was found, from 1; a column is a character
	Found        string // "a text", `"actve"`, "the end"
	Expected     string
	Nearest      string // the known word that is nearest to a word that was found
}

func (e *Error) Error() string {
	s := fmt.Sprintf("segment: line %d, column %d: found %s, expected %s", e.Line, e.Column, e.Found, e.Expected)
	if e.Nearest != "" {
		s += fmt.Sprintf("; the nearest known word is %q", e.Nearest)
	}
	return s
}

// wrong returns an error at a byte of the source.
func wrong(source string, at int, found, expected string) *Error {
	before := source[:min(at, len(source))]
	begins := strings.LastIndexByte(before, '\n') + 1
	return &Error{
		Line: strings.Count(before, "\n") + 1, Column: utf8.RuneCountInString(before[begins:]) + 1,
		Found: found, Expected: expected,
	}
}

// shown returns a token as an error may show it.
func (t token) shown() string {
	switch t.kind {
	case end:
		return "the end"
	case name:
		for i := range len(t.text) {
			if i >= 32 || !letter(t.text[i]) {
				return "a word"
			}
		}
		return fmt.Sprintf("%q", t.text)
	case number:
		return "a number"
	case date:
		return "a date"
	case text:
		return "a text"
	}
	return fmt.Sprintf("%q", t.text)
}

// nearest returns the known word that takes the fewest changes of a letter to reach. It
// looks at 40 letters, so that a long word takes no long time.
func nearest(found string, known []string) string {
	found = word.Fold(found[:min(len(found), 40)])
	best, fewest := "", 0
	for _, k := range known {
		if n := changes(found, k); best == "" || n < fewest {
			best, fewest = k, n
		}
	}
	return best
}

// changes returns how many bytes must be put in, taken out or replaced to get from a to b.
func changes(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
