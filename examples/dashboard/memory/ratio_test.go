package memory

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// number reads a number of a page or a file.
func number(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("%q is no number", text)
	}
	return n
}

// part returns the section of a table.
func (n node) part(t *testing.T, name string) node {
	t.Helper()
	found := n.all(func(n node) bool { return n.attr("data-table") == name })
	if len(found) != 1 {
		t.Fatalf("the page has %d tables %s", len(found), name)
	}
	return found[0]
}

// Every rate of the cohorts is the ratio of two cells of cohorts.csv, rounded, with both
// beside it; a bucket that is not over has none (O1, C2, C5).
func TestRatesAreRatios(t *testing.T) {
	s := serve(t, sampleShop(t))
	rate := regexp.MustCompile(`^(?:(\d+) %(\*?)|–) (\d+) (?:of (\d+)|so far)$`)
	for page, flags := range map[string][]string{
		"cohorts": nil,
		"cohorts?unit=week&anchor=login&return=logins&clock=own&from=2024-01-01": {"-unit", "week", "-anchor", "login", "-return", "logins", "-clock", "own", "-from", "2024-01-01"},
	} {
		type place struct{ cohort, offset string }
		cells := map[place][]string{} // cohort, offset, size, eligible, retained, retained_or_after, complete
		cohorts := 0
		for _, row := range reported(t, flags...)("cohorts") {
			if _, known := cells[place{row[0], "0"}]; !known {
				cohorts++
			}
			cells[place{row[0], row[1]}] = row
		}
		compared := 0
		heat := parse(t, s.get(page)).all(func(n node) bool { return n.attr("class") == "heat" })[0]
		var offsets []string
		for _, th := range heat.all(tag("thead"))[0].all(tag("th"))[2:] {
			offsets = append(offsets, th.text())
		}
		for _, tr := range heat.all(tag("tbody"))[0].all(tag("tr")) {
			name := tr.all(tag("th"))[0].text()
			for i, td := range tr.all(tag("td")) {
				if i == 0 {
					if want := cells[place{name, "0"}][2]; td.text() != want {
						t.Errorf("O1: %s: the size of %s is %s, want %s", page, name, td.text(), want)
					}
					continue
				}
				want, m := cells[place{name, offsets[i-1]}], rate.FindStringSubmatch(td.text())
				if m == nil || want == nil {
					t.Fatalf("O1: %s: %s at %s shows %q; the file has %q", page, name, offsets[i-1], td.text(), want)
				}
				compared++
				if m[3] != want[4] || m[1] == "" != (want[3] == "0") || m[1] != "" && m[4] != want[3] {
					t.Errorf("O1: %s: %s at %s shows %q; the file has %q", page, name, offsets[i-1], td.text(), want)
				}
				if m[1] != "" && (number(t, m[1]) != math.Floor(number(t, want[4])*100/number(t, want[3])+0.5) || m[2] == "*" == (want[6] == "true")) {
					t.Errorf("O1: %s: %s at %s shows %q; the ratio is of %q", page, name, offsets[i-1], td.text(), want)
				}
			}
		}
		if compared < 100 || len(heat.all(tag("tr"))) != min(cohorts, 24)+1 {
			t.Errorf("O1: %s has %d rates in %d rows, of %d cohorts", page, compared, len(heat.all(tag("tr")))-1, cohorts)
		}
	}
}

// A bar beside a name is as long, of the longest, as its number is of the greatest (O1).
func TestBarsAreShares(t *testing.T) {
	s := serve(t, sampleShop(t))
	for page, tables := range map[string]map[string]int{ // the column of the number
		"analysis":               {"channels": 1, "tags": 1, "fields": 1},
		"analysis?channel=web":   {"channels": 1, "tags": 1, "fields": 1},
		"growth":                 {"status": 1},
		"value?currency=USD&k=4": {"rfm_segments": 1},
	} {
		_, query, _ := strings.Cut(page, "?")
		file := reported(t, map[string][]string{"channel=web": {"-channel", "web"}, "currency=USD&k=4": {"-currency", "USD", "-k", "4"}}[query]...)
		for name, column := range tables {
			var greatest float64
			rows := file(name)
			for _, row := range rows {
				greatest = max(greatest, number(t, row[column]))
			}
			lengths := parse(t, s.get(page)).part(t, name).all(func(n node) bool { return n.Data == "rect" })
			if len(lengths) != len(rows) || len(rows) == 0 {
				t.Fatalf("O1: %s: %s has %d bars, want %d", page, name, len(lengths), len(rows))
			}
			for i, row := range rows {
				want := math.Floor(number(t, row[column])/greatest*100 + 0.5)
				if got := number(t, lengths[i].attr("width")); got != want {
					t.Errorf("O1: %s: the bar of %q in %s is %v long, want %v", page, row[0], name, got, want)
				}
			}
		}
	}
}

