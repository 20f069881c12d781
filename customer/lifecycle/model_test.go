package lifecycle_test

import (
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// model is a plain second implementation: every question looks at every fact.
type model struct {
	facts customer.Memory
	asOf  time.Time
	unit  calendar.Unit
	loc   *time.Location
}

func modelOf(m customer.Memory, q lifecycle.Query) model {
	return model{m, q.AsOf, q.Unit, q.Location}
}

func (m model) key(x time.Time) calendar.Date {
	return calendar.Axis{Unit: m.unit, Location: m.loc}.Key(x)
}

// when returns the instants of one customer's facts of a kind, in order (D1).
func (m model) when(id customer.ID, a lifecycle.Activity) (all []time.Time) {
	add := func(owner customer.ID, x time.Time) {
		if owner == id && !x.IsZero() && !x.After(m.asOf) {
			all = append(all, x)
		}
	}
	switch a {
	case lifecycle.Logins:
		for _, l := range m.facts.Logins {
			add(l.Customer, l.At)
		}
	case lifecycle.Messages:
		for _, f := range m.facts.Messages {
			if f.Direction == customer.In {
				add(f.Customer, f.At)
			}
		}
	case lifecycle.Orders:
		for _, o := range m.facts.Orders {
			if o.Paid(m.asOf) {
				add(o.Customer, o.PaidAt)
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// buckets returns the buckets from one to another, without the days that were skipped.
func (m model) buckets(from, to calendar.Date) (all []calendar.Date) {
	points, err := calendar.FillValues(m.unit, m.loc, map[calendar.Date]bool{from: true, to: true})
	if err != nil {
		panic(err)
	}
	for _, p := range points {
		all = append(all, p.Bucket)
	}
	return all
}

// before returns the bucket before (D4).
func (m model) before(b calendar.Date) calendar.Date {
	all := m.buckets(m.unit.First(b.AddDays(-40)), b)
	return all[len(all)-2]
}

// over reports whether no instant of the bucket is after AsOf: none within three months.
func (m model) over(b calendar.Date) bool {
	far := calendar.Axis{Unit: m.unit, Location: m.loc, AsOf: at("9999-01-01")}
	return !far.Last(b).After(m.asOf)
}

// series returns the buckets of a range, widened to whole ones (T5, D5).
func (m model) series(s calendar.Span, active []time.Time) []calendar.Date {
	last := m.asOf
	if !s.To.IsZero() && !s.To.After(last) {
		last = s.To.Add(-1)
	}
	if !s.From.IsZero() && s.From.After(last) {
		return nil
	}
	ends := []calendar.Date{m.key(last)}
	if !s.From.IsZero() {
		ends = append(ends, m.key(s.From))
	}
	low, high := slices.MinFunc(ends, calendar.Date.Compare), slices.MaxFunc(ends, calendar.Date.Compare)
	for _, x := range active {
		k := m.key(x)
		if within := !x.Before(s.From) && !x.After(last); within || k.Compare(high) <= 0 && (s.From.IsZero() || k.Compare(low) >= 0) {
			ends = append(ends, k)
		}
	}
	if s.From.IsZero() && len(ends) == 1 {
		return nil
	}
	return m.buckets(slices.MinFunc(ends, calendar.Date.Compare), slices.MaxFunc(ends, calendar.Date.Compare))
}

// states counts the customers in each state in a bucket (D2).
func (m model) states(b calendar.Date, a lifecycle.Activity) (s lifecycle.States) {
	for _, c := range m.facts.Customers {
		var active []calendar.Date
		for _, x := range m.when(c.ID, a) {
			active = append(active, m.key(x))
		}
		if len(active) == 0 {
			continue
		}
		first := slices.MinFunc(active, calendar.Date.Compare)
		now, before := slices.Contains(active, b), slices.Contains(active, m.before(b))
		switch {
		case first.Compare(b) > 0: // not yet known
		case now && first == b:
			s.New++
		case now && before:
			s.Returning++
		case now:
			s.Resurrecting++
		case before && m.over(b):
			s.Dormant++
		case before:
			s.Pending++
		default:
			s.Inactive++
		}
	}
	return s
}

func (m model) lines(s calendar.Span, a lifecycle.Activity) []string {
	var active []time.Time
	for _, c := range m.facts.Customers {
		active = append(active, m.when(c.ID, a)...)
	}
	all := []string{}
	for _, b := range m.series(s, active) {
		all = append(all, line(b, m.states(b, a), !m.over(b)))
	}
	return all
}
