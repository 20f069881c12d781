package customer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
)

func TestIdentifyWithoutSignIn(t *testing.T) {
	for _, c := range []struct {
		c        customer.Customer
		loggedIn bool
		want     customer.Identity
		reason   string
	}{
		{customer.Customer{}, false, customer.Anonymous, "nothing is known"},
		{customer.Customer{SignedUp: true}, false, customer.Registered, "the host's word that they signed up"},
		{customer.Customer{}, true, customer.Registered, "a login registers"},
		{customer.Customer{SignedUp: true}, true, customer.Registered, "both"},
		{customer.Customer{CreatedAt: day(1)}, false, customer.Anonymous, "created-at alone does not register"},
		{customer.Customer{Email: "mia@example.com", Username: "mia"}, false, customer.Anonymous, "a profile alone does not register"},
		{customer.Customer{Profile: customer.ProfileComplete}, false, customer.Anonymous, "the word on the profile is for I2"},
		{customer.Customer{Profile: customer.ProfileIncomplete, SignedUp: true}, false, customer.Registered, "and does not take away either"},
	} {
		if got := c.c.Identify(false, c.loggedIn); got != c.want {
			t.Errorf("I1: %v, want %v: %s", got, c.want, c.reason)
		}
	}
}

func TestIdentifyWithSignIn(t *testing.T) {
	for _, c := range []struct {
		c      customer.Customer
		want   customer.Identity
		reason string
	}{
		{customer.Customer{}, customer.Anonymous, "the profile is empty"},
		{customer.Customer{Email: "mia@example.com"}, customer.Registered, "an e-mail completes it"},
		{customer.Customer{Username: "mia"}, customer.Registered, "a username completes it"},
		{customer.Customer{Email: " \t\u00a0\u2003"}, customer.Anonymous, "Unicode white space is blank"},
		{customer.Customer{Username: "\n\u0085"}, customer.Anonymous, "a blank username is none"},
		{customer.Customer{Name: "Mia"}, customer.Anonymous, "a name is neither e-mail nor username"},
		{customer.Customer{SignedUp: true}, customer.Anonymous, "signing up is not a profile"},
		{customer.Customer{Profile: customer.ProfileComplete}, customer.Registered, "the host says complete"},
		{customer.Customer{Profile: customer.ProfileIncomplete, Email: "mia@example.com", Username: "mia"}, customer.Anonymous, "the host says incomplete, whatever is there"},
		{customer.Customer{Profile: customer.ProfileComplete, Email: " "}, customer.Registered, "the host's word goes before a blank e-mail"},
	} {
		for _, loggedIn := range []bool{false, true} { // logins do not matter
			if got := c.c.Identify(true, loggedIn); got != c.want {
				t.Errorf("I2: %v, want %v with logins %t: %s", got, c.want, loggedIn, c.reason)
			}
		}
	}
}

// Identity counts the logins until AsOf, and no later ones; a login without a date is a
// login all the same.
func TestLoggedInAsOf(t *testing.T) {
	for _, c := range []struct {
		rule   string
		login  []customer.Login
		want   customer.Identity
		reason string
	}{
		{"I1", nil, customer.Anonymous, "no login"},
		{"I1", logins("ann", at("2001-01-01")), customer.Registered, "a login long ago is one too"},
		{"I1, T2", logins("ann", noon), customer.Registered, "at that very instant it has happened"},
		{"I1, T2", logins("ann", noon.Add(1)), customer.Anonymous, "a nanosecond later it has not"},
		{"I1, T7", logins("ann", unknown), customer.Registered, "an undated login is counted where no date is needed"},
		{"I1", logins("bob", noon), customer.Anonymous, "somebody else's login"},
		{"I1", logins("", noon), customer.Anonymous, "a guest's login"},
	} {
		repo := customer.Memory{Customers: []customer.Customer{{ID: "ann", CreatedAt: day(1)}}, Logins: c.login}
		if got := get(t, repo, "ann", customer.Query{AsOf: noon}).Identity; got != c.want {
			t.Errorf("%s: %v, want %v: %s", c.rule, got, c.want, c.reason)
		}
	}
}

