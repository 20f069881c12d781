package mailing

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/clientele-go/clientele/customer"
)

// standing is everything that is known of one key: what the shop says, what
// the provider acknowledged, how it stands there, and what that says against
// the people behind it.
type standing struct {
	contact
	key    Secret
	ack    Acknowledgement // zero if there is none
	member Member          // zero is absent
	asOf   time.Time

	own    against // what this key's list entry says against its people
	others against // what other keys' say against the customers of this one
}

// against is what a provider's list says against mailing somebody. Zero is
// nothing.
type against struct {
	optedOut time.Time // unsubscribed or complained: a dated no (M4, M5)
	gone     time.Time // removed by somebody: not a no, but not to be undone either (M5)
}

func (a against) none() bool { return a.optedOut.IsZero() && a.gone.IsZero() }

func (a against) and(b against) against {
	return against{latest(a.optedOut, b.optedOut), latest(a.gone, b.gone)}
}

// observe reads what the list says against the people behind the key.
func (s *standing) observe() {
	s.own = against{s.ack.OptedOut, s.ack.Gone}
	if s.optedOutThere() {
		var noted time.Time
		if s.ack.Told.IsZero() {
			noted = s.ack.OptedOut
		}
		s.own.optedOut = latest(s.own.optedOut, s.instant(s.member.Since, noted))
	}
	if s.goneThere() {
		s.own.gone = latest(s.own.gone, s.instant(time.Time{}, s.ack.Gone))
	}
}

// optedOutThere reports whether the member's state is the person's own opt-out,
// as opposed to an unsubscribe of an earlier sync: that one has the very instant
// that the provider told when it carried it out. In doubt it is the person's.
func (s *standing) optedOutThere() bool {
	switch s.member.State {
	case Complained:
		return true
	case Unsubscribed:
		ours := s.ack.State == Unsubscribed && !s.ack.Taken.IsZero() && s.ack.Taken.Equal(s.member.Since)
		return !ours
	}
	return false
}

// goneThere reports whether somebody removed the member at the provider.
func (s *standing) goneThere() bool { return s.ack.State.Mailable() && s.member.State == Absent }

// instant returns when the person opted out (M5). That is the time the provider
// gives, but not before the acknowledgement that it contradicts. If the
// provider gives no time, it is when a plan first saw the opt-out; an earlier
// sync may have noted this for another opt-out of unknown time.
func (s *standing) instant(told, noted time.Time) time.Time {
	switch {
	case !told.IsZero():
	case !noted.IsZero() && !noted.Before(s.ack.At):
		told = noted
	default:
		told = s.asOf
	}
	if s.ack.State.Mailable() {
		return latest(told, s.ack.At, s.ack.Since)
	}
	return told
}

// people returns the customers whom s.own concerns.
func (s *standing) people() []customer.ID {
	if s.optedOutThere() || s.goneThere() {
		return union(s.ack.Customers, s.owners)
	}
	return s.ack.Customers
}

// holds returns what counts against mailing this key. An opt-out at the
// provider is over if the member is mailable again, unless an acknowledged
// change of ours made them so. The refusal in the shop behind an unsubscribe of
// ours holds for the key alone: the ledger knows which customers it concerns.
func (s *standing) holds() against {
	own := s.own
	own.optedOut = latest(own.optedOut, s.ack.Refused)
	if s.member.State.Mailable() && !s.ack.At.After(own.optedOut) {
		own.optedOut = time.Time{}
	}
	return own.and(s.others)
}

// decide applies the rule of Plan to one key.
func (s *standing) decide() (Operation, Reason) {
	if !s.consent.Granted() {
		return s.refused()
	}
	action, reason := s.granted()
	switch {
	case action == Skip || action == Unsubscribe:
		return action, reason
	case !wellFormed(s.address.Reveal()):
		return Skip, Malformed
	case s.ack.Refusal.forGood(s.address, s.name):
		return Skip, Refused
	}
	return action, reason
}

