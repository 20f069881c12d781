package rollup_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
)

// searchTexts are texts of customers, and what is searched for. Some contain another one, some are
// alike but for case, and a text with a zero byte stands where Memory has one behind each text.
var searchTexts = []string{"", "Ann", "ANNA", "nnA", "b", "É", "é", "\u212A", "k", "a\x00b", "\x00", "Ann\x00b", "b ", " ", "ab", "anann", "\xff"}

func drawText(t *rapid.T, name string) string { return rapid.SampledFrom(searchTexts).Draw(t, name) }

// drawTexts returns a batch that changes, adds and removes customers with texts.
func drawTexts(t *rapid.T) (b rollup.Batch) {
	b.Meta.Query = customer.Query{AsOf: day(5)}
	b.Clear = rapid.IntRange(0, 9).Draw(t, "clear") == 0
	from, n := rapid.IntRange(0, 900).Draw(t, "from"), rapid.SampledFrom([]int{1, 3, 0, 700}).Draw(t, "records")
	texts := []string{drawText(t, "a text"), drawText(t, "another text"), drawText(t, "a third text")}
	for i := range n {
		id := customer.ID(fmt.Sprint((from + i) % 1000))
		d := customer.Digest{ID: id, Known: i%7 > 0, Customer: customer.Customer{ID: id, SignedUp: i%3 > 0}}
		if c := &d.Customer; d.Known {
			c.Email, c.Username, c.Name = customer.Email(texts[i%3]), texts[i/3%3], texts[i/9%3]
		}
		b.Put = append(b.Put, rollup.Record{Digest: d, Status: customer.Status(i % 4)})
	}
	for i := range rapid.SampledFrom([]int{0, 1, 400}).Draw(t, "removed") {
		b.Remove = append(b.Remove, customer.ID(fmt.Sprint((from+i*2)%1000)))
	}
	return b
}

// scanned returns the customers that a page has, by looking at all of them.
func scanned(v rollup.View, a *rollup.PageAsk, q *customer.Query) (ids []customer.ID, total int, err error) {
	places := map[customer.ID]customer.Place{}
	for r, err := range v.Records(bg, rollup.Ask{}) {
		if err != nil {
			return nil, 0, err
		}
		row := r.Digest.Row(q)
		row.Status = r.Status
		if !r.Digest.Known || !a.Filter.Match(&row) {
			continue
		}
		total++
		if place := a.Sort.Place(&row); a.After == nil || a.Sort.Compare(place, *a.After) > 0 {
			places[r.Digest.ID] = place
		}
	}
	ids = slices.SortedFunc(maps.Keys(places), func(x, y customer.ID) int { return a.Sort.Compare(places[x], places[y]) })
	return ids, total, nil
}

// L10, H13: a page that Memory finds by its texts is that of a look at everybody, after any changes.
func TestSearchIsAScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m rollup.Memory
		for version := range int64(rapid.IntRange(1, 6).Draw(t, "batches")) {
			b := drawTexts(t)
			b.Meta.Version = version + 1
			if err := m.Write(bg, b); err != nil {
				t.Fatal(err)
			}
			if rapid.Bool().Draw(t, "nobody searches yet") {
				continue
			}
			if err := m.View(bg, func(v rollup.View) error { return comparePages(t, v, &b.Meta.Query) }); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func comparePages(t *rapid.T, v rollup.View, q *customer.Query) error {
	a := rollup.PageAsk{Limit: 2, Sort: customer.Sort{Column: rapid.SampledFrom([]customer.Column{"email", "id", "name"}).Draw(t, "column"), Descending: rapid.Bool().Draw(t, "descending")}}
	if a.Filter.Search = drawText(t, "search"); rapid.Bool().Draw(t, "a number") {
		a.Filter.Search = rapid.SampledFrom([]string{"9", "90", "777"}).Draw(t, "search")
	}
	if rapid.Bool().Draw(t, "of a status") {
		a.Filter.Statuses = []customer.Status{customer.Quiet, customer.Active}
	}
	if rapid.Bool().Draw(t, "goes on") {
		row := customer.Row{ID: customer.ID(fmt.Sprint(rapid.IntRange(0, 999).Draw(t, "after"))), Email: "b", Name: "b"}
		place := a.Sort.Place(&row)
		a.After = &place
	}
	want, wantTotal, err := scanned(v, &a, q)
	if err != nil {
		return err
	}
	total, records, err := v.(rollup.Pager).Page(bg, a)
	if strings.Contains(a.Filter.Search, "\x00") && errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
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
		t.Errorf("L10: a search for %q finds %d, want %d (- scan, + texts):\n%s", a.Filter.Search, total, wantTotal, diff)
	}
	return nil
}

// H8, H12: who is renamed is found by the new name alone; of an erased customer nothing is in
// the texts that are searched.
func TestSearchErased(t *testing.T) {
	const canary = "canary-7351"
	customers := []customer.Customer{{ID: "ann"}, {ID: "bob", Username: "robert", SignedUp: true}, {ID: "cat"}}
	var m rollup.Memory
	r := rollup.Rollup{Store: &m, Repository: customer.Memory{Customers: customers}, Query: customer.Query{AsOf: day(5)}}
	if err := r.Build(bg); err != nil {
		t.Fatal(err)
	}
	found := func(text string) int {
		page, err := r.List(bg, customer.Query{AsOf: day(5), Limit: 2, Filter: customer.Filter{Search: text}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return page.Total
	}
	before := found("ROBERT")
	customers[1].Username, customers[1].Email = canary, canary+"@example.com"
	if err := r.Refresh(bg, "bob"); err != nil {
		t.Fatal(err)
	}
	if after := found("ROBERT"); before != 1 || after != 0 {
		t.Errorf("H12: %d and then %d have the old name, want 1 and 0", before, after)
	}
	if found("CANARY") != 1 || !loadedtest.Holds(&m, canary) {
		t.Fatal("the canary is not there before")
	}
	if err := r.Erase(bg, "bob"); err != nil {
		t.Fatal(err)
	}
	if loadedtest.Holds(&m, canary) || found("CANARY") != 0 {
		t.Error("H8: an erased customer is still in memory")
	}
}
