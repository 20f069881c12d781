package notify

import (
	"cmp"
	"maps"
	"slices"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Row is one line of the table of notifications (N5).
type Row struct {
	Notification

	// Selected reports whether the question is about the notification.
	Selected bool

	// SubscribedUsers counts the customers with an opt-in to it in the range (N2),
	// whether or not it is still active.
	SubscribedUsers int
}

// Details returns the table of the selected notifications, with those that have no
// subscribers and inactive ones, by name, then ID, by bytes (N5).
func (r *Report) Details() []Row {
	var all []Row
	for _, d := range r.Notifications {
		if d.Selected {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// ExpiryTrend returns the number of expiring subscriptions, not people, by month of
// expiry (N4): from the first month with one to the last, zeros included, none
// partial. The range does not matter. q is the query that the report was made for.
// The error is calendar.ErrSeries, if the months lie too far apart.
func (r *Report) ExpiryTrend(q *Query) ([]calendar.Point[int], error) {
	return calendar.FillValues(calendar.Month, q.Location, r.ExpiringIn)
}

// ExpiredTrend returns the number of expired subscriptions by month of expiry, as
// ExpiryTrend does (N4).
func (r *Report) ExpiredTrend(q *Query) ([]calendar.Point[int], error) {
	return calendar.FillValues(calendar.Month, q.Location, r.ExpiredIn)
}

// Merge adds the report on other customers, made for the same query and the same
// notifications. Afterwards, a change of one report does not change the other.
func (r *Report) Merge(o Report) {
	r.SubscribedUsers += o.SubscribedUsers
	r.SubscribedLast7Days += o.SubscribedLast7Days
	r.UndatedUsers += o.UndatedUsers
	r.ExpiringUsers += o.ExpiringUsers
	r.ExpiringNext7Days += o.ExpiringNext7Days
	r.Subscriptions += o.Subscriptions
	r.Expired += o.Expired
	r.Expiring += o.Expiring
	r.Stopped += o.Stopped
	r.NeverExpires += o.NeverExpires
	r.ExpiringIn = sum(r.ExpiringIn, o.ExpiringIn)
	r.ExpiredIn = sum(r.ExpiredIn, o.ExpiredIn)
	r.LeftOut.Merge(o.LeftOut)
	if len(o.Notifications) == 0 {
		return
	}
	all := maps.Clone(o.Notifications)
	for id, d := range r.Notifications {
		d.SubscribedUsers += all[id].SubscribedUsers
		all[id] = d
	}
	r.Notifications = all
}

// sum adds up numbers by month, in a map of its own.
func sum(a, b map[calendar.Date]int) map[calendar.Date]int {
	if len(b) == 0 {
		return maps.Clone(a)
	}
	all := maps.Clone(b)
	for month, n := range a {
		all[month] += n
	}
	return all
}
