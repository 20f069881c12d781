package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/gocarina/gocsv"
	"github.com/shopspring/decimal"
)

// wideRow has 20 columns, as customers.csv has.
type wideRow struct {
	A string        `csv:"a"`
	B string        `csv:"b"`
	C Word          `csv:"c"`
	D string        `csv:"d"`
	E Word          `csv:"e"`
	F Word          `csv:"f"`
	G string        `csv:"g"`
	H calendar.Date `csv:"h"`
	I Time          `csv:"i"`
	J Time          `csv:"j"`
	K Time          `csv:"k"`
	L bool          `csv:"l"`
	M string        `csv:"m"`
	N string        `csv:"n"`
	O string        `csv:"o"`
	P int           `csv:"p"`
	Q int           `csv:"q"`
	R int           `csv:"r"`
	S int           `csv:"s"`
	T Amount        `csv:"t"`
}

func wideRows(n int) []wideRow {
	rows := make([]wideRow, n)
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	for i := range rows {
		at = at.Add(time.Minute)
		id := "customer-" + strconv.Itoa(i)
		rows[i] = wideRow{A: id, B: id + "@example.org", C: "registered", D: id + "@example.org", E: "yes", F: "very active",
			G: "Pixel 7", H: calendar.Date{Year: 1990, Month: 5, Day: 17}, I: Time{at}, J: Time{at}, K: Time{at}, L: i%2 == 0,
			P: i, Q: 2, R: 30, S: 4, T: Amount{decimal.New(int64(100*i), -2), 2}}
	}
	return rows
}

const benchRows = 20_000

func perRow(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
}

func BenchmarkWrite(b *testing.B) {
	rows := wideRows(benchRows)
	b.Run("export", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := CSV(io.Discard, Rows(rows...)); err != nil {
				b.Fatal(err)
			}
		}
		perRow(b)
	})
	b.Run("encoding_csv", func(b *testing.B) {
		b.ReportAllocs()
		var buf bytes.Buffer
		if err := CSV(&buf, Rows(rows...)); err != nil {
			b.Fatal(err)
		}
		records, err := csv.NewReader(&buf).ReadAll()
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if err := csv.NewWriter(io.Discard).WriteAll(records); err != nil { // formatting not included
				b.Fatal(err)
			}
		}
		perRow(b)
	})
	b.Run("gocsv", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := gocsv.MarshalCSV(rows, NewSafeWriter[wideRow](io.Discard)); err != nil {
				b.Fatal(err)
			}
		}
		perRow(b)
	})
}

// BenchmarkCustomers writes all customers, by one worker and by all, and as rows of
// a page; and reads the facts only.
func BenchmarkCustomers(b *testing.B) {
	const n = 100_000
	shop, ctx, q := crowd(n).Sorted(), context.Background(), customer.Query{AsOf: now}
	page, err := customer.List(ctx, shop, q, nil)
	if err != nil {
		b.Fatal(err)
	}
	for name, write := range map[string]func() error{
		"one":  func() error { return WriteCustomers(ctx, io.Discard, shop, q, &customer.Run{Workers: 1}, Options{}) },
		"all":  func() error { return WriteCustomers(ctx, io.Discard, shop, q, nil, Options{}) },
		"page": func() error { return CSV(io.Discard, Customers(page)) },
		"facts": func() error {
			_, err := customer.Reduce(ctx, shop, q, &customer.Run{Workers: 1}, customer.Reducer[*int]{
				New: func() *int { return new(int) }, Row: func(*int, *customer.Row) error { return nil }})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	var buf, quoted bytes.Buffer
	if err := CSV(&buf, Rows(wideRows(benchRows)...)); err != nil {
		b.Fatal(err)
	}
	for line := range bytes.Lines(buf.Bytes()) {
		fmt.Fprintf(&quoted, "\"%s\"\n", bytes.ReplaceAll(bytes.TrimSpace(line), []byte(","), []byte("\",\"")))
	}
	for _, file := range []struct {
		name string
		data []byte
	}{{"export", buf.Bytes()}, {"export_quoted", quoted.Bytes()}} {
		b.Run(file.name, func(b *testing.B) {
			b.SetBytes(int64(len(file.data)))
			b.ReportAllocs()
			for b.Loop() {
				s := newScanner(bytes.NewReader(file.data))
				for err := error(nil); !errors.Is(err, io.EOF); _, err = s.Next() {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			perRow(b)
		})
	}
	b.Run("encoding_csv", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r := csv.NewReader(bytes.NewReader(buf.Bytes()))
			r.ReuseRecord = true
			for err := error(nil); !errors.Is(err, io.EOF); _, err = r.Read() {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
		perRow(b)
	})
	b.Run("gocsv", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var rows []wideRow
			if err := gocsv.UnmarshalCSV(NewSafeReader[wideRow](bytes.NewReader(buf.Bytes())), &rows); err != nil {
				b.Fatal(err)
			}
		}
		perRow(b)
	})
}

func BenchmarkParse(b *testing.B) {
	berlin, err := calendar.Zone("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	zoned, local, money := []byte("2024-05-06T07:08:09Z"), []byte("2024-05-06 07:08:09"), []byte("1234.50")
	b.Run("time", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ParseTime(zoned, nil)
		}
	})
	b.Run("local_time", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ParseTime(local, berlin)
		}
	})
	b.Run("amount", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ParseAmount(money)
		}
	})
}
