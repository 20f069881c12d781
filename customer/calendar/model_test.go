package calendar

import "time"

// The plain reading of T4 and T5, slow, sharing nothing with the code: a
// calendar that is counted day by day, and clocks that are looked at.

// A counted calendar, by which T4 is checked: the months from January 1999 on,
// each with the number of days before it. It shares nothing with the code.
func countedMonths(n int) (starts []int64) {
	day := int64(-365) // 1 January 1999, counted from 1 January 2000
	for m := range n {
		starts = append(starts, day)
		year := 1999 + m/12
		switch m % 12 {
		case 3, 5, 8, 10:
			day += 30
		case 1:
			day += 28
			if year%400 == 0 || year%100 != 0 && year%4 == 0 {
				day++
			}
		default:
			day += 31
		}
	}
	return starts
}

// plainSum is x ⊕ n months by the counted calendar (T4): the same day and time of
// day n months later, or the first instant of the month after that. x is given
// as its month, the day within it from 0, and the nanosecond of the day.
func plainSum(starts []int64, month int, day, nano int64, n int) time.Time {
	sum := starts[month+n] + day
	if end := starts[month+n+1]; sum >= end {
		sum, nano = end, 0
	}
	return countedInstant(sum, nano)
}

// countedInstant is an instant of a day counted from 1 January 2000.
func countedInstant(day, nano int64) time.Time { return time.Unix(946_684_800+day*86400, nano) }

// plainKey is the first date of t's bucket, by going back from t's date a day
// at a time (T5).
func plainKey(u Unit, t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	day := time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	begins := map[Unit]time.Weekday{Week: time.Monday, WeekSunday: time.Sunday, WeekSaturday: time.Saturday}
	weekday, isWeek := begins[u]
	for isWeek && day.Weekday() != weekday || u == Month && day.Day() != 1 {
		day = day.Add(-24 * time.Hour)
	}
	return Date{day.Year(), day.Month(), day.Day()}
}

// A witness knows the offsets in force within five days of an instant.
type witness struct {
	namedZone
	around  int64
	offsets []int64
	edges   []int64 // the instants at which they change
}

func newWitness(z namedZone, around int64) *witness {
	w := &witness{namedZone: z, around: around}
	seen := map[int64]bool{}
	last := int64(0)
	for sec := around - 5*daySeconds; sec <= around+5*daySeconds; sec += 3 * 3600 {
		o := offsetAt(sec, z.loc)
		if !seen[o] {
			seen[o] = true
			w.offsets = append(w.offsets, o)
		}
		if len(w.offsets) > 1 && o != last {
			lo, hi := sec-3*3600, sec
			for hi-lo > 1 {
				if mid := (lo + hi) / 2; offsetAt(mid, z.loc) == last {
					lo = mid
				} else {
					hi = mid
				}
			}
			w.edges = append(w.edges, hi)
		}
		last = o
	}
	return w
}

// candidates are instants at which a date can begin or end near a midnight of d:
// that midnight by every offset, and the instants at which the offset changes.
func (w *witness) candidates(d Date) []time.Time {
	midnight := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix()
	var all []time.Time
	for _, o := range w.offsets {
		all = append(all, time.Unix(midnight-o, 0))
	}
	for _, sec := range w.edges {
		all = append(all, time.Unix(sec, 0))
	}
	return all
}

// first is the first instant with the date d or a later one.
func (w *witness) first(d Date) (first time.Time) {
	for _, x := range w.candidates(d) {
		if DateOf(x, w.loc).Compare(d) >= 0 && (first.IsZero() || x.Before(first)) {
			first = x
		}
	}
	return first
}

// settled is the instant after the last one with a date before d.
func (w *witness) settled(d Date) (settled time.Time) {
	for _, x := range w.candidates(d) {
		if DateOf(x.Add(-1), w.loc).Compare(d) < 0 && (settled.IsZero() || x.After(settled)) {
			settled = x
		}
	}
	return settled
}

// plainFirst and plainSettled are when the date d first came and when it had come
// for good, as a witness saw it.
func plainFirst(loc *time.Location, d Date) time.Time   { return witnessOf(loc, d).first(d) }
func plainSettled(loc *time.Location, d Date) time.Time { return witnessOf(loc, d).settled(d) }

func witnessOf(loc *time.Location, d Date) *witness {
	noon := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
	return newWitness(namedZone{loc: orUTC(loc)}, noon.Unix())
}
