package pages

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"
)

//go:embed templates static
var files embed.FS

// templates are those of all pages, by the name of their file.
var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"heading":     Heading,
	"breaks":      func(text string) []string { return strings.SplitAfter(text, "@") }, // where a line may break
	"inc":         func(i int) int { return i + 1 },
	"file":        func(name, kind, question string) string { return name + "." + kind + "?" + question },
	"statusClass": func(status string) string { return strings.ReplaceAll(status, " ", "-") },
}).ParseFS(files, "templates/*.html"))

// A view is what a template shows.
type view struct {
	template string
	status   int // of the answer; 0 is 200
	Title    string
	Shop     string
	Nav      []tab
	AsOf     string // of the question, as in the URL; empty on pages without one
	Zone     string // of instants on a page that is an answer; empty on one of a change
	Refresh  int    // seconds until the page asks again; 0 is never
	Body     any    // what the template is of
}

// zone returns the name of the location that a question's instants are shown in.
func zone(full url.Values) string { return cmp.Or(full.Get("location"), "UTC") }

// A tab is an entry of the navigation.
type tab struct {
	Title, Link string
	Current     bool
}

// tabs lists the pages. The instant of the question goes along.
func (s *server) tabs(current, asOf string) []tab {
	all := []tab{{Title: "Customers", Link: s.tab("customers", asOf, true), Current: current == "customers"}}
	for _, r := range s.reports() {
		all = append(all, tab{Title: r.title, Link: s.tab(r.name, asOf, r.policy), Current: current == r.name})
	}
	if s.Acknowledgements != nil {
		all = append(all, tab{Title: "Mailing lists", Link: "mailing", Current: current == "mailing"})
	}
	return all
}

// tab returns the link to a page as of an instant; without one, as of now.
func (s *server) tab(name, asOf string, policy bool) string {
	if asOf == "" {
		return name
	}
	v := url.Values{"as_of": {asOf}}
	if s.fill(v, policy) != nil {
		return name
	}
	return link(name, v)
}

// render writes a page. Nothing is sent before all of it is there.
func (s *server) render(w http.ResponseWriter, status int, v view) error {
	if v.Shop = s.Name; v.Nav == nil {
		v.Nav = s.tabs("", v.AsOf)
	}
	var page bytes.Buffer
	if err := templates.ExecuteTemplate(&page, v.template+".html", v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(page.Bytes()) // a client that has left misses nothing
	return nil
}

// asset answers a file of the pages' own.
func asset(name, kind string) answer {
	return func(*http.Request, url.Values) (any, error) {
		return download{name, kind, true, func(w io.Writer) error {
			text, err := files.ReadFile("static/" + name)
			if err == nil {
				_, err = w.Write(text)
			}
			return err
		}}, nil
	}
}
