package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"time"
)

// JSON writes the rows as an array, one row to a line, with the names of the CSV
// columns. Rows stream: memory does not grow with their number. Unknown is null, a
// word is a string, an amount is a string beside its currency. An error of the
// sequence, of a row or of w ends the writing and is returned, wrapped with how many
// rows came before it; what w got until then is not JSON, so write to files with
// WriteFile or Batch (X5).
//
// A single row or report needs no help: json.Marshal writes it the same way.
func JSON[T any](w io.Writer, rows iter.Seq2[T, error]) error {
	buf := bytes.NewBufferString("[")
	n := 0
	for row, err := range rows {
		if err == nil {
			var text []byte
			if text, err = json.Marshal(row); err == nil {
				if n > 0 {
					buf.WriteByte(',')
				}
				buf.WriteByte('\n')
				buf.Write(text)
			}
		}
		if err != nil {
			return fmt.Errorf("export: after %d rows: %w", n, err)
		}
		if n++; buf.Len() >= writeSize {
			if err := writeAll(w, buf.Bytes()); err != nil {
				return fmt.Errorf("export: after %d rows: %w", n, err)
			}
			buf.Reset()
		}
	}
	buf.WriteString("\n]\n")
	if err := writeAll(w, buf.Bytes()); err != nil {
		return fmt.Errorf("export: after %d rows: %w", n, err)
	}
	return nil
}

// MarshalJSON writes the text as a string, and the empty text as null.
func (t Text) MarshalJSON() ([]byte, error) { return orNull(string(t)) }

// MarshalJSON writes the word as a string, and the empty word as null.
func (w Word) MarshalJSON() ([]byte, error) { return orNull(string(w)) }

// MarshalJSON writes the number, and the empty one as null.
func (n Number) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return json.Marshal(json.Number(n))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Number) UnmarshalJSON(data []byte) error {
	var read json.Number
	err := json.Unmarshal(data, &read)
	if err == nil {
		*n = Number(read)
	}
	return err
}

func orNull(s string) ([]byte, error) {
	if s == "" {
		return []byte("null"), nil
	}
	return json.Marshal(s)
}

// MarshalJSON writes the instant in UTC as CSV has it, and the zero time as null. A
// year outside 1 to 9999 is an ErrCell.
func (t Time) MarshalJSON() ([]byte, error) {
	text, err := t.MarshalCSV()
	if err != nil {
		return nil, err
	}
	return orNull(text)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Time) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return errTime
	}
	read, err := ParseTime([]byte(text), time.UTC)
	if err == nil {
		t.Time = read
	}
	return err
}

// MarshalText writes what MarshalCSV does, for XML and for the keys of a map. Without it,
// the method of time.Time would write the zero time as the year 1.
func (t Time) MarshalText() ([]byte, error) {
	text, err := t.MarshalCSV()
	return []byte(text), err
}

// UnmarshalText reads what MarshalText writes.
func (t *Time) UnmarshalText(text []byte) error { return t.UnmarshalCSV(string(text)) }

// MarshalJSON writes the amount as a string, as CSV has it: a number could lose
// digits. The errors are those of MarshalCSV.
func (a Amount) MarshalJSON() ([]byte, error) {
	text, err := a.MarshalCSV()
	if err != nil {
		return nil, err
	}
	return json.Marshal(text)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (a *Amount) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return errAmount
	}
	return a.UnmarshalCSV(text)
}
