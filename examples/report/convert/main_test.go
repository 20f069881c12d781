package main

import (
	"errors"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		{}, {"-from", "chinook"}, {"-from", "nowhere", "-out", "x"}, {"-nonsense"}, {"-from", "slack", "-out", "x", "more"},
	} {
		if err := run(t.Context(), args, io.Discard, io.Discard); !errors.Is(err, errUsage) {
			t.Errorf("run %q: %v, want a usage error", args, err)
		}
	}
	if err := run(t.Context(), []string{"-help"}, io.Discard, io.Discard); err != nil {
		t.Errorf("-help: %v", err)
	}
}

// source writes the tiny music shop to a folder.
func source(t *testing.T, invoices string) string {
	t.Helper()
	data := t.TempDir()
	if err := os.Mkdir(filepath.Join(data, "chinook"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{musicCustomers, invoices} {
		name, content, _ := strings.Cut(f, "\n")
		if err := os.WriteFile(filepath.Join(data, "chinook", name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return data
}

func ls(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestRun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "deep", "folder")
	args := []string{"-from", "chinook", "-data", source(t, musicInvoices), "-out", out}
	var said strings.Builder
	if err := run(t.Context(), args, &said, io.Discard); err != nil {
		t.Fatal(err)
	}
	if got, want := ls(t, out), "customers.csv fields.csv logins.csv messages.csv orders.csv"; got != want {
		t.Errorf("X5: wrote %q, want %q", got, want)
	}
	b, err := os.ReadFile(filepath.Join(out, "orders.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := "id,customer_id,amount,currency,kind,channel,paid_at\n" +
		"7,2,1.98,USD,merchandise,,2021-01-01T00:00:00Z\n8,1,0.99,USD,merchandise,,2021-01-02T00:00:00Z\n"
	if string(b) != want {
		t.Errorf("orders.csv:\n%swant\n%s", b, want)
	}
	if !strings.Contains(said.String(), "wrote          2 rows of orders.csv") {
		t.Errorf("the account:\n%s", said.String())
	}

	// A second conversion into the folder would mix two data sets.
	if err := run(t.Context(), args, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), `customers.csv is in the folder already`) {
		t.Errorf("a folder with CSV files: %v", err)
	}
}

// Bad input writes nothing (X5).
func TestRunWritesNothingOnBadInput(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	err := run(t.Context(), []string{"-from", "chinook", "-data", source(t, "invoices.csv\norder_id,customer_id,at,amount\n7,2,never,1\n"), "-out", out}, io.Discard, io.Discard)
	if err == nil || err.Error() != "convert: chinook: invoices.csv:2: column at: is not a time like 2006-01-02T15:04:05" {
		t.Errorf("X6: %v", err)
	}
	if got := ls(t, out); got != "" {
		t.Errorf("X5: bad input left %q", got)
	}
}

// The real data, if it is there: how many rows there are of everything, and the
// revenue to the last decimal.
func TestRealData(t *testing.T) {
	data := filepath.Join("..", "..", "..", "..", "shared", "data")
	if _, err := os.Stat(data); err != nil {
		t.Skip("the public data sets are not beside the checkout")
	}
	for _, c := range []struct {
		name    string
		rows    string // of customers, orders, logins, messages, fields, members
		left    int
		revenue string
	}{
		{"chinook", "59 412 412 412 59 0", 0, "2328.600"},
		{"completejourney", "2377 47243 47243 47243 5237 0", 0, "233935.240"},
		{"online-retail", "422 1942 1887 1887 430 0", 464, "1641462.460"},
		{"slack", "4 0 0 147 4 8", 3, "0.000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := slices.IndexFunc(datasets(), func(d dataset) bool { return d.name == c.name })
			got, err := convert(t.Context(), datasets()[i], os.DirFS(filepath.Join(data, datasets()[i].folder)), "")
			if err != nil {
				t.Fatal(err)
			}
			var counts []string
			for _, f := range []string{"customers", "orders", "logins", "messages", "fields", "members"} {
				counts = append(counts, strconv.Itoa(len(got.out.rows(f+".csv"))))
			}
			if rows := strings.Join(counts, " "); rows != c.rows {
				t.Errorf("rows: %s, want %s", rows, c.rows)
			}
			left, sum := 0, new(big.Rat)
			for _, l := range got.left {
				left += l.rows
			}
			for _, o := range got.out.rows("orders.csv") {
				amount, _ := new(big.Rat).SetString(o[2])
				sum.Add(sum, amount)
			}
			if left != c.left || sum.FloatString(3) != c.revenue {
				t.Errorf("left out %d rows, revenue %s; want %d, %s", left, sum.FloatString(3), c.left, c.revenue)
			}
		})
	}
}
