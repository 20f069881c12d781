package rollup_test

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
)

// drawFilter returns a filter with any of its parts.
func drawFilter(t *rapid.T) (f customer.Filter) {
	f.Types = rapid.SampledFrom([][]customer.Type{nil, {"favorite"}, {"registered"}, {"anonymous", "favorite"}, {"consent"}}).Draw(t, "types")
	f.Devices = rapid.SampledFrom([][]string{nil, nil, {"Mac"}, {"", "PC"}}).Draw(t, "devices")
	f.Statuses = rapid.SampledFrom([][]customer.Status{nil, {customer.Quiet, customer.Active}}).Draw(t, "statuses")
	f.Created = rapid.SampledFrom([]calendar.Span{{}, {}, {From: day(2)}, {To: day(3)}, {From: day(2), To: day(2)}}).Draw(t, "created")
	f.Search = rapid.SampledFrom([]string{"", "", "ann", "9"}).Draw(t, "search")
	if rapid.Bool().Draw(t, "revenue") {
		low := decimal.NewFromInt(rapid.Int64Range(0, 2).Draw(t, "low"))
		f.Revenue = &customer.RevenueFilter{Currency: "EUR", Min: &low}
	}
	return f
}

// drawCustomers returns a batch that changes customers in what filters ask for.
func drawCustomers(t *rapid.T) rollup.Batch {
	b := drawTexts(t)
	b.Meta.Query.ConsentPopup = true
	by := rapid.IntRange(1, 5).Draw(t, "by")
	for i := range b.Put {
		d := &b.Put[i].Digest
		if !d.Known {
			continue
		}
		c := &d.Customer
		c.Favorite, c.LastDevice, c.CreatedAt = i%by == 0, []string{"", "Mac", "PC"}[i%3], day(1+i*by%4)
		if i%4 == 0 {
			c.EmailConsent = customer.Consent{Answer: customer.Granted}
		}
		if i%by == 1 {
			d.Revenue = customer.Revenue{{Kind: customer.Merchandise, Currency: "EUR", Orders: 1, Gross: customer.SumOf(decimal.NewFromInt(int64(i % 3)))}}
		}
	}
	return b
}

