package house

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/csv"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"log"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template"
)

// species is a kind of canary: what no text may show.
type species struct {
	name  string
	stem  string   // how each of them begins
	forms []string // how encoders spell the stem, in lower case
	exact []string // the same, where case matters
}

var credential = newSpecies("a credential", "Sw3jVb")
var personal = newSpecies("personal data", "Pz7qKx")

func newSpecies(name, stem string) species {
	s := species{name: name, stem: stem}
	raw := []byte(stem)
	for _, format := range []string{"%s", "%x", "% x", "%# x", "%d", "%#v", "%o", "%b", "%U", "%c"} {
		s.forms = append(s.forms, bare(fmt.Sprintf(format, raw)))
	}
	once := base64s(raw)
	s.exact = append(s.exact, once...)
	for _, text := range once { // in base64 in base64, as a cursor has it
		s.exact = append(s.exact, base64s([]byte(text))...)
	}
	return s
}

// base64s are the spellings of some bytes in base64, wherever they begin: the
// characters that depend on nothing else.
func base64s(raw []byte) []string {
	var all []string
	for shift := range 3 {
		text := base64.StdEncoding.EncodeToString(append(make([]byte, shift), raw...))
		all = append(all, text[(shift*8+5)/6:(shift+len(raw))*8/6])
	}
	return all
}

// bare is a printed slice of bytes without its brackets.
func bare(text string) string {
	text = strings.TrimPrefix(text, "[]byte")
	return strings.ToLower(strings.Trim(text, "[]{}"))
}

// in reports whether a text has a canary of the species, in a form of its own or in
// one of the needles.
func (s *species) in(text string, needles []string) bool {
	lower := strings.ToLower(text)
	contains := func(form string) bool { return strings.Contains(lower, form) }
	return slices.ContainsFunc(s.forms, contains) || slices.ContainsFunc(needles, contains) ||
		slices.ContainsFunc(s.exact, func(form string) bool { return strings.Contains(text, form) }) ||
		s == &personal && strings.Contains(text, "9173") && birthdays.MatchString(text)
}

// rendering is a way to make text of a value.
type rendering struct {
	name       string
	fmt        bool // by the rules of package fmt
	asksNobody bool // by a verb for which fmt asks no method
	encodes    bool // by an encoder that is meant for sending
	stores     bool // by an encoder that is meant for storage
	needles    map[string][]string
	text       func(v any) string
}

// renderings are all of them.
func renderings() []rendering {
	all := verbs()
	add := func(r rendering) { all = append(all, r) }
	for name, f := range map[string]func(v any) string{
		"Sprint":      func(v any) string { return fmt.Sprint(v) },
		"Sprintln":    func(v any) string { return fmt.Sprintln("x", v, v) },
		"Append":      func(v any) string { return string(fmt.Append(nil, v)) },
		"EXTRA":       func(v any) string { return fmt.Sprintf(formats[0], v) },
		"NOVERB":      func(v any) string { return fmt.Sprintf(formats[1], v) },
		"BADWIDTH":    func(v any) string { return fmt.Sprintf(formats[2], v, 1) },
		"Errorf":      func(v any) string { return fmt.Errorf("failed for %v: %w", v, io.EOF).Error() },
		"Panicf":      panicked,
		"log":         logged,
		"csv":         asCSV,
		"template":    executed(template.Must(template.New("").Parse(`{{.}} {{printf "%+v %#v" . .}} {{html .}} {{js .}} {{urlquery .}} {{print .}}`))),
		"html":        executed(htmltemplate.Must(htmltemplate.New("").Parse(`<p title="{{.}}">{{.}}</p>`))),
		"slog text":   func(v any) string { return structured(v, textHandler) },
		"slog text +": func(v any) string { return structured([]any{v}, textHandler) },
	} {
		add(rendering{name: name, fmt: true, text: f})
	}
	for name, f := range map[string]func(v any) string{
		"json":        asJSON,
		"xml":         asXML,
		"script":      executed(htmltemplate.Must(htmltemplate.New("").Parse(`<script>var x = {{.}}</script>`))),
		"slog JSON":   func(v any) string { return structured(v, jsonHandler) },
		"slog JSON +": func(v any) string { return structured([]any{v}, jsonHandler) },
	} {
		add(rendering{name: name, encodes: true, fmt: strings.HasPrefix(name, "slog"), text: f})
	}
	add(rendering{name: "gob", stores: true, text: asGob})
	return all
}

// formats are wrong; go vet does not look at those that are no constants.
var formats = [...]string{"x", "%", "%*d"}

