package subscription

import (
	"errors"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
)

// Words are a host's own words for what marks an unsubscribe (U1). An empty list
// means the rulebook's. Words are compared as the rulebook's are: after trimming
// Unicode white space, folding ASCII case and dropping spaces, "_" and "-".
type Words struct {
	Names  []string // a field with one of these names marks, unless its value is in No
	Values []string // one of these values marks under any name
	No     []string // the values that are an explicit no
}

// ErrWord reports one of Words in which nothing is left after folding.
var ErrWord = errors.New("subscription: a word for a marker is empty")

// IsZero reports whether all words are the rulebook's.
func (w *Words) IsZero() bool { return len(w.Names)+len(w.Values)+len(w.No) == 0 }

func (w *Words) check() error {
	for _, list := range [][]string{w.Names, w.Values, w.No} {
		if slices.ContainsFunc(list, func(word string) bool { return foldWord(word) == "" }) {
			return ErrWord
		}
	}
	return nil
}

// Parse reads a custom field as ParseMarker does, by these words. The Keyword of a
// marker is the word in the form in which words are compared: trimmed, in ASCII
// lower case, without spaces, "_" and "-". A word that is none of the rulebook's three has the
// scope ThisBot.
func (w *Words) Parse(f customer.Field) (Marker, bool) {
	if w.IsZero() {
		return ParseMarker(f)
	}
	name, value := w.name(f.Name), w.value(f.Value)
	if name != "" && w.no(f.Value) {
		name = ""
	}
	keyword := name
	if value != "" && (name == "" || value.reach() > name.reach()) {
		keyword = value
	}
	if keyword == "" {
		return Marker{}, false
	}
	return Marker{f.Name, f.Value, keyword, keyword.reach(), plain(f.At)}, true
}

// unusual does what Marker.Unusual does, with these words.
func (w *Words) unusual(m *Marker) bool {
	if w.IsZero() {
		return m.Unusual()
	}
	yes := []string{"", "true", "yes", "1", "on", "t", "y"}
	return w.name(m.Field) != "" && w.value(m.Value) == "" && !slices.Contains(yes, foldWord(m.Value))
}

// mayMark reports whether a field may mark, quickly where the words are the
// rulebook's.
func (w *Words) mayMark(f *customer.Field) bool { return !w.IsZero() || mayMark(f) }

func (w *Words) name(s string) Keyword {
	if len(w.Names) == 0 {
		return parseKeyword(s)
	}
	return oneOf(w.Names, s)
}

func (w *Words) value(s string) Keyword {
	if len(w.Values) == 0 {
		return parseKeyword(s)
	}
	return oneOf(w.Values, s)
}

func (w *Words) no(s string) bool {
	if len(w.No) == 0 {
		return isNo(s)
	}
	return oneOf(w.No, s) != ""
}

// reach returns the scope of a keyword, be it the rulebook's or the host's.
func (k Keyword) reach() BotScope { return max(ThisBot, k.Scope()) }

// oneOf returns the word, folded, that s is, or nothing.
func oneOf(words []string, s string) Keyword {
	folded := foldWord(s)
	if slices.ContainsFunc(words, func(word string) bool { return foldWord(word) == folded }) {
		return Keyword(folded)
	}
	return ""
}

// foldWord folds a text of any length (U1).
func foldWord(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '_' || r == '-':
			return -1
		case 'A' <= r && r <= 'Z':
			return r | 0x20
		}
		return r
	}, strings.TrimSpace(s))
}
