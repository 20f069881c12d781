package mailing

import (
	"strings"
	"time"
	"unicode"

	"github.com/clientele-go/clientele/customer"
)

// standing is everything that is known of one key: what the shop says, what
// the provider acknowledged, and how it stands there.
type standing struct {
	contact
	key    Secret
	ack    Acknowledgement // zero if there is none
	member Member          // zero is absent
	asOf   time.Time
}

// decide is the rule of Plan for one key.
func (s *standing) decide() (Action, Reason) {
	if !s.consent.Granted() {
		return s.refused()
	}
	if !wellFormed(s.address.Reveal()) {
		return Skip, Malformed
	}
	action, reason := s.granted()
	if action != Skip && s.ack.Refusal.forGood(s.address, s.name) {
		return Skip, Refused
	}
	return action, reason
}

// refused decides where there is no consent (M3).
func (s *standing) refused() (Action, Reason) {
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
func (s *standing) granted() (Action, Reason) {
	switch s.member.State {
	case Cleaned:
		return Skip, Undeliverable
	case Unsubscribed, Complained:
		if !s.newer(s.member.Since) {
			return Skip, OptedOut
		}
	}
	switch {
	case s.ack.State == Unsubscribed && !s.newer(s.ack.Since):
		return Skip, OptedOut
	case s.ack.State.Mailable() && s.member.State == Absent && !s.newer(s.ack.Since):
		return Skip, Gone
	case s.ack.State.Mailable() && s.member.State.Mailable():
		if s.ack.Address != s.address || s.ack.Name != s.name {
			return Update, 0
		}
		return Skip, UpToDate
	}
	return Add, 0
}

// newer reports whether the consent is the person's own newer act (M5). What is
// unknown is not newer, and nothing is newer than what is unknown.
func (s *standing) newer(than time.Time) bool {
	return !than.IsZero() && s.consent.At.After(than)
}

// wellFormed refuses what no service takes as an address: without one part on
// each side of the last @, with white space or control characters, or too long.
func wellFormed(address string) bool {
	at := strings.LastIndexByte(address, '@')
	odd := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == unicode.ReplacementChar }
	return at > 0 && at < len(address)-1 && len(address) <= 254 && !strings.ContainsFunc(address, odd)
}
