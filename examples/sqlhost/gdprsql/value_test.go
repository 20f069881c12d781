package gdprsql_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
)

// cell is a value of a column, in the database's own words, and what of it is
// exported (G2).
type cell struct {
	kind, literal string
	want          any
	reason        string
}

func TestG2NothingOfACellIsLost(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		cells(t, sqlite(t, "WAL"), []cell{
			{"TEXT", "'Anna'", "Anna", "a text"},
			{"TEXT", "''", "", "an empty one is not NULL"},
			{"TEXT", "NULL", nil, "NULL"},
			{"INTEGER", "9007199254740993", int64(9007199254740993), "an integer that no float has"},
			{"REAL", "0.1", json.Number("0.1"), "a float"},
			{"REAL", "1e300", json.Number("1e+300"), "a large one"},
			{"REAL", "9e999", "+Inf", "no number of JSON"},
			{"BLOB", "x'00ff'", []byte{0, 255}, "bytes"},
			{"BOOLEAN", "TRUE", int64(1), "SQLite has no other truth"},
			{"DATE", "'2024-02-29'", "2024-02-29", "a text, although the driver would make it a time"},
			{"DATETIME", "'2024-02-29 12:00:00.000'", "2024-02-29 12:00:00.000", "likewise: the zeros are kept"},
			{"DATETIME", "'yesterday'", "yesterday", "what is no time at all"},
			{"NUMERIC", "'12.50x'", "12.50x", "any column has any type"},
			{"TEXT", "CAST(x'ff' AS TEXT)", "\xff", "bytes that are not UTF-8"},
		})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		cells(t, postgres(t), []cell{
			{"text", "'Anna'", "Anna", "a text"},
			{"text", "''", "", "an empty one is not NULL"},
			{"text", "NULL", nil, "NULL"},
			{"char(5)", "'ab'", "ab   ", "padded, as it is stored"},
			{"bigint", "9007199254740993", int64(9007199254740993), "an integer that no float has"},
			{"smallint", "-1", int64(-1), "a small one"},
			{"double precision", "0.1", json.Number("0.1"), "a float"},
			{"double precision", "'NaN'", "NaN", "no number of JSON"},
			{"numeric", "12345678901234567890.50", "12345678901234567890.50", "all digits, the last zero too"},
			{"bytea", `'\x00ff'`, []byte{0, 255}, "bytes"},
			{"boolean", "true", true, "a truth"},
			{"date", "'2024-02-29'", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), "a date"},
			{"timestamptz", "'2024-02-29 12:00:00.000001+00'", time.Date(2024, 2, 29, 12, 0, 0, 1000, time.UTC), "an instant, whatever the session's zone"},
			{"timestamp", "'2024-02-29 12:00:00'", time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC), "a time without a zone"},
			{"date", "'0044-03-15 BC'", "-0043-03-15T00:00:00Z", "before what JSON's times can say"},
			{"uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "a UUID"},
			{"jsonb", `'{"a": [1, 2.50]}'`, `{"a": [1, 2.50]}`, "JSON"},
			{"text[]", "ARRAY['a', 'b,c']", `{a,"b,c"}`, "an array, as PostgreSQL spells it"},
			{"interval", "'1 day'", "1 day", "an interval"},
		})
	})
}

func cells(t *testing.T, db database, all []cell) {
	for i, c := range all {
		table := fmt.Sprint("cells", i)
		db.exec(t, "CREATE TABLE "+table+" (customer text, value "+c.kind+")")
		db.exec(t, "INSERT INTO "+table+" VALUES ('1', "+c.literal+")")
		h := holder(t, db, "cells", gdprsql.Table{Name: table, Subject: "customer", Origin: gdpr.Provided, Columns: []gdprsql.Column{{Name: "value"}}})
		n := 0
		for r, err := range h.Collect(t.Context(), gdpr.Subject{ID: "1"}) {
			if err != nil {
				t.Fatalf("%s %s: %v", c.kind, c.literal, err)
			}
			n++
			got := r.Fields[0].Value
			if at, ok := got.(time.Time); ok {
				got = at.UTC()
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s %s, %s: got %T %#v, want %T %#v", c.kind, c.literal, c.reason, got, got, c.want, c.want)
			}
		}
		if n != 1 {
			t.Errorf("%s %s: %d records", c.kind, c.literal, n)
		}
		export(t, h) // the registry takes the value
	}
}

func export(t *testing.T, h gdpr.Holder) {
	t.Helper()
	var out bytes.Buffer
	r := &gdpr.Registry{Identity: h}
	if _, err := r.Export(t.Context(), &out, gdpr.Export{Subject: gdpr.Subject{ID: "1"}, At: at(1), Mode: gdpr.Access}); err != nil {
		t.Error(err)
	}
}
