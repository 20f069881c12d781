package notify_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/notifytest"
)

// box is a sender that keeps what it is given, or fails.
type box struct {
	got  []notify.Push
	fail func(notify.Push) error
}

func (b *box) Send(_ context.Context, p notify.Push) error {
	if b.fail != nil {
		return b.fail(p)
	}
	b.got = append(b.got, p)
	return nil
}

func (b *box) tokens() (all []string) {
	for _, p := range b.got {
		all = append(all, p.Token.Reveal())
	}
	return all
}

// with is an opt-in with a token.
func with(token string, o notify.OptIn) notify.OptIn { o.Token = notify.NewToken(token); return o }

// Which token is sent with, as of day 20.
func TestSendChoosesToken(t *testing.T) {
	ann := func(at, expires, stopped time.Time) notify.OptIn { return in("ann", at, expires, stopped) }
	for _, c := range []struct {
		rule, why string
		optIns    []notify.OptIn
		of        notify.NotificationID
		want      string // empty: ErrNoToken
	}{
		{"N1", "none", nil, "", ""},
		{"N1", "the only one", []notify.OptIn{with("a", ann(day(1), never, never))}, "", "a"},
		{"N1", "the latest", []notify.OptIn{with("b", ann(day(2), never, never)), with("a", ann(day(1), never, never))}, "", "b"},
		{"N1", "the latest of several subscriptions", []notify.OptIn{with("a", ann(day(3), never, never)), with("b", to("loaf", ann(day(4), never, never)))}, "", "b"},
		{"N1", "that of the notification named", []notify.OptIn{with("a", ann(day(3), never, never)), with("b", to("loaf", ann(day(4), never, never)))}, "cake", "a"},
		{"N1", "none to the notification named", []notify.OptIn{with("a", ann(day(3), never, never))}, "loaf", ""},
		{"N1", "not that of another customer", []notify.OptIn{with("a", in("bob", day(3), never, never))}, "", ""},
		{"N6", "not a stopped one", []notify.OptIn{with("a", ann(day(3), never, day(4))), with("b", to("loaf", ann(day(2), never, never)))}, "", "b"},
		{"N6", "one stopped after AsOf", []notify.OptIn{with("a", ann(day(3), never, day(21)))}, "", "a"},
		{"N6", "not one stopped at AsOf", []notify.OptIn{with("a", ann(day(3), never, day(20)))}, "", ""},
		{"N6", "stopped by an earlier opt-in's stop", []notify.OptIn{with("a", ann(day(3), never, day(10))), with("b", ann(day(5), never, never))}, "", ""},
		{"N3", "not an expired one", []notify.OptIn{with("a", ann(day(3), day(20), never)), with("b", to("loaf", ann(day(2), never, never)))}, "", "b"},
		{"N3", "one about to expire", []notify.OptIn{with("a", ann(day(3), day(20).Add(1), never))}, "", "a"},
		{"N6", "not the one before a renewal that expired", []notify.OptIn{with("a", ann(day(3), never, never)), with("b", ann(day(5), day(10), never))}, "", ""},
		{"T2", "not one that is not known yet", []notify.OptIn{with("a", ann(day(3), never, never)), with("b", ann(day(21), never, never))}, "", "a"},
		{"T7", "an undated one, if there is no other", []notify.OptIn{with("a", ann(unknown, never, never))}, "", "a"},
		{"N6", "a dated one rather", []notify.OptIn{with("a", ann(unknown, never, never)), with("b", ann(day(1), never, never))}, "", "b"},
		{"N6", "at one instant the later expiry", []notify.OptIn{with("a", ann(day(1), day(30), never)), with("b", ann(day(1), day(40), never))}, "", "b"},
		{"N6", "at one instant never", []notify.OptIn{with("a", ann(day(1), never, never)), with("b", ann(day(1), day(40), never))}, "", "a"},
		{"N6", "at one instant and expiry always the same", []notify.OptIn{with("b", ann(day(1), never, never)), with("a", ann(day(1), never, never))}, "", "a"},
		{"N1", "an unknown token cannot be sent with", []notify.OptIn{ann(day(1), never, never)}, "", ""},
		{"N1", "at one instant the known token", []notify.OptIn{ann(day(1), never, never), with("a", ann(day(1), never, never))}, "", "a"},
		{"N1", "another subscription's", []notify.OptIn{ann(day(5), never, never), with("b", to("loaf", ann(day(2), never, never)))}, "", "b"},
	} {
		mail := &box{}
		given := notify.Push{Customer: "ann", Notification: c.of, Title: "Hi", Text: "there", Token: notify.NewToken("given")}
		a, err := notify.Send(bg, shop(c.optIns...), mail, given, day(20))
		if c.want == "" {
			if !errors.Is(err, notify.ErrNoToken) || len(mail.got) > 0 || a != (customer.Action{}) {
				t.Errorf("%s: %s: sent %v, recorded %v, error %v", c.rule, c.why, mail.tokens(), a, err)
			}
			continue
		}
		if err != nil || len(mail.got) != 1 || mail.got[0].Token.Reveal() != c.want {
			t.Errorf("%s: %s: sent with %q, want %q; error %v", c.rule, c.why, mail.tokens(), c.want, err)
			continue
		}
		if want := (customer.Action{Customer: "ann", Kind: customer.Push, At: day(20)}); a != want {
			t.Errorf("N1: %s: recorded %v, want %v", c.why, a, want)
		}
		given.Token = mail.got[0].Token
		if mail.got[0] != given {
			t.Errorf("N1: %s: another push was sent: %v", c.why, mail.got[0])
		}
	}
}

