package engagement_test

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	. "github.com/clientele-go/clientele/engagement"
)

// The plain reading of the rules E1 to E7, slow and without a machine: every
// number by going through all facts of somebody, every set a map, every date by
// asking the location. Nothing of the package but its questions and facts is used.

// model is a shop, each customer's facts by themselves, and a question about it.
type model struct {
	of map[customer.ID]*Memory
	q  Query
}

func newModel(facts Memory, q Query) model {
	m := model{map[customer.ID]*Memory{}, q}
	of := func(id customer.ID) *Memory {
		if m.of[id] == nil {
			m.of[id] = &Memory{}
		}
		return m.of[id]
	}
	for _, f := range facts.Messages {
		of(f.Customer).Messages = append(of(f.Customer).Messages, f)
	}
	for _, f := range facts.Orders {
		of(f.Customer).Orders = append(of(f.Customer).Orders, f)
	}
	for _, f := range facts.Tags {
		of(f.Customer).Tags = append(of(f.Customer).Tags, f)
	}
	for _, f := range facts.Fields {
		of(f.Customer).Fields = append(of(f.Customer).Fields, f)
	}
	for _, f := range facts.Logins {
		of(f.Customer).Logins = append(of(f.Customer).Logins, f)
	}
	for _, f := range facts.Actions {
		of(f.Customer).Actions = append(of(f.Customer).Actions, f)
	}
	return m
}

func (m model) happened(x time.Time) bool { return !x.IsZero() && !x.After(m.q.AsOf) }

// inRange reports whether something that happened lies in the range: as given, or
// within the last 180 days: x <= t < x + 180 days (E1, T3, T4).
func (m model) inRange(x time.Time) bool {
	from, to := m.q.Range.From, m.q.Range.To
	if from.IsZero() && to.IsZero() {
		return m.happened(x) && m.q.AsOf.Before(x.Add(180*24*time.Hour))
	}
	return m.happened(x) && (from.IsZero() || !x.Before(from)) && (to.IsZero() || x.Before(to))
}

func (m model) selected(c customer.Channel) bool {
	return len(m.q.Channels) == 0 || slices.Contains(m.q.Channels, c)
}

// messages are those of a customer on the selected channels, as of AsOf.
func (m model) messages(id customer.ID) (all []customer.Message) {
	for _, f := range m.of[id].Messages {
		if m.selected(f.Channel) && m.happened(f.At) {
			all = append(all, f)
		}
	}
	return all
}

// paid are a customer's paid orders as of AsOf, on the selected channels: by
// checkout link, or the others (E4, R3, R4).
func (m model) paid(id customer.ID, byLink bool) (all []customer.Order) {
	for _, o := range m.of[id].Orders {
		if o.CheckoutLink != byLink || !m.selected(o.Channel) || !m.happened(o.PaidAt) || m.happened(o.VoidedAt) {
			continue
		}
		back, refunds := int64(0), 0
		for _, r := range o.Refunds {
			if r.At.IsZero() || m.happened(r.At) {
				back += r.Amount.IntPart()
				refunds++
			}
		}
		if refunds == 0 || back != o.Total.Amount.IntPart() {
			all = append(all, o)
		}
	}
	return all
}

func (m model) paidInRange(id customer.ID, byLink bool) (n int) {
	for _, o := range m.paid(id, byLink) {
		if m.inRange(o.PaidAt) {
			n++
		}
	}
	return n
}

// fieldsOf are the fields of a customer known as of AsOf, each with its values.
func (m model) fieldsOf(id customer.ID) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, f := range m.of[id].Fields {
		if f.At.IsZero() || m.happened(f.At) {
			if all[f.Name] == nil {
				all[f.Name] = map[string]bool{}
			}
			all[f.Name][f.Value] = true
		}
	}
	return all
}

func (m model) tagsOf(id customer.ID) map[string]bool {
	all := map[string]bool{}
	for _, f := range m.of[id].Tags {
		all[f.Name] = true
	}
	return all
}

// passes reports whether somebody is a customer who passes tag, field and value
// (E2).
func (m model) passes(id customer.ID) bool {
	tagged, fielded := len(m.q.Tags) == 0, len(m.q.Fields)+len(m.q.Values) == 0
	for name := range m.tagsOf(id) {
		tagged = tagged || slices.Contains(m.q.Tags, name)
	}
	for name, has := range m.fieldsOf(id) {
		for value := range has {
			asked := len(m.q.Fields) == 0 || slices.Contains(m.q.Fields, name)
			fielded = fielded || asked && (len(m.q.Values) == 0 || slices.Contains(m.q.Values, value))
		}
	}
	return id != "" && tagged && fielded
}

// interaction is one of a customer's, with its channel if it has one.
type interaction struct {
	at      time.Time
	own     bool // the customer did it
	channel []customer.Channel
}

// interactions are those of a customer as of AsOf (E1).
func (m model) interactions(id customer.ID) (all []interaction) {
	for _, f := range m.messages(id) {
		all = append(all, interaction{f.At, f.Direction == customer.In, []customer.Channel{f.Channel}})
	}
	if m.q.Interaction != Any {
		return all
	}
	for _, o := range m.of[id].Orders {
		at := o.PlacedAt
		if !m.happened(at) {
			at = o.PaidAt
		}
		if m.selected(o.Channel) && m.happened(at) && !m.happened(o.VoidedAt) {
			all = append(all, interaction{at, true, []customer.Channel{o.Channel}})
		}
	}
	if len(m.q.Channels) > 0 {
		return all
	}
	for _, f := range m.of[id].Logins {
		if m.happened(f.At) {
			all = append(all, interaction{f.At, true, nil})
		}
	}
	for _, f := range m.of[id].Actions {
		if m.happened(f.At) && (f.Kind == customer.Share || f.Kind == customer.Comment || f.Kind == customer.Redemption) {
			all = append(all, interaction{f.At, true, nil})
		}
	}
	return all
}

