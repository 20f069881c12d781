package notify

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/fold"
	leak "github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/tally"
)

// Report is what all customers amount to. Summarize makes one. To make one by hand,
// add the notifications first, then the customers. The zero Report has neither, and
// is the identity of Merge. Reports on parts of the customers, made for the same
// query and the same notifications, merge to the report on all of them, in any
// grouping.
//
// Users are distinct customers. All numbers are about selected notifications only
// (N4).
type Report struct {
	// SubscribedUsers counts the users with an opt-in in the range, whatever
	// became of it since; without a range also at an unknown time (N2).
	SubscribedUsers int

	// SubscribedLast7Days counts the users with an opt-in within the last 7 days
	// (N2, T4). The range does not matter. Undated opt-ins do not count.
	SubscribedLast7Days int

	// UndatedUsers counts the users with opt-ins at unknown times only. They are
	// in SubscribedUsers if there is no range (T7).
	UndatedUsers int

	// ExpiringUsers counts the users with a subscription that is Expiring, and
	// ExpiringNext7Days those with one that expires within the next 7 days (N3,
	// T4). The range never matters.
	ExpiringUsers     int
	ExpiringNext7Days int // see ExpiringUsers

	// Subscriptions counts the pairs (notification, customer). The next four count
	// them by State, and add up to it (N4). The range never matters.
	Subscriptions int
	Expired       int // in the state Expired
	Expiring      int // in the state Expiring
	Stopped       int // in the state Stopped
	NeverExpires  int // in the state NeverExpires

	// ExpiringIn and ExpiredIn count the subscriptions that are Expiring and
	// Expired by the month of expiry in the location; the key is the month's first
	// date. ExpiryTrend and ExpiredTrend make series of them.
	ExpiringIn map[calendar.Date]int
	ExpiredIn  map[calendar.Date]int // see ExpiringIn

	// Notifications are all notifications by ID, with their subscribed users.
	// Details makes a table of them.
	Notifications map[NotificationID]Row

	// LeftOut is the bad facts that are in no number, because customer.Run.LeaveOut
	// took them. A customer's opt-ins to one unknown notification are one.
	LeftOut customer.LeftOut
}

// The causes of a *customer.FactError of this package.
var (
	ErrNoID    error = leak.Condition("notify: a notification without an ID")
	ErrUnknown error = leak.Condition("notify: an opt-in to a notification that is not there")
)

// UnknownError names a notification that an opt-in is to and that the repository
// does not have. It is an ErrUnknown.
type UnknownError struct {
	ID NotificationID // that the opt-in names
}

// Error names the notification, but neither customer nor token (N8).
func (e *UnknownError) Error() string { return fmt.Sprintf("%v: %q", ErrUnknown, string(e.ID)) }

// Unwrap returns ErrUnknown.
func (e *UnknownError) Unwrap() error { return ErrUnknown }

// unknownOptIn returns the error of a customer's opt-ins to a notification that is not
// there.
func unknownOptIn(id NotificationID) *customer.FactError {
	return &customer.FactError{Kind: "opt-in", ID: string(id), Err: &UnknownError{id}}
}

// DuplicateError names a notification that a repository yielded twice.
type DuplicateError struct {
	ID NotificationID // that came twice
}

// Error names the notification.
func (e *DuplicateError) Error() string {
	return fmt.Sprintf("notify: the notification %q came twice", string(e.ID))
}

// Unwrap returns the condition, which can be printed without the ID.
func (e *DuplicateError) Unwrap() error { return errTwice }

const errTwice = leak.Condition("notify: came twice")

// Summarize returns the report on all customers and notifications. The errors are
// those of Reduce and, unless run leaves bad facts out, those of
// Report.AddNotification and Report.Add; on an error the report is the zero value.
func Summarize(ctx context.Context, repo Repository, q Query, run *customer.Run) (Report, error) {
	if err := q.Check(); err != nil {
		return Report{}, err
	}
	var all Report
	var left customer.LeftOut
	reading := run.Fold(&left)
	parts, err := fold.Reduce(ctx, wing(&q, func(ctx context.Context, repo Repository) error {
		return all.addNotifications(ctx, repo, &q, reading)
	}), reading, repo, fold.Reduction[Digest, *counter]{
		Answer: func() *counter {
			c := newCounter(&q, all)
			c.report.Notifications = maps.Clone(all.Notifications)
			c.leavesOut = reading.Bad != nil
			return c
		},
		Visit: func(c *counter, d *Digest) error { return c.report.add(d, c) },
		Next:  tellOf(reading),
	})
	if err != nil {
		return Report{}, err
	}
	r := parts[0].done()
	for _, c := range parts[1:] {
		r.Merge(c.done())
	}
	r.LeftOut = left
	return r, nil
}

// tellOf returns what tells the run of the opt-ins that were left out of a range.
func tellOf(reading *fold.Run) func(*counter, string) error {
	if reading.Bad == nil {
		return nil
	}
	return func(c *counter, _ string) error {
		for _, e := range c.left {
			reading.Left(e)
		}
		c.left = nil
		return nil
	}
}

// addNotifications adds the notifications of a repository.
func (r *Report) addNotifications(ctx context.Context, repo Repository, q *Query, reading *fold.Run) error {
	for n, err := range repo.EachNotification(ctx, customer.Scope{}) {
		if err == nil {
			err = r.AddNotification(n, q)
		}
		if err != nil && reading.Bad != nil && reading.Bad(err) {
			reading.Left(err)
		} else if err != nil {
			return fmt.Errorf("reading notifications: %w", err)
		}
	}
	return nil
}