// The number received is countable: what Send returns is what the customer's
// detail page counts.
func TestSendIsCounted(t *testing.T) {
	facts := shop(with("a", in("ann", day(1), never, never)))
	host := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}}
	mail := &box{}
	for n := range 5 {
		mail.fail = nil
		if n == 2 {
			mail.fail = func(notify.Push) error { return errors.New("down") }
		}
		a, err := notify.Send(bg, facts, mail, notify.Push{Customer: "ann"}, day(10+n))
		if err == nil {
			host.Actions = append(host.Actions, a)
		}
	}
	d, err := customer.Get(bg, host, "ann", customer.Query{AsOf: day(30)})
	if err != nil || d.Pushes != 4 || len(mail.got) != 4 {
		t.Errorf("N1: %d pushes were received, %d sent, want 4: %v", d.Pushes, len(mail.got), err)
	}
}

// askedFor is a repository that keeps which opt-ins it was asked for.
type askedFor struct {
	notify.Memory
	scope *customer.Scope
}

func (a askedFor) EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[notify.OptIn, error] {
	*a.scope = s
	return a.Memory.EachOptIn(ctx, customer.Scope{})
}

// Send asks for no more than it needs, and takes no other customer's facts.
func TestSendAsksForOneCustomer(t *testing.T) {
	var s customer.Scope
	repo := askedFor{shop(with("b", in("bob", day(9), never, never)), with("a", in("ann", day(1), never, never))), &s}
	mail := &box{}
	if _, err := notify.Send(bg, repo, mail, notify.Push{Customer: "ann"}, day(20)); err != nil || mail.tokens()[0] != "a" {
		t.Errorf("N1: sent with %q, %v", mail.tokens(), err)
	}
	if len(s.Customers) != 1 || s.Customers[0] != "ann" || s.Span != calendar.AsOf(day(20)) {
		t.Errorf("N1: asked for %v in %v", s.Customers, s.Span)
	}
}

func TestSendErrors(t *testing.T) {
	facts := shop(with("a", in("ann", day(1), never, never)))
	for _, c := range []struct {
		rule, why string
		repo      notify.Repository
		to        customer.ID
		at        time.Time
		want      error
	}{
		{"T1", "no instant", facts, "ann", time.Time{}, calendar.ErrAsOf},
		{"N1", "nobody", facts, "", day(1), notify.ErrNoCustomer},
		{"N1", "somebody without opt-ins", facts, "bob", day(1), notify.ErrNoToken},
		{"contract", "a storage that fails", notifytest.Failing(facts, 1), "ann", day(1), notifytest.ErrFailed},
	} {
		mail := &box{}
		a, err := notify.Send(bg, c.repo, mail, notify.Push{Customer: c.to}, c.at)
		if !errors.Is(err, c.want) || a != (customer.Action{}) || len(mail.got) > 0 {
			t.Errorf("%s: %s: %v, %v, sent %d", c.rule, c.why, err, a, len(mail.got))
		}
	}
}

