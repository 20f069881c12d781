package customer

import (
	"context"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// Course is how the status of one customer went through a span (S8).
type Course struct {
	Before      Status       // just before the span
	Transitions []Transition // in it, by instant
}

// At returns the status that holds at an instant of the span.
func (c *Course) At(t time.Time) Status {
	s := c.Before
	for i := range c.Transitions {
		if isAfter(c.Transitions[i].At, t) {
			break
		}
		s = c.Transitions[i].To
	}
	return s
}

// FollowStatus returns what TrackStatus finds of some customers alone: the course of their
// status through q.Range, as of q.AsOf (S8). An ID that no customer has is left out. The errors
// are those of TrackStatus.
func FollowStatus(ctx context.Context, repo Repository, q Query, ids []ID) (map[ID]Course, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	line := newTimeline(&q, q.Range)
	k := Keeping{IDs: ids}
	wanted, courses := k.wants(), map[ID]Course{}
	w := histories(&line, ids)
	_, err := fold.Reduce(ctx, w, &fold.Run{Workers: 1}, repo, fold.Reduction[history, struct{}]{
		Answer: func() (none struct{}) { return none },
		Visit: func(_ struct{}, h *history) error {
			if h.known && wanted(h.id) {
				h.settle()
				courses[h.id] = line.course(h)
			}
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	return courses, nil
}

// course returns what follow finds.
func (l *timeline) course(h *history) (c Course) {
	c.Before = l.follow(h, func(at moment, from, to Status) {
		c.Transitions = append(c.Transitions, Transition{h.id, at.time(), from, to})
	})
	return c
}

// ByTime returns how the status goes on after the instant of the logins' status, until
// and with to, if nobody logs in (S7, H2): what holds as of asOf, and the changes that
// follow. It asks of its arguments what Status does.
func (p Policy) ByTime(id ID, logins Recent, asOf, to time.Time) Course {
	line := timeline{policy: p.effective(), from: momentOf(asOf), end: momentOf(calendar.AsOf(to).To)}
	line.from = momentOf(calendar.AsOf(asOf).To)
	h := history{id: id}
	for _, at := range slices.Backward(logins.first(2 + len(logins.Older))) {
		h.logins = append(h.logins, momentOf(at))
	}
	return line.course(&h)
}

// Until returns the first instant at which another status holds if no further login comes,
// as Explain does (S7). The zero time is never. It asks of its arguments what Status does.
func (p Policy) Until(logins *Recent, asOf time.Time) time.Time {
	p = p.effective()
	for _, f := range [...]Frequency{p.VeryActive, p.Active, {Within: p.Sleeper}} {
		if end := f.Within.After(logins.Nth(f.MoreThan + 1)).UTC(); !end.IsZero() && isAfter(end, asOf) {
			return end
		}
	}
	return time.Time{}
}
