package calendar

// A Change is what became of a count (P4).
type Change struct {
	Before, Now int  // not negative
	NoInterval  bool // no interval, and so never "no clear change" (P5's option)
}

// Difference returns Now − Before, which a change always has.
func (c Change) Difference() int { return c.Now - c.Before }

// Ratio returns the ratio of a change as two numbers, Now to Before, and whether there
// is one: from 0 there is none, neither 100 % nor infinity (P4).
func (c Change) Ratio() (now, before int, ok bool) {
	if c.Before <= 0 {
		return 0, 0, false
	}
	return c.Now, c.Before, true
}

// New reports whether something became of nothing: Before is 0 and Now is more.
func (c Change) New() bool { return c.Before == 0 && c.Now > 0 }

// Interval returns the 95 % interval of the ratio Now ÷ Before (P5), and whether there
// is one: if Before is 0 there is not. It is Wilson's interval of the share Now ÷ (Now
// + Before), each end l as the ratio l ÷ (1 − l).
func (c Change) Interval() (Interval, bool) {
	if c.Before <= 0 || c.Now < 0 || c.NoInterval {
		return Interval{}, false
	}
	n := c.Now + c.Before
	low, lost := wilsonLow(c.Now, n), wilsonLow(c.Before, n)
	return Interval{low / (1 - low), (1 - lost) / lost}, true
}

// NoClearChange reports whether the interval of the ratio holds 1, so that chance alone
// may have made the change (P5). Without an interval it is false.
func (c Change) NoClearChange() bool {
	i, ok := c.Interval()
	return ok && i.Holds(1)
}

// A RateChange is what became of a rate (P5).
type RateChange struct {
	Before, Now Rate
	NoInterval  bool // no interval, and so never "no clear change" (P5's option)
}

// Difference returns Now − Before as a fraction, and whether there is one: both rates
// need a value.
func (c RateChange) Difference() (float64, bool) {
	now, ok := c.Now.Value()
	before, also := c.Before.Value()
	return now - before, ok && also
}

// Interval returns the 95 % interval of the difference, by Newcombe's hybrid method of
// Wilson's intervals (P5), and whether there is one. It holds the difference.
func (c RateChange) Interval() (Interval, bool) {
	d, ok := c.Difference()
	if !ok || c.NoInterval {
		return Interval{}, false
	}
	now, _ := c.Now.Interval()
	before, _ := c.Before.Interval()
	p, _ := c.Now.Value()
	q, _ := c.Before.Value()
	return Interval{d - hypotenuse(p-now.Low, before.High-q), d + hypotenuse(now.High-p, q-before.Low)}, true
}

// NoClearChange reports whether the interval of the difference holds 0 (P5). Without an
// interval it is false.
func (c RateChange) NoClearChange() bool {
	i, ok := c.Interval()
	return ok && i.Holds(0)
}
