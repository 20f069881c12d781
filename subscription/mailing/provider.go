package mailing

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/base/word"
)

// Provider is one list of one mailing service (M1). Package mailingtest checks
// what it owes:
//
//   - Name is the same for the same list, ever: acknowledgements go by it.
//   - Members yields everyone on the list whom the service knows, unsubscribed
//     ones too, at most once by key. On failure it yields the error once,
//     with a zero Member, and stops.
//   - Push carries out the changes, as it is ranged over, and yields one
//     Outcome for each change that the service accepted or refused, in any
//     order, never for one that it has not. A change without an Outcome may or
//     may not have happened. An Outcome with an Err is one member's, and so is
//     whatever a call about one member ends with, a repeated 5xx included: the
//     rest goes on. An error as the second value is everyone's (the
//     credentials, the rate, a limit of the account): it comes once, with a
//     zero Outcome, and Push stops. Left early, it sends no more.
//   - A refusal that will stay until the address or the name changes is
//     ErrRefused. It is remembered, and the change is not tried again (M6).
//   - A change that was carried out before is accepted again, and changes
//     nothing (M6).
//   - An Add or Update never makes a member mailable who is suppressed, unless
//     Change.Overcomes says so of how they stand now (M5): else it is
//     ErrSuppressed, with the State Cleaned if that is why. The service is asked
//     again, before every further try too: a Change can be old. Where it does
//     not tell since when they stand so, no further try is safe.
//   - The Outcome of an Unsubscribe that took somebody off the list tells since
//     when they stand so, as Members does from then on; else an unsubscribe of a
//     sync passes for the person's own opt-out (M5).
//   - If the service would take an address for another one's (I4), nothing is
//     done, and an Add or Update is ErrAddress.
//   - An Unsubscribe of somebody who is not on the list is accepted and adds
//     nobody.
//   - When ctx is done it stops soon and yields ctx's error.
//   - No error shows an address.
type Provider interface {
	Name() string
	Members(ctx context.Context) iter.Seq2[Member, error]
	Push(ctx context.Context, changes []Change) iter.Seq2[Outcome, error]
}

// Eraser is an optional ability of a provider: it forgets an address for good, wherever the
// service has it. If the service does not have the address, it returns nil.
type Eraser interface {
	Erase(ctx context.Context, address Secret) error
}

// State is how somebody stands on a list.
type State uint8

// The states. Only Subscribed and Pending can come to be sent something.
const (
	Absent       State = iota // the list does not have them
	Subscribed                // is sent mail
	Pending                   // is asked by the service to confirm
	Unsubscribed              // by themselves, by the shop or by a sync
	Complained                // reported a mail as spam
	Cleaned                   // bounces, or is blocked: no consent mends that
)

var stateWords = word.Set[State]{Of: "mailing: state", Words: []string{"absent", "subscribed", "pending", "unsubscribed", "complained", "cleaned"}}

// String returns the state in words.
func (s State) String() string { return stateWords.String(s) }

