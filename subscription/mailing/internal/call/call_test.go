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

func TestCode(t *testing.T) {
	for text, want := range map[string]string{"ERROR_GENERIC": "ERROR_GENERIC", "ann@example.com": "", "lower": "", "": ""} {
		if got := call.Code(text); got != want {
			t.Errorf("M6: the code of %q is %q", text, got)
		}
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
