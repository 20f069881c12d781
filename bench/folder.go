package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/clientele-go/clientele/export/folder"
	"github.com/shopspring/decimal"
)

// folderFiles are the tables with the columns of their files, in the order in
// which load hands them over, and what DuckDB makes of them for its tables.
var folderFiles = map[string]struct{ header, selected string }{
	"customers": {"id,email,username,name,created_at,signed_up,birthday,favorite,last_device,facebook,twitter,google,email_consent,email_consent_at", "*"},
	"logins":    {"customer_id,at", "coalesce(nullif(customer_id, 'guest'), ''), \"at\""},
	"messages":  {"customer_id,at,direction,channel", "coalesce(nullif(customer_id, 'guest'), ''), \"at\", direction, channel"},
	"orders": {"id,customer_id,amount,currency,kind,channel,placed_at,paid_at,voided_at,checkout_link",
		"id, coalesce(nullif(customer_id, 'guest'), ''), * EXCLUDE (id, customer_id)"},
	"refunds":       {"id,order_id,at,amount", "*"},
	"tags":          {"customer_id,tag", "*"},
	"fields":        {"customer_id,name,value,at", "customer_id, name, coalesce(value, ''), \"at\""},
	"members":       {"customer_id,channel,joined_at", "*"},
	"notifications": {"id,name,active,frequency,channel", "*"},
	"tokens":        {"notification_id,customer_id,subscribed_at,expires_at,stopped_at", "*"},
}

// folder makes every report of a folder of CSV files: by the library, and by
// DuckDB, which reads the files into its tables and is asked the same.
func (b *Bench) folder(ctx context.Context) error {
	b.leave() // the facts are read from the files
	dir := filepath.Join(b.Dir, "folder")
	w := Generate(b.Customers, b.UUID)
	w.Arrange(ByTime)
	if err := writeFolder(dir, dated(w)); err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	contenders := []Contender{{Name: libraryName, Run: func(ctx context.Context) (func() (Answer, error), error) {
		f, err := folder.Read(ctx, os.DirFS(dir), folder.Options{})
		if err != nil {
			return nil, err
		}
		l := library{dir: b.Dir, shop: &shop{customers: f.Customer(), engagement: f.Engagement(), subscription: f.Subscription(), notify: f.Notify()}}
		return l.Ask(ctx, Full)
	}}}
	for threads, name := range []string{1: duckdb1, 2: duckdb2} {
		if threads == 0 || !chosen(b.Engines, name) {
			continue
		}
		contenders = append(contenders, Contender{Name: name, Run: func(ctx context.Context) (func() (Answer, error), error) {
			_, d, err := newDuckDB(ctx)
			if err != nil {
				return nil, err
			}
			defer d.db.Close()
			duck := &duckDB{d, name, threads, b.Dir}
			if err := duck.Around(func() error { return duck.readFolder(ctx, dir) }); err != nil {
				return nil, err
			}
			return duck.Ask(ctx, Full)
		}})
	}
	return b.Race(ctx, "folder", contenders...)
}

// dated dates the facts that must have a date in a folder: logins, messages and
// refunds.
func dated(w *World) *World {
	for i := range w.Logins {
		if w.Logins[i].At.IsZero() {
			w.Logins[i].At = begin
		}
	}
	for i := range w.Messages {
		if w.Messages[i].At.IsZero() {
			w.Messages[i].At = begin
		}
	}
	for i := range w.Orders {
		for j := range w.Orders[i].Refunds {
			if r := &w.Orders[i].Refunds[j]; r.At.IsZero() {
				r.At = w.Orders[i].PaidAt
			}
		}
	}
	return w
}

// readFolder fills the tables from the files, every column with its type.
func (d *duckDB) readFolder(ctx context.Context, dir string) error {
	for table, f := range folderFiles {
		var columns []string
		for _, name := range strings.Split(f.header, ",") {
			columns = append(columns, fmt.Sprintf("'%s': '%s'", name, columnType(name)))
		}
		_, err := d.db.ExecContext(ctx, fmt.Sprintf(
			"INSERT INTO %s SELECT %s FROM read_csv('%s', header = true, auto_detect = false, delim = ',', quote = '\"', columns = {%s}, timestampformat = '%%Y-%%m-%%dT%%H:%%M:%%SZ')",
			table, f.selected, filepath.Join(dir, table+".csv"), strings.Join(columns, ", ")))
		if err != nil {
			return fmt.Errorf("%s.csv: %w", table, err)
		}
	}
	return nil
}

func columnType(name string) string {
	switch {
	case name == "at" || strings.HasSuffix(name, "_at"):
		return "TIMESTAMP"
	case name == "birthday":
		return "DATE"
	case name == "signed_up" || name == "favorite" || name == "active" || name == "checkout_link":
		return "BOOLEAN"
	case name == "amount":
		return "DECIMAL(18, 2)"
	}
	return "VARCHAR"
}

// writeFolder writes the facts as the files that package folder reads.
func writeFolder(dir string, w *World) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return load(w, func(table string, rows func(row func(...any) error) error) error {
		return toFile(filepath.Join(dir, table+".csv"), func(f io.Writer) error {
			out := bufio.NewWriterSize(f, 1<<20)
			fmt.Fprintln(out, folderFiles[table].header)
			var line []byte
			guests := table == "logins" || table == "messages"
			err := rows(func(row ...any) error {
				line = line[:0]
				for i, cell := range row {
					if i > 0 {
						line = append(line, ',')
					}
					if n := len(line); i == 0 && guests {
						if line = appendCell(line, cell); len(line) == n {
							line = append(line, "guest"...)
						}
						continue
					}
					line = appendCell(line, cell)
				}
				_, err := out.Write(append(line, '\n'))
				return err
			})
			if err != nil {
				return err
			}
			return out.Flush()
		})
	})
}

// appendCell writes a cell; nothing in a generated shop needs quotes.
func appendCell(b []byte, cell any) []byte {
	switch c := cell.(type) {
	case nil:
		return b
	case time.Time:
		if c.IsZero() {
			return b
		}
		return c.AppendFormat(b, time.RFC3339)
	case birthday:
		return time.Time(c).AppendFormat(b, time.DateOnly)
	case decimal.Decimal:
		return append(b, c.StringFixed(2)...)
	}
	return fmt.Append(b, cell)
}