// MarshalText writes what String returns. A value without a word is an error.
func (s State) MarshalText() ([]byte, error) { return stateWords.Marshal(s) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (s *State) UnmarshalText(text []byte) error { return stateWords.Unmarshal(text, s) }

// Mailable reports whether mail is sent, or will be once confirmed.
func (s State) Mailable() bool { return s == Subscribed || s == Pending }

// Suppressed reports whether the person is not to be mailed (M5).
func (s State) Suppressed() bool { return s == Unsubscribed || s == Complained || s == Cleaned }

// Member is how somebody stands on a provider's list.
type Member struct {
	Key   Secret // the comparison key (KeyOf)
	State State

	// Since is when they came to stand so, or later, never earlier; zero is
	// unknown.
	Since time.Time
}

// Outcome is what a provider says of one change.
type Outcome struct {
	ID    ChangeID
	State State // how the member stands now; only if Err is nil, or Cleaned
	Err   error // the change failed or was refused

	// Since is since when the member stands so, by the service's clock, if this
	// Unsubscribe took them off the list; zero is unknown, or that they were off
	// it before.
	Since time.Time
}

// MarshalText returns an error that names what to send in place of it: JSON would lose
// Err.
func (Outcome) MarshalText() ([]byte, error) {
	return redact.Unsent("a mailing.Outcome", "its ID and State")
}

// The conditions that a provider reports.
var (
	ErrSuppressed = errors.New("mailing: the person is not to be mailed, and has given no newer consent")
	ErrProvider   = errors.New("mailing: the provider breaks its contract")
	ErrNoAnswer   = errors.New("mailing: the provider gave no answer")
	ErrAddress    = errors.New("mailing: the service would take the address for another one")
	ErrRefused    = errors.New("mailing: the service refuses the address or the name for good")
)

// Code is what a service's refusal amounts to, in words of this package: the
// service's own words repeat addresses. A host can store it as a number.
type Code uint8

// The codes.
const (
	CodeUnknown      Code = iota // none of the others
	CodeAddress                  // the address looks fake or invalid
	CodeBlocked                  // the service blocks the address or its domain
	CodeName                     // the name is not taken
	CodeForgotten                // erased for good at the service; only the person can sign up again
	CodeCompliance               // unsubscribed, bounced or under review; only the person can sign up again
	CodeTooManyLists             // the address signed up to too many lists lately
	CodeFields                   // the list requires a field that a sync does not send
	CodeContactLimit             // the account may have no more contacts
	CodeList                     // the list does not exist
	CodeExists                   // the list has the member already
)

var codeTexts = [...]string{
	"unknown", "invalid address", "blocked", "name not taken", "forgotten", "compliance", "too many lists", "missing field", "contact limit", "no such list", "exists already",
}

// String returns the code in words.
func (c Code) String() string {
	if int(c) < len(codeTexts) {
		return codeTexts[c]
	}
	return fmt.Sprintf("Code(%d)", uint8(c))
}

// verdict returns the error that the code stands for, or nil.
func (c Code) verdict() error {
	switch c {
	case CodeAddress, CodeBlocked, CodeName:
		return ErrRefused
	case CodeForgotten, CodeCompliance:
		return ErrSuppressed
	}
	return nil
}

// StatusError is a service's answer that is not a success. It names no member
// and shows none of the answer's text. errors.Is finds ErrRefused or ErrSuppressed
// in it if its Code stands for one of them.
type StatusError struct {
	Status int  // of HTTP
	Code   Code // what the answer amounts to, in our words

	RetryAfter time.Duration // what it asks to wait; zero if it does not say
}

func (e *StatusError) Error() string {
	if e.Code == CodeUnknown {
		return fmt.Sprintf("mailing: the service answered with status %d", e.Status)
	}
	return fmt.Sprintf("mailing: the service answered with status %d: %s", e.Status, e.Code)
}

// Is reports whether the code amounts to target.
func (e *StatusError) Is(target error) bool { return target != nil && target == e.Code.verdict() }

// ContactError is what went wrong with one contact.
type ContactError struct {
	Key   Secret
	cause func() error // behind a function, because fmt looks into fields
}

func newContactError(key Secret, err error) error {
	return &ContactError{key, func() error { return err }}
}

// Error names the contact's fingerprint, and the cause only if it is known to
// show no personal data: one of this package's, or the context's.
func (e *ContactError) Error() string {
	return "mailing: " + e.Key.Fingerprint() + ": " + safeText(e.cause())
}

// Is finds the cause. It does not unwrap, so that printing the chain shows nothing.
func (e *ContactError) Is(target error) bool { return errors.Is(e.cause(), target) }

// As finds the cause.
func (e *ContactError) As(target any) bool { return errors.As(e.cause(), target) }

// LogValue returns the error's text.
func (e *ContactError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// safeText returns what can be shown of an error that comes from elsewhere.
func safeText(err error) string {
	var status *StatusError
	if errors.As(err, &status) {
		return status.Error()
	}
	for _, known := range []error{
		ErrSuppressed, ErrProvider, ErrNoAnswer, ErrAddress, ErrRefused, ErrStale,
		context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "an error that is not shown, as it may name somebody"
}