// L4, H13: a page that Memory finds by what it remembers of a filter is that of a look at
// everybody, after any changes.
func TestFilterIsAScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m rollup.Memory
		filters := []customer.Filter{drawFilter(t), drawFilter(t)}
		for version := range int64(rapid.IntRange(1, 5).Draw(t, "batches")) {
			b := drawCustomers(t)
			b.Meta.Version = version + 1
			if err := m.Write(bg, b); err != nil {
				t.Fatal(err)
			}
			for _, f := range filters {
				a := rollup.PageAsk{Filter: f, Limit: 2, Sort: customer.Sort{Column: rapid.SampledFrom([]customer.Column{"email", "created_at", "id"}).Draw(t, "column")}}
				if err := m.View(bg, func(v rollup.View) error { return comparePage(t, v, a, &b.Meta.Query) }); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func comparePage(t *rapid.T, v rollup.View, a rollup.PageAsk, q *customer.Query) error {
	if rapid.Bool().Draw(t, "goes on") {
		row := customer.Row{ID: "5", Email: "b", CreatedAt: day(2)}
		place := a.Sort.Place(&row)
		a.After = &place
	}
	want, wantTotal, err := scanned(v, &a, q)
	if err != nil {
		return err
	}
	total, records, err := v.(rollup.Pager).Page(bg, a)
	if err != nil {
		return err
	}
	var got []customer.ID
	for r, err := range records {
		if err != nil {
			return err
		}
		got = append(got, r.Digest.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" || total != wantTotal {
		t.Errorf("L4: %v passes %d, want %d (- scan, + page):\n%s", a.Filter, total, wantTotal, diff)
	}
	return nil
}

// H4, H5: who passes a filter is who does as of the instant that the rollup has advanced to.
func TestFilterAfterTime(t *testing.T) {
	customers := []customer.Customer{
		{ID: "ann", CreatedAt: day(7)}, {ID: "bob", CreatedAt: day(2)},
		{ID: "cat", CreatedAt: day(3), EmailConsent: customer.Consent{Answer: customer.Granted, At: day(7)}},
	}
	r := rollup.Rollup{Store: &rollup.Memory{}, Repository: customer.Memory{Customers: customers}, Query: customer.Query{AsOf: day(5), ConsentPopup: true}}
	if err := r.Build(bg); err != nil {
		t.Fatal(err)
	}
	created, consent := customer.Query{Filter: customer.Filter{Created: calendar.Span{From: day(1)}}}, customer.Query{Filter: customer.Filter{Types: []customer.Type{"consent"}}}
	fresh := customer.Query{Segment: "created_at within last 3 days or favorite = true"}
	for _, step := range []struct {
		at                      time.Time
		created, consent, fresh int
	}{{day(5), 2, 0, 1}, {day(6), 2, 0, 0}, {day(8), 3, 1, 1}} {
		due, err := r.Advance(bg, step.at)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Refresh(bg, due...); err != nil {
			t.Fatal(err)
		}
		for q, want := range map[*customer.Query]int{&created: step.created, &consent: step.consent, &fresh: step.fresh} {
			q.AsOf, q.ConsentPopup, q.Limit = step.at, true, 1
			page, err := r.List(bg, *q, nil)
			if err != nil {
				t.Fatal(err)
			}
			if page.Total != want {
				t.Errorf("H4: as of %s, %v and %q pass %d, want %d", step.at, q.Filter, string(q.Segment), page.Total, want)
			}
		}
	}
}

// watched is a Memory that notes which pages its views are asked for.
type watched struct {
	*rollup.Memory
	asks *[]rollup.PageAsk
}

func (w watched) View(ctx context.Context, read func(rollup.View) error) error {
	return w.Memory.View(ctx, func(v rollup.View) error { return read(pager{v, v.(rollup.Pager), w.asks}) })
}

type pager struct {
	rollup.View
	rollup.Pager
	asks *[]rollup.PageAsk
}

func (p pager) Page(ctx context.Context, a rollup.PageAsk) (int, iter.Seq2[*rollup.Record, error], error) {
	*p.asks = append(*p.asks, a)
	return p.Pager.Page(ctx, a)
}

// Q6, H13: a segment is a page of the store's, as a filter if it can be one; what depends on a
// Run's Values is read. The answer is the same, also in another location.
func TestSegmentIsAPage(t *testing.T) {
	customers := []customer.Customer{{ID: "ann", Favorite: true, CreatedAt: day(2)}, {ID: "bob", CreatedAt: day(4)}, {ID: "cat", Favorite: true, CreatedAt: day(4).Add(-13 * time.Hour)}}
	var asks []rollup.PageAsk
	r := rollup.Rollup{Store: watched{&rollup.Memory{}, &asks}, Repository: customer.Memory{Customers: customers}, Query: customer.Query{AsOf: day(5)}}
	if err := r.Build(bg); err != nil {
		t.Fatal(err)
	}
	east, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	date := customer.Segment("id != \"zoe\" and created_at >= " + day(4).Format(time.DateOnly))
	run := &customer.Run{Values: func(_ customer.Column, id customer.ID) string { return map[customer.ID]string{"ann": "new"}[id] }}
	for _, c := range []struct {
		segment customer.Segment
		filter  customer.Filter
		loc     *time.Location
		pages   int
		match   bool
		total   int
	}{
		{"favorite = true", customer.Filter{}, nil, 1, false, 2},
		{"favorite = true and created_at within last 2 days", customer.Filter{}, nil, 1, false, 1},
		{"favorite = true and id = \"ann\"", customer.Filter{}, nil, 1, true, 1},
		{"favorite = true or id = \"bob\"", customer.Filter{}, nil, 1, true, 3},
		{"favorite = true", customer.Filter{Search: "c"}, nil, 1, true, 1},
		{"", customer.Filter{Search: "c"}, nil, 1, false, 1},
		{date, customer.Filter{}, nil, 1, true, 1},
		{date, customer.Filter{}, east, 1, true, 2},
		{"lifecycle = new", customer.Filter{}, nil, 0, false, 1},
	} {
		for range 2 { // the second time, of what the store remembers
			asks = nil
			page, err := r.List(bg, customer.Query{AsOf: day(5), Location: c.loc, Limit: 1, Segment: c.segment, Filter: c.filter}, run)
			if err != nil {
				t.Fatal(err)
			}
			if page.Total != c.total || len(page.Rows) != 1 || len(asks) != c.pages || c.pages > 0 && (asks[0].Match != nil) != c.match {
				t.Errorf("Q6: %q beside %v in %v: %d of %d customers by %d pages of the store, want 1 of %d by %d, a Match: %t",
					string(c.segment), c.filter, c.loc, len(page.Rows), page.Total, len(asks), c.total, c.pages, c.match)
			}
		}
	}
}

// H8: a filter that was asked for leaves none of its texts in memory, and more filters than
// are remembered are answered as well.
func TestFilterLeavesNoText(t *testing.T) {
	const canary = "canary-7351"
	var m rollup.Memory
	r := rollup.Rollup{Store: &m, Repository: customer.Memory{Customers: []customer.Customer{{ID: "ann", LastDevice: "Mac"}}}, Query: customer.Query{AsOf: day(5)}}
	if err := r.Build(bg); err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		q := customer.Query{AsOf: day(5), Limit: 1, Filter: customer.Filter{Devices: []string{fmt.Sprint(canary, i), "Mac"}}}
		if page, err := r.List(bg, q, nil); err != nil || page.Total != 1 {
			t.Fatalf("L4: filter %d: %d customers, %v", i, page.Total, err)
		}
	}
	if loadedtest.Holds(&m, canary) {
		t.Error("H8: the text of a filter is in memory")
	}
}
