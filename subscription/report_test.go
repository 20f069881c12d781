package subscription

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// crowd has somebody of every sort.
var crowd = Memory{
	Memberships: []Membership{
		{"enrolled", "web", day(1)},
		{"fresh", "web", day(28)},
		{"left", "web", day(2)},
		{"left lately", "whatsapp", day(3)},
		{"returned", "web", day(4)},
		{"returned", "whatsapp", day(12)},
		{"undated join", "", never},
		{"undated marker", "web", day(5)},
		{"both", "web", never},
		{"future", "web", day(31)},
		{"", "web", day(1)}, // a guest
	},
	Fields: []customer.Field{
		mark("left", day(10)),
		mark("left lately", day(27)),
		mark("returned", day(11)),
		mark("undated marker", never),
		mark("both", never),
		mark("both", day(13)),
		mark("future", never),
		mark("stranger", day(1)),
		mark("", day(2)),
		mark("enrolled", day(31)),
		{Customer: "enrolled", Name: "size", Value: "42", At: day(3)},
		{Customer: "left", Name: "unsubscribed", Value: "no", At: day(14)},
	},
}

// totals are the five numbers.
type totals struct{ Enrolled, Unsubscribed, Enrolled7, Unsubscribed7, Undated int }

func totalsOf(r Report) totals {
	return totals{r.Enrolled, r.Unsubscribed, r.EnrolledLast7Days, r.UnsubscribedLast7Days, r.Undated}
}

func TestTotals(t *testing.T) {
	span := func(from, to time.Time) calendar.Span { return calendar.Span{From: from, To: to} }
	for _, c := range []struct {
		q    Query
		want totals
		rule string
	}{
		{Query{AsOf: day(30)}, totals{4, 4, 1, 1, 1}, "U2: everybody"},
		{Query{AsOf: day(0)}, totals{1, 1, 0, 0, 1}, "U5, T2, T7: only what is undated"},
		{Query{AsOf: day(5)}, totals{5, 2, 4, 0, 2}, "T2: as of the 5th"},
		{Query{AsOf: day(30), Channels: []customer.Channel{"web"}}, totals{2, 4, 1, 0, 1}, "U3: channel; who returned elsewhere did not"},
		{Query{AsOf: day(30), Channels: []customer.Channel{"whatsapp", ""}}, totals{2, 1, 0, 1, 0}, "U3: channels"},
		{Query{AsOf: day(30), Channels: []customer.Channel{"WEB"}}, totals{0, 0, 0, 0, 0}, "U3: byte for byte"},
		{Query{AsOf: day(30), Range: span(day(1), day(2))}, totals{1, 0, 1, 1, 1}, "U3: first instant in"},
		{Query{AsOf: day(30), Range: span(day(2), day(11))}, totals{0, 1, 1, 1, 1}, "U3: whose latest change lies in it"},
		{Query{AsOf: day(30), Range: span(day(2), day(10))}, totals{0, 0, 1, 1, 1}, "U3, T3: last instant out"},
		{Query{AsOf: day(30), Range: span(day(12), never)}, totals{2, 2, 1, 1, 1}, "U3: from, unbounded"},
		{Query{AsOf: day(30), Range: span(never, day(12))}, totals{1, 1, 1, 1, 1}, "U3: to, unbounded"},
		{Query{AsOf: day(30), Range: span(day(12), day(12))}, totals{0, 0, 1, 1, 1}, "U3, T3: empty range"},
		{Query{AsOf: day(30), Range: span(day(20), day(12))}, totals{0, 0, 1, 1, 1}, "U3: a range the wrong way round is empty"},
		{Query{AsOf: day(34)}, totals{3, 6, 1, 1, 2}, "U5: no join overcomes an undated marker; T4: 7 days ago is no longer within them"},
		{Query{AsOf: day(35)}, totals{3, 6, 0, 1, 2}, "T4: exactly 7 days ago is not within them"},
	} {
		r := summarize(t, crowd, c.q)
		if diff := cmp.Diff(c.want, totalsOf(r)); diff != "" {
			t.Errorf("%s: as of %v in %v on %q (- want, + got):\n%s", c.rule, c.q.AsOf, c.q.Range, c.q.Channels, diff)
		}
		if r.Known() != r.Enrolled+r.Unsubscribed {
			t.Errorf("U2: enrolled + unsubscribed is not known: %+v", r)
		}
	}
}

