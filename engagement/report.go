package engagement

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/tally"
)

// Report is the customer analysis: what all customers amount to. The zero Report
// has no customers, and is the identity of Merge. Reports on parts of the
// customers, made for the same query, merge to the report on all of them, in any
// grouping.
type Report struct {
	// InteractedUsers are the customers whose last interaction lies in the range
	// (E1, E3), and ActiveUsers those of them who sent a message in it, or with Any
	// did anything in it (E3).
	InteractedUsers int
	ActiveUsers     int

	// PaidOrders counts the paid orders in the range of all customers who pass the
	// filters (E4), without CheckoutLinkOrders, which came through a checkout
	// link.
	PaidOrders         int
	CheckoutLinkOrders int

	// RepeatCustomers counts the customers who bought in the range, and at least
	// twice in all (E5).
	RepeatCustomers int

	// UndatedMessages counts the messages without a time of customers who pass the
	// filters. They are in no other number (T7).
	UndatedMessages int

	// The breakdowns of the users who interacted (E6). The methods make rows of
	// them.
	ByChannel         Groups
	ByLastInteraction map[calendar.Date]int // by the key of its bucket
	ByTag             Groups
	ByField           Groups
	ByValue           map[string]*Groups    // by field
	ByPaidOrders      []int                 // by their number since the beginning
	ByLastOrder       map[calendar.Date]int // by the key of its bucket

	// LeftOut is the bad facts that are in no number, because customer.Run.LeaveOut
	// took them.
	LeftOut customer.LeftOut
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (r Report) Format(f fmt.State, verb rune) {
	type fields Report
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(r))
}

