package lifecycle

import (
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/moments"
)

// CohortReport is the answer to a question about cohorts. The zero CohortReport has none.
type CohortReport struct {
	Customers  int              // all of them
	Unanchored int              // those without an anchor, who are in no cohort (C1)
	Undated    int              // return facts without a date, which are in no cell (D7, T7)
	LeftOut    customer.LeftOut // bad facts

	query   CohortQuery
	starts  []calendar.Date // of the cohorts, without gaps
	cohorts map[int]*cohort
}

// Cohort is the customers whose anchors are in one bucket (C2).
type Cohort struct {
	Bucket calendar.Date // its first date
	Size   int

	// Cells has one for each window that has begun as of AsOf, by its offset k: on the
	// calendar, the k-th bucket after the cohort's; on the own clock, the window that begins
	// with the cohort's bucket ⊕ k units.
	Cells []Cell
}

// Cell is what is known of a cohort in one window.
type Cell struct {
	Eligible int // whose window is over: on the calendar, the size in a complete cell, else 0 (C5)
	Retained int // with a return in the window (C2, C3); on the own clock, of the eligible ones

	// RetainedOrAfter is how many have a return in the window or in any later one (C2).
	RetainedOrAfter int

	Complete bool // the window is over for all who can be members (C5)

	// Net is the net revenue of all members in the window, eligible or not, by currency
	// (C9). It is nil if the question does not ask for money.
	Net []customer.Money
}

// Rate returns the two numbers of a rate. If ok is false there is none, which is not 0 %
// (C5).
func (c Cell) Rate() (retained, eligible int, ok bool) {
	if c.Eligible == 0 {
		return 0, 0, false
	}
	return c.Retained, c.Eligible, true
}

// Format prints how many customers there are, whatever the verb.
func (r CohortReport) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "cohorts of %d customers", r.Customers)
}

// MarshalText returns an error that names what to send in place of it.
func (CohortReport) MarshalText() ([]byte, error) {
	return redact.Unsent("a lifecycle.CohortReport", "an export.CohortsReport")
}

// All returns the cohorts of the range, in order and without gaps: an empty one has the size
// 0 and no rates (C7). If the range has no beginning, the first one is the first with a
// member.
func (r *CohortReport) All() iter.Seq[Cohort] {
	return func(yield func(Cohort) bool) {
		if len(r.starts) == 0 {
			return
		}
		b := moments.NewBuckets(r.query.axis())
		columns := r.columns(b, b.NumberOf(r.starts[0]))
		own := clockOf(&r.query)
		for _, start := range r.starts {
			number := b.NumberOf(start)
			for len(columns) > 0 && columns[0].number < number {
				columns = columns[1:]
			}
			c := r.cohorts[number]
			if c == nil {
				c = &cohort{}
			}
			one := Cohort{Bucket: start, Size: c.size}
			if r.query.Clock == Own {
				one.Cells = r.ownCells(c, start, own)
			} else {
				one.Cells = r.cells(c, number, columns)
			}
			if !yield(one) {
				return
			}
		}
	}
}

// Overall returns, for each offset that has begun for a cohort, the sums over the cells with
// somebody eligible: Retained to Eligible is the rate over all cohorts, weighted by their
// sizes (C6). A sum is Complete if all its cells are. Net is left out.
func (r *CohortReport) Overall() []Cell {
	var all []Cell
	for c := range r.All() {
		for k, cell := range c.Cells {
			if k == len(all) {
				all = append(all, Cell{Complete: true})
			}
			sum := &all[k]
			sum.Complete = sum.Complete && cell.Complete
			if cell.Eligible > 0 {
				sum.Eligible += cell.Eligible
				sum.Retained += cell.Retained
				sum.RetainedOrAfter += cell.RetainedOrAfter
			}
		}
	}
	return all
}

// column is a bucket of the calendar that has begun.
type column struct {
	number int
	over   bool
}

// columns returns the buckets from one on that have begun as of AsOf; a skipped day is none.
func (r *CohortReport) columns(b *moments.Buckets, from int) (all []column) {
	axis := r.query.axis()
	now := b.Number(moments.MomentOf(r.query.AsOf))
	for n := from; n <= now+beside; n++ {
		if b.Skipped(n) || n > now && b.Date(n).Start(r.query.Location).After(r.query.AsOf) {
			continue
		}
		all = append(all, column{n, n < now-beside || axis.Over(b.Date(n))})
	}
	return all
}

// cells returns the cells by the calendar.
func (r *CohortReport) cells(c *cohort, number int, columns []column) []Cell {
	all := make([]Cell, len(columns))
	later, offset := 0, len(c.cells) // members whose last return is at the offset or later
	for i := len(columns) - 1; i >= 0; i-- {
		k := columns[i].number - number
		for ; offset > k; offset-- {
			later += c.cells[offset-1].last
		}
		cell := &all[i]
		cell.Complete = columns[i].over
		if cell.Complete {
			cell.Eligible = c.size
		}
		if k < len(c.cells) {
			cell.Retained = c.cells[k].on
		}
		cell.RetainedOrAfter = later
		cell.Net = r.net(c, k)
	}
	return all
}

// ownCells returns the cells by the members' own clocks.
func (r *CohortReport) ownCells(c *cohort, start calendar.Date, own clock) []Cell {
	location, asOf := r.query.Location, moments.MomentOf(r.query.AsOf)
	first := moments.MomentOf(start.Start(location))
	if asOf.Before(first) {
		return nil
	}
	far := calendar.Axis{Unit: r.query.Unit, Location: location, AsOf: farthest()}.Last(start)
	complete := 0 // windows that are over for the last who can be a member
	if last := moments.MomentOf(far); last.Before(own.end) {
		complete = own.window(last, own.end)
	}
	all := make([]Cell, own.window(first, asOf)+1)
	eligible, later := 0, 0
	for k := max(len(all), len(c.over)) - 1; k >= 0; k-- {
		if k+1 < len(c.over) {
			eligible += c.over[k+1]
		}
		if k < len(c.cells) {
			later += c.cells[k].last
		}
		if k >= len(all) {
			continue
		}
		cell := &all[k]
		cell.Eligible, cell.Complete, cell.RetainedOrAfter, cell.Net = eligible, k < complete, later, r.net(c, k)
		if k < len(c.cells) {
			cell.Retained = c.cells[k].on
		}
	}
	return all
}

// net returns the money at an offset.
func (r *CohortReport) net(c *cohort, offset int) []customer.Money {
	if !r.query.Money {
		return nil
	}
	all := []customer.Money{}
	if offset < len(c.money) {
		for i := range c.money[offset] {
			n := &c.money[offset][i]
			all = append(all, customer.Money{Amount: n.gross.Decimal().Sub(n.returned.Decimal()), Currency: n.currency})
		}
	}
	return all
}
