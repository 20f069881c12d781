package pages

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/segment"
)

// Segment is a saved segment that the list offers by its name (Q1).
type Segment struct {
	Name  string
	Text  customer.Segment // of columns and revenue; what needs a Run's Values is refused
	About string           // a sentence for people; may be empty
}

// ErrSegment says that a saved segment cannot be offered: its text is none, or its name is
// blank or another's.
var ErrSegment = errors.New("pages: a saved segment that cannot be offered")

// check returns an error that names the segment and, if the text is wrong, the place.
func (g *Segment) check() error {
	if strings.TrimSpace(g.Name) == "" || !utf8.ValidString(g.Name) {
		return fmt.Errorf("%w: %q: the name is blank, or not UTF-8", ErrSegment, g.Name)
	}
	q := customer.Query{AsOf: time.Unix(0, 0), Segment: g.Text}
	if _, err := q.Matcher(nil); err != nil {
		return fmt.Errorf("%w: %q: %w", ErrSegment, g.Name, err)
	}
	if g.Text == "" {
		return fmt.Errorf("%w: %q: the text is empty", ErrSegment, g.Name)
	}
	return nil
}

// saved are the segments that are offered.
type saved struct {
	saving sync.Mutex // one at a time
	all    atomic.Pointer[[]Segment]
}

// list returns all segments, which are not to be changed.
func (s *saved) list() []Segment {
	if all := s.all.Load(); all != nil {
		return *all
	}
	return nil
}

// add offers one more segment, after keep has kept it.
func (s *saved) add(g Segment, keep func() error) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	if err := g.check(); err != nil {
		return err
	}
	old := s.list()
	if slices.ContainsFunc(old, func(o Segment) bool { return o.Name == g.Name }) {
		return fmt.Errorf("%w: %q: there is one of this name already", ErrSegment, g.Name)
	}
	if err := keep(); err != nil {
		return err
	}
	all := append(slices.Clone(old), g)
	s.all.Store(&all)
	return nil
}

// ownSegment is what the select has for a segment that is typed. It is no text of one.
const ownSegment = "="

// chooseSegment settles what a form means that has saved segments to choose from, and a
// text field: what the person changed. It says so without a script.
func chooseSegment(v url.Values) {
	if !v.Has("saved") {
		return
	}
	clean := func(name string) string { return strings.TrimSpace(strings.ReplaceAll(v.Get(name), "\r\n", "\n")) }
	chosen, typed, before := v.Get("saved"), clean("segment"), clean("segment_was")
	if typed == before && chosen != ownSegment {
		typed = chosen
	}
	v.Set("segment", typed)
	v.Del("saved")
	v.Del("segment_was")
}

// A badSegment is the error of a question whose segment is wrong and the rest right.
type badSegment struct {
	error
	text customer.Segment
	rest listed // the question without it
}

// Unwrap returns what the library says.
func (e badSegment) Unwrap() error { return e.error }

// segmentView is the part of the filter that chooses a segment.
type segmentView struct {
	Saved   []option // by name; the value is the text
	Text    string
	About   string // of the saved one that is chosen
	Problem *place
	Save    string // the link to the page that saves the text under a name
}

// segmentView returns the form of a segment. The name is shown of a saved one that is equal,
// however it is written (Q5).
func (s *server) segmentView(text customer.Segment, full url.Values) segmentView {
	body := segmentView{Text: string(text), Saved: []option{{"", "Everybody", text == ""}}}
	asked, err := segment.Parse(string(text))
	known := text == ""
	for _, g := range s.saved.list() {
		o := option{Value: string(g.Text), Label: g.Name}
		if same, errSame := segment.Parse(string(g.Text)); !known && err == nil && errSame == nil && same == asked {
			o.On, known, body.About = true, true, g.About
		}
		body.Saved = append(body.Saved, o)
	}
	body.Saved = append(body.Saved, option{ownSegment, "One of your own: the text below", !known})
	if s.SaveSegment != nil && !known && err == nil {
		body.Save = link("segment", without(full, "after"))
	}
	return body
}

// A place is where a text is wrong: the text before it, what is there, and the rest.
type place struct {
	Message, Before, At, After string
}

