package export

import (
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/shopspring/decimal"
)

// An encoder writes the cells of one row after the other (X2). Nothing is
// allocated per row, but for amounts of more than 18 digits. It remembers the
// first cell that cannot be written.
type encoder struct {
	buf       []byte
	start     int // where the current row begins in buf
	cells     int // how many cells the current row has
	unguarded bool
	separator byte
	err       error // the first error of the current row
	errCell   int   // the cell that it belongs to
	dates     dates
}

// row writes the cells of a row, a struct that can be addressed.
func (e *encoder) row(row reflect.Value, columns []column) {
	for i := range columns {
		switch f := row.Field(columns[i].field); columns[i].kind {
		case textKind:
			e.text(f.String())
		case wordKind:
			e.word(f.String())
		case intKind:
			if f.CanInt() {
				e.int(f.Int())
			} else {
				e.put(strconv.AppendUint(e.buf, f.Uint(), 10))
			}
		case boolKind:
			e.bool(f.Bool())
		case timeKind:
			e.time(f.Addr().Interface().(*Time).Time)
		case dateKind:
			e.date(*f.Addr().Interface().(*calendar.Date))
		case amountKind:
			a := f.Addr().Interface().(*Amount)
			e.amount(a.Decimal, a.Places)
		}
	}
}

// text writes a text cell, guarded (X3) unless unguarded. NUL and what is not
// UTF-8 is written as U+FFFD, see the package.
func (e *encoder) text(s string) {
	e.cell(s, !e.unguarded && runsAsFormula(s))
}

// word writes a word of a fixed set, exempt from X3.
func (e *encoder) word(s string) {
	e.cell(s, false)
}

// cell writes a text. One that is too long to be read back is an error (X4).
func (e *encoder) cell(s string, guarded bool) {
	if b, err := appendText(e.buf, s, guarded); err != nil {
		e.putChecked(b, err)
	} else {
		e.put(b)
	}
}

// int writes a whole number.
func (e *encoder) int(n int64) {
	if 0 <= n && n <= 9 { // as most counts are
		e.put(append(e.buf, byte('0'+n)))
		return
	}
	e.put(strconv.AppendInt(e.buf, n, 10))
}

// bool writes true or false.
func (e *encoder) bool(b bool) {
	e.put(strconv.AppendBool(e.buf, b))
}

// time writes an instant as Time has it: UTC, zero = empty. A year outside 1 to
// 9999 in UTC is an error.
func (e *encoder) time(t time.Time) {
	b, err := appendTime(e.buf, t, &e.dates)
	e.putChecked(b, err)
}

// date writes a date as YYYY-MM-DD, zero = empty. A date that does not exist is
// an error.
func (e *encoder) date(d calendar.Date) {
	b, err := appendDate(e.buf, d)
	e.putChecked(b, err)
}

// amount writes an amount of money as Amount has it, with at least the given
// number of decimals.
func (e *encoder) amount(d decimal.Decimal, places int) {
	b, err := appendAmount(e.buf, d, places)
	e.putChecked(b, err)
}

// put takes the buffer with a new cell in it. Every cell ends with a separator,
// until it is known which one is the last.
func (e *encoder) put(b []byte) {
	e.buf = append(b, e.separator)
	e.cells++
}

// putChecked does what put does, but keeps the error for later.
func (e *encoder) putChecked(b []byte, err error) {
	if err != nil && e.err == nil {
		e.err, e.errCell = err, e.cells
	}
	e.put(b)
}

// end ends a row, which has a cell at least. A row that is nothing but one empty
// cell gets quotes, or it would be read as no row at all (X4).
func (e *encoder) end() {
	e.buf = e.buf[:len(e.buf)-1]
	if len(e.buf) == e.start {
		e.buf = append(e.buf, '"', '"')
	}
	e.buf = append(e.buf, '\n')
	e.start, e.cells = len(e.buf), 0
}

// reset makes room once the buffer has been written.
func (e *encoder) reset() { e.buf, e.start = e.buf[:0], 0 }

// The classes of bytes in a text cell, as bits.
const (
	quoting = 1 << iota // the cell needs quotes
	suspect             // NUL or not ASCII: look at it as UTF-8
)

// classes has the class of every byte of ASCII.
const classes = "\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x01\x00\x00\x01\x00\x00" + // tab, LF, CR
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00" + // the quote, the comma
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00" + // the semicolon
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"

// classOf returns the classes of all bytes of s together.
func classOf(s string) (all byte) {
	for i := range len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			all |= classes[c]
		} else {
			all |= suspect
		}
	}
	return all
}

// appendText appends a cell with quotes around a separator, a quote, a CR or an
// LF, and nowhere else. All separators count, not only the file's: a program that
// guesses another one must not split the cell (X3). A guarded cell gets one more
// apostrophe. A cell that is too long is an error (X4), and nothing is appended.
func appendText(b []byte, s string, guarded bool) ([]byte, error) {
	class := classOf(s)
	if class == 0 && !guarded && len(s) <= maxField {
		return append(b, s...), nil
	}
	quoted, odd := class&quoting != 0, class&suspect != 0 && !clean(s)
	if length(s, guarded, odd) > maxField {
		return b, errLong
	}
	if quoted {
		b = append(b, '"')
	}
	if guarded {
		b = append(b, '\'')
	}
	if quoted || odd {
		b = appendEscaped(b, s)
	} else {
		b = append(b, s...)
	}
	if quoted {
		b = append(b, '"')
	}
	return b, nil
}

