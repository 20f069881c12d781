package gdpr_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/gdpr"
)

func export(t testing.TB, r *gdpr.Registry, q gdpr.Export) ([]byte, gdpr.Manifest) {
	t.Helper()
	var b bytes.Buffer
	m, err := r.Export(ctx, &b, q)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m
}

// fixed is a holder with these records, whoever asks.
type fixed struct {
	holder
	records []gdpr.Record
}

func (f *fixed) Collect(context.Context, gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		for _, r := range f.records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (f *fixed) Count(context.Context, gdpr.Subject, time.Time) (gdpr.Count, error) {
	return gdpr.Count{Erasable: len(f.records)}, nil
}

func onlyHolder(records ...gdpr.Record) *gdpr.Registry {
	return &gdpr.Registry{Customers: customer.Memory{}, Identity: &fixed{holder{newStores("account"), "account"}, records}}
}

func record(fields ...gdpr.RecordField) gdpr.Record {
	return gdpr.Record{Kind: "profile", Origin: gdpr.Provided, Subject: anna, Fields: fields}
}

func TestG2ArchiveIsComplete(t *testing.T) {
	s := newStores("logins", "scores", "account")
	for i := range s.facts["scores"] {
		s.facts["scores"][i].origin = gdpr.Inferred
	}
	r := s.registry()
	b, m := export(t, r, gdpr.Export{Subject: anna, At: at(1)})
	got := files(t, b)
	if want := 4; len(got) != want {
		t.Errorf("G2: %d files, want %d: data, two views, manifest", len(got), want)
	}
	for _, f := range m.Files {
		sum := sha256.Sum256([]byte(got[f.Name]))
		if hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(got[f.Name])) != f.Bytes {
			t.Errorf("G2: the manifest is wrong on %s", f.Name)
		}
	}
	var inside gdpr.Manifest
	if err := json.Unmarshal([]byte(got["manifest.json"]), &inside); err != nil || len(inside.Files) != 3 {
		t.Errorf("G2: the manifest inside: %+v, %v", inside, err)
	}
	if want := []gdpr.HolderCount{{Name: "account", Records: 1}, {Name: "logins", Records: 1}, {Name: "scores", Records: 0}}; !slices.Equal(m.Holders, want) {
		t.Errorf("G2: portability covers %v, want %v: nothing inferred", m.Holders, want)
	}
	if _, m := export(t, r, gdpr.Export{Subject: anna, At: at(1), Mode: gdpr.Access}); m.Holders[2].Records != 1 {
		t.Error("G2: access covers what was inferred too")
	}
	if strings.Contains(got["data.json"], "bert") {
		t.Error("G2: somebody else is in the export")
	}
	silent(t, "the manifest", got["manifest.json"])
	again, _ := export(t, s.registry(), gdpr.Export{Subject: anna, At: at(1)})
	if !bytes.Equal(b, again) {
		t.Error("G2: the same records give other bytes")
	}
}

func TestG2DocumentIsLossless(t *testing.T) {
	when := time.Date(2024, 2, 29, 1, 2, 3, 4, time.FixedZone("", 3600))
	r := onlyHolder(record(
		gdpr.RecordField{Name: "text", Value: "<ä&\u2028\x00\"\\"},
		gdpr.RecordField{Name: "bytes", Value: "\xff\x00"},
		gdpr.RecordField{Name: "big", Value: int64(9007199254740993)},
		gdpr.RecordField{Name: "money", Value: json.Number("1.10")},
		gdpr.RecordField{Name: "when", Value: when},
		gdpr.RecordField{Name: "yes", Value: true},
		gdpr.RecordField{Name: "none", Value: nil},
		gdpr.RecordField{Name: "list", Value: []string{"a", "b,c"}},
	))
	b, _ := export(t, r, gdpr.Export{Subject: anna, At: at(1)})
	var doc struct {
		Version  int
		Mode, At string
		Subject  struct{ ID, Email string }
		Holders  []struct {
			Name    string
			Records []struct {
				Kind, Origin string
				Data         map[string]json.RawMessage
			}
		}
	}
	d := json.NewDecoder(strings.NewReader(files(t, b)["data.json"]))
	d.DisallowUnknownFields()
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"bytes": `{"base64": "/wA="}`, "big": "9007199254740993", "money": "1.10",
		"when": `"2024-02-29T00:02:03.000000004Z"`, "yes": "true", "none": "null", "list": `["a", "b,c"]`,
	}
	data := doc.Holders[0].Records[0].Data
	for name, v := range want {
		if string(data[name]) != v {
			t.Errorf("G2: %s is %s, want %s", name, data[name], v)
		}
	}
	var text string
	if err := json.Unmarshal(data["text"], &text); err != nil || text != "<ä&\u2028\x00\"\\" {
		t.Errorf("G2: a text came back as %q (%v)", text, err)
	}
	if doc.Subject.ID != string(anna.ID) || doc.Subject.Email != string(anna.Email) || doc.Mode != "portability" {
		t.Error("G2: the head of the document is wrong")
	}
}

