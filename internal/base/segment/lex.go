package segment

import (
	"strings"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/word"
)

type tokenKind uint8

const (
	end    tokenKind = iota
	name             // a keyword, a field, a currency or a word
	number           // in canonical spelling
	date
	text   // without its quotes and escapes
	symbol // an operator, a bracket, a comma
)

type token struct {
	kind tokenKind
	text string
	at   int // byte of the source
}

// is reports whether the token is a keyword, in any case of ASCII, or a symbol.
func (t token) is(s string) bool {
	return t.kind == symbol && t.text == s || t.kind == name && word.Fold(t.text) == s
}

const anything = `a word, a number, a date, a text in "quotes", an operator or a bracket`

// lex cuts a text into tokens. The last one is the end.
func lex(source string) ([]token, error) {
	var all []token
	for at := 0; at < len(source); {
		c := source[at]
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			at++
			continue
		}
		var t token
		var length int
		var err error
		switch {
		case c == '"':
			t, length, err = lexText(source, at)
		case letter(c):
			length = run(source[at:], func(c byte) bool { return letter(c) || digit(c) })
			t = token{name, source[at : at+length], at}
		case digit(c):
			length = run(source[at:], func(c byte) bool { return letter(c) || digit(c) || c == '.' || c == '-' })
			t, err = lexNumber(source, at, length)
		default:
			t, length, err = lexSymbol(source, at)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, t)
		at += length
	}
	return append(all, token{end, "", len(source)}), nil
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' }

func digit(c byte) bool { return '0' <= c && c <= '9' }

// run returns how many bytes at the beginning are of a kind.
func run(s string, of func(byte) bool) int {
	for i := range len(s) {
		if !of(s[i]) {
			return i
		}
	}
	return len(s)
}

// lexText reads a text in quotes.
func lexText(source string, at int) (token, int, error) {
	var b strings.Builder
	for i := at + 1; i < len(source); {
		switch c := source[i]; {
		case c == '"':
			return token{text, b.String(), at}, i + 1 - at, nil
		case c == '\\':
			if i++; i == len(source) || source[i] != '"' && source[i] != '\\' {
				return token{}, 0, wrong(source, i-1, `a "\" in a text`, `\" or \\`)
			}
			b.WriteByte(source[i])
			i++
		default:
			r, length := utf8.DecodeRuneInString(source[i:])
			if r == utf8.RuneError && length == 1 {
				return token{}, 0, notUTF8(source, i)
			}
			b.WriteString(source[i : i+length])
			i += length
		}
	}
	return token{}, 0, wrong(source, at, "a quote that is not closed", `a text in "quotes"`)
}

func notUTF8(source string, at int) *Error {
	return wrong(source, at, "a byte that is not UTF-8", "UTF-8")
}

// lexNumber reads a number or a date.
func lexNumber(source string, at, length int) (token, error) {
	s := source[at : at+length]
	if t, ok := numeric(s); ok {
		t.at = at
		return t, nil
	}
	return token{}, wrong(source, at, "a malformed number or date",
		"a number such as 12.50, of at most 64 digits, or a date that exists, such as 2024-05-31")
}

// numeric reads a number, in canonical spelling, or a date.
func numeric(s string) (token, bool) {
	if d, err := calendar.ParseDate(s); err == nil && !d.IsZero() {
		return token{kind: date, text: s}, true
	}
	whole, fraction, point := strings.Cut(s, ".")
	if !digits(whole) || point && !digits(fraction) || len(whole)+len(fraction) > maxDigits {
		return token{}, false
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		whole += "." + fraction
	}
	return token{kind: number, text: whole}, true
}

// digits reports whether a text is one or more digits.
func digits(s string) bool { return s != "" && run(s, digit) == len(s) }

// lexSymbol reads an operator, a bracket or a comma.
func lexSymbol(source string, at int) (token, int, error) {
	for _, s := range []string{"!=", "<=", ">=", "=", "<", ">", "(", ")", ","} {
		if strings.HasPrefix(source[at:], s) {
			return token{symbol, s, at}, len(s), nil
		}
	}
	found := "a character"
	switch r, length := utf8.DecodeRuneInString(source[at:]); {
	case r == utf8.RuneError && length == 1:
		return token{}, 0, notUTF8(source, at)
	case ' ' < r && r < 0x7f:
		found = `"` + string(r) + `"`
	}
	return token{}, 0, wrong(source, at, found, anything)
}