// quotaError is a sender's own error; secretError is one whose text, and whose
// underlying value, is the token.
type quotaError struct{ left int }

func (e *quotaError) Error() string { return "over quota" }

type secretError string

func (e secretError) Error() string { return "refused " + string(e) }

// A sender's error is found, but never shows the token (N8).
func TestSendErrorsHideToken(t *testing.T) {
	raw := func(p notify.Push) string { return p.Token.Reveal() }
	for why, fail := range map[string]func(notify.Push) error{
		"as it is":   func(p notify.Push) error { return secretError(raw(p)) },
		"in a query": func(p notify.Push) error { return errors.New("GET /?t=" + url.QueryEscape(raw(p))) },
		"in a path":  func(p notify.Push) error { return errors.New("GET /" + url.PathEscape(raw(p))) },
		"quoted":     func(p notify.Push) error { return fmt.Errorf("bad %q, %q", raw(p), raw(p)) },
		"as JSON":    func(p notify.Push) error { b, _ := json.Marshal(raw(p)); return errors.New(string(b)) },
		"in hex":     func(p notify.Push) error { return fmt.Errorf("%x and %X and % x", raw(p), raw(p), raw(p)) },
		"as bytes":   func(p notify.Push) error { return fmt.Errorf("%v", []byte(raw(p))) },
		"in base64":  func(p notify.Push) error { return errors.New(base64.StdEncoding.EncodeToString([]byte(raw(p)))) },
		"in raw base64": func(p notify.Push) error {
			return errors.New(base64.RawURLEncoding.EncodeToString([]byte(raw(p))))
		},
		"wrapped": func(p notify.Push) error { return fmt.Errorf("x: %w", secretError(raw(p))) },
		"joined":  func(p notify.Push) error { return errors.Join(secretError(raw(p)), errors.New(raw(p))) },
		"by a url.Err": func(p notify.Push) error {
			return &url.Error{Op: "Post", URL: "https://x/" + raw(p), Err: errors.New("x")}
		},
	} {
		facts := shop(with(secret, in("ann", day(1), never, never)))
		_, err := notify.Send(bg, facts, &box{fail: fail}, notify.Push{Customer: "ann"}, day(20))
		if err == nil {
			t.Fatalf("N1: %s: a failed push has no error", why)
		}
		var b bytes.Buffer
		slog.New(slog.NewTextHandler(&b, nil)).Error("x", "err", err)
		slog.New(slog.NewJSONHandler(&b, nil)).Error("x", "err", err)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&b, verb+" "+verb, err, struct{ E error }{err})
			fmt.Fprintf(&b, verb, struct{ e error }{err})
		}
		fmt.Fprint(&b, fmt.Errorf("wrapped: %w", err), errors.Join(err, err), errors.Unwrap(err))
		leaks(t, "a sender's error "+why, b.String())
		if !strings.Contains(err.Error(), notify.NewToken(secret).Fingerprint()) {
			t.Errorf("N8: %s: no fingerprint in %q", why, err)
		}
	}
}

func TestSendErrorsAreFound(t *testing.T) {
	facts := shop(with("a", in("ann", day(1), never, never)))
	cause := &quotaError{3}
	_, err := notify.Send(bg, facts, &box{fail: func(notify.Push) error {
		return errors.Join(cause, context.DeadlineExceeded)
	}}, notify.Push{Customer: "ann"}, day(20))
	var found *quotaError
	if !errors.As(err, &found) || found != cause || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		t.Errorf("N1: the sender's error is not found in %v", err)
	}
}
