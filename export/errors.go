package export

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// ErrCell reports a cell that cannot be read or written (X6). The error says what
// is wrong, and never repeats the cell.
var ErrCell = errors.New("export: not what the cell may hold")

// A cellError is what can be wrong with a cell. All of them are ErrCell.
type cellError string

const (
	errEmpty    cellError = "empty, but must not be"
	errTime     cellError = "not a time of the years 0001 to 9999: YYYY-MM-DD, or that, T or one space, hh:mm:ss, and optionally . with 1 to 9 digits, then Z or ±hh:mm"
	errDate     cellError = "not a date of the form YYYY-MM-DD"
	errBool     cellError = "not one of true, false, yes, no, 1, 0"
	errAmount   cellError = "not an amount: digits, optionally . and digits, within the bounds"
	errCurrency cellError = "not a currency: three capital ASCII letters"
	errWord     cellError = "not one of the words that this column may hold"
	errLong     cellError = "longer than 65536 bytes"
	errInt      cellError = "not a whole number in plain digits"
)

func (e cellError) Error() string { return "export: " + string(e) }

// Is reports whether the target is ErrCell.
func (e cellError) Is(target error) bool { return target == ErrCell }

// ErrRowType reports a row type that is not a flat struct of the field types that the
// package doc lists, each with one csv tag. It also reports a record whose number of cells
// is not that of the row type.
var ErrRowType = errors.New("export: not a row type")

// A Problem is one thing that is wrong with an input file (X6). Its text never
// holds a cell's value, nor the name of an unknown column.
type Problem struct {
	File   string // the file's name, empty if unknown
	Line   int    // the line on which the record begins, from 1; 1 for a file
	Column string // the column's name, empty if it is unknown or none
	Number int    // the column's place in the file, from 1; 0 for a whole record or file
	What   string // what is wrong
}

// Error returns "FILE:LINE: column NAME: what is wrong". An unknown column is
// named by its number; of a whole record or file there is no column. Without a
// file it begins with "line LINE: ".
func (p Problem) Error() string {
	what := p.What
	switch {
	case p.Column != "":
		what = "column " + p.Column + ": " + what
	case p.Number > 0:
		what = fmt.Sprintf("column %d: %s", p.Number, what)
	}
	if p.File == "" {
		return fmt.Sprintf("line %d: %s", p.Line, what)
	}
	return fmt.Sprintf("%s:%d: %s", shown(p.File), p.Line, what)
}

// shown returns the name of a file as one line shows it: in quotes if there is
// anything in it that does not print.
func shown(name string) string {
	if utf8.ValidString(name) && strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 {
		return name
	}
	return strconv.Quote(name)
}

// compare orders problems by file, line and place; those of a whole record come
// before those of its columns.
func (p Problem) compare(q Problem) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Number, q.Number))
}

// maxProblems is how many problems a Problems keeps; the rest it counts.
const maxProblems = 100

// Problems collects what is wrong with a set of files. The zero value is empty and works.
// It keeps the first 100 problems in the order of file, line and column, in whatever order
// they are found, and counts the others (X6). So a hopeless file costs no more memory than
// a bad one. It is not safe for concurrent use: give each goroutine its own and Merge them.
type Problems struct {
	kept []Problem
	more int
}

// MarshalText returns an error that names what to send in place of it.
func (p *Problems) MarshalText() ([]byte, error) {
	return redact.Unsent("an export.Problems", "the problems of its Err")
}

// Add adds a problem.
func (p *Problems) Add(x Problem) {
	i := len(p.kept)
	for i > 0 && x.compare(p.kept[i-1]) < 0 {
		i--
	}
	if i == maxProblems {
		p.more++
		return
	}
	if len(p.kept) == maxProblems {
		p.kept = p.kept[:maxProblems-1]
		p.more++
	}
	p.kept = slices.Insert(p.kept, i, x)
}

// Merge adds all problems of q. Merging in any order gives the same.
func (p *Problems) Merge(q *Problems) {
	for _, x := range q.kept {
		p.Add(x)
	}
	p.more += q.more
}

// Len returns how many problems were added, those not kept included.
func (p *Problems) Len() int { return len(p.kept) + p.more }

// List returns the problems that were kept, in order.
func (p *Problems) List() []Problem { return slices.Clone(p.kept) }

// Err returns p as an error, and nil if there are no problems.
func (p *Problems) Err() error {
	if p.Len() == 0 {
		return nil
	}
	return p
}

// Error returns one line a problem, at most 100, and then how many more.
func (p *Problems) Error() string {
	var b strings.Builder
	for i, x := range p.kept {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(x.Error())
	}
	switch p.more {
	case 0:
	case 1:
		b.WriteString("\nand 1 more problem")
	default:
		fmt.Fprintf(&b, "\nand %d more problems", p.more)
	}
	return b.String()
}

// Unwrap returns the problems that were kept, for errors.As.
func (p *Problems) Unwrap() []error {
	errs := make([]error, len(p.kept))
	for i, x := range p.kept {
		errs[i] = x
	}
	return errs
}

// reasonOf returns the text of an error for a Problem: the sentinels of this
// package without its name.
func reasonOf(err error) string { return strings.TrimPrefix(err.Error(), "export: ") }
