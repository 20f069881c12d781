package customer

import "strings"

// Email is an e-mail address as it was typed. The typed form is kept for
// display and sending (I4).
type Email string

// Key returns the text by which two addresses are compared (I4). It trims surrounding
// Unicode white space and lower-cases the ASCII letters A–Z. It folds nothing else, because
// Unicode lower-casing merges different people. A blank address has the empty key.
func (e Email) Key() string { return foldASCII(strings.TrimSpace(string(e))) }

// Blank reports whether nothing is left after trimming Unicode white space (I3).
func (e Email) Blank() bool { return blank(string(e)) }

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// foldASCII lower-cases A–Z and leaves every other byte alone.
func foldASCII(s string) string {
	upper := func(b byte) bool { return 'A' <= b && b <= 'Z' }
	for i := range len(s) {
		if !upper(s[i]) {
			continue
		}
		b := []byte(s)
		for ; i < len(b); i++ {
			if upper(b[i]) {
				b[i] += 'a' - 'A'
			}
		}
		return string(b)
	}
	return s
}
