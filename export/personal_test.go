package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/gdpr"
)

// personal is a holder whose records are texts that a person wrote.
type personal []string

var person = gdpr.Subject{ID: "c1", Email: "c1@example.org"}

func (personal) Name() gdpr.Name { return "account" }

func (p personal) Collect(context.Context, gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		for _, text := range p {
			r := gdpr.Record{Kind: "note", Origin: gdpr.Provided, Subject: person, Fields: []gdpr.RecordField{
				{Name: "text", Value: text}, {Name: "list", Value: []string{text}}, {Name: "bytes", Value: []byte(text)}, {Name: "number", Value: -7},
			}}
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (p personal) Count(context.Context, gdpr.Subject, time.Time) (gdpr.Count, error) {
	return gdpr.Count{Erasable: len(p)}, nil
}

func (personal) Erase(context.Context, gdpr.Subject, time.Time) error { return nil }

// personalView is the CSV view of a holder in the ZIP of a person's data (G2).
func personalView() exportedFile {
	f := exportedFile{name: "view of personal data", text: []bool{false, false, true, false, false, false}, cell: personalCell}
	f.write = func(w io.Writer, texts []string, guarded bool) error {
		q := gdpr.Export{Subject: person, At: noon}
		if !guarded {
			q.CSV = plainCSV
		}
		var b bytes.Buffer
		if _, err := (&gdpr.Registry{Identity: personal(texts), Customers: customer.Memory{}}).Export(context.Background(), &b, q); err != nil {
			return err
		}
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			return err
		}
		view, err := z.Open("csv/account.csv")
		if err != nil {
			return err
		}
		defer view.Close()
		_, err = io.Copy(w, view)
		return err
	}
	f.check = func(t *testing.T, data []byte, texts []string, guarded bool) {
		records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil || len(records) != len(texts)+1 || strings.Join(records[0], ",") != "kind,origin,text,list,bytes,number" {
			t.Fatalf("G2: the view has %d lines for %d records (%v)", len(records), len(texts), err)
		}
		for i, text := range texts {
			want, exact := personalCell(text)
			if guarded {
				want, exact = export.Guard(strings.ReplaceAll(want, "\x00", "\uFFFD")), true
			}
			want = strings.ReplaceAll(want, "\r\n", "\n") // by encoding/csv
			if got := records[i+1][2]; exact && got != want {
				t.Errorf("X4: the view: %q is read back as %q, want %q", text, got, want)
			}
		}
	}
	return f
}

// personalCell is a text as the view has it: what is not UTF-8 is written as in
// the document. Of a NUL nothing is said where the host's own writer writes it.
func personalCell(text string) (string, bool) {
	if !utf8.ValidString(text) {
		return `{"base64": "` + base64.StdEncoding.EncodeToString([]byte(text)) + `"}`, true
	}
	return text, !strings.Contains(text, "\x00")
}

// plainCSV writes cells as they are, for machines.
func plainCSV(w io.Writer, header []string, rows iter.Seq2[[]string, error]) error {
	c := csv.NewWriter(w)
	if err := c.Write(header); err != nil {
		return fmt.Errorf("the header: %w", err)
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
