package listmonk

import (
	"testing"
	"unicode"
)

// Whatever letter a server lower-cases is a capital here (I4).
func TestCapitals(t *testing.T) {
	for r := range rune(unicode.MaxRune) {
		if unicode.ToLower(r) != r && !capital(r) {
			t.Errorf("I4: %U is lower-cased, but is no capital", r)
		}
	}
	for _, r := range "azßéñж中0@._-+\u0131" {
		if capital(r) {
			t.Errorf("I4: %q is no capital", r)
		}
	}
}
