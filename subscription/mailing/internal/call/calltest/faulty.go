// Package calltest is a handler that spoils calls by their index, and how the
// providers' tests use it.
package calltest

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Fault is how a call goes wrong.
type Fault int

// The faults. Those that are Lost have happened at the service.
const (
	None       Fault = iota
	TooMany          // 429, nothing happened
	Down             // 503, nothing happened
	Dropped          // no answer, nothing happened
	Lost             // it happened, no answer
	LostError        // it happened, and yet a 500
	Malformed        // it happened, the answer is no JSON
	Huge             // it happened, the answer is too long, and else right
	Hangs            // nothing happened, no answer before the client's time-out
	Redirected       // to somewhere else, nothing happened
	Faults           // how many there are
)

// Faulty is a service whose calls go wrong as Fault says, by index.
type Faulty struct {
	Service http.Handler
	Fault   func(n int, r *http.Request) Fault

	Waits  []time.Duration // what Wait was asked for
	Client *http.Client    // what Serve returned

	mu    sync.Mutex
	calls int
}

// Calls returns the number of calls so far.
func (f *Faulty) Calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

// Meanwhile lets something happen at the service between two calls.
func (f *Faulty) Meanwhile(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

// Heal ends the faults, and the short time-out.
func (f *Faulty) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Fault, f.Client.Timeout = nil, long
}

// long is a time-out that no call reaches, short one that a hanging call does.
const (
	long  = 30 * time.Second
	short = 200 * time.Millisecond
)

// Wait takes no time.
func (f *Faulty) Wait(ctx context.Context, d time.Duration) error {
	f.Waits = append(f.Waits, d)
	return ctx.Err()
}

// ServeHTTP serves one call at a time.
func (f *Faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault := None
	if f.Fault != nil {
		fault = f.Fault(f.calls, r)
	}
	f.calls++
	switch fault {
	case TooMany:
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	case Down:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case Dropped:
		drop(w)
		return
	case Hangs:
		f.mu.Unlock()
		select {
		case <-r.Context().Done():
		case <-time.After(2 * time.Second):
		}
		f.mu.Lock()
		return
	case Redirected:
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		return
	}
	rec := httptest.NewRecorder()
	f.Service.ServeHTTP(rec, r)
	switch fault {
	case Lost:
		drop(w)
	case LostError:
		w.WriteHeader(http.StatusInternalServerError)
	case Malformed:
		_, _ = w.Write([]byte(`{"ann@example.com": [`))
	case Huge:
		_, _ = w.Write(rec.Body.Bytes())
		for range 9 {
			_, _ = w.Write(bytes.Repeat([]byte(" "), 1<<20))
		}
	default:
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	}
}

// drop closes the connection without an answer.
func drop(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// Serve serves until the test ends, and returns the address and a client.
func Serve(t testing.TB, f *Faulty) (string, *http.Client) {
	t.Helper()
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	f.Client = &http.Client{Timeout: long, Transport: s.Client().Transport}
	return s.URL, f.Client
}

// Shows reports whether a text shows what no error may: an address, a name, a key.
func Shows(text string) bool {
	for _, part := range []string{"example.com", "%40", "Name of", "s3cret", "/api/", "/3.0/", "127.0.0.1"} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}
