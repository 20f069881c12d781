package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify/meta"
)

// service answers requests.
type service struct {
	shop     *shop.Shop
	now      func() time.Time // the one clock of the program: the library has none
	run      *customer.Run    // how questions are run
	registry *gdpr.Registry
	webhook  *meta.Handler
}

func newService(store *shop.Shop, now func() time.Time) (*service, error) {
	// The key seals the cursors, which would otherwise show an e-mail address in a
	// URL. If several processes serve the list, all need the same secret, from
	// where you keep passwords. One process can make it up when it starts.
	secret := make([]byte, 32)
	rand.Read(secret)
	key, err := customer.NewCursorKey(secret)
	if err != nil {
		return nil, err
	}
	registry, err := shop.NewRegistry(store)
	if err != nil {
		return nil, err
	}
	s := &service{shop: store, now: now, run: &customer.Run{CursorKey: key}, registry: registry}
	s.webhook = s.newWebhook()
	return s, nil
}

// routes lists what the service answers.
func (s *service) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /customers", s.ask(s.list))
	mux.Handle("GET /customers.csv", s.ask(s.file))
	mux.Handle("GET /customers/{id}", s.ask(s.detail))
	mux.Handle("GET /customers/{id}/subscription", s.ask(s.standing))
	mux.Handle("POST /customers/favorite", s.act(s.favorite))

	mux.Handle("GET /summary", s.ask(s.summary))
	mux.Handle("GET /statuses/trend", s.ask(s.statusTrend))
	mux.Handle("GET /engagement", s.ask(s.engagement))
	mux.Handle("GET /subscriptions", s.ask(s.subscriptions))
	mux.Handle("GET /notifications", s.ask(s.notifications))

	mux.Handle("GET /customers/{id}/export.zip", s.act(s.export))
	mux.Handle("GET /customers/{id}/erasure", s.act(s.planErasure))
	mux.Handle("POST /customers/{id}/erasure", s.act(s.erase))

	mux.Handle("/webhooks/meta", s.webhook)
	// A page of another site must not post in the name of whoever has it open.
	return http.NewCrossOriginProtection().Handler(mux)
}

// An answer is made from a request and the parameters of its URL: a value that is
// sent as JSON, or a download.
type answer func(r *http.Request, v url.Values) (any, error)

// ask answers a question, and the question is the URL. One that does not say as of when
// it is asked is sent on to the same question as of now. So a page of the list, its
// cursor, and a URL that somebody keeps go on describing the same moment.
func (s *service) ask(a answer) http.Handler {
	return s.act(func(r *http.Request, v url.Values) (any, error) {
		if v.Get("as_of") == "" {
			return redirect(s.dated(r, v)), nil
		}
		return a(r, v)
	})
}

// instant returns the current time in the form of a URL's query.
func (s *service) instant() string { return s.now().UTC().Format(time.RFC3339Nano) }

// dated returns the URL of the same question as of now.
func (s *service) dated(r *http.Request, v url.Values) string {
	v.Set("as_of", s.instant())
	u := url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: v.Encode()}
	return u.String()
}

// act answers a request that is no question, such as one to change something.
func (s *service) act(a answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Not r.URL.Query(), which drops what it cannot read: a question without one
		// of its filters is another question.
		v, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			err = badRequest{err}
		}
		var value any
		if err == nil {
			value, err = a(r, v)
		}
		if err == nil {
			err = send(w, r, value)
		}
		if err != nil {
			refuse(w, r, err)
		}
	})
}

// redirect is an answer: look there.
type redirect string

// download is an answer that is a file.
type download struct {
	name, kind string
	write      func(io.Writer) error
}

// send sends an answer.
func send(w http.ResponseWriter, r *http.Request, value any) error {
	switch value := value.(type) {
	case redirect:
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, string(value), http.StatusTemporaryRedirect)
		return nil
	case download:
		w.Header().Set("Content-Disposition", "attachment; filename="+value.name)
		head(w, value.kind, http.StatusOK)
		if err := value.write(w); err != nil {
			// The status is sent. Breaking the connection tells the client that the
			// file is not whole (X5).
			slog.Error("download broken off", "file", value.name, "error", err)
			panic(http.ErrAbortHandler)
		}
		return nil
	}
	// A value with personal data that is no report is an error here: the library
	// refuses to marshal it.
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	head(w, "application/json", http.StatusOK)
	w.Write(append(text, '\n')) // a client that has left misses nothing
	return nil
}

// head begins an answer. No cache keeps it, since nearly all of them hold personal data.
func head(w http.ResponseWriter, kind string, status int) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
}

// badRequest is an error that the client can mend, so it is told.
type badRequest struct{ error }

func (e badRequest) Unwrap() error { return e.error }

// errChanged is the answer to the confirmation of a plan that is out of date.
var errChanged = errors.New("the plan has changed; look at it again")

// refuse answers an error. The client reads what it can mend, in the library's own
// words, which hold no personal data. Of everything else it learns nothing: the words
// of a storage can hold anything, and belong in the log.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	status, words := http.StatusInternalServerError, "internal error"
	var bad badRequest
	switch {
	case errors.As(err, &bad):
		status, words = http.StatusBadRequest, err.Error()
	case errors.Is(err, customer.ErrCursor):
		status, words = http.StatusBadRequest, customer.ErrCursor.Error()
	case errors.Is(err, calendar.ErrSeries): // days of centuries
		status, words = http.StatusBadRequest, err.Error()
	case errors.Is(err, customer.ErrNotFound):
		status, words = http.StatusNotFound, customer.ErrNotFound.Error()
	case errors.Is(err, errChanged):
		status, words = http.StatusConflict, errChanged.Error()
	default:
		slog.ErrorContext(r.Context(), "request failed", "route", r.Pattern, "error", err)
	}
	head(w, "application/json", status)
	json.NewEncoder(w).Encode(map[string]string{"error": words})
}

// question reads and checks the question that a URL is. Whatever is wrong with it is
// found here, so that what goes wrong later is not the client's doing.
func question[Q any, P interface {
	*Q
	Check() error
}](v url.Values, parse func(url.Values) (Q, error)) (Q, error) {
	q, err := parse(v)
	if err == nil {
		err = P(&q).Check()
	}
	if err != nil {
		return q, badRequest{err}
	}
	return q, nil
}
