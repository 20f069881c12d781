package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/examples/report/program"
)

// The reports on real data are what SQL over the original files says: SQLite
// counted, and exact decimals were summed. Times are UTC, a purchase is a login
// (see the package doc).
func TestReportsOnRealData(t *testing.T) {
	const shared = "../../../../shared/data"
	if _, err := os.Stat(shared); err != nil {
		t.Skip("the public data is not at hand: ", shared)
	}
	for _, c := range []struct {
		from, args, file, want string
	}{
		{"chinook", "", "revenue_total.csv", "merchandise,USD,412,2328.60,0.00,2328.60"},
		{"chinook", "-as-of 2025-05-31", "status.csv", "very active,0 active,0 quiet,18 sleeper,41"},
		{"chinook", "-as-of 2024-12-15T12:00:00", "status.csv", "very active,0 active,0 quiet,19 sleeper,40"},
		{"chinook", "-from 2000-01-01", "frequency.csv", "0,0 1,0 2,0 3,0 4,0 5,0 6,1 7,58"},
		{"chinook", "-from 2021-01-01 -to 2022-01-01", "analysis.csv", "paid_orders,83 repeat_customers,46"},
		{"chinook", "-from 2024-03-01 -to 2024-06-01", "analysis.csv", "paid_orders,21 repeat_customers,20"},
		{"completejourney", "", "revenue_total.csv", "food,USD,47243,233935.24,0.00,233935.24"},
		{"completejourney", "-as-of 2017-05-31T12:00:00", "status.csv", "very active,168 active,821 quiet,1026 sleeper,362"},
		{"completejourney", "-as-of 2017-12-31", "status.csv", "very active,141 active,821 quiet,1080 sleeper,335"},
		{"completejourney", "-from 2000-01-01", "frequency.csv", "0,0 1,107 2,110 3,96 4,95 5,99 6,89"},
		{"completejourney", "-from 2017-01-01 -to 2017-02-01", "analysis.csv", "interacted_users,13 active_users,13 paid_orders,3936 repeat_customers,1490"},
		{"completejourney", "-from 2017-06-01 -to 2017-09-01", "analysis.csv", "interacted_users,146 active_users,146 paid_orders,11978 repeat_customers,2000"},
		{"online-retail", "", "revenue_total.csv", "merchandise,GBP,1942,1641462.46,0.00,1641462.46"},
		{"online-retail", "-as-of 2011-05-31T23:59:59", "status.csv", "very active,5 active,22 quiet,154 sleeper,241"},
		{"online-retail", "-as-of 2011-12-09", "status.csv", "very active,4 active,41 quiet,230 sleeper,147"},
		{"online-retail", "-from 2000-01-01", "frequency.csv", "0,0 1,143 2,89 3,43 4,36 5,26 6,14"},
		{"online-retail", "-from 2011-01-01 -to 2011-02-01", "analysis.csv", "interacted_users,16 active_users,16 paid_orders,113 repeat_customers,82"},
		{"online-retail", "-from 2011-06-01 -to 2011-12-01", "analysis.csv", "interacted_users,283 active_users,283 paid_orders,1105 repeat_customers,255"},
	} {
		dir := t.TempDir()
		in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
		var stdout, stderr bytes.Buffer
		if err := run(t.Context(), []string{"-from", c.from, "-data", shared, "-out", in}, &stdout, &stderr); err != nil {
			t.Fatal(err)
		}
		args := append(strings.Fields(c.args), "-data", in, "-out", out)
		if status := program.Main(args, fs.FS(nil), &stdout, &stderr); status != 0 {
			t.Fatalf("%s %s: status %d: %s", c.from, c.args, status, stderr.String())
		}
		text, err := os.ReadFile(filepath.Join(out, c.file))
		if err != nil {
			t.Fatal(err)
		}
		rows := " " + strings.ReplaceAll(string(text), "\n", " ")
		if !strings.Contains(rows, " "+c.want+" ") {
			t.Errorf("%s %s: %s has %q, SQL says %q", c.from, c.args, c.file, text, c.want)
		}
	}
}

// The reports on a vendor's files: refunds, guests, currencies, consent and who
// left the list arrive where they belong.
func TestReportsOnVendors(t *testing.T) {
	shop := shopifyCases()
	lists := listCases()
	for _, c := range []struct {
		from       vendorCase
		file, want string
	}{
		{shop[3], "revenue_total.csv", "merchandise,EUR,1,331.77,231.18,100.59 merchandise,USD,0,110.59,110.59,0.00"},
		{shop[4], "revenue_total.csv", "merchandise,EUR,2,221.18,0.00,221.18"},
		{shop[5], "revenue.csv", ",merchandise,EUR,3,331.77,0.00,331.77"},
		{wooCases()[3], "revenue_total.csv", "merchandise,EUR,0,37.125,37.125,0.00"},
		{stripeCases()[0], "revenue_total.csv", "merchandise,JPY,0,3125,3125,0 merchandise,USD,2,6250.00,5.00,6245.00"},
		{lists[0], "subscription.csv", "enrolled,2 unsubscribed,2"},
		{lists[1], "subscription.csv", "enrolled,1 unsubscribed,2"},
	} {
		got, err := tiny(t, c.from.name, c.from.files...)
		if err != nil {
			t.Fatal(err)
		}
		in, out := filepath.Join(t.TempDir(), "in"), filepath.Join(t.TempDir(), "out")
		if err := got.out.write(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		args := []string{"-data", in, "-out", out, "-as-of", "2025-01-01"}
		if status := program.Main(args, fs.FS(nil), &stdout, &stderr); status != 0 {
			t.Fatalf("%s, %s: status %d: %s", c.from.name, c.from.why, status, stderr.String())
		}
		text, err := os.ReadFile(filepath.Join(out, c.file))
		if err != nil {
			t.Fatal(err)
		}
		if rows := " " + strings.ReplaceAll(string(text), "\n", " "); !strings.Contains(rows, " "+c.want+" ") {
			t.Errorf("%s, %s: %s has %q, want %q", c.from.name, c.from.why, c.file, text, c.want)
		}
	}
}
