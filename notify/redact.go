package notify

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// sendError is a sender's error whose text does not show the token (N8): many a
// sender's error quotes the address or the body that the token was in. It
// does not unwrap, so that printing the chain does not show it either. The
// cause is behind a function, because fmt looks into unexported fields.
type sendError struct {
	text  string // redacted
	cause func() error
}

func newSendError(err error, t Token) error {
	return &sendError{redact(err.Error(), t), func() error { return err }}
}

// Error returns the sender's text, with the token's fingerprint in place of the token (N8).
func (e *sendError) Error() string { return "notify: sending the push: " + e.text }

// Is reports whether the sender's error is target.
func (e *sendError) Is(target error) bool { return errors.Is(e.cause(), target) }

// As finds target in the sender's error.
func (e *sendError) As(target any) bool { return errors.As(e.cause(), target) }

// redact replaces the token in a text by its fingerprint: as it is, and as
// addresses, queries, quotes, JSON, hexadecimal digits and base64 spell it.
func redact(text string, t Token) string {
	secret := t.Reveal()
	spelled := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), unquoted(strconv.Quote(secret))}
	if b, err := json.Marshal(secret); err == nil {
		spelled = append(spelled, unquoted(string(b)))
	}
	raw := []byte(secret)
	spelled = append(spelled, fmt.Sprintf("%x", raw), fmt.Sprintf("%X", raw), fmt.Sprintf("% x", raw), fmt.Sprint(raw),
		base64.StdEncoding.EncodeToString(raw), base64.RawStdEncoding.EncodeToString(raw),
		base64.URLEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw))
	var pairs []string
	for _, s := range spelled {
		pairs = append(pairs, s, t.Fingerprint())
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func unquoted(s string) string { return s[1 : len(s)-1] }
