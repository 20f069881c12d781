package customer

import (
	"errors"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/word"
)

// Status is how active a customer is (S1–S4). Every customer has exactly one.
// Greater is more active (S5); the zero value is Sleeper, which is what nothing
// known amounts to.
type Status uint8

// The statuses, by rank.
const (
	Sleeper    Status = iota // no login within the last 3 months, or never (S3)
	Quiet                    // none of the others (S4)
	Active                   // more than one login within the last 30 days (S2)
	VeryActive               // more than one login within the last 7 days (S1)
)

// Statuses returns all statuses, best first (S5).
func Statuses() []Status { return []Status{VeryActive, Active, Quiet, Sleeper} }

var statusWords = word.Set[Status]{Of: "customer: status", Words: []string{"sleeper", "quiet", "active", "very active"}}

// String returns the status's word in files: "very active".
func (s Status) String() string { return statusWords.String(s) }

// MarshalText writes what String returns. A value without a word is an error.
func (s Status) MarshalText() ([]byte, error) { return statusWords.Marshal(s) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (s *Status) UnmarshalText(text []byte) error { return statusWords.Unmarshal(text, s) }

// Policy says how many logins make which status (S6). A zero field is the
// rulebook's own: S1, S2, S3. Statuses are tried in the order very active,
// active, sleeper; what is left is quiet.
type Policy struct {
	VeryActive Frequency       // zero: more than 1 login within the last 7 days (S1)
	Active     Frequency       // zero: more than 1 login within the last 30 days (S2)
	Sleeper    calendar.Period // zero: no login within the last 3 months (S3)
}

// Frequency is "more than so many logins within the last so long" (T4). The
// zero Frequency stands for a policy's default.
type Frequency struct {
	MoreThan int // 0 to MaxLogins
	Within   calendar.Period
}

// MaxLogins bounds a policy's count, and so the logins kept per customer.
const MaxLogins = 1000

// ErrPolicy says that a policy has a negative length or a count outside 0 to
// MaxLogins.
var ErrPolicy = errors.New("customer: a policy's lengths are positive and its counts 0 to 1000")

// effective returns the policy with its defaults filled in.
func (p Policy) effective() Policy {
	if p.VeryActive == (Frequency{}) {
		p.VeryActive = Frequency{1, calendar.Days(7)}
	}
	if p.Active == (Frequency{}) {
		p.Active = Frequency{1, calendar.Days(30)}
	}
	if p.Sleeper.IsZero() {
		p.Sleeper = calendar.Months(3)
	}
	return p
}

// Check returns an ErrPolicy if the policy makes no sense (S6).
func (p Policy) Check() error {
	p = p.effective()
	for _, f := range []Frequency{p.VeryActive, p.Active, {Within: p.Sleeper}} {
		if f.Within.N <= 0 || !f.Within.Valid() || f.MoreThan < 0 || f.MoreThan > MaxLogins {
			return ErrPolicy
		}
	}
	return nil
}

// Logins returns how many of the latest logins the policy needs to know.
func (p Policy) Logins() int { return p.logins() }

func (p *Policy) logins() int {
	return max(p.VeryActive.MoreThan, p.Active.MoreThan, 1) + 1 // the default is more than 1
}

// Status returns the activity status, as of asOf, of a customer with these latest logins
// (S1–S4). None of the logins may be after asOf. There must be as many as Logins returns,
// if the customer has so many. The policy must be one that Check accepts.
func (p Policy) Status(logins Recent, asOf time.Time) Status {
	ranks := p.At(asOf)
	return ranks.Status(&logins)
}

// Ranks is a policy as of one instant, for the statuses of many customers: the
// windows are computed once.
type Ranks struct {
	veryActive, active, sleeper window
}

// At returns the policy as of asOf. The policy must be one that Check accepts.
func (p Policy) At(asOf time.Time) Ranks {
	p = p.effective()
	return Ranks{
		windowOf(p.VeryActive, asOf),
		windowOf(p.Active, asOf),
		windowOf(Frequency{0, p.Sleeper}, asOf),
	}
}

// Status returns what Policy.Status does, as of the instant of the ranks. It changes
// nothing of logins.
func (r *Ranks) Status(logins *Recent) Status {
	switch {
	case r.veryActive.holds(logins):
		return VeryActive
	case r.active.holds(logins):
		return Active
	case !r.sleeper.holds(logins):
		return Sleeper
	}
	return Quiet
}

// window is "more than so many logins within this span", which begins and ends
// with instants that seconds decide of almost always.
type window struct {
	nth      int // login that must be in it, from the latest
	span     calendar.Span
	from, to int64 // the whole seconds within the span: from ≤ s < to
}

func windowOf(f Frequency, asOf time.Time) window {
	span := f.Within.Last(asOf)
	return window{f.MoreThan + 1, span, span.From.Unix() + 1, span.To.Unix()}
}

// holds: the (n+1)-th latest login is within the period (T4). The zero time is
// in no window.
func (w *window) holds(logins *Recent) bool {
	at := logins.Second
	if w.nth != 2 {
		at = logins.Nth(w.nth)
	}
	s := at.Unix()
	if w.from <= s && s < w.to {
		return !at.IsZero()
	}
	return (s == w.from-1 || s == w.to) && w.span.Contains(at)
}

// Explanation says why a customer has their status (S7).
type Explanation struct {
	Status Status

	// Rule is the rule that decided: "S1" to "S4".
	Rule string

	// Reason says it in words, with the policy's numbers.
	Reason string

	// Window is the span of instants that the rule looked at: of S1, S2 or S3,
	// and for S4 the one of S3, in which there is a login.
	Window calendar.Span

	// Logins are the logins that decided, latest first; none for a sleeper who
	// never logged in. A sleeper's is the last one, before the window.
	Logins []time.Time

	// Needed is how many logins within the window the rule asks for: at least
	// so many for S1, S2 and S4, and 0, that is none at all, for S3.
	Needed int

	// Until is the first instant at which another status holds if no further
	// login comes, in UTC; zero for a sleeper, who stays one.
	Until time.Time
}

// Explain returns the status that holds as of asOf, the reason, and until when it holds
// (S7). It asks of its arguments what Status does.
func (p Policy) Explain(logins Recent, asOf time.Time) Explanation {
	p = p.effective()
	e := Explanation{Status: p.Status(logins, asOf)}
	switch e.Status {
	case VeryActive:
		p.VeryActive.explain(&e, "S1", &logins, asOf)
	case Active:
		p.Active.explain(&e, "S2", &logins, asOf)
	case Quiet:
		e.Rule, e.Needed, e.Window = "S4", 1, p.Sleeper.Last(asOf)
		e.Logins = logins.first(1)
		e.Until = p.Sleeper.After(logins.Latest).UTC()
		e.Reason = fmt.Sprintf("the last login is within %v, but there are too few for active", p.Sleeper)
	case Sleeper:
		e.Rule, e.Window = "S3", p.Sleeper.Last(asOf)
		e.Logins = logins.first(1)
		e.Reason = fmt.Sprintf("no login within %v", p.Sleeper)
		if len(e.Logins) == 0 {
			e.Reason = "never logged in"
		}
	}
	return e
}

func (f Frequency) explain(e *Explanation, rule string, logins *Recent, asOf time.Time) {
	e.Rule, e.Needed, e.Window = rule, f.MoreThan+1, f.Within.Last(asOf)
	e.Logins = logins.first(f.MoreThan + 1)
	e.Until = f.Within.After(logins.Nth(f.MoreThan + 1)).UTC()
	e.Reason = fmt.Sprintf("more than %s within %v", loginsOf(f.MoreThan), f.Within)
}

// loginsOf returns the number of logins in words.
func loginsOf(n int) string {
	if n == 1 {
		return "one login"
	}
	return fmt.Sprintf("%d logins", n)
}