// length returns how many bytes a cell has when it is read back.
func length(s string, guarded, odd bool) int {
	n := len(s)
	if guarded {
		n++
	}
	if !odd || n > maxField { // it does not get shorter
		return n
	}
	for rest := s; rest != ""; {
		c, size := utf8.DecodeRuneInString(rest)
		if c == 0 || c == utf8.RuneError {
			n += utf8.RuneLen(utf8.RuneError) - size
		}
		rest = rest[size:]
	}
	return n
}

// clean reports whether s is UTF-8 without NUL.
func clean(s string) bool {
	for i := range len(s) {
		if s[i] == 0 {
			return false
		}
	}
	return utf8.ValidString(s)
}

// appendEscaped doubles the quotes of s and replaces what CSV cannot hold.
func appendEscaped(b []byte, s string) []byte {
	for _, c := range s {
		switch c {
		case '"':
			b = append(b, '"', '"')
		case 0:
			b = utf8.AppendRune(b, utf8.RuneError)
		default:
			b = utf8.AppendRune(b, c)
		}
	}
	return b
}

// The seconds at which the years 1 and 10000 begin in UTC.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300800 - 1
)

// appendTime appends an instant as Time has it. Dates that are known, if any, are
// not calculated again.
func appendTime(b []byte, t time.Time, known *dates) ([]byte, error) {
	if t.IsZero() {
		return b, nil
	}
	sec := t.Unix()
	if sec < firstSecond || sec > lastSecond {
		return b, errTime
	}
	if t.Nanosecond() != 0 {
		return t.UTC().AppendFormat(b, time.RFC3339Nano), nil
	}
	seconds := uint64(sec - firstSecond)
	b = known.append(b, int(seconds/(24*60*60)), t)
	clock := uint32(seconds % (24 * 60 * 60))
	h, m, s := byte(clock/3600), byte(clock/60%60), byte(clock%60)
	return append(b, 'T', '0'+h/10, '0'+h%10, ':', '0'+m/10, '0'+m%10, ':', '0'+s/10, '0'+s%10, 'Z'), nil
}

// dates are the dates of some days, each at its number: the days of a file are
// few. Without them, writing all customers takes a tenth longer.
type dates [512]struct {
	day  int32 // from 1
	text [len("YYYY-MM-DD")]byte
}

// append appends the date of a day, which is that of t. Nil knows none.
func (c *dates) append(b []byte, day int, t time.Time) []byte {
	if c == nil {
		return appendDay(b, t)
	}
	known := &c[uint(day)%uint(len(c))]
	if known.day != int32(day+1) {
		known.day = int32(day + 1)
		appendDay(known.text[:0], t)
	}
	return append(b, known.text[:]...)
}

func appendDay(b []byte, t time.Time) []byte {
	year, month, day := t.UTC().Date()
	return appendYMD(b, year, int(month), day)
}

func appendYMD(b []byte, y, m, d int) []byte {
	return append(b, byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10),
		'-', byte('0'+m/10), byte('0'+m%10), '-', byte('0'+d/10), byte('0'+d%10))
}

// appendDate appends a date as YYYY-MM-DD, and nothing for the zero date.
func appendDate(b []byte, d calendar.Date) ([]byte, error) {
	if d.IsZero() {
		return b, nil
	}
	if !d.Valid() {
		return b, errDate
	}
	return appendYMD(b, d.Year, int(d.Month), d.Day), nil
}

// The bounds of an amount that a host supplies. Sums of amounts of 64 digits
// are far inside.
const (
	maxScale      = 256            // decimals, and zeros beyond the digits
	maxBits       = 4 * maxScale   // bits of the coefficient
	maxAmountText = 4*maxScale + 2 // characters that appendAmount can write
	fastDigits    = 18             // that many digits always fit an int64
)

// appendAmount appends d in plain decimals, with as many decimals as it needs
// and at least places. It bounds d before it formats anything.
func appendAmount(b []byte, d decimal.Decimal, places int) ([]byte, error) {
	exp := int(d.Exponent())
	if d.Sign() == 0 {
		exp = 0
	}
	if exp > maxScale || exp < -maxScale || places > maxScale {
		return b, errAmount
	}
	var room [fastDigits + 2]byte
	digits, err := appendCoefficient(room[:0], d)
	if err != nil {
		return b, err
	}
	if digits[0] == '-' {
		b, digits = append(b, '-'), digits[1:]
	}
	for exp < 0 && digits[len(digits)-1] == '0' {
		digits, exp = digits[:len(digits)-1], exp+1
	}
	whole := len(digits) + min(exp, 0) // how many digits stand before the point
	b = append(b, digits[:max(whole, 0)]...)
	if whole <= 0 {
		b = append(b, '0')
	}
	b = appendZeros(b, exp)
	decimals := max(0, -exp)
	if max(decimals, places) > 0 {
		b = append(b, '.')
		b = appendZeros(b, -whole)
		b = append(b, digits[max(whole, 0):]...)
		b = appendZeros(b, places-decimals)
	}
	return b, nil
}

// appendCoefficient appends the digits of d without its exponent.
func appendCoefficient(b []byte, d decimal.Decimal) ([]byte, error) {
	if d.NumDigits() <= fastDigits {
		return strconv.AppendInt(b, d.CoefficientInt64(), 10), nil
	}
	c := d.Coefficient()
	if c.BitLen() > maxBits {
		return b, errAmount
	}
	return c.Append(b, 10), nil
}

// appendZeros appends n zeros, none if n is negative.
func appendZeros(b []byte, n int) []byte {
	for range n {
		b = append(b, '0')
	}
	return b
}
