// Package word writes and reads the words of an enumeration (T8).
package word

import (
	"fmt"
	"strings"
)

// A Set is the words of an enumeration whose values count from 0.
type Set[T ~uint8] struct {
	Of    string   // what they are words of, with the package: "customer: status"
	Words []string // by value; the empty word may be one of them
}

// String returns the word of v, or its number if it has none.
func (s *Set[T]) String(v T) string {
	if int(v) < len(s.Words) {
		return s.Words[v]
	}
	name := fmt.Sprintf("%T", v)
	return fmt.Sprintf("%s(%d)", name[strings.LastIndexByte(name, '.')+1:], uint8(v))
}

// Marshal returns the word of v. A value without a word is an error.
func (s *Set[T]) Marshal(v T) ([]byte, error) {
	if int(v) < len(s.Words) {
		return []byte(s.Words[v]), nil
	}
	return nil, fmt.Errorf("%s %d has no word", s.Of, uint8(v))
}

// Unmarshal reads the word of v, exactly as Marshal writes it. On an error, which
// names the words, v is as before.
func (s *Set[T]) Unmarshal(text []byte, v *T) error {
	for i, w := range s.Words {
		if string(text) == w {
			*v = T(i)
			return nil
		}
	}
	return &Error{s.Of, string(text), s.Words}
}

// Error reports a word that is none of an enumeration's.
type Error struct {
	Of    string // as in Set
	Word  string // what was read
	Words []string
}

func (e *Error) Error() string { return e.Of + ": " + e.Reason() }

// Reason returns the error without what the words are of.
func (e *Error) Reason() string {
	return fmt.Sprintf("%s is unknown; want %s", Shown(e.Word), Choice(e.Words))
}

// Shown returns a word that a user typed as an error may repeat it: in quotes if it
// is at most 32 ASCII letters, as a word of somebody's own could be an address (T8).
func Shown(s string) string {
	if s == "" {
		return "the empty word"
	}
	if len(s) > 32 {
		return "the text"
	}
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return "the text"
		}
	}
	return fmt.Sprintf("%q", s)
}

// Choice returns words as a list to choose from: "day, week or month". The empty
// word is "nothing", and comes last.
func Choice(words []string) string {
	var list []string
	empty := false
	for _, w := range words {
		if w == "" {
			empty = true
		} else {
			list = append(list, w)
		}
	}
	if empty {
		list = append(list, "nothing")
	}
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " or " + list[last]
}
