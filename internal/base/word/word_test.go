package word

import (
	"strings"
	"testing"
)

type color uint8

var colors = Set[color]{"paint: color", []string{"", "red", "dark green"}}

// Each value goes to its word and back.
func TestSet(t *testing.T) {
	for v, want := range colors.Words {
		text, err := colors.Marshal(color(v))
		if string(text) != want || err != nil || colors.String(color(v)) != want {
			t.Errorf("T8: value %d is written %q, %v; want %q", v, text, err, want)
		}
		got := color(99)
		if err := colors.Unmarshal(text, &got); err != nil || got != color(v) {
			t.Errorf("T8: %q is read as %d, %v; want %d", text, got, err, v)
		}
	}
	if got := colors.String(3); got != "color(3)" {
		t.Errorf("T8: a value without a word prints %q, want color(3)", got)
	}
	if _, err := colors.Marshal(3); err == nil || err.Error() != "paint: color 3 has no word" {
		t.Errorf("T8: a value without a word is written: %v", err)
	}
}

// An error names the words, and the word that was read only if it is one.
func TestUnknownWord(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Red", `paint: color: "Red" is unknown; want red, dark green or nothing`},
		{"mia@example.com", "paint: color: the text is unknown; want red, dark green or nothing"},
		{"a\nb", "paint: color: the text is unknown; want red, dark green or nothing"},
		{strings.Repeat("a", 33), "paint: color: the text is unknown; want red, dark green or nothing"},
	} {
		got := color(1)
		err := colors.Unmarshal([]byte(c.text), &got)
		if err == nil || err.Error() != c.want || got != 1 {
			t.Errorf("T8: reading %q: %v and value %d; want %q and value 1", c.text, err, got, c.want)
		}
	}
	if got := Choice([]string{"a"}); got != "a" {
		t.Errorf("T8: a choice of one word is %q, want a", got)
	}
}
