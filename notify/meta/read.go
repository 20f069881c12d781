package meta

import (
	"slices"

	"github.com/clientele-go/clientele/notify"
)

// field is one known field of an object.
type field struct {
	path string
	value
}

func (f field) error(err error) *FieldError { return &FieldError{f.path, err} }

// known finds the fields of an object that have one of the names. A field that is
// null is a missing one. A known field that comes twice is an error.
func (f field) known(names ...string) (map[string]field, *FieldError) {
	if !f.isObject() {
		return nil, f.error(ErrType)
	}
	found, seen := map[string]field{}, map[string]bool{}
	for raw, v := range f.fields() {
		name := string(raw)
		if !slices.Contains(names, name) {
			continue
		}
		one := field{f.path + "." + name, v}
		if seen[name] {
			return nil, one.error(ErrDuplicate)
		}
		if seen[name] = true; !v.isNull() {
			found[name] = one
		}
	}
	return found, nil
}

// missing returns the error for a field that an object lacks.
func (f field) missing(name string) *FieldError { return &FieldError{f.path + "." + name, ErrMissing} }

// step reads one field of an object, if it is there.
type step struct {
	name string
	read func(field) error
}

// read reads fields of an object in the order of the steps, so that the first
// of several errors is always the same.
func (f field) read(steps ...step) *FieldError {
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = s.name
	}
	found, err := f.known(names...)
	if err != nil {
		return err
	}
	for _, s := range steps {
		one, ok := found[s.name]
		if !ok {
			continue
		}
		switch err := s.read(one).(type) {
		case nil:
		case *FieldError:
			return err
		default:
			return one.error(err)
		}
	}
	return nil
}

// readEvent reads an opt-in of type notification_messages.
func readEvent(path string, v value) (Event, *FieldError) {
	f := field{path, v}
	var e Event
	err := f.read(
		step{"sender", party(&e.User)},
		step{"recipient", party(&e.Page)},
		step{"timestamp", func(f field) (err error) { e.At, err = f.instant(); return err }},
		step{"optin", e.optin},
	)
	switch {
	case err != nil:
		return Event{}, err
	case e.User == "":
		return Event{}, f.missing("sender")
	case e.Page == "":
		return Event{}, f.missing("recipient")
	case e.At.IsZero():
		return Event{}, f.missing("timestamp")
	}
	return e, nil
}

// party reads {"id": …}.
func party(id *string) func(field) error {
	return func(f field) error {
		if err := f.read(step{"id", func(f field) (err error) { *id, err = f.code(); return err }}); err != nil {
			return err
		}
		if *id == "" {
			return f.missing("id")
		}
		return nil
	}
}

// optin reads what Meta says of the opt-in itself.
func (e *Event) optin(f field) error {
	var token, topic string
	err := f.read(
		step{"type", func(field) error { return nil }}, // read already; twice is an error
		step{"notification_messages_token", func(f field) (err error) { token, err = f.code(); return err }},
		step{"notification_messages_status", func(f field) (err error) { e.Kind, err = word(f.value, statuses()); return err }},
		step{"notification_messages_frequency", func(f field) (err error) { e.Frequency, err = word(f.value, frequencies()); return err }},
		step{"notification_messages_reoptin", text(&e.ReoptIn)},
		step{"user_token_status", func(f field) (err error) { e.Refreshed, err = word(f.value, tokenStatuses()); return err }},
		step{"token_expiry_timestamp", func(f field) (err error) { e.ExpiresAt, err = f.expiry(); return err }},
		step{"notification_messages_timezone", text(&e.Timezone)},
		step{"title", text(&e.Title)},
		step{"topic_title", text(&e.TopicTitle)},
		step{"payload", text(&e.Payload)},
		step{"ref", text(&e.Ref)},
		step{"source", text(&e.Source)},
		step{"topic", text(&e.Topic)},
		step{"notification_messages_topic", text(&topic)},
	)
	if err != nil {
		return err
	}
	if e.Token = notify.NewToken(token); token == "" && e.Kind != Stopped {
		return f.missing("notification_messages_token")
	}
	switch {
	case topic == "":
	case e.Topic == "":
		e.Topic = topic
	case e.Topic != topic:
		return &FieldError{f.path + ".notification_messages_topic", ErrDuplicate}
	}
	return nil
}

func text(s *string) func(field) error {
	return func(f field) (err error) { *s, err = f.text(); return err }
}

// The words that Meta uses (N7).

func statuses() map[string]EventKind {
	return map[string]EventKind{"STOP NOTIFICATIONS": Stopped, "RESUME NOTIFICATIONS": Resumed}
}

func frequencies() map[string]notify.PushFrequency {
	return map[string]notify.PushFrequency{"DAILY": notify.Daily, "WEEKLY": notify.Weekly, "MONTHLY": notify.Monthly}
}

func tokenStatuses() map[string]bool {
	return map[string]bool{"REFRESHED": true, "NOT REFRESHED": false}
}
