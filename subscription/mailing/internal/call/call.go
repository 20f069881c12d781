// Package call is what the providers of mailing have in common: a bounded,
// patient, discreet call of a JSON service over HTTP.
package call

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// The bounds of a call.
const (
	Tries      = 5                 // of one call, the first included
	MaxAnswer  = 8 << 20           // bytes of an answer that are read
	MaxWait    = 2 * time.Minute   // whatever Retry-After says
	firstWait  = time.Second       // doubled for every further try
	maxTimeout = 150 * time.Second // of the one try that times out, with the default client
)

// Service calls one service.
type Service struct {
	HTTP *http.Client                                     // nil is a client with a time-out of 150 s
	Wait func(ctx context.Context, d time.Duration) error // nil waits with a timer
	Auth func(r *http.Request)                            // sets the credentials

	// Code reads what an answer that is no success amounts to; nil is
	// mailing.CodeUnknown. The body may be cut off.
	Code func(status int, body []byte) mailing.Code
}

// Do sends a JSON body, unless it is nil, and decodes the answer into answer,
// unless that is nil. It is Send under the terms of Again, so the call has to be
// one that may happen twice, whatever happens in between.
func (s *Service) Do(ctx context.Context, method, url string, body, answer any) error {
	return s.Again(ctx, func() error { return s.Send(ctx, method, url, body, answer) })
}

// Again takes a step of one or more Sends. After a 429, a 5xx without a code,
// and no answer at all it takes it again from its beginning, up to Tries times:
// after what Retry-After says, if that is more than the back-off. A step that
// reads before it writes so sees what happened while it waited (M5).
//
// After a time-out it does not: the service may still be at work, and one long
// time-out does more than several short ones.
func (s *Service) Again(ctx context.Context, step func() error) error {
	wait := firstWait
	for try := 1; ; try++ {
		err := step()
		if err == nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if try == Tries || !again(err) {
			return err
		}
		if err := s.wait(ctx, min(max(wait, after(err)), MaxWait)); err != nil {
			return err
		}
		wait *= 2
	}
}

// Answers for which asking again is no use.
var (
	errUnread = fmt.Errorf("%w that can be read", mailing.ErrNoAnswer)
	errLate   = fmt.Errorf("%w in time", mailing.ErrNoAnswer)
)

// again reports whether a step is worth another try.
func again(err error) bool {
	var status *mailing.StatusError
	if errors.As(err, &status) {
		return status.Code == mailing.CodeUnknown && (status.Status == http.StatusTooManyRequests || status.Status >= 500)
	}
	return errors.Is(err, mailing.ErrNoAnswer) && !errors.Is(err, errUnread) && !errors.Is(err, errLate)
}

// after returns how long the service said to wait.
func after(err error) time.Duration {
	var status *mailing.StatusError
	if errors.As(err, &status) {
		return status.RetryAfter
	}
	return 0
}

// Send makes one try of one call.
//
// The errors are a *mailing.StatusError, mailing.ErrNoAnswer (also of an
// answer that cannot be read, or is too long), and ctx's. None shows the
// address that was called, the body, or what the service wrote.
func (s *Service) Send(ctx context.Context, method, url string, body, answer any) error {
	var sent []byte
	if body != nil {
		var err error
		if sent, err = json.Marshal(body); err != nil {
			return errUnread
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(sent))
	if err != nil {
		return errUnread // the base address is malformed; the text shows it
	}
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	s.Auth(req)
	resp, err := s.client().Do(req)
	if err != nil {
		return discreet(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	read, err := io.ReadAll(io.LimitReader(resp.Body, MaxAnswer+1))
	switch {
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		return &mailing.StatusError{Status: resp.StatusCode, Code: s.code(resp.StatusCode, read), RetryAfter: retryAfter(resp.Header)}
	case err != nil:
		return discreet(ctx, err)
	case len(read) > MaxAnswer:
		return errUnread
	case answer == nil:
		return nil
	}
	if json.Unmarshal(read, answer) != nil {
		return errUnread
	}
	return nil
}

// discreet returns the error of a failed call without its text, which shows the
// address.
func discreet(ctx context.Context, failed error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var late interface{ Timeout() bool }
	if errors.As(failed, &late) && late.Timeout() {
		return errLate
	}
	return mailing.ErrNoAnswer
}

// code returns the code for an answer that is not a success.
func (s *Service) code(status int, body []byte) mailing.Code {
	if s.Code == nil {
		return mailing.CodeUnknown
	}
	return s.Code(status, body)
}

// client returns the host's client, changed so that it follows no redirect:
// personal data and credentials go to the address that the host gave, and
// nowhere else.
func (s *Service) client() *http.Client {
	c := http.Client{Timeout: maxTimeout}
	if s.HTTP != nil {
		c = *s.HTTP
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

func (s *Service) wait(ctx context.Context, d time.Duration) error {
	if s.Wait != nil {
		if err := s.Wait(ctx, d); err != nil {
			return err
		}
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// retryAfter returns how long the header says to wait, in seconds or until a
// date. A date counts from the date of the answer, because no clock is read.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if len(text) > 0 && len(text) < 8 && strings.Trim(text, "0123456789") == "" {
		var n time.Duration
		for _, d := range text {
			n = 10*n + time.Duration(d-'0')
		}
		return n * time.Second
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	from, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, until.Sub(from))
}

// Member reports whether an error is one member's, so that the rest can go on
// (M6): a refusal, a 4xx but for the credentials and the rate, a 5xx, no answer.
// The account's limit, a list that does not exist and the context are everyone's.
func Member(err error) bool {
	var status *mailing.StatusError
	if !errors.As(err, &status) {
		return errors.Is(err, mailing.ErrSuppressed) || errors.Is(err, mailing.ErrAddress) ||
			errors.Is(err, mailing.ErrRefused) || errors.Is(err, mailing.ErrNoAnswer)
	}
	switch status.Code {
	case mailing.CodeContactLimit, mailing.CodeList:
		return false
	}
	switch status.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
		return false
	}
	return status.Status >= 400
}
