package gdpr

import (
	"errors"
	"fmt"
)

// The conditions of this package. None of them, and no error that wraps them,
// holds personal data (G6).
var (
	ErrRegistry   = errors.New("gdpr: the registry needs an identity holder and valid, different names")
	ErrSubject    = errors.New("gdpr: a subject without an ID")
	ErrRequest    = errors.New("gdpr: not a request, or its ID belongs to one with another subject or address")
	ErrEarlier    = errors.New("gdpr: an instant before the request was carried out")
	ErrCustomers  = errors.New("gdpr: whether an address is one customer's alone is unknown: the registry has no Customers")
	ErrForeign    = errors.New("gdpr: a record of another subject")
	ErrRecord     = errors.New("gdpr: a record without kind or origin, or with a field that cannot be written")
	ErrCount      = errors.New("gdpr: the count is not what was collected")
	ErrRetention  = errors.New("gdpr: retained without a reason, or without a date to come")
	ErrChanged    = errors.New("gdpr: the records changed while they were exported")
	ErrErasing    = errors.New("gdpr: the subject is being erased")
	ErrLeft       = errors.New("gdpr: something is left")
	ErrPanic      = errors.New("gdpr: a holder, a store or a writer panicked")
	ErrMode       = errors.New("gdpr: no such mode of export")
	ErrCensus     = errors.New("gdpr: a field that is not classified")
	ErrSuppressed = errors.New("gdpr: the subject was erased")
	ErrKey        = errors.New("gdpr: invalid key")
	ErrKeyedHash  = errors.New("gdpr: not a keyed hash")
	ErrStores     = errors.New("gdpr: erasure needs keys, a journal and tombstones")
	ErrNotFound   = errors.New("gdpr: no such unfinished request")
	ErrReceipt    = errors.New("gdpr: a receipt comes of a verification alone")
	ErrInUse      = errors.New("gdpr: the file is open already, here or in another process")
	ErrReplace    = errors.New("gdpr: a journal that cannot be written anew")
	ErrClosed     = errors.New("gdpr: the file is closed, or broke; open it again")
)

// Error says what failed and in which holder. Neither its text nor anything that prints it
// shows the cause, except a condition of this package: the error of a storage often quotes
// the row that it failed on (G6). errors.Is and errors.As find the cause.
type Error struct {
	Op     string // "collecting", "counting", "erasing", "the journal", …
	Holder Name   // empty if it was none
	cause  func() error
}

// fail wraps what came from outside. A nil error stays nil.
func fail(op string, holder Name, err error) error {
	if err == nil {
		return nil
	}
	return &Error{op, holder, func() error { return err }}
}

// Error names the operation and the holder, and a cause of this package.
func (e *Error) Error() string {
	text := "gdpr: " + e.Op + " failed"
	if e.Holder != "" {
		text = fmt.Sprintf("gdpr: %s in %q failed", e.Op, string(e.Holder))
	}
	for _, own := range []error{ErrForeign, ErrRecord, ErrCount, ErrRetention, ErrChanged, ErrLeft, ErrPanic, ErrClosed, ErrReplace} {
		if e.Is(own) {
			return text + ": " + own.Error()[len("gdpr: "):]
		}
	}
	return text
}

// Is finds the cause.
func (e *Error) Is(target error) bool { return e.cause != nil && errors.Is(e.cause(), target) }

// As finds the cause.
func (e *Error) As(target any) bool { return e.cause != nil && errors.As(e.cause(), target) }
