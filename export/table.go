package export

import (
	"errors"
	"io"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/shopspring/decimal"
)

// A Table reads an input file row by row, by the names of its columns, strictly
// and in bounded memory (X6).
//
// The file is UTF-8 with or without BOM and begins with a header. Lines end with
// LF or CRLF; the last one may end without, or with a lone CR. A line without any
// character is skipped, "" is a row. Cells are taken as written, but CRLF inside a
// quoted one is read as LF (X4).
//
// A record is wrong if it has a bare quote in an unquoted field, text after a
// closing quote, a quote that is still open at the end of the file, a NUL, invalid
// UTF-8, a field of more than 65,536 bytes, or another number of fields than the
// header, which has at most 1,000.
//
// What is wrong goes into Problems, with file, line and column, and the table goes
// on. Next passes over a wrong record. The method that reads a cell notes what is
// wrong with it, and Accept reports whether the row is good. Every record is read,
// and accepted or rejected.
//
//	t := export.NewTable("logins.csv", r, columns, &problems)
//	for t.Next() {
//		login := Login{Customer: t.Text(0), At: t.Time(1, loc)}
//		if t.Accept() {
//			logins = append(logins, login)
//		}
//	}
//
// The number of a cell is the place of its column in columns, not in the file.
// A column that the file does not have is empty in every row.
type Table struct {
	file     string
	scanner  *scanner
	columns  []InputColumn
	problems *Problems
	skip     func(Problem) // takes the problems of rows, if not nil

	at       []int    // of each column, its place in the file, or -1
	names    []string // of each place in the file, the column's name
	filled   []int    // the columns with no empty cell
	fields   [][]byte
	open     bool // the header was good, and the file has not ended
	begun    bool
	err      error
	bad      bool // the current row was found wrong
	current  bool // there is a current row
	read     int
	rejected int
	interned map[string]string
	amounts  map[string]decimal.Decimal
}

// NewTable returns a Table on r, which is the named file. Nothing is read yet.
func NewTable(file string, r io.Reader, columns []InputColumn, problems *Problems) *Table {
	return &Table{file: file, scanner: newScanner(r), columns: columns, problems: problems}
}

// SkipRows gives the problems of rows to skip, and not to the Problems that NewTable was
// given. Those then hold the problems of the file alone. If there are none, the accepted
// rows can be used as if the others were not there (X6). A wrong header is a problem of the
// file, and so is an error of the reader. A quote that is never closed is one as well,
// because the records after it cannot be told apart. Call SkipRows before the first Next.
func (t *Table) SkipRows(skip func(Problem)) { t.skip = skip }

// Next goes to the next record that is not wrong, and reports whether there is
// one. An empty cell in a Required column is noted here. It returns false at
// the end of the file, at once for one whose header is wrong, and on an error
// of the reader; the Problems say which.
func (t *Table) Next() bool {
	if t.current && t.bad {
		t.rejected++
	}
	t.current, t.bad = false, false
	if !t.begun {
		t.begun, t.open = true, t.header()
	}
	for t.open {
		fields, ok := t.record()
		if !ok {
			continue
		}
		t.read++
		t.fields, t.current, t.bad = fields, true, false
		for _, i := range t.filled {
			if len(t.Cell(i)) == 0 {
				t.Reject(i, errEmpty)
			}
		}
		return true
	}
	return false
}

// header reads the header, and reports whether rows may follow.
func (t *Table) header() bool {
	fields, err := t.scanner.Next()
	if err != nil {
		t.fail(err)
		return false
	}
	var bad []Problem
	t.at, t.names, bad = match(t.columns, fields, t.scanner.separator)
	for i, c := range t.columns {
		if c.Required && !c.Blank {
			t.filled = append(t.filled, i)
		}
	}
	for _, p := range bad {
		p.File, p.Line = t.file, t.scanner.Line()
		t.problems.Add(p)
	}
	return len(bad) == 0
}

// record reads the next record; if there is none that is good, it closes the
// table or notes the problem.
func (t *Table) record() ([][]byte, bool) {
	fields, err := t.scanner.Next()
	if err == nil {
		return fields, true
	}
	var p Problem
	switch {
	case errors.Is(err, io.EOF):
		t.open = false
	case errors.As(err, &p):
		t.read++
		t.rejected++
		t.fail(err)
	default:
		t.open = false
		t.fail(err)
	}
	return nil, false
}

// fail notes what the scanner says. An error of the reader is one of the file.
func (t *Table) fail(err error) {
	var p Problem
	if !errors.As(err, &p) {
		t.err = err
		t.problems.Add(Problem{File: t.file, Line: 1, What: "the file cannot be read: " + err.Error()})
		return
	}
	p.File = t.file
	if 0 < p.Number && p.Number <= len(t.names) {
		p.Column = t.names[p.Number-1]
	}
	if t.at == nil || t.scanner.open { // of the header, or of all that follows
		t.problems.Add(p)
		return
	}
	t.note(p)
}

