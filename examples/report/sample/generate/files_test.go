package main

import (
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// table is a generated file, its cells by column.
func table(t *testing.T, s *shop, name string) []map[string]string {
	t.Helper()
	for _, f := range s.files() {
		if f.name != name {
			continue
		}
		columns := strings.Split(f.header, ",")
		rows := make([]map[string]string, len(f.rows))
		for i, r := range f.rows {
			if len(r) != len(columns) {
				t.Fatalf("%s: row %d has %d cells, the header %d", name, i+1, len(r), len(columns))
			}
			rows[i] = map[string]string{}
			for j, c := range columns {
				rows[i][c] = r[j]
			}
		}
		return rows
	}
	t.Fatalf("no file %s", name)
	return nil
}

// The input format, as this package understands it apart from the program that reads it.
func TestFilesKeepTheFormat(t *testing.T) {
	s := open()
	known := map[string]bool{}
	for _, c := range table(t, s, "customers.csv") {
		if c["id"] == "" || known[c["id"]] {
			t.Errorf("customers.csv: %q is empty or there twice", c["id"])
		}
		known[c["id"]] = true
	}
	for file, required := range map[string]string{
		"logins.csv": "customer_id at", "messages.csv": "customer_id at direction", "orders.csv": "id amount currency",
		"refunds.csv": "id order_id at amount", "actions.csv": "customer_id kind", "tags.csv": "customer_id tag",
		"fields.csv": "customer_id name", "members.csv": "customer_id", "notifications.csv": "id name",
		"tokens.csv": "notification_id customer_id",
	} {
		for i, row := range table(t, s, file) {
			for column := range strings.FieldsSeq(required) {
				if row[column] == "" {
					t.Errorf("%s: row %d: %s is empty", file, i+1, column)
				}
			}
			guests := file == "logins.csv" || file == "messages.csv" || file == "orders.csv"
			if id, there := row["customer_id"]; there && !guests && !known[id] {
				t.Errorf("%s: row %d: no customer %q", file, i+1, id)
			}
		}
	}
	words := map[string]string{
		"direction": "in out", "kind": "food merchandise reservation other share comment redemption push",
		"email_consent": "granted denied withdrawn", "frequency": "daily weekly monthly", "currency": "EUR USD JPY KWD VND",
	}
	amount := regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
	for _, f := range s.files() {
		for _, row := range table(t, s, f.name) {
			for column, set := range words {
				if v := row[column]; v != "" && !slices.Contains(strings.Fields(set), v) {
					t.Errorf("%s: %s is %q", f.name, column, v)
				}
			}
			if v, there := row["amount"]; there && !amount.MatchString(v) {
				t.Errorf("%s: amount is %q", f.name, v)
			}
		}
	}
}

// Refunds are of orders that were paid, not before the payment, and not beyond
// the total (R3), in whichever zone the times without one are read.
func TestRefunds(t *testing.T) {
	left := map[*order]*big.Rat{}
	for _, r := range open().refunds {
		if left[r.order] == nil {
			left[r.order], _ = new(big.Rat).SetString(r.order.amount)
		}
		back, _ := new(big.Rat).SetString(r.amount)
		if back.Sign() <= 0 {
			t.Errorf("R3: refund %s of nothing", r.id)
		}
		if left[r.order].Sub(left[r.order], back); left[r.order].Sign() < 0 {
			t.Errorf("R3: refund %s goes beyond the total of order %s", r.id, r.order.id)
		}
		slack := 28 * time.Hour
		if zoned(r.order.paid.text) && zoned(r.at.text) {
			slack = 0
		}
		if r.order.paid.text == "" || r.at.at.Before(r.order.paid.at.Add(slack)) {
			t.Errorf("R3: refund %s precedes the payment of order %s", r.id, r.order.id)
		}
	}
}

func zoned(text string) bool {
	return strings.HasSuffix(text, "Z") || len(text) > 19 && strings.ContainsAny(text[19:], "+-")
}

// The closing is the latest instant, and stays it in every location: so the
// program's output on the sample depends on nothing.
func TestClosingIsTheLatestInstant(t *testing.T) {
	s := open()
	found := false
	for _, f := range s.files() {
		for i, row := range table(t, s, f.name) {
			for column, text := range row {
				if text == "" || column == "expires_at" || column != "at" && !strings.HasSuffix(column, "_at") {
					continue
				}
				m := as(text)
				found = found || m.at.Equal(closing())
				if m.at.After(closing()) || !zoned(text) && m.at.After(ago(2*day)) {
					t.Errorf("%s: row %d: %s is later than the closing, or could be in another location", f.name, i+1, column)
				}
			}
		}
	}
	if !found {
		t.Error("nothing happens at the closing")
	}
}

// Nobody's real address is in the sample.
func TestAddressesAreExamples(t *testing.T) {
	for _, c := range table(t, open(), "customers.csv") {
		mail := strings.ToLower(strings.TrimSpace(c["email"]))
		if mail == "" {
			continue
		}
		_, host, _ := strings.Cut(mail, "@")
		if host != "example.com" && host != "example.org" && host != "example.net" {
			t.Errorf("customer %s: the e-mail is at %q", c["id"], host)
		}
	}
	for _, r := range table(t, open(), "tokens.csv") {
		if r["token"] != "" && !strings.HasPrefix(r["token"], "sample-token-") {
			t.Error("N8: a token does not say that it is a sample")
		}
	}
}

// Every odd case is explained in the README, and the README names no case that
// is not there.
func TestReadmeNamesEveryOddCase(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	readme := string(b)
	ids := map[string]bool{}
	for _, c := range table(t, open(), "customers.csv") {
		if ids[c["id"]] = true; c["x_note"] != "" && !strings.Contains(readme, "`"+c["id"]+"`") {
			t.Errorf("the README does not name %s: %s", c["id"], c["x_note"])
		}
	}
	for _, row := range regexp.MustCompile("(?m)^- .*").FindAllString(readme, -1) {
		for _, m := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(row, -1) {
			if !ids[m[1]] {
				t.Errorf("the README names %s, which is not a customer", m[1])
			}
		}
	}
}

// The shop is alive: weekends are busier than Mondays, December than August, a
// few people do most of it, and the last weeks have enough in them for every
// status.
func TestShopIsAlive(t *testing.T) {
	s := open()
	weekdays, months, people := map[time.Weekday]int{}, map[time.Month]int{}, map[string]int{}
	for _, r := range s.logins {
		if !strings.HasPrefix(r.cells[0], "c0") && !strings.HasPrefix(r.cells[0], "c1") && !strings.HasPrefix(r.cells[0], "c2") {
			continue
		}
		weekdays[r.at.Weekday()]++
		months[r.at.Month()]++
		people[r.cells[0]]++
	}
	if weekdays[time.Saturday] < 3*weekdays[time.Monday] {
		t.Errorf("%d logins on Saturdays, %d on Mondays", weekdays[time.Saturday], weekdays[time.Monday])
	}
	if months[time.December] < months[time.August] {
		t.Errorf("%d logins in December, %d in August", months[time.December], months[time.August])
	}
	var counts []int
	for _, n := range people {
		counts = append(counts, n)
	}
	slices.Sort(counts)
	slices.Reverse(counts)
	top, all := 0, 0
	for i, n := range counts {
		if all += n; i < 20 {
			top += n
		}
	}
	if top*2 < all {
		t.Errorf("the twenty most faithful have %d of %d logins, less than half", top, all)
	}
}
