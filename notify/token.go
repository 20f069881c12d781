package notify

import "github.com/clientele-go/clientele/internal/base/secret"

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
type Token struct{ tokenText }

// tokenText has the methods String, Format, LogValue, MarshalText and MarshalCSV too.
type tokenText = secret.Text[tokenKind]

type tokenKind struct{}

func (tokenKind) Word() string   { return "token" }
func (tokenKind) Prefix() string { return "clientele/notify token:" }

// NewToken returns the token with this text. The empty text gives the zero Token.
func NewToken(text string) Token { return Token{secret.New[tokenKind](text)} }

// Reveal returns the token's text, to send with and to store. The text does not belong in a
// log, an error or an export (N8).
func (t Token) Reveal() string { return t.tokenText.Reveal() }

// IsZero reports whether the token is unknown.
func (t Token) IsZero() bool { return t.tokenText.IsZero() }

// Equal reports whether both tokens are the same.
func (t Token) Equal(o Token) bool { return t == o }

// Fingerprint tells tokens apart without showing them: "token:" and the first
// 8 hexadecimal digits of the SHA-256 of a fixed prefix and the text; "no
// token" for the zero Token. Two of 9,000 tokens share one with a chance of
// about 1 %, so it identifies nothing by itself.
func (t Token) Fingerprint() string { return t.tokenText.Fingerprint() }
