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
	created, consent := customer.Filter{Created: calendar.Span{From: day(1)}}, customer.Filter{Types: []customer.Type{"consent"}}
	for _, step := range []struct {
		at               time.Time
		created, consent int
	}{{day(5), 2, 0}, {day(6), 2, 0}, {day(8), 3, 1}} {
		due, err := r.Advance(bg, step.at)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Refresh(bg, due...); err != nil {
			t.Fatal(err)
		}
		for f, want := range map[*customer.Filter]int{&created: step.created, &consent: step.consent} {
			page, err := r.List(bg, customer.Query{AsOf: step.at, ConsentPopup: true, Limit: 1, Filter: *f}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if page.Total != want {
				t.Errorf("H4: as of %s, %v passes %d, want %d", step.at, f, page.Total, want)
			}
		}
	}
}

// watched is a Memory that notes which filters its views are asked to page by.
type watched struct {
	*rollup.Memory
	filters *[]customer.Filter
}

func (w watched) View(ctx context.Context, read func(rollup.View) error) error {
	return w.Memory.View(ctx, func(v rollup.View) error { return read(pager{v, v.(rollup.Pager), w.filters}) })
}

type pager struct {
	rollup.View
	rollup.Pager
	filters *[]customer.Filter
}

func (p pager) Page(ctx context.Context, a rollup.PageAsk) (int, iter.Seq2[*rollup.Record, error], error) {
	*p.filters = append(*p.filters, a.Filter)
	return p.Pager.Page(ctx, a)
}

// Q6, H13: a segment that is a filter, with nothing beside it, is a page of the store's; any
// other is read. The answer is the same.
func TestSegmentIsAPage(t *testing.T) {
	customers := []customer.Customer{{ID: "ann", Favorite: true, CreatedAt: day(2)}, {ID: "bob", CreatedAt: day(4)}, {ID: "cat", Favorite: true, CreatedAt: day(4)}}
	var filters []customer.Filter
	r := rollup.Rollup{Store: watched{&rollup.Memory{}, &filters}, Repository: customer.Memory{Customers: customers}, Query: customer.Query{AsOf: day(5)}}
	if err := r.Build(bg); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		segment customer.Segment
		filter  customer.Filter
		pages   int
		total   int
	}{
		{"favorite = true", customer.Filter{}, 1, 2},
		{"favorite = true and created_at within last 2 days", customer.Filter{}, 1, 1},
		{"favorite = true and id = \"ann\"", customer.Filter{}, 0, 1},
		{"favorite = true", customer.Filter{Search: "c"}, 0, 1},
		{"", customer.Filter{Search: "c"}, 1, 1},
	} {
		filters = nil
		page, err := r.List(bg, customer.Query{AsOf: day(5), Limit: 1, Segment: c.segment, Filter: c.filter}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if page.Total != c.total || len(page.Rows) != 1 || len(filters) != c.pages {
			t.Errorf("Q6: %q beside %v: %d of %d customers by %d pages of the store, want 1 of %d by %d", string(c.segment), c.filter, len(page.Rows), page.Total, len(filters), c.total, c.pages)
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
