package value_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/internal/base/question/questiontest"
)

func gaps(t tester, facts value.Repository, q value.GapQuery) value.GapReport {
	t.Helper()
	if q.AsOf.IsZero() {
		q.AsOf = now
	}
	r, err := value.MeasureGaps(bg, facts, q, nil)
	if err != nil {
		t.Fatalf("MeasureGaps: %v", err)
	}
	return r
}

// onDays is a customer's orders, so many days before now.
func onDays(id customer.ID, ago ...int) (all []customer.Order) {
	for _, n := range ago {
		all = append(all, paid(id, now.Add(-time.Duration(n)*24*time.Hour), "1"))
	}
	return all
}

// R survival's aml table: two groups with their published survival and standard error.
func TestKaplanMeierOfRAml(t *testing.T) {
	groups := map[string][]map[string]string{}
	for _, row := range figures(t, "km_aml_published.csv") {
		groups[row["group"]] = append(groups[row["group"]], row)
	}
	if len(groups) < 2 {
		t.Fatalf("B3: %d groups", len(groups))
	}
	for name, rows := range groups {
		var facts customer.Memory
		person := func(ago ...int) {
			id := customer.ID(fmt.Sprint("c", len(facts.Customers)))
			facts.Customers = append(facts.Customers, customer.Customer{ID: id})
			facts.Orders = append(facts.Orders, onDays(id, ago...)...)
		}
		for _, row := range rows {
			day := whole(t, row["time"])
			for range whole(t, row["events"]) {
				person(400, 400-day)
			}
			for range whole(t, row["censored"]) {
				person(day)
			}
		}
		curve := gaps(t, facts, value.GapQuery{}).SecondOrder
		for _, row := range rows {
			day := whole(t, row["time"])
			at := slices.IndexFunc(curve, func(s value.Step) bool { return s.Day == day })
			if at < 0 || curve[at].AtRisk != whole(t, row["at_risk"]) {
				t.Fatalf("B3: %s, day %d: %+v, want %s at risk", name, day, curve, row["at_risk"])
			}
			s, ok := curve.Survival(day)
			share, _ := s.Float64()
			want, _ := decimal.RequireFromString(row["survival"]).Float64()
			if !ok || math.Abs(share-want) > 5e-10 {
				t.Errorf("B3: %s, day %d: S is %v, %v, want %v", name, day, share, ok, want)
			}
			se, ok := curve.StandardError(day)
			if row["greenwood_se"] == "" || share == 0 {
				if ok {
					t.Errorf("B3: %s, day %d: there is an error of %v where S is 0", name, day, se)
				}
				continue
			}
			if want, _ := decimal.RequireFromString(row["greenwood_se"]).Float64(); !ok || math.Abs(se-want) > 5e-10 {
				t.Errorf("B3: %s, day %d: Greenwood's error is %v, %v, want %v", name, day, se, ok, want)
			}
		}
	}
}

// The rulebook's examples.
func TestGapExamples(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.Parse(time.DateTime, s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	facts := customer.Memory{Customers: []customer.Customer{{ID: "a"}}}
	for _, s := range []string{"2024-01-01 09:00:00", "2024-01-01 23:00:00", "2024-01-11 00:00:00", "2024-02-20 12:00:00"} {
		facts.Orders = append(facts.Orders, paid("a", at(s), "1"))
	}
	r := gaps(t, facts, value.GapQuery{})
	n, days := r.Total()
	p50, ok := r.Quantile(50)
	if n != 2 || days != 50 || p50 != 10 || !ok {
		t.Errorf("B1: %d gaps of %d days, p50 %d", n, days, p50)
	}
	if d, g, ok := r.MeanQuantile(50); d != 25 || g != 1 || !ok {
		t.Errorf("B1: the customer's mean is %d ÷ %d", d, g)
	}

	three := customer.Memory{Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}, {ID: "cy"}}}
	three.Orders = slices.Concat(onDays("ann", 60, 50), onDays("bob", 60, 30), onDays("cy", 20))
	curve := gaps(t, three, value.GapQuery{}).SecondOrder
	want := value.Curve{{Day: 10, AtRisk: 3, Orders: 1}, {Day: 20, AtRisk: 2, Censored: 1}, {Day: 30, AtRisk: 1, Orders: 1}}
	if diff := cmp.Diff(want, curve); diff != "" {
		t.Errorf("B3: the curve (- want, + got):\n%s", diff)
	}
	if s, ok := curve.Survival(10); !ok || s.Cmp(big.NewRat(2, 3)) != 0 {
		t.Errorf("B3: S after day 10 is %v, %v", s, ok)
	}
	if s, ok := curve.Survival(1000); !ok || s.Sign() != 0 {
		t.Errorf("B4: S is 0 before day 1000, and so on it: %v, %v", s, ok)
	}
	if m, ok := curve.Median(); m != 30 || !ok {
		t.Errorf("B4: the median is %d, %v", m, ok)
	}
}

