package customer

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/fold"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// StatusTrend is status over time (S8): how many customers have each status at
// the end of every bucket of a span, and every change of status in it. The zero
// StatusTrend is that of nobody.
type StatusTrend struct {
	axis   calendar.Axis
	before StatusCounts  // just before the span
	moves  []*moves      // in no order; not changed any more
	low    calendar.Date // the earliest bucket of a login in the span
	high   calendar.Date // the latest one
}

// Format prints how many customers there are, whatever the verb.
func (t StatusTrend) Format(f fmt.State, _ rune) {
	n := 0
	for _, c := range t.before {
		n += c
	}
	fmt.Fprintf(f, "status of %d customers over time", n)
}

// MarshalText returns an error that names what to send in place of it.
func (StatusTrend) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.StatusTrend", "an export.StatusTrendReport")
}

// TrackStatus follows the status of every customer through q.Range (S8), in one pass over
// the logins. It counts all customers that the repository has, at every instant, whatever
// created-at says (L1, T2) and whatever q.Filter says. It does not count guests. q.Policy
// decides, and only logins as of q.AsOf are known.
//
// The zero range is all of time. Its buckets are q.Unit, of civil dates in q.Location
// (T5): see Points.
//
// The errors are those of Query.Check, those of the repository, ErrRange and, unless run
// leaves bad facts out, *FactError. On an error the trend is the zero value.
func TrackStatus(ctx context.Context, repo Repository, q Query, run *Run) (StatusTrend, error) {
	if err := q.Check(); err != nil {
		return StatusTrend{}, err
	}
	axis := q.axis()
	line := newTimeline(&q, q.Range)
	parts, err := fold.Reduce(ctx, histories(&line, nil), run.Fold(nil), repo, fold.Reduction[history, *tracker]{
		Answer: func() *tracker { return newTracker(axis, line) },
		Visit:  (*tracker).visit,
	})
	if err != nil {
		return StatusTrend{}, err
	}
	whole := StatusTrend{axis: axis}
	for _, p := range parts {
		p.trend.moves = []*moves{&p.moves}
		whole.merge(p.trend)
	}
	return whole, nil
}

// histories returns how profiles and logins become histories, of some customers or, if ids
// is nil, of all.
func histories(l *timeline, ids []ID) *fold.Wing[Repository, ID, history] {
	a := asks(l.scope())
	a.Customers = ids
	all := []fold.Source[Repository, ID, history]{
		&fold.FactKind[Repository, ID, Customer, history]{
			Name: "customers", Owner: ownerOfCustomer,
			Take: func(h *history, cs []Customer) (int, error) {
				switch {
				case h.id == "":
					return 1, noID()
				case h.known:
					return 1, twice(h.id)
				}
				h.known = true
				return 1, nil
			},
			Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Customer, error] {
				return a.narrowed(repo).EachCustomer(ctx, a.scopeFor(r))
			},
			Held: func(repo Repository) *fold.Held[ID, Customer] { return a.held(repo).customers },
		},
		&fold.FactKind[Repository, ID, Login, history]{
			Name: "logins", Owner: ownerOfLogin, Follows: true,
			Take: func(h *history, ls []Login) (n int, err error) {
				for id := ls[0].Customer; n < len(ls) && ls[n].Customer == id; n++ {
					if h.id != "" && l.takes(ls[n].At) { // guests have no status
						h.logins = append(h.logins, momentOf(ls[n].At))
					}
				}
				return n, nil
			},
			Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Login, error] {
				return a.narrowed(repo).EachLogin(ctx, a.scopeFor(r))
			},
			Held: func(repo Repository) *fold.Held[ID, Login] { return a.held(repo).logins },
		},
	}
	return &fold.Wing[Repository, ID, history]{
		Start: (*history).start, Room: func([]history) {}, Merge: func(_, _ *history) {},
		Sources: func(Repository) []fold.Source[Repository, ID, history] { return all }, Whole: ids != nil,
	}
}

// tracker is a worker's share of a trend.
type tracker struct {
	trend StatusTrend // but for its moves
	moves moves
	line  timeline
	key   func(time.Time) calendar.Date

	early, late moment // only logins before the one or from the other on can have the series' first or last bucket
}

// twoDays is more than clocks ever go back over midnight, in seconds.
const twoDays = 2 * 24 * 60 * 60

func newTracker(axis calendar.Axis, line timeline) *tracker {
	t := &tracker{trend: StatusTrend{axis: axis}, line: line, key: axis.Keyer(), early: line.end, late: line.end}
	t.late.sec -= twoDays
	if !line.unbounded() {
		t.early = moment{line.from.sec + twoDays, line.from.nano}
	}
	return t
}

