package pages

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
)

// A report is a page of tables that answer one question.
type report struct {
	name, title, about string
	own                []string // parameters of the page's own, which are not the question's
	tables             []string // names of the tables that it can have
	words              []option // what its numbers mean
	policy             bool     // the question is about customers: it has what they share
	ask                func(ctx context.Context, v, own url.Values) (asked, error)
}

// asked is a question that was read from a URL.
type asked struct {
	question url.Values // canonical
	fields   []field    // of the form that filters
	compute  compute
}

// reportView is what the template of a report shows.
type reportView struct {
	Name, Title, About string
	Fields             []field
	Hidden             []option // parameters that the form carries along
	Tables             []*table
	Files              string // the question, as the end of a table's link
	Now                string // the link to the same question as of now
	Words              []option
	Clear              string // the link to the question without a filter
}

// page answers a report.
func (s *server) page(p report) answer {
	return func(r *http.Request, v url.Values) (any, error) {
		a, full, err := s.read(r.Context(), p, v)
		if err != nil {
			return nil, err
		}
		if !canonical(r, full) {
			return redirect(link(p.name, full)), nil
		}
		tables, err := s.tablesOf(r.Context(), p.name, a, full)
		if err != nil {
			return nil, err
		}
		return s.view(p, a, full, tables), nil
	}
}

// read reads the question of a report. The URL of the same question, with all that a
// link must carry, is full.
func (s *server) read(ctx context.Context, p report, v url.Values) (a asked, full url.Values, err error) {
	own := take(v, p.own...)
	if err := s.begin(v, p.policy); err != nil {
		return asked{}, nil, err
	}
	if a, err = p.ask(ctx, v, own); err != nil {
		return asked{}, nil, err
	}
	return a, with(a.question, own), nil
}

// checked returns the question that v asks, and its canonical parameters, if it is good.
func checked[Q any, P interface {
	*Q
	Check() error
	URL() (url.Values, error)
}](v url.Values, parse func(url.Values) (Q, error)) (q Q, canonical url.Values, err error) {
	if q, err = parse(v); err != nil {
		return q, nil, err
	}
	if err := P(&q).Check(); err != nil {
		return q, nil, err
	}
	canonical, err = P(&q).URL()
	return q, canonical, err
}

// shared returns what all questions about customers share: the parts that are no filter.
func shared(full url.Values) url.Values {
	return keep(full, "as_of", "location", "require_sign_in", "consent_popup", "very_active_more_than", "very_active_within",
		"active_more_than", "active_within", "sleeper_after")
}

// unfiltered returns the canonical parameters of a question about all customers. A filter is
// refused: a page that passed it over would answer another question.
func unfiltered(q *customer.Query, more ...string) (url.Values, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	u, err := q.URL()
	if err != nil {
		return nil, err
	}
	rest := without(u, more...)
	for name := range shared(u) {
		delete(rest, name)
	}
	if names := slices.Sorted(maps.Keys(rest)); len(names) > 0 {
		return nil, badRequest{errors.New(names[0] + ": this page is about all customers, and has no such choice")}
	}
	return u, nil
}

// begin gives a question without an instant the host's, and the host's options (O3).
func (s *server) begin(v url.Values, policy bool) error {
	if v.Get("as_of") != "" {
		return nil
	}
	return s.fill(v, policy)
}

// fill gives a question what the host has set up, where it does not say otherwise.
func (s *server) fill(v url.Values, policy bool) error {
	q := customer.Query{AsOf: s.Now(), Location: s.Query.Location}
	if policy {
		q.Policy, q.RequireSignIn, q.ConsentPopup = s.Query.Policy, s.Query.RequireSignIn, s.Query.ConsentPopup
	}
	u, err := q.URL()
	for name, values := range u {
		if v.Get(name) == "" {
			v[name] = values
		}
	}
	return err
}

// ask returns the tables of a question, which are computed once for a state.
func (s *server) ask(ctx context.Context, q query) ([]*table, error) {
	if s.State == nil {
		return q.compute(ctx, State{Customers: s.Facts, Engagement: s.Facts, Subscription: s.Facts, Notify: s.Facts})
	}
	return s.answers.ask(ctx, s.State, q)
}

// tablesOf returns the tables of a page.
func (s *server) tablesOf(ctx context.Context, name string, a asked, full url.Values) ([]*table, error) {
	return s.ask(ctx, query{text: link(name, full), compute: a.compute})
}

func (s *server) view(p report, a asked, full url.Values, tables []*table) view {
	body := reportView{Name: p.name, Title: p.title, About: p.about, Fields: a.fields, Words: p.words, Files: full.Encode(),
		Now: link(p.name, without(full, "as_of")), Clear: link(p.name, shared(full))}
	body.Tables = tables
	body.Hidden = hidden(full, a.fields)
	asOf := full.Get("as_of")
	return view{template: "report", Title: p.title, Nav: s.tabs(p.name, asOf), AsOf: asOf, Zone: zone(full), Body: body}
}

// file answers a table as CSV or JSON: tags.csv, tags.json. The question is the page's.
func (s *server) file(r *http.Request, v url.Values) (any, error) {
	name, kind, _ := strings.Cut(r.PathValue("file"), ".")
	if kind != "csv" && kind != "json" {
		return nil, errNoPage
	}
	for _, p := range s.reports() {
		if !slices.Contains(p.tables, name) {
			continue
		}
		a, full, err := s.read(r.Context(), p, v)
		if err != nil {
			return nil, err
		}
		tables, err := s.tablesOf(r.Context(), p.name, a, full)
		if err != nil {
			return nil, err
		}
		for _, t := range tables {
			if t.Name == name {
				return t.file(kind), nil
			}
		}
	}
	return s.selected(r, name, kind, v)
}

// file returns the file of a table.
func (t *table) file(kind string) download {
	return fileOf(t.Name, kind, t.csv, t.json)
}

func fileOf(name, kind string, csv, json func(io.Writer) error) download {
	if kind == "json" {
		return download{name + ".json", "application/json", false, json}
	}
	return download{name + ".csv", "text/csv; charset=utf-8; header=present", false, csv}
}
