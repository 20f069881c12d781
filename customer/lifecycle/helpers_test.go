package lifecycle_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

var bg = context.Background()

type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// at reads an instant, or a date as its first instant in UTC.
func at(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	panic("not a time: " + s)
}

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func zone(t tester, name string) *time.Location {
	t.Helper()
	loc, err := calendar.Zone(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return loc
}

// logins are logins of one customer.
func logins(id customer.ID, times ...string) (all []customer.Login) {
	for _, s := range times {
		all = append(all, customer.Login{Customer: id, At: at(s)})
	}
	return all
}

func people(ids ...customer.ID) (all []customer.Customer) {
	for _, id := range ids {
		all = append(all, customer.Customer{ID: id})
	}
	return all
}

func euros(s string) customer.Money {
	return customer.Money{Amount: decimal.RequireFromString(s), Currency: "EUR"}
}

func summarize(t tester, repo lifecycle.Repository, q lifecycle.Query) lifecycle.Report {
	t.Helper()
	r, err := lifecycle.Summarize(bg, repo, q, nil)
	if err != nil {
		t.Fatalf("Summarize: %v", err)
	}
	return r
}

// lines are the states of every bucket, as lifecycle.csv has them.
func lines(t tester, repo lifecycle.Repository, q lifecycle.Query) []string {
	t.Helper()
	r := summarize(t, repo, q)
	points, err := r.Trend(&q)
	if err != nil {
		t.Fatalf("Trend: %v", err)
	}
	all := []string{}
	for _, p := range points {
		all = append(all, line(p.Bucket, p.Value, p.Partial))
	}
	return all
}

func line(b calendar.Date, s lifecycle.States, partial bool) string {
	text := fmt.Sprintf("%s: %d new, %d returning, %d resurrecting, %d dormant, %d pending, %d inactive", b, s.New, s.Returning, s.Resurrecting, s.Dormant, s.Pending, s.Inactive)
	if partial {
		text += " *"
	}
	return text
}

func same[T any](t tester, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (- want, + got):\n%s", what, diff)
	}
}

// vector reads a file of ../shared/vectors: its rows by the names of their columns.
func vector(t *testing.T, name string) (rows []map[string]string) {
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

func number(t *testing.T, cell string) int {
	t.Helper()
	n, err := strconv.Atoi(cell)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
