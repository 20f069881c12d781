package rollup_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// plain is the plain store: two maps.
type plain struct {
	records map[customer.ID]rollup.Record
	entries map[rollup.Key]rollup.Entry
}

func (p *plain) write(b rollup.Batch) {
	if b.Clear {
		clear(p.records)
		clear(p.entries)
	}
	for _, r := range b.Put {
		p.records[r.Digest.ID] = r
	}
	for _, id := range b.Remove {
		delete(p.records, id)
	}
	for _, t := range b.Turns {
		if r, ok := p.records[t.ID]; ok {
			r.Status, r.Until = t.To, t.Until
			p.records[t.ID] = r
		}
	}
	for _, e := range b.PutEntries {
		p.entries[e.Key] = e
	}
	for _, k := range b.RemoveEntries {
		delete(p.entries, k)
	}
}

func by(at, limit time.Time) bool { return limit.IsZero() || !at.IsZero() && !at.After(limit) }

// asked returns what the plain store has of an Ask, by ID.
func (p *plain) asked(a rollup.Ask) (all []string) {
	for _, id := range slices.Sorted(maps.Keys(p.records)) {
		if r := p.records[id]; (a.IDs == nil || slices.Contains(a.IDs, id)) && by(r.Until, a.UntilBy) && by(r.Digest.Next, a.NextBy) {
			all = append(all, spelled(&r))
		}
	}
	return all
}

func (p *plain) entriesAsked(a rollup.EntryAsk) (all []rollup.Entry) {
	for _, k := range slices.SortedFunc(maps.Keys(p.entries), rollup.Key.Compare) {
		e := p.entries[k]
		if (a.IDs == nil || slices.Contains(a.IDs, e.Customer)) && (!a.Pending || e.Pending()) && by(e.At, a.By) && (a.Limit == 0 || len(all) < a.Limit) {
			all = append(all, e)
		}
	}
	return all
}

func spelled(r *rollup.Record) string {
	return fmt.Sprint(r.Digest.ID, r.Status, r.Until, r.Digest.Next)
}

// H10: whatever is written into a Memory, it holds and serves what two maps do.
func TestMemoryIsTwoMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &plain{map[customer.ID]rollup.Record{}, map[rollup.Key]rollup.Entry{}}
		var m rollup.Memory
		for version := range int64(rapid.IntRange(1, 5).Draw(t, "batches")) {
			b := drawBatch(t)
			b.Meta.Version = version + 1
			p.write(b)
			if err := m.Write(bg, b); err != nil {
				t.Fatal(err)
			}
		}
		some := []customer.ID{drawID(t), drawID(t), drawID(t)}
		at := day(rapid.IntRange(1, 9).Draw(t, "at"))
		err := m.View(bg, func(v rollup.View) error {
			for _, a := range []rollup.Ask{{}, {IDs: some}, {UntilBy: at}, {NextBy: at}} {
				var got []string
				last := time.Time{}
				for r, err := range v.Records(bg, a) {
					if err != nil {
						return err
					}
					if now := instantOf(r, &a); now.Before(last) {
						t.Errorf("H11: %s comes after %s", now, last)
					} else {
						last = now
					}
					got = append(got, spelled(r))
				}
				slices.Sort(got)
				want := p.asked(a)
				slices.Sort(want)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("H10: records of %+v (- maps, + memory):\n%s", a, diff)
				}
			}
			for _, a := range []rollup.EntryAsk{{}, {IDs: some}, {Pending: true, Limit: 3}, {By: at}, {IDs: some, By: at, Limit: 2}} {
				var got []rollup.Entry
				for e, err := range v.Entries(bg, a) {
					if err != nil {
						return err
					}
					got = append(got, e)
				}
				if diff := cmp.Diff(p.entriesAsked(a), got); diff != "" {
					t.Errorf("H6: entries of %+v (- maps, + memory):\n%s", a, diff)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// instantOf returns the instant by which records come.
func instantOf(r *rollup.Record, a *rollup.Ask) time.Time {
	switch {
	case !a.UntilBy.IsZero():
		return r.Until
	case !a.NextBy.IsZero():
		return r.Digest.Next
	}
	return time.Time{}
}

func drawID(t *rapid.T) customer.ID {
	return customer.ID(fmt.Sprint(rapid.IntRange(0, 1500).Draw(t, "id")))
}

// drawBatch returns a batch of many records around a few IDs, each at most once in Put.
func drawBatch(t *rapid.T) (b rollup.Batch) {
	b.Clear = rapid.IntRange(0, 5).Draw(t, "clear") == 0
	from, n := rapid.IntRange(0, 1500).Draw(t, "from"), rapid.SampledFrom([]int{0, 1, 3, 600, 1300}).Draw(t, "records")
	for i := range n {
		r := rollup.Record{Status: customer.Status(i % 4), Until: day(i % 11), Digest: customer.Digest{ID: customer.ID(fmt.Sprint((from + i) % 1501))}}
		if i%3 > 0 {
			r.Digest.Next = day((from + i) % 10)
		}
		b.Put = append(b.Put, r)
		e := rollup.Entry{Key: rollup.Key{At: day(i % 7), Customer: r.Digest.ID, Gone: i%5 == 0}, Is: rollup.Move{What: rollup.Changed, To: r.Status}}
		if i%2 == 0 {
			e.Said = e.Is
		}
		b.PutEntries = append(b.PutEntries, e)
	}
	for i := range rapid.SampledFrom([]int{0, 2, 150}).Draw(t, "turns") { // of whoever is neither put nor removed
		b.Turns = append(b.Turns, rollup.Turn{ID: customer.ID(fmt.Sprint((from + n + i) % 1501)), To: customer.Status(i % 4), Until: day(i % 8)})
	}
	for i := range rapid.SampledFrom([]int{0, min(1, n), n / 2}).Draw(t, "removed") {
		b.Remove = append(b.Remove, customer.ID(fmt.Sprint((from+i*2)%1501)))
		b.RemoveEntries = append(b.RemoveEntries, rollup.Key{At: day(i % 7), Customer: b.Remove[i], Gone: i%5 == 0})
	}
	return b
}
