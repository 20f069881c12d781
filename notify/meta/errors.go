package meta

import (
	"errors"
	"strings"
)

// The conditions under which a body is refused. No error repeats a value (N8).
var (
	ErrTooLarge = errors.New("meta: the body is larger than MaxBytes")
	ErrSyntax   = errors.New("meta: the body is not JSON in UTF-8")

	// Those of one field come as a FieldError.
	ErrMissing   = errors.New("meta: the field is missing")
	ErrUnknown   = errors.New("meta: the field is not known")
	ErrDuplicate = errors.New("meta: the field comes twice")
	ErrType      = errors.New("meta: the value is of another type")
	ErrWord      = errors.New("meta: the value is not one of the words known")
	ErrInstant   = errors.New("meta: the value is no instant in seconds or milliseconds from 2001-09-09T01:46:40Z to 5138-11-16")
	ErrText      = errors.New("meta: the value is empty, too long or not of the characters allowed")
)

// FieldError says which field of a body is wrong, and which of the conditions
// it is: errors.Is finds it.
type FieldError struct {
	// Path is the field: "entry[0].messaging[2].optin.title"; empty is the body
	// itself. The name of a field that is not known is only in it if it looks
	// like a name (up to 40 of a to z and "_"), and else "?": it could be
	// anything (N8).
	Path string
	Err  error // one of the conditions above
}

// Error is the path and the condition, and never a value (N8).
func (e *FieldError) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return "meta: " + e.Path + ": " + strings.TrimPrefix(e.Err.Error(), "meta: ")
}

// Unwrap is the condition.
func (e *FieldError) Unwrap() error { return e.Err }

// nameLike is the name of a field if it looks like one, and else "?".
func nameLike(key string) string {
	if key == "" || len(key) > 40 {
		return "?"
	}
	for _, c := range []byte(key) {
		if c != '_' && (c < 'a' || c > 'z') {
			return "?"
		}
	}
	return key
}
