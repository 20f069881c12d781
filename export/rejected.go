package export

import (
	"iter"
	"slices"
	"strconv"
)

// RejectedRow is a line of rejected.csv: one problem of a row of the input that
// was left out (X6). It never holds a cell's value.
type RejectedRow struct {
	File   Word `csv:"file" json:"file"`     // as it was found
	Line   int  `csv:"line" json:"line"`     // where the record begins
	Column Word `csv:"column" json:"column"` // its name, or its number if it is unknown; empty: the record
	Reason Word `csv:"reason" json:"reason"` // what is wrong
}

// Rejected returns the rows of rejected.csv: the problems by file, line and the column's
// place.
func Rejected(problems []Problem) iter.Seq2[RejectedRow, error] {
	sorted := slices.Clone(problems)
	slices.SortStableFunc(sorted, Problem.compare)
	return mapRows(sorted, func(p Problem) RejectedRow {
		column := p.Column
		if column == "" && p.Number > 0 {
			column = strconv.Itoa(p.Number)
		}
		return RejectedRow{Word(shown(p.File)), p.Line, Word(column), Word(p.What)}
	})
}
