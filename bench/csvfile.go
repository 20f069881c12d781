package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
)

// csv writes the lines of all customers to a file, in customer order, and reads
// them back.
func (b *Bench) csv(ctx context.Context) error {
	rows, err := customerRows(ctx, b.with(ByCustomer))
	if err != nil {
		return err
	}
	path := func(name string) string { return filepath.Join(b.Dir, strings.ReplaceAll(name, "/", " ")+".rows.csv") }
	if err := writeRows(path("source"), rows); err != nil {
		return err
	}
	bytes, err := os.ReadFile(path("source"))
	if err != nil {
		return err
	}
	writes := func(name string, write func(ctx context.Context, path string) error) Contender {
		return Contender{Name: name, Run: func(ctx context.Context) (func() (Answer, error), error) {
			err := write(ctx, path(name))
			return func() (Answer, error) {
				defer os.Remove(path(name))
				return sumOfLines(path(name))
			}, err
		}}
	}
	reads := func(name string, read func(path string) (columnSums, error)) Contender {
		return Contender{Name: name, Run: func(context.Context) (func() (Answer, error), error) {
			s, err := read(path("source"))
			return func() (Answer, error) { return s.answer(), nil }, err
		}}
	}
	writers := []Contender{
		writes(libraryName, func(_ context.Context, path string) error { return writeRows(path, rows) }),
		writes("encoding/csv", func(_ context.Context, path string) error { return writeByHand(path, rows) }),
		writes("the same bytes", func(_ context.Context, path string) error { return writeBytes(path, bytes) }),
	}
	readers := []Contender{reads(libraryName, readTable), reads("encoding/csv", readByHand)}
	for threads, name := range []string{1: duckdb1, 2: duckdb2} {
		if name == "" || !b.takesPart(name) {
			continue
		}
		_, d, err := newDuckDB(ctx)
		if err != nil {
			return err
		}
		defer d.db.Close()
		duck := &duckDB{d, name, threads, b.Dir}
		if err := duck.readInto(ctx, "listed", path("source")); err != nil {
			return err
		}
		w, r := writes(name, func(ctx context.Context, path string) error { return duck.copyTable(ctx, "listed", path) }), Contender{Name: name}
		r.Run = func(ctx context.Context) (func() (Answer, error), error) {
			s, err := duck.sums(ctx, path("source"))
			return func() (Answer, error) { return s.answer(), nil }, err
		}
		w.Around, r.Around = duck.Around, duck.Around
		writers, readers = append(writers, w), append(readers, r)
	}
	if err := b.Race(ctx, "csv write", writers...); err != nil {
		return err
	}
	return b.Race(ctx, "csv read", readers...)
}

// customerRows are the lines of all customers.
func customerRows(ctx context.Context, w *World) ([]export.CustomerRow, error) {
	rows := make([]export.CustomerRow, 0, len(w.Customers))
	q := customerQuery
	for d, err := range customer.Digests(ctx, repository{World: w}.customers(), q) {
		if err != nil {
			return nil, err
		}
		if d.Known {
			rows = append(rows, export.NewCustomerRow(d.Row(&q)))
		}
	}
	return rows, nil
}

func writeRows(path string, rows []export.CustomerRow) error {
	return toFile(path, func(w io.Writer) error {
		out := export.NewWriter[export.CustomerRow](w)
		out.Options = encoding()
		if err := out.WriteAll(rows); err != nil {
			return err
		}
		return out.Flush()
	})
}

