package lifecycle

import (
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/moments"
)

// clock counts windows from an anchor on: window k is [a ⊕ k·u, a ⊕ (k+1)·u) (C4).
type clock struct {
	unit calendar.Unit  // Day, Week or Month: a window begins on no day of the week
	end  moments.Moment // the first instant after AsOf
}

func clockOf(q *CohortQuery) clock {
	c := clock{q.Unit, moments.MomentOf(calendar.AsOf(q.AsOf).To)}
	if c.unit == calendar.WeekSunday || c.unit == calendar.WeekSaturday {
		c.unit = calendar.Week
	}
	return c
}

// after returns the first instant of window k.
func (c clock) after(a time.Time, k int) time.Time {
	return calendar.Period{N: k, Unit: c.unit}.After(a)
}

// window returns the window that x, which is not before the anchor, lies in. Of the first
// instant after AsOf that is how many windows are over.
func (c clock) window(a, x moments.Moment) int {
	const day = 24 * 60 * 60
	if c.unit == calendar.Month {
		return c.months(a, x)
	}
	seconds := x.Sec - a.Sec
	if x.Nano < a.Nano {
		seconds--
	}
	if c.unit == calendar.Week {
		return int(seconds / (7 * day))
	}
	return int(seconds / day)
}

// months counts months on the UTC calendar, which no sum moves by more than one.
func (c clock) months(a, x moments.Moment) int {
	anchor, at := a.Time(), x.Time()
	k := 12*(at.Year()-anchor.Year()) + int(at.Month()-anchor.Month())
	for k > 0 && x.Before(moments.MomentOf(c.after(anchor, k))) {
		k--
	}
	return k
}

// farthest returns the last instant that a question can be about.
func farthest() time.Time { return time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC) }
