package customer

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// ErrFact reports a bad fact: one that no rule can count, such as an order in no
// currency. Every *FactError is an ErrFact, and no error of a question is.
var ErrFact = errors.New("customer: a bad fact")

// FactError names a bad fact. The questions of every wing return one, or pass it to
// Run.LeaveOut. A repository may yield one in place of a fact that it cannot make.
//
// It prints the place, and the cause only if the cause is of this library: the cause
// of a host can have the value in its text.
type FactError struct {
	Kind string // of the fact: "customer", "order", "refund", "action", "notification", "opt-in"; a repository may have others
	ID   string // that names the fact: the order's, the refund's, the notification's (of an opt-in too), else the customer's
	Of   string // of a refund: the ID of its order
	Err  error  // the cause: ErrRefund, ErrRefundTwice, ErrKind, ErrCurrency, ErrAmount, ErrNoID, a *DuplicateError, of a wing, or of a host
}

// Error returns the place and the reason.
func (e *FactError) Error() string {
	if e.Of != "" {
		return fmt.Sprintf("%s %q of order %q: %s", e.Kind, e.ID, e.Of, e.Reason())
	}
	return fmt.Sprintf("%s %q: %s", e.Kind, e.ID, e.Reason())
}

// Reason returns the words of the cause if it is of this library, and otherwise
// "cannot be read".
func (e *FactError) Reason() string {
	what := redact.Condition("cannot be read")
	_ = errors.As(e.Err, &what)
	return string(what)
}

// Is reports whether the target is ErrFact.
func (e *FactError) Is(target error) bool { return target == ErrFact }

// Unwrap returns the cause.
func (e *FactError) Unwrap() error { return e.Err }

// Format prints what Error returns, whatever the verb, so that no verb shows the
// words of a host's cause.
func (e *FactError) Format(f fmt.State, _ rune) { fmt.Fprint(f, e.Error()) }

// MarshalText returns an error that names what to send in place of it: JSON would lose
// Err.
func (*FactError) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.FactError", "an export.LeftOutRow")
}

// compare orders by kind, place and cause, so that the order of facts does not matter.
func (e *FactError) compare(o *FactError) int {
	return cmp.Or(cmp.Compare(e.Kind, o.Kind), cmp.Compare(e.Of, o.Of), cmp.Compare(e.ID, o.ID), cmp.Compare(e.Error(), o.Error()))
}

// factErrors is what is wrong with one fact.
type factErrors []*FactError

// Error returns the first one.
func (es factErrors) Error() string { return es[0].Error() }

// Unwrap returns the errors that were joined.
func (es factErrors) Unwrap() []error {
	all := make([]error, len(es))
	for i, e := range es {
		all[i] = e
	}
	return all
}

// err returns nil if nothing is wrong.
func (es factErrors) err() error {
	switch len(es) {
	case 0:
		return nil
	case 1:
		return es[0]
	}
	return es
}

// badFacts returns what an error says of facts. It is nil if the error is, or also is,
// about something else.
func badFacts(err error) factErrors {
	switch e := err.(type) { // not errors.As: what wraps it can hold another failure
	case *FactError:
		return factErrors{e}
	case factErrors:
		return e
	}
	return nil
}

// LeftOut is the bad facts that a report does without, because Run.LeaveOut took
// them. The zero LeftOut is none, and the identity of Merge.
type LeftOut struct {
	Count int

	// First are at most 100 of them: the first ones by kind, by the refund's order,
	// and by ID, in the order of bytes. They are the same for any number of workers.
	First []*FactError
}

// mostLeftOut is how many bad facts a report names.
const mostLeftOut = 100

// Add adds one bad fact.
func (l *LeftOut) Add(e *FactError) { l.Merge(LeftOut{1, []*FactError{e}}) }

// Merge adds the bad facts of another part. It is associative and commutative.
// Afterwards, a change of one does not change the other.
func (l *LeftOut) Merge(o LeftOut) {
	l.Count += o.Count
	if len(o.First) == 0 {
		return
	}
	if n := len(l.First); n == mostLeftOut && len(o.First) == 1 && l.First[n-1].compare(o.First[0]) <= 0 {
		return // as most are, if there are very many
	}
	all := slices.Concat(l.First, o.First)
	slices.SortStableFunc(all, (*FactError).compare)
	l.First = all[:min(len(all), mostLeftOut)]
}
