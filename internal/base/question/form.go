// Package question takes a question to JSON and to url.Values, and back (T8). A
// question lists its parts once, by name; both forms follow from the list.
package question

import (
	"errors"
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/internal/base/word"
)

// A Form is the parts of a question, each with a name and a place to write and read
// its value. A part whose value is zero is left out. The zero Form has no parts.
type Form struct {
	Invalid error // what every error wraps
	parts   []part
}

// part is one part of a question. Its value is texts, whatever its type is.
type part struct {
	name  string
	kind  kind
	write func() ([]string, error) // none is the zero value
	read  func([]string) error
}

// kind is how a part looks in JSON.
type kind uint8

const (
	text   kind = iota // a string
	number             // a number
	flag               // true or false
	list               // an array of strings
	words              // an array of strings, of which none is empty
)

// many reports whether a part can have several texts.
func (k kind) many() bool { return k == list || k == words }

func (f *Form) add(name string, k kind, write func() ([]string, error), read func([]string) error) {
	f.parts = append(f.parts, part{name, k, write, read})
}

// find returns the part with a name, nil if there is none.
func (f *Form) find(name string) *part {
	for i := range f.parts {
		if f.parts[i].name == name {
			return &f.parts[i]
		}
	}
	return nil
}

// unknown returns the error for a name that no part has.
func (f *Form) unknown(name string) error {
	names := make([]string, len(f.parts))
	for i, p := range f.parts {
		names[i] = p.name
	}
	return fmt.Errorf("%w: %s is unknown; want %s", f.Invalid, shownName(name), strings.Join(names, ", "))
}

// shownName does what word.Shown does, for a name, which may hold underscores.
func shownName(name string) string {
	if len(name) <= 32 && word.Shown(strings.ReplaceAll(name, "_", "")) != "the text" {
		return fmt.Sprintf("%q", name)
	}
	return "that name"
}

// values returns the texts of a part.
func (f *Form) values(p *part) ([]string, error) {
	all, err := p.write()
	if err != nil {
		return nil, f.wrong(p.name, err)
	}
	return all, nil
}

// set reads the texts of a part.
func (f *Form) set(p *part, texts []string) error {
	if !p.kind.many() && len(texts) != 1 {
		return f.wrong(p.name, fmt.Errorf("%d values, want one", len(texts)))
	}
	if err := p.read(texts); err != nil {
		return f.wrong(p.name, err)
	}
	return nil
}

// wrong returns an error about one part. Of an unknown word it says what the word is of
// once: the part's name does.
func (f *Form) wrong(name string, err error) error {
	var unknown *word.Error
	if errors.As(err, &unknown) {
		return fmt.Errorf("%w: %s: %s", f.Invalid, name, unknown.Reason())
	}
	return fmt.Errorf("%w: %s: %w", f.Invalid, name, err)
}
