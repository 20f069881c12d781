package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"unique"
)

// Token is what a push is sent with. It is a credential (N8): whoever has it
// can write to the customer. So it never shows its text: every fmt verb, slog,
// encoding/json, encoding/xml, gocsv and everything else that knows
// encoding.TextMarshaler get its Fingerprint; encoding/gob and database/sql
// refuse it. Only Reveal gives the text.
//
// The text is not in the value but behind a pointer. fmt cannot call the methods of an
// unexported field, and it does not call them for the verbs %p and %w: there it prints an
// address. Code that follows pointers in unexported fields with package unsafe, as debuggers
// do, sees the text.
//
// Tokens of equal text are equal (==), so a Token can be a map key. The
// zero Token is unknown. Nothing reads a Token back from what it shows.
type Token struct {
	text unique.Handle[string]
}

// NewToken returns the token with this text. The empty text gives the zero Token.
func NewToken(text string) Token {
	if text == "" {
		return Token{}
	}
	return Token{unique.Make(text)}
}

// Reveal returns the token's text, to send with and to store. The text does not belong in a
// log, an error or an export (N8).
func (t Token) Reveal() string {
	if t.IsZero() {
		return ""
	}
	return t.text.Value()
}

// IsZero reports whether the token is unknown.
func (t Token) IsZero() bool { return t == Token{} }

// Equal reports whether both tokens are the same.
func (t Token) Equal(o Token) bool { return t == o }

// fingerprintPrefix keeps fingerprints apart from plain hashes of the text.
const fingerprintPrefix = "clientele/notify token:"

// Fingerprint tells tokens apart without showing them: "token:" and the first
// 8 hexadecimal digits of the SHA-256 of a fixed prefix and the text; "no
// token" for the zero Token. Two of 9,000 tokens share one with a chance of
// about 1 %, so it identifies nothing by itself.
func (t Token) Fingerprint() string {
	if t.IsZero() {
		return "no token"
	}
	sum := sha256.Sum256([]byte(fingerprintPrefix + t.Reveal()))
	return "token:" + hex.EncodeToString(sum[:4])
}

// String returns the fingerprint.
func (t Token) String() string { return t.Fingerprint() }

// Format prints the fingerprint, whatever the verb and its flags.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.Fingerprint()) }

// LogValue returns the fingerprint.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.Fingerprint()) }

// MarshalText writes the fingerprint, and nothing for the zero Token. JSON, XML and most
// other encodings of text use it.
func (t Token) MarshalText() ([]byte, error) {
	if t.IsZero() {
		return nil, nil
	}
	return []byte(t.Fingerprint()), nil
}

// MarshalCSV writes what MarshalText does, as gocsv asks for it.
func (t Token) MarshalCSV() (string, error) {
	text, err := t.MarshalText()
	return string(text), err
}