// counter counts what one worker visits.
type counter struct {
	q                 *Query
	next7             calendar.Span // the next 7 days
	month             func(time.Time) calendar.Date
	expiring, expired *tally.Tally[int]
	noted             map[NotificationID]*noted
	now               []*noted       // of the subscriptions of one customer
	parts             []Subscription // scratch
	report            Report         // on what was counted

	leavesOut bool                  // opt-ins to unknown notifications
	left      []*customer.FactError // which were left out
}

// noted is a notification of the report, and the subscribed users that its row does
// not have yet.
type noted struct {
	selected bool
	users    int
}

// notedOf returns the notification with the ID, or nil if there is none.
func (c *counter) notedOf(id NotificationID, r *Report) *noted {
	if n := c.noted[id]; n != nil {
		return n
	}
	d, known := r.Notifications[id]
	if !known {
		return nil
	}
	if c.noted == nil {
		c.noted = map[NotificationID]*noted{}
	}
	n := &noted{selected: d.Selected}
	c.noted[id] = n
	return n
}

// into moves what was counted into the report.
func (c *counter) into(r *Report) {
	r.ExpiringIn, r.ExpiredIn = c.expiring.Done(), c.expired.Done()
	for id, n := range c.noted {
		d := r.Notifications[id]
		d.SubscribedUsers += n.users
		r.Notifications[id] = d
	}
}

func newCounter(q *Query, r Report) *counter {
	return &counter{q: q, next7: calendar.Days(7).Next(q.AsOf), month: q.month().Keyer(),
		expiring: tally.New(r.ExpiringIn, plus), expired: tally.New(r.ExpiredIn, plus), report: r}
}

func plus(a *int, b int) { *a += b }

// done returns the report on what was counted.
func (c *counter) done() Report {
	c.into(&c.report)
	return c.report
}

// AddNotification adds a notification, selected or not. The error is a
// *customer.FactError, for ErrNoID or a *DuplicateError; on an error the report does
// not change.
func (r *Report) AddNotification(n Notification, q *Query) error {
	if n.ID == "" {
		return &customer.FactError{Kind: "notification", Err: ErrNoID}
	}
	if _, twice := r.Notifications[n.ID]; twice {
		return &customer.FactError{Kind: "notification", ID: string(n.ID), Err: &DuplicateError{n.ID}}
	}
	if r.Notifications == nil {
		r.Notifications = map[NotificationID]Row{}
	}
	r.Notifications[n.ID] = Row{Notification: n, Selected: q.Selects(n)}
	return nil
}

// Add adds one customer. A guest, who has the empty ID, is in no number. The error
// is a *customer.FactError, for an *UnknownError: a subscription to a notification
// that was not added. On an error the report does not change.
func (r *Report) Add(d *Digest, q *Query) error {
	c := counter{q: q, next7: calendar.Days(7).Next(q.AsOf), month: q.month().Key,
		expiring: tally.Few(r.ExpiringIn, plus), expired: tally.Few(r.ExpiredIn, plus)}
	if err := r.add(d, &c); err != nil {
		return err
	}
	c.into(r)
	return nil
}

func (r *Report) add(d *Digest, c *counter) error {
	if d.ID == "" {
		return nil
	}
	all := parts().Sorted(d.Subscriptions, &c.parts)
	c.now = c.now[:0]
	for i := range all {
		n := c.notedOf(all[i].Notification, r)
		if n == nil {
			bad := unknownOptIn(all[i].Notification)
			if !c.leavesOut {
				return bad
			}
			c.left = append(c.left, bad)
			n = &noted{} // not selected
		}
		c.now = append(c.now, n)
	}
	p := person{undated: true}
	for i, n := range c.now {
		if s := &all[i]; n.selected {
			state := s.State(c.q)
			r.subscription(s, state, c)
			p.addSubscription(s, state, &c.next7)
			if s.InRange {
				n.users++
			}
		}
	}
	r.person(p)
	return nil
}

// subscription counts one subscription (N4, N5).
func (r *Report) subscription(s *Subscription, state SubscriptionState, c *counter) {
	r.Subscriptions++
	switch state {
	case Stopped:
		r.Stopped++
	case Expired:
		r.Expired++
		*c.expired.At(c.month(s.ExpiresAt))++
	case Expiring:
		r.Expiring++
		*c.expiring.At(c.month(s.ExpiresAt))++
	case NeverExpires:
		r.NeverExpires++
	}
}

// person is what the selected subscriptions of one customer make them.
type person struct {
	any, undated, inRange, inLast7Days, expiring, next7Days bool
}

func (p *person) addSubscription(s *Subscription, state SubscriptionState, next7 *calendar.Span) {
	p.any = true
	p.undated = p.undated && s.OptedInAt.IsZero()
	p.inRange = p.inRange || s.InRange
	p.inLast7Days = p.inLast7Days || s.InLast7Days
	if state == Expiring {
		p.expiring = true
		p.next7Days = p.next7Days || next7.Contains(s.ExpiresAt)
	}
}

// person counts one customer (N2, N3).
func (r *Report) person(p person) {
	for _, c := range []struct {
		counts bool
		total  *int
	}{
		{p.inRange, &r.SubscribedUsers},
		{p.inLast7Days, &r.SubscribedLast7Days},
		{p.any && p.undated, &r.UndatedUsers},
		{p.expiring, &r.ExpiringUsers},
		{p.next7Days, &r.ExpiringNext7Days},
	} {
		if c.counts {
			*c.total++
		}
	}
}