// The bars of a chart are the cells of its table, each with its words, and its height is
// in proportion: none is missing, none is too many (O1, O4).
func TestChartsAreTables(t *testing.T) {
	s := serve(t, sampleShop(t))
	for _, c := range []struct {
		page, table string
		flags       []string
		columns     map[string]int
	}{
		{"analysis?unit=month", "last_interaction", []string{"-unit", "month"}, map[string]int{"users": 1}},
		{"analysis?unit=month", "frequency", []string{"-unit", "month"}, map[string]int{"users": 1}},
		{"subscriptions?unit=month", "subscription_trend", []string{"-unit", "month"}, nil},
		{"notifications", "expiry", nil, map[string]int{"subscriptions": 1}},
		{"growth?unit=month", "status_trend", []string{"-consent-popup", "-unit", "month"}, nil},
		{"growth?unit=month", "lifecycle", []string{"-consent-popup", "-unit", "month"}, nil},
	} {
		section := parse(t, s.get(c.page)).part(t, c.table)
		var header []string
		for _, th := range section.all(tag("thead"))[0].all(tag("th")) {
			header = append(header, strings.ToLower(th.text()))
		}
		columns := c.columns
		if columns == nil {
			columns = map[string]int{}
			for _, li := range section.all(func(n node) bool { return n.attr("class") == "legend" })[0].all(tag("li")) {
				name := strings.ToLower(strings.TrimSpace(li.text()))
				if i := slices.Index(header, name); i > 0 {
					columns[name] = i
				} else if !strings.HasPrefix(name, "hatched") {
					t.Errorf("O4: the legend of %s names %q, which is no column", c.table, name)
				}
			}
		}
		want := map[string]bool{}
		for _, row := range reported(t, c.flags...)(c.table) {
			for name, i := range columns {
				if n := number(t, row[i]); n != 0 {
					words := fmt.Sprintf("%s: %v %s", row[0], n, name)
					if p := slices.Index(header, "partial"); p > 0 && row[p] == "true" {
						words += " (so far)"
					}
					want[words] = true
				}
			}
		}
		heights := map[string][2]float64{} // by words: the number, the height
		var highest [2]float64
		for _, rect := range section.all(func(n node) bool { return n.Data == "rect" && len(n.all(tag("title"))) == 1 }) {
			words := rect.all(tag("title"))[0].text()
			if !want[words] {
				t.Errorf("O1: the chart of %s on %s has a bar %q that is no cell", c.table, c.page, words)
			}
			delete(want, words)
			heights[words] = [2]float64{number(t, strings.Fields(words[strings.Index(words, ": ")+2:])[0]), number(t, rect.attr("height"))}
			if heights[words][1] > highest[1] {
				highest = heights[words]
			}
		}
		for words, h := range heights {
			if want := h[0] * highest[1] / highest[0]; math.Abs(h[1]-want) > 1.1 {
				t.Errorf("O1: the bar %q is %v high, want %.1f", words, h[1], want)
			}
		}
		for words := range want {
			t.Errorf("O1: the chart of %s on %s lacks %q", c.table, c.page, words)
		}
	}
}

// The chart of subscriptions shows how many are enrolled and unsubscribed, as its title says:
// levels, not flows (U4).
func TestTrendOfSubscriptions(t *testing.T) {
	section := parse(t, serve(t, sampleShop(t)).get("subscriptions?unit=month")).part(t, "subscription_trend")
	legend := section.all(func(n node) bool { return n.attr("class") == "legend" })[0].words()
	if !strings.HasPrefix(strings.TrimSpace(legend), "Enrolled Unsubscribed") {
		t.Errorf("U4: the chart is of %q, want Enrolled and Unsubscribed", legend)
	}
}

// What a number was before is the number of the report on the compared range, as of the
// compared moment, and the change is their difference (O1, P2–P4).
func TestChangesAreDifferences(t *testing.T) {
	s := serve(t, sampleShop(t))
	for page, then := range map[string][]string{
		"analysis?from=2024-05-01&to=2024-06-01&compare=previous":      {"-from", "2024-04-01", "-to", "2024-05-01", "-as-of", "2024-05-15T18:00:00Z"},
		"subscriptions?from=2024-05-01&to=2024-06-01&compare=year":     {"-from", "2023-05-01", "-to", "2023-06-01", "-as-of", "2023-06-15T18:00:00Z"},
		"notifications?from=2024-05-01&to=2024-06-01&compare=previous": {"-from", "2024-04-01", "-to", "2024-05-01", "-as-of", "2024-05-15T18:00:00Z"},
	} {
		name := map[byte]string{'a': "analysis", 's': "subscription", 'n': "notification_metrics"}[page[0]]
		before := map[string]string{}
		for _, row := range reported(t, then...)(name) {
			before[row[0]] = row[1]
		}
		cards := parse(t, s.get(page)).part(t, name).cards()
		if len(cards) < 5 {
			t.Fatalf("O1: %s has %d cards", page, len(cards))
		}
		for _, card := range cards { // metric, value, before, change
			if len(card) != 4 || card[2] != before[card[0]] || number(t, card[3]) != number(t, card[1])-number(t, card[2]) {
				t.Errorf("P4: %s: %q; the report on the compared range has %s", page, card, before[card[0]])
			}
		}
	}
}
