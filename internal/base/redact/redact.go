// Package redact keeps personal data from being sent by accident.
package redact

import "errors"

// Unsent returns the error of a value that does not marshal itself: as JSON, XML or
// text. What names the value, and instead what to send in its place.
func Unsent(what, instead string) ([]byte, error) {
	return nil, errors.New(what + " does not marshal itself, because it holds more than may be sent: send " + instead)
}
