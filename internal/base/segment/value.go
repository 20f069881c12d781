package segment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/word"
)

// known reads what follows "is".
func (p *parser) known(n *Node) error {
	n.Op = Known
	if t := p.next(); !t.is("known") {
		return p.wrong(t, fmt.Sprintf("known; missing values are %s = unknown", n.Field.Name), "known")
	}
	return nil
}

// within reads what follows "within".
func (p *parser) within(n *Node) error {
	switch t := p.next(); {
	case t.is("last"):
		n.Op = Last
	case t.is("next"):
		n.Op = Next
	default:
		return p.wrong(t, "last or next", "last", "next")
	}
	t := p.next()
	if t.kind != number || len(t.text) > maxPeriod || strings.Trim(t.text, "0123456789") != "" || t.text == "0" {
		return p.wrong(t, "a whole number from 1 to 9999999")
	}
	count, err := strconv.Atoi(t.text)
	if err != nil {
		return err
	}
	switch t := p.next(); {
	case t.is("days"):
		n.Period = calendar.Days(count)
	case t.is("months"):
		n.Period = calendar.Months(count)
	default:
		return p.wrong(t, "days or months", "days", "months")
	}
	return nil
}

// list reads what follows "in".
func (p *parser) list(n *Node) error {
	n.Op = In
	if !p.accept("(") {
		return p.wrong(p.tokens[0], `"("`)
	}
	for {
		t := p.next()
		if n.Field.Type != Text && t.is("unknown") {
			return wrong(p.source, t.at, t.shown(), fmt.Sprintf("%s; missing values are %s = unknown", n.Field.values(), n.Field.Name))
		}
		v, err := p.value(n.Field, t)
		if err != nil {
			return err
		}
		n.Values = append(n.Values, v)
		switch t := p.next(); {
		case t.is(")"):
			return nil
		case !t.is(","):
			return p.wrong(t, `"," or ")"`)
		}
	}
}

// compare reads the value of a comparison.
func (p *parser) compare(n *Node, sign token, op Op) (*Node, error) {
	t, f := p.next(), n.Field
	switch {
	case op == Equal && t.is("unknown"):
		n.Op = Unknown
	case op == Equal && f.Type == Time && t.kind == date:
		return nil, p.wrong(t, "unknown"+aRange(f, t.text))
	case op == Equal && f.Type == Time:
		return nil, p.wrong(t, "unknown", "unknown")
	default:
		v, err := p.value(f, t)
		if err != nil {
			return nil, err
		}
		n.Op, n.Values = op, []string{v}
	}
	if sign.text == "!=" {
		n = not(n)
	}
	return n, nil
}

// aRange says that a time is compared with a range of dates (Q4).
func aRange(f *Field, day string) string {
	d, err := calendar.ParseDate(day)
	next := d.AddDays(1)
	if err != nil || !next.Valid() {
		return ""
	}
	return fmt.Sprintf("; for the times of a day ask for a range: %s >= %v and %s < %v", f.Name, d, f.Name, next)
}

// value returns a token as a value of the field's type.
func (p *parser) value(f *Field, t token) (string, error) {
	switch want := f.Type; {
	case want == Text && t.kind == text,
		(want == Number || want == Money) && t.kind == number,
		(want == Date || want == Time) && t.kind == date:
		return t.text, nil
	case want == Word && slices.Contains(f.Words, t.text) && (t.kind == text) == strings.Contains(t.text, " ") && (t.kind == text || t.kind == name):
		return t.text, nil
	}
	known := f.Words
	if len(known) == 0 {
		known = []string{"unknown"}
	}
	return "", p.wrong(t, f.values(), known...)
}

// values returns what a field is compared with, for an error.
func (f *Field) values() string {
	switch f.Type {
	case Text:
		return `a text in "quotes"`
	case Word:
		words := make([]string, len(f.Words))
		for i, w := range f.Words {
			words[i] = spelled(w)
		}
		return word.Choice(words)
	case Date, Time:
		return "a date such as 2024-05-31"
	}
	return "a number such as 12.50"
}

// spelled returns a word as a segment has it: in quotes if it holds a space (Q4).
func spelled(w string) string {
	if strings.Contains(w, " ") {
		return `"` + w + `"`
	}
	return w
}
