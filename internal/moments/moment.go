package moments

import (
	"cmp"
	"slices"
	"time"
)

// Moment is an instant at which something happened, and how often. It is exact for every
// time.Time.
type Moment struct {
	Sec   int64 // since 1970 in UTC
	Nano  int32 // of the second
	Count int32
}

// MomentOf returns the moment of one fact at an instant.
func MomentOf(at time.Time) Moment {
	return Moment{at.Unix(), int32(at.Nanosecond()), 1}
}

// Time returns the instant, in UTC.
func (m Moment) Time() time.Time { return time.Unix(m.Sec, int64(m.Nano)).UTC() }

// Compare compares the instants.
func (m Moment) Compare(o Moment) int {
	if m.Sec != o.Sec {
		return cmp.Compare(m.Sec, o.Sec)
	}
	return cmp.Compare(m.Nano, o.Nano)
}

// Before reports whether m's instant is before o's.
func (m Moment) Before(o Moment) bool {
	return m.Sec < o.Sec || m.Sec == o.Sec && m.Nano < o.Nano
}

// Moments are distinct instants in ascending order. While facts are added they are in no
// order, until settle puts them in order.
type Moments []Moment

// From returns the place of the first moment that is not before another one.
func (ms Moments) From(m Moment) int {
	i, _ := slices.BinarySearchFunc(ms, m, Moment.Compare)
	return i
}

// add adds one fact. Facts that come in order of time stay so without a sort.
func (ms *Moments) add(m Moment) {
	if n := len(*ms); n > 0 {
		if last := &(*ms)[n-1]; last.Sec == m.Sec && last.Nano == m.Nano {
			last.Count += m.Count
			return
		}
	}
	*ms = append(*ms, m)
}

// settle sorts the moments and adds up those of one instant. It allocates nothing.
func (ms *Moments) settle() {
	all := *ms
	ordered := true
	for i := 1; i < len(all) && ordered; i++ {
		ordered = all[i-1].Before(all[i])
	}
	if ordered {
		return
	}
	slices.SortFunc(all, Moment.Compare)
	kept := all[:1]
	for _, m := range all[1:] {
		if last := &kept[len(kept)-1]; last.Compare(m) == 0 {
			last.Count += m.Count
			continue
		}
		kept = append(kept, m)
	}
	*ms = kept
}

// once makes every count 1: facts of one instant are one fact.
func (ms Moments) once() {
	for i := range ms {
		ms[i].Count = 1
	}
}
