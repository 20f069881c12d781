package mailing

import (
	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/secret"
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
type Secret struct{ secretText }

// secretText has the methods String, Format, LogValue, MarshalText and MarshalCSV too.
type secretText = secret.Text[secretKind]

type secretKind struct{}

func (secretKind) Word() string   { return "secret" }
func (secretKind) Prefix() string { return "clientele/mailing secret:" }

// NewSecret hides a text. The empty text is the zero Secret.
func NewSecret(text string) Secret { return Secret{secret.New[secretKind](text)} }

// KeyOf returns the comparison key of an address (I4), hidden.
func KeyOf(e customer.Email) Secret { return NewSecret(e.Key()) }

// Reveal returns the text. The text does not belong in a log or an error.
func (s Secret) Reveal() string { return s.secretText.Reveal() }

// IsZero reports whether the text is empty.
func (s Secret) IsZero() bool { return s.secretText.IsZero() }

// Fingerprint tells secrets apart in a log: "secret:" and the first 8
// hexadecimal digits of the SHA-256 of a fixed prefix and the text; "no
// secret" for the empty one. Somebody with a list of addresses can narrow
// it down to some, so it is for logs that are soon gone, not for storage.
func (s Secret) Fingerprint() string { return s.secretText.Fingerprint() }
