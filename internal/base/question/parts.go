package question

import (
	"encoding"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Text adds a part that is one text, taken as it is.
func Text[T ~string](f *Form, name string, p *T) {
	f.add(name, text,
		func() ([]string, error) { return given(*p != "", string(*p)), nil },
		func(s []string) error { *p = T(s[0]); return nil })
}

// Texts adds a part that is any number of texts, the empty one included.
func Texts[T ~string](f *Form, name string, p *[]T) {
	f.add(name, list,
		func() ([]string, error) {
			var all []string
			for _, t := range *p {
				all = append(all, string(t))
			}
			return all, nil
		},
		func(s []string) error {
			*p = nil
			for _, t := range s {
				*p = append(*p, T(t))
			}
			return nil
		})
}

// Number adds a part that is a whole number.
func Number(f *Form, name string, p *int) {
	f.add(name, number,
		func() ([]string, error) { return given(*p != 0, strconv.Itoa(*p)), nil },
		func(s []string) error {
			n, err := strconv.Atoi(s[0])
			if err != nil {
				return errors.New("want a whole number")
			}
			*p = n
			return nil
		})
}

// Flag adds a part that is true or false.
func Flag(f *Form, name string, p *bool) {
	f.add(name, flag,
		func() ([]string, error) { return given(*p, "true"), nil },
		func(s []string) error {
			if s[0] != "true" && s[0] != "false" {
				return errors.New("want true or false")
			}
			*p = s[0] == "true"
			return nil
		})
}

// textual is a type that goes to text and back.
type textual[T any] interface {
	*T
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// Word adds a part that is the word of an enumeration, or another text that reads
// and writes itself.
func Word[T comparable, P textual[T]](f *Form, name string, p *T) {
	var zero T
	f.add(name, text,
		func() ([]string, error) {
			if *p == zero {
				return nil, nil
			}
			b, err := P(p).MarshalText()
			return []string{string(b)}, err
		},
		func(s []string) error { return P(p).UnmarshalText([]byte(s[0])) })
}

// Words adds a part that is any number of words. An empty parameter of a URL, as a
// web page's form sends it where nothing is chosen, is none of them.
func Words[T any, P textual[T]](f *Form, name string, p *[]T) {
	f.add(name, words,
		func() ([]string, error) {
			var all []string
			for i := range *p {
				b, err := P(&(*p)[i]).MarshalText()
				if err != nil {
					return nil, err
				}
				all = append(all, string(b))
			}
			return all, nil
		},
		func(s []string) error {
			*p = nil
			for _, w := range s {
				var v T
				if err := P(&v).UnmarshalText([]byte(w)); err != nil {
					return err
				}
				*p = append(*p, v)
			}
			return nil
		})
}

// AsOf adds the moment that the question is about. A zero one is an error if it is
// given (T1).
func AsOf(f *Form, name string, p *time.Time) {
	at(f, name, p, nil, func(t time.Time) error {
		if t.IsZero() {
			return calendar.ErrAsOf
		}
		return nil
	})
}

// Span adds the two ends of a span. It reads a bare date as its first instant in
// the location, which must be a part before.
func Span(f *Form, from, to string, p *calendar.Span, loc **time.Location) {
	at(f, from, &p.From, loc, nil)
	at(f, to, &p.To, loc, nil)
}

// at adds an instant, written in UTC with all its digits.
func at(f *Form, name string, p *time.Time, loc **time.Location, check func(time.Time) error) {
	f.add(name, text,
		func() ([]string, error) {
			if p.IsZero() {
				return nil, nil
			}
			t := p.UTC()
			if y := t.Year(); y < 1 || y > 9999 {
				return nil, errors.New("an instant outside the years 1 to 9999")
			}
			return []string{t.Format(time.RFC3339Nano)}, nil
		},
		func(s []string) error {
			t, err := instant(s[0], loc)
			if err == nil && check != nil {
				err = check(t)
			}
			if err != nil {
				return err
			}
			*p = t
			return nil
		})
}

// instant reads an instant, or a bare date as its first instant.
func instant(s string, loc **time.Location) (time.Time, error) {
	if d, err := calendar.ParseDate(s); err == nil && !d.IsZero() {
		in := time.UTC
		if loc != nil && *loc != nil {
			in = *loc
		}
		return d.Start(in).UTC(), nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || strings.Contains(s, ",") {
		return time.Time{}, errors.New("want an instant such as 2024-05-31T12:00:00Z, or a date such as 2024-05-31")
	}
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return time.Time{}, errors.New("an instant outside the years 1 to 9999")
	}
	return t.UTC(), nil
}

// Location adds a part that is the IANA name of a zone (T6).
func Location(f *Form, name string, p **time.Location) {
	f.add(name, text,
		func() ([]string, error) {
			if *p == nil {
				return nil, nil
			}
			zone, err := calendar.ZoneName(*p)
			return []string{zone}, err
		},
		func(s []string) error {
			loc, err := calendar.Zone(s[0])
			*p = loc
			return err
		})
}

// Period adds a part that is a length of time in words: "7 days".
func Period(f *Form, name string, p *calendar.Period) {
	f.add(name, text,
		func() ([]string, error) {
			if *p == (calendar.Period{}) {
				return nil, nil
			}
			if !p.Valid() {
				return nil, errors.New("a negative length of time, or one of an unknown unit")
			}
			return []string{p.String()}, nil
		},
		func(s []string) error {
			got, err := period(s[0])
			if err == nil {
				*p = got
			}
			return err
		})
}

// period reads what calendar.Period prints.
func period(s string) (calendar.Period, error) {
	count, unit, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(count)
	u, err2 := calendar.ParseUnit(strings.TrimSuffix(unit, "s"))
	p := calendar.Period{N: n, Unit: u}
	if err != nil || err2 != nil || n < 0 || p.String() != s {
		return calendar.Period{}, errors.New("want a length of time such as 7 days, 1 week or 3 months")
	}
	return p, nil
}

// Custom adds a part of one text with its own way to write and read. Not written is
// the zero value.
func Custom(f *Form, name string, write func() (string, error), read func(string) error) {
	f.add(name, text,
		func() ([]string, error) {
			s, err := write()
			return given(s != "", s), err
		},
		func(s []string) error { return read(s[0]) })
}

func given(yes bool, s string) []string {
	if !yes {
		return nil
	}
	return []string{s}
}
