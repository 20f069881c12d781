package meta

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// The bounds of a body (N7). Meta puts up to 1,000 events into one.
const (
	MaxBytes  = 4 << 20 // the size of the largest body that is read, in bytes
	MaxEvents = 1000    // of every kind, taken, ignored and rejected together
)

// Decode reads one body of the webhook, to its end, event by event (N7). The
// package's documentation shows what a body looks like. Decode takes the opt-ins
// of type notification_messages, counts every other event as ignored, and rejects
// an opt-in of that type that it cannot understand. Whatever becomes of one event,
// the others stand.
//
// Decode does not check the signature (N9); Handler does. It reads at most
// MaxBytes and one byte.
//
// The errors are ErrTooLarge, ErrSyntax, ErrTooMany and those of the reader. On
// an error the delivery is the zero value.
func Decode(r io.Reader) (Delivery, error) {
	body, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Delivery{}, fmt.Errorf("meta: reading the body: %w", err)
	}
	if len(body) > MaxBytes {
		return Delivery{}, ErrTooLarge
	}
	return decode(body)
}

func decode(body []byte) (Delivery, error) {
	if !utf8.Valid(body) || !json.Valid(body) {
		return Delivery{}, ErrSyntax
	}
	v := newValue(body)
	if !v.isObject() {
		return Delivery{}, ErrSyntax
	}
	d := decoder{}
	d.other, d.wrong = objectOf(v)
	d.body(v)
	if d.full() {
		return Delivery{}, ErrTooMany
	}
	return d.batch, nil
}

// objectOf reports whether a body is about another object than a page, such as
// instagram, and what is wrong if it does not say.
func objectOf(v value) (other bool, wrong error) {
	wrong = ErrMissing
	for name, object := range v.fields() {
		if string(name) != "object" {
			continue
		}
		if !errors.Is(wrong, ErrMissing) {
			return false, ErrDuplicate
		}
		var s string
		s, wrong = object.text()
		other = wrong == nil && s != "page"
	}
	return other, wrong
}

// decoder reads one body, and stops as soon as it has more than MaxEvents events.
type decoder struct {
	batch Delivery
	other bool  // the body is about another object
	wrong error // what is wrong with the name of the object
}

// full reports whether the body has more than MaxEvents events.
func (d *decoder) full() bool {
	return len(d.batch.Events)+d.batch.Ignored+len(d.batch.Rejected) > MaxEvents
}

// reject notes a field that cannot be understood. What is in another object is
// not ours to understand.
func (d *decoder) reject(err *FieldError) {
	switch {
	case d.other:
		d.batch.Ignored++
	case !d.full():
		d.batch.Rejected = append(d.batch.Rejected, err)
	}
}

// body reads the entries. What should be a list of them and is not could hold
// opt-ins, so it is rejected.
func (d *decoder) body(v value) {
	for name, entries := range v.fields() {
		if string(name) != "entry" || entries.isNull() {
			continue
		}
		if !entries.isArray() {
			d.reject(&FieldError{"entry", ErrType})
		}
		for i, entry := range entries.items() {
			if d.full() {
				return
			}
			d.entry(i, entry)
		}
	}
}

// entry reads what happened on one page.
func (d *decoder) entry(i int, v value) {
	if !v.isObject() {
		d.reject(&FieldError{fmt.Sprintf("entry[%d]", i), ErrType})
		return
	}
	for name, events := range v.fields() {
		switch {
		case events.isNull():
		case string(name) == "messaging":
			d.messaging(i, events)
		case string(name) == "standby", string(name) == "changes":
			d.ignore(events)
		}
	}
}

// messaging reads the events of one entry.
func (d *decoder) messaging(i int, v value) {
	if !v.isArray() {
		d.reject(&FieldError{fmt.Sprintf("entry[%d].messaging", i), ErrType})
		return
	}
	for j, event := range v.items() {
		switch {
		case d.full():
			return
		case d.other || !ofType(event):
			d.batch.Ignored++
		default:
			d.event(fmt.Sprintf("entry[%d].messaging[%d]", i, j), event)
		}
	}
}

// ignore counts the events of a list that never holds an opt-in for this app.
func (d *decoder) ignore(v value) {
	if !v.isArray() {
		d.batch.Ignored++
	}
	for range v.items() {
		if d.full() {
			return
		}
		d.batch.Ignored++
	}
}

// event takes or rejects one opt-in of the type.
func (d *decoder) event(path string, v value) {
	if d.wrong != nil {
		d.reject(&FieldError{"object", d.wrong})
		return
	}
	e, err := readEvent(path, v)
	if err != nil {
		d.reject(err)
		return
	}
	d.batch.Events = append(d.batch.Events, e)
}

// ofType reports whether an event is an opt-in of type notification_messages. Of
// fields that come twice, one suffices.
func ofType(event value) bool {
	for name, optin := range event.fields() {
		if string(name) != "optin" {
			continue
		}
		for name, v := range optin.fields() {
			if string(name) != "type" || !v.isText() {
				continue
			}
			if s, err := v.text(); err == nil && s == "notification_messages" {
				return true
			}
		}
	}
	return false
}