func TestG2ForeignAndBadRecordsAbort(t *testing.T) {
	foreign := record()
	foreign.Subject = bert
	byAddress, sameAddress := record(), record()
	byAddress.Subject = gdpr.Subject{Email: bert.Email}
	sameAddress.Subject = gdpr.Subject{Email: " ANNA.CANARY@example.org "}
	longer, shorter, capitals, namesake := record(), record(), record(), record()
	longer.Subject, shorter.Subject = gdpr.Subject{ID: anna.ID + "1"}, gdpr.Subject{ID: anna.ID[:len(anna.ID)-1]}
	capitals.Subject = gdpr.Subject{ID: "C-ANNA-CANARY"}
	namesake.Subject = gdpr.Subject{ID: "c-namesake", Email: anna.Email}
	unowned := record()
	unowned.Subject = gdpr.Subject{}
	noOrigin := record()
	noOrigin.Origin = 0
	for _, c := range []struct {
		why string
		rec gdpr.Record
		err error
	}{
		{"another ID", foreign, gdpr.ErrForeign},
		{"an ID that begins with the subject's", longer, gdpr.ErrForeign},
		{"an ID with which the subject's begins", shorter, gdpr.ErrForeign},
		{"the ID in capitals", capitals, gdpr.ErrForeign},
		{"another ID with the subject's address", namesake, gdpr.ErrForeign},
		{"another address", byAddress, gdpr.ErrForeign},
		{"nobody's", unowned, gdpr.ErrForeign},
		{"the address, by its key", sameAddress, nil},
		{"no origin", noOrigin, gdpr.ErrRecord},
		{"a field twice", record(gdpr.RecordField{Name: "a"}, gdpr.RecordField{Name: "a"}), gdpr.ErrRecord},
		{"a field's name", record(gdpr.RecordField{Name: "a b"}), gdpr.ErrRecord},
		{"a value of another type", record(gdpr.RecordField{Name: "a", Value: 1.5}), gdpr.ErrRecord},
		{"not a number", record(gdpr.RecordField{Name: "a", Value: json.Number("1 ")}), gdpr.ErrRecord},
	} {
		var b bytes.Buffer
		m, err := onlyHolder(record(), c.rec).Export(ctx, &b, gdpr.Export{Subject: anna, At: at(1)})
		wants(t, "G2: "+c.why, err, c.err)
		if c.err == nil {
			continue
		}
		if !strings.Contains(err.Error(), `"account"`) {
			t.Errorf("G2: the error does not name the holder: %v", err)
		}
		if _, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len())); err == nil || m.Version != 0 {
			t.Errorf("G2: %s: an aborted export left something usable", c.why)
		}
	}
}

func TestG2Questions(t *testing.T) {
	ok := newStores("account").registry()
	twice := newStores("account", "account").registry()
	unsafe := newStores("../x", "account").registry()
	device := newStores("nul", "account").registry()
	for _, c := range []struct {
		why string
		r   *gdpr.Registry
		q   gdpr.Export
		err error
	}{
		{"no instant", ok, gdpr.Export{Subject: anna}, calendar.ErrAsOf},
		{"no subject", ok, gdpr.Export{At: at(1)}, gdpr.ErrSubject},
		{"no mode", ok, gdpr.Export{Subject: anna, At: at(1), Mode: 2}, gdpr.ErrMode},
		{"the zero registry", &gdpr.Registry{}, gdpr.Export{Subject: anna, At: at(1)}, gdpr.ErrRegistry},
		{"a name twice", twice, gdpr.Export{Subject: anna, At: at(1)}, gdpr.ErrRegistry},
		{"an unsafe name", unsafe, gdpr.Export{Subject: anna, At: at(1)}, gdpr.ErrRegistry},
		{"a device's name", device, gdpr.Export{Subject: anna, At: at(1)}, gdpr.ErrRegistry},
	} {
		_, err := c.r.Export(ctx, io.Discard, c.q)
		wants(t, "G1, G2: "+c.why, err, c.err)
	}
}

