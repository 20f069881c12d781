package notify_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
)

var bg = context.Background()

// never and unknown are the zero time, as an expiry or a stop, and as an opt-in.
var never, unknown time.Time

// day is the first instant of the n-th of May 2024.
func day(n int) time.Time {
	return time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n-1) * 24 * time.Hour)
}

// in is an opt-in to the cake.
func in(id customer.ID, at, expires, stopped time.Time) notify.OptIn {
	return notify.OptIn{Notification: "cake", Customer: id, SubscribedAt: at, ExpiresAt: expires, StoppedAt: stopped}
}

// to is an opt-in to another notification.
func to(n notify.NotificationID, o notify.OptIn) notify.OptIn { o.Notification = n; return o }

var menu = []notify.Notification{
	{ID: "cake", Name: "Cake of the week", Active: true, Frequency: notify.Weekly, Channel: "web"},
	{ID: "loaf", Name: "Today's loaf", Frequency: notify.Daily, Channel: "whatsapp"},
	{ID: "fair", Name: "Fairs", Active: true},
}

func shop(all ...notify.OptIn) notify.Memory { return notify.Memory{Notifications: menu, OptIns: all} }

type tester interface {
	Helper()
	Fatalf(string, ...any)
}

func summarize(t tester, repo notify.Repository, q notify.Query) notify.Report {
	t.Helper()
	r, err := notify.Summarize(bg, repo, q, nil)
	if err != nil {
		t.Fatalf("Summarize: %v", err)
	}
	return r
}

func users(r notify.Report) string {
	return fmt.Sprintf("%d/%d undated %d, expiring %d/%d",
		r.SubscribedUsers, r.SubscribedLast7Days, r.UndatedUsers, r.ExpiringUsers, r.ExpiringNext7Days)
}

func states(r notify.Report) string {
	return fmt.Sprintf("%d = expired %d + expiring %d + stopped %d + never %d",
		r.Subscriptions, r.Expired, r.Expiring, r.Stopped, r.NeverExpires)
}

func months(points []calendar.Point[int]) string {
	var all []string
	for _, p := range points {
		all = append(all, fmt.Sprintf("%s:%d", calendar.Month.Format(p.Bucket), p.Value))
	}
	return strings.Join(all, " ")
}

func table(r notify.Report) string {
	var all []string
	for _, d := range r.Details() {
		all = append(all, fmt.Sprintf("%s:%d", d.ID, d.SubscribedUsers))
	}
	return strings.Join(all, " ")
}

// ok is a series that is not too long.
func ok[T any](series T, err error) T {
	if err != nil {
		panic(err)
	}
	return series
}