// U4 and U5, bucket by bucket.
func TestTrend(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, c := range []struct {
		q    Query
		want []step
		rule string
	}{
		{
			Query{AsOf: day(30), Range: calendar.Span{From: day(10), To: day(14)}},
			[]step{
				{"2024-05-10", 0, 1, 0, 5, 1, false},
				{"2024-05-11", 0, 1, 0, 4, 2, false},
				{"2024-05-12", 0, 0, 1, 5, 1, false},
				{"2024-05-13", 0, 1, 0, 4, 2, false},
			},
			"U4: the level before the range counts everything before, undated joins too",
		},
		{
			Query{AsOf: day(30), Unit: calendar.Month},
			[]step{{"2024-05", 5, 4, 1, 4, 3, true}},
			"U4, U5: from the first dated change; who is undated is in no flow and no level",
		},
		{
			Query{AsOf: day(30), Unit: calendar.Week, Location: berlin},
			[]step{
				{"2024-04-29", 4, 0, 0, 6, 0, false},
				{"2024-05-06", 0, 2, 1, 5, 1, false},
				{"2024-05-13", 0, 1, 0, 4, 2, false},
				{"2024-05-20", 0, 0, 0, 4, 2, false},
				{"2024-05-27", 1, 1, 0, 4, 3, true},
			},
			"U4, T5: weeks, zeros included",
		},
		{
			Query{AsOf: day(30), Range: calendar.Span{To: day(3)}},
			[]step{{"2024-05-01", 1, 0, 0, 3, 0, false}, {"2024-05-02", 1, 0, 0, 4, 0, false}},
			"U3: without a From, from the first dated change",
		},
		{
			Query{AsOf: day(2).Add(-1), Range: calendar.Span{From: day(1).Add(-time.Hour), To: day(9)}},
			[]step{{"2024-04-30", 0, 0, 0, 1, 0, true}, {"2024-05-01", 1, 0, 0, 2, 0, false}},
			"T5: up to AsOf; before the first change too, if the range says so",
		},
		{Query{AsOf: day(0)}, nil, "T5: nothing dated, no series"},
		{Query{AsOf: day(30), Range: calendar.Span{From: day(9), To: day(9)}}, nil, "T5: an empty range"},
		{Query{AsOf: day(30), Range: calendar.Span{From: day(31)}}, nil, "T5: a range after AsOf"},
	} {
		if diff := cmp.Diff(c.want, series(summarize(t, crowd, c.q), c.q), cmp.AllowUnexported(step{})); diff != "" {
			t.Errorf("%s (- want, + got):\n%s", c.rule, diff)
		}
	}
}

// Where clocks go back over midnight, a date comes twice, and what happened
// first can have the later date (T5). The series has both, and every level is
// the previous + flows (U4). Clocks in St. John's went back at 00:01 on
// 2006-10-29, so that 00:00:30 came before 23:30:30 of the day before.
func TestTrendRepeatedDay(t *testing.T) {
	loc := zone(t, "America/St_Johns")
	first := time.Date(2006, 10, 29, 2, 30, 30, 0, time.UTC) // 00:00:30 on the 29th
	second := first.Add(30 * time.Minute)                    // 23:30:30 on the 28th, again
	q := Query{AsOf: second, Location: loc}
	facts := Memory{Memberships: []Membership{join("ann", first), join("bob", first)}, Fields: []customer.Field{mark("ann", second)}}
	got := series(summarize(t, facts, q), q)
	want := []step{
		{"2006-10-28", 0, 1, 0, -1, 1, true},
		{"2006-10-29", 2, 0, 0, 1, 1, true},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(step{})); diff != "" {
		t.Errorf("U4, T5 (- want, + got):\n%s", diff)
	}
}