// refused decides where there is no consent (M3).
func (s *standing) refused() (Operation, Reason) {
	switch {
	case s.member.State.Suppressed():
		return Skip, NotConsented
	case s.member.State.Mailable():
		// Somebody refused, or the upload may be ours though the
		// acknowledgement was lost; else it is none of our business.
		explicit := s.consent.Answer != customer.NotAsked
		if explicit || s.consent.GrantedOnce || s.ack.Revision > 0 {
			return Unsubscribe, 0
		}
	case s.ack.State.Mailable():
		return Unsubscribe, 0
	}
	return Skip, NotConsented
}

// granted decides where there is consent (M5).
func (s *standing) granted() (Operation, Reason) {
	no := s.holds()
	switch {
	case s.member.State == Cleaned:
		return Skip, Undeliverable
	case s.member.State.Mailable():
		return s.mailable(no.optedOut)
	case !s.newer(no.optedOut):
		return Skip, OptedOut
	case !s.newer(no.gone):
		return Skip, Gone
	}
	return Add, 0
}

// mailable decides where there is consent, and the member is on the list.
func (s *standing) mailable(optedOut time.Time) (Operation, Reason) {
	switch {
	case !s.newer(optedOut):
		if s.ack.State.Mailable() || !s.member.Since.After(optedOut) {
			return Unsubscribe, 0
		}
		return Skip, OptedOut // by other ways, since
	case !s.ack.State.Mailable():
		return Add, 0
	case s.ack.Address != s.address || s.ack.Name != s.name:
		return Update, 0
	}
	return Skip, UpToDate
}

// newer reports whether the consent is the person's own newer act (M5): after
// what counts against it, if there is anything. An undated one never is.
func (s *standing) newer(than time.Time) bool {
	return than.IsZero() || s.consent.At.After(than)
}

// change returns the change to send.
func (s *standing) change(a Operation) Change {
	c := Change{Operation: a, Key: s.key, Address: s.address, Name: s.name, Since: s.consent.At, revision: s.ack.Revision}
	if a != Unsubscribe {
		c.Source = s.consent.Source
		if s.member.State.Suppressed() {
			c.Over = s.member
		}
		return c
	}
	switch {
	case s.consent.Granted():
		c.no = s.holds().optedOut
	case s.consent.Answer != customer.NotAsked && s.consent.At.IsZero():
		c.no = s.asOf
	default:
		c.no = s.consent.At // zero if nobody was asked: this is not the person's own
	}
	c.Since = c.no
	if c.no.IsZero() {
		c.Since = s.asOf
	}
	return c
}

// noted returns the acknowledgement with what this plan saw of the list, for
// Apply to record (M5): an opt-out and the customers it concerns, who is behind
// the key now, and a newer consent that finds the member still on the list.
func (s *standing) noted(up bool) Acknowledgement {
	a := s.ack
	a.OptedOut, a.Gone = s.own.optedOut, s.own.gone
	if s.optedOutThere() {
		a.Told = s.member.Since
	}
	switch {
	case !s.own.none() && up:
		a.Customers = union(s.people(), s.owners)
	case !s.own.none():
		a.Customers = s.people()
	case up:
		a.Customers = s.owners
	}
	if up && s.consent.At.After(a.Since) {
		a.Since, a.At = s.consent.At, s.asOf
	}
	return a
}

// latest returns the latest of some instants; zero times are ignored.
func latest(all ...time.Time) time.Time { return slices.MaxFunc(all, time.Time.Compare) }

// union returns the elements of both slices, sorted, each once.
func union(a, b []customer.ID) []customer.ID {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// wellFormed refuses what no service takes as an address: without one part on
// each side of the last @, with white space or control characters, or too long.
func wellFormed(address string) bool {
	at := strings.LastIndexByte(address, '@')
	odd := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == unicode.ReplacementChar }
	return at > 0 && at < len(address)-1 && len(address) <= 254 && !strings.ContainsFunc(address, odd)
}
