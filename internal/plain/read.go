package plain

import (
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"
)

// problem is one thing wrong with the input.
type problem struct {
	file  string
	line  int
	place int // of the column, from 1; 0 if it is missing; -1 for a whole record or file
	name  string
	what  string
	row   bool // of a row, not of its file
}

// String returns FILE:LINE: column NAME: what is wrong.
func (p problem) String() string {
	if p.name == "" {
		return fmt.Sprintf("%s:%d: %s", p.file, p.line, p.what)
	}
	return fmt.Sprintf("%s:%d: column %s: %s", p.file, p.line, p.name, p.what)
}

// row is a record that fits its header.
type row struct {
	line  int
	cells map[string]string // by column
	bad   map[string]bool   // columns with a faulty cell
}

// table is a file that was read.
type table struct {
	file  string
	place map[string]int // of each column, from 1
	rows  []row
	whole bool // every record of it could be read
}

// reading is the folder being read.
type reading struct {
	loc      *time.Location
	tables   map[string]*table // by name without .csv
	problems []problem
}

// report notes a problem.
func (r *reading) report(file string, line, place int, name, what string) {
	r.problems = append(r.problems, problem{file, line, place, name, what, false})
}

// reject notes what is wrong with a row, whatever the other rows are.
func (r *reading) reject(file string, line, place int, name, what string) {
	r.problems = append(r.problems, problem{file, line, place, name, what, true})
}

// read reads the folder. It returns facts, or else problems. If bad rows are to be
// skipped, it also returns what is wrong with them.
func read(in Files, loc *time.Location, skip bool) (facts, []string, []problem) {
	r := &reading{loc: loc, tables: map[string]*table{}}
	var names []string
	for file := range in {
		names = append(names, file)
	}
	sort.Strings(names)
	for _, file := range names {
		r.open(in, file)
	}
	if _, plain := in["customers.csv"]; !plain {
		if _, zipped := in["customers.csv.gz"]; !zipped {
			r.report("customers.csv", 1, -1, "", "is missing")
		}
	}
	var left []problem
	if skip {
		left = r.skip()
		inOrder(left)
	} else {
		r.identities()
		r.references()
		r.refunds()
	}
	if len(r.problems) == 0 {
		return r.facts(), nil, left
	}
	inOrder(r.problems)
	var lines []string
	for _, p := range r.problems {
		lines = append(lines, p.String())
	}
	return facts{}, slices.Compact(lines), nil
}

// inOrder sorts problems by file, line and place.
func inOrder(list []problem) {
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if a.file != b.file {
			return a.file < b.file
		}
		if a.line != b.line {
			return a.line < b.line
		}
		return a.place < b.place
	})
}

// open reads one file of the folder.
func (r *reading) open(in Files, file string) {
	name, ok := strings.CutSuffix(strings.TrimSuffix(file, ".gz"), ".csv")
	if !ok {
		return // anything else is ignored
	}
	if _, known := schema[name]; !known {
		r.report(file, 1, -1, "", "is no file of this format")
		return
	}
	content := in[file]
	if strings.HasSuffix(file, ".gz") {
		if _, twice := in[name+".csv"]; twice {
			r.report(name+".csv", 1, -1, "", "is there in both spellings")
			return
		}
		z, err := gzip.NewReader(strings.NewReader(content))
		if err != nil {
			r.report(file, 1, -1, "", "is not a gzip file")
			return
		}
		b, err := io.ReadAll(z)
		if err != nil {
			r.report(file, 1, -1, "", "is not a whole gzip file")
			return
		}
		content = string(b)
	}
	r.file(file, name, content)
}

// file reads a file's header and rows.
func (r *reading) file(file, name, content string) {
	list := records(content)
	if len(list) == 0 {
		r.report(file, 1, -1, "", "has no header")
		return
	}
	columns, head := schema[name], list[0]
	t := &table{file: file, place: map[string]int{}, whole: true}
	if !r.header(t, columns, head) {
		return
	}
	r.tables[name] = t
	for _, rec := range list[1:] {
		if i, what := flaw(rec); what == "" && len(rec.cells) == len(head.cells) {
			t.rows = append(t.rows, r.row(t, columns, head.cells, rec))
			continue
		} else if i < len(head.cells) && rec.open {
			r.report(file, rec.line, i+1, title(columns, head.cells[i], i), what)
		} else if rec.open {
			r.report(file, rec.line, -1, "", what)
		} else if what != "" && i < len(head.cells) {
			r.reject(file, rec.line, i+1, title(columns, head.cells[i], i), what)
		} else {
			r.reject(file, rec.line, -1, "", "has not as many fields as the header")
		}
		t.whole = false
	}
}

// flaw says where a record cannot be read, if so.
func flaw(rec record) (i int, what string) {
	if rec.open {
		return len(rec.cells), "has a quote that is never closed"
	}
	for i, cell := range rec.cells {
		if what := broken(cell); what != "" {
			return i, what
		}
	}
	if rec.stray {
		return len(rec.cells), "has a stray quote"
	}
	return 0, ""
}

// title returns how a problem names a column; an unknown column is named by its
// number.
func title(columns []column, name string, i int) string {
	if _, known := find(columns, name); known {
		return name
	}
	return fmt.Sprint(i + 1)
}

// header checks the names of the columns and notes their places.
func (r *reading) header(t *table, columns []column, head record) bool {
	if i, what := flaw(head); what != "" {
		r.report(t.file, head.line, i+1, fmt.Sprint(i+1), what)
		return false
	}
	if len(head.cells) == 1 && strings.ContainsAny(head.cells[0], ";\t") {
		r.report(t.file, head.line, -1, "", "looks separated by a semicolon or a tab")
		return false
	}
	good := true
	seen := map[string]bool{}
	for i, cell := range head.cells {
		_, known := find(columns, cell)
		name, what := title(columns, cell, i), ""
		switch {
		case !known && !strings.HasPrefix(cell, "x_"):
			what = "is not a column of this file"
		case seen[cell]:
			what = "is there twice"
		}
		if what != "" {
			r.report(t.file, head.line, i+1, name, what)
			good = false
			continue
		}
		seen[cell] = true
		t.place[cell] = i + 1
	}
	for _, c := range columns {
		if c.must && !seen[c.name] {
			r.report(t.file, head.line, 0, c.name, "is missing")
			good = false
		}
	}
	return good
}

// row checks the cells of a record.
func (r *reading) row(t *table, columns []column, head []string, rec record) row {
	w := row{line: rec.line, cells: map[string]string{}, bad: map[string]bool{}}
	for i, cell := range rec.cells {
		c, known := find(columns, head[i])
		w.cells[head[i]] = cell
		if what := c.fault(cell, r.loc); known && what != "" {
			r.reject(t.file, rec.line, i+1, head[i], what)
			w.bad[head[i]] = true
		}
	}
	return w
}

// broken says what no cell of any column may be.
func broken(cell string) string {
	switch {
	case len(cell) > 65536:
		return "is over 65,536 bytes"
	case strings.ContainsRune(cell, 0):
		return "has a NUL"
	case !utf8.ValidString(cell):
		return "is not UTF-8"
	}
	return ""
}
