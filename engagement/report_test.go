package engagement

import (
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// crowd has somebody of every sort. The range in question is the 5th to the
// 10th, the question is asked on the 20th.
var crowd = Memory{
	Messages: []customer.Message{
		out("written to", day(5)),
		in("wrote", day(5)),
		in("wrote before", day(4)), out("wrote before", day(6)),
		in("came back", day(6)), out("came back", day(10)),
		in("too early", day(4)),
		in("too late", day(10)),
		in("future", day(21)),
		in("undated", never), in("undated", never),
		in("tagged", day(7)), in("tagged", never),
		in("buyer", day(9)),
		in("", day(6)), // guests
	},
	Orders: []customer.Order{
		paid("buyer", day(-300)), paid("buyer", day(5)), paid("buyer", day(12)), link("buyer", day(6)),
		paid("wrote", day(11)),
		paid("only bought", day(6)), paid("only bought", day(7)),
		paid("once", day(6)), voided(paid("once", day(7)), day(8)), refunded(paid("once", day(8)), 10, day(9)),
		paid("long ago", day(1)), paid("long ago", day(2)),
		link("by link", day(6)), link("by link", day(7)),
		paid("tagged", day(5)), link("tagged", day(6)),
		paid("", day(6)), paid("", day(7)), // guests
	},
	Tags: []customer.Tag{
		tag("tagged", "vip"), tag("tagged", "new"), tag("came back", "vip"), tag("only bought", "vip"), tag("nobody", "vip"), tag("undated", "old"),
	},
	Fields: []customer.Field{
		field("tagged", "size", "42", day(1)), field("tagged", "size", "43", day(2)), field("buyer", "size", "42", never),
		field("wrote", "size", "42", day(21)), field("only bought", "size", "42", never),
	},
}

// numbers are those of the cards.
type numbers struct{ Interacted, Active, Paid, Links, Repeat, Undated int }

func numbersOf(r Report) numbers {
	return numbers{r.InteractedUsers, r.ActiveUsers, r.PaidOrders, r.CheckoutLinkOrders, r.RepeatCustomers, r.UndatedMessages}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		q      Query
		want   numbers
		reason string
	}{
		{Query{AsOf: day(20), Range: days(5, 10)}, numbers{5, 3, 5, 4, 2, 3}, "E1, E3, E4, E5, T7: all of them"},
		{Query{AsOf: day(10).Add(-1), Range: days(5, 10)}, numbers{6, 4, 5, 4, 2, 3}, "E1: as of the end of the range, who comes back later is still in it"},
		{Query{AsOf: day(7), Range: days(5, 10)}, numbers{5, 3, 6, 4, 3, 3}, "T2: facts after AsOf are not known: a void and a refund neither"},
		{Query{AsOf: day(20)}, numbers{8, 7, 9, 4, 3, 3}, "E1, T4: by default the last 180 days"},
		{Query{AsOf: day(20), Range: calendar.AsOf(day(20))}, numbers{8, 7, 10, 4, 3, 3}, "E1, T3: all of time"},
		{Query{AsOf: day(20), Range: calendar.Span{From: day(5)}}, numbers{7, 5, 7, 4, 2, 3}, "T3: unbounded to the future, up to AsOf"},
		{Query{AsOf: day(20), Range: calendar.Span{To: day(10)}}, numbers{6, 5, 8, 4, 3, 3}, "T3: unbounded to the past"},
		{Query{AsOf: day(20), Range: days(10, 5)}, numbers{Undated: 3}, "T3, T7: an empty range; what is undated is reported whatever the range"},
		{Query{AsOf: day(20), Range: days(21, 25)}, numbers{Undated: 3}, "T2: a range after AsOf"},
		{Query{AsOf: day(20), Range: days(5, 10), Channels: []customer.Channel{"app"}}, numbers{}, "E2: a channel without facts"},
		{Query{AsOf: day(20), Range: days(5, 10), Tags: []string{"vip"}}, numbers{1, 1, 3, 1, 1, 1}, "E2, E4, E5, T7: a tag restricts all numbers"},
		{Query{AsOf: day(20), Range: days(5, 10), Fields: []string{"size"}, Values: []string{"42"}}, numbers{2, 2, 4, 2, 2, 1}, "E2: a pair, known as of AsOf"},
		{Query{AsOf: day(21), Range: days(5, 10), Values: []string{"42"}}, numbers{3, 3, 4, 2, 2, 1}, "E2, T2: one value more is known"},
		{Query{AsOf: day(20), Range: days(5, 10), RepeatByCheckoutLink: true}, numbers{5, 3, 5, 4, 4, 3}, "E5: links counted, for repeat customers alone"},
	} {
		differs(t, c.reason, c.want, numbersOf(summarize(t, crowd, c.q)))
	}
}

// A report is built digest by digest too, and guests are in no number.
func TestReportAdd(t *testing.T) {
	q := Query{AsOf: day(20), Range: days(5, 10), Top: 1}
	var got Report
	for _, d := range visited(t, crowd, q) {
		got.Add(&d, &q)
	}
	differs(t, "E1: added one by one", summarize(t, crowd, q), got)
	before := got
	got.Add(&Digest{LastInteraction: day(6), Acted: true, Undated: 1, Paid: Orders{2, 2, day(6)}, Tags: []string{"vip"}}, &q)
	differs(t, "E1, E4, E5, T7: a guest is in no number", before, got)
}

// Neither report changes the other after a merge.
func TestReportMergeShares(t *testing.T) {
	q := Query{AsOf: day(20), Range: days(5, 10)}
	person := func(id customer.ID) *Digest {
		return &Digest{ID: id, LastInteraction: day(6), Paid: Orders{1, 1, day(6)}, Channels: []string{"web"},
			Tags: []string{"vip"}, Values: []Value{{"size", "42"}}}
	}
	var one, same, all Report
	one.Add(person("ann"), &q)
	same.Add(person("ann"), &q)
	all.Merge(one)
	all.Add(person("bob"), &q)
	differs(t, "E6: a part changes with the whole", same, one)
	if all.InteractedUsers != 2 || all.Values("size", &q).Total != 2 || all.Tags(&q).Rows[0].Users != 2 {
		t.Errorf("E6: merged and added to: %+v", all)
	}
	more := all
	more.Merge(one)
	one.Add(person("cat"), &q)
	if got := more.Values("size", &q).Total; got != 3 || all.Values("size", &q).Total != 2 {
		t.Errorf("E6: the whole changes with a part: %d users", got)
	}
}

// A report that was counted without a cap answers in full if it is asked for one.
func TestReportCountedWithoutCap(t *testing.T) {
	q := Query{AsOf: day(20), Range: days(5, 10)}
	ann := Digest{ID: "ann", LastInteraction: day(6), Channels: []string{"web", "app"}, Tags: []string{"a", "b"},
		Values: []Value{{"size", "S"}, {"size", "M"}, {"city", "Bonn"}}}
	var r Report
	r.Add(&ann, &q)
	for name, g := range map[string]*Groups{"channel": &r.ByChannel, "tag": &r.ByTag, "field": &r.ByField, "value": r.ByValue["size"]} {
		if got := g.Breakdown(1); len(got.Rows) != 2 || got.Rows[1].Other || got.Total != 1 {
			t.Errorf("E7: by %s: %d rows of %d users, the last one for the others: %v", name, len(got.Rows), got.Total, got.Rows[1].Other)
		}
	}
}