func writeByHand(path string, rows []export.CustomerRow) error {
	return toFile(path, func(w io.Writer) error {
		out := csv.NewWriter(w)
		out.Write(csvColumns)
		record := make([]string, len(csvColumns))
		for i := range rows {
			r := &rows[i]
			record = append(record[:0], r.ID, r.DisplayName, string(r.Identity), r.Email, string(r.EmailConsent), string(r.Status), r.LastDevice,
				r.Birthday.String(), timeCell(r.CreatedAt.Time), timeCell(r.LastUsage.Time), timeCell(r.LastLogin.Time), strconv.FormatBool(r.Favorite),
				r.Facebook, r.Twitter, r.Google, strconv.Itoa(r.Shares), strconv.Itoa(r.Comments), strconv.Itoa(r.Redemptions), strconv.Itoa(r.Pushes),
				strconv.Itoa(r.PaidOrders), timeCell(r.LastPaidAt.Time))
			if err := out.Write(record); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
}

func writeBytes(path string, all []byte) error {
	return toFile(path, func(w io.Writer) error {
		for len(all) > 0 {
			n := min(64<<10, len(all))
			if _, err := w.Write(all[:n]); err != nil {
				return err
			}
			all = all[n:]
		}
		return nil
	})
}

func toFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	return f.Close()
}

// columnSums is what whoever reads the file makes of it: something of every
// column, so that every cell is read as what it is.
type columnSums struct {
	rows, letters, birthdays, favorites, numbers int
	seconds                                      int64
}

func (s *columnSums) answer() (a Answer) {
	a.line("read %+v", *s)
	return a
}

func (s *columnSums) time(t time.Time) {
	if !t.IsZero() {
		s.seconds += t.Unix()
	}
}

// The places of the columns by type.
var (
	textPlaces   = []int{0, 1, 3, 6, 12, 13, 14}
	wordPlaces   = []int{2, 4, 5}
	timePlaces   = []int{8, 9, 10, 20}
	numberPlaces = []int{15, 16, 17, 18, 19}
)

const birthdayPlace, favoritePlace = 7, 11

// readTable reads with the library's own reader.
func readTable(path string) (s columnSums, err error) {
	f, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer f.Close()
	columns := make([]export.Column, len(csvColumns))
	for i, name := range csvColumns {
		columns[i].Name = name
	}
	var problems export.Problems
	t := export.NewTable("customers.csv", f, columns, &problems)
	err = export.ReadParts(t, 0, sumOfRows, func(part columnSums) error {
		s.add(&part)
		return nil
	})
	if err == nil {
		err = problems.Err()
	}
	return s, err
}

// sumOfRows reads the rows of a part.
func sumOfRows(t *export.Table) (s columnSums) {
	for t.Next() {
		for _, i := range textPlaces {
			s.letters += len(t.Cell(i))
		}
		s.letters += len(t.Word(2, "registered", "anonymous")) + len(t.Word(4, "", "yes", "no")) +
			len(t.Word(5, "sleeper", "quiet", "active", "very active"))
		for _, i := range timePlaces {
			s.time(t.Time(i, nil))
		}
		for _, i := range numberPlaces {
			n, err := strconv.Atoi(string(t.Cell(i)))
			if err != nil {
				t.Reject(i, err)
			}
			s.numbers += n
		}
		if !t.Date(birthdayPlace).IsZero() {
			s.birthdays++
		}
		if t.Bool(favoritePlace) {
			s.favorites++
		}
		if t.Accept() {
			s.rows++
		}
	}
	return s
}

func (s *columnSums) add(o *columnSums) {
	s.rows += o.rows
	s.letters += o.letters
	s.birthdays += o.birthdays
	s.favorites += o.favorites
	s.numbers += o.numbers
	s.seconds += o.seconds
}

// readByHand reads with encoding/csv.
func readByHand(path string) (s columnSums, err error) {
	f, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.ReuseRecord = true
	if _, err := in.Read(); err != nil {
		return s, err
	}
	for {
		record, err := in.Read()
		if err == io.EOF {
			return s, nil
		}
		if err != nil {
			return s, err
		}
		s.rows++
		for _, places := range [][]int{textPlaces, wordPlaces} {
			for _, i := range places {
				s.letters += len(record[i])
			}
		}
		for _, i := range timePlaces {
			if record[i] == "" {
				continue
			}
			t, err := time.Parse(time.RFC3339Nano, record[i])
			if err != nil {
				return s, err
			}
			s.time(t)
		}
		for _, i := range numberPlaces {
			n, err := strconv.Atoi(record[i])
			if err != nil {
				return s, err
			}
			s.numbers += n
		}
		if record[birthdayPlace] != "" {
			if _, err := time.Parse(time.DateOnly, record[birthdayPlace]); err != nil {
				return s, err
			}
			s.birthdays++
		}
		favorite, err := strconv.ParseBool(record[favoritePlace])
		if err != nil {
			return s, err
		}
		if favorite {
			s.favorites++
		}
	}
}

// typed is the file as DuckDB reads it, with a type for every column.
func typed(path string) string {
	types := make([]string, len(csvColumns))
	for i := range types {
		types[i] = "VARCHAR"
	}
	for _, i := range timePlaces {
		types[i] = "TIMESTAMP"
	}
	for _, i := range numberPlaces {
		types[i] = "INTEGER"
	}
	types[birthdayPlace], types[favoritePlace] = "DATE", "BOOLEAN"
	columns := ""
	for i, name := range csvColumns {
		columns += fmt.Sprintf("'%s': '%s', ", name, types[i])
	}
	return fmt.Sprintf("read_csv('%s', header = true, auto_detect = false, delim = ',', quote = '\"', columns = {%s}, timestampformat = '%%Y-%%m-%%dT%%H:%%M:%%SZ')",
		path, columns[:len(columns)-2])
}

func (d *duckDB) readInto(ctx context.Context, table, path string) error {
	_, err := d.db.ExecContext(ctx, "CREATE TABLE "+table+" AS FROM "+typed(path))
	return err
}

func (d *duckDB) copyTable(ctx context.Context, table, path string) error {
	_, err := d.db.ExecContext(ctx, fmt.Sprintf("COPY %s TO '%s' (FORMAT csv, HEADER, TIMESTAMPFORMAT '%%Y-%%m-%%dT%%H:%%M:%%SZ')", table, path))
	return err
}

func (d *duckDB) sums(ctx context.Context, path string) (s columnSums, err error) {
	letters, seconds, numbers := "0", "0", "0"
	for _, i := range append(textPlaces[:len(textPlaces):len(textPlaces)], wordPlaces...) {
		letters += " + coalesce(strlen(" + csvColumns[i] + "), 0)"
	}
	for _, i := range timePlaces {
		seconds += " + coalesce(epoch_us(" + csvColumns[i] + ") // 1000000, 0)"
	}
	for _, i := range numberPlaces {
		numbers += " + " + csvColumns[i]
	}
	row := d.db.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(*), sum(%s)::BIGINT, count(birthday), count(*) FILTER (WHERE favorite), sum(%s)::BIGINT, sum(%s)::BIGINT FROM %s`,
		letters, numbers, seconds, typed(path)))
	err = row.Scan(&s.rows, &s.letters, &s.birthdays, &s.favorites, &s.numbers, &s.seconds)
	return s, err
}
