package folder

import (
	"cmp"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
)

// The columns of notifications.csv.
const (
	notificationID = iota
	notificationName
	notificationActive
	notificationFrequency
	notificationChannel
)

var notificationColumns = slices.Concat(required("id", "name"), optional("active", "frequency", "channel"))

func (t *table) readNotifications() {
	for t.next() {
		n := t.notification()
		if t.r.notifications.declare(t, notificationID) {
			t.r.facts.Notifications = append(t.r.facts.Notifications, n)
		}
	}
}

func (t *table) notification() notify.Notification {
	return notify.Notification{
		ID:        notify.NotificationID(t.Text(notificationID)),
		Name:      t.Text(notificationName),
		Active:    t.Bool(notificationActive),
		Frequency: t.frequency(notificationFrequency),
		Channel:   customer.Channel(t.Name(notificationChannel)),
	}
}

// frequency reads how often a notification comes.
func (t *table) frequency(i int) notify.PushFrequency {
	switch t.Word(i, "", "daily", "weekly", "monthly") {
	case "daily":
		return notify.Daily
	case "weekly":
		return notify.Weekly
	case "monthly":
		return notify.Monthly
	}
	return notify.None
}

// The columns of tokens.csv.
const (
	tokenNotification = iota
	tokenCustomer
	tokenSubscribedAt
	tokenExpiresAt
	tokenStoppedAt
	tokenToken
)

var tokenColumns = slices.Concat(required("notification_id", "customer_id"),
	optional("subscribed_at", "expires_at", "stopped_at", "token"))

func (t *table) token(o *notify.OptIn) {
	o.SubscribedAt, o.StoppedAt = t.time(tokenSubscribedAt), t.time(tokenStoppedAt)
	o.ExpiresAt = t.Time(tokenExpiresAt, t.r.o.Location) // may lie ahead: no as-of
	o.Token = notify.NewToken(t.Text(tokenToken))
	if n, ok := t.r.notifications.refer(t, tokenNotification, errNotification); ok {
		o.Notification = t.r.facts.Notifications[n].ID
	}
}

func ownerOfOptIn(o *notify.OptIn) *customer.ID { return &o.Customer }

func compareOptIns(a, b notify.OptIn) int {
	return cmp.Or(cmp.Compare(a.Notification, b.Notification),
		a.SubscribedAt.Compare(b.SubscribedAt), a.ExpiresAt.Compare(b.ExpiresAt), a.StoppedAt.Compare(b.StoppedAt),
		cmp.Compare(a.Token.Reveal(), b.Token.Reveal()))
}
