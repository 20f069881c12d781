package engagement

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/tally"
)

// Report is the customer analysis: what all customers amount to. The zero
// Report is that of nobody; Merge has it for identity, and reports of parts of
// the customers, made for the same query, merge to the report of the whole, in
// any grouping.
type Report struct {
	// InteractedUsers are the customers whose last interaction lies in the range
	// (E1, E3), and ActiveUsers those of them who sent a message in it (E3).
	InteractedUsers int
	ActiveUsers     int

	// PaidOrders are the paid orders in the range, of all customers who pass the
	// filters (E4). CheckoutLinkOrders, the ones that came through a checkout
	// link, are not in it.
	PaidOrders         int
	CheckoutLinkOrders int

	// RepeatCustomers bought in the range, and at least twice in all (E5).
	RepeatCustomers int

	// UndatedMessages are the messages without a time of customers who pass the
	// filters: they are no interaction that lies anywhere (T7).
	UndatedMessages int

	// The breakdowns of those who interacted (E6). The methods make rows of them.
	ByChannel         Groups
	ByLastInteraction map[calendar.Date]int // by the key of its bucket
	ByTag             Groups
	ByField           Groups
	ByValue           map[string]*Groups    // by field
	ByPaidOrders      []int                 // by their number since the beginning
	ByLastOrder       map[calendar.Date]int // by the key of its bucket
}

// Format prints the fields, each as it shows itself, whatever the verb.
func (r Report) Format(f fmt.State, verb rune) {
	type fields Report
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(r))
}

// Summarize is the analysis of all customers. The errors are those of Digests;
// on one the report is the zero value.
//
// Memory grows with the customers, or, if the repository promises customer
// order, with the rows of the breakdowns.
func Summarize(ctx context.Context, repo Repository, q Query) (Report, error) {
	q.Range = q.Span() // computed once
	_, grouped := repo.(Digester)
	answer := func() *counter {
		c := newCounter(&q)
		c.own = !grouped
		return c
	}
	parts, err := reduce(ctx, repo, &q, answer, func(c *counter, d *Digest) error {
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
	return r, nil
}

// Add takes in one customer. A guest, who has the empty ID, is in no number.
func (r *Report) Add(d *Digest, q *Query) {
	key := q.axis().Key
	c := counter{q: q, span: q.Span(), interaction: key, order: key, once: true,
		interactions: tally.Few(r.ByLastInteraction, plus), orders: tally.Few(r.ByLastOrder, plus)}
	c.into(r)
	r.add(d, &c)
	r.ByLastInteraction, r.ByLastOrder = c.interactions.Done(), c.orders.Done()
}

// counter is how to count: the question, and what buckets instants are in.
type counter struct {
	q                    *Query
	span                 calendar.Span
	interaction, order   func(time.Time) calendar.Date
	interactions, orders *tally.Tally[int]
	buf                  []byte   // scratch of grouper.add
	names                []string // of sorted, as the next one
	known                []Value
	once                 bool // for one customer alone
	own                  bool // the digests are made by their Add methods

	channels, tags, fields grouper
	values                 []fieldValues // the last one changes if there are many fields

	report Report // of what it counted
}

func newCounter(q *Query) *counter {
	axis := q.axis()
	c := &counter{q: q, span: q.Span(), interaction: axis.Keyer(), order: axis.Keyer(),
		interactions: tally.New(nil, plus), orders: tally.New(nil, plus)}
	c.into(&c.report)
	return c
}

// into has the groups of a report counted.
func (c *counter) into(r *Report) {
	c.channels = newGrouper(&r.ByChannel, c.once)
	c.tags = newGrouper(&r.ByTag, c.once)
	c.fields = newGrouper(&r.ByField, c.once)
}

func plus(a *int, b int) { *a += b }

// done is the report of what was counted.
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
	if d.Sent {
		r.ActiveUsers++
	}
	r.breakdowns(d, c)
}

// breakdowns counts one who interacted (E6).
func (r *Report) breakdowns(d *Digest, c *counter) {
	if c.own && c.q.Top == 0 && max(len(d.Channels), len(d.Tags), len(d.Values)) <= few {
		r.sets(d, c)
	} else {
		c.group(&c.channels, sorted(d.Channels, strings.Compare, &c.names))
		c.group(&c.tags, sorted(d.Tags, strings.Compare, &c.names))
		r.fields(sorted(d.Values, compareValues, &c.known), c)
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

// group counts one user in groups; a cap needs to know whole sets (E7).
func (c *counter) group(g *grouper, set []string) { c.buf = g.add(set, c.q.Top > 0, c.buf) }

// fields counts the fields of a customer and the values of each.
func (r *Report) fields(all []Value, c *counter) {
	var names, has [few]string
	fields := names[:0]
	for len(all) > 0 {
		field, of := all[0].Field, has[:0]
		for len(all) > 0 && all[0].Field == field {
			of = append(of, all[0].Value)
			all = all[1:]
		}
		fields = append(fields, field)
		c.group(c.valuesOf(r, field), of)
	}
	c.group(&c.fields, fields)
}

// sets counts one whose sets have every element once and are not counted as
// wholes: in any order. So few elements were looked through when one was added.
func (r *Report) sets(d *Digest, c *counter) {
	c.buf = c.channels.add(d.Channels, false, c.buf)
	c.buf = c.tags.add(d.Tags, false, c.buf)
	fields := 0
	for i := range d.Values {
		v := &d.Values[i]
		first := true
		for j := range i {
			first = first && d.Values[j].Field != v.Field
		}
		g := c.valuesOf(r, v.Field)
		c.buf = g.name(v.Value, c.buf)
		if !first {
			g.apart = true
			continue
		}
		fields++
		g.Total++
		c.buf = c.fields.name(v.Field, c.buf)
	}
	if fields > 0 {
		c.fields.Total++
		c.fields.apart = c.fields.apart || fields > 1
	}
}

// valuesOf is the groups of a field's values. There are few fields as a rule,
// and comparing some costs less than a map's lookup.
func (c *counter) valuesOf(r *Report, field string) *grouper {
	for i := range c.values {
		if c.values[i].field == field {
			return &c.values[i].grouper
		}
	}
	g := r.ByValue[field]
	if g == nil {
		g = &Groups{}
		if r.ByValue == nil {
			r.ByValue = map[string]*Groups{}
		}
		r.ByValue[field] = g
	}
	if len(c.values) == few {
		c.values[few-1].grouper = newGrouper(g, true)
		c.values[few-1].field = field
	} else {
		c.values = append(c.values, fieldValues{field, newGrouper(g, c.once)})
	}
	return &c.values[len(c.values)-1].grouper
}

// fieldValues is where the values of a field are counted.
type fieldValues struct {
	field string
	grouper
}

// Merge takes in the report on other customers, made for the same query.
// Neither report changes the other afterwards.
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
