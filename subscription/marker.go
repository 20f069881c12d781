package subscription

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer"
)

// Token is one of the three words that mark an unsubscribe (U1).
type Token string

// The three words, as they are after folding.
const (
	TokenUnsubscribed        Token = "unsubscribed"        // from this bot
	TokenUnsubscribeAllBots  Token = "unsubscribeallbots"  // from all bots
	TokenUnsubscribeToAllBot Token = "unsubscribetoallbot" // from all bots too
)

// Scope is what somebody unsubscribed from (U1).
type Scope uint8

// The scopes. The wider one is greater.
const (
	NoBot   Scope = iota // of no token
	ThisBot              // the bot whose field it is
	AllBots
)

// String is the scope in words.
func (s Scope) String() string {
	switch s {
	case NoBot:
		return "no bot"
	case ThisBot:
		return "this bot"
	case AllBots:
		return "all bots"
	}
	return fmt.Sprintf("Scope(%d)", uint8(s))
}

// Scope is how far the token reaches; NoBot if it is none of the three.
func (t Token) Scope() Scope {
	switch t {
	case TokenUnsubscribed:
		return ThisBot
	case TokenUnsubscribeAllBots, TokenUnsubscribeToAllBot:
		return AllBots
	}
	return NoBot
}

// Marker is a custom field that marks an unsubscribe (U1). Its value can be any
// text of the person's: it shows word and field alone, as far as
// customer.Customer shows its ID alone.
type Marker struct {
	Field string    // the field's name, as written
	Value string    // its value, as written
	Token Token     // the word that marks
	Scope Scope     // the token's
	At    time.Time // when the field was set; zero is unknown (U5)
}

// Format prints the word and the field's name, whatever the verb.
func (m Marker) Format(f fmt.State, _ rune) {
	if m == (Marker{}) {
		_, _ = io.WriteString(f, "no marker")
		return
	}
	fmt.Fprintf(f, "%s by field %q", string(m.Token), m.Field)
}

// LogValue is what Format prints.
func (m Marker) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(m)) }

// MarshalText writes what Format prints. It is what JSON and XML use.
func (m Marker) MarshalText() ([]byte, error) { return fmt.Append(nil, m), nil }

// ParseMarker reads a custom field as a marker of an unsubscribe, and says
// whether it is one (U1). It is one
//
//   - by its name, if that is one of the three tokens, unless the value is an
//     explicit no: false, no, 0 or off. An empty value marks, and so does any
//     other;
//   - by its value, if that is one of the three tokens, under any name.
//
// Both are compared after trimming Unicode white space, folding ASCII case and
// dropping spaces, "_" and "-". The whole of it must be the token. Nothing
// else is folded: a full-width or a Turkish letter is no ASCII letter.
//
// If name and value both mark, the token is the one with the wider scope, else
// that of the name.
func ParseMarker(f customer.Field) (Marker, bool) {
	token := parseToken(f.Name)
	if token != "" && isNo(f.Value) {
		token = ""
	}
	if t := parseToken(f.Value); t.Scope() > token.Scope() {
		token = t
	}
	if token == "" {
		return Marker{}, false
	}
	return Marker{f.Name, f.Value, token, token.Scope(), plain(f.At)}, true
}

// longest is the length of the longest folded text that means anything here.
const longest = len(TokenUnsubscribeToAllBot)

// mayMark is false for almost every field: neither its name nor its value begins
// as a token does.
func mayMark(f *customer.Field) bool { return mayBegin(f.Name) || mayBegin(f.Value) }

// mayBegin says whether s begins as a token may.
func mayBegin(s string) bool {
	if s == "" {
		return false
	}
	c := s[0]
	return c|0x20 == 'u' || c <= ' ' || c >= utf8.RuneSelf || c == '_' || c == '-'
}

// parseToken is the token that s is, or empty.
func parseToken(s string) Token {
	if !mayBegin(s) {
		return ""
	}
	var buf [longest]byte
	n := folded(&buf, s)
	switch string(buf[:n]) {
	case string(TokenUnsubscribed):
		return TokenUnsubscribed
	case string(TokenUnsubscribeAllBots):
		return TokenUnsubscribeAllBots
	case string(TokenUnsubscribeToAllBot):
		return TokenUnsubscribeToAllBot
	}
	return ""
}

// isNo says whether a value is an explicit no.
func isNo(value string) bool {
	var buf [longest]byte
	n := folded(&buf, value)
	switch string(buf[:n]) {
	case "false", "no", "0", "off":
		return true
	}
	return false
}

// folded writes s, folded, to buf and returns its length; 0 if it is longer than
// buf, so that it is none of the words.
func folded(buf *[longest]byte, s string) int {
	s = strings.TrimSpace(s)
	n := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ' ' || c == '_' || c == '-':
			continue
		case 'A' <= c && c <= 'Z':
			c |= 0x20
		}
		if n == len(buf) {
			return 0
		}
		buf[n] = c
		n++
	}
	return n
}

// compareMarkers orders markers by time, undated ones first, and at one time
// the one that tells most first: the widest scope. The rest only makes the
// order total, so that the order of facts never matters.
func compareMarkers(a, b Marker) int {
	return cmp.Or(
		a.At.Compare(b.At),
		cmp.Compare(b.Scope, a.Scope),
		cmp.Compare(a.Field, b.Field),
		cmp.Compare(a.Value, b.Value),
		cmp.Compare(a.Token, b.Token),
	)
}

// plain is t in UTC without a monotonic clock reading.
func plain(t time.Time) time.Time { return t.Round(0).UTC() }
