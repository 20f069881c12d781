package program

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// width is how many columns of a terminal the summary takes.
const width = 78

// page writes the summary: headings, cards, tables, bars. Its first error
// sticks and is told by flush.
type page struct{ w *bufio.Writer }

func newPage(w io.Writer) page { return page{bufio.NewWriter(w)} }

func (p page) flush() error { return p.w.Flush() }

func (p page) line(format string, args ...any) { fmt.Fprintf(p.w, format+"\n", args...) }

// title opens the summary.
func (p page) title(s string) {
	p.line("%s", s)
	p.line("%s", strings.Repeat("═", width))
}

// heading opens a section.
func (p page) heading(s string) {
	p.line("")
	p.line("── %s %s", s, strings.Repeat("─", max(0, width-4-columns(s))))
	p.line("")
}

// note prints a remark under a table, wrapped.
func (p page) note(format string, args ...any) {
	indent := "  "
	text := indent
	for _, word := range strings.Fields(fmt.Sprintf(format, args...)) {
		if columns(text)+1+columns(word) > width && text != indent {
			p.line("%s", text)
			text = indent
		}
		if text != indent {
			text += " "
		}
		text += word
	}
	p.line("%s", text)
}

// card is one number with its name.
type card struct {
	label string
	value int
	note  string
}

// cards puts numbers side by side, four in a row.
func (p page) cards(all ...card) {
	const perRow = 4
	for len(all) > 0 {
		row := all[:min(perRow, len(all))]
		all = all[len(row):]
		p.cardRow(row)
	}
}

func (p page) cardRow(row []card) {
	const w = 19
	edge := func(l, r string) string {
		return strings.TrimRight(strings.Repeat(l+strings.Repeat("─", w-2)+r+" ", len(row)), " ")
	}
	cells := func(text func(card) string) string {
		var b strings.Builder
		for _, c := range row {
			b.WriteString("│" + pad(" "+clip(text(c), w-3), w-2, false) + "│ ")
		}
		return strings.TrimRight(b.String(), " ")
	}
	p.line("%s", edge("╭", "╮"))
	p.line("%s", cells(func(c card) string { return thousands(c.value) }))
	p.line("%s", cells(func(c card) string { return c.label }))
	for _, c := range row {
		if c.note != "" {
			p.line("%s", cells(func(c card) string { return c.note }))
			break
		}
	}
	p.line("%s", edge("╰", "╯"))
}

// table prints rows under a head. Columns whose name begins with ">" are
// numbers and set to the right. A column named "|" holds a count and is drawn
// as a bar.
func (p page) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		p.line("  (nothing)")
		return
	}
	widths, peak := measure(head, rows)
	p.row(head, head, widths, 0)
	for _, r := range rows {
		p.row(head, r, widths, peak)
	}
}

// maxCell is the widest cell of a table; longer text is clipped for display.
const maxCell = 34

func measure(head []string, rows [][]string) (widths []int, peak int) {
	widths = make([]int, len(head))
	for i, h := range head {
		widths[i] = columns(strings.TrimPrefix(h, ">"))
		for _, r := range rows {
			if h == "|" {
				n, _ := strconv.Atoi(r[i])
				peak = max(peak, n)
				continue
			}
			widths[i] = max(widths[i], min(maxCell, columns(printable(r[i]))))
		}
	}
	return widths, peak
}

func (p page) row(head, cells []string, widths []int, peak int) {
	var b strings.Builder
	for i, h := range head {
		b.WriteString("  ")
		switch {
		case h == "|" && peak == 0:
		case h == "|":
			n, _ := strconv.Atoi(cells[i])
			b.WriteString(bar(n, peak, max(10, width-columns(b.String()))))
		default:
			cell := clip(printable(strings.TrimPrefix(cells[i], ">")), maxCell)
			b.WriteString(pad(cell, widths[i], strings.HasPrefix(h, ">")))
		}
	}
	p.line("%s", strings.TrimRight(b.String(), " "))
}

// bar returns n of peak as a bar of at most w columns, in eighths of a column.
// A value other than zero always shows.
func bar(n, peak, w int) string {
	if n <= 0 || peak <= 0 {
		return ""
	}
	eighths := max(1, int(float64(n)/float64(peak)*float64(w*8)+0.5))
	s := strings.Repeat("█", eighths/8)
	if r := eighths % 8; r > 0 {
		s += string([]rune("▏▎▍▌▋▊▉")[r-1])
	}
	return s
}

// thousands writes 1234567 as 1,234,567.
func thousands(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// plural returns a number and a noun in the singular or plural, such as "1
// order" or "2 orders".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + one + "s"
}

// oneLine makes what is written printable, but for line ends and tabs.
type oneLine struct{ w io.Writer }

func (l oneLine) Write(p []byte) (int, error) {
	lines := strings.SplitAfter(string(p), "\n")
	for i, line := range lines {
		text, end := strings.CutSuffix(line, "\n")
		parts := strings.Split(text, "\t")
		for j := range parts {
			parts[j] = printable(parts[j])
		}
		if lines[i] = strings.Join(parts, "\t"); end {
			lines[i] += "\n"
		}
	}
	if _, err := io.WriteString(l.w, strings.Join(lines, "")); err != nil {
		return 0, err
	}
	return len(p), nil
}

// printable makes text safe to show on a terminal: control characters, which
// could move the cursor or change colours, become dots.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '·'
		}
		return r
	}, s)
}

// columns returns how many columns a text takes on a terminal.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// runeColumns: marks take none, East Asian wide characters two.
func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return 2
	}
	return 1
}

// clip cuts text to n columns.
func clip(s string, n int) string {
	used, end := 0, 0 // the text up to end leaves room for the sign that it was cut
	for i, r := range s {
		if used <= n-1 {
			end = i
		}
		if used += runeColumns(r); used > n {
			return s[:end] + "…"
		}
	}
	return s
}

// pad fills text up to n columns, on the left if it is to stand right.
func pad(s string, n int, right bool) string {
	fill := strings.Repeat(" ", max(0, n-columns(s)))
	if right {
		return fill + s
	}
	return s + fill
}

// field prints a line of a page, a label and its text, wrapped.
func (p page) field(label, text string) {
	const indent = 20
	line := pad("  "+label, indent, false)
	for i, word := range strings.Fields(printable(text)) {
		if i > 0 && columns(line)+1+columns(word) > width {
			p.line("%s", line)
			line = strings.Repeat(" ", indent)
		} else if i > 0 {
			line += " "
		}
		line += word
	}
	p.line("%s", line)
}

// number returns a count in a form for people, or a plain one if the bars are
// drawn.
func number(n int) string { return thousands(n) }
func plain(n int) string  { return strconv.Itoa(n) }
