package value

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/moments"
)

// Scored is a customer with scores (F1, F2).
type Scored struct {
	ID        customer.ID
	Recency   time.Time       // the latest payment of the orders that count, in UTC
	Frequency int             // how many orders count: paid as of AsOf, of the kinds that are revenue
	Monetary  decimal.Decimal // the net revenue in the currency, of all orders in gross (R3); can be 0 or less
	R, F, M   int             // the scores, from 1; more is better
	Segment   string          // the name of the first box that holds the scores, else Others (F4)
}

// Format prints the ID alone, whatever the verb.
func (s Scored) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "scores of customer %q", string(s.ID)) }

// LogValue returns the ID alone.
func (s Scored) LogValue() slog.Value { return slog.StringValue(string(s.ID)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and text
// would show personal data.
func (Scored) MarshalText() ([]byte, error) {
	return redact.Unsent("a value.Scored", "an export.RFMRow")
}

// RFMReport is the scores of all customers (F1–F4). It depends on the facts alone, and not
// on their order.
type RFMReport struct {
	Currency customer.Currency
	AsOf     time.Time
	Scores   int // how many there are

	Customers []Scored // by ID, by bytes
	NoOrders  int      // customers without an order that counts, who have no scores (F1)

	// The levels of the scores, ascending (F3): those that somebody has, or all of a
	// host's thresholds.
	Recency   []Level[time.Time]
	Frequency []Level[int]
	Monetary  []Level[decimal.Decimal]

	Boxes   []Box // the segments that were asked for (F4)
	LeftOut customer.LeftOut
}

// Format prints how many customers have scores, whatever the verb.
func (r RFMReport) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "scores of %d customers in %s", len(r.Customers), string(r.Currency))
}

// LogValue returns what Format prints.
func (r RFMReport) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// ScoreRFM scores every customer with a paid order of R1's kinds in q.Currency as of q.AsOf,
// checkout links included (F1): by the latest payment, by the number of these orders and by
// the net revenue. A score depends on how many others are strictly worse (F2), so it is of
// AsOf alone and has no end.
//
// The errors are those of RFMQuery.Check, of the repository, customer.ErrRange and, unless
// run leaves bad facts out, *customer.FactError. On an error the report is the zero value.
func ScoreRFM(ctx context.Context, repo Repository, q RFMQuery, run *customer.Run) (RFMReport, error) {
	if err := q.Check(); err != nil {
		return RFMReport{}, err
	}
	r := RFMReport{Currency: q.Currency, AsOf: q.AsOf.UTC(), Scores: q.scores(), Boxes: q.boxes()}
	parts, err := moments.Reduce(ctx, repo, run, &r.LeftOut, func() *rfmPart { return new(rfmPart) },
		(*rfmPart).visit, moments.Customers[Repository](q.AsOf), moments.Spending[Repository](q.AsOf, q.Currency))
	if err != nil {
		return RFMReport{}, err
	}
	for _, p := range parts {
		r.Customers = merge(r.Customers, p.scored)
		r.NoOrders += p.noOrders
	}
	if !slices.IsSortedFunc(r.Customers, byID) { // the repository has an order of its own
		slices.SortFunc(r.Customers, byID)
	}
	r.score(&q)
	return r, nil
}

func byID(a, b Scored) int { return cmp.Compare(a.ID, b.ID) }

// merge returns customers of two lists in the order of their IDs, if the lists are.
func merge(a, b []Scored) []Scored {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	all := make([]Scored, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		from := &a
		if b[0].ID < a[0].ID {
			from = &b
		}
		all = append(all, (*from)[0])
		*from = (*from)[1:]
	}
	return append(append(all, a...), b...)
}

// rfmPart is a worker's share of the customers.
type rfmPart struct {
	scored   []Scored
	noOrders int
}

