package subscription

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// What comes twice counts once and does not pile up, in any order.
func TestDigestRepeats(t *testing.T) {
	q := Query{AsOf: day(90)}
	var d Digest
	for i := range 100_000 {
		d.AddMember(join("ann", day(i%17+1)), &q)
		d.AddField(mark("ann", day(i%13+1)), &q)
	}
	if len(d.Joins) > 100 || len(d.Markers) > 100 {
		t.Errorf("%d joins and %d markers of 17 and 13", len(d.Joins), len(d.Markers))
	}
	d.Merge(d)
	if len(d.Joins) != 17 || len(d.Markers) != 13 {
		t.Errorf("U4: merged: %d joins and %d markers, want 17 and 13", len(d.Joins), len(d.Markers))
	}
}

// Facts in order of time, the common case, and many facts of one person out of
// order, the worst, are both quick: no set is sorted for every fact.
func TestDigestManyFacts(t *testing.T) {
	q := Query{AsOf: day(3_000)}
	var up, down Digest
	const n = 100_000
	for i := range n {
		up.AddMember(join("ann", day(1).Add(time.Duration(i)*time.Minute)), &q)
		down.AddMember(join("ann", day(1).Add(time.Duration(n-1-i)*time.Minute)), &q)
	}
	if got := len(down.Changes()); got != 1 {
		t.Errorf("U4: %d changes, want the first join alone", got)
	}
	down.Merge(Digest{})
	if !cmp.Equal(up, Digest{Joins: down.Joins}) {
		t.Error("the order of facts matters")
	}
}

// Nothing but a member is a return (U6): no field with an explicit no, by
// whatever way it comes, and no other field.
func TestDigestNoFieldIsAReturn(t *testing.T) {
	q := Query{AsOf: day(30)}
	d := Digest{ID: "ann"}
	d.AddMember(join("ann", day(1)), &q)
	d.AddField(mark("ann", day(2)), &q)
	want := renderState(d.State()) + ": " + renderChanges(d.Changes())
	for i, value := range []string{"no", "false", "0", " O-F_F ", "", "42"} {
		name := "unsubscribed"
		if value == "" || value == "42" {
			name = "subscribed"
		}
		d.AddField(customer.Field{Customer: "ann", Name: name, Value: value, At: day(3 + i)}, &q)
		if got := renderState(d.State()) + ": " + renderChanges(d.Changes()); got != want {
			t.Errorf("U6: after the field %s=%q: %s, want %s", name, value, got, want)
		}
	}
}

// Merge leaves both digests and what they were copied from alone.
func TestMergeShares(t *testing.T) {
	q := Query{AsOf: day(30)}
	a := Digest{ID: "ann", Joins: append(make([]time.Time, 0, 9), day(5), day(3))}
	b := Digest{ID: "ann", Joins: []time.Time{day(4), day(1)}, Markers: []Marker{{At: day(2)}}}
	ab, ba := a, b
	ab.Merge(b)
	ba.Merge(a)
	if diff := cmp.Diff(ab, ba); diff != "" {
		t.Errorf("merging is not commutative: %s", diff)
	}
	ab.AddMember(join("ann", day(9)), &q)
	if a.Joins[0] != day(5) || b.Joins[0] != day(4) || len(ba.Joins) != 4 {
		t.Errorf("merging changed a part: %v %v %v", a.Joins, b.Joins, ba.Joins)
	}
	ab.Changes()
	a.State()
	if a.Joins[0] != day(5) {
		t.Errorf("asking changed the digest: %v", a.Joins)
	}
}

// A digest filled from columns needs no order, and an ID only to be counted.
func TestDigestFromColumns(t *testing.T) {
	q := Query{AsOf: day(30)}
	d := Digest{ID: "ann", Joins: []time.Time{day(5), never, day(5), day(1)}, Markers: []Marker{{At: day(4)}, {At: day(3)}}}
	if got := renderChanges(d.Changes()); got != "left 3, returned 5" {
		t.Errorf("U4, U5: changes %q", got)
	}
	var r Report
	r.Add(&d, &q)
	d.ID = ""
	r.Add(&d, &q)
	if r.Known() != 1 || r.Before.Enrolled != 1 {
		t.Errorf("U2: a guest is in no number: %+v", r)
	}
}

// Instants of other zones and with a monotonic reading are the same instants.
func TestDigestInstants(t *testing.T) {
	q := Query{AsOf: day(30)}
	var d Digest
	d.AddMember(join("ann", day(1).In(time.FixedZone("", 3600))), &q)
	d.AddMember(join("ann", day(1)), &q)
	d.AddField(mark("ann", day(2).In(time.FixedZone("", 3600))), &q)
	if diff := cmp.Diff(Digest{Joins: []time.Time{day(1)}, Markers: []Marker{{"unsubscribed", "yes", KeywordUnsubscribed, ThisBot, day(2)}}}, d); diff != "" {
		t.Error(diff)
	}
	if d.Joins[0].Location() != time.UTC {
		t.Error("T6: an instant keeps a location")
	}
}

// Nothing is allocated for a fact that changes nothing.
func TestDigestAllocates(t *testing.T) {
	q := Query{AsOf: day(30), Channels: []customer.Channel{"web"}}
	var d Digest
	d.AddMember(join("ann", day(1)), &q)
	d.AddField(mark("ann", day(2)), &q)
	if n := testing.AllocsPerRun(100, func() {
		d.AddMember(join("ann", day(1)), &q)
		d.AddMember(join("ann", day(31)), &q)
		d.AddMember(Membership{"ann", "whatsapp", day(3)}, &q)
		d.AddField(mark("ann", day(2)), &q)
		d.AddField(customer.Field{Name: "size", Value: "42"}, &q)
		d.State()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Markers of people who are no members pile up nowhere: they change no number (U2).
func TestStrangersFieldsAreNotKept(t *testing.T) {
	q := Query{AsOf: day(30)}
	of := fields(&q, asOf(&q)).(*fold.FactKind[Repository, customer.ID, customer.Field, Digest])
	var rest, member Digest
	member.ID = "ann"
	if n, err := of.Take(&rest, []customer.Field{mark("cat", day(1)), mark("cat", day(2))}); n != 2 || err != nil || len(rest.Markers) != 0 {
		t.Errorf("U2: of %d fields of a stranger, %d markers are kept, %v", n, len(rest.Markers), err)
	}
	if n, err := of.Take(&member, []customer.Field{mark("ann", day(1)), mark("ann", day(2)), mark("bob", day(3))}); n != 2 || err != nil || len(member.Markers) != 2 {
		t.Errorf("U2: of %d fields of a member, %d markers are kept, %v; want both", n, len(member.Markers), err)
	}
}

func BenchmarkSummarize(b *testing.B) {
	var facts Memory
	for i := range 100_000 {
		id := customer.ID(rune('a' + i%1000))
		facts.Memberships = append(facts.Memberships, join(id, day(i%300)))
		facts.Fields = append(facts.Fields, customer.Field{Customer: id, Name: "size", Value: "42", At: day(i % 300)})
	}
	q := Query{AsOf: day(400)}
	for b.Loop() {
		if _, err := Summarize(testContext, facts, q, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/200_000, "ns/fact")
}
