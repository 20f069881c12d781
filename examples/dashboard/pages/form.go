package pages

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// A field is an input of a form.
type field struct {
	Label, Name string
	Kind        string // text, date, number, select, checks, flag
	Value, Hint string
	Options     []option
}

// An option is one of a field's.
type option struct {
	Value, Label string
	On           bool
}

// hidden lists the parameters that no field of a form has.
func hidden(full url.Values, fields []field) (all []option) {
	for name, values := range full {
		if slices.ContainsFunc(fields, func(f field) bool { return f.Name == name }) {
			continue
		}
		for _, value := range values {
			all = append(all, option{Label: name, Value: value})
		}
	}
	slices.SortStableFunc(all, func(a, b option) int { return strings.Compare(a.Label, b.Label) })
	return all
}

// checks returns a field of which several can be chosen.
func checks(label, name string, values, chosen []string) field {
	f := field{Label: label, Name: name, Kind: "checks"}
	for _, c := range chosen {
		if !slices.Contains(values, c) {
			values = append(slices.Clone(values), c)
		}
	}
	for _, value := range values {
		shown := value
		if value == "" {
			shown = "(none)"
		}
		f.Options = append(f.Options, option{value, shown, slices.Contains(chosen, value)})
	}
	return f
}

// choice returns a field of which one can be chosen. What is chosen is offered in any case, so
// that the form asks what the page shows.
func choice(label, name, chosen string, pairs ...string) field {
	f := field{Label: label, Name: name, Kind: "select", Value: chosen}
	on := false
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Options = append(f.Options, option{pairs[i], pairs[i+1], pairs[i] == chosen})
		on = on || pairs[i] == chosen
	}
	if !on && chosen != "" {
		f.Options = append(f.Options, option{chosen, chosen, true})
	}
	return f
}

// date returns a field for an end of a range: a date, if the instant is one's first.
func date(label, name string, at time.Time, loc *time.Location) field {
	f := field{Label: label, Name: name, Kind: "date"}
	if at.IsZero() {
		return f
	}
	d := calendar.DateOf(at, loc)
	if f.Value = d.String(); !calendar.DateSpan(d, calendar.Date{}, loc).From.Equal(at) {
		f.Kind, f.Value = "text", at.UTC().Format(time.RFC3339Nano)
	}
	return f
}

func unitField(u calendar.Unit) field {
	return choice("Buckets", "unit", u.String(), "day", "days", "week", "weeks from Monday", "week-sunday", "weeks from Sunday",
		"week-saturday", "weeks from Saturday", "month", "months")
}