// verbs are fmt's, and some that are none, each with flags, widths and
// precisions; more of these with RAPID_CHECKS=10000.
func verbs() []rendering {
	flags := []string{"", "#", "+", " ", "+-# 0", "+12.3"}
	if testing.Short() {
		flags = flags[:2]
	}
	if n, err := strconv.Atoi(os.Getenv("RAPID_CHECKS")); err == nil && n >= 10_000 {
		flags = append(flags, "-", "0", "+#", "# ", "12", "-12", ".3")
	}
	var all []rendering
	for _, verb := range "vTtbcdoOqxXUeEfFgGspwz!" {
		for _, flag := range flags {
			format := "%" + flag + string(verb)
			r := rendering{name: format, fmt: true, asksNobody: verb == 'p' || verb == 'w', needles: map[string][]string{}}
			for _, s := range []*species{&credential, &personal} {
				// Of bytes: what fmt makes of them in the end.
				spelled := map[rune]string{'p': "d", 'w': "v"}[verb]
				if verb != 'T' {
					format := "%" + flag + cmp.Or(spelled, string(verb))
					r.needles[s.name] = []string{bare(fmt.Sprintf(format, []byte(s.stem)))}
				}
			}
			r.text = func(v any) string { return fmt.Sprintf(format, v) }
			all = append(all, r)
		}
	}
	return all
}

func panicked(v any) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	log.New(io.Discard, "", 0).Panicf("failed for %v", v)
	return ""
}

func logged(v any) string {
	var out bytes.Buffer
	log.New(&out, "", 0).Println("x", v)
	return out.String()
}

func asCSV(v any) string {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	err := w.Write([]string{fmt.Sprint(v), fmt.Sprintf("%+v", v)})
	w.Flush()
	return fmt.Sprint(out.String(), err)
}

func executed(t interface{ Execute(io.Writer, any) error }) func(v any) string {
	return func(v any) string {
		var out bytes.Buffer
		err := t.Execute(&out, v)
		return fmt.Sprint(out.String(), err)
	}
}

func asJSON(v any) string {
	one, err := json.Marshal(v)
	two, err2 := json.MarshalIndent(map[string]any{"v": v}, "", " ")
	return fmt.Sprint(string(one), err, string(two), err2)
}

func asXML(v any) string {
	type attributes struct {
		V any `xml:",attr"`
	}
	one, err := xml.Marshal(v)
	two, err2 := xml.Marshal(attributes{v})
	return fmt.Sprint(string(one), err, string(two), err2)
}

// asGob is for credentials alone: gob is for storage, and keeps the rest.
func asGob(v any) string {
	var out bytes.Buffer
	err := gob.NewEncoder(&out).Encode(v)
	return fmt.Sprint(out.String(), err)
}

func textHandler(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) }
func jsonHandler(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) }

// structured is a value in a log, in every place that it can have there.
func structured(v any, handler func(io.Writer) slog.Handler) string {
	var out bytes.Buffer
	l := slog.New(handler(&out))
	l.Info("x", "v", v, slog.Group("g", "v", v), "err", fmt.Errorf("failed for %v", v))
	l.With("v", v).WithGroup("g").Warn("x", slog.Any("v", v))
	return out.String()
}

// holding is a value as it is held by a program.
type holding struct {
	how   string
	value any
	place place
}

// place is where a value is, for those who look for its methods.
type place uint8

const (
	inside  place = iota // in something that encoders and fmt look into
	plain                // by itself
	pointed              // behind a pointer, inside of something
	hidden               // in an unexported field
)

// carrier is an error that carries something.
type carrier[T any] struct{ V T }

func (c carrier[T]) Error() string { return fmt.Sprintf("failed for %v", c.V) }

// held is a value, as programs hold it.
func held[T any](x T) []holding {
	p := &x
	beside := plain
	if reflect.TypeFor[T]().Kind() == reflect.Pointer {
		beside = inside // nobody asks a pointer to a pointer
	}
	err := carrier[T]{x}
	all := []holding{
		{"a", x, plain},
		{"a pointer to a", p, beside},
		{"a pointer to a pointer to a", &p, inside},
		{"a slice of", []T{x}, inside},
		{"a slice of pointers to", []*T{p}, pointed},
		{"an array of", [1]T{x}, inside},
		{"a map of", map[string]T{"k": x}, inside},
		{"interfaces of", []any{x, p}, pointed},
		{"an exported field of", struct{ V T }{x}, inside},
		{"an exported slice of", struct{ V []T }{[]T{x}}, inside},
		{"an exported interface of", struct{ V any }{x}, inside},
		{"an exported pointer to", &struct{ V *T }{p}, pointed},
		{"an error with", err, inside},
		{"an unexported field of", struct{ v T }{x}, hidden},
		{"an unexported pointer to", struct{ v *T }{p}, hidden},
		{"an unexported interface of", struct{ v any }{x}, hidden},
		{"an unexported map of", struct{ v map[string]T }{map[string]T{"k": x}}, hidden},
		{"a wrapped error with", fmt.Errorf("wrapped: %w", err), hidden},
		{"a joined error with", errors.Join(err, io.EOF), hidden},
	}
	if v := reflect.ValueOf(x); v.Comparable() {
		keys := reflect.MakeMap(reflect.MapOf(v.Type(), reflect.TypeFor[int]()))
		keys.SetMapIndex(v, reflect.ValueOf(1))
		all = append(all, holding{"a map by", keys.Interface(), inside})
	}
	if e, ok := any(x).(error); ok {
		all = append(all, holding{"a wrapped", fmt.Errorf("wrapped: %w", e), hidden}, holding{"a joined", errors.Join(e, io.EOF), hidden})
	}
	return all
}
