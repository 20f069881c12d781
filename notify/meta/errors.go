package meta

import (
	"errors"
	"strings"
)

// The conditions under which a whole body is refused. No error repeats a value
// (N8).
var (
	ErrTooLarge = errors.New("meta: the body is larger than MaxBytes")
	ErrSyntax   = errors.New("meta: the body is not a JSON object in UTF-8")
	ErrTooMany  = errors.New("meta: the body has more than MaxEvents events")
)

// The conditions under which one event is rejected. Each comes in a FieldError.
var (
	ErrMissing   = errors.New("meta: the field is missing")
	ErrDuplicate = errors.New("meta: the field comes twice")
	ErrType      = errors.New("meta: the value is of another type")
	ErrWord      = errors.New("meta: the value is not one of the words known")
	ErrInstant   = errors.New("meta: the value is no instant in seconds or milliseconds from 2001-09-09T01:46:40Z to 5138-11-16")
	ErrText      = errors.New("meta: the value is empty, too long or not of the characters allowed")
)

// FieldError names the field for which an event was rejected, and the condition,
// which errors.Is finds.
type FieldError struct {
	// Path is the field, such as "entry[0].messaging[2].optin.token_expiry_timestamp".
	// It holds names of Meta's format and positions, and nothing else of the
	// body (N8).
	Path string
	Err  error // one of the conditions of an event
}

// MarshalText writes what Error returns.
func (e *FieldError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// Error returns the path and the condition, and never a value (N8).
func (e *FieldError) Error() string {
	return "meta: " + e.Path + ": " + strings.TrimPrefix(e.Err.Error(), "meta: ")
}

// Unwrap returns the condition.
func (e *FieldError) Unwrap() error { return e.Err }
