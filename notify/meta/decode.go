package meta

import (
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/clientele-go/clientele/notify"
)

// MaxBytes is the size of the largest body that is read, in bytes. Meta puts up
// to 1,000 events into one.
const MaxBytes = 4 << 20

// Decode reads one body of the webhook, to its end (N7). What it must look like
// is in the package's documentation. Events that are no opt-ins are ignored and
// counted. An opt-in of another type than notification_messages is an error,
// as everything else that is not known is.
//
// It reads at most MaxBytes and one byte. To verify the signature, have a hash
// read along (io.TeeReader), or keep the bytes.
//
// The errors are ErrTooLarge, ErrSyntax, a FieldError, and the reader's; on one
// the batch is the zero value.
func Decode(r io.Reader) (Batch, error) {
	body, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Batch{}, fmt.Errorf("meta: reading the body: %w", err)
	}
	if len(body) > MaxBytes {
		return Batch{}, ErrTooLarge
	}
	if !utf8.Valid(body) || !json.Valid(body) {
		return Batch{}, ErrSyntax
	}
	var b Batch
	if err := b.body(value{raw: body}); err != nil {
		return Batch{}, err
	}
	return b, nil
}

func (b *Batch) body(v value) error {
	fields, err := v.object()
	if err != nil {
		return err
	}
	var object, entry bool
	for _, f := range fields {
		switch f.name {
		case "object":
			object = true
			if s, err := f.text(); err != nil {
				return err
			} else if s != "page" {
				return f.error(ErrWord)
			}
		case "entry":
			entry = true
			if err := each(f.value, b.entry); err != nil {
				return err
			}
		default:
			return f.error(ErrUnknown)
		}
	}
	switch {
	case !object:
		return v.missing("object")
	case !entry:
		return v.missing("entry")
	}
	return nil
}

// each reads every value of an array.
func each(v value, read func(value) error) error {
	items, err := v.array()
	for i := 0; i < len(items) && err == nil; i++ {
		err = read(items[i])
	}
	return err
}

// entry reads what happened on one page.
func (b *Batch) entry(v value) error {
	fields, err := v.object()
	if err != nil {
		return err
	}
	events := false
	for _, f := range fields {
		switch f.name {
		case "id":
			_, err = f.code()
		case "time":
			_, err = f.instant()
		case "messaging":
			events, err = true, each(f.value, b.messaging)
		case "standby", "changes":
			events, err = true, each(f.value, func(value) error { b.Ignored++; return nil })
		default:
			err = f.error(ErrUnknown)
		}
		if err != nil {
			return err
		}
	}
	if !events {
		return v.missing("messaging")
	}
	return nil
}

// messaging reads one event, and ignores it if it is no opt-in.
func (b *Batch) messaging(v value) error {
	fields, err := v.object()
	if err != nil {
		return err
	}
	var optin *field
	for i := range fields {
		if fields[i].name == "optin" {
			optin = &fields[i]
		}
	}
	if optin == nil {
		b.Ignored++
		return nil
	}
	var e Event
	for _, f := range fields {
		switch f.name {
		case "sender":
			e.User, err = f.party()
		case "recipient":
			e.Page, err = f.party()
		case "timestamp":
			e.At, err = f.instant()
		case "optin":
			err = e.optin(f.value)
		default:
			err = f.error(ErrUnknown)
		}
		if err != nil {
			return err
		}
	}
	switch {
	case e.User == "":
		return v.missing("sender")
	case e.Page == "":
		return v.missing("recipient")
	case e.At.IsZero():
		return v.missing("timestamp")
	}
	b.Events = append(b.Events, e)
	return nil
}

// party reads {"id": …}.
func (v value) party() (id string, err error) {
	fields, err := v.object()
	if err != nil {
		return "", err
	}
	for _, f := range fields {
		if f.name != "id" {
			return "", f.error(ErrUnknown)
		}
		if id, err = f.code(); err != nil {
			return "", err
		}
	}
	if id == "" {
		return "", v.missing("id")
	}
	return id, nil
}

// optin reads what is said of the opt-in itself.
func (e *Event) optin(v value) error {
	fields, err := v.object()
	if err != nil {
		return err
	}
	if err := ofType(v, fields); err != nil {
		return err
	}
	for _, f := range fields {
		if err := e.field(f); err != nil {
			return err
		}
	}
	if e.Token.IsZero() && e.Kind != Stopped {
		return v.missing("notification_messages_token")
	}
	return nil
}

// ofType checks the type first: of another one, the fields are others too.
func ofType(v value, fields []field) error {
	for _, f := range fields {
		if f.name != "type" {
			continue
		}
		s, err := f.text()
		if err == nil && s != "notification_messages" {
			err = f.error(ErrWord)
		}
		return err
	}
	return v.missing("type")
}

func (e *Event) field(f field) (err error) {
	switch f.name {
	case "type": // read already
	case "notification_messages_token":
		var token string
		token, err = f.code()
		e.Token = notify.NewToken(token)
	case "notification_messages_frequency":
		e.Frequency, err = word(f.value, map[string]notify.PushFrequency{
			"DAILY": notify.Daily, "WEEKLY": notify.Weekly, "MONTHLY": notify.Monthly,
		})
	case "notification_messages_status":
		e.Kind, err = word(f.value, map[string]EventKind{
			"STOP NOTIFICATIONS": Stopped, "RESUME NOTIFICATIONS": Resumed,
		})
	case "user_token_status":
		e.Refreshed, err = word(f.value, map[string]bool{"REFRESHED": true, "NOT REFRESHED": false})
	case "token_expiry_timestamp":
		e.ExpiresAt, err = f.instant()
	case "notification_messages_timezone":
		e.Timezone, err = f.text()
	case "title":
		e.Title, err = f.text()
	case "payload":
		e.Payload, err = f.text()
	case "topic":
		e.Topic, err = f.text()
	default:
		err = f.error(ErrUnknown)
	}
	return err
}
