package export

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/gocarina/gocsv"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// named is a named string without methods, as customer.ID is.
type named string

// sampleRow has a cell of every type.
type sampleRow struct {
	ID      string        `csv:"id"`
	Status  Word          `csv:"status"`
	Orders  int           `csv:"orders"`
	Consent bool          `csv:"consent"`
	Last    Time          `csv:"last"`
	Born    calendar.Date `csv:"born"`
	Net     Amount        `csv:"net"`
	Tag     named         `csv:"tag"`
	//lint:ignore U1000 a field that is not exported must not become a column
	secret string
	Token  string `csv:"-"`
}

// loneRow has one column.
type loneRow struct {
	Email string `csv:"email"`
}

// sampleRows are rows with everything awkward in them.
func sampleRows() []sampleRow {
	at := time.Date(2024, 3, 31, 1, 30, 0, 120_000_000, time.FixedZone("", 3600))
	return []sampleRow{
		{ID: "c1", Status: "very active", Orders: 3, Consent: true, Last: Time{at}, Born: calendar.Date{Year: 1984, Month: 2, Day: 29}, Net: amount("12.5", 2), Tag: "vip"},
		{},
		{ID: "=HYPERLINK(\"x\")", Tag: "-1", Net: amount("-3", 0), Orders: -7},
		{ID: "a,b", Tag: "say \"no\"", Net: amount("1.125", 2)},
		{ID: "two\nlines", Tag: "\tx", Net: amount("0.001", 3)},
		{ID: "'=1", Tag: "'plain", Net: amount("-123456789012345.678", 2)},
		{ID: " lead", Tag: "trail ", Net: amount("0", 4)},
		{ID: "Zoë ☃", Tag: "\u00a0=1", Net: amount("5", 0)},
	}
}

func amount(s string, places int) Amount { return Amount{decimal.RequireFromString(s), places} }

// checkRows checks, for any row type, what X2 and X4 ask of it: gocsv through a
// SafeWriter writes the same bytes as CSV, guarded and not, gocsv through a
// SafeReader gives the rows back, and writing a row allocates nothing. The
// tests of every row type call it, with rows that differ in every column and
// amounts of up to 18 digits (longer ones allocate).
func checkRows[T any](t *testing.T, rows []T) {
	t.Helper()
	checkBytes(t, rows)
	checkAllocs(t, rows)
}

// checkBytes checks the bytes that are written, and that they can be read.
func checkBytes[T any](t *testing.T, rows []T) {
	t.Helper()
	for _, o := range []Options{{}, {Unguarded: true}} {
		var ours, theirs bytes.Buffer
		if err := CSVWith(&ours, Rows(rows...), o); err != nil {
			t.Fatalf("X2: CSV: %v", err)
		}
		w := NewSafeWriter[T](&theirs)
		w.Options = o
		if err := gocsv.MarshalCSV(rows, w); err != nil {
			t.Fatalf("X2: gocsv.MarshalCSV: %v", err)
		}
		if diff := cmp.Diff(ours.String(), theirs.String()); diff != "" {
			t.Errorf("X2: CSV and gocsv through a SafeWriter differ (%+v) (-CSV +gocsv):\n%s", o, diff)
		}
		var back []T
		r := NewSafeReader[T](&ours)
		r.Options = o
		if err := gocsv.UnmarshalCSV(r, &back); err != nil {
			t.Fatalf("X4: gocsv.UnmarshalCSV: %v", err)
		}
		// CRLF inside a cell is read as LF; only there may the two differ.
		before := strings.ReplaceAll(unguardedText(t, rows), "\r\n", "\n")
		if diff := cmp.Diff(before, unguardedText(t, back)); diff != "" {
			t.Errorf("X4: reading back gives other rows (%+v) (-written +read):\n%s", o, diff)
		}
	}
}

// unguardedText is what the rows hold, as text.
func unguardedText[T any](t *testing.T, rows []T) string {
	t.Helper()
	var b bytes.Buffer
	if err := CSVWith(&b, Rows(rows...), Options{Unguarded: true}); err != nil {
		t.Fatalf("X4: %v", err)
	}
	return b.String()
}

// checkAllocs checks that a row costs no allocation once the buffer has grown.
func checkAllocs[T any](t *testing.T, rows []T) {
	t.Helper()
	var e encoder
	columns := must(columnsOf[T]())
	write := func() {
		for i := range rows {
			e.row(reflect.ValueOf(&rows[i]).Elem(), columns)
			e.end()
		}
		e.reset()
	}
	write()
	if n := testing.AllocsPerRun(10, write); n > 0 {
		t.Errorf("X2: writing %d rows allocates %v times, want 0", len(rows), n)
	}
}
