package rollup

import (
	"maps"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// diff makes the entries of one customer what they should be.
type diff struct {
	batch *Batch
	meta  *Meta
	id    customer.ID
	old   []Entry // that there are, in order
}

// put makes what is at a key what it should be; nothing that was said is forgotten.
func (d *diff) put(k Key, is Move) {
	e := Entry{Key: k}
	for _, o := range d.old {
		if o.Key.Compare(k) == 0 {
			if e = o; e.Is == is {
				return
			}
			break
		}
	}
	if e.Is = is; e.Is.What == Nothing && e.told().What == Nothing {
		d.batch.RemoveEntries = append(d.batch.RemoveEntries, k)
		return
	}
	d.batch.PutEntries = append(d.batch.PutEntries, e)
}

// change says the course that the status took since the horizon, in place of what was said
// of it.
func (d *diff) change(was customer.Status, c customer.Course) {
	since := d.meta.Since
	want := map[Key]Move{}
	from := since
	if at, ok := d.appeared(); ok {
		from = at
		want[Key{at, d.id, false}] = Move{What: Appeared, To: c.At(at)}
	} else if before := d.before(was); before != c.Before {
		d.older(before, c.Before)
	}
	for _, t := range c.Transitions {
		if t.At.After(from) {
			want[Key{t.At, d.id, false}] = Move{What: Changed, From: t.From, To: t.To}
		}
	}
	for _, e := range d.old {
		if _, ok := want[e.Key]; !ok && !e.Gone && e.At.After(since) {
			d.put(e.Key, Move{})
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(want), Key.Compare) {
		d.put(k, want[k])
	}
}

// older says that the status at the horizon was another one (H5). If that instant has an
// entry, that one is made right.
func (d *diff) older(before, is customer.Status) {
	k := Key{d.meta.Since, d.id, false}
	m := Move{What: Older, From: before, To: is}
	for _, e := range d.old {
		if e.Key.Compare(k) == 0 && e.Is.What != Nothing {
			m.What, m.From = e.Is.What, e.Is.From
		}
	}
	if m.From == m.To && m.What != Appeared {
		m = Move{}
	}
	d.put(k, m)
}

// before returns the status at the horizon, as far as was known.
func (d *diff) before(was customer.Status) customer.Status {
	for _, e := range d.old {
		switch {
		case e.Gone || e.At.Before(d.meta.Since) || e.Is.What == Nothing:
		case e.At.Equal(d.meta.Since):
			return e.Is.To
		default:
			return e.Is.From
		}
	}
	return was
}

// appeared returns when the customer was added, if that is after the horizon.
func (d *diff) appeared() (at time.Time, ok bool) {
	for _, e := range d.old {
		if e.Is.What == Appeared && e.At.After(d.meta.Since) {
			at, ok = e.At, true
		}
	}
	return at, ok
}

// gone says that the customer is gone, if it was said that anybody was there, and forgets
// the rest (H8). From is the status that was said last.
func (d *diff) gone(was customer.Status) {
	const (
		nothing = iota
		unsaid
		said
	)
	state, there := nothing, true
	for _, e := range d.old {
		if e.Gone {
			continue
		}
		d.batch.RemoveEntries = append(d.batch.RemoveEntries, e.Key)
		switch told := e.told(); {
		case told.What != Nothing:
			state, was = said, told.To
		case state == nothing:
			state, was, there = unsaid, e.Is.From, e.Is.What != Appeared
		}
	}
	if there || state == said {
		d.put(Key{d.meta.Query.AsOf, d.id, true}, Move{What: Gone, From: was})
	}
}
