package customer

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Query is a question about customers. Its zero fields are the defaults that
// are named, except AsOf, without which every question is an error (T1).
type Query struct {
	// AsOf is the instant that everything is told as of: later facts are not
	// known yet (T2).
	AsOf time.Time

	// Location is where civil dates are (T5): of RevenueTrend's buckets. Nil is
	// UTC; time.Local is refused (T6).
	Location *time.Location

	Policy        Policy // of activity status (S6); zero is S1–S3
	RequireSignIn bool   // the app requires sign-in (I2)
	ConsentPopup  bool   // the consent popup is enabled, so that consent is shown (L9)

	Filter Filter // of List: zero passes all (L4)
	Sort   Sort   // of List: zero is by status, best first (L3)

	// Limit is the size of List's page; zero is everything on one page. After
	// is where the page before ended (L5); nil is the beginning. Pages concatenate
	// if nothing but After changes between them, AsOf neither.
	Limit int
	After *Cursor
}

// LogValue is the question in words, without what After holds. JSON has the
// whole question, so that a host can store it.
func (q Query) LogValue() slog.Value {
	type fields Query
	return slog.StringValue(fmt.Sprintf("%+v", fields(q)))
}

// Check says what is wrong with the question: calendar.ErrAsOf,
// calendar.ErrLocal, ErrPolicy, ErrQuery, ErrCurrency, ErrAmount.
func (q *Query) Check() error {
	if err := calendar.Check(q.AsOf, q.Location); err != nil {
		return err
	}
	if err := q.Policy.Check(); err != nil {
		return err
	}
	if q.Limit < 0 {
		return fmt.Errorf("%w: a page of %d customers", ErrQuery, q.Limit)
	}
	if err := q.Filter.check(); err != nil {
		return err
	}
	if err := q.Sort.check(); err != nil {
		return err
	}
	if !q.After.start() && q.After.order != q.Sort.named() {
		return fmt.Errorf("%w: the cursor is of another order", ErrQuery)
	}
	return nil
}

// now is what the rules need of the question for every login and message.
func (q *Query) now() now { return now{q.AsOf, q.AsOf.Unix(), q.Policy.logins()} }

type now struct {
	asOf   time.Time
	unix   int64 // of asOf: seconds decide almost always
	logins int   // how many of the latest to keep
}

// knows reports whether a thing has happened, or has no date (T2, T7).
func (n *now) knows(at time.Time) bool { return at.Unix() < n.unix || !isAfter(at, n.asOf) }

// happened reports whether a dated thing has happened (T2).
func (n *now) happened(at time.Time) bool {
	if s := at.Unix(); s > never.sec && s < n.unix {
		return true
	}
	return happened(at, n.asOf)
}

// The conditions of this package besides those of orders and policies.
var (
	ErrQuery    = errors.New("customer: no such question")
	ErrNotFound = errors.New("customer: no such customer")
	ErrNoID     = errors.New("customer: a customer without an ID")
)

// DuplicateError says that a repository yielded a customer twice. It names the
// ID, and nothing else of the customer.
type DuplicateError struct{ ID ID }

func (e *DuplicateError) Error() string {
	return fmt.Sprintf("customer: %q came twice", string(e.ID))
}
