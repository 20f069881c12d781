package meta_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/meta"
)

// body is what the webhook delivers.
const body = `{"object": "page", "entry": [{"id": "101", "time": 1714557600000, "messaging": [
	{"sender": {"id": "600"}, "recipient": {"id": "101"}, "timestamp": 1714557600000, "message": {"text": "hi"}},
	{"sender": {"id": "600"}, "recipient": {"id": "101"}, "timestamp": 1714557660000, "optin": {
		"type": "notification_messages", "title": "Cake of the week", "notification_messages_token": "EAA-1",
		"notification_messages_frequency": "WEEKLY", "token_expiry_timestamp": "1738108800000"}}]}]}`

func ExampleDecode() {
	b, err := meta.Decode(strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	for _, e := range b.Events {
		fmt.Println(e.User, e.Kind, e.Title, e.Frequency, e.Token, "until", e.ExpiresAt.Format(time.DateOnly))
	}
	fmt.Println("ignored:", b.Ignored)

	// One event that cannot be understood spoils no other.
	b, err = meta.Decode(strings.NewReader(strings.Replace(body, "1738108800000", "tomorrow", 1)))
	if err != nil {
		panic(err)
	}
	for _, rejected := range b.Rejected {
		fmt.Println(rejected)
	}
	// Output:
	// 600 opted in Cake of the week weekly token:174017e2 until 2025-01-29
	// ignored: 1
	// meta: entry[0].messaging[1].optin.token_expiry_timestamp: the value is no instant in seconds or milliseconds from 2001-09-09T01:46:40Z to 5138-11-16
}

func ExampleOptIns() {
	b, err := meta.Decode(strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	byTitle := map[string]notify.NotificationID{"Cake of the week": "n-cake"}
	rows, err := meta.OptIns(b.Events, func(e meta.Event) (notify.NotificationID, customer.ID, error) {
		return byTitle[e.Title], customer.ID("fb-" + e.User), nil
	})
	if err != nil {
		panic(err)
	}
	for _, o := range rows {
		fmt.Println(o.Notification, o.Customer, o.SubscribedAt.Format(time.RFC3339), o.Token)
	}
	// Output:
	// n-cake fb-600 2024-05-01T10:01:00Z token:174017e2
}
