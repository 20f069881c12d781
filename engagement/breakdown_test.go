package engagement

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// datesOf is a series as text: "2024-05-01 2, 2024-05-02 0 partial of 2".
func datesOf(b Breakdown[calendar.Point[int]], u calendar.Unit) string {
	var rows []string
	for _, p := range b.Rows {
		row := fmt.Sprintf("%s %d", u.Format(p.Bucket), p.Value)
		if p.Partial {
			row += " partial"
		}
		rows = append(rows, row)
	}
	return fmt.Sprintf("%s of %d", strings.Join(rows, ", "), b.Total)
}

// The breakdowns by name, asked on the 20th about the 5th to the 10th.
func TestBreakdownsByName(t *testing.T) {
	q := Query{AsOf: day(20), Range: days(5, 10)}
	r := summarize(t, crowd, q)
	for _, c := range []struct {
		got          Breakdown[Row]
		want, reason string
	}{
		{r.Channels(&q), "web 5 of 5", "channels of all who interacted"},
		{r.Tags(&q), "new 1, vip 1 of 1", "tags of those who interacted, and of nobody else"},
		{r.Fields(&q), "size 2 of 2", "fields known as of AsOf"},
		{r.Values("size", &q), "42 2, 43 1 of 2", "every value holds at once"},
		{r.Values("color", &q), " of 0", "a field that nobody has"},
	} {
		if got := rowsOf(c.got); got != c.want {
			t.Errorf("E6: %s: got %q, want %q", c.reason, got, c.want)
		}
		if c.got.AddsUp {
			t.Errorf("E6: %s: rows by name overlap", c.reason)
		}
	}
	differs(t, "E6: the fields there are values of", []string{"size"}, r.FieldNames())
	q.Tags = []string{"vip"}
	r = summarize(t, crowd, q)
	if got := rowsOf(r.Tags(&q)); got != "new 1, vip 1 of 1" {
		t.Errorf("E6: all tags they have, and not only those filtered for: %q", got)
	}
	q.Tags, q.Values, q.Top = nil, []string{"43"}, 1
	r = summarize(t, crowd, q)
	if got := rowsOf(r.Values("size", &q)); got != "42 1, other 1 of 1" {
		t.Errorf("E6, E7: all values they have, capped: %q", got)
	}
}

// Channels are those of messages in the range alone.
func TestChannels(t *testing.T) {
	on := func(c customer.Channel, m customer.Message) customer.Message { m.Channel = c; return m }
	facts := Memory{Messages: []customer.Message{
		on("before", in("ann", day(4))), on("web", in("ann", day(5))), on("app", out("ann", day(6))),
		on("web", in("bob", day(5))), on("gone", in("cat", day(5))), on("web", in("cat", day(10))), on("none", in("dan", never)),
	}}
	q := Query{AsOf: day(20), Range: days(5, 10)}
	r := summarize(t, facts, q)
	if got := rowsOf(r.Channels(&q)); got != "web 2, app 1 of 2" {
		t.Errorf("E6: channels of messages in the range, of those who interacted: %q", got)
	}
	q.Channels = []customer.Channel{"app", "gone"}
	r = summarize(t, facts, q)
	if got := rowsOf(r.Channels(&q)); got != "app 1, gone 1 of 2" {
		t.Errorf("E2, E6: selected channels alone: %q", got)
	}
}

func TestLastInteractions(t *testing.T) {
	berlin, apia := zone(t, "Europe/Berlin"), zone(t, "Pacific/Apia")
	skipped := time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC) // there it is the 31st, after the 29th
	for _, c := range []struct {
		q      Query
		at     []time.Time
		want   string
		reason string
	}{
		{Query{AsOf: day(20), Range: days(5, 8)}, []time.Time{day(5), day(6).Add(-1), day(7)}, "2024-05-05 2, 2024-05-06 0, 2024-05-07 1 of 3", "T5, T6: zeros included, dates in UTC"},
		{Query{AsOf: day(6), Range: days(5, 8)}, []time.Time{day(5), day(6)}, "2024-05-05 1, 2024-05-06 1 partial of 2", "T2, T5: up to AsOf"},
		{Query{AsOf: day(20), Range: calendar.Span{From: day(5).Add(1), To: day(7).Add(-1)}}, []time.Time{day(5).Add(1)}, "2024-05-05 1 partial, 2024-05-06 0 partial of 1", "T5: both ends partial"},
		{Query{AsOf: day(9), Range: calendar.Span{To: day(8)}}, []time.Time{day(6), never}, "2024-05-06 1, 2024-05-07 0 of 1", "T5: unbounded, from the earliest; T7: not the undated"},
		{Query{AsOf: day(9), Range: calendar.Span{To: day(8)}}, nil, " of 0", "T5: unbounded, and nobody"},
		{Query{AsOf: day(9), Range: days(8, 5)}, []time.Time{day(6)}, " of 0", "T5: an empty range"},
		{Query{AsOf: day(20), Range: days(6, 13), Unit: calendar.Week}, []time.Time{day(6), day(12)}, "2024-05-06 2 of 2", "T5: ISO weeks, from Monday"},
		{Query{AsOf: day(20), Range: days(5, 13), Unit: calendar.Week}, []time.Time{day(5), day(12)}, "2024-04-29 1 partial, 2024-05-06 1 of 2", "T5: Sunday ends the week before"},
		{Query{AsOf: day(40), Range: days(1, 32), Unit: calendar.Month}, []time.Time{day(1), day(32).Add(-1)}, "2024-05 2 of 2", "T5: months"},
		{Query{AsOf: day(20), Range: calendar.Span{From: day(5).Add(-2 * time.Hour), To: day(7).Add(-2 * time.Hour)}, Location: berlin},
			[]time.Time{day(6).Add(-2 * time.Hour), day(6).Add(-2*time.Hour - 1)}, "2024-05-05 1, 2024-05-06 1 of 2", "T5, T6: dates of the location"},
		{Query{AsOf: skipped.Add(24*time.Hour - 1), Range: calendar.Span{From: skipped.Add(-time.Hour)}, Location: apia},
			[]time.Time{skipped, skipped.Add(-1)}, "2011-12-29 1 partial, 2011-12-31 1 of 2", "T5: a skipped day has no bucket"},
	} {
		var facts Memory
		for i, at := range c.at {
			facts.Messages = append(facts.Messages, out(customer.ID(fmt.Sprint("c", i)), at))
		}
		r := summarize(t, facts, c.q)
		b := ok(r.LastInteractions(&c.q))
		if got := datesOf(b, c.q.Unit); got != c.want {
			t.Errorf("E6, %s: got %q, want %q", c.reason, got, c.want)
		}
		if !b.AddsUp || b.Total != r.InteractedUsers {
			t.Errorf("E6, %s: rows add up to the %d who interacted, not to %d", c.reason, r.InteractedUsers, b.Total)
		}
	}
}