// What is not reached does not exist (B4).
func TestCurveEnds(t *testing.T) {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "a"}, {ID: "b"}, {ID: "c"}}}
	facts.Orders = slices.Concat(onDays("a", 40, 20), onDays("b", 25), onDays("c", 25))
	curve := gaps(t, facts, value.GapQuery{}).SecondOrder
	if m, ok := curve.Median(); ok {
		t.Errorf("B4: a median of %d is not reached", m)
	}
	if _, ok := curve.Survival(25); !ok {
		t.Error("B4: somebody was observed up to day 25")
	}
	if s, ok := curve.Survival(26); ok {
		t.Errorf("B4: nobody was observed up to day 26, but S is %v", s)
	}
	if _, ok := curve.StandardError(26); ok {
		t.Error("B4: an error without S")
	}
	half := customer.Memory{Customers: facts.Customers[:2], Orders: slices.Concat(onDays("a", 40, 20), onDays("b", 25))}
	if m, ok := gaps(t, half, value.GapQuery{}).SecondOrder.Median(); m != 20 || !ok {
		t.Errorf("B4: after day 20 half are without a second order: %d, %v", m, ok)
	}
	var none value.Curve
	if _, ok := none.Survival(0); ok {
		t.Error("B4: S of nobody")
	}
	var empty value.GapReport
	if _, ok := empty.Quantile(50); ok {
		t.Error("B1: a quantile without gaps")
	}
	if _, _, ok := empty.MeanQuantile(50); ok {
		t.Error("B1: a quantile without means")
	}
}

// Overdue begins with the first day that is more than the quantile after the last (B5).
func TestOverdue(t *testing.T) {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "own"}, {ID: "all"}, {ID: "fine"}, {ID: "none"}}}
	facts.Orders = slices.Concat(onDays("own", 50, 40, 30, 19), onDays("all", 100), onDays("fine", 20))
	find := func(asOf time.Time) map[customer.ID]value.Overdue {
		r, err := value.FindOverdue(bg, facts, value.GapQuery{AsOf: asOf}, nil)
		if err != nil {
			t.Fatal(err)
		}
		all := map[customer.ID]value.Overdue{}
		for _, o := range r.Customers {
			all[o.ID] = o
		}
		return all
	}
	got := find(now)
	if own := got["own"]; len(got) != 3 || own.Quantile != 11 || !own.Own || own.Days != 19 || own.Gaps != 3 || !own.Since.Equal(now.Add(-7*24*time.Hour)) {
		t.Errorf("B5: %+v of %d", got["own"], len(got))
	}
	if all := got["all"]; all.Own || all.Quantile != 11 || all.Days != 100 || all.Gaps != 0 {
		t.Errorf("B5: by all customers' gaps: %+v", all)
	}
	since := got["own"].Since
	if _, before := find(since.Add(-1))["own"]; before {
		t.Error("B5: overdue a nanosecond before Since")
	}
	if _, from := find(since)["own"]; !from {
		t.Error("B5: not overdue at Since")
	}
	nobody, err := value.FindOverdue(bg, customer.Memory{Customers: facts.Customers, Orders: onDays("all", 100)}, value.GapQuery{AsOf: now}, nil)
	if err != nil || nobody.Known || len(nobody.Customers) > 0 {
		t.Errorf("B5: without any gap nobody is overdue: %+v, %v", nobody, err)
	}
}

func TestGapQuery(t *testing.T) {
	berlin, err := calendar.Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	q := value.GapQuery{AsOf: now.Add(1), Location: berlin, Percent: 75}
	questiontest.Full(t, q)
	questiontest.RoundTrip(t, q, value.ParseGapQuery)
	for _, bad := range []value.GapQuery{{}, {AsOf: now, Percent: 101}, {AsOf: now, Percent: -1}} {
		_, err := value.MeasureGaps(bg, customer.Memory{}, bad, nil)
		_, also := value.FindOverdue(bg, customer.Memory{}, bad, nil)
		if !errors.Is(err, value.ErrQuery) || !errors.Is(also, customer.ErrQuery) {
			t.Errorf("B1: %v is asked: %v, %v", bad, err, also)
		}
	}
}

