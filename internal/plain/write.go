package plain

import (
	"math/big"
	"strings"
	"time"
	"unicode"
)

// sheet is a CSV file being written.
type sheet struct{ b strings.Builder }

// row writes one record: quotes only where needed, round what any separator may
// be (X3), and round a lone empty field (X4).
func (s *sheet) row(cells ...string) {
	for i, c := range cells {
		if i > 0 {
			s.b.WriteByte(',')
		}
		if strings.ContainsAny(c, ",;\t\"\r\n") || (c == "" && len(cells) == 1) {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		s.b.WriteString(c)
	}
	s.b.WriteByte('\n')
}

// readable reports whether our own reader would take every cell of every file
// (X4).
func readable(out Files) bool {
	for _, content := range out {
		for _, rec := range records(content) {
			for _, cell := range rec.cells {
				if len(cell) > 65536 {
					return false
				}
			}
		}
	}
	return true
}

// guardedText makes a text cell that cannot run as a formula (X3).
func guardedText(cell string) string {
	r := strings.TrimLeft(cell, "'")
	after := strings.TrimLeftFunc(r, unicode.IsSpace)
	space := r[:len(r)-len(after)]
	if strings.ContainsAny(space, "\t\r") {
		return "'" + cell
	}
	if after != "" && strings.ContainsRune("=+-@", rune(after[0])) {
		return "'" + cell
	}
	return cell
}

// stamp writes a time; an unknown one is empty.
func stamp(x time.Time) string {
	if x.IsZero() {
		return ""
	}
	return x.UTC().Format("2006-01-02T15:04:05.999999999") + "Z"
}

// yesNo writes a boolean.
func yesNo(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// decimals returns the number of decimals that ISO 4217 gives a currency (R2).
func decimals(currency string) int {
	switch {
	case strings.Contains("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", currency):
		return 0
	case strings.Contains("BHD IQD JOD KWD LYD OMR TND", currency):
		return 3
	case strings.Contains("CLF UYW", currency):
		return 4
	}
	return 2
}

// plainAmount writes an amount with at least the currency's decimals and as many as
// exactness needs.
func plainAmount(amount *big.Rat, currency string) string {
	for n := decimals(currency); ; n++ {
		s := amount.FloatString(n)
		if back, _ := new(big.Rat).SetString(s); back.Cmp(amount) == 0 {
			return s
		}
	}
}
