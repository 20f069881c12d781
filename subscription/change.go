package subscription

import (
	"fmt"
	"time"

	"github.com/clientele-go/clientele/internal/base/word"
)

// ChangeKind is what a person did (U4).
type ChangeKind uint8

// The kinds of change.
const (
	Joined   ChangeKind = iota // the first dated join
	Left                       // the first marker after the latest join or return
	Returned                   // a join after the marker
)

var changeWords = word.Set[ChangeKind]{Of: "subscription: kind of change", Words: []string{"joined", "left", "returned"}}

// String returns the kind in words.
func (k ChangeKind) String() string { return changeWords.String(k) }

// MarshalText writes what String returns. A value without a word is an error.
func (k ChangeKind) MarshalText() ([]byte, error) { return changeWords.Marshal(k) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (k *ChangeKind) UnmarshalText(text []byte) error { return changeWords.Unmarshal(text, k) }

// MembershipChange is one change of a person's subscription: a flow of the trend (U4).
type MembershipChange struct {
	At     time.Time  // never zero: a fact without a date is no change (U5)
	Kind   ChangeKind // what they did
	Marker Marker     // why they left; zero otherwise
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (c MembershipChange) Format(f fmt.State, verb rune) {
	type fields MembershipChange
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(c))
}

// Changes returns the dated changes of the customer, in order of time (U4, U5, U6):
//
//   - Joined: the first dated join. After a join at an unknown time, which
//     precedes everything, there is none.
//   - Left: the first marker after the latest join or return. A marker before
//     the first join changes nothing, nor does one after another.
//   - Returned: a join dated after the marker. Nothing else overcomes a marker.
//
// At one instant a join comes before a marker: both happen, and unsubscribed wins.
// The trend counts these changes, but not those of a customer who is unsubscribed
// only by an undated marker; see MembershipState.
func (d *Digest) Changes() []MembershipChange { return d.appendChanges(nil) }

func (d *Digest) appendChanges(all []MembershipChange) []MembershipChange {
	js, ms := joins().Sorted(d.Joins, new([]time.Time)), markers().Sorted(d.Markers, new([]Marker))
	const unknown, enrolled, left = 0, 1, 2
	state := unknown
	for len(js) > 0 && js[0].IsZero() {
		state, js = enrolled, js[1:]
	}
	for len(ms) > 0 && ms[0].At.IsZero() {
		ms = ms[1:]
	}
	for len(js) > 0 || len(ms) > 0 {
		if len(ms) == 0 || len(js) > 0 && !js[0].After(ms[0].At) {
			switch state {
			case unknown:
				all = append(all, MembershipChange{At: js[0], Kind: Joined})
			case left:
				all = append(all, MembershipChange{At: js[0], Kind: Returned})
			}
			state, js = enrolled, js[1:]
			continue
		}
		if state == enrolled {
			all = append(all, MembershipChange{ms[0].At, Left, ms[0]})
			state = left
		}
		ms = ms[1:]
	}
	return all
}

// Standing is whether somebody is enrolled (U2).
type Standing uint8

// The standings.
const (
	Unknown      Standing = iota // not a member, as far as is known
	Enrolled                     // a member without a marker in force
	Unsubscribed                 // a member with a marker in force
)

var standingWords = word.Set[Standing]{Of: "subscription: standing", Words: []string{"unknown", "enrolled", "unsubscribed"}}

// String returns the standing in words.
func (s Standing) String() string { return standingWords.String(s) }

// MarshalText writes what String returns. A value without a word is an error.
func (s Standing) MarshalText() ([]byte, error) { return standingWords.Marshal(s) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (s *Standing) UnmarshalText(text []byte) error { return standingWords.Unmarshal(text, s) }

// MembershipState is how one customer stands, and why (U2, U5).
type MembershipState struct {
	Standing Standing // zero is Unknown

	// Since is the instant of the latest dated change. It is zero if there is
	// none, and for somebody unsubscribed only by an undated marker.
	Since time.Time

	// By is the marker that unsubscribed them; zero if they are not unsubscribed.
	By Marker

	// Undated reports whether they are unsubscribed only by a marker without a
	// date, which no join overcomes (U5).
	Undated bool
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (s MembershipState) Format(f fmt.State, verb rune) {
	type fields MembershipState
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(s))
}

// Known reports whether the person is a known user: a member who joined as of AsOf,
// or at an unknown time (U2).
func (s MembershipState) Known() bool { return s.Standing != Unknown }

// State returns how the customer stands, as of the AsOf of the query that the digest was
// made for.
func (d *Digest) State() MembershipState {
	var buf [8]MembershipChange
	return d.state(d.appendChanges(buf[:0]))
}

// state returns where the changes have led, and what a marker without a date makes
// of it.
func (d *Digest) state(changes []MembershipChange) MembershipState {
	if len(d.Joins) == 0 {
		return MembershipState{}
	}
	s := MembershipState{Standing: Enrolled}
	if n := len(changes); n > 0 {
		last := changes[n-1]
		s.Since = last.At
		if last.Kind == Left {
			s.Standing, s.By = Unsubscribed, last.Marker
			return s
		}
	}
	if ms := markers().Sorted(d.Markers, new([]Marker)); len(ms) > 0 && ms[0].At.IsZero() {
		return MembershipState{Standing: Unsubscribed, By: ms[0], Undated: true}
	}
	return s
}