// The report against the plain reading of B1–B5, in odd zones; merged counts of workers are
// the whole.
func TestLawGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := drawShop(t)
		loc, err := calendar.Zone(pick(t, "zone", "UTC", "Pacific/Apia", "America/New_York"))
		if err != nil {
			t.Fatal(err)
		}
		q := value.GapQuery{AsOf: now, Location: loc, Percent: rapid.IntRange(1, 100).Draw(t, "percent")}
		r := gaps(t, facts, q)
		today := dayOf(now, loc)
		var all []int
		overdue := map[customer.ID]bool{}
		own := map[customer.ID][]int{}
		last := map[customer.ID]int{}
		with, returned, days := 0, map[int]int{}, map[int]int{}
		for _, c := range facts.Customers {
			ds := orderDays(facts, c.ID, loc)
			if len(ds) == 0 {
				continue
			}
			with++
			last[c.ID] = ds[len(ds)-1]
			for i := 1; i < len(ds); i++ {
				own[c.ID] = append(own[c.ID], ds[i]-ds[i-1])
				all = append(all, ds[i]-ds[i-1])
			}
			if len(ds) > 1 {
				returned[ds[1]-ds[0]]++
			} else {
				days[today-ds[0]]++
			}
		}
		var means []*big.Rat
		for _, own := range own {
			sum := 0
			for _, g := range own {
				sum += g
			}
			means = append(means, big.NewRat(int64(sum), int64(len(own))))
		}
		slices.SortFunc(means, (*big.Rat).Cmp)
		if d, g, ok := r.MeanQuantile(q.Percent); ok != (len(means) > 0) || ok && big.NewRat(int64(d), int64(g)).Cmp(means[(q.Percent*len(means)+99)/100-1]) != 0 {
			t.Fatalf("B1: p%d of the means is %d/%d, %v, of %v", q.Percent, d, g, ok, means)
		}
		slices.Sort(all)
		n, sum := r.Total()
		total := 0
		for _, g := range all {
			total += g
		}
		if n != len(all) || sum != total || r.Customers != with || r.Customers+r.NoOrders != len(facts.Customers) {
			t.Fatalf("B1: %d gaps of %d days of %d customers, want %d of %d of %d", n, sum, r.Customers, len(all), total, with)
		}
		if p, ok := r.Quantile(q.Percent); ok != (n > 0) || ok && p != all[(q.Percent*n+99)/100-1] {
			t.Fatalf("B1: p%d is %d, %v of %v", q.Percent, p, ok, all)
		}
		risk, naive, censored := with, 0, false
		for _, s := range r.SecondOrder {
			if s.AtRisk != risk || s.Orders != returned[s.Day] || s.Censored != days[s.Day] || s.Orders+s.Censored == 0 {
				t.Fatalf("B3: %+v, want %d at risk, %d orders, %d censored", s, risk, returned[s.Day], days[s.Day])
			}
			risk -= s.Orders + s.Censored
			naive += s.Orders
			share, ok := r.SecondOrder.Returned(s.Day)
			plain := big.NewRat(int64(naive), int64(with))
			if !ok || share.Cmp(plain) < 0 || !censored && share.Cmp(plain) != 0 {
				t.Fatalf("B3: 1 − S after day %d is %v, the naive share %v, censored before: %v", s.Day, share, plain, censored)
			}
			censored = censored || s.Censored > 0
		}
		if risk != 0 {
			t.Fatalf("B3: %d are still at risk after the last day", risk)
		}
		for id, day := range last {
			sorted := slices.Sorted(slices.Values(own[id]))
			if len(sorted) < 3 {
				sorted = all
			}
			if len(sorted) > 0 && today-day > sorted[(q.Percent*len(sorted)+99)/100-1] {
				overdue[id] = true
			}
		}
		found, err := value.FindOverdue(bg, facts.Sorted(), q, &customer.Run{Workers: 3})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range found.Customers {
			if !overdue[o.ID] || o.Since.After(now) {
				t.Fatalf("B5: %+v is overdue", o)
			}
		}
		if len(found.Customers) != len(overdue) {
			t.Fatalf("B5: %d are overdue, want %d", len(found.Customers), len(overdue))
		}
		other, err := value.MeasureGaps(bg, facts.Sorted(), q, &customer.Run{Workers: 3})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, other); diff != "" {
			t.Fatalf("B3: merged counts are the whole (-, +):\n%s", diff)
		}
	})
}

// dayOf counts the civil days to that of an instant.
func dayOf(at time.Time, loc *time.Location) int {
	y, m, d := at.In(loc).Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// orderDays lists the civil days on which a customer has a paid order, in order.
func orderDays(facts customer.Memory, id customer.ID, loc *time.Location) (days []int) {
	for _, o := range facts.Orders {
		if o.Customer == id && o.Paid(now) {
			days = append(days, dayOf(o.PaidAt, loc))
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}
