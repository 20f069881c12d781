package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/examples/internal/interrupt"
	"github.com/clientele-go/clientele/export"
)

// header returns the columns of a file of the input format for which some
// source here has values. Those that only some sources have come last: they are
// not written if no row has them.
func header(file string) []string {
	switch file {
	case "customers.csv":
		return []string{"id", "email", "name", "username", "created_at", "signed_up", "email_consent", "email_consent_at"}
	case "orders.csv":
		return []string{"id", "customer_id", "amount", "currency", "kind", "channel", "paid_at", "placed_at", "voided_at"}
	case "refunds.csv":
		return []string{"id", "order_id", "amount", "at"}
	case "logins.csv":
		return []string{"customer_id", "at"}
	case "messages.csv":
		return []string{"customer_id", "at", "direction", "channel"}
	case "tags.csv":
		return []string{"customer_id", "tag"}
	case "fields.csv":
		return []string{"customer_id", "name", "value", "at"}
	case "members.csv":
		return []string{"customer_id", "channel", "joined_at"}
	}
	return nil
}

// folderOut is the folder to be written, in memory.
type folderOut struct {
	files []*fileOut
}

type fileOut struct {
	name string
	rows [][]string
}

// add appends one row to a file. Cells that are not given are empty.
func (f *folderOut) add(file string, cells ...string) {
	i := slices.IndexFunc(f.files, func(o *fileOut) bool { return o.name == file })
	if i < 0 {
		i = len(f.files)
		f.files = append(f.files, &fileOut{name: file})
	}
	f.files[i].rows = append(f.files[i].rows, cells)
}

// rows returns the rows of a file.
func (f *folderOut) rows(file string) [][]string {
	for _, o := range f.files {
		if o.name == file {
			return o.rows
		}
	}
	return nil
}

// write writes the folder, which is made if it is not there. A CSV file of
// another conversion would be read with ours, so there may be none. Every file
// is written beside its place and moved at the end, customers.csv last: a
// folder that was interrupted has no customers.csv and is refused by the report.
func (f *folderOut) write(ctx context.Context, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		// In any case, for the folder may be that of a vendor's files.
		if name := fold(e.Name()); strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".csv.gz") {
			return fmt.Errorf("%s is in the folder already; give one without CSV files", shown(e.Name()))
		}
	}
	var b export.Batch
	defer b.Abort()
	last := func(o *fileOut) int { return map[bool]int{true: 1}[o.name == "customers.csv"] }
	files := slices.SortedStableFunc(slices.Values(f.files), func(x, y *fileOut) int { return last(x) - last(y) })
	for _, o := range files {
		write := func(w io.Writer) error { return o.write(interrupt.Writer(ctx, w)) }
		if err := b.Write(filepath.Join(folder, o.name), write); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return b.Commit()
}

// sweep removes what runs that were killed have left in a folder.
func sweep(folder string) error {
	var paths []string
	for _, name := range []string{"customers", "logins", "messages", "orders", "refunds", "actions", "tags", "fields", "members", "notifications", "tokens"} {
		paths = append(paths, filepath.Join(folder, name+".csv"))
	}
	return export.Sweep(paths...)
}

func (o *fileOut) write(out io.Writer) error {
	w := csv.NewWriter(out)
	width := o.width()
	if err := w.Write(header(o.name)[:width]); err != nil {
		return err
	}
	line := make([]string, width)
	for _, row := range o.rows {
		clear(line)
		copy(line, row)
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// width returns the number of columns up to the last in which some row has
// something.
func (o *fileOut) width() int {
	width := 1
	for _, row := range o.rows {
		for i := len(row) - 1; i >= width; i-- {
			if row[i] != "" {
				width = i + 1
			}
		}
	}
	return width
}
