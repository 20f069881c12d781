package gdpr

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/base/word"
)

// Origin says where a record comes from. It decides what portability covers
// (G2): Article 20 GDPR is about what the person provided, and what was
// observed of them; the right of access (Article 15) is about everything.
type Origin uint8

// The origins. The zero Origin is none: a record without one is an error.
const (
	Provided Origin = iota + 1 // typed in, sent, uploaded
	Observed                   // logins, orders, what a device told
	Inferred                   // derived: status, revenue, scores
)

// Valid reports whether o is one of the three origins.
func (o Origin) Valid() bool { return Provided <= o && o <= Inferred }

var originWords = word.Set[Origin]{Of: "gdpr: origin", Words: []string{"", "provided", "observed", "inferred"}}

// String returns the origin in a word.
func (o Origin) String() string { return originWords.String(o) }

// MarshalText writes what String returns. A value without a word is an error.
func (o Origin) MarshalText() ([]byte, error) { return originWords.Marshal(o) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (o *Origin) UnmarshalText(text []byte) error { return originWords.Unmarshal(text, o) }

// Record is one record that a holder has on a person. Data of different
// origins are different records. It prints as its kind and origin alone.
type Record struct {
	Kind    Name
	Origin  Origin
	Subject Subject       // whose it is, as the storage says, not as was asked
	Fields  []RecordField // each name once
}

// RecordField is a named value of a record. Value is a string, bool, int, int64,
// json.Number, time.Time, []string, []byte or nil. Bytes, and strings that are not
// UTF-8, are written as {"base64": "…"}, so that nothing is lost.
type RecordField struct {
	Name  FieldName
	Value any
}

// check returns ErrRecord unless the record can be exported without a loss.
func (r *Record) check() error {
	if !r.Kind.Valid() || !r.Origin.Valid() {
		return ErrRecord
	}
	for i := range r.Fields {
		f := &r.Fields[i]
		if !f.Name.Valid() || !f.valid() {
			return ErrRecord
		}
		for j := range i {
			if r.Fields[j].Name == f.Name {
				return ErrRecord
			}
		}
	}
	return nil
}

func (f *RecordField) valid() bool {
	switch v := f.Value.(type) {
	case nil, string, bool, int, int64, []string, []byte:
		return true
	case json.Number:
		return validNumber(string(v))
	case time.Time:
		year := v.UTC().Year()
		return 0 <= year && year <= 9999
	}
	return false
}

// validNumber reports whether a text is a number of JSON.
func validNumber(s string) bool {
	if s == "" || s[0] != '-' && !digit(s[0]) || !digit(s[len(s)-1]) {
		return false
	}
	return json.Valid([]byte(s))
}

// Format prints kind and origin alone, whatever the verb.
func (r Record) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "record %q, %s", string(r.Kind), r.Origin)
}

// LogValue returns kind and origin alone.
func (r Record) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Record) MarshalText() ([]byte, error) {
	return redact.Unsent("a gdpr.Record", "what Export writes")
}

// Format prints the name alone, whatever the verb.
func (f RecordField) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "field %q", string(f.Name)) }

// LogValue returns the name alone.
func (f RecordField) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(f)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (RecordField) MarshalText() ([]byte, error) {
	return redact.Unsent("a gdpr.RecordField", "what Export writes")
}
