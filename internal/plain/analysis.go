package plain

import (
	"fmt"
	"sort"
	"time"
)

// window returns the range of the analysis: as given, else the last 180 days
// (E1).
func (q question) window() span {
	if q.given.everywhere() {
		// x ≤ t < x ⊕ 180 days, on the nanosecond grid (T4).
		return span{plusDays(q.asOf, -180).Add(1), q.asOf.Add(1)}
	}
	return q.given
}

// selected reports whether a customer passes tag, field and value (E2).
func (q question) selected(f facts, id string) bool {
	return q.tagged(f, id) && q.fielded(f, id)
}

func (q question) tagged(f facts, id string) bool {
	for _, t := range f.tags {
		if t.customer == id && passes(q.tags, t.tag) {
			return true
		}
	}
	return len(q.tags) == 0
}

func (q question) fielded(f facts, id string) bool {
	for _, d := range f.fields {
		if d.customer == id && q.holds(d.at) && (q.field == "" || d.name == q.field) && (q.value == "" || d.value == q.value) {
			return true
		}
	}
	return q.field == "" && q.value == ""
}

// interaction is one customer of the population P, with what E6 asks of them.
type interaction struct {
	id       string
	last     time.Time // interaction
	acted    bool      // they did something in the range themselves
	channels []string  // of what happened in the range
	orders   []order   // paid ones since the beginning
}

// population returns P (E1): the users who pass the filters and whose last
// interaction lies in the range.
func (q question) population(f facts) []interaction {
	var list []interaction
	for _, c := range f.customers {
		if !q.selected(f, c.id) {
			continue
		}
		p := interaction{id: c.id, orders: q.paidOrders(f, c.id, false)}
		for _, e := range q.events(f, c.id) {
			if e.at.After(p.last) {
				p.last = e.at
			}
			if q.window().has(e.at) {
				p.acted = p.acted || e.own
				p.channels = append(p.channels, e.channels...)
			}
		}
		if q.window().has(p.last) {
			list = append(list, p)
		}
	}
	return list
}

// event is one interaction (E1), with its channel if it has one.
type event struct {
	at       time.Time
	own      bool // the customer did it
	channels []string
}

// events lists the interactions of a customer as of the question's instant:
// messages, or with any what they did with a date (E1).
func (q question) events(f facts, id string) []event {
	var list []event
	for _, m := range f.messages {
		if m.customer == id && q.happened(m.at) && passes(q.channels, m.channel) {
			list = append(list, event{m.at, m.in, []string{m.channel}})
		}
	}
	if !q.any {
		return list
	}
	for _, o := range f.orders {
		at := o.placed
		if !q.happened(at) {
			at = o.paid
		}
		if o.customer == id && q.happened(at) && !q.happened(o.voided) && passes(q.channels, o.channel) {
			list = append(list, event{at, true, []string{o.channel}})
		}
	}
	for _, l := range f.logins {
		if l.customer == id && q.happened(l.at) && len(q.channels) == 0 {
			list = append(list, event{l.at, true, nil})
		}
	}
	for _, a := range f.actions {
		if a.customer == id && q.happened(a.at) && len(q.channels) == 0 && a.kind != "push" {
			list = append(list, event{a.at, true, nil})
		}
	}
	return list
}

// paidOrders lists a customer's paid orders on the selected channels since
// the beginning: checkout links alone, or without them (E4, E5).
func (q question) paidOrders(f facts, id string, link bool) []order {
	var list []order
	for _, o := range f.orders {
		if o.customer == id && o.link == link && q.isPaid(o) && passes(q.channels, o.channel) {
			list = append(list, o)
		}
	}
	return list
}

// analysis writes the files of the customer analysis.
func analysis(out Files, q question, f facts) {
	out["analysis.csv"] = q.metrics(f, question.analysisMetrics)
	p := q.population(f)
	breakdowns(out, q, f, p)
	dates(out, q, p)
}

// analysisMetrics returns the numbers of the analysis (E3–E5).
func (q question) analysisMetrics(f facts) []metric {
	p := q.population(f)
	active := 0
	for _, c := range p {
		if c.acted {
			active++
		}
	}
	paid, repeat, link := 0, 0, 0
	for _, c := range f.customers {
		if !q.selected(f, c.id) {
			continue
		}
		orders := q.paidOrders(f, c.id, false)
		now := q.inWindow(orders)
		paid += now
		if now >= 1 && len(orders) >= 2 {
			repeat++
		}
		link += q.inWindow(q.paidOrders(f, c.id, true))
	}
	return []metric{
		{"interacted_users", len(p)},
		{"active_users", active},
		{"paid_orders", paid},
		{"repeat_customers", repeat},
		{"checkout_link_orders", link},
	}
}

