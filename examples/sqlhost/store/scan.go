package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/export"
	"github.com/shopspring/decimal"
)

// What can be wrong with a value in a database. The value is never repeated.
var (
	ErrFloat = errors.New("store: an amount is a floating-point number, which is not exact")
	ErrWord  = errors.New("store: a word that is none of its column's")
	ErrType  = errors.New("store: a value of another type than its column's")
)

// cell is what stands in a column, as a text: "" for NULL.
type cell string

// Scan takes what a driver gives.
func (c *cell) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*c = ""
	case string:
		*c = cell(v)
	case []byte:
		*c = cell(v)
	case int64:
		*c = cell(strconv.FormatInt(v, 10))
	case uint64:
		*c = cell(strconv.FormatUint(v, 10))
	case bool:
		*c = cell(strconv.FormatBool(v))
	case time.Time:
		*c = cell(v.UTC().Format(time.DateOnly)) // of a birthday: instants are read as texts or numbers
	case float64, float32:
		return ErrFloat
	default:
		return c.number(v)
	}
	return nil
}

// number takes the smaller integers that ClickHouse has.
func (c *cell) number(v any) error {
	switch v := v.(type) {
	case uint8, uint16, uint32, int8, int16, int32, int:
		*c = cell(fmt.Sprint(v))
	case *string:
		if *c = ""; v != nil {
			*c = cell(*v)
		}
	case *int64:
		if *c = ""; v != nil {
			*c = cell(strconv.FormatInt(*v, 10))
		}
	default:
		return fmt.Errorf("%w: %T", ErrType, v)
	}
	return nil
}

// bool returns a yes or a no; NULL and an empty cell mean no.
func (c cell) bool() (bool, error) { return export.ParseBool([]byte(c)) }

// date returns a birthday.
func (c cell) date() (calendar.Date, error) { return export.ParseDate([]byte(c)) }

// amount returns an exact decimal.
func (c cell) amount() (decimal.Decimal, error) { return export.ParseAmount([]byte(c)) }

// int returns a whole number; an empty cell is 0.
func (c cell) int() (int64, error) {
	if c == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(string(c), 10, 64)
	if err != nil {
		return 0, ErrType // strconv would repeat the value
	}
	return n, nil
}

// word returns the index of a word among several; the empty text has index 0.
func (c cell) word(words ...string) (int, error) {
	for i, w := range words {
		if string(c) == w {
			return i, nil
		}
	}
	return 0, ErrWord
}

// reader reads the cells of a row one after the other, and keeps the first error.
type reader struct {
	s     *Store
	cells []cell
	dest  []any
	next  int
	err   error
}

// newReader reads rows of n columns.
func (s *Store) newReader(n int) *reader {
	r := &reader{s: s, cells: make([]cell, n), dest: make([]any, n)}
	for i := range r.cells {
		r.dest[i] = column{r, i}
	}
	return r
}

// column is where a cell of a row goes.
type column struct {
	r *reader
	i int
}

// Scan takes what a driver gives. It keeps its error from database/sql, which would
// put the words of the statement around it.
func (c column) Scan(v any) error {
	if err := c.r.cells[c.i].Scan(v); err != nil && c.r.err == nil {
		c.r.err = fmt.Errorf("column %d: %w", c.i+1, err)
	}
	return nil
}

// row goes to the next row.
func (r *reader) row(rows *sql.Rows) error {
	r.next, r.err = 0, nil
	if err := rows.Scan(r.dest...); err != nil {
		return dialect.Fault(err)
	}
	return r.err
}

func (r *reader) cell() cell {
	r.next++
	return r.cells[r.next-1]
}

func (r *reader) text() string { return string(r.cell()) }

func (r *reader) id() customer.ID { return customer.ID(r.cell()) }

func (r *reader) channel() customer.Channel { return customer.Channel(r.cell()) }

func (r *reader) time() time.Time {
	return got(r, func(c cell) (time.Time, error) { return r.s.decode(c) })
}

func (r *reader) bool() bool { return got(r, cell.bool) }

func (r *reader) int() int { return int(got(r, cell.int)) }

func (r *reader) amount() decimal.Decimal { return got(r, cell.amount) }

func (r *reader) word(words ...string) int {
	return got(r, func(c cell) (int, error) { return c.word(words...) })
}

// got reads a cell, and notes which column is wrong.
func got[T any](r *reader, read func(cell) (T, error)) T {
	v, err := read(r.cell())
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("column %d: %w", r.next, err)
	}
	return v
}

func (s *Store) decode(c cell) (time.Time, error) { return s.d.Decode(s.m.Clock, string(c)) }