func (t *tracker) visit(h *history) error {
	if !h.known {
		return nil
	}
	h.settle()
	who := uint32(len(t.moves.owners))
	t.moves.owners = append(t.moves.owners, h.id)
	before := t.line.follow(h, func(at moment, from, to Status) { t.moves.add(move{at, who, from, to}) })
	t.trend.before[before]++
	t.reach(h.logins)
	return nil
}

// reach takes in the buckets of logins that can be the first or the last.
func (t *tracker) reach(logins []moment) {
	for _, at := range logins {
		if at.before(t.line.from) {
			continue
		}
		if !at.before(t.early) {
			break
		}
		if m := (moment{at.sec + twoDays, at.nano}); m.before(t.early) && t.line.unbounded() {
			t.early = m
		}
		t.trend.stretch(t.key(at.time()))
	}
	for _, at := range slices.Backward(logins) {
		if at.before(t.late) || at.before(t.line.from) {
			break
		}
		t.trend.stretch(t.key(at.time()))
	}
}

func (t *StatusTrend) stretch(bucket calendar.Date) {
	if t.low.IsZero() || bucket.Compare(t.low) < 0 {
		t.low = bucket
	}
	if bucket.Compare(t.high) > 0 {
		t.high = bucket
	}
}

// merge takes in the trend of other customers, made for the same question.
func (t *StatusTrend) merge(o StatusTrend) {
	if t.axis.AsOf.IsZero() {
		t.axis = o.axis
	}
	for s := range t.before {
		t.before[s] += o.before[s]
	}
	t.moves = slices.Concat(t.moves, o.moves)
	if !o.low.IsZero() {
		t.stretch(o.low)
		t.stretch(o.high)
	}
}

// Len returns how many changes of status there are in the span: as many as Transitions
// yields, without putting them in order.
func (t *StatusTrend) Len() int {
	n := 0
	for _, s := range t.moves {
		for _, b := range s.blocks {
			n += len(b)
		}
	}
	return n
}

// Transitions returns all changes of status in the span, as of AsOf: by instant, then by
// customer. A change at the span's first instant is one of them. As long as nobody has
// logged in, everybody is a sleeper.
func (t *StatusTrend) Transitions() iter.Seq[Transition] {
	return func(yield func(Transition) bool) {
		sorted, owners := inOrder(t.moves)
		for i := range sorted {
			m := &sorted[i]
			if !yield(Transition{owners[m.who], m.at.time(), m.from, m.to}) {
				return
			}
		}
	}
}

// Points returns the counts at the last instant of each bucket that is before the
// span's end and not after AsOf (S8): of the running bucket, as of AsOf. Every
// count sums to the customers (S4).
//
// The series runs over the span as calendar.Fill says, whatever happened in it. An
// unbounded one begins with the first login of a customer; without any it has no
// buckets. The error is calendar.ErrSeries.
func (t *StatusTrend) Points() ([]calendar.Point[StatusCounts], error) {
	reached := map[calendar.Date]StatusCounts{}
	if !t.low.IsZero() {
		reached[t.low], reached[t.high] = StatusCounts{}, StatusCounts{}
	}
	points, err := calendar.Fill(t.axis, reached)
	if err != nil {
		return nil, err
	}
	ends := make([]bucketEnd, len(points)) // in order of time, which need not be that of dates
	for i, p := range points {
		ends[i] = bucketEnd{momentOf(t.axis.Last(p.Bucket)), i}
	}
	slices.SortStableFunc(ends, func(a, b bucketEnd) int { return a.at.compare(b.at) })
	changes := t.changes(ends)
	now := t.before
	for i, e := range ends {
		for s := range now {
			now[s] += changes[i][s]
		}
		points[e.point].Value = now
	}
	return points, nil
}

// bucketEnd is when a bucket ends, as far as it is known.
type bucketEnd struct {
	at    moment
	point int
}

// changes returns, for each bucket, by how many customers each status has grown
// or shrunk since the end of the bucket before. The last element is what is
// left after all buckets.
func (t *StatusTrend) changes(ends []bucketEnd) []StatusCounts {
	changes := make([]StatusCounts, len(ends)+1)
	find := finder(ends)
	eachMove(t.moves, func(_ uint32, m *move) {
		c := &changes[find(m.at)]
		c[m.from]--
		c[m.to]++
	})
	return changes
}

// finder finds the first end that is not before an instant. Buckets are nearly
// of one length, so that the place is known within a few.
func finder(ends []bucketEnd) func(moment) int {
	n := len(ends)
	if n == 0 {
		return func(moment) int { return 0 }
	}
	first := ends[0].at.sec
	scale := float64(n-1) / float64(max(1, ends[n-1].at.sec-first))
	return func(at moment) int {
		i := max(0, min(n-1, int(float64(at.sec-first)*scale)))
		for i > 0 && !ends[i-1].at.before(at) {
			i--
		}
		for i < n && ends[i].at.before(at) {
			i++
		}
		return i
	}
}
