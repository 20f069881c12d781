package pages

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"net/url"
)

// A plan is shown before something is changed, and confirmed by a POST that carries its
// token (O6).
type plan struct {
	Action, Title string
	Lines         []string // what will happen
	Warning       string
	Table         *table
	Hidden        []option
	Fields        []field // to be filled in
	Confirm       string  // the button
	Back          string
}

// token returns the server's key over an action, whom it is about, what was shown, and
// whose session it is. Each part goes with its length, so that no two lists of parts
// have the same bytes.
func (s *server) token(r *http.Request, action, subject, shown string) string {
	session, _ := s.session(r)
	mac := hmac.New(sha256.New, s.Secret)
	for _, part := range []string{"pages: confirmation", action, subject, shown, session} {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		mac.Write(length[:])
		mac.Write([]byte(part))
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// confirmed reports whether a form carries the token of what it is about.
func (s *server) confirmed(r *http.Request, v url.Values, action, subject, shown string) bool {
	token := take(v, "token").Get("token")
	return hmac.Equal([]byte(token), []byte(s.token(r, action, subject, shown)))
}

// hiddenWith lists parameters for a form, and the token.
func hiddenWith(v url.Values, token string) []option {
	return append(hidden(v, nil), option{Label: "token", Value: token})
}

// outcome is what the page after a change shows.
type outcome struct {
	Title string
	Lines []string
	Table *table
	Links []tab
	Text  string // preformatted: a receipt
}
