package gdpr

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// document writes data.json (G2): version, mode, at, subject, and for every
// holder its records with kind, origin and data. It is strict JSON: each key
// once, valid UTF-8, numbers with all their digits, times RFC 3339 in UTC.
func (a *archive) document(out io.Writer, holders []Holder) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "{\n\"version\": 1,\n\"mode\": %q,\n\"at\": %q,\n\"subject\": {\"id\": %s, \"email\": %s},\n\"holders\": [",
		a.q.Mode.String(), stamp(a.q.At), text(nil, string(a.q.Subject.ID)), text(nil, string(a.q.Subject.Email)))
	for i, h := range holders {
		comma(w, i)
		fmt.Fprintf(w, "{\"name\": %q, \"records\": [", string(h.Name()))
		if err := a.documentRecords(w, h); err != nil {
			return err
		}
		_, _ = w.WriteString("]}")
	}
	_, _ = w.WriteString("\n]\n}\n")
	return w.Flush() // has the error of the writes before it
}

func (a *archive) documentRecords(w *bufio.Writer, h Holder) error {
	v := view{holder: h, sum: sha256.New()}
	counted, err := count(a.ctx, h, a.q.Subject, a.q.At)
	if err != nil {
		return err
	}
	collected := 0
	var line []byte
	for rec, err := range a.records(h, &collected) {
		if err != nil {
			return err
		}
		line = rec.append(line[:0])
		comma(w, v.records)
		if _, err := w.Write(line); err != nil {
			return err
		}
		v.sum.Write(line)
		v.records++
		for _, f := range rec.Fields {
			if !slices.Contains(v.columns, f.Name) {
				v.columns = append(v.columns, f.Name)
			}
		}
	}
	// What is written cannot be taken back, so the count alone is asked for again.
	for i := 1; i < tries && counted.total() != collected; i++ {
		if counted, err = count(a.ctx, h, a.q.Subject, a.q.At); err != nil {
			return err
		}
	}
	if counted.total() != collected {
		return fail("counting", h.Name(), ErrCount)
	}
	a.views = append(a.views, v)
	a.manifest.Holders = append(a.manifest.Holders, HolderCount{h.Name(), v.records})
	return nil
}

// comma separates elements, one a line.
func comma(w *bufio.Writer, i int) {
	if i > 0 {
		_ = w.WriteByte(',')
	}
	_ = w.WriteByte('\n')
}

// append appends a record as JSON on one line.
func (r *Record) append(b []byte) []byte {
	b = append(b, `{"kind": "`...)
	b = append(b, r.Kind...)
	b = append(b, `", "origin": "`...)
	b = append(b, r.Origin.String()...)
	b = append(b, `", "data": {`...)
	for i, f := range r.Fields {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, '"')
		b = append(b, f.Name...)
		b = append(b, `": `...)
		b = f.append(b)
	}
	return append(b, "}}"...)
}

// append appends a value, which is valid, as JSON.
func (f *RecordField) append(b []byte) []byte {
	switch v := f.Value.(type) {
	case string:
		return text(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case json.Number:
		return append(b, v...)
	case time.Time:
		return append(append(append(b, '"'), stamp(v)...), '"')
	case []byte:
		return binary(b, string(v))
	case []string:
		b = append(b, '[')
		for i, s := range v {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = text(b, s)
		}
		return append(b, ']')
	}
	return append(b, "null"...)
}

// text appends a string as JSON, without changing a character.
func text(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		return binary(b, s)
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string and a buffer never fail
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}

// binary appends bytes as {"base64": "…"}.
func binary(b []byte, s string) []byte {
	b = append(b, `{"base64": "`...)
	b = base64.StdEncoding.AppendEncode(b, []byte(s))
	return append(b, `"}`...)
}

// stamp spells an instant; the zero time, being unknown (T7), is empty.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
