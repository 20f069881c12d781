package customer

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Transition is one change of one customer's status (S8): by a login, or by the
// mere passing of time.
type Transition struct {
	Customer ID
	At       time.Time // the first instant of the new status, in UTC
	From, To Status    // just before At, and at it; From is less than To only if there is a login at At (S5)
}

// moment is an instant, small and quick to compare.
type moment struct {
	sec  int64
	nano int32
}

func momentOf(t time.Time) moment { return moment{t.Unix(), int32(t.Nanosecond())} }

// never is the zero time.
var never = momentOf(time.Time{})

func (m moment) time() time.Time { return time.Unix(m.sec, int64(m.nano)).UTC() }

func (m moment) before(o moment) bool { return m.sec < o.sec || m.sec == o.sec && m.nano < o.nano }

func (m moment) compare(o moment) int {
	switch {
	case m.before(o):
		return -1
	case o.before(m):
		return 1
	}
	return 0
}

// history is the logins of one customer that can matter to a status within a
// span: those in it, and those before it that are still within a window.
type history struct {
	id     ID
	known  bool // there is a profile
	logins []moment
}

// start makes h the empty history of a customer, in the memory that it has.
func (h *history) start(id ID) { *h = history{id: id, logins: h.logins[:0]} }

// few is how many logins are put in order one by one: most customers have no
// more, and most storage nearly has that order.
const few = 32

// settle puts the logins in order of time, each instant once (S1).
func (h *history) settle() {
	if len(h.logins) > few {
		slices.SortFunc(h.logins, moment.compare)
	} else {
		for i := 1; i < len(h.logins); i++ {
			m, j := h.logins[i], i
			for ; j > 0 && m.before(h.logins[j-1]); j-- {
				h.logins[j] = h.logins[j-1]
			}
			h.logins[j] = m
		}
	}
	h.logins = slices.Compact(h.logins)
}

// move is a transition, small and without pointers: a trend has many.
type move struct {
	at       moment
	who      uint32 // of moves.owners
	from, to Status
}

// moves are the transitions that one worker found, in blocks that stay where
// they are.
type moves struct {
	owners []ID
	blocks [][]move
}

// movesAtOnce is how many are allocated at a time.
const movesAtOnce = 1 << 11

func (s *moves) add(m move) {
	last := len(s.blocks) - 1
	if last < 0 || len(s.blocks[last]) == movesAtOnce {
		s.blocks = append(s.blocks, make([]move, 0, movesAtOnce))
		last++
	}
	s.blocks[last] = append(s.blocks[last], m)
}

// eachMove calls f with every move of some workers, and how many owners the
// workers before have.
func eachMove(all []*moves, f func(before uint32, m *move)) {
	before := 0
	for _, s := range all {
		for _, b := range s.blocks {
			for i := range b {
				f(uint32(before), &b[i])
			}
		}
		before += len(s.owners)
	}
}

// inOrder returns the transitions that several workers found, by instant, then
// by customer. It deals them into slots of time that hold a few each, so that
// little is left to sort.
func inOrder(all []*moves) (sorted []move, owners []ID) {
	n, low, high := 0, int64(math.MaxInt64), int64(math.MinInt64)
	eachMove(all, func(_ uint32, m *move) {
		n++
		low, high = min(low, m.at.sec), max(high, m.at.sec)
	})
	for _, s := range all {
		owners = append(owners, s.owners...)
	}
	slots := n/4 + 1
	scale := float64(slots) / (float64(high-low) + 1)
	slot := func(m *move) int { return min(slots-1, int(float64(m.at.sec-low)*scale)) }
	ends := make([]int, slots+1) // of each slot; first, where it begins
	eachMove(all, func(_ uint32, m *move) { ends[slot(m)+1]++ })
	for i := range slots {
		ends[i+1] += ends[i]
	}
	sorted = make([]move, n)
	eachMove(all, func(before uint32, m *move) {
		to := &sorted[ends[slot(m)]]
		ends[slot(m)]++
		*to = *m
		to.who += before
	})
	from := 0
	for _, to := range ends[:slots] {
		slices.SortFunc(sorted[from:to], func(a, b move) int {
			if c := a.at.compare(b.at); c != 0 {
				return c
			}
			return cmp.Compare(owners[a.who], owners[b.who])
		})
		from = to
	}
	return sorted, owners
}
