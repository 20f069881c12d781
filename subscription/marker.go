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
	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/base/word"
)

// Keyword is one of the three words that mark an unsubscribe (U1).
type Keyword string

// The three keywords, as they are after folding.
const (
	KeywordUnsubscribed        Keyword = "unsubscribed"        // from this bot
	KeywordUnsubscribeAllBots  Keyword = "unsubscribeallbots"  // from all bots
	KeywordUnsubscribeToAllBot Keyword = "unsubscribetoallbot" // from all bots too
)

// BotScope is what somebody unsubscribed from (U1).
type BotScope uint8

// The scopes. The wider one is greater.
const (
	NoBot   BotScope = iota // nothing
	ThisBot                 // the bot whose field it is
	AllBots
)

var scopeWords = word.Set[BotScope]{Of: "subscription: scope", Words: []string{"no bot", "this bot", "all bots"}}

// String returns the scope in words.
func (s BotScope) String() string { return scopeWords.String(s) }

// MarshalText writes what String returns. A value without a word is an error.
func (s BotScope) MarshalText() ([]byte, error) { return scopeWords.Marshal(s) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (s *BotScope) UnmarshalText(text []byte) error { return scopeWords.Unmarshal(text, s) }

// Scope returns how far the keyword reaches: NoBot if it is none of the three.
func (k Keyword) Scope() BotScope {
	switch k {
	case KeywordUnsubscribed:
		return ThisBot
	case KeywordUnsubscribeAllBots, KeywordUnsubscribeToAllBot:
		return AllBots
	}
	return NoBot
}

// Marker is a custom field that marks an unsubscribe (U1). Its value can be any text
// of the person's, so a Marker prints the keyword and the field's name alone, as
// customer.Customer prints its ID alone.
type Marker struct {
	Field   string    // the field's name, as written
	Value   string    // its value, as written
	Keyword Keyword   // that marks
	Scope   BotScope  // the keyword's
	At      time.Time // when the field was set; zero means unknown (U5)
}

// Format prints the keyword and the field's name, whatever the verb.
func (m Marker) Format(f fmt.State, _ rune) {
	if m == (Marker{}) {
		_, _ = io.WriteString(f, "no marker")
		return
	}
	fmt.Fprintf(f, "%s by field %q", string(m.Keyword), m.Field)
}

// LogValue returns what Format prints.
func (m Marker) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(m)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Marker) MarshalText() ([]byte, error) {
	return redact.Unsent("a subscription.Marker", "its Keyword and Field")
}

// ParseMarker reads a custom field as a marker of an unsubscribe, and reports
// whether it is one (U1). A field marks
//
//   - by its name, if that is one of the three keywords, unless the value is an
//     explicit no: false, no, 0, off, f or n. An empty value marks, and so does any
//     other value (see Marker.Unusual);
//   - by its value, if that is one of the three keywords, under any name.
//
// Both are compared after trimming Unicode white space, folding ASCII case and
// dropping spaces, "_" and "-". The whole text must be the keyword. Nothing else is
// folded: a full-width or a Turkish letter is no ASCII letter.
//
// If both name and value mark, the keyword with the wider scope counts; if both are
// as wide, that of the name.
func ParseMarker(f customer.Field) (Marker, bool) {
	keyword := parseKeyword(f.Name)
	if keyword != "" && isNo(f.Value) {
		keyword = ""
	}
	if k := parseKeyword(f.Value); k.Scope() > keyword.Scope() {
		keyword = k
	}
	if keyword == "" {
		return Marker{}, false
	}
	return Marker{f.Name, f.Value, keyword, keyword.Scope(), plain(f.At)}, true
}

// longest is the length of the longest folded text that means anything here.
const longest = len(KeywordUnsubscribeToAllBot)

// mayMark reports whether name or value begins as a keyword may, which is so for
// almost no field.
func mayMark(f *customer.Field) bool { return mayBegin(f.Name) || mayBegin(f.Value) }

// mayBegin reports whether s begins as a keyword may.
func mayBegin(s string) bool {
	if s == "" {
		return false
	}
	c := s[0]
	return c|0x20 == 'u' || c <= ' ' || c >= utf8.RuneSelf || c == '_' || c == '-'
}

// parseKeyword returns the keyword that s is, or the empty keyword.
func parseKeyword(s string) Keyword {
	if !mayBegin(s) {
		return ""
	}
	var buf [longest]byte
	n := folded(&buf, s)
	switch string(buf[:n]) {
	case string(KeywordUnsubscribed):
		return KeywordUnsubscribed
	case string(KeywordUnsubscribeAllBots):
		return KeywordUnsubscribeAllBots
	case string(KeywordUnsubscribeToAllBot):
		return KeywordUnsubscribeToAllBot
	}
	return ""
}

// isNo reports whether a value is an explicit no.
func isNo(value string) bool {
	var buf [longest]byte
	n := folded(&buf, value)
	switch string(buf[:n]) {
	case "false", "no", "0", "off", "f", "n":
		return true
	}
	return false
}

// Unusual reports whether the field marks by its name, with a value that says
// neither yes nor no, such as "never" or "NULL" (U1). Yes is an empty value, true,
// yes, 1, on, t, y or one of the three keywords.
func (m Marker) Unusual() bool {
	if parseKeyword(m.Field) == "" || parseKeyword(m.Value) != "" {
		return false
	}
	var buf [longest]byte
	n := folded(&buf, m.Value)
	switch string(buf[:n]) {
	case "true", "yes", "1", "on", "t", "y":
		return false
	case "": // or longer than buf
		return strings.Trim(strings.TrimSpace(m.Value), " _-") != ""
	}
	return true
}

// folded writes s, folded, to buf and returns its length. If that is longer than
// buf, s is none of the words, and folded returns 0.
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

// compareMarkers orders markers by time, undated ones first, and at one time by
// scope, the widest first. The rest only makes the order total, so that the order
// of facts never matters.
func compareMarkers(a, b Marker) int {
	return cmp.Or(
		a.At.Compare(b.At),
		cmp.Compare(b.Scope, a.Scope),
		cmp.Compare(a.Field, b.Field),
		cmp.Compare(a.Value, b.Value),
		cmp.Compare(a.Keyword, b.Keyword),
	)
}

// plain returns t in UTC without a monotonic clock reading.
func plain(t time.Time) time.Time { return t.Round(0).UTC() }