// last is the last interaction; zero is none (E1).
func (m model) last(id customer.ID) (last time.Time) {
	for _, f := range m.interactions(id) {
		if f.at.After(last) {
			last = f.at
		}
	}
	return last
}

// population is P (E1).
func (m model) population() (all []customer.ID) {
	for id := range m.of {
		if m.passes(id) && m.inRange(m.last(id)) {
			all = append(all, id)
		}
	}
	return all
}

// numbers are those of the cards (E3, E4, E5, T7).
func (m model) numbers() (n numbers) {
	for _, id := range m.population() {
		n.Interacted++
		acted := false
		for _, f := range m.interactions(id) {
			acted = acted || f.own && m.inRange(f.at)
		}
		if acted {
			n.Active++
		}
	}
	for id := range m.of {
		if !m.passes(id) {
			continue
		}
		in, links := m.paidInRange(id, false), m.paidInRange(id, true)
		ever := len(m.paid(id, false))
		n.Paid += in
		n.Links += links
		if m.q.RepeatByCheckoutLink {
			in, ever = in+links, ever+len(m.paid(id, true))
		}
		if in >= 1 && ever >= 2 {
			n.Repeat++
		}
		for _, f := range m.of[id].Messages {
			if f.At.IsZero() && m.selected(f.Channel) {
				n.Undated++
			}
		}
	}
	return n
}

// having is who has which name.
type having map[string]map[customer.ID]bool

func (h having) put(name string, id customer.ID) {
	if h[name] == nil {
		h[name] = map[customer.ID]bool{}
	}
	h[name][id] = true
}

// table is the rows by name, capped (E7). All the sets are small.
func (h having) table(top int) table {
	var names []string
	everyone := map[customer.ID]bool{}
	for name, has := range h {
		names = append(names, name)
		for id := range has {
			everyone[id] = true
		}
	}
	sort.Slice(names, func(i, j int) bool {
		a, b := names[i], names[j]
		return len(h[a]) > len(h[b]) || len(h[a]) == len(h[b]) && a < b
	})
	t := table{Total: len(everyone)}
	rest := map[customer.ID]bool{}
	for i, name := range names {
		if top == 0 || i < top {
			t.Rows = append(t.Rows, fmt.Sprintf("%q %d", name, len(h[name])))
			continue
		}
		for id := range h[name] {
			rest[id] = true
		}
	}
	if top > 0 && len(names) > top {
		t.Rows = append(t.Rows, fmt.Sprintf("other %d", len(rest)))
	}
	return t
}

// byName are the breakdowns by name of P: channels, tags, fields, and the
// values of every field (E6).
func (m model) byName() (channels, tags, fields having, values map[string]having) {
	channels, tags, fields, values = having{}, having{}, having{}, map[string]having{}
	for _, id := range m.population() {
		for _, f := range m.interactions(id) {
			for _, c := range f.channel {
				if m.inRange(f.at) {
					channels.put(string(c), id)
				}
			}
		}
		for name := range m.tagsOf(id) {
			tags.put(name, id)
		}
		for name, has := range m.fieldsOf(id) {
			fields.put(name, id)
			for value := range has {
				if values[name] == nil {
					values[name] = having{}
				}
				values[name].put(value, id)
			}
		}
	}
	return channels, tags, fields, values
}

// frequency is P by number of paid orders since the beginning (E6).
func (m model) frequency() table {
	by, most := map[int]int{}, 0
	p := m.population()
	for _, id := range p {
		n := len(m.paid(id, false))
		by[n]++
		most = max(most, n)
	}
	t := table{Total: len(p), AddsUp: true}
	for n := 0; n <= most; n++ {
		t.Rows = append(t.Rows, fmt.Sprintf("%d: %d", n, by[n]))
	}
	return t
}

// lastInteractions is P by the bucket of the last interaction, over the range
// (E6, T5).
func (m model) lastInteractions() table {
	var at []time.Time
	for _, id := range m.population() {
		at = append(at, m.last(id))
	}
	from, end := m.q.Range.From, m.q.AsOf
	if m.q.Range == (calendar.Span{}) {
		from = m.q.AsOf.Add(-180*24*time.Hour + 1)
	}
	if to := m.q.Range.To; !to.IsZero() && !to.After(end) {
		end = to.Add(-1)
	}
	s := m.series(at)
	switch {
	case !from.IsZero() && from.After(end) || from.IsZero() && len(at) == 0:
		return table{AddsUp: true}
	case !from.IsZero():
		s.reach(s.key(from))
	}
	s.reach(s.key(end))
	return s.table(func(key time.Time) bool { return s.beyond(key, from, end) })
}

// lastOrders is those of P with a paid order by the bucket of the latest, from
// the first with somebody to the last (E6).
func (m model) lastOrders() table {
	var at []time.Time
	for _, id := range m.population() {
		var latest time.Time
		for _, o := range m.paid(id, false) {
			if o.PaidAt.After(latest) {
				latest = o.PaidAt
			}
		}
		if !latest.IsZero() {
			at = append(at, latest)
		}
	}
	return m.series(at).table(func(time.Time) bool { return false })
}