// note notes a problem of a row.
func (t *Table) note(p Problem) {
	if t.skip != nil {
		t.skip(p)
	} else {
		t.problems.Add(p)
	}
}

// Err returns the error of the reader, nil if the file was read to its end.
func (t *Table) Err() error { return t.err }

// Line returns the line on which the current row begins.
func (t *Table) Line() int { return t.scanner.Line() }

// Counts returns how many records were read, without the header, and how many of them were
// rejected: by its syntax, or by Reject. The others were accepted. The counts are complete
// once Next has returned false.
func (t *Table) Counts() (read, rejected int) {
	if t.current && t.bad {
		return t.read, t.rejected + 1
	}
	return t.read, t.rejected
}

// Accept reports whether nothing was found wrong with the current row.
func (t *Table) Accept() bool { return t.current && !t.bad }

// Reject notes that cell i of the current row is wrong, and why. The error must
// not hold the cell's value.
func (t *Table) Reject(i int, err error) {
	t.bad = true
	t.note(t.Problem(i, err))
}

// Problem returns what Reject would note, for callers who find out about cell i
// later than in the current row.
func (t *Table) Problem(i int, err error) Problem {
	return Problem{File: t.file, Line: t.Line(), Column: t.columns[i].Name, Number: t.at[i] + 1, What: reasonOf(err)}
}

// Cell returns cell i of the current row, as written; it is valid until Next.
func (t *Table) Cell(i int) []byte {
	if j := t.at[i]; j >= 0 {
		return t.fields[j]
	}
	return nil
}

// Text returns cell i as a string of its own.
func (t *Table) Text(i int) string { return string(t.Cell(i)) }

// The bounds of what Name and Amount remember.
const (
	maxNames   = 4096
	maxNameLen = 64
	maxAmounts = 1 << 15
)

// Name returns what Text does, for columns that repeat a few values, such as channels and
// tags: equal short ones share one string.
func (t *Table) Name(i int) string {
	cell := t.Cell(i)
	if s, ok := t.interned[string(cell)]; ok {
		return s
	}
	s := string(cell)
	if len(s) > maxNameLen || len(t.interned) >= maxNames {
		return s
	}
	if t.interned == nil {
		t.interned = map[string]string{}
	}
	t.interned[s] = s
	return s
}

// Time reads cell i with ParseTime, and rejects it on an error. The zero time
// that is written out is the same as an empty cell (T7), also where a cell must
// not be empty.
func (t *Table) Time(i int, loc *time.Location) time.Time {
	v, err := ParseTime(t.Cell(i), loc)
	if err == nil && !v.IsZero() {
		return v
	}
	if c := t.columns[i]; err == nil && v.IsZero() && c.Required && !c.Blank {
		err = errEmpty
	}
	return checked(t, i, v, err)
}

// Date reads cell i with ParseDate, and rejects it on an error.
func (t *Table) Date(i int) calendar.Date {
	v, err := ParseDate(t.Cell(i))
	return checked(t, i, v, err)
}

// Bool reads cell i with ParseBool, and rejects it on an error.
func (t *Table) Bool(i int) bool {
	v, err := ParseBool(t.Cell(i))
	return checked(t, i, v, err)
}

// Amount reads cell i with ParseAmount, and rejects it on an error. Amounts
// repeat: most equal ones share their digits.
func (t *Table) Amount(i int) decimal.Decimal {
	cell := t.Cell(i)
	if v, ok := t.amounts[string(cell)]; ok {
		return v
	}
	v, err := ParseAmount(cell)
	if err == nil && len(t.amounts) < maxAmounts {
		if t.amounts == nil {
			t.amounts = map[string]decimal.Decimal{}
		}
		t.amounts[string(cell)] = v
	}
	return checked(t, i, v, err)
}

// Currency reads cell i with parseCurrency, and rejects it on an error.
func (t *Table) Currency(i int) string {
	if _, err := parseCurrency(t.Cell(i)); err != nil {
		return checked(t, i, "", err)
	}
	return t.Name(i)
}

// Word reads cell i with parseWord, and rejects it on an error.
func (t *Table) Word(i int, words ...string) string {
	v, err := parseWord(t.Cell(i), words...)
	return checked(t, i, v, err)
}

// checked notes an error of cell i. An empty cell of a Required column was
// noted by Next and is not noted again.
func checked[V any](t *Table, i int, v V, err error) V {
	if err == nil {
		return v
	}
	if c := t.columns[i]; !c.Required || c.Blank || len(t.Cell(i)) > 0 {
		t.Reject(i, err)
	}
	return v
}
