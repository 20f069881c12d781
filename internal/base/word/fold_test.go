package word

import "testing"

// Only ASCII letters are folded, and no other byte is touched (I4).
func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "a": "a", "AbZ[@`{": "abz[@`{", "ÄÉ Σ": "ÄÉ Σ", "\u212A": "\u212A", "I\u0130": "i\u0130", "A\xffB": "a\xffb",
	} {
		if got := Fold(text); got != want {
			t.Errorf("I4: %q is folded to %q, want %q", text, got, want)
		}
	}
}
