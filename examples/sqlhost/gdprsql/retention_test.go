package gdprsql_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
)

func invoices() gdprsql.Table {
	return gdprsql.Table{Name: "invoices", Subject: "customer", Retain: "tax-law", Until: "keep_until", Columns: []gdprsql.Column{
		{Name: "n", Origin: gdpr.Observed}, {Name: "score", Origin: gdpr.Inferred}}}
}

// midnight is the beginning of a day in 2024, UTC.
func midnight(day int) time.Time { return time.Date(2024, 1, day, 0, 0, 0, 0, time.UTC) }

func TestG3WhatMustBeKeptIsKept(t *testing.T) {
	everyDatabase(t, func(t *testing.T, open opener) {
		for _, c := range []struct {
			kind         string
			first, later any // as the column spells the dates
			from         time.Time
		}{
			{"text", "2024-01-10T12:00:00Z", "2024-01-20 13:00:00+01:00", at(10)},
			{"text", "2024-01-10 12:00", "2024-01-20T12:00:00", at(10)},
			{"date", "2024-01-10", "2024-01-21", midnight(10)},
			{"timestamp", "2024-01-10 12:00:00", "2024-01-20 12:00:00", at(10)},
			{"timestamp with time zone", "2024-01-10 17:45:00+05:45", "2024-01-20 07:00:00-05", at(10)},
			{"bigint", at(10).Unix(), at(20).Unix(), at(10)},
		} {
			t.Run(c.kind, func(t *testing.T) {
				db := open(t)
				db.exec(t, "CREATE TABLE invoices (customer text, n bigint, score bigint, keep_until "+c.kind+")")
				for i, until := range []any{c.first, nil, c.later, c.first, c.later} {
					db.exec(t, "INSERT INTO invoices VALUES ('1', ?, 0, ?)", i, until)
				}
				db.exec(t, "INSERT INTO invoices VALUES ('2', 9, 0, NULL)")
				kept(t, db, c.from)
			})
		}
	})
}

// kept: as time goes by, more and more becomes erasable.
func kept(t *testing.T, db database, first time.Time) {
	t.Helper()
	h, s := holder(t, db, "invoices", invoices()), gdpr.Subject{ID: "1"}
	for _, c := range []struct {
		reason   string
		when     time.Time
		erasable int
		retained string // records; each row is two
		left     string
	}{
		{"all dates are to come", at(5), 2, "[4 4]", "[0 0 2 2 3 3 4 4]"},
		{"a moment before the first date", first.Add(-1), 0, "[4 4]", "[0 0 2 2 3 3 4 4]"},
		{"at the first date", first, 4, "[4]", "[2 2 4 4]"},
		{"after all dates", at(25), 4, "[]", "[]"},
		{"once more", at(25), 0, "[]", "[]"},
	} {
		count, err := h.Count(t.Context(), s, c.when)
		if err != nil {
			t.Fatal(err)
		}
		retained := []int{}
		for _, r := range count.Retained {
			retained = append(retained, r.Records)
			if r.Reason != "tax-law" || !r.Until.After(c.when) {
				t.Errorf("G3: %s: %v", c.reason, r)
			}
		}
		if count.Erasable != c.erasable || fmt.Sprint(retained) != c.retained {
			t.Errorf("G3: %s: erasable %d, retained %v; want %d, %s", c.reason, count.Erasable, retained, c.erasable, c.retained)
		}
		if err := h.Erase(t.Context(), s, c.when); err != nil {
			t.Fatal(err)
		}
		left := []int64{}
		for r, err := range h.Collect(t.Context(), s) {
			if err != nil {
				t.Fatal(err)
			}
			if n, ok := r.Fields[0].Value.(int64); ok && r.Origin == gdpr.Observed {
				left = append(left, n, n)
			}
		}
		if fmt.Sprint(left) != c.left {
			t.Errorf("G3: %s: %v are left, want %s", c.reason, left, c.left)
		}
	}
	if db.rows(t, "invoices") != 1 {
		t.Error("G4: somebody else's invoice is gone")
	}
}

// A date that cannot be read is no reason to erase, nor to keep: it is an error.
func TestG3DatesThatAreNone(t *testing.T) {
	for _, c := range []struct{ until, reason string }{
		{"soon", "a word"},
		{"10.01.2024", "another order of day, month and year"},
		{"2024-02-30", "no such day"},
		{"20240110", "a date without hyphens, which is 1970 as Unix seconds"},
		{"1704888000000", "milliseconds"},
		{"0", "nothing"},
		{"infinity", "for ever is not a date"},
	} {
		db := sqlite(t, "WAL")
		db.exec(t, "CREATE TABLE invoices (customer text, n bigint, score bigint, keep_until text)")
		db.exec(t, "INSERT INTO invoices VALUES ('1', 1, 0, NULL)")
		db.exec(t, "INSERT INTO invoices VALUES ('1', 1, 0, ?)", c.until)
		h, s := holder(t, db, "invoices", invoices()), gdpr.Subject{ID: "1"}
		_, counting := h.Count(t.Context(), s, at(1))
		erasing := h.Erase(t.Context(), s, at(1))
		if !errors.Is(counting, gdprsql.ErrRetention) || !errors.Is(erasing, gdprsql.ErrRetention) || db.rows(t, "invoices") != 2 {
			t.Errorf("%q, %s: %v, %v, and %d rows are left", c.until, c.reason, counting, erasing, db.rows(t, "invoices"))
		}
	}
}
