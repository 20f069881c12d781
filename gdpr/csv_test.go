package gdpr

import (
	"bytes"
	"iter"
	"testing"
)

// A cell of a view with any separator is quoted (X3).
func TestViewQuotesSeparators(t *testing.T) {
	rows := func(yield func([]string, error) bool) {
		yield([]string{"x;=1", "a\t=1", "a,b", "say \"=1\"", "=1"}, nil)
	}
	var b bytes.Buffer
	err := writeCSV(&b, []string{"a", "b", "c", "d", "e"}, iter.Seq2[[]string, error](rows))
	const want = "a,b,c,d,e\n\"x;=1\",\"a\t=1\",\"a,b\",\"say \"\"=1\"\"\",'=1\n"
	if err != nil || b.String() != want {
		t.Errorf("X3: the view is %q, %v, want %q", b.String(), err, want)
	}
}
