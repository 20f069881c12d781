package value

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/moments"
)

// leastGaps is how many gaps of their own a customer needs to be measured by them (B5).
const leastGaps = 3

// An Overdue is a customer who has not ordered for longer than usual (B5).
type Overdue struct {
	ID   customer.ID
	Last calendar.Date // the last order day
	Days int           // from it to AsOf's date

	Gaps     int  // how many the customer has
	Own      bool // whether Quantile is of these; else it is of all customers' gaps
	Quantile int  // days; Days exceeds it

	// Since is the instant from which that holds, in UTC: the start of the first day that is
	// more than Quantile days after Last.
	Since time.Time
}

// Format prints the ID alone, whatever the verb.
func (o Overdue) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "overdue customer %q", string(o.ID)) }

// LogValue returns the ID alone.
func (o Overdue) LogValue() slog.Value { return slog.StringValue(string(o.ID)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and text
// would show personal data.
func (Overdue) MarshalText() ([]byte, error) {
	return redact.Unsent("a value.Overdue", "its fields, each by itself")
}

// OverdueReport is the overdue customers, by ID, by bytes (B5).
type OverdueReport struct {
	Customers []Overdue

	// Quantile is that of all customers' gaps, which those with fewer than 3 are measured by;
	// Known is false if there is no gap at all, and then none of them is overdue.
	Quantile int
	Known    bool

	LeftOut customer.LeftOut
}

// Format prints how many customers are overdue, whatever the verb.
func (r OverdueReport) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%d overdue customers", len(r.Customers))
}

// LogValue returns what Format prints.
func (r OverdueReport) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// FindOverdue finds the customers who are overdue as of q.AsOf: the days since their last
// order day exceed the q.Percent quantile of their own gaps, if they have 3 or more, else of
// all customers' gaps (B5). Quantiles go by nearest rank. The errors are those of
// MeasureGaps.
func FindOverdue(ctx context.Context, repo Repository, q GapQuery, run *customer.Run) (OverdueReport, error) {
	if err := q.Check(); err != nil {
		return OverdueReport{}, err
	}
	var r OverdueReport
	var lists []*[]candidate // of the workers
	var one sync.Mutex
	all, err := measure(ctx, repo, &q, run, &r.LeftOut, func() func(*moments.Digest, []moments.Bucket) {
		list := new([]candidate)
		one.Lock()
		lists = append(lists, list)
		one.Unlock()
		var gaps []int
		return func(d *moments.Digest, days []moments.Bucket) {
			gaps = gaps[:0]
			for i := 1; i < len(days); i++ {
				gaps = append(gaps, days[i].Number-days[i-1].Number)
			}
			c := candidate{id: d.ID, last: days[len(days)-1].Number, gaps: len(gaps)}
			if len(gaps) >= leastGaps {
				slices.Sort(gaps)
				c.quantile = gaps[rankOf(q.percent(), len(gaps))-1]
			}
			*list = append(*list, c)
		}
	})
	if err != nil {
		return OverdueReport{}, err
	}
	r.Quantile, r.Known = nearest(all.counts(), q.percent())
	for _, list := range lists {
		for _, c := range *list {
			r.add(c, all, &q)
		}
	}
	slices.SortFunc(r.Customers, func(a, b Overdue) int { return cmp.Compare(a.ID, b.ID) })
	return r, nil
}

// candidate is a customer with an order day.
type candidate struct {
	id         customer.ID
	last, gaps int
	quantile   int // of their own gaps, if there are enough
}

// add adds a customer if they are overdue.
func (r *OverdueReport) add(c candidate, all *measured, q *GapQuery) {
	o := Overdue{ID: c.id, Last: all.buckets.Date(c.last), Days: all.today - c.last, Gaps: c.gaps, Own: c.gaps >= leastGaps, Quantile: c.quantile}
	if !o.Own {
		o.Quantile = r.Quantile
	}
	if o.Days <= o.Quantile || !o.Own && !r.Known {
		return
	}
	o.Since = o.Last.AddDays(o.Quantile + 1).Start(q.Location)
	r.Customers = append(r.Customers, o)
}
