package call_test

import (
	"net/http"
	"net/http/httptest"
)

// roundTrip is a transport that asks a handler, so that no header is added.
type roundTrip struct{ h http.Handler }

func (rt roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	rt.h.ServeHTTP(rec, r)
	return rec.Result(), nil
}
