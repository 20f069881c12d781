package story

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Arg returns the i-th argument, or an empty text.
func (c Command) Arg(i int) string {
	if i < len(c.Args) {
		return c.Args[i]
	}
	return ""
}

// Flag reports whether the word stands among the arguments.
func (c Command) Flag(word string) bool { return slices.Contains(c.Args, word) }

// Has reports whether the option is given.
func (c Command) Has(option string) bool { _, ok := c.Options[option]; return ok }

// List returns the option's comma-separated values, and nil if it is not given.
func (c Command) List(option string) []string { return List[string](c, option) }

// List returns the option's comma-separated values as names of a type of their
// own, and nil if it is not given.
func List[S ~string](c Command, option string) []S {
	if !c.Has(option) {
		return nil
	}
	var all []S
	for _, s := range strings.Split(c.Options[option], ",") {
		all = append(all, S(s))
	}
	return all
}

// Times reads options that are times into what stands beside their names.
func (c Command) Times(options map[string]*time.Time) error {
	for option, at := range options {
		var err error
		if *at, err = Time(c.Options[option]); err != nil {
			return fmt.Errorf("%s: %w", option, err)
		}
	}
	return nil
}

// Moment reads what a question is asked as of, and where: as-of= location=.
func (c Command) Moment() (asOf time.Time, loc *time.Location, err error) {
	if loc, err = calendar.Zone(c.Options["location"]); err != nil {
		return asOf, nil, err
	}
	asOf, err = Time(c.Options["as-of"])
	return asOf, loc, err
}

// Span reads the options that are the ends of a span. A date is its first
// instant in the location (T5).
func (c Command) Span(from, to string, loc *time.Location) (s calendar.Span, err error) {
	if s.From, err = civil(c.Options[from], loc); err != nil {
		return calendar.Span{}, err
	}
	s.To, err = civil(c.Options[to], loc)
	return s, err
}

func civil(s string, loc *time.Location) (time.Time, error) {
	if d, err := calendar.ParseDate(s); err == nil {
		return d.Start(loc), nil
	}
	return Time(s)
}

// Time reads a time as stories spell it: 2024-06-01, or RFC 3339 with any
// fraction; without a zone UTC. Empty and "-" are the zero time.
func Time(s string) (time.Time, error) {
	if s == "" || s == "-" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time", s)
}

// Spell writes an instant as Time reads it, in full and in UTC.
func Spell(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// OneOf returns the index of a word in a fixed set of words.
func OneOf(word string, words ...string) (int, error) {
	i := slices.Index(words, word)
	if i < 0 {
		return 0, fmt.Errorf("%q is none of %q", word, words)
	}
	return i, nil
}
