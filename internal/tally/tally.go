// Package tally adds up values by date in front of a map: a map's lookup costs
// ten times as much as the addition, and dates come back soon.
package tally

import "github.com/clientele-go/clientele/customer/calendar"

// Tally adds up values by date into a map. Its slots hold what was added last;
// Done moves all of it into the map.
type Tally[V comparable] struct {
	into  map[calendar.Date]V
	merge func(*V, V)
	slots []slot[V] // a power of two
	sum   V         // scratch
}

type slot[V comparable] struct {
	date  calendar.Date
	value V
}

// year is enough slots for the days of more than a year not to clash.
const year = 512

// New returns a tally into a map, which may be nil, for many dates.
func New[V comparable](into map[calendar.Date]V, merge func(*V, V)) *Tally[V] {
	return &Tally[V]{into: into, merge: merge, slots: make([]slot[V], year)}
}

// Few returns a tally for a few additions.
func Few[V comparable](into map[calendar.Date]V, merge func(*V, V)) *Tally[V] {
	return &Tally[V]{into: into, merge: merge, slots: make([]slot[V], 1)}
}

// At returns where the value of a date is, to add to before the next call.
func (t *Tally[V]) At(d calendar.Date) *V {
	day := uint(d.Day) + 32*uint(d.Month) + 372*uint(d.Year)
	s := &t.slots[day&uint(len(t.slots)-1)]
	if s.date != d {
		t.flush(s)
		s.date = d
	}
	return &s.value
}

func (t *Tally[V]) flush(s *slot[V]) {
	var zero V
	if s.value == zero {
		return
	}
	if t.into == nil {
		t.into = map[calendar.Date]V{}
	}
	t.sum = t.into[s.date]
	t.merge(&t.sum, s.value)
	t.into[s.date] = t.sum
	s.value = zero
}

// Done returns the map with everything that was added. It is nil if the map was
// nil and nothing was added.
func (t *Tally[V]) Done() map[calendar.Date]V {
	for i := range t.slots {
		t.flush(&t.slots[i])
	}
	return t.into
}
