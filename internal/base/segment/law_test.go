package segment_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/internal/base/segment"
	"github.com/clientele-go/clientele/internal/base/segment/segmenttest"
)

// Q5: parse ∘ print is the identity on trees, by text and by JSON, and canonical text is a
// fixed point. Spaces, the case of keywords, needless brackets and zeros change nothing.
func TestIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := segmenttest.Draw(t, 3)
		n, err := parse(text)
		if err != nil {
			t.Fatalf("Q5: %s is not read: %v", text, err)
		}
		again(t, n)
		for _, same := range []string{"(" + text + ")", strings.ReplaceAll(text, " and ", "\n AND\t")} {
			o, err := parse(same)
			if err != nil || !reflect.DeepEqual(o, n) {
				t.Fatalf("Q5: %s is read as %v, %v; want %v", same, o, err, n)
			}
		}
	})
}

// Q1, Q5, Q7: no input panics. What is read is read back as the same tree, and what is
// not has an error with a place in it.
func FuzzParse(f *testing.F) {
	for _, text := range segmenttest.Corpus() {
		f.Add(text)
		if n, err := parse(text); err == nil {
			text, err := n.JSON()
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(text))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := parse(text)
		check(t, text, n, err)
		n, err = segment.ParseJSON(text, segment.Columns())
		check(t, text, n, err)
		if err == nil && !json.Valid([]byte(text)) {
			t.Errorf("Q5: %q is read as JSON", text)
		}
	})
}

func check(t *testing.T, text string, n *segment.Node, err error) {
	t.Helper()
	var e *segment.Error
	switch {
	case err == nil:
		again(t, n)
	case n != nil || !errors.As(err, &e):
		t.Errorf("Q7: %q: %v with the error %v", text, n, err)
	case e.Line < 1 || e.Line > strings.Count(text, "\n")+1 || e.Column < 1 || e.Column > utf8.RuneCountInString(text)+1 || e.Found == "" || e.Expected == "":
		t.Errorf("Q7: %q: the error is at no place of it: %v", text, err)
	}
}

// Q7: no error repeats a text, whatever stands beside it.
func TestErrorsRepeatNoText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tokens := rapid.SliceOfN(rapid.SampledFrom([]string{
			`"mia@example.com"`, "status", "name", "email", "=", "!=", "<", "in", "(", ")", ",", "and", "or", "not", "unknown", "is", "known", "within", "1", "2024-01-01", "active", "EUR", "revenue", "\"", "mia@example.com",
		}), 1, 12).Draw(t, "tokens")
		text := strings.Join(tokens, " ")
		if _, err := parse(text); err != nil && strings.Contains(err.Error(), "example") {
			t.Fatalf("Q7: %s: the error repeats the text: %v", text, err)
		}
		value, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		key := rapid.SampledFrom([]string{"field", "currency", "op", "value", "unit", text}).Draw(t, "key")
		source := fmt.Sprintf(`{"version":1,"segment":{"field":"name",%q:%s}}`, key, value)
		if _, err := segment.ParseJSON(source, segment.Columns()); err != nil && strings.Contains(err.Error(), "example") {
			t.Fatalf("Q7: %s: the error repeats the text: %v", source, err)
		}
	})
}

// Time is linear in the bytes: twice the text takes about twice the memory, however it is
// made, and never more than a small multiple of it.
func TestLinear(t *testing.T) {
	for _, make := range []func(n int) string{
		func(n int) string { return "shares in (" + strings.Repeat("1, ", n/3) + "1)" },
		func(n int) string { return `name = "` + strings.Repeat(`\"`, n/2) + `"` },
		func(n int) string { return strings.Repeat(" ", n) },
		func(n int) string { return strings.Repeat("a", n) },
		func(n int) string { return strings.Repeat("a ", n/2) },
	} {
		allocated := func(n int) float64 {
			text := make(n)
			return testing.AllocsPerRun(10, func() { _, _ = parse(text) })
		}
		if small, large := allocated(1000), allocated(3900); large > 4*small+40 {
			t.Errorf("%.20s…: %v allocations for 1,000 bytes, %v for 3,900", make(100), small, large)
		}
	}
}