// A query that cannot be asked is an error and the zero report.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		q    Query
		want error
		rule string
	}{
		{Query{}, calendar.ErrAsOf, "T1: no AsOf"},
		{Query{AsOf: day(1), Location: time.Local}, calendar.ErrLocal, "T6: the machine's zone"},
		{Query{AsOf: day(1), Unit: 9}, calendar.ErrUnit, "T5: no such unit"},
		{Query{AsOf: day(1)}, nil, "T6: nil is UTC"},
	} {
		r, err := Summarize(testContext, crowd, c.q, nil)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.rule, err, c.want)
		}
		if err != nil && !cmp.Equal(r, Report{}) {
			t.Errorf("%s: an error and a report: %+v", c.rule, r)
		}
	}
}

// The repository is asked for no more than is needed: facts up to AsOf, and one
// customer's for an explanation.
func TestScope(t *testing.T) {
	q := Query{AsOf: day(9), Range: calendar.Span{From: day(5), To: day(7)}}
	want := calendar.Span{To: day(9).Add(1)}
	var asked []customer.Scope
	spy := spying{crowd, &asked}
	summarize(t, spy, q)
	if _, err := Explain(testContext, spy, "ann", q); err != nil {
		t.Fatal(err)
	}
	for i, ids := range [][]customer.ID{nil, nil, {"ann"}, {"ann"}} {
		if diff := cmp.Diff(customer.Scope{Customers: ids, Span: want}, asked[i]); diff != "" {
			t.Errorf("T2: scope %d (- want, + got):\n%s", i, diff)
		}
	}
}

type spying struct {
	Memory
	asked *[]customer.Scope
}

func (s spying) EachMembership(ctx context.Context, sc customer.Scope) iter.Seq2[Membership, error] {
	*s.asked = append(*s.asked, sc)
	return s.Memory.EachMembership(ctx, sc)
}

func (s spying) EachField(ctx context.Context, sc customer.Scope) iter.Seq2[customer.Field, error] {
	*s.asked = append(*s.asked, sc)
	return s.Memory.EachField(ctx, sc)
}

// A done context is an error, even in the middle of fields that mark nothing.
func TestDoneContext(t *testing.T) {
	ctx, cancel := context.WithCancel(testContext)
	r, err := Summarize(ctx, endless{cancel}, Query{AsOf: day(9)}, nil)
	if !errors.Is(err, context.Canceled) || !cmp.Equal(r, Report{}) {
		t.Errorf("got %+v, %v", r, err)
	}
}

// endless yields one member and then fields that mark nothing, deaf to its
// context, which it cancels.
type endless struct{ cancel func() }

func (e endless) EachMembership(ctx context.Context, s customer.Scope) iter.Seq2[Membership, error] {
	return Memory{Memberships: []Membership{join("ann", day(1))}}.EachMembership(ctx, s)
}

func (e endless) EachField(context.Context, customer.Scope) iter.Seq2[customer.Field, error] {
	return func(yield func(customer.Field, error) bool) {
		for yield(customer.Field{Customer: "ann", Name: "size"}, nil) {
			e.cancel()
		}
	}
}

// A trend of too many buckets is an error that names the unit and the dates; the
// numbers stand (T5).
func TestTrendTooLong(t *testing.T) {
	q := Query{AsOf: day(9)}
	r := summarize(t, Memory{Memberships: []Membership{join("ann", time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)), join("bob", day(1))}}, q)
	points, err := r.Trend(&q)
	if points != nil || !errors.Is(err, calendar.ErrSeries) || !strings.Contains(err.Error(), "by day, 0001-01-02 to 2024-05-09") || r.Enrolled != 2 {
		t.Errorf("T5: %d enrolled, %d buckets, %v; want 2, none and %v with the dates", r.Enrolled, len(points), err, calendar.ErrSeries)
	}
}
