package lifecycle_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/internal/base/question/questiontest"
)

// Summarize answers as the plain model does, in any zone, whatever the repository.
func TestModelStates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		want := modelOf(w.facts, w.query).lines(w.query.Range, w.query.Activity)
		same(t, "D1–D5: the states", want, lines(t, w.facts, w.query))
		same(t, "law: the order of facts never matters", want, lines(t, shuffled(t, w.facts), w.query))
		same(t, "law: reading range by range is reading at once", want, lines(t, shuffled(t, w.facts).Sorted(), w.query))
	})
}

// As of an instant = the history that ends there (T2).
func TestLawTimeTravel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		same(t, "T2: as of an instant = the history truncated at it", lines(t, until(w.facts, w.query.AsOf), w.query), lines(t, w.facts, w.query))
	})
}

// What is active, known and inactive follows from the bucket before.
func TestLawFlows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		r := summarize(t, w.facts, w.query)
		points, err := r.Trend(&w.query)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range points {
			s := p.Value
			if i == 0 {
				continue
			}
			before := points[i-1].Value
			switch {
			case s.Active() != before.Active()+s.New+s.Resurrecting-s.Dormant-s.Pending:
				t.Fatalf("D2: active(b) = active(b−1) + new + resurrecting − dormant − pending: %+v after %+v", s, before)
			case s.Returning+s.Dormant+s.Pending != before.Active():
				t.Fatalf("D2: returning + dormant + pending = active(b−1): %+v after %+v", s, before)
			case s.Known() != before.Known()+s.New || s.Known() > r.Customers:
				t.Fatalf("D2: known(b) = known(b−1) + new: %+v after %+v of %d", s, before, r.Customers)
			case s.Inactive != before.Inactive+before.Dormant+before.Pending-s.Resurrecting:
				t.Fatalf("D2: inactive(b) = inactive(b−1) + dormant(b−1) − resurrecting: %+v after %+v", s, before)
			}
		}
	})
}

// New by month is the sum of new by day (D3).
func TestLawNewAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		w.query.Range = calendar.Span{}
		byMonth := map[calendar.Date][2]int{}
		for i, unit := range []calendar.Unit{calendar.Day, calendar.Month} {
			q := w.query
			q.Unit = unit
			r := summarize(t, w.facts, q)
			points, err := r.Trend(&q)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range points {
				month := calendar.Month.First(p.Bucket)
				n := byMonth[month]
				n[i] += p.Value.New
				byMonth[month] = n
			}
		}
		for month, n := range byMonth {
			if n[0] != n[1] {
				t.Fatalf("D3: in %v %d are new by day and %d by month", month, n[0], n[1])
			}
		}
	})
}

// A question equals itself after JSON and URL (T8).
func TestLawQuestion(t *testing.T) {
	full := lifecycle.Query{AsOf: at("2024-05-31T12:00:00.000000001Z"), Location: zone(t, "Europe/Madrid"), Range: calendar.Span{From: at("2024-01-01"), To: at("2024-06-01")}, Unit: calendar.Month, Activity: lifecycle.Orders}
	questiontest.Full(t, full)
	questiontest.RoundTrip(t, full, lifecycle.ParseQuery)
	text, err := full.MarshalJSON()
	const want = `{"as_of":"2024-05-31T12:00:00.000000001Z","location":"Europe/Madrid","from":"2024-01-01T00:00:00Z","to":"2024-06-01T00:00:00Z","unit":"month","activity":"orders"}`
	if string(text) != want || err != nil {
		t.Errorf("T8: the question is written\n%s, %v; want\n%s", text, err, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		q := drawWorld(t).query
		questiontest.RoundTrip(t, q, lifecycle.ParseQuery)
	})
}

// Many workers are one worker.
func TestLawWorkers(t *testing.T) {
	var m customer.Memory
	for i := range 5000 {
		id := customer.ID(rune(0x4e00 + i))
		m.Customers = append(m.Customers, customer.Customer{ID: id})
		for j := range i % 4 {
			m.Logins = append(m.Logins, customer.Login{Customer: id, At: at("2024-03-10").AddDate(0, 0, -(i*j+j)%50)})
		}
	}
	q := lifecycle.Query{AsOf: at("2024-03-10")}
	one, err := lifecycle.Summarize(bg, m.Sorted(), q, &customer.Run{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	many, err := lifecycle.Summarize(bg, m.Sorted(), q, &customer.Run{Workers: 8})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "law: many workers = one worker", one, many)
	for _, clock := range []lifecycle.Clock{lifecycle.Calendar, lifecycle.Own} {
		var lines [2][]string
		for i, workers := range []int{1, 8} {
			r, err := lifecycle.Cohorts(bg, m.Sorted(), lifecycle.CohortQuery{AsOf: q.AsOf, Unit: calendar.Week, Clock: clock}, &customer.Run{Workers: workers}, nil)
			if err != nil {
				t.Fatal(err)
			}
			for c := range r.All() {
				for k, cell := range c.Cells {
					lines[i] = append(lines[i], cellLine(c.Bucket, k, c.Size, cell, ""))
				}
			}
		}
		same(t, "law: many workers = one worker, cohorts by the "+clock.String()+" clock", lines[0], lines[1])
	}
	if len(one.Flows) < 40 {
		t.Errorf("law: many workers = one worker, of %d buckets", len(one.Flows))
	}
}