// Nobody's record is not the record of a subject without an address.
func TestG2NobodysRecordIsForeign(t *testing.T) {
	unowned := record()
	unowned.Subject = gdpr.Subject{}
	_, err := onlyHolder(unowned).Export(ctx, io.Discard, gdpr.Export{Subject: gdpr.Subject{ID: anna.ID}, At: at(1)})
	wants(t, "G2", err, gdpr.ErrForeign)
}

func TestG2ViewsCannotRun(t *testing.T) {
	cells := []string{"=1+1", "+1", "-1", "@a", " =1", "\t=1", "'=1", "\r", "\u00a0=1", "a=1", "1", "x\r\ny", `"`, ","}
	var records []gdpr.Record
	for _, c := range cells {
		records = append(records, record(gdpr.RecordField{Name: "text", Value: c}))
	}
	b, _ := export(t, onlyHolder(records...), gdpr.Export{Subject: anna, At: at(1)})
	rows, err := csv.NewReader(strings.NewReader(files(t, b)["csv/account.csv"])).ReadAll()
	if err != nil || len(rows) != len(cells)+1 {
		t.Fatalf("X2: %d rows, %v", len(rows), err)
	}
	for i, c := range cells {
		want := c
		if i < 9 {
			want = "'" + c
		}
		if got := rows[i+1][2]; got != strings.ReplaceAll(want, "\r\n", "\n") {
			t.Errorf("X3: %q is written as %q, want %q", c, got, want)
		}
	}
}

// A view is UTF-8 (X2): what is not, and bytes, stand there as they do in the
// document; a text that looks like it is told from it by nothing being lost there.
func TestG2ViewsAreUTF8(t *testing.T) {
	b, _ := export(t, onlyHolder(record(
		gdpr.RecordField{Name: "broken", Value: "Anna \xff"}, gdpr.RecordField{Name: "bytes", Value: []byte{0xff, 0}},
		gdpr.RecordField{Name: "text", Value: "Ännä"}, gdpr.RecordField{Name: "list", Value: []string{"ä", "\xff"}},
	)), gdpr.Export{Subject: anna, At: at(1)})
	view := files(t, b)["csv/account.csv"]
	rows, err := csv.NewReader(strings.NewReader(view)).ReadAll()
	if err != nil || !utf8.ValidString(view) || len(rows) != 2 {
		t.Fatalf("X2: %q, %v", view, err)
	}
	want := []string{"profile", "provided", `{"base64": "QW5uYSD/"}`, `{"base64": "/wA="}`, "Ännä", `["ä", {"base64": "/w=="}]`}
	if !slices.Equal(rows[1], want) {
		t.Errorf("X2: the row is %q, want %q", rows[1], want)
	}
}

// A host's own CSV writer gets header and rows, and cannot hide an error.
func TestG2InjectedCSV(t *testing.T) {
	var header []string
	q := gdpr.Export{Subject: anna, At: at(1)}
	q.CSV = func(w io.Writer, h []string, rows iter.Seq2[[]string, error]) error {
		header = h
		_, err := io.WriteString(w, "mine")
		for range rows {
		}
		return err
	}
	b, _ := export(t, newStores("account").registry(), q)
	if files(t, b)["csv/account.csv"] != "mine" || !slices.Equal(header, []string{"kind", "origin", "text"}) {
		t.Errorf("G2: the writer got %q", header)
	}
	s, n := newStores("account"), 0
	s.inject = func(op string, do func() error) error {
		if n++; n == 2 {
			return errors.New("anna-canary failed")
		}
		return do()
	}
	_, err := s.registry().Export(ctx, io.Discard, q)
	if err == nil {
		t.Error("G2: a writer hid that the rows failed")
	}
	q.CSV = func(io.Writer, []string, iter.Seq2[[]string, error]) error { return nil }
	_, err = newStores("account").registry().Export(ctx, io.Discard, q)
	wants(t, "G2: a writer that leaves rows out", err, gdpr.ErrChanged)
}
