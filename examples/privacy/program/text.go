package program

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/shopspring/decimal"
)

// printer prints; its first error sticks.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	for _, l := range strings.Split(fmt.Sprintf(format, args...), "\n") {
		if p.err == nil {
			_, p.err = fmt.Fprintln(p.w, strings.TrimRight("  "+l, " "))
		}
	}
}

func (p *printer) title(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) heading(s string) { p.title("\n── %s\n", s) }

func (p *printer) row(name string, n int) { p.line("%-16s %7s", name, thousands(n)) }

// compared prints the report before and after.
func (p *printer) compared(c compared) {
	p.heading("The report, before and after")
	p.line("%-20s %13s %13s %13s", "", "before", "after", "the customer")
	for _, f := range c.figures {
		p.line("%-20s %13s %13s %13s", f.name, amount(f.before, f.digits), amount(f.after, f.digits), amount(f.alone, f.digits))
	}
	p.line("")
	if len(c.errs) > 0 {
		return
	}
	p.line("Before is after and the customer, in every line. Of the %s", plural(c.lines, "line"))
	p.line("of customers and their revenue %d are gone, all theirs; the others are the", c.gone)
	p.line("same to the byte.")
}

// amount returns a number for people to read: exact, and with at least the
// given number of decimals.
func amount(d decimal.Decimal, digits int) string {
	whole, fraction, _ := strings.Cut(d.StringFixed(max(int32(digits), -d.Exponent())), ".")
	for len(fraction) > digits && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	sign, n := "", strings.TrimPrefix(whole, "-")
	if n != whole {
		sign = "-"
	}
	for i := len(n) - 3; i > 0; i -= 3 {
		n = n[:i] + "," + n[i:]
	}
	if fraction != "" {
		n += "." + fraction
	}
	return sign + n
}

func thousands(n int) string { return amount(decimal.NewFromInt(int64(n)), 0) }

// plural returns a number and a noun in the singular or plural, such as "1 row"
// or "2 rows".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + one + "s"
}

func clock(t time.Time) string { return t.UTC().Format("Mon 2 Jan 2006, 15:04 MST") }

// printable returns a text that cannot move a terminal's cursor.
func printable(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
