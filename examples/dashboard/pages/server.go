package pages

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"path"
	"sync"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/gdpr"
)

// server answers requests.
type server struct {
	Shop
	run      *customer.Run
	answers  answers
	services services
	saved    saved
	pace     pace
	pushing  sync.Mutex // one push at a time
}

// routes lists what the server answers.
func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	get := func(pattern string, a answer) { mux.Handle("GET "+pattern, s.handler(a)) }
	post := func(pattern string, a answer) { mux.Handle("POST "+pattern, s.handler(a)) }

	get("/{$}", func(*http.Request, url.Values) (any, error) { return redirect("customers"), nil })
	get("/customers", s.customers)
	get("/customer", s.customer)
	for _, r := range s.reports() {
		get("/"+r.name, s.page(r))
	}
	get("/everything.zip", s.everythingOn)
	get("/{file}", s.file)

	get("/favorite", s.planFavorite)
	post("/favorite", s.favorite)
	get("/segment", s.planSegment)
	post("/segment", s.keepSegment)
	get("/push", s.planPush)
	post("/push", s.push)
	get("/delete", s.planErasure)
	post("/delete", s.erase)

	get("/mailing", s.mailing)
	post("/mailing", s.addService)
	get("/upload", s.planUpload)
	post("/upload", s.upload)

	get("/style.css", asset("style.css", "text/css; charset=utf-8"))
	get("/icon.svg", asset("icon.svg", "image/svg+xml"))
	get("/comfort.js", asset("comfort.js", "text/javascript; charset=utf-8"))
	return s.outside(mux)
}

// outside returns what stands before every answer.
func (s *server) outside(mux http.Handler) http.Handler {
	// A page of another site must not post in the name of whoever has this one open.
	guarded := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		// The mux would redirect a path such as //x or /x/../y to a path without the
		// prefix under which the pages are mounted.
		if path.Clean("/"+r.URL.Path) != r.URL.Path {
			http.Error(w, "There is no such page.", http.StatusNotFound)
			return
		}
		out := &paced{ResponseWriter: w, pace: s.pace}
		defer out.extend() // for what is buffered
		guarded.ServeHTTP(out, r)
	})
}

// An answer is made from a request and the parameters of its URL: a view, a redirect, a
// download.
type answer func(r *http.Request, v url.Values) (any, error)

// redirect is an answer: look there.
type redirect string

// download is an answer that is a file. It has no name of a person.
type download struct {
	name, kind string
	inline     bool
	write      func(io.Writer) error
}

// maxBody is the most bytes of a form. A selection can name thousands of customers.
const maxBody = 1 << 20

// handler answers by a, if the host lets the request in (O2).
func (s *server) handler(a answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := s.session(r); !ok {
			http.Error(w, s.closed(), http.StatusForbidden)
			return
		}
		s.pace.begin(w, r)
		// Not r.URL.Query(), which drops what it cannot read: a question without one
		// of its filters is another question.
		v, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			err = badRequest{errors.New("the address is not well formed")}
		}
		if r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			if e := r.ParseForm(); e != nil {
				w.Header().Set("Connection", "close") // the rest of the form is not waited for
				err = badRequest{errors.New("the form is too large, too slow, or not well formed")}
			}
			v = r.PostForm
		}
		var value any
		if err == nil {
			value, err = a(r, v)
		}
		if err == nil {
			err = s.send(w, r, value)
		}
		if err != nil {
			s.refuse(w, r, err)
		}
	})
}

// secure sets what every answer carries (O2, O5).
func secure(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// session returns whose request it is, and whether it may see the pages.
func (s *server) session(r *http.Request) (name string, ok bool) {
	if s.Who != nil {
		return s.Who(r)
	}
	return "", s.Open
}

// closed returns why a request is not let in.
func (s *server) closed() string {
	if s.Who == nil {
		return "These pages need a sign-in, which the host has not set up."
	}
	return "Sign in to see these pages, as somebody who may."
}

// send sends an answer.
func (s *server) send(w http.ResponseWriter, r *http.Request, value any) error {
	switch value := value.(type) {
	case redirect:
		// Not http.Redirect, which would make the address absolute, without the prefix
		// under which the pages are mounted.
		w.Header().Set("Location", string(value))
		w.WriteHeader(http.StatusSeeOther)
		return nil
	case download:
		return sendFile(w, value)
	case view:
		return s.render(w, cmp.Or(value.status, http.StatusOK), value)
	}
	return errors.New("pages: an answer of no kind")
}

func sendFile(w http.ResponseWriter, d download) error {
	if !d.inline {
		w.Header().Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
	}
	w.Header().Set("Content-Type", d.kind)
	if err := d.write(w); err != nil {
		// The status is sent. Breaking the connection tells the client that the file is
		// not whole (X5).
		slog.Error("download broken off", "file", d.name, "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// badRequest is an error that the person can mend, so it is told.
type badRequest struct{ error }

func (e badRequest) Unwrap() error { return e.error }

// errChanged is the answer to the confirmation of a plan that is out of date.
var errChanged = errors.New("the plan has changed since it was shown, or the confirmation is not from this page; look at it again")

// refuse answers an error. The person reads what they can mend, in the library's own
// words, which hold no personal data. The rest belongs in the log.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status, words := http.StatusInternalServerError, "Something went wrong here. The log says what."
	var bad badRequest
	switch {
	case errors.As(err, &bad), errors.Is(err, customer.ErrQuery), errors.Is(err, calendar.ErrSeries),
		errors.Is(err, calendar.ErrAsOf), errors.Is(err, calendar.ErrUnit), errors.Is(err, customer.ErrPolicy):
		status, words = http.StatusBadRequest, err.Error()
	case errors.Is(err, customer.ErrNotFound):
		status, words = http.StatusNotFound, "There is no such customer, or no longer."
	case errors.Is(err, errNoPage):
		status, words = http.StatusNotFound, "There is no such page."
	case errors.Is(err, errChanged):
		status, words = http.StatusConflict, capital(errChanged.Error())+"."
	case errors.Is(err, gdpr.ErrSuppressed):
		status, words = http.StatusConflict, "This customer was erased."
	case errors.Is(err, context.Canceled):
		return // nobody is there to read it
	default:
		slog.ErrorContext(r.Context(), "request failed", "path", r.URL.Path, "error", err)
	}
	if err := s.render(w, status, view{template: "message", Title: http.StatusText(status), Body: words}); err != nil {
		slog.ErrorContext(r.Context(), "page failed", "error", err)
	}
}

// errNoPage says that nothing has the name that was asked for.
var errNoPage = errors.New("pages: no such page")

// take removes parameters of the page's own from v and returns those that are not empty.
func take(v url.Values, names ...string) url.Values {
	own := url.Values{}
	for _, name := range names {
		for _, text := range v[name] {
			if text != "" {
				own.Add(name, text)
			}
		}
		v.Del(name)
	}
	return own
}

// with returns the parameters of all, the later ones in place of the earlier.
func with(all ...url.Values) url.Values {
	sum := url.Values{}
	for _, v := range all {
		maps.Copy(sum, v)
	}
	return sum
}

// without returns the parameters but some.
func without(v url.Values, names ...string) url.Values {
	rest := maps.Clone(v)
	for _, name := range names {
		delete(rest, name)
	}
	return rest
}

// link returns a relative URL.
func link(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// canonical reports whether a request asks by the canonical URL of its question, in
// any order of parameters. If not, it is redirected there (O3).
func canonical(r *http.Request, want url.Values) bool { return r.URL.Query().Encode() == want.Encode() }
