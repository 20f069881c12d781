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

func (r *reader) notification(t *table) {
	id, isNew := r.notificationIDs.declare(t, notificationID)
	n := notify.Notification{
		ID:        notify.NotificationID(id),
		Name:      t.text(notificationName),
		Active:    t.Bool(notificationActive),
		Frequency: t.frequency(notificationFrequency),
		Channel:   customer.Channel(t.Name(notificationChannel)),
	}
	if isNew {
		r.notifications = append(r.notifications, n)
	}
}

// frequency reads how often a notification comes.
func (t *table) frequency(i int) notify.Frequency {
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

func (r *reader) token(t *table) {
	var of notify.NotificationID
	if n, ok := r.notificationIDs.find(t.Cell(tokenNotification), &t.otherAt); ok {
		of = r.notifications[n].ID
	} else if !r.notificationIDs.partial && len(t.Cell(tokenNotification)) > 0 {
		t.Reject(tokenNotification, errNotification)
	}
	o := notify.OptIn{
		Notification: of,
		SubscribedAt: t.time(tokenSubscribedAt),
		ExpiresAt:    t.Time(tokenExpiresAt, r.o.Location), // may lie ahead: no as-of
		StoppedAt:    t.time(tokenStoppedAt),
		Token:        notify.NewToken(t.text(tokenToken)),
	}
	if t.acceptOf(tokenCustomer, &r.optIns.owners) {
		r.optIns.put(o)
	}
}

func optInOf(o *notify.OptIn, id customer.ID) { o.Customer = id }

func optInOwner(o *notify.OptIn) customer.ID { return o.Customer }

func compareOptIns(a, b notify.OptIn) int {
	return cmp.Or(cmp.Compare(a.Notification, b.Notification),
		a.SubscribedAt.Compare(b.SubscribedAt), a.ExpiresAt.Compare(b.ExpiresAt), a.StoppedAt.Compare(b.StoppedAt),
		cmp.Compare(a.Token.Reveal(), b.Token.Reveal()))
}
