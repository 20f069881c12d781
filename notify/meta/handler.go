package meta

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/clientele-go/clientele/notify"
)

// Handler receives Meta's webhook over HTTP (N9). It answers the challenge by
// which Meta verifies the address, and takes bodies that Meta signed with the
// app's secret. The zero Handler refuses everything.
//
// A GET is the challenge. If hub.mode is "subscribe" and hub.verify_token is
// VerifyToken, the answer is hub.challenge, and else 403. Without a challenge it is
// 400.
//
// A POST is a body. Handler reads at most MaxBytes of it, and checks the
// signature before it looks at anything else. The answers:
//
//	200  Accept returned nil, whatever was ignored or rejected
//	400  the body cannot be read, or is not a JSON object in UTF-8
//	403  the signature is missing, malformed or another one
//	413  the body is larger than MaxBytes, or has more than MaxEvents events
//	500  Accept returned an error, or Accept or AppSecret is missing
//
// Any other method is 405. Meta sends a body again unless the answer is 200, and
// can send one twice for other reasons, so Accept must bear events that it has
// seen. Meta waits for some seconds only: store the events and return. The server
// bounds the time that a request may take (http.Server.ReadTimeout).
type Handler struct {
	// AppSecret is the secret of the Meta app, which signs every body. It is a
	// notify.Token so that it never shows (N8).
	AppSecret notify.Token

	// VerifyToken is the word that the host chose and entered in the app's
	// settings. Without one, no challenge is answered.
	VerifyToken notify.Token

	// Accept takes what one body says. Handler calls it once for every signed body
	// that Decode reads, from several goroutines at once. When it returns nil,
	// it must have handled or stored the delivery, because Meta does not send it
	// again. Its error is never shown to the client.
	Accept func(context.Context, Delivery) error
}

// ServeHTTP answers one request of the webhook.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	switch r.Method {
	case http.MethodGet:
		h.challenge(w, r)
	case http.MethodPost:
		if code := h.post(w, r); code != http.StatusOK {
			http.Error(w, http.StatusText(code), code)
		}
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	}
}

// challenge answers Meta's verification of the address.
func (h *Handler) challenge(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if h.VerifyToken.IsZero() || q.Get("hub.mode") != "subscribe" || !equal(q.Get("hub.verify_token"), h.VerifyToken.Reveal()) {
		http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
		return
	}
	challenge := q.Get("hub.challenge")
	if challenge == "" {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, challenge)
}

// equal reports whether two texts are equal. How long it takes tells nothing of
// either, nor of their length.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return hmac.Equal(x[:], y[:])
}

// post takes one body and returns the status of the answer.
func (h *Handler) post(w http.ResponseWriter, r *http.Request) int {
	if h.AppSecret.IsZero() || h.Accept == nil {
		return http.StatusInternalServerError
	}
	want, ok := signature(r.Header)
	if !ok {
		return http.StatusForbidden
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBytes))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	if err != nil {
		return http.StatusBadRequest
	}
	mac := hmac.New(sha256.New, []byte(h.AppSecret.Reveal()))
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), want) {
		return http.StatusForbidden
	}
	batch, err := decode(body)
	switch {
	case errors.Is(err, ErrTooMany):
		return http.StatusRequestEntityTooLarge
	case err != nil:
		return http.StatusBadRequest
	case h.Accept(r.Context(), batch) != nil:
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

// signature returns the signature that a request says its body has, if it says
// one and it is of the right form.
func signature(header http.Header) ([]byte, bool) {
	said := header.Values("X-Hub-Signature-256")
	if len(said) != 1 {
		return nil, false
	}
	digits, ok := strings.CutPrefix(said[0], "sha256=")
	if !ok || len(digits) != hex.EncodedLen(sha256.Size) {
		return nil, false
	}
	sum, err := hex.DecodeString(digits)
	return sum, err == nil
}