// Summarize returns the analysis of all customers. The errors are those of Reduce;
// on an error the report is the zero value.
func Summarize(ctx context.Context, repo Repository, q Query, run *customer.Run) (Report, error) {
	q.Range = q.Span() // computed once
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

// Add adds one customer. A guest, who has the empty ID, is in no number.
func (r *Report) Add(d *Digest, q *Query) {
	key := q.axis().Key
	c := counter{q: q, span: q.Span(), interaction: key, order: key,
		interactions: tally.Few(r.ByLastInteraction, plus), orders: tally.Few(r.ByLastOrder, plus)}
	r.add(d, &c)
	r.ByLastInteraction, r.ByLastOrder = c.interactions.Done(), c.orders.Done()
}

// counter counts what one worker visits.
type counter struct {
	q                    *Query
	span                 calendar.Span
	interaction, order   func(time.Time) calendar.Date
	interactions, orders *tally.Tally[int]

	near nameCache

	// Scratch.
	names, of []string
	known     []Value

	report Report // on what was counted
}

func newCounter(q *Query) *counter {
	axis := q.axis()
	return &counter{q: q, span: q.Span(), interaction: axis.Keyer(), order: axis.Keyer(),
		interactions: tally.New(nil, plus), orders: tally.New(nil, plus), near: newNameCache()}
}

func plus(a *int, b int) { *a += b }

// done returns the report on what was counted.
func (c *counter) done() Report {
	c.report.ByLastInteraction, c.report.ByLastOrder = c.interactions.Done(), c.orders.Done()
	return c.report
}

func (r *Report) add(d *Digest, c *counter) {
	if d.ID == "" || !d.Passes(c.q) {
		return
	}
	r.UndatedMessages += d.Undated
	r.PaidOrders += d.Paid.InRange
	r.CheckoutLinkOrders += d.CheckoutLink.InRange
	if d.bought(c.q) {
		r.RepeatCustomers++
	}
	if d.LastInteraction.IsZero() || !c.span.Contains(d.LastInteraction) {
		return
	}
	r.InteractedUsers++
	if d.Acted {
		r.ActiveUsers++
	}
	r.breakdowns(d, c)
}

// breakdowns counts a customer who interacted (E6). For a cap it counts whole sets
// (E7).
func (r *Report) breakdowns(d *Digest, c *counter) {
	if c.q.Top > 0 {
		r.ByChannel.addWhole(nameSet().Sorted(d.Channels, &c.names), &c.near)
		r.ByTag.addWhole(nameSet().Sorted(d.Tags, &c.names), &c.near)
		r.wholeFields(valueSet().Sorted(d.Values, &c.known), c)
	} else {
		r.ByChannel.add(nameSet().Each(d.Channels, &c.names), &c.near)
		r.ByTag.add(nameSet().Each(d.Tags, &c.names), &c.near)
		r.fields(valueSet().Each(d.Values, &c.known), c)
	}
	*c.interactions.At(c.interaction(d.LastInteraction))++
	for len(r.ByPaidOrders) <= d.Paid.Ever {
		r.ByPaidOrders = append(r.ByPaidOrders, 0)
	}
	r.ByPaidOrders[d.Paid.Ever]++
	if !d.Paid.Last.IsZero() {
		*c.orders.At(c.order(d.Paid.Last))++
	}
}

// wholeFields counts the set of a customer's fields and the set of each one's
// values.
func (r *Report) wholeFields(all []Value, c *counter) {
	fields := c.names[:0]
	for len(all) > 0 {
		field := all[0].Field
		c.of = c.of[:0]
		for len(all) > 0 && all[0].Field == field {
			c.of = append(c.of, all[0].Value)
			all = all[1:]
		}
		fields = append(fields, field)
		r.valuesOf(field).addWhole(c.of, &c.near)
	}
	r.ByField.addWhole(fields, &c.near)
	c.names = fields
}

// fields counts each of a customer's fields and values.
func (r *Report) fields(all []Value, c *counter) {
	fields := 0
	for i := range all {
		field := c.near.lookUp(&r.ByField, all[i].Field)
		if field.values == nil {
			field.values = r.valuesOf(field.name)
		}
		of := field.values
		if had := all[:i]; slices.ContainsFunc(had, func(v Value) bool { return v.Field == all[i].Field }) {
			of.apart = true
		} else {
			*field.users++
			of.Total++
			fields++
		}
		*c.near.lookUp(of, all[i].Value).users++
	}
	r.ByField.added(fields)
}

// valuesOf returns the groups of a field's values.
func (r *Report) valuesOf(field string) *Groups {
	g := r.ByValue[field]
	if g == nil {
		g = &Groups{}
		if r.ByValue == nil {
			r.ByValue = map[string]*Groups{}
		}
		r.ByValue[field] = g
	}
	return g
}

// Merge adds the report on other customers, made for the same query. Afterwards, a
// change of one report does not change the other.
func (r *Report) Merge(o Report) {
	r.InteractedUsers += o.InteractedUsers
	r.ActiveUsers += o.ActiveUsers
	r.PaidOrders += o.PaidOrders
	r.CheckoutLinkOrders += o.CheckoutLinkOrders
	r.RepeatCustomers += o.RepeatCustomers
	r.UndatedMessages += o.UndatedMessages
	r.ByChannel.Merge(o.ByChannel)
	r.ByTag.Merge(o.ByTag)
	r.ByField.Merge(o.ByField)
	r.ByValue = mergeValues(r.ByValue, o.ByValue)
	r.ByLastInteraction = sum(r.ByLastInteraction, o.ByLastInteraction)
	r.ByLastOrder = sum(r.ByLastOrder, o.ByLastOrder)
	orders := slices.Clone(r.ByPaidOrders)
	orders = append(orders, make([]int, max(0, len(o.ByPaidOrders)-len(orders)))...)
	for i, n := range o.ByPaidOrders {
		orders[i] += n
	}
	r.ByPaidOrders = orders
	r.LeftOut.Merge(o.LeftOut)
}

// mergeValues merges groups by field, in a map of its own.
func mergeValues(a, b map[string]*Groups) map[string]*Groups {
	if len(a)+len(b) == 0 {
		return nil
	}
	all := make(map[string]*Groups, max(len(a), len(b)))
	for _, part := range []map[string]*Groups{a, b} {
		for field, g := range part {
			if all[field] == nil {
				all[field] = &Groups{}
			}
			all[field].Merge(*g)
		}
	}
	return all
}

// sum adds up numbers by bucket, in a map of its own.
func sum(a, b map[calendar.Date]int) map[calendar.Date]int {
	if len(b) == 0 {
		return maps.Clone(a)
	}
	all := maps.Clone(b)
	for key, n := range a {
		all[key] += n
	}
	return all
}
