package mailing_test

import (
	"bytes"
	"encoding/csv"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// shows are everything that can come to be printed.
func shows(t *testing.T) map[string]any {
	w := three()
	w.service.Refuse = func(c mailing.Change) error { return fmt.Errorf("%s is odd", c.Address.Reveal()) }
	p := w.plan(t, 2)
	results, err := w.sync(t, 2)
	w.service.Refuse = nil
	if _, err := w.sync(t, 2); err != nil {
		t.Fatal(err)
	}
	return map[string]any{
		"a secret": mailing.KeyOf("ann@example.com"), "a pointer": &p.Changes[0].Key, "a proposal": p, "a change": p.Changes[0],
		"a skipped one": mailing.Skipped{Key: p.Changes[0].Key}, "results": results, "the error": err, "one error": results[0].Err,
		"wrapped": fmt.Errorf("syncing: %w", err), "an acknowledgement": w.acks.All[0], "acknowledgements": &w.acks,
		"a member": mailing.Member{Key: p.Changes[0].Key}, "a list": w.service.Listed["ann@example.com"],
		"in a field": struct{ hidden mailing.Secret }{p.Changes[0].Key},
	}
}

func TestNothingShowsAddresses(t *testing.T) {
	for what, v := range shows(t) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%o", "%t", "%e", "%c", "%U", "%p", "%w", "%T", "%9s", "%-20v"} {
			wantSecretFree(t, what+" by "+verb, fmt.Sprintf(verb, v))
		}
		wantSecretFree(t, what+" by Errorf", fmt.Errorf("x: %v", v).Error())
		var buf bytes.Buffer
		slog.New(slog.NewTextHandler(&buf, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&buf, nil)).Info("x", "v", v)
		if b, err := json.Marshal(v); err == nil {
			buf.Write(b)
		}
		if b, err := xml.Marshal(v); err == nil {
			buf.Write(b)
		}
		_ = csv.NewWriter(&buf).Write([]string{fmt.Sprint(v)})
		wantSecretFree(t, what+" encoded", buf.String())
	}
	if err := gob.NewEncoder(new(bytes.Buffer)).Encode(mailing.NewSecret("x")); err == nil {
		t.Error("M6: gob takes a secret")
	}
}

func TestErrorChainsShowNothing(t *testing.T) {
	err := shows(t)["the error"].(error)
	var walk func(error)
	walk = func(err error) {
		wantSecretFree(t, "a link of the chain", fmt.Sprintf("%v %+v %#v", err, err, err))
		switch e := err.(type) {
		case interface{ Unwrap() error }:
			if e.Unwrap() != nil {
				walk(e.Unwrap())
			}
		case interface{ Unwrap() []error }:
			for _, one := range e.Unwrap() {
				walk(one)
			}
		}
	}
	walk(err)
}

func TestSecret(t *testing.T) {
	var none mailing.Secret
	if none.Reveal() != "" || !none.IsZero() || none.Fingerprint() != "no secret" {
		t.Errorf("M6: the zero secret is %q", none.Fingerprint())
	}
	a, b := mailing.NewSecret("a"), mailing.NewSecret("b")
	if a == b || a != mailing.NewSecret("a") || a.Fingerprint() == b.Fingerprint() || a.Reveal() != "a" {
		t.Error("M6: secrets are not told apart")
	}
	if err := (&mailing.StatusError{Status: 400, Code: mailing.CodeAddress}); !errors.As(fmt.Errorf("x: %w", err), new(*mailing.StatusError)) {
		t.Error("M6: a status is lost")
	}
}
