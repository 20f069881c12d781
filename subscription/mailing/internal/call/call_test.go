package call_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/internal/call"
	"github.com/clientele-go/clientele/subscription/mailing/internal/call/calltest"
)

func serve(t *testing.T, h http.HandlerFunc) (*call.Service, *calltest.Faulty, string) {
	f := &calltest.Faulty{Service: h}
	url, client := calltest.Serve(t, f)
	return &call.Service{HTTP: client, Wait: f.Wait, Auth: func(r *http.Request) { r.SetBasicAuth("u", "s3cret") }}, f, url
}

func fine(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"n": 3}`)) }

func TestBackOff(t *testing.T) {
	for _, c := range []struct {
		why   string
		fault calltest.Fault
		waits []time.Duration
		want  int // status
	}{
		{"M6: the rate", calltest.TooMany, []time.Duration{7 * time.Second, 7 * time.Second, 7 * time.Second, 8 * time.Second}, 429},
		{"M6: down", calltest.Down, []time.Duration{1e9, 2e9, 4e9, 8e9}, 503},
		{"M6: no answer", calltest.Lost, []time.Duration{1e9, 2e9, 4e9, 8e9}, 0},
		{"M6: an answer that cannot be read is not asked for again", calltest.Malformed, nil, 0},
		{"M6: nor one without an end", calltest.Huge, nil, 0},
		{"M6: no redirect is followed", calltest.Redirected, nil, 307},
	} {
		s, f, url := serve(t, fine)
		f.Fault = func(int, *http.Request) calltest.Fault { return c.fault }
		var answer struct{ N int }
		err := s.Do(t.Context(), http.MethodPost, url+"/ann@example.com", map[string]string{"a": "ann@example.com"}, &answer)
		var status *mailing.StatusError
		if errors.As(err, &status) != (c.want != 0) || c.want != 0 && status.Status != c.want || c.want == 0 && !errors.Is(err, mailing.ErrNoAnswer) {
			t.Errorf("%s: got %v", c.why, err)
		}
		if !slices.Equal(f.Waits, c.waits) || f.Calls() != len(c.waits)+1 {
			t.Errorf("%s: waited %v in %d calls, want %v", c.why, f.Waits, f.Calls(), c.waits)
		}
		if calltest.Shows(err.Error()) {
			t.Errorf("%s: the error shows too much: %v", c.why, err)
		}
	}
}

func TestRecovers(t *testing.T) {
	s, f, url := serve(t, fine)
	f.Fault = func(n int, _ *http.Request) calltest.Fault {
		return []calltest.Fault{calltest.TooMany, calltest.Down, calltest.Dropped, calltest.LostError, calltest.None}[n]
	}
	var answer struct{ N int }
	if err := s.Do(t.Context(), http.MethodGet, url, nil, &answer); err != nil || answer.N != 3 {
		t.Errorf("M6: got %d, %v", answer.N, err)
	}
}

func TestRetryAfterIsBounded(t *testing.T) {
	for _, c := range []struct {
		after, date string
		want        time.Duration
	}{
		{"3", "", 3 * time.Second},
		{"9999999", "", call.MaxWait},
		{"99999999999999999999999999", "", time.Second},
		{"-5", "", time.Second},
		{"Wed, 01 Jan 2025 00:00:30 GMT", "Wed, 01 Jan 2025 00:00:00 GMT", 30 * time.Second},
		{"Wed, 01 Jan 2025 00:00:00 GMT", "Wed, 01 Jan 2025 00:00:30 GMT", time.Second},
		{"soon", "", time.Second},
	} {
		first := true
		s, f, url := serve(t, nil)
		f.Service = http.HandlerFunc(fine)
		direct := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if first {
				first = false
				w.Header().Set("Retry-After", c.after)
				if c.date != "" {
					w.Header().Set("Date", c.date)
				}
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			fine(w, r)
		})
		s.HTTP = &http.Client{Transport: roundTrip{direct}}
		if err := s.Do(t.Context(), http.MethodGet, url, nil, nil); err != nil || len(f.Waits) != 1 || f.Waits[0] != c.want {
			t.Errorf("M6: Retry-After %q: waited %v, %v, want %v", c.after, f.Waits, err, c.want)
		}
	}
}

func TestCancelled(t *testing.T) {
	s, f, url := serve(t, fine)
	f.Fault = func(int, *http.Request) calltest.Fault { return calltest.Down }
	ctx, cancel := context.WithCancel(t.Context())
	s.Wait = func(context.Context, time.Duration) error { cancel(); return nil }
	if err := s.Do(ctx, http.MethodGet, url, nil, nil); !errors.Is(err, context.Canceled) || f.Calls() != 1 {
		t.Errorf("M6: cancelled while waiting: %v after %d calls", err, f.Calls())
	}
	s.Wait = nil
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if err := s.Do(ctx, http.MethodGet, url, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("M6: the timer outlives the context: %v", err)
	}
}

// What an answer amounts to is a code of ours; the service's words are dropped,
// and what is understood is not asked for again.
func TestCode(t *testing.T) {
	body := `{"title": "ann@example.com is odd"}`
	s, f, url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte(body))
	})
	s.Code = func(status int, got []byte) mailing.Code {
		if status == http.StatusInternalServerError && string(got) == body {
			return mailing.CodeAddress
		}
		return mailing.CodeUnknown
	}
	err := s.Do(t.Context(), http.MethodPost, url, nil, nil)
	if !errors.Is(err, mailing.ErrRefused) || f.Calls() != 1 || calltest.Shows(err.Error()) {
		t.Errorf("M6: an answer that is understood: %v after %d calls, want ErrRefused after 1", err, f.Calls())
	}
}

// A failure belongs to one member, or to the whole call (M6).
func TestMember(t *testing.T) {
	status := func(n int, c mailing.Code) error { return &mailing.StatusError{Status: n, Code: c} }
	for _, c := range []struct {
		err  error
		want bool
	}{
		{status(400, 0), true}, {status(404, 0), true}, {status(500, 0), true}, {status(503, 0), true},
		{status(400, mailing.CodeForgotten), true}, {status(400, mailing.CodeTooManyLists), true},
		{mailing.ErrNoAnswer, true}, {mailing.ErrSuppressed, true}, {mailing.ErrRefused, true}, {mailing.ErrAddress, true},
		{status(400, mailing.CodeContactLimit), false}, {status(404, mailing.CodeList), false},
		{status(401, 0), false}, {status(403, 0), false}, {status(429, 0), false}, {status(307, 0), false},
		{context.Canceled, false}, {errors.New("of another kind"), false},
	} {
		if got := call.Member(c.err); got != c.want {
			t.Errorf("M6: %v is one member's: %v, want %v", c.err, got, c.want)
		}
	}
}

// A time-out is not repeated: the service may still be at work.
func TestOneLongTimeout(t *testing.T) {
	s, f, url := serve(t, fine)
	f.Fault = func(int, *http.Request) calltest.Fault { return calltest.Hangs }
	s.HTTP.Timeout = 50 * time.Millisecond
	if err := s.Do(t.Context(), http.MethodGet, url, nil, nil); !errors.Is(err, mailing.ErrNoAnswer) || f.Calls() != 1 || len(f.Waits) != 0 {
		t.Errorf("M6: after a time-out: %v, %d calls, waited %v; want one call", err, f.Calls(), f.Waits)
	}
}

// A step is taken again from its beginning, as often as a call and no more.
func TestAgainTakesTheWholeStep(t *testing.T) {
	for want, fails := range map[int]int{1: 0, 2: 1, call.Tries: 99} {
		s, f, url := serve(t, fine)
		f.Fault = func(n int, _ *http.Request) calltest.Fault {
			if n%2 == 1 && n/2 < fails {
				return calltest.Down
			}
			return calltest.None
		}
		steps := 0
		err := s.Again(t.Context(), func() error {
			steps++
			if err := s.Send(t.Context(), http.MethodGet, url, nil, nil); err != nil {
				return err
			}
			return s.Send(t.Context(), http.MethodPut, url, nil, nil)
		})
		if steps != want || f.Calls() != 2*want || (err == nil) != (fails < call.Tries) {
			t.Errorf("M5, M6: %d failures: %d steps, %d calls, %v; want %d steps", fails, steps, f.Calls(), err, want)
		}
	}
	s, _, _ := serve(t, fine)
	steps := 0
	if err := s.Again(t.Context(), func() error { steps++; return mailing.ErrSuppressed }); steps != 1 || !errors.Is(err, mailing.ErrSuppressed) {
		t.Errorf("M5: a refusal was tried %d times: %v", steps, err)
	}
}