// placeOf returns where a segment is wrong, and what would be right (Q7).
func placeOf(err error, text string) *place {
	var wrong *segment.Error
	if !errors.As(err, &wrong) {
		return &place{Message: "These pages do not know what the segment asks for: a customer's lifecycle, rfm_segment or cohort. Ask for columns of the list, or for revenue."}
	}
	p := place{Message: fmt.Sprintf("Line %d, column %d: found %s, expected %s.", wrong.Line, wrong.Column, wrong.Found, wrong.Expected)}
	if wrong.Nearest != "" {
		p.Message += fmt.Sprintf(" The nearest known word is %q.", wrong.Nearest)
	}
	at, line, column := len(text), 1, 1
	for i, r := range text {
		if line == wrong.Line && column == wrong.Column {
			at = i
			break
		}
		if column++; r == '\n' {
			line, column = line+1, 1
		}
	}
	p.Before, p.After = text[:at], text[at:]
	if n := strings.IndexFunc(p.After, unicode.IsSpace); n > 0 {
		p.At, p.After = p.After[:n], p.After[n:]
	} else if n < 0 {
		p.At, p.After = p.After, ""
	}
	return &p
}

// planSegment shows what is saved under a name. It changes nothing.
func (s *server) planSegment(r *http.Request, v url.Values) (any, error) {
	l, err := s.segmentToSave(v)
	if err != nil {
		return nil, err
	}
	q := l.Query
	q.Filter, q.Sort, q.Limit, q.After = customer.Filter{}, customer.Sort{}, 1, ""
	page, err := s.list(r.Context(), q)
	if err != nil {
		return nil, err
	}
	p := plan{Action: "segment", Title: "Save a segment", Confirm: "Save", Back: link("customers", l.full),
		Lines:  []string{string(l.Segment), "In it as of " + l.full.Get("as_of") + ": " + counted(page.Total) + ". Filters beside the segment are not saved."},
		Fields: []field{{Label: "Name", Name: "name", Kind: "text"}, {Label: "What it is for (may be empty)", Name: "about", Kind: "text"}},
	}
	p.Hidden = hiddenWith(l.full, s.token(r, "segment", string(l.Segment), ""))
	return view{template: "plan", Title: p.Title, Body: p, AsOf: l.full.Get("as_of")}, nil
}

// segmentToSave reads the question whose segment is to be saved.
func (s *server) segmentToSave(v url.Values) (listed, error) {
	if s.SaveSegment == nil {
		return listed{}, errNoPage
	}
	l, err := s.listQuestion(v)
	if err == nil && l.Segment == "" {
		err = badRequest{errors.New("there is no segment to save: type one in the filter of the list")}
	}
	return l, err
}

// maxName is how many characters the name of a segment that a person saves has at most, and
// what it is for.
const maxName = 200

// keepSegment saves a segment that was shown.
func (s *server) keepSegment(r *http.Request, v url.Values) (any, error) {
	own, token := take(v, "name", "about"), take(v, "token")
	l, err := s.segmentToSave(v)
	if err != nil {
		return nil, err
	}
	if !s.confirmed(r, token, "segment", string(l.Segment), "") {
		return nil, errChanged
	}
	g := Segment{Name: strings.TrimSpace(own.Get("name")), Text: l.Segment, About: strings.TrimSpace(own.Get("about"))}
	for _, text := range []string{g.Name, g.About} {
		if utf8.RuneCountInString(text) > maxName || strings.ContainsFunc(text, unicode.IsControl) {
			return nil, badRequest{fmt.Errorf("a name and what it is for have at most %d characters, and no control characters", maxName)}
		}
	}
	ctx := context.WithoutCancel(r.Context())
	if err := s.saved.add(g, func() error { return s.SaveSegment(ctx, g) }); err != nil {
		if errors.Is(err, ErrSegment) { // of the name, since the text was checked
			err = badRequest{errors.New("give the segment a name of its own: this one is blank, no UTF-8, or another segment's")}
		}
		return nil, err
	}
	o := outcome{Title: "Saved", Lines: []string{"The segment is saved, and the list offers it by this name:", g.Name}}
	o.Links = []tab{{Title: "Back to the list", Link: link("customers", l.full)}}
	return view{template: "outcome", Title: o.Title, Body: o, AsOf: l.full.Get("as_of")}, nil
}
