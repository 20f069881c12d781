package gdpr

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// view writes the CSV view of a holder: kind, origin, then every field that
// any of its records has. A field that a record lacks, and null, is empty;
// texts stand as they are, lists and bytes as JSON, and so do texts that are not
// UTF-8 (X2).
func (a *archive) view(w io.Writer, v *view) error {
	header := []string{"kind", "origin"}
	for _, c := range v.columns {
		header = append(header, string(c))
	}
	write := a.q.CSV
	if write == nil {
		write = writeCSV
	}
	again := view{sum: sha256.New()}
	var failed error // of the rows, which the host's writer might not pass on
	rows := func(yield func([]string, error) bool) {
		var line []byte
		for rec, err := range a.records(v.holder, new(int)) {
			if err != nil {
				failed = err
				yield(nil, err)
				return
			}
			line = rec.append(line[:0])
			again.sum.Write(line)
			again.records++
			if !yield(rec.row(v.columns), nil) {
				return
			}
		}
	}
	err := guarded(func() error { return write(w, header, rows) })
	switch {
	case failed != nil:
		return failed
	case err != nil:
		return err
	case again.records != v.records, !bytes.Equal(again.sum.Sum(nil), v.sum.Sum(nil)):
		return fail("collecting", v.holder.Name(), ErrChanged)
	}
	return nil
}

// row returns a record as cells.
func (r *Record) row(columns []FieldName) []string {
	row := make([]string, 2+len(columns))
	row[0], row[1] = string(r.Kind), r.Origin.String()
	for i, c := range columns {
		for j := range r.Fields {
			if r.Fields[j].Name == c {
				row[2+i] = r.Fields[j].cell()
			}
		}
	}
	return row
}

// cell returns a value as the text of a cell.
func (f *RecordField) cell() string {
	switch v := f.Value.(type) {
	case nil:
		return ""
	case string:
		if utf8.ValidString(v) {
			return v
		}
	}
	return strings.Trim(string(f.append(nil)), `"`)
}

// writeCSV writes the CSV of an Export that has no writer of its own. Every
// cell is guarded, negative numbers too: the document is for machines, this
// view is for spreadsheets. A NUL becomes U+FFFD: a spreadsheet that drops it
// would run what follows.
func writeCSV(w io.Writer, header []string, rows iter.Seq2[[]string, error]) error {
	out := bufio.NewWriter(w)
	writeLine(out, header)
	for row, err := range rows {
		if err != nil {
			return err
		}
		for i, cell := range row {
			row[i] = strings.ReplaceAll(cell, "\x00", "\uFFFD")
			if runs(row[i]) {
				row[i] = "'" + row[i]
			}
		}
		writeLine(out, row)
	}
	return out.Flush()
}

// writeLine writes a record; the writer remembers its error. Cells with a comma, a
// semicolon or a tab are quoted: a program may guess any of them as the separator
// (X3).
func writeLine(w *bufio.Writer, cells []string) {
	for i, cell := range cells {
		if i > 0 {
			w.WriteByte(',')
		}
		if strings.ContainsAny(cell, ",;\t\"\r\n") {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		w.WriteString(cell)
	}
	w.WriteByte('\n')
}

// runs reports whether a spreadsheet would run a cell (X3): without leading
// apostrophes and white space it begins with = + - @, or a tab or CR leads.
func runs(cell string) bool {
	for _, c := range strings.TrimLeft(cell, "'") {
		switch {
		case c == '=', c == '+', c == '-', c == '@', c == '\t', c == '\r':
			return true
		case !unicode.IsSpace(c):
			return false
		}
	}
	return false
}
