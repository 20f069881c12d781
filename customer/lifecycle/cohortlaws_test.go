package lifecycle_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/internal/base/question/questiontest"
)

func drawCohorts(t *rapid.T) (world, lifecycle.CohortQuery) {
	w := drawWorld(t)
	return w, w.cohortQuery(func(label string, n int) int { return rapid.IntRange(0, n-1).Draw(t, label) })
}

// Cohorts answers as the plain model does, in any zone, whatever the repository.
func TestModelCohorts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, q := drawCohorts(t)
		want := gridOf(w.facts, q, w.joins).lines()
		same(t, "C1–C9: the cells", want, cohortLines(t, w.facts, q, w.joins))
		same(t, "law: the order of facts never matters", want, cohortLines(t, shuffled(t, w.facts), q, w.joins))
		same(t, "law: reading range by range is reading at once", want, cohortLines(t, shuffled(t, w.facts).Sorted(), q, w.joins))
		same(t, "T2: as of an instant = the history truncated at it", want, cohortLines(t, until(w.facts, q.AsOf), q, w.joins))
	})
}

// On ≤ on-or-after ≤ size, on-or-after never rises with k, and everybody is in one cohort or
// has no anchor.
func TestLawCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, q := drawCohorts(t)
		q.Range, q.Recurring = calendar.Span{}, false
		r := cohorts(t, w.facts, q, w.joins)
		sizes := 0
		for c := range r.All() {
			sizes += c.Size
			before := c.Size
			for k, cell := range c.Cells {
				if cell.Retained > cell.RetainedOrAfter || cell.RetainedOrAfter > before || cell.Eligible > c.Size {
					t.Fatalf("C2: on ≤ on-or-after ≤ size, falling with k: %v+%d: %+v after %d of %d", c.Bucket, k, cell, before, c.Size)
				}
				before = cell.RetainedOrAfter
				if _, _, ok := cell.Rate(); ok != (cell.Eligible > 0) || q.Clock == lifecycle.Calendar && c.Size > 0 && ok != cell.Complete {
					t.Fatalf("C5: %v+%d has a rate: %t, of %+v", c.Bucket, k, ok, cell)
				}
				if own := int(q.Anchor) == int(q.Return)/2 && q.Anchor != lifecycle.FirstJoin && q.Return != lifecycle.Messages; own && k == 0 && cell.Retained != map[lifecycle.Clock]int{lifecycle.Calendar: c.Size, lifecycle.Own: cell.Eligible}[q.Clock] {
					t.Fatalf("C3: %v+0 of the anchor's kind: %+v of %d", c.Bucket, cell, c.Size)
				}
			}
		}
		if sizes+r.Unanchored != r.Customers || r.Customers != len(w.facts.Customers) {
			t.Fatalf("C1: %d in cohorts and %d without an anchor are not %d", sizes, r.Unanchored, len(w.facts.Customers))
		}
	})
}

// The overall rate is the sum over the cells with somebody eligible (C6).
func TestLawOverall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, q := drawCohorts(t)
		r := cohorts(t, w.facts, q, w.joins)
		for k, sum := range r.Overall() {
			retained, eligible := 0, 0
			for c := range r.All() {
				if k < len(c.Cells) && c.Cells[k].Eligible > 0 {
					retained += c.Cells[k].Retained
					eligible += c.Cells[k].Eligible
				}
			}
			if sum.Retained != retained || sum.Eligible != eligible {
				t.Fatalf("C6: overall at %d: %+v, want %d of %d", k, sum, retained, eligible)
			}
		}
	})
}

// With one kind, on the calendar, over all cohorts: Σ on(c, b−c) = active(b), on(b, 0) = new(b).
func TestLawLifecycle(t *testing.T) {
	kinds := map[lifecycle.Anchor]lifecycle.Activity{lifecycle.FirstLogin: lifecycle.Logins, lifecycle.FirstOrder: lifecycle.Orders}
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		anchor := pick(t, "anchor", lifecycle.FirstLogin, lifecycle.FirstOrder)
		w.query.Range, w.query.Activity = calendar.Span{}, kinds[anchor]
		if w.query.Location.String() == "America/St_Johns" {
			w.query.Location = nil // where a date comes back, the first instant can have a later date than the second
		}
		active, won := map[calendar.Date]int{}, map[calendar.Date]int{}
		r := cohorts(t, w.facts, lifecycle.CohortQuery{AsOf: w.query.AsOf, Location: w.query.Location, Unit: w.query.Unit, Anchor: anchor, Return: kinds[anchor]}, nil)
		g := gridOf(w.facts, lifecycle.CohortQuery{AsOf: w.query.AsOf, Location: w.query.Location, Unit: w.query.Unit}, nil)
		for c := range r.All() {
			columns := g.columns(c.Bucket)
			for k, cell := range c.Cells {
				active[columns[k]] += cell.Retained
			}
			won[c.Bucket] = c.Cells[0].Retained
		}
		report := summarize(t, w.facts, w.query)
		points, err := report.Trend(&w.query)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range points {
			if active[p.Bucket] != p.Value.Active() || won[p.Bucket] != p.Value.New {
				t.Fatalf("C2, D2: in %v, Σ on = %d and on(b, 0) = %d; %d are active and %d new", p.Bucket, active[p.Bucket], won[p.Bucket], p.Value.Active(), p.Value.New)
			}
		}
	})
}

