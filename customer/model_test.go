package customer_test

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// The rules once more, as plainly as they read: without digests and merging,
// every answer by looking through all facts, every amount a fraction.

type model struct {
	facts customer.Memory
	q     customer.Query
}

// past: as of AsOf, x has happened iff x <= t (T2); what has no date has not.
func (m model) past(x time.Time) bool { return !x.IsZero() && !x.After(m.q.AsOf) }

// knows: it has happened, or has no date and holds at every AsOf (T7).
func (m model) knows(x time.Time) bool { return x.IsZero() || m.past(x) }

// plus is x ⊕ p (T4).
func plus(x time.Time, p calendar.Period) time.Time {
	switch p.Unit {
	case calendar.Day:
		return x.Add(time.Duration(p.N) * 24 * time.Hour)
	case calendar.Week:
		return x.Add(time.Duration(p.N) * 7 * 24 * time.Hour)
	}
	x = x.UTC()
	year, month := x.Year(), x.Month()
	for range p.N {
		if month++; month > time.December {
			year, month = year+1, time.January
		}
	}
	sum := time.Date(year, month, x.Day(), x.Hour(), x.Minute(), x.Second(), x.Nanosecond(), time.UTC)
	if sum.Month() != month { // there is no such day
		return time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC)
	}
	return sum
}

// dated are the distinct instants of a customer's logins as of AsOf, latest
// first (S1).
func (m model) dated(id customer.ID) (all []time.Time) {
	for _, l := range m.facts.Logins {
		twice := slices.ContainsFunc(all, l.At.Equal)
		if l.Customer == id && m.past(l.At) && !twice {
			all = append(all, l.At)
		}
	}
	slices.SortFunc(all, func(a, b time.Time) int { return b.Compare(a) })
	return all
}

func (m model) loggedIn(id customer.ID) bool {
	return slices.ContainsFunc(m.facts.Logins, func(l customer.Login) bool { return l.Customer == id && m.knows(l.At) })
}

// threshold is "more than n within p".
type threshold struct {
	n int
	p calendar.Period
}

// thresholds are those of S1, S2 and S3, or the policy's own (S6).
func (m model) thresholds() (very, active threshold, sleeper calendar.Period) {
	very, active, sleeper = threshold{1, calendar.Period{N: 7}}, threshold{1, calendar.Period{N: 30}}, calendar.Period{N: 3, Unit: calendar.Month}
	if p := m.q.Policy.VeryActive; p != (customer.Frequency{}) {
		very = threshold{p.MoreThan, p.Within}
	}
	if p := m.q.Policy.Active; p != (customer.Frequency{}) {
		active = threshold{p.MoreThan, p.Within}
	}
	if p := m.q.Policy.Sleeper; p.N != 0 {
		sleeper = p
	}
	return very, active, sleeper
}

// alive is how many of the instants are within the last p as of t.
func alive(all []time.Time, p calendar.Period, t time.Time) (n int) {
	for _, x := range all {
		if !x.After(t) && t.Before(plus(x, p)) {
			n++
		}
	}
	return n
}

// statusAt is the status of somebody with these logins (S1–S4).
func (m model) statusAt(all []time.Time, t time.Time) customer.Status {
	very, active, sleeper := m.thresholds()
	switch {
	case alive(all, very.p, t) > very.n:
		return customer.VeryActive
	case alive(all, active.p, t) > active.n:
		return customer.Active
	case alive(all, sleeper, t) == 0:
		return customer.Sleeper
	}
	return customer.Quiet
}

// until is the first instant at which another status holds (S7), by trying
// every instant at which some login's life ends, and the ones beside it.
func (m model) until(all []time.Time) time.Time {
	very, active, sleeper := m.thresholds()
	var instants []time.Time
	for _, x := range all {
		for _, p := range []calendar.Period{very.p, active.p, sleeper} {
			end := plus(x, p)
			instants = append(instants, end.Add(-1), end, end.Add(1))
		}
	}
	slices.SortFunc(instants, time.Time.Compare)
	now := m.statusAt(all, m.q.AsOf)
	for _, t := range instants {
		if t.After(m.q.AsOf) && m.statusAt(all, t) != now {
			return t
		}
	}
	return time.Time{}
}

// blankText: nothing is left after trimming white space (I3).
func blankText(s string) bool { return strings.TrimSpace(s) == "" }

func (m model) identity(c customer.Customer) customer.Identity {
	registered := c.SignedUp || m.loggedIn(c.ID) // I1
	if m.q.RequireSignIn {                       // I2
		registered = !blankText(string(c.Email)) || !blankText(c.Username)
		if c.Profile != customer.ProfileUnsaid {
			registered = c.Profile == customer.ProfileComplete
		}
	}
	if registered {
		return customer.Registered
	}
	return customer.Anonymous
}

func (m model) name(c customer.Customer) string {
	if m.identity(c) == customer.Registered {
		if !blankText(string(c.Email)) {
			return string(c.Email)
		}
		if !blankText(c.Username) {
			return c.Username
		}
	}
	return "Anonymous user"
}

func (m model) consent(c customer.Customer) customer.Shown {
	switch {
	case !m.q.ConsentPopup:
		return customer.NotShown
	case c.EmailConsent.Answer == customer.Granted && m.knows(c.EmailConsent.At):
		return customer.ShownYes
	}
	return customer.ShownNo
}

func (m model) created(c customer.Customer) time.Time {
	if m.past(c.CreatedAt) {
		return c.CreatedAt
	}
	return time.Time{}
}

// lastUse is the latest thing that the customer did (L8).
func (m model) lastUse(id customer.ID) (last time.Time) {
	use := func(owner customer.ID, at time.Time) {
		if owner == id && m.past(at) && at.After(last) {
			last = at
		}
	}
	for _, l := range m.facts.Logins {
		use(l.Customer, l.At)
	}
	for _, f := range m.facts.Messages {
		if f.Direction == customer.In {
			use(f.Customer, f.At)
		}
	}
	for _, a := range m.facts.Actions {
		if a.Kind != customer.Push {
			use(a.Customer, a.At)
		}
	}
	for _, o := range m.facts.Orders {
		switch {
		case m.past(o.VoidedAt):
		case m.past(o.PlacedAt):
			use(o.Customer, o.PlacedAt)
		default:
			use(o.Customer, o.PaidAt)
		}
	}
	return last
}

func (m model) actions(id customer.ID, k customer.ActionKind) (n int) {
	for _, a := range m.facts.Actions {
		if a.Customer == id && a.Kind == k && m.knows(a.At) {
			n++
		}
	}
	return n
}

// byMissing puts missing values last, both ways, and then compares (L2).
func byMissing(a, b bool, descending bool, c int) int {
	switch {
	case a && b:
		return 0
	case a:
		return 1
	case b:
		return -1
	case descending:
		return -c
	}
	return c
}

// compareTexts is by bytes; empty is missing.
func compareTexts(a, b string, descending bool) int {
	return byMissing(a == "", b == "", descending, slices.Compare([]byte(a), []byte(b)))
}

func compareTimes(a, b time.Time, descending bool) int {
	return byMissing(a.IsZero(), b.IsZero(), descending, a.Compare(b))
}

func compareNumbers(a, b int, descending bool) int {
	return byMissing(false, false, descending, cmp.Compare(a, b))
}