// visit takes in one customer (F1).
func (p *rfmPart) visit(d *moments.Digest) error {
	t := &d.Total
	if t.Last.Count == 0 {
		p.noOrders++
		return nil
	}
	if n := len(p.scored); n == cap(p.scored) {
		p.scored = slices.Grow(p.scored, n+64) // twice as many: append would copy a long list more often
	}
	p.scored = append(p.scored, Scored{ID: d.ID, Recency: t.Last.Time(), Frequency: int(t.Last.Count), Monetary: t.Net.Decimal()})
	return nil
}

// The three values of a customer.
func recency(s *Scored) time.Time        { return s.Recency }
func frequency(s *Scored) int            { return s.Frequency }
func monetary(s *Scored) decimal.Decimal { return s.Monetary }

// scorings are how the question scores.
type scorings struct {
	recency   scoring[time.Time]
	frequency scoring[int]
	monetary  scoring[decimal.Decimal]
}

func (q *RFMQuery) scorings() scorings {
	k, t := q.scores(), &q.Thresholds
	return scorings{
		scoring[time.Time]{k, t.Recency, time.Time.Compare, timeKeys},
		scoring[int]{k, t.Frequency, compareInts, intKeys},
		scoring[decimal.Decimal]{k, t.Monetary, decimal.Decimal.Cmp, amountKeys},
	}
}

// score scores the customers of the report.
func (r *RFMReport) score(q *RFMQuery) {
	s := q.scorings()
	var rs, fs, ms []uint8
	fold.Together(
		func() { rs, r.Recency = s.recency.rank(valuesOf(r.Customers, recency)) },
		func() { fs, r.Frequency = s.frequency.rank(valuesOf(r.Customers, frequency)) },
		func() { ms, r.Monetary = s.monetary.rank(valuesOf(r.Customers, monetary)) },
	)
	k, table := r.Scores, cells(r.Boxes, r.Scores)
	for i := range r.Customers {
		c := &r.Customers[i]
		c.R, c.F, c.M = int(rs[i]), int(fs[i]), int(ms[i])
		c.Segment = Others
		if box := table[((c.R-1)*k+c.F-1)*k+c.M-1]; box < len(r.Boxes) {
			c.Segment = r.Boxes[box].Name
		}
	}
}

// valuesOf returns one value of every customer.
func valuesOf[T any](all []Scored, of func(*Scored) T) []T {
	values := make([]T, len(all))
	for i := range all {
		values[i] = of(&all[i])
	}
	return values
}

// A SegmentTotal is what the customers of one segment amount to.
type SegmentTotal struct {
	Segment   string
	Customers int
	Orders    int             // that count (F1)
	Net       decimal.Decimal // in the report's currency; of NoOrders nothing
}

// Segments returns the totals of every box, in the order of the list, then of Others, then
// of NoOrders. They add up to all customers (F4).
func (r *RFMReport) Segments() []SegmentTotal {
	at := map[string]int{}
	var all []SegmentTotal
	for _, b := range r.Boxes {
		at[b.Name] = len(all)
		all = append(all, SegmentTotal{Segment: b.Name})
	}
	at[Others] = len(all)
	all = append(all, SegmentTotal{Segment: Others})
	sums := make([]customer.Sum, len(all))
	for i := range r.Customers {
		c := &r.Customers[i]
		n := at[c.Segment]
		all[n].Customers++
		all[n].Orders += c.Frequency
		sums[n].Add(c.Monetary)
	}
	for i := range all {
		all[i].Net = sums[i].Decimal()
	}
	return append(all, SegmentTotal{Segment: NoOrders, Customers: r.NoOrders})
}

// find returns the scored customer with an ID, nil if there is none.
func (r *RFMReport) find(id customer.ID) *Scored {
	i, ok := slices.BinarySearchFunc(r.Customers, id, func(s Scored, id customer.ID) int { return cmp.Compare(s.ID, id) })
	if !ok {
		return nil
	}
	return &r.Customers[i]
}
