package export

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Guard makes a text cell that a spreadsheet would run as a formula harmless
// (X3). Let r be the cell without its leading apostrophes. If r, after its
// leading Unicode white space, begins with one of = + - @, or if that white
// space holds a tab or a CR, Guard puts one more apostrophe in front. Any other
// cell is returned as it is. Unguard takes it back: Unguard(Guard(s)) == s for
// every s.
func Guard(cell string) string {
	if runsAsFormula(cell) {
		return "'" + cell
	}
	return cell
}

// Unguard removes one leading apostrophe from a cell that passes the test of
// Guard (X3). It is the reverse of Guard, not a cleaner: a cell that was never
// guarded, as "=1+1" in a file of another program, stays as it is.
func Unguard(cell string) string {
	if strings.HasPrefix(cell, "'") && runsAsFormula(cell) {
		return cell[1:]
	}
	return cell
}

// runsAsFormula reports whether a spreadsheet would run the cell (X3). The first byte
// decides the common case, a cell that begins with an ASCII letter or digit.
func runsAsFormula(cell string) bool {
	if cell == "" {
		return false
	}
	if c := cell[0]; c < utf8.RuneSelf && c > '@' || '0' <= c && c <= '9' {
		return false
	}
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
