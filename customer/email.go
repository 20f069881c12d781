package customer

import (
	"strings"

	"github.com/clientele-go/clientele/internal/base/word"
)

// Email is an e-mail address as it was typed. The typed form is kept for
// display and sending (I4).
type Email string

// Key returns the text by which two addresses are compared (I4). It trims surrounding
// Unicode white space and lower-cases the ASCII letters A–Z. It folds nothing else, because
// Unicode lower-casing merges different people. A blank address has the empty key.
func (e Email) Key() string { return word.Fold(strings.TrimSpace(string(e))) }

// Blank reports whether nothing is left after trimming Unicode white space (I3).
func (e Email) Blank() bool { return blank(string(e)) }

func blank(s string) bool { return strings.TrimSpace(s) == "" }
