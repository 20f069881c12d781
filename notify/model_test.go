package notify_test

import (
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
)

// The rules once more, as plainly as they read, without digests and merging:
// every number by looking through all facts.

type pair struct {
	n notify.NotificationID
	c customer.ID
}

type model struct {
	q       notify.Query
	details map[notify.NotificationID]int
	optIns  map[pair][]notify.OptIn // known, of selected notifications and no guests
}

func newModel(m notify.Memory, q notify.Query) model {
	all := model{q, map[notify.NotificationID]int{}, map[pair][]notify.OptIn{}}
	for _, n := range m.Notifications {
		named := q.Names == nil || slices.Contains(q.Names, n.Name)
		if named && (q.Channels == nil || slices.Contains(q.Channels, n.Channel)) {
			all.details[n.ID] = 0
		}
	}
	for _, o := range m.OptIns {
		if _, selected := all.details[o.Notification]; !selected || o.Customer == "" || o.SubscribedAt.After(q.AsOf) {
			continue
		}
		if o.StoppedAt.After(q.AsOf) {
			o.StoppedAt = time.Time{}
		}
		p := pair{o.Notification, o.Customer}
		all.optIns[p] = append(all.optIns[p], o)
	}
	for p := range all.optIns {
		if slices.ContainsFunc(all.optIns[p], all.inRange) {
			all.details[p.n]++
		}
	}
	return all
}

func (m model) inRange(o notify.OptIn) bool {
	at, r := o.SubscribedAt, m.q.Range
	if r.From.IsZero() && r.To.IsZero() {
		return true
	}
	return !at.IsZero() && (r.From.IsZero() || !at.Before(r.From)) && (r.To.IsZero() || at.Before(r.To))
}

func (m model) recent(o notify.OptIn) bool {
	return !o.SubscribedAt.IsZero() && m.q.AsOf.Before(o.SubscribedAt.Add(7*24*time.Hour))
}

// latest are the opt-in that gives the expiry, and whether the subscription is
// stopped (N6).
func (m model) latest(p pair) (last notify.OptIn, stopped bool) {
	all := m.optIns[p]
	last = all[0]
	for _, o := range all {
		later := o.SubscribedAt.After(last.SubscribedAt)
		if o.SubscribedAt.Equal(last.SubscribedAt) && !last.ExpiresAt.IsZero() {
			later = o.ExpiresAt.IsZero() || o.ExpiresAt.After(last.ExpiresAt)
		}
		if later {
			last = o
		}
	}
	for _, o := range all {
		if !o.StoppedAt.IsZero() && (o.StoppedAt.After(last.SubscribedAt) || o.StoppedAt.Equal(last.SubscribedAt)) {
			stopped = true
		}
	}
	return last, stopped
}

func (m model) state(p pair) notify.SubscriptionState {
	last, stopped := m.latest(p)
	switch {
	case stopped:
		return notify.Stopped
	case last.ExpiresAt.IsZero():
		return notify.NeverExpires
	case last.ExpiresAt.After(m.q.AsOf):
		return notify.Expiring
	}
	return notify.Expired
}

// people is how many have a subscription that is so.
func (m model) people(is func(pair) bool) int {
	all := map[customer.ID]bool{}
	for p := range m.optIns {
		if is(p) {
			all[p.c] = true
		}
	}
	return len(all)
}

func (m model) count(s notify.SubscriptionState) (n int) {
	for p := range m.optIns {
		if m.state(p) == s {
			n++
		}
	}
	return n
}

func (m model) months(s notify.SubscriptionState) map[calendar.Date]int {
	var all map[calendar.Date]int
	for p := range m.optIns {
		if m.state(p) == s {
			if all == nil {
				all = map[calendar.Date]int{}
			}
			last, _ := m.latest(p)
			at := last.ExpiresAt.UTC()
			if m.q.Location != nil {
				at = at.In(m.q.Location)
			}
			all[calendar.Date{Year: at.Year(), Month: at.Month(), Day: 1}]++
		}
	}
	return all
}

// report is what Summarize must say.
func (m model) report(all []notify.Notification) notify.Report {
	any := func(is func(notify.OptIn) bool) func(pair) bool {
		return func(p pair) bool { return slices.ContainsFunc(m.optIns[p], is) }
	}
	dated := func(o notify.OptIn) bool { return !o.SubscribedAt.IsZero() }
	expiring := func(p pair) bool { return m.state(p) == notify.Expiring }
	r := notify.Report{
		SubscribedUsers:     m.people(any(m.inRange)),
		SubscribedLast7Days: m.people(any(m.recent)),
		UndatedUsers:        m.people(func(pair) bool { return true }) - m.people(any(dated)),
		ExpiringUsers:       m.people(expiring),
		ExpiringNext7Days: m.people(func(p pair) bool {
			last, _ := m.latest(p)
			return expiring(p) && !last.ExpiresAt.After(m.q.AsOf.Add(7*24*time.Hour))
		}),
		Subscriptions: len(m.optIns),
		Expired:       m.count(notify.Expired),
		Expiring:      m.count(notify.Expiring),
		Stopped:       m.count(notify.Stopped),
		NeverExpires:  m.count(notify.NeverExpires),
		ExpiringIn:    m.months(notify.Expiring),
		ExpiredIn:     m.months(notify.Expired),
	}
	for _, n := range all {
		if r.Notifications == nil {
			r.Notifications = map[notify.NotificationID]notify.Row{}
		}
		users, selected := m.details[n.ID]
		r.Notifications[n.ID] = notify.Row{Notification: n, Selected: selected, SubscribedUsers: users}
	}
	return r
}

// renewals is what SummarizeRenewals must say (P6).
func (m model) renewals() notify.Renewals {
	loc := m.q.Location
	if loc == nil {
		loc = time.UTC
	}
	// The month of the first instant that has not happened is the first that is not over.
	next := m.q.AsOf.Add(1).In(loc)
	end := time.Date(next.Year(), next.Month(), 1, 0, 0, 0, 0, loc)
	begin := time.Date(next.Year(), next.Month()-6, 1, 0, 0, 0, 0, loc)
	r := notify.Renewals{Window: calendar.Dates{From: calendar.DateOf(begin, loc), To: calendar.DateOf(end, loc)}}
	for _, all := range m.optIns {
		seen := map[int64]bool{}
		for _, o := range all {
			if seen[o.SubscribedAt.UnixNano()] {
				continue
			}
			seen[o.SubscribedAt.UnixNano()] = true
			expires, renewed, stopped := o.ExpiresAt, false, false
			for _, p := range all {
				if p.SubscribedAt.Equal(o.SubscribedAt) && !expires.IsZero() && (p.ExpiresAt.IsZero() || p.ExpiresAt.After(expires)) {
					expires = p.ExpiresAt
				}
			}
			for _, p := range all {
				renewed = renewed || p.SubscribedAt.After(o.SubscribedAt) && p.SubscribedAt.Before(expires)
				stopped = stopped || !p.StoppedAt.IsZero() && !p.StoppedAt.Before(o.SubscribedAt) && p.StoppedAt.Before(expires)
			}
			switch {
			case expires.IsZero() || expires.Before(begin) || !expires.Before(end):
			case renewed:
				r.Renewed++
			case !stopped:
				r.Expired++
			}
		}
	}
	return r
}
