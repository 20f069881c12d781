package customer_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// In St John's clocks went from a minute past midnight on 7 November 2010 back to
// a minute past eleven on the 6th: the 6th came twice, and a minute of the 7th
// lies between. Levels are those at the last instant of a date, and a login whose
// date lies outside of the range's extends the series (T5).
func TestTrackStatusWhereADateComesTwice(t *testing.T) {
	minute, again := at("2010-11-07T02:30:30Z"), at("2010-11-07T03:00:00Z") // the 7th; the 6th again
	for _, c := range []struct {
		span   calendar.Span
		logins []customer.Login
		want   string
		reason string
	}{
		{calendar.Span{From: at("2010-11-06T12:00:00Z")}, logins("ann", minute), "2010-11-06* 0 0 1 1|2010-11-07* 0 0 1 1", "a login of the 7th extends the series that ends on the 6th"},
		{calendar.Span{From: at("2010-11-04")}, logins("ann", minute), "2010-11-03* 0 0 0 2|2010-11-04 0 0 0 2|2010-11-05 0 0 0 2|2010-11-06* 0 0 1 1|2010-11-07* 0 0 1 1", "however early the range begins"},
		{calendar.Span{From: at("2010-11-06T12:00:00Z")}, logins("ann", again), "2010-11-06* 0 0 1 1", "without it there is no 7th yet"},
		{calendar.Span{}, append(logins("bob", minute), logins("ann", again)...), "2010-11-06* 0 0 2 0|2010-11-07* 0 0 1 1", "the 6th is the first bucket, though a login of the 7th is the first"},
		{calendar.Span{}, append(logins("ann", minute), logins("bob", again)...), "2010-11-06* 0 0 2 0|2010-11-07* 0 0 1 1", "whoever it is"},
		{calendar.Span{From: minute}, logins("ann", again), "2010-11-06* 0 0 1 1|2010-11-07* 0 0 0 2", "as of its last instant so far, the 7th knows no login of the 6th's second time"},
		{calendar.Span{From: minute}, nil, "2010-11-06* 0 0 0 2|2010-11-07* 0 0 0 2", "from the 7th to the 6th"},
	} {
		facts := customer.Memory{Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}}, Logins: c.logins}
		q := customer.Query{AsOf: again.Add(time.Minute), Location: zone(t, "America/St_Johns")}
		if got := levelsText(track(t, facts, q, c.span, calendar.Day)); got != c.want {
			t.Errorf("S8, T5: %q, want %q: %s", got, c.want, c.reason)
		}
		for _, workers := range []int{1, 2, 4} {
			trend, err := customer.TrackStatus(bg, ranging{facts, 1, 4, nil}, over(q, c.span, calendar.Day), &customer.Run{Workers: workers})
			if got := levelsText(trend); err != nil || got != c.want {
				t.Errorf("S8, law: by %d workers %q, %v; want %q: %s", workers, got, err, c.want, c.reason)
			}
		}
	}
}

// A month is at least 28 days: a life of a month that ends in February is not
// taken for longer (T4).
func TestTrackStatusShortMonth(t *testing.T) {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", at("2023-02-05"), at("2023-03-05T12:00:00Z"))}
	q := customer.Query{AsOf: at("2023-03-06"), Policy: customer.Policy{Active: customer.Frequency{Within: calendar.Months(1)}, Sleeper: calendar.Months(2)}}
	want := "ann 2023-02-05T00:00:00Z sleeper > active|ann 2023-03-05T00:00:00Z active > quiet|ann 2023-03-05T12:00:00Z quiet > active"
	if got := movesText(track(t, facts, q, calendar.Span{}, calendar.Day)); got != want {
		t.Errorf("S8, T4: %q, want %q", got, want)
	}
}

// Somebody with many logins, in any order, some of them twice.
func TestTrackStatusOfManyLogins(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	m := model{customer.Memory{Customers: []customer.Customer{{ID: "ann"}}}, customer.Query{AsOf: noon}}
	for range 80 {
		l := customer.Login{Customer: "ann", At: noon.Add(-time.Duration(r.IntN(400*24)) * time.Hour)}
		m.facts.Logins = append(m.facts.Logins, l, l)
	}
	span := calendar.Days(300).Last(noon)
	got := track(t, m.facts, m.q, span, calendar.Day)
	same(t, "S8, S1: the transitions are not all changes of status", m.turns(span), slices.Collect(got.Transitions()))
	same(t, "S8: the counts are not those of a report for every day", m.levels(span, calendar.Day), levelsOf(got))
	if n := len(m.turns(span)); n < 30 {
		t.Errorf("S8: only %d transitions are compared", n)
	}
}

// A login whose date comes before the range's first one extends the series, also
// if it is long ago as of AsOf (S8, T5).
func TestTrackStatusBeginsWithTheEarlierDate(t *testing.T) {
	minute, again := at("2010-11-07T02:30:30Z"), at("2010-11-07T03:00:00Z") // the 7th; the 6th again
	for _, who := range []customer.ID{"ann", "bob"} {
		facts := customer.Memory{Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}}, Logins: append(logins("ann", minute), logins(who, again)...)}
		q := customer.Query{AsOf: at("2010-11-12"), Location: zone(t, "America/St_Johns")}
		for span, want := range map[calendar.Span]string{{}: "2010-11-06|2010-11-07", {From: minute}: "2010-11-06*|2010-11-07*"} {
			var begins []string
			for _, level := range strings.Split(levelsText(track(t, facts, q, span, calendar.Day)), "|")[:2] {
				bucket, _, _ := strings.Cut(level, " ")
				begins = append(begins, bucket)
			}
			if got := strings.Join(begins, "|"); got != want {
				t.Errorf("S8, T5: span %v, %s logs in on the 6th: the series begins with %q, want %q", span, who, got, want)
			}
		}
	}
}
