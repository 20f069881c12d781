package mailing

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"unique"

	"github.com/clientele-go/clientele/customer"
)

// Secret is a text that never shows itself: an e-mail address, its comparison
// key, a name, a provider's credential. Every fmt verb, slog, encoding/json,
// encoding/xml and whatever else knows encoding.TextMarshaler get its
// Fingerprint; encoding/gob and database/sql refuse it. Only Reveal gives the
// text, for storage and for the one who sends with it.
//
// The text is behind a pointer, because fmt cannot call the methods of an
// unexported field and prints an address there. Secrets of equal text are equal
// (==) and can be map keys. The zero Secret is the empty text.
type Secret struct {
	text unique.Handle[string]
}

// NewSecret hides a text. The empty text is the zero Secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{unique.Make(text)}
}

// KeyOf returns the comparison key of an address (I4), hidden.
func KeyOf(e customer.Email) Secret { return NewSecret(e.Key()) }

// Reveal returns the text. The text does not belong in a log or an error.
func (s Secret) Reveal() string {
	if s == (Secret{}) {
		return ""
	}
	return s.text.Value()
}

// IsZero reports whether the text is empty.
func (s Secret) IsZero() bool { return s == Secret{} }

// fingerprintPrefix keeps fingerprints apart from plain hashes of the text.
const fingerprintPrefix = "clientele/mailing secret:"

// Fingerprint tells secrets apart in a log: "secret:" and the first 8
// hexadecimal digits of the SHA-256 of a fixed prefix and the text; "no
// secret" for the empty one. Somebody with a list of addresses can narrow
// it down to some, so it is for logs that are soon gone, not for storage.
func (s Secret) Fingerprint() string {
	if s.IsZero() {
		return "no secret"
	}
	sum := sha256.Sum256([]byte(fingerprintPrefix + s.Reveal()))
	return "secret:" + hex.EncodeToString(sum[:4])
}

// String returns the fingerprint.
func (s Secret) String() string { return s.Fingerprint() }

// Format prints the fingerprint, whatever the verb and its flags.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.Fingerprint()) }

// LogValue returns the fingerprint.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.Fingerprint()) }

// MarshalText writes the fingerprint, and nothing for the empty Secret.
func (s Secret) MarshalText() ([]byte, error) {
	if s.IsZero() {
		return nil, nil
	}
	return []byte(s.Fingerprint()), nil
}

// MarshalCSV writes what MarshalText does, as gocsv asks for it.
func (s Secret) MarshalCSV() (string, error) {
	text, err := s.MarshalText()
	return string(text), err
}
