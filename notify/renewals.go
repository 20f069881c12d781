package notify

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// SummarizeRenewals counts what became of the opt-ins with an expiry in the last 6
// complete months before q.AsOf, in q.Location, of the notifications that q selects
// (P6). The range does not matter. An opt-in is all that one customer has to one
// notification at one instant: the later expiry counts (N6).
//
// It reads opt-ins, not the digests of a Digester. The errors are those of Summarize,
// and on an error the result is the zero value.
func SummarizeRenewals(ctx context.Context, repo Repository, q Query, run *customer.Run) (Renewals, error) {
	if err := q.Check(); err != nil {
		return Renewals{}, err
	}
	var all Report
	var left customer.LeftOut
	reading := run.Fold(&left)
	window := q.endedMonths()
	parts, err := fold.Reduce(ctx, renewalWing(&q, func(ctx context.Context, repo Repository) error {
		return all.addNotifications(ctx, repo, &q, reading)
	}), reading, repo, fold.Reduction[history, *renewalCounter]{
		Answer: func() *renewalCounter {
			return &renewalCounter{Renewals: Renewals{Window: window}, notifications: all.Notifications,
				month: q.month().Keyer(), leavesOut: reading.Bad != nil}
		},
		Visit: (*renewalCounter).visit,
		Next:  tellRenewals(reading),
	})
	if err != nil {
		return Renewals{}, err
	}
	var r Renewals
	for _, c := range parts {
		r.Merge(c.Renewals)
	}
	r.LeftOut = left
	return r, nil
}

// endedMonths returns the last 6 complete months (T5), zero before there are so many.
func (q *Query) endedMonths() calendar.Dates {
	const months = 6
	axis := q.month()
	axis.AsOf = q.AsOf
	now := calendar.Dates{From: axis.Key(q.AsOf)}
	first := now.Back(calendar.Months(months + 1)).From
	if !first.Valid() {
		return calendar.Dates{}
	}
	series, err := calendar.Fill(axis, map[calendar.Date]bool{first: true})
	for len(series) > 0 && series[len(series)-1].Partial {
		series = series[:len(series)-1]
	}
	if err != nil || len(series) < months {
		return calendar.Dates{}
	}
	return calendar.Dates{From: series[len(series)-months].Bucket, To: calendar.Month.Next(series[len(series)-1].Bucket)}
}

// history is the opt-ins of one customer.
type history struct {
	id     customer.ID
	optIns []OptIn
}

// renewalWing returns how opt-ins meet in a history.
func renewalWing(q *Query, before func(context.Context, Repository) error) *fold.Wing[Repository, customer.ID, history] {
	source := &fold.FactKind[Repository, customer.ID, OptIn, history]{
		Name: "opt-ins", Owner: ownerOfOptIn,
		Take: func(h *history, os []OptIn) (n int, err error) {
			for id := os[0].Customer; n < len(os) && os[n].Customer == id; n++ {
				if id != "" && q.happened(os[n].SubscribedAt) {
					h.optIns = append(h.optIns, os[n])
				}
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[OptIn, error] {
			return repo.EachOptIn(ctx, narrow(q, r))
		},
		Held: heldOptIns,
	}
	all := []fold.Source[Repository, customer.ID, history]{source}
	return &fold.Wing[Repository, customer.ID, history]{
		Start:   func(h *history, id customer.ID) { *h = history{id, h.optIns[:0]} },
		Room:    func([]history) {},
		Before:  before,
		Sources: func(Repository) []fold.Source[Repository, customer.ID, history] { return all },
	}
}

// renewalCounter counts what one worker visits.
type renewalCounter struct {
	Renewals
	notifications map[NotificationID]Row
	month         func(time.Time) calendar.Date

	leavesOut bool
	left      []*customer.FactError
}

func (c *renewalCounter) visit(h *history) error {
	slices.SortFunc(h.optIns, func(a, b OptIn) int {
		return cmp.Or(cmp.Compare(a.Notification, b.Notification), a.SubscribedAt.Compare(b.SubscribedAt))
	})
	for all := h.optIns; len(all) > 0; {
		id, n := all[0].Notification, 1
		for n < len(all) && all[n].Notification == id {
			n++
		}
		known, there := c.notifications[id]
		switch {
		case !there && !c.leavesOut:
			return unknownOptIn(id)
		case !there:
			c.left = append(c.left, unknownOptIn(id))
		case known.Selected:
			c.subscription(all[:n])
		}
		all = all[n:]
	}
	return nil
}

// subscription counts the opt-ins of one subscription, which are in the order of their
// instants.
func (c *renewalCounter) subscription(all []OptIn) {
	for rest := all; len(rest) > 0; {
		at, expires, n := rest[0].SubscribedAt, rest[0].ExpiresAt, 1
		for n < len(rest) && rest[n].SubscribedAt.Equal(at) {
			if expiresLater(rest[n].ExpiresAt, expires) {
				expires = rest[n].ExpiresAt
			}
			n++
		}
		rest = rest[n:]
		month := c.month(expires)
		if expires.IsZero() || month.Compare(c.Window.From) < 0 || month.Compare(c.Window.To) >= 0 {
			continue
		}
		switch {
		case len(rest) > 0 && rest[0].SubscribedAt.Before(expires):
			c.Renewed++
		case !stoppedWithin(all, at, expires):
			c.Expired++
		}
	}
}

// stoppedWithin reports whether any of the opt-ins has a stop from one instant on and
// before another.
func stoppedWithin(all []OptIn, from, to time.Time) bool {
	return slices.ContainsFunc(all, func(o OptIn) bool {
		return !o.StoppedAt.IsZero() && !o.StoppedAt.Before(from) && o.StoppedAt.Before(to)
	})
}

// tellRenewals returns what tells the run of the opt-ins that were left out of a range.
func tellRenewals(reading *fold.Run) func(*renewalCounter, string) error {
	if reading.Bad == nil {
		return nil
	}
	return func(c *renewalCounter, _ string) error {
		for _, e := range c.left {
			reading.Left(e)
		}
		c.left = nil
		return nil
	}
}