// Σ money = the members' net from their anchor's bucket on (C9, R6).
func TestLawMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, q := drawCohorts(t)
		q.Money, q.Clock, q.Recurring, q.Range = true, lifecycle.Calendar, false, calendar.Span{}
		r := cohorts(t, w.facts, q, w.joins)
		got, want := map[customer.Currency]decimal.Decimal{}, map[customer.Currency]decimal.Decimal{}
		for c := range r.All() {
			for _, cell := range c.Cells {
				for _, m := range cell.Net {
					got[m.Currency] = got[m.Currency].Add(m.Amount)
				}
			}
		}
		g := gridOf(w.facts, q, w.joins)
		for _, c := range w.facts.Customers {
			anchors := g.anchors(c.ID)
			if len(anchors) == 0 {
				continue
			}
			from := g.key(anchors[0])
			for _, o := range w.facts.Orders {
				if o.Customer != c.ID || !o.Kind.Revenue() || !o.InGross(q.AsOf) {
					continue
				}
				if g.key(o.PaidAt).Compare(from) >= 0 {
					want[o.Total.Currency] = want[o.Total.Currency].Add(o.Total.Amount)
				}
				for _, refund := range o.Refunds {
					x := refund.At
					if x.Before(o.PaidAt) {
						x = o.PaidAt
					}
					if !x.After(q.AsOf) && g.key(x).Compare(from) >= 0 {
						want[o.Total.Currency] = want[o.Total.Currency].Sub(refund.Amount)
					}
				}
			}
		}
		same(t, "C9: Σ money = the members' net from their anchor's bucket on", netText(want), netText(got))
	})
}

// If all facts lie at one clock time in UTC and the location is UTC, the own clock equals the
// calendar in complete cells, for days (C4).
func TestLawClocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, q := drawCohorts(t)
		q.Unit, q.Location, q.Recurring = calendar.Day, nil, false
		day := func(x time.Time) time.Time {
			if x.IsZero() {
				return x
			}
			return time.Date(x.Year(), x.Month(), x.Day(), 12, 0, 0, 0, time.UTC)
		}
		for i := range w.facts.Logins {
			w.facts.Logins[i].At = day(w.facts.Logins[i].At)
		}
		for i := range w.facts.Messages {
			w.facts.Messages[i].At = day(w.facts.Messages[i].At)
		}
		for i := range w.facts.Orders {
			o := &w.facts.Orders[i]
			o.PaidAt, o.Refunds, o.VoidedAt = day(o.PaidAt), nil, day(o.VoidedAt)
		}
		joins := map[customer.ID]time.Time{}
		for id, x := range w.joins {
			joins[id] = day(x)
		}
		cells := map[string]lifecycle.Cell{}
		q.Clock, q.Money = lifecycle.Own, false
		own := cohorts(t, w.facts, q, joins)
		for c := range own.All() {
			for k, cell := range c.Cells {
				cells[cellLine(c.Bucket, k, 0, lifecycle.Cell{}, "")] = cell
			}
		}
		q.Clock = lifecycle.Calendar
		civil := cohorts(t, w.facts, q, joins)
		for c := range civil.All() {
			for k, cell := range c.Cells {
				other := cells[cellLine(c.Bucket, k, 0, lifecycle.Cell{}, "")]
				if cell.Complete && other.Complete && (cell.Retained != other.Retained || cell.Eligible != other.Eligible) {
					t.Fatalf("C4: %v+%d: %+v on the calendar, %+v on the own clock", c.Bucket, k, cell, other)
				}
			}
		}
	})
}

// A later AsOf changes a complete cell only by R4 and late facts (C5).
func TestLawLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, q := drawCohorts(t)
		q.Range, q.Money = calendar.Span{}, false
		for i := range w.facts.Orders {
			w.facts.Orders[i].Refunds, w.facts.Orders[i].VoidedAt = nil, time.Time{}
		}
		late := q
		late.AsOf = q.AsOf.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "later")) * time.Hour)
		now, then := cohorts(t, w.facts, q, w.joins), cohorts(t, w.facts, late, w.joins)
		known := map[calendar.Date]lifecycle.Cohort{}
		for c := range then.All() {
			known[c.Bucket] = c
		}
		for c := range now.All() {
			for k, cell := range c.Cells {
				if other := known[c.Bucket].Cells[k]; cell.Complete && (!other.Complete || other.Retained != cell.Retained || other.Eligible != cell.Eligible || other.RetainedOrAfter < cell.RetainedOrAfter) {
					t.Fatalf("C5: %v+%d is complete with %+v, and later %+v", c.Bucket, k, cell, other)
				}
			}
		}
	})
}

// A question about cohorts equals itself after JSON and URL (T8).
func TestLawCohortQuestion(t *testing.T) {
	full := lifecycle.CohortQuery{
		AsOf: at("2024-05-31T12:00:00Z"), Location: zone(t, "Europe/Madrid"), Range: calendar.Span{From: at("2024-01-01"), To: at("2024-06-01")}, Unit: calendar.Month,
		Anchor: lifecycle.FirstJoin, Return: lifecycle.Orders, Clock: lifecycle.Own, Recurring: true, Money: true,
	}
	questiontest.Full(t, full)
	questiontest.RoundTrip(t, full, lifecycle.ParseCohortQuery)
	text, err := full.MarshalJSON()
	const want = `{"as_of":"2024-05-31T12:00:00Z","location":"Europe/Madrid","from":"2024-01-01T00:00:00Z","to":"2024-06-01T00:00:00Z","unit":"month","anchor":"join","return":"orders","clock":"own","recurring":true,"money":true}`
	if string(text) != want || err != nil {
		t.Errorf("T8: the question is written\n%s, %v; want\n%s", text, err, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		_, q := drawCohorts(t)
		questiontest.RoundTrip(t, q, lifecycle.ParseCohortQuery)
	})
}
