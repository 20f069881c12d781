package customer

import (
	"time"

	"github.com/clientele-go/clientele/internal/base/word"
)

// Identity is whether a customer is known by name. The zero value is Anonymous.
type Identity uint8

// The identities.
const (
	Anonymous Identity = iota
	Registered
)

var identityWords = word.Set[Identity]{Of: "customer: identity", Words: []string{"anonymous", "registered"}}

// String returns the identity's word in files.
func (i Identity) String() string { return identityWords.String(i) }

// MarshalText writes what String returns. A value without a word is an error.
func (i Identity) MarshalText() ([]byte, error) { return identityWords.Marshal(i) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (i *Identity) UnmarshalText(text []byte) error { return identityWords.Unmarshal(text, i) }

// AnonymousName is how an anonymous customer is shown (I3).
const AnonymousName = "Anonymous user"

// Identify reports whether the customer is anonymous. loggedIn reports whether there
// is at least one login as of the question's AsOf.
//
// If the app does not require sign-in (I1), a customer is registered if they signed
// up or logged in; a created-at alone does not register. If it does (I2), a customer
// is registered if their profile is complete: by the host's word if it gives one,
// else by a non-blank e-mail or username; logins do not matter.
func (c *Customer) Identify(requireSignIn, loggedIn bool) Identity {
	registered := c.SignedUp || loggedIn
	if requireSignIn {
		registered = c.profileComplete()
	}
	if registered {
		return Registered
	}
	return Anonymous
}

func (c *Customer) profileComplete() bool {
	switch c.Profile {
	case ProfileComplete:
		return true
	case ProfileIncomplete:
		return false
	}
	return !c.Email.Blank() || !blank(c.Username)
}

// DisplayName returns the name under which the customer is shown (I3). For an anonymous
// customer that is always AnonymousName. For a registered one it is the e-mail, else the
// username, else AnonymousName. A text that is empty after trimming Unicode white space is
// blank and does not count; the typed form is shown untrimmed.
func (c *Customer) DisplayName(i Identity) string {
	switch {
	case i == Anonymous:
	case !c.Email.Blank():
		return string(c.Email)
	case !blank(c.Username):
		return c.Username
	}
	return AnonymousName
}

// Shown is the consent indicator of a list (L9).
type Shown uint8

// What the indicator shows. It exists only if the consent popup is enabled.
const (
	NotShown Shown = iota
	ShownNo
	ShownYes
)

var shownWords = word.Set[Shown]{Of: "customer: consent indicator", Words: []string{"", "no", "yes"}}

// String returns the indicator's word in files: "", "no" or "yes".
func (s Shown) String() string { return shownWords.String(s) }

// MarshalText writes what String returns. A value without a word is an error.
func (s Shown) MarshalText() ([]byte, error) { return shownWords.Marshal(s) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (s *Shown) UnmarshalText(text []byte) error { return shownWords.Unmarshal(text, s) }

// show returns what the indicator shows as of asOf (L9).
func (c Consent) show(popup bool, asOf time.Time) Shown {
	switch {
	case !popup:
		return NotShown
	case c.Granted(asOf):
		return ShownYes
	}
	return ShownNo
}