// inWindow counts the orders paid in the range.
func (q question) inWindow(orders []order) int {
	n := 0
	for _, o := range orders {
		if q.window().has(o.paid) {
			n++
		}
	}
	return n
}

// pair is that a customer has a name: a channel, a tag, a field, a value.
type pair struct{ id, name string }

// count is a row of a breakdown.
type count struct {
	name  string
	users int
	other bool // of all names that the cap left out
}

// users counts the distinct customers of some pairs that pass.
func users(pairs []pair, pass func(name string) bool) int {
	seen := map[string]bool{}
	for _, p := range pairs {
		if pass(p.name) {
			seen[p.id] = true
		}
	}
	return len(seen)
}

// breakdown counts the distinct customers of each name: users descending,
// then name; capped at top, then one row for the others (E7).
func breakdown(pairs []pair, top int) []count {
	var list []count
	done := map[string]bool{}
	for _, p := range pairs {
		if !done[p.name] {
			done[p.name] = true
			list = append(list, count{p.name, users(pairs, func(name string) bool { return name == p.name }), false})
		}
	}
	sort.Slice(list, func(i, j int) bool {
		if list[i].users != list[j].users {
			return list[i].users > list[j].users
		}
		return list[i].name < list[j].name
	})
	if top == 0 || len(list) <= top {
		return list
	}
	rest := map[string]bool{}
	for _, c := range list[top:] {
		rest[c.name] = true
	}
	other := count{"", users(pairs, func(name string) bool { return rest[name] }), true}
	return append(list[:top:top], other)
}

// breakdowns writes channels.csv, tags.csv, fields.csv and field_values.csv (E6).
func breakdowns(out Files, q question, f facts, p []interaction) {
	var channels, tags, names []pair
	values := map[string][]pair{} // by field
	for _, c := range p {
		for _, ch := range c.channels {
			channels = append(channels, pair{c.id, ch})
		}
		for _, t := range f.tags {
			if t.customer == c.id {
				tags = append(tags, pair{c.id, t.tag})
			}
		}
		for _, d := range f.fields {
			if d.customer == c.id && q.holds(d.at) {
				names = append(names, pair{c.id, d.name})
				values[d.name] = append(values[d.name], pair{c.id, d.value})
			}
		}
	}
	out["channels.csv"] = counts("channel", breakdown(channels, q.top))
	out["tags.csv"] = counts("tag", breakdown(tags, q.top))
	out["fields.csv"] = counts("field", breakdown(names, q.top))
	var s sheet
	s.row("field", "value", "users", "other")
	var sorted []string
	for name := range values {
		sorted = append(sorted, name)
	}
	sort.Strings(sorted)
	for _, name := range sorted {
		for _, c := range breakdown(values[name], q.top) {
			s.row(guardedText(name), guardedText(c.name), fmt.Sprint(c.users), fmt.Sprint(c.other))
		}
	}
	out["field_values.csv"] = s.b.String()
}

// counts returns a breakdown as a file.
func counts(what string, list []count) string {
	var s sheet
	s.row(what, "users", "other")
	for _, c := range list {
		s.row(guardedText(c.name), fmt.Sprint(c.users), fmt.Sprint(c.other))
	}
	return s.b.String()
}

// dates writes last_interaction.csv, frequency.csv and last_order.csv (E6).
func dates(out Files, q question, p []interaction) {
	var interactions, orders []time.Time
	most := 0
	for _, c := range p {
		interactions = append(interactions, c.last)
		var paid []time.Time
		for _, o := range c.orders {
			paid = append(paid, o.paid)
		}
		if len(paid) > 0 {
			orders = append(orders, q.latest(paid))
		}
		most = max(most, len(paid))
	}
	var last, frequency, order sheet
	last.row("bucket", "users", "partial")
	for _, b := range q.series(q.window(), interactions) {
		last.row(b, fmt.Sprint(countIn(interactions, b, q.unit, q.loc)), yesNo(q.partial(q.window(), b)))
	}
	frequency.row("paid_orders", "users")
	for n := 0; n <= most; n++ {
		users := 0
		for _, c := range p {
			if len(c.orders) == n {
				users++
			}
		}
		frequency.row(fmt.Sprint(n), fmt.Sprint(users))
	}
	order.row("bucket", "users")
	for _, b := range filled(orders, q.unit, q.loc) {
		order.row(b, fmt.Sprint(countIn(orders, b, q.unit, q.loc)))
	}
	out["last_interaction.csv"] = last.b.String()
	out["frequency.csv"] = frequency.b.String()
	out["last_order.csv"] = order.b.String()
}
