package notifytest

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/story"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/meta"
)

// webhook is what Meta's webhook said in a story (N7).
type webhook struct{ events []meta.Event }

// add makes a body of a line, as Meta would, and reads it.
func (w *webhook) add(c story.Command) error {
	at, err := story.Time(c.Arg(1))
	if err != nil {
		return err
	}
	optin := map[string]any{"type": "notification_messages"}
	for name, key := range map[string]string{
		"title":     "title",
		"token":     "notification_messages_token",
		"frequency": "notification_messages_frequency",
		"status":    "notification_messages_status",
		"expires":   "token_expiry_timestamp",
		"topic":     "notification_messages_topic",
		"reoptin":   "notification_messages_reoptin",
	} {
		if c.Has(name) {
			optin[key] = c.Options[name]
		}
	}
	if c.Has("expires-number") {
		optin["token_expiry_timestamp"] = json.Number(c.Options["expires-number"])
	}
	type m = map[string]any
	body, err := json.Marshal(m{"object": "page", "entry": []m{{"id": "1", "time": at.UnixMilli(), "messaging": []m{{
		"sender":    m{"id": c.Arg(0)},
		"recipient": m{"id": "1"},
		"timestamp": at.UnixMilli(),
		"optin":     optin,
	}}}}})
	if err != nil {
		return err
	}
	b, err := meta.Decode(bytes.NewReader(body))
	if err != nil {
		return err
	}
	for _, rejected := range b.Rejected {
		return rejected
	}
	w.events = append(w.events, b.Events...)
	return nil
}

// optIns returns the opt-ins to the notifications with the titles that the
// story gave.
func (w *webhook) optIns(all []notify.Notification) ([]notify.OptIn, error) {
	return meta.OptIns(w.events, func(e meta.Event) (notify.NotificationID, customer.ID, error) {
		for _, n := range all {
			if n.Name == e.Title {
				return n.ID, customer.ID(e.User), nil
			}
		}
		return "", "", errors.New("no notification has this title")
	})
}
