// Package secret hides texts from whatever prints or encodes them.
package secret

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"unique"
)

// Kind is what a text is: its Word begins the fingerprint, and its Prefix keeps the
// fingerprints apart from those of other kinds and from plain hashes of the text.
type Kind interface {
	Word() string
	Prefix() string
}

// Text is a text that shows its fingerprint alone. Embedded in an exported type, it gives
// that type its methods.
//
// The text is behind a pointer, because fmt cannot call the methods of an unexported
// field, and prints an address there. Texts that are equal are ==. The zero Text is empty.
type Text[K Kind] struct {
	text unique.Handle[string]
}

// New hides a text. The empty text gives the zero Text.
func New[K Kind](text string) (t Text[K]) {
	if text != "" {
		t.text = unique.Make(text)
	}
	return t
}

// Reveal returns the text.
func (t Text[K]) Reveal() string {
	if t.IsZero() {
		return ""
	}
	return t.text.Value()
}

// IsZero reports whether the text is empty.
func (t Text[K]) IsZero() bool { return t == Text[K]{} }

// Fingerprint returns the kind's word and the first 8 hexadecimal digits of the SHA-256 of
// its prefix and the text; "no" and the word for the empty text.
func (t Text[K]) Fingerprint() string {
	var kind K
	if t.IsZero() {
		return "no " + kind.Word()
	}
	sum := sha256.Sum256([]byte(kind.Prefix() + t.Reveal()))
	return kind.Word() + ":" + hex.EncodeToString(sum[:4])
}

// String returns the fingerprint.
func (t Text[K]) String() string { return t.Fingerprint() }

// Format prints the fingerprint, whatever the verb and its flags.
func (t Text[K]) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.Fingerprint()) }

// LogValue returns the fingerprint.
func (t Text[K]) LogValue() slog.Value { return slog.StringValue(t.Fingerprint()) }

// MarshalText writes the fingerprint, and nothing for the empty text.
func (t Text[K]) MarshalText() ([]byte, error) {
	if t.IsZero() {
		return nil, nil
	}
	return []byte(t.Fingerprint()), nil
}

// MarshalCSV writes what MarshalText does, as gocsv asks for it.
func (t Text[K]) MarshalCSV() (string, error) {
	text, err := t.MarshalText()
	return string(text), err
}
