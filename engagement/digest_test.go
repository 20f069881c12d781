package engagement

import (
	"cmp"
	"errors"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// What a message makes of a digest, asked on the 20th about the 5th to the 10th.
func TestAddMessage(t *testing.T) {
	web := []string{"web"}
	onApp := in("ann", day(6))
	onApp.Channel = "app"
	nowhere := in("ann", day(6))
	nowhere.Channel = ""
	undated := onApp
	undated.At = never
	for _, c := range []struct {
		m      customer.Message
		on     []customer.Channel
		want   Digest
		reason string
	}{
		{in("ann", day(5)), nil, Digest{LastInteraction: day(5), Acted: true, Channels: web}, "E1, T3: at the first instant of the range"},
		{in("ann", day(5).Add(-1)), nil, Digest{}, "E1: before the range nothing matters"},
		{in("ann", day(10).Add(-1)), nil, Digest{LastInteraction: day(10).Add(-1), Acted: true, Channels: web}, "E1, T3: at the last instant"},
		{in("ann", day(10)), nil, Digest{LastInteraction: day(10)}, "E1, E3, E6: after the range, a last interaction and nothing else"},
		{in("ann", day(20)), nil, Digest{LastInteraction: day(20)}, "T2: at AsOf"},
		{in("ann", day(20).Add(1)), nil, Digest{}, "T2: after AsOf"},
		{out("ann", day(5)), nil, Digest{LastInteraction: day(5), Channels: web}, "E3: received is not sent"},
		{customer.Message{At: day(5), Direction: 7, Channel: "web"}, nil, Digest{LastInteraction: day(5), Channels: web}, "E3: only In is from the customer"},
		{in("ann", never), nil, Digest{Undated: 1}, "T7: an undated message is reported, and lies nowhere"},
		{onApp, []customer.Channel{"web", "App"}, Digest{}, "E2: on another channel, byte for byte"},
		{undated, []customer.Channel{"web"}, Digest{}, "E2, T7: an undated one on another channel"},
		{onApp, []customer.Channel{"web", "app"}, Digest{LastInteraction: day(6), Acted: true, Channels: []string{"app"}}, "E2: one of two channels"},
		{nowhere, []customer.Channel{"web"}, Digest{}, "E2: no channel is not selected"},
		{nowhere, []customer.Channel{""}, Digest{LastInteraction: day(6), Acted: true, Channels: []string{""}}, "E2: no channel is one"},
		{in("ann", day(5).In(time.FixedZone("", 3600))), nil, Digest{LastInteraction: day(5), Acted: true, Channels: web}, "T6: an instant, whatever its zone"},
	} {
		q := Query{AsOf: day(20), Range: days(5, 10), Channels: c.on}
		var d Digest
		d.AddMessage(c.m, &q)
		differs(t, c.reason, c.want, d)
		if d.LastInteraction.Location() != time.UTC {
			t.Errorf("T6: %s: an instant keeps its location", c.reason)
		}
	}
}

// All of time begins before 1970.
func TestAddMessageLongAgo(t *testing.T) {
	q, at := Query{AsOf: day(20), Range: calendar.AsOf(day(20))}, time.Date(1960, 2, 29, 0, 0, 0, 0, time.UTC)
	var d Digest
	d.AddMessage(in("ann", at), &q)
	differs(t, "T3: an unbounded range has all that was before", Digest{LastInteraction: at, Acted: true, Channels: []string{"web"}}, d)
}

// The latest message counts, in whatever order they come.
func TestAddMessageLatest(t *testing.T) {
	q := Query{AsOf: day(20), Range: days(5, 10)}
	var d Digest
	for _, m := range []customer.Message{out("ann", day(7)), in("ann", day(8)), out("ann", day(6)), in("ann", never), in("ann", never)} {
		d.AddMessage(m, &q)
	}
	differs(t, "E1: the last interaction", Digest{LastInteraction: day(8), Acted: true, Undated: 2, Channels: []string{"web"}}, d)
}

// What an order makes of a digest, asked on the 20th about the 5th to the 10th.
func TestAddOrder(t *testing.T) {
	free := paid("ann", day(6))
	free.Total.Amount = free.Total.Amount.Sub(free.Total.Amount)
	onApp := paid("ann", day(6))
	onApp.Channel = "app"
	other := paid("ann", day(6))
	other.Kind = customer.Other
	placed := paid("ann", never)
	placed.PlacedAt = day(6)
	counted := func(in int, last time.Time) Digest { return Digest{Paid: Orders{Ever: 1, InRange: in, Last: last}} }
	for _, c := range []struct {
		o      customer.Order
		want   Digest
		reason string
	}{
		{paid("ann", day(5)), counted(1, day(5)), "E4, T3: paid at the first instant of the range"},
		{paid("ann", day(5).Add(-1)), counted(0, day(5).Add(-1)), "E4, E5: before the range, but since the beginning"},
		{paid("ann", day(10).Add(-1)), counted(1, day(10).Add(-1)), "E4, T3: at the last instant"},
		{paid("ann", day(10)), counted(0, day(10)), "E4, T3: after the range"},
		{paid("ann", day(20)), counted(0, day(20)), "E5, T2: paid at AsOf"},
		{paid("ann", day(20).Add(1)), Digest{}, "E5, T2: paid after AsOf"},
		{placed, Digest{}, "R4: placed and not paid"},
		{free, counted(1, day(6)), "R4: an order of 0 can be paid"},
		{other, counted(1, day(6)), "E4, R1: what is no revenue is a paid order"},
		{onApp, Digest{}, "E2: on another channel"},
		{link("ann", day(6)), Digest{CheckoutLink: Orders{1, 1, day(6)}}, "E4: checkout links apart"},
		{voided(paid("ann", day(6)), day(20)), Digest{}, "R3: voided at AsOf"},
		{voided(paid("ann", day(6)), day(20).Add(1)), counted(1, day(6)), "R3, T2: voided after AsOf"},
		{refunded(paid("ann", day(6)), 9, day(7)), counted(1, day(6)), "R3, R4: refunded in part"},
		{refunded(refunded(paid("ann", day(6)), 9, day(7)), 1, day(20)), Digest{}, "R3, R4: refunded in full at AsOf"},
		{refunded(refunded(paid("ann", day(6)), 9, day(7)), 1, day(20).Add(1)), counted(1, day(6)), "R3, T2: refunded in full after AsOf"},
		{refunded(paid("ann", day(6)), 10, never), Digest{}, "R3, T7: refunded in full, nobody knows when"},
	} {
		q := Query{AsOf: day(20), Range: days(5, 10), Channels: []customer.Channel{"web"}}
		var d Digest
		if err := d.AddOrder(c.o, &q); err != nil {
			t.Errorf("%s: %v", c.reason, err)
		}
		differs(t, c.reason, c.want, d)
	}
	var d Digest
	err := d.AddOrder(refunded(paid("ann", day(6)), 11, day(90)), &Query{AsOf: day(7)})
	if !errors.Is(err, customer.ErrRefund) {
		t.Errorf("R3: refunds beyond the total are an error whenever dated, got %v", err)
	}
	differs(t, "R3: a bad refund is left out, and not its order", counted(1, day(6)), d)
}

// Tags have no date; fields may have one.
func TestAddTagAndField(t *testing.T) {
	q := Query{AsOf: day(20), Range: days(5, 10), Channels: []customer.Channel{"web"}, Tags: []string{"vip"}, Fields: []string{"size"}}
	var d Digest
	d.AddTag(tag("ann", "new"))
	d.AddTag(tag("ann", ""))
	d.AddTag(tag("ann", "new"))
	d.AddField(field("ann", "size", "42", day(1)), &q)
	d.AddField(field("ann", "size", "43", day(20)), &q)
	d.AddField(field("ann", "size", "44", day(20).Add(1)), &q)
	d.AddField(field("ann", "age", "", never), &q)
	d.AddField(field("ann", "size", "42", day(2)), &q)
	differs(t, "E6, T2, T7: every tag, and every value known as of AsOf, whatever the filters", Digest{
		Tags: []string{"new", ""}, Values: []Value{{"size", "42"}, {"size", "43"}, {"age", ""}},
	}, d)
}

// A clock's monotonic reading is not looked at: what happens at AsOf has
// happened by the calendar.
func TestMonotonic(t *testing.T) {
	now := time.Now()
	q := Query{AsOf: now.Round(0)}
	d := digestOf(t, Memory{
		Messages: []customer.Message{in("ann", now)},
		Orders:   []customer.Order{paid("ann", now)},
		Fields:   []customer.Field{field("ann", "size", "42", now)},
	}, q)
	at := now.Round(0).UTC()
	differs(t, "T2: at AsOf", Digest{ID: "ann", LastInteraction: at, Acted: true, Paid: Orders{1, 1, at},
		Channels: []string{"web"}, Values: []Value{{"size", "42"}}}, d)
}

// Filters: AND across, OR within, field and value one pair (E2).
func TestPasses(t *testing.T) {
	d := Digest{ID: "ann", Tags: []string{"vip", ""}, Values: []Value{{"size", "42"}, {"age", "30"}, {"note", ""}}}
	bare := Digest{ID: "bob"}
	one := func(s string) []string { return []string{s} }
	for _, c := range []struct {
		tags, fields, values []string
		want, bare           bool
		reason               string
	}{
		{nil, nil, nil, true, true, "no filter passes all"},
		{[]string{}, []string{}, []string{}, true, true, "an empty filter is none"},
		{one("vip"), nil, nil, true, false, "the tag"},
		{one("VIP"), nil, nil, false, false, "tags byte for byte"},
		{one(""), nil, nil, true, false, "the empty tag is a tag"},
		{[]string{"old", "vip"}, nil, nil, true, false, "OR within tags"},
		{nil, one("size"), nil, true, false, "field without value: has the field"},
		{nil, one("note"), nil, true, false, "a field with an empty value is there"},
		{nil, one(""), nil, false, false, "the empty field is another field"},
		{nil, []string{"color", "age"}, nil, true, false, "OR within fields"},
		{nil, nil, one("30"), true, false, "value without field: any field has it"},
		{nil, nil, one(""), true, false, "the empty value is a value"},
		{nil, nil, []string{"1", "42"}, true, false, "OR within values"},
		{nil, one("size"), one("42"), true, false, "both: that pair"},
		{nil, one("size"), one("30"), false, false, "both: not the field here and the value there"},
		{nil, one("size"), one(""), false, false, "both: the empty value must be that field's"},
		{nil, []string{"size", "age"}, []string{"1", "30"}, true, false, "one of the fields with one of the values"},
		{one("vip"), one("size"), one("42"), true, false, "AND across: all pass"},
		{one("old"), one("size"), one("42"), false, false, "AND across: the tag does not"},
		{one("vip"), one("size"), one("43"), false, false, "AND across: the pair does not"},
	} {
		q := Query{Tags: c.tags, Fields: c.fields, Values: c.values}
		if got := d.Passes(&q); got != c.want {
			t.Errorf("E2: %s: passes is %v", c.reason, got)
		}
		if got := bare.Passes(&q); got != c.bare {
			t.Errorf("E2: %s: who has nothing passes is %v", c.reason, got)
		}
	}
}

// Interacted and active customers, asked on the 20th about the 5th to the 10th.
func TestInteracted(t *testing.T) {
	q := Query{AsOf: day(20), Range: days(5, 10), Tags: []string{"vip"}}
	vip := []string{"vip"}
	for _, c := range []struct {
		d                  Digest
		interacted, active bool
		reason             string
	}{
		{Digest{ID: "ann", LastInteraction: day(5), Tags: vip}, true, false, "E1, E3: written to in the range"},
		{Digest{ID: "ann", LastInteraction: day(5), Tags: vip, Acted: true}, true, true, "E3: wrote in it"},
		{Digest{ID: "ann", LastInteraction: day(10).Add(-1), Tags: vip}, true, false, "E1, T3: at the last instant"},
		{Digest{ID: "ann", LastInteraction: day(10), Tags: vip, Acted: true}, false, false, "E1, E3: came back after the range"},
		{Digest{ID: "ann", LastInteraction: day(4), Tags: vip, Acted: true}, false, false, "E1: before the range"},
		{Digest{ID: "ann", LastInteraction: day(5), Acted: true}, false, false, "E1, E2: does not pass"},
		{Digest{ID: "ann", Tags: vip, Acted: true}, false, false, "E1, T7: no interaction"},
		{Digest{LastInteraction: day(5), Tags: vip, Acted: true}, false, false, "E1: a guest"},
	} {
		if got := c.d.Interacted(&q); got != c.interacted {
			t.Errorf("%s: interacted is %v", c.reason, got)
		}
		if got := c.d.Active(&q); got != c.active {
			t.Errorf("%s: active is %v", c.reason, got)
		}
	}
	all := Query{AsOf: day(20), Range: calendar.Span{To: day(10)}}
	if d := (Digest{ID: "ann", Undated: 3}); d.Interacted(&all) {
		t.Error("E1, T7: an undated message lies in no range, an unbounded one neither")
	}
}

// Repeat customers, by their orders and by their orders from links.
func TestRepeat(t *testing.T) {
	vip := []string{"vip"}
	for _, c := range []struct {
		d               Digest
		without, counts bool // links
		reason          string
	}{
		{Digest{ID: "ann", Tags: vip, Paid: Orders{Ever: 2, InRange: 1}}, true, true, "one in the range and one at any time"},
		{Digest{ID: "ann", Tags: vip, Paid: Orders{Ever: 2, InRange: 2}}, true, true, "both in the range"},
		{Digest{ID: "ann", Tags: vip, Paid: Orders{Ever: 1, InRange: 1}}, false, false, "one in all"},
		{Digest{ID: "ann", Tags: vip, Paid: Orders{Ever: 9}}, false, false, "none in the range"},
		{Digest{ID: "ann", Tags: vip, CheckoutLink: Orders{Ever: 2, InRange: 1}}, false, true, "links only"},
		{Digest{ID: "ann", Tags: vip, Paid: Orders{Ever: 1, InRange: 1}, CheckoutLink: Orders{Ever: 1}}, false, true, "the second by a link"},
		{Digest{ID: "ann", Tags: vip, Paid: Orders{Ever: 2}, CheckoutLink: Orders{Ever: 1, InRange: 1}}, false, true, "the one in the range by a link"},
		{Digest{ID: "ann", Paid: Orders{Ever: 2, InRange: 1}}, false, false, "does not pass"},
		{Digest{Tags: vip, Paid: Orders{Ever: 2, InRange: 1}}, false, false, "a guest"},
	} {
		before := c.d
		if got := c.d.Repeat(&Query{Tags: vip}); got != c.without {
			t.Errorf("E5: %s: repeat is %v", c.reason, got)
		}
		if got := c.d.Repeat(&Query{Tags: vip, RepeatByCheckoutLink: true}); got != c.counts {
			t.Errorf("E5: %s: repeat, links counted, is %v", c.reason, got)
		}
		differs(t, "E4, E5: asking does not mix links into paid orders", before, c.d)
	}
}

// Merge leaves both digests, and what they were copied from, alone.
func TestDigestMergeShares(t *testing.T) {
	a := Digest{ID: "ann", Tags: append(make([]string, 0, 9), "b", "a"), Values: []Value{{"size", "42"}}}
	b := Digest{ID: "ann", LastInteraction: day(3), Undated: 1, Tags: []string{"c", "a"}, Paid: Orders{1, 0, day(4)}}
	ab, ba := a, b
	ab.Merge(b)
	ba.Merge(a)
	differs(t, "merging is commutative", ab, ba)
	ab.AddTag(tag("ann", "d"))
	differs(t, "merging changed a part", []string{"b", "a"}, a.Tags)
	differs(t, "merging changed a part", []string{"c", "a"}, b.Tags)
	differs(t, "a merged digest shares its sets", []string{"a", "b", "c"}, ba.Tags)
	var zero Digest
	zero.Merge(ba)
	differs(t, "the zero digest adopts the ID and all else", ba, zero)
}

func TestCompareValues(t *testing.T) {
	all := []Value{{"", ""}, {"", "b"}, {"a", ""}, {"a", "a"}, {"a", "b"}, {"b", "a"}}
	for i, a := range all {
		for j, b := range all {
			if got, want := compareValues(a, b), cmp.Compare(i, j); got != want {
				t.Errorf("E6: compare %v with %v is %d, want %d", a, b, got, want)
			}
		}
	}
}

// Nothing is allocated for a fact that changes nothing.
func TestDigestAllocates(t *testing.T) {
	q := Query{AsOf: day(30), Channels: []customer.Channel{"web", "app"}, Range: days(1, 20)}
	var d Digest
	add := func() {
		d.AddMessage(in("ann", day(1)), &q)
		d.AddMessage(out("ann", day(25)), &q)
		d.AddMessage(in("ann", day(31)), &q)
		d.AddTag(tag("ann", "vip"))
		d.AddField(field("ann", "size", "42", day(1)), &q)
		d.AddField(field("ann", "size", "43", never), &q)
	}
	add()
	if n := testing.AllocsPerRun(100, add); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Instants within a second of the range's beginning are told apart.
func TestAddMessageWithinASecond(t *testing.T) {
	begin := day(5).Add(500 * time.Millisecond)
	q := Query{AsOf: day(20), Range: calendar.Span{From: begin, To: day(10)}}
	for at, want := range map[time.Time]Digest{
		begin.Add(-1): {},
		begin:         {LastInteraction: begin, Acted: true, Channels: []string{"web"}},
	} {
		var d Digest
		d.AddMessage(in("ann", at), &q)
		differs(t, "E1, T3: "+at.String(), want, d)
	}
}
