package meta

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
)

// OptIns returns the opt-ins of package notify that events amount to. whose returns which
// notification an event is about, by its title, payload or topic as the host chose them. It
// also returns the ID of the host's customer that the event is from.
//
// An event that opts in or resumes is an opt-in at its instant, with its token
// and expiry; if it names no expiry, the opt-in never expires (N4). A stop is no
// opt-in: it is the StoppedAt of every opt-in to the same notification before
// it, or at its instant, that was not stopped earlier (N6). A stop that nothing
// precedes says that the customer opted in at an unknown time: it becomes an
// undated opt-in, stopped.
//
// The result is in order of notification, customer and time. It depends neither
// on the order of the events nor on their repetition, so a host that keeps the
// events can make it again from all of them. A host that keeps rows instead does
// the same step by step, as long as events arrive in order: insert a row on an
// opt-in or resume; on a stop, set stopped_at in the rows of the notification
// and customer that have none.
//
// If whose returns an error, OptIns stops and returns it, with the number of the event,
// from 0.
func OptIns(events []Event, whose func(Event) (notify.NotificationID, customer.ID, error)) ([]notify.OptIn, error) {
	var optIns, stops []notify.OptIn
	for i, e := range events {
		n, c, err := whose(e)
		if err != nil {
			return nil, fmt.Errorf("meta: event %d: %w", i, err)
		}
		o := notify.OptIn{Notification: n, Customer: c, Token: e.Token}
		if e.Kind == Stopped {
			o.StoppedAt = e.At
			stops = append(stops, o)
			continue
		}
		o.SubscribedAt, o.ExpiresAt = e.At, e.ExpiresAt
		optIns = append(optIns, o)
	}
	return joined(tidy(optIns), tidy(stops)), nil
}

// joined returns the opt-ins, each with the first stop that is not before it,
// and then the stops that no opt-in precedes. Both arguments must be sorted.
func joined(optIns, stops []notify.OptIn) []notify.OptIn {
	stopsOf := map[subscription][]time.Time{}
	for _, s := range stops {
		k := subscriptionOf(s)
		stopsOf[k] = append(stopsOf[k], s.StoppedAt)
	}
	all := slices.Clone(optIns)
	begun := map[subscription]time.Time{}
	for i := range all {
		k, at := subscriptionOf(all[i]), all[i].SubscribedAt
		if _, before := begun[k]; !before {
			begun[k] = at
		}
		if j, _ := slices.BinarySearchFunc(stopsOf[k], at, time.Time.Compare); j < len(stopsOf[k]) {
			all[i].StoppedAt = stopsOf[k][j]
		}
	}
	for i, s := range stops {
		k := subscriptionOf(s)
		first := i == 0 || subscriptionOf(stops[i-1]) != k
		if at, ok := begun[k]; first && (!ok || at.After(s.StoppedAt)) {
			all = append(all, s)
		}
	}
	return tidy(all)
}

// subscription is one (notification, customer) (N2).
type subscription struct {
	notification notify.NotificationID
	customer     customer.ID
}

func subscriptionOf(o notify.OptIn) subscription { return subscription{o.Notification, o.Customer} }

// tidy sorts opt-ins and leaves each once.
func tidy(all []notify.OptIn) []notify.OptIn {
	slices.SortFunc(all, func(a, b notify.OptIn) int {
		return cmp.Or(
			cmp.Compare(a.Notification, b.Notification),
			cmp.Compare(a.Customer, b.Customer),
			a.SubscribedAt.Compare(b.SubscribedAt),
			a.StoppedAt.Compare(b.StoppedAt),
			a.ExpiresAt.Compare(b.ExpiresAt),
			cmp.Compare(a.Token.Reveal(), b.Token.Reveal()),
		)
	})
	return slices.Compact(all)
}