// By default the series is of 181 civil days: the last 180 days of 24 hours.
func TestLastInteractionsDefault(t *testing.T) {
	q := Query{AsOf: day(20).Add(12 * time.Hour)}
	r := summarize(t, Memory{Messages: []customer.Message{in("ann", day(1))}}, q)
	rows := ok(r.LastInteractions(&q)).Rows
	if len(rows) != 181 || !rows[0].Partial || !rows[180].Partial || rows[1].Partial {
		t.Errorf("E1, E6, T5: %d days from %v to %v", len(rows), rows[0], rows[len(rows)-1])
	}
}

func TestFrequency(t *testing.T) {
	for _, c := range []struct {
		ever   []int // of each user
		want   []int
		reason string
	}{
		{nil, []int{0}, "from 0, with nobody too"},
		{[]int{0}, []int{1}, "nobody has bought"},
		{[]int{3, 0, 3, 1}, []int{1, 1, 0, 2}, "no gaps"},
		{[]int{2}, []int{0, 0, 1}, "0 is always there"},
	} {
		q := Query{AsOf: day(20), Range: days(5, 10)}
		var r, merged Report
		for i, n := range c.ever {
			d := Digest{ID: customer.ID(fmt.Sprint(i)), LastInteraction: day(5), Paid: Orders{Ever: n}, CheckoutLink: Orders{Ever: 7}}
			r.Add(&d, &q)
			var one Report
			one.Add(&d, &q)
			merged.Merge(one)
		}
		for _, r := range []Report{r, merged} {
			b := r.Frequency()
			var got []int
			for i, row := range b.Rows {
				if row.PaidOrders != i {
					t.Errorf("E6: %s: row %d is for %d orders", c.reason, i, row.PaidOrders)
				}
				got = append(got, row.Users)
			}
			differs(t, "E6: "+c.reason, c.want, got)
			if !b.AddsUp || b.Total != len(c.ever) {
				t.Errorf("E6: %s: rows add up to all %d users: %+v", c.reason, len(c.ever), b)
			}
		}
	}
}

func TestLastOrders(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	messages := []customer.Message{in("ann", day(6)), in("bob", day(6)), in("cat", day(6))}
	orders := []customer.Order{
		paid("ann", day(2)), paid("ann", day(11).Add(-time.Hour)), link("ann", day(13)), paid("ann", day(21)),
		paid("bob", day(8)), voided(paid("bob", day(9)), day(9)),
		paid("dan", day(1)), // has not interacted
	}
	for _, c := range []struct {
		q            Query
		want, reason string
	}{
		{Query{AsOf: day(20), Range: days(5, 10)}, "2024-05-08 1, 2024-05-09 0, 2024-05-10 1 of 2", "T6: the latest paid-at, in the range or not, dates in UTC"},
		{Query{AsOf: day(20), Range: days(5, 10), Location: berlin}, "2024-05-08 1, 2024-05-09 0, 2024-05-10 0, 2024-05-11 1 of 2", "T5: in the location"},
		{Query{AsOf: day(7), Range: days(5, 10)}, "2024-05-02 1 of 1", "T2: as of AsOf"},
		{Query{AsOf: day(20), Range: days(5, 10), Unit: calendar.Month}, "2024-05 2 of 2", "T5: months"},
		{Query{AsOf: day(20), Range: days(7, 10)}, " of 0", "nobody interacted"},
	} {
		r := summarize(t, Memory{Messages: messages, Orders: orders}, c.q)
		b := ok(r.LastOrders(&c.q))
		if got := datesOf(b, c.q.Unit); got != c.want || !b.AddsUp {
			t.Errorf("E6: %s: got %q, want %q", c.reason, got, c.want)
		}
	}
}