// I3: all 2×2×2 cases.
func TestDisplayName(t *testing.T) {
	const nobody = customer.AnonymousName
	for _, c := range []struct {
		identity customer.Identity
		email    customer.Email
		username string
		want     string
		reason   string
	}{
		{customer.Anonymous, "", "", nobody, "nothing to show"},
		{customer.Anonymous, "", "mia", nobody, "an anonymous customer is never shown by username"},
		{customer.Anonymous, "mia@example.com", "", nobody, "nor by e-mail"},
		{customer.Anonymous, "mia@example.com", "mia", nobody, "nor by either"},
		{customer.Registered, "", "", nobody, "registered, but nothing to show"},
		{customer.Registered, "", "mia", "mia", "the username, lacking an e-mail"},
		{customer.Registered, "mia@example.com", "", "mia@example.com", "the e-mail"},
		{customer.Registered, "mia@example.com", "mia", "mia@example.com", "the e-mail goes first"},

		{customer.Registered, "\u00a0", "mia", "mia", "a blank e-mail is none"},
		{customer.Registered, " ", "\u2003\t", nobody, "a blank username is none"},
		{customer.Registered, " Mia@Example.com ", "mia", " Mia@Example.com ", "the typed form is shown untrimmed"},
		{customer.Registered, "", " mia\n", " mia\n", "the username too"},
		{customer.Registered, "\u200b", "mia", "\u200b", "a zero-width space is no white space"},
	} {
		p := customer.Customer{Email: c.email, Username: c.username, Name: "Mia Park"}
		if got := p.DisplayName(c.identity); got != c.want {
			t.Errorf("I3: %v with e-mail %q and username %q is %q, want %q: %s", c.identity, string(c.email), c.username, got, c.want, c.reason)
		}
	}
	if nobody != "Anonymous user" {
		t.Errorf("I3: anonymous customers are %q", nobody)
	}
}

func TestConsentShown(t *testing.T) {
	given := func(a customer.Answer, at time.Time) customer.Consent { return customer.Consent{Answer: a, At: at} }
	for _, c := range []struct {
		consent customer.Consent
		popup   bool
		want    customer.Shown
		reason  string
	}{
		{customer.Consent{}, false, customer.NotShown, "no popup, no indicator"},
		{given(customer.Granted, day(1)), false, customer.NotShown, "no popup, no indicator, whatever was granted"},
		{customer.Consent{}, true, customer.ShownNo, "not asked is no"},
		{given(customer.Denied, day(1)), true, customer.ShownNo, "denied is no"},
		{given(customer.Withdrawn, day(1)), true, customer.ShownNo, "withdrawn is no"},
		{given(customer.Withdrawn, noon.Add(1)), true, customer.ShownNo, "withdrawn later: what was before is not known, and unknown is no"},
		{given(customer.Granted, unknown), true, customer.ShownYes, "a grant without a date counts"},
		{given(customer.Granted, noon), true, customer.ShownYes, "granted at AsOf"},
		{given(customer.Granted, noon.Add(1)), true, customer.ShownNo, "granted a nanosecond after AsOf"},
		{given(customer.Answer(9), unknown), true, customer.ShownNo, "only a grant is a yes"},
	} {
		repo := customer.Memory{Customers: []customer.Customer{{ID: "ann", EmailConsent: c.consent}}}
		q := customer.Query{AsOf: noon, ConsentPopup: c.popup}
		if got := get(t, repo, "ann", q).EmailConsent; got != c.want {
			t.Errorf("L9: the indicator is %q, want %q: %s", got, c.want, c.reason)
		}
		if got, want := summarize(t, repo, q).Consented == 1, c.want == customer.ShownYes; got != want {
			t.Errorf("L9: consented %t, want %t: %s", got, want, c.reason)
		}
		if got, want := c.consent.Granted(noon), c.popup && c.want == customer.ShownYes || c.consent == given(customer.Granted, day(1)); got != want {
			t.Errorf("L9: Granted = %t, want %t: %s", got, want, c.reason)
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		got  fmt.Stringer
		want string
	}{
		{customer.Anonymous, "anonymous"},
		{customer.Registered, "registered"},
		{customer.Identity(7), "Identity(7)"},
		{customer.NotShown, ""},
		{customer.ShownNo, "no"},
		{customer.ShownYes, "yes"},
		{customer.Shown(7), "Shown(7)"},
		{customer.Sleeper, "sleeper"},
		{customer.Quiet, "quiet"},
		{customer.Active, "active"},
		{customer.VeryActive, "very active"},
		{customer.Status(7), "Status(7)"},
		{customer.Food, "food"},
		{customer.Merchandise, "merchandise"},
		{customer.Reservation, "reservation"},
		{customer.Other, "other"},
		{customer.OrderKind(7), "OrderKind(7)"},
	} {
		if got := c.got.String(); got != c.want {
			t.Errorf("X2: %T is written %q, want %q: words are an API", c.got, got, c.want)
		}
	}
}
