package value_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/internal/base/question/questiontest"
)

var (
	bg  = context.Background()
	now = time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
)

type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// figures reads a file of published figures: a row by the names of its columns.
func figures(t *testing.T, name string) (rows []map[string]string) {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/vectors", name))
	if err != nil {
		t.Skipf("the published figures are not at hand: %v", err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range all[1:] {
		row := map[string]string{}
		for i, cell := range record {
			row[all[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func whole(t *testing.T, cell string) int {
	t.Helper()
	n, err := strconv.Atoi(cell)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// daysAgo is the instant so many days of 24 hours before now.
func daysAgo(t *testing.T, days string) time.Time {
	t.Helper()
	x, err := strconv.ParseFloat(days, 64)
	if err != nil {
		t.Fatal(err)
	}
	return now.Add(-time.Duration(math.Round(x*86400)) * time.Second)
}

// paid is an order of a customer.
func paid(id customer.ID, at time.Time, amount string) customer.Order {
	return customer.Order{
		ID: customer.OrderID(fmt.Sprint(id, at.UnixNano())), Customer: id, PaidAt: at, Kind: customer.Merchandise,
		Total: customer.Money{Amount: decimal.RequireFromString(amount), Currency: "EUR"},
	}
}

func score(t tester, facts value.Repository, q value.RFMQuery) value.RFMReport {
	t.Helper()
	if q.AsOf.IsZero() {
		q.AsOf = now
	}
	if q.Currency == "" {
		q.Currency = "EUR"
	}
	r, err := value.ScoreRFM(bg, facts, q, nil)
	if err != nil {
		t.Fatalf("ScoreRFM: %v", err)
	}
	return r
}

// rShop is the customers of the data of the R package rfm.
func rShop(t *testing.T) (facts customer.Memory) {
	for _, row := range figures(t, "rfm_orders.csv") {
		id := customer.ID(fmt.Sprintf("%05d", whole(t, row["customer_row"])))
		facts.Customers = append(facts.Customers, customer.Customer{ID: id})
		last := daysAgo(t, row["recency_days"])
		facts.Orders = append(facts.Orders, paid(id, last, row["amount"]))
		for i := 1; i < whole(t, row["transactions"]); i++ {
			facts.Orders = append(facts.Orders, paid(id, last.Add(-time.Duration(i)*time.Hour), "0"))
		}
	}
	return facts
}

// rThresholds are those of the R package, as ours (F3): R counts days from a lower bound up
// to an upper one, which is outside.
func rThresholds(t *testing.T) (all value.Thresholds) {
	bins := figures(t, "rfm_r_thresholds.csv")
	for i := range bins[1:] {
		all.Recency = append(all.Recency, daysAgo(t, bins[len(bins)-1-i]["recency_lower"]).Add(1))
		all.Frequency = append(all.Frequency, int(decimal.RequireFromString(bins[i+1]["frequency_lower"]).IntPart()))
		all.Monetary = append(all.Monetary, decimal.RequireFromString(bins[i+1]["monetary_lower"]))
	}
	return all
}

// rBoxes are the boxes of the R package's test.
func rBoxes(t *testing.T) (all []value.Box) {
	for _, row := range figures(t, "rfm_r_boxes_test.csv") {
		band := func(c string) value.Band {
			return value.Band{From: whole(t, row[c+"_from"]), To: whole(t, row[c+"_to"])}
		}
		all = append(all, value.Box{Name: row["segment"], R: band("r"), F: band("f"), M: band("m")})
	}
	return all
}

// R's rfm: its thresholds give its scores.
func TestRfmOfRScores(t *testing.T) {
	r := score(t, rShop(t), value.RFMQuery{Thresholds: rThresholds(t)})
	for i, row := range figures(t, "rfm_r_scores.csv") {
		c := r.Customers[i]
		if c.R != whole(t, row["r"]) || c.F != whole(t, row["f"]) || c.M != whole(t, row["m"]) {
			t.Errorf("F3: customer %s: %d, %d, %d, in R %s, %s, %s", row["customer_row"], c.R, c.F, c.M, row["r"], row["f"], row["m"])
		}
	}
}

// R's rfm: its boxes, without the three that are never reached, give its segments, among
// them Champions with 158 customers, 1,234 orders and 120,178. Our rank rule is logged
// beside.
func TestRfmOfRSegments(t *testing.T) {
	boxes, want := rBoxes(t), figures(t, "rfm_r_segments_test.csv")
	for dead, name := range []string{"New Customers", "Promising", "Can't Lose Them"} {
		err := value.CheckBoxes(boxes, 5)
		for i, b := range boxes {
			if b.Name == name {
				if !errors.Is(err, value.ErrBoxes) || !strings.Contains(err.Error(), fmt.Sprintf("box %d is never reached", i+1)) {
					t.Fatalf("F4: dead box %d, %s: %v", dead+1, name, err)
				}
				boxes = append(boxes[:i:i], boxes[i+1:]...)
			}
		}
	}
	r := score(t, rShop(t), value.RFMQuery{Thresholds: rThresholds(t), Boxes: boxes})
	got := map[string]string{}
	for _, s := range r.Segments() {
		got[s.Segment] = fmt.Sprintf("%d customers, %d orders, %s", s.Customers, s.Orders, s.Net)
	}
	for _, row := range want {
		name, expected := row["segment"], fmt.Sprintf("%s customers, %s orders, %s", row["customers"], row["orders"], row["revenue"])
		if name == "Others" {
			name = value.Others
		}
		if row["customers"] != "0" && got[name] != expected {
			t.Errorf("F4: %s: %s, in R %s", name, got[name], expected)
		}
	}
	ranked := score(t, rShop(t), value.RFMQuery{Boxes: boxes})
	for _, s := range ranked.Segments() {
		t.Logf("by rank, not R's thresholds: %s: %d customers, %d orders, %s", s.Segment, s.Customers, s.Orders, s.Net)
	}
	same := 0
	for i := range ranked.Customers {
		if a, b := ranked.Customers[i], r.Customers[i]; a.R == b.R && a.F == b.F && a.M == b.M {
			same++
		}
	}
	t.Logf("F2: by rank, %d of %d customers have R's three scores", same, len(ranked.Customers))
}

// The rulebook's example: ten customers with 1, 1, 1, 1, 1, 1, 2, 2, 3, 9 orders.
func TestRankExample(t *testing.T) {
	var facts customer.Memory
	want := []int{1, 1, 1, 1, 1, 1, 4, 4, 5, 5}
	for i, orders := range []int{1, 1, 1, 1, 1, 1, 2, 2, 3, 9} {
		id := customer.ID(rune('a' + i))
		facts.Customers = append(facts.Customers, customer.Customer{ID: id})
		for n := range orders {
			facts.Orders = append(facts.Orders, paid(id, now.Add(-time.Duration(n)*time.Hour), "1"))
		}
	}
	r := score(t, facts, value.RFMQuery{})
	for i, c := range r.Customers {
		if c.F != want[i] {
			t.Errorf("F2: customer %d with %d orders has score %d, want %d", i, c.Frequency, c.F, want[i])
		}
	}
	levels := []value.Level[int]{{Score: 1, Customers: 6, From: 1}, {Score: 4, Customers: 2, From: 2}, {Score: 5, Customers: 2, From: 3}}
	if diff := cmp.Diff(levels, r.Frequency); diff != "" {
		t.Errorf("F3: the thresholds are the worst value of each score (- want, + got):\n%s", diff)
	}
	e, ok := r.Explain("g")
	if !ok || e.Frequency.Worse != 6 || e.Scored != 10 || e.Frequency.Score != 4 || e.Frequency.Next == nil || *e.Frequency.Next != 3 || e.Recency.Next != nil {
		t.Errorf("F5: two orders are explained by %+v, %v", e.Frequency, ok)
	}
	if _, ok := r.Explain("nobody"); ok {
		t.Error("F5: nobody is explained")
	}
}

// Every one of the built-in list's cells has one name; ten have none of the ten (F4).
func TestBuiltInBoxes(t *testing.T) {
	if err := value.CheckBoxes(value.BuiltIn(), 5); err != nil {
		t.Errorf("F4: %v", err)
	}
	holes := value.Holes(value.BuiltIn(), 5)
	found := false
	for _, h := range holes {
		found = found || h == value.Cell{R: 5, F: 4, M: 1}
		if h.R == 1 {
			t.Errorf("F4: %v is Lost, and no hole", h)
		}
	}
	if len(holes) != 10 || !found {
		t.Errorf("F4: %d cells are others: %v", len(holes), holes)
	}
}

func TestBadBoxes(t *testing.T) {
	all := value.Band{From: 1, To: 5}
	five := value.Band{From: 5, To: 5}
	for _, c := range []struct {
		why   string
		boxes []value.Box
		want  string
	}{
		{"without a name", []value.Box{{"", all, all, all}}, "box 1"},
		{"with a name that is blank at an end", []value.Box{{"x ", all, all, all}}, "box 1"},
		{"with another's name", []value.Box{{"x", five, all, all}, {"x", all, all, all}}, "box 2"},
		{"others", []value.Box{{value.Others, all, all, all}}, "box 1"},
		{"no orders", []value.Box{{value.NoOrders, all, all, all}}, "box 1"},
		{"a score of 0", []value.Box{{"x", value.Band{From: 0, To: 5}, all, all}}, "box 1"},
		{"a score of 6", []value.Box{{"x", all, value.Band{From: 5, To: 6}, all}}, "box 1"},
		{"an empty band", []value.Box{{"x", all, all, value.Band{From: 3, To: 2}}}, "box 1"},
		{"after a box of all", []value.Box{{"x", all, all, all}, {"y", five, five, five}}, "box 2 is never reached"},
		{"after two boxes that have it together", []value.Box{{"x", value.Band{From: 1, To: 4}, all, all}, {"y", five, all, all}, {"z", value.Band{From: 3, To: 5}, five, five}}, "box 3 is never reached"},
	} {
		if err := value.CheckBoxes(c.boxes, 5); !errors.Is(err, value.ErrBoxes) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("F4: a box %s: %v, want %s", c.why, err, c.want)
		}
	}
}

// Another number of scores has no boxes of its own.
func TestOtherScores(t *testing.T) {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "a"}, {ID: "b"}, {ID: "c"}}, Orders: []customer.Order{paid("a", now, "1"), paid("b", now.Add(-1), "2")}}
	r := score(t, facts, value.RFMQuery{Scores: 2})
	want := []value.SegmentTotal{{Segment: value.Others, Customers: 2, Orders: 2, Net: decimal.NewFromInt(3)}, {Segment: value.NoOrders, Customers: 1}}
	if diff := cmp.Diff(want, r.Segments()); diff != "" {
		t.Errorf("F4: with 2 scores (- want, + got):\n%s", diff)
	}
}

func TestMigrate(t *testing.T) {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}}
	facts.Orders = []customer.Order{paid("a", now.Add(-48*time.Hour), "5"), paid("b", now, "9"), paid("c", now.Add(-48*time.Hour), "7")}
	facts.Orders[2].VoidedAt = now
	before, after := score(t, facts, value.RFMQuery{AsOf: now.Add(-time.Hour)}), score(t, facts, value.RFMQuery{})
	m, err := value.Migrate(&before, &after)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range m.Segments {
		at[name] = i
	}
	segment := func(r *value.RFMReport, id customer.ID) int {
		for _, c := range r.Customers {
			if c.ID == id {
				return at[c.Segment]
			}
		}
		return at[value.NoOrders]
	}
	want := make([][]int, len(m.Segments))
	for i := range want {
		want[i] = make([]int, len(m.Segments))
	}
	for _, c := range facts.Customers {
		want[segment(&before, c.ID)][segment(&after, c.ID)]++
	}
	if diff := cmp.Diff(want, m.Counts); diff != "" || m.Counts[at[value.NoOrders]][at[value.NoOrders]] != 1 || m.Moved() < 2 {
		t.Errorf("F6: %d moved (- want, + got):\n%s", m.Moved(), diff)
	}
	other := score(t, facts, value.RFMQuery{Scores: 2})
	if _, err := value.Migrate(&before, &other); !errors.Is(err, value.ErrMigration) {
		t.Errorf("F6: other boxes: %v", err)
	}
	fewer := score(t, customer.Memory{Customers: facts.Customers[:2]}, value.RFMQuery{})
	if _, err := value.Migrate(&before, &fewer); !errors.Is(err, value.ErrMigration) {
		t.Errorf("F6: other customers: %v", err)
	}
}

// A question is data (T8), and a bad one is an ErrQuery.
func TestRFMQuery(t *testing.T) {
	q := value.RFMQuery{
		AsOf: now.Add(1), Currency: "EUR", Scores: 3, Boxes: []value.Box{{"Gold, old", value.Band{From: 1, To: 2}, value.Band{From: 3, To: 3}, value.Band{From: 1, To: 3}}},
		Thresholds: value.Thresholds{
			Recency:   []time.Time{now.Add(-time.Hour), now},
			Frequency: []int{2, 7},
			Monetary:  []decimal.Decimal{decimal.RequireFromString("-1.5"), decimal.RequireFromString("100")},
		},
	}
	questiontest.Full(t, q)
	questiontest.RoundTrip(t, q, value.ParseRFMQuery)
	if err := q.Check(); err != nil {
		t.Errorf("F3: %v", err)
	}
	for _, bad := range []func(*value.RFMQuery){
		func(q *value.RFMQuery) { q.AsOf = time.Time{} },
		func(q *value.RFMQuery) { q.Currency = "eur" },
		func(q *value.RFMQuery) { q.Scores = 1 },
		func(q *value.RFMQuery) { q.Scores = 11 },
		func(q *value.RFMQuery) { q.Scores = 4 }, // one threshold too few
		func(q *value.RFMQuery) { q.Thresholds.Frequency = []int{7, 7} },
		func(q *value.RFMQuery) { q.Thresholds.Recency = []time.Time{now, now.Add(-1)} },
		func(q *value.RFMQuery) { q.Thresholds.Monetary = q.Thresholds.Monetary[:1] },
		func(q *value.RFMQuery) { q.Boxes = append(q.Boxes[:1:1], q.Boxes[0]) },
	} {
		wrong := q
		bad(&wrong)
		r, err := value.ScoreRFM(bg, customer.Memory{}, wrong, nil)
		if !errors.Is(err, value.ErrQuery) || !errors.Is(err, customer.ErrQuery) || len(r.Boxes) > 0 {
			t.Errorf("F1–F4: %v is asked: %v", wrong, err)
		}
	}
	for _, text := range []string{`{"box":["5 5 5"]}`, `{"box":["5 5 x Name"]}`, `{"box":["5-5 5 5 Name"]}`, `{"monetary":"1e9"}`, `{"frequency":"1,,2"}`, `{"recency":"2024-06-01"}`} {
		var read value.RFMQuery
		if err := read.UnmarshalJSON([]byte(text)); !errors.Is(err, value.ErrQuery) {
			t.Errorf("T8: %s: %v", text, err)
		}
	}
}

// The built-in boxes are those of the rulebook, word by word.
func TestBuiltInText(t *testing.T) {
	var all []string
	for _, b := range value.BuiltIn() {
		text, err := b.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	want := []string{
		"5 5 5 Champions", "3-5 3-5 2-5 Potential Loyalist", "2-4 2-4 2-4 Loyal Customers", "3-4 1-3 3-5 Promising",
		"4-5 1-3 1-5 New Customers", "1-2 3-4 4-5 Can't Lose Them", "1-2 2-5 4-5 At Risk",
		"1-3 3-5 3-5 Need Attention", "2-3 1-3 1-4 About To Sleep", "1 1-5 1-5 Lost",
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("F4: the built-in list (- want, + got):\n%s", diff)
	}
}
