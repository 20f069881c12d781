package subscription

import (
	"context"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/tally"
)

// Report is what all customers amount to. The zero Report has no customers, and is
// the identity of Merge. Reports on parts of the customers, made for the same query,
// merge to the report on all of them, in any grouping.
type Report struct {
	// Enrolled and Unsubscribed are the totals (U2). A range restricts them to
	// people whose latest dated change lies in it; people without a dated change
	// are then in neither (U3, U5).
	Enrolled     int
	Unsubscribed int // see Enrolled

	// EnrolledLast7Days and UnsubscribedLast7Days count the people whose latest
	// change lies within the last 7 days as of AsOf (T4) and left them so. The
	// range does not matter (U3).
	EnrolledLast7Days     int
	UnsubscribedLast7Days int // see EnrolledLast7Days

	// Undated counts the people unsubscribed only by a marker without a date. They
	// are in Unsubscribed if there is no range, and in no flow and no level (U5).
	// The range does not matter (U3).
	Undated int

	// Unusual counts the people with a field that marks by its name and has an
	// unusual value, whether or not it decides (U1). The range does not matter (U3).
	Unusual int

	// Before is the level before the first instant of the range: everything
	// that changed before, and joins at an unknown time (U5).
	Before Level

	// Flows are the changes in the range, by the key of their bucket. Trend makes
	// a series of them.
	Flows map[calendar.Date]Flow

	// LeftOut is the bad facts that are in no number, because customer.Run.LeaveOut
	// took them.
	LeftOut customer.LeftOut
}

// Known returns the number of known users in the totals: enrolled + unsubscribed
// (U2).
func (r *Report) Known() int { return r.Enrolled + r.Unsubscribed }

// Summarize returns the report on all customers. The errors are those of Reduce; on
// an error the report is the zero value.
func Summarize(ctx context.Context, repo Repository, q Query, run *customer.Run) (Report, error) {
	var left customer.LeftOut
	parts, err := reduce(ctx, repo, q, run, &left, func() *counter { return newCounter(&q) }, func(c *counter, d *Digest) error {
		c.report.add(d, c)
		return nil
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

// counter counts what one worker visits.
type counter struct {
	q      *Query
	last7  calendar.Span // the last 7 days
	key    func(time.Time) calendar.Date
	flows  *tally.Tally[Flow]
	buf    []MembershipChange // scratch
	report Report             // on what was counted
}

func newCounter(q *Query) *counter {
	return &counter{q: q, last7: calendar.Days(7).Last(q.AsOf), key: q.axis().Keyer(), flows: tally.New(nil, (*Flow).merge)}
}

// done returns the report on what was counted.
func (c *counter) done() Report {
	c.report.Flows = c.flows.Done()
	return c.report
}

// Add adds one customer. A guest, who has the empty ID, is in no number.
func (r *Report) Add(d *Digest, q *Query) {
	c := counter{q: q, last7: calendar.Days(7).Last(q.AsOf), key: q.axis().Key, flows: tally.Few(r.Flows, (*Flow).merge)}
	r.add(d, &c)
	r.Flows = c.flows.Done()
}

func (r *Report) add(d *Digest, c *counter) {
	changes := d.appendChanges(c.buf[:0])
	c.buf = changes
	s := d.state(changes)
	if d.ID == "" || !s.Known() {
		return
	}
	r.count(&s, c)
	if d.Unusual {
		r.Unusual++
	}
	if s.Undated {
		r.Undated++
		return
	}
	if d.undatedJoin() {
		r.Before.Enrolled++
	}
	for i := range changes {
		r.flow(&changes[i], c)
	}
}

// count adds to the totals and to those of the last 7 days.
func (r *Report) count(s *MembershipState, c *counter) {
	total, last7 := &r.Enrolled, &r.EnrolledLast7Days
	if s.Standing == Unsubscribed {
		total, last7 = &r.Unsubscribed, &r.UnsubscribedLast7Days
	}
	if c.q.Range.Contains(s.Since) { // a zero Since only if there is no range
		*total++
	}
	if c.last7.Contains(s.Since) {
		*last7++
	}
}

// flow adds a change to its bucket, or to what was before the range.
func (r *Report) flow(change *MembershipChange, c *counter) {
	switch from := c.q.Range.From; {
	case !from.IsZero() && change.At.Before(from):
		var f Flow
		f.add(change.Kind)
		r.Before = r.Before.After(f)
	case c.q.Range.Contains(change.At):
		c.flows.At(c.key(change.At)).add(change.Kind)
	}
}

// undatedJoin reports whether the customer joined at an unknown time (U5).
func (d *Digest) undatedJoin() bool {
	for _, at := range d.Joins {
		if at.IsZero() {
			return true
		}
	}
	return false
}

// Merge adds the report on other customers, made for the same query. Afterwards, a
// change of one report does not change the other.
func (r *Report) Merge(o Report) {
	r.Enrolled += o.Enrolled
	r.Unsubscribed += o.Unsubscribed
	r.EnrolledLast7Days += o.EnrolledLast7Days
	r.UnsubscribedLast7Days += o.UnsubscribedLast7Days
	r.Undated += o.Undated
	r.Unusual += o.Unusual
	r.Before.Enrolled += o.Before.Enrolled
	r.Before.Unsubscribed += o.Before.Unsubscribed
	if len(o.Flows) > 0 && r.Flows == nil {
		r.Flows = make(map[calendar.Date]Flow, len(o.Flows))
	}
	for k, f := range o.Flows {
		f.merge(r.Flows[k])
		r.Flows[k] = f
	}
	r.LeftOut.Merge(o.LeftOut)
}
