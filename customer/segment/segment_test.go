package segment_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/segment"
	"github.com/clientele-go/clientele/internal/base/segment/segmenttest"
)

var noon = time.Date(2024, 5, 31, 12, 0, 0, 0, time.UTC)

func parse(t interface{ Fatal(...any) }, text string) segment.Segment {
	s, err := segment.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Q5: segments are equal iff their canonical texts are.
func TestEqual(t *testing.T) {
	a, b, c := parse(t, "shares>=1.0 AND (status != active)"), parse(t, "shares >= 1 and not status = active"), parse(t, "not status = active and shares >= 1")
	if a != b || a == c || a.Text() != "shares >= 1 and not status = active" {
		t.Errorf("Q5: %q, %q and %q: the first two are equal, the order of clauses tells the third apart", string(a.Text()), string(b.Text()), string(c.Text()))
	}
}

// Q1, Q5: text and JSON are the same segment.
func TestTextAndJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := parse(t, segmenttest.Draw(t, 3))
		back := func(written []byte, err error, into *segment.Segment, read func([]byte) error) {
			if err == nil {
				err = read(written)
			}
			if err != nil || *into != s {
				t.Fatalf("Q5: %s is read back from %s as %s, %v", string(s.Text()), written, string(into.Text()), err)
			}
		}
		var byText, byJSON segment.Segment
		text, err := s.MarshalText()
		back(text, err, &byText, byText.UnmarshalText)
		text, err = json.Marshal(s)
		back(text, err, &byJSON, func(b []byte) error { return json.Unmarshal(b, &byJSON) })
	})
}

// The zero Segment is everybody, in every form.
func TestZero(t *testing.T) {
	var zero segment.Segment
	text, err := json.Marshal(zero)
	s := parse(t, "shares = 1")
	if string(text) != "null" || err != nil || json.Unmarshal(text, &s) != nil || s != zero || s.Text() != "" {
		t.Errorf("Q1: the zero segment is written %s, %v, and read as %q", text, err, string(s.Text()))
	}
	s = parse(t, "shares = 1")
	if err := s.UnmarshalText(nil); err != nil || s != zero {
		t.Errorf("Q1: the empty text is read as %q, %v", string(s.Text()), err)
	}
	m, err := zero.Matcher(customer.Query{AsOf: noon, Segment: "shares = 1", Filter: customer.Filter{Devices: []string{"x"}}}, nil)
	if err != nil || !m.Match(&customer.Row{}) || !m.Whole {
		t.Errorf("Q1: the zero segment does not match everybody: %v", err)
	}
}

// Q7, Q8: what cannot be read changes nothing, and the error is an Error.
func TestUnreadable(t *testing.T) {
	s := parse(t, "shares = 1")
	for _, err := range []error{
		s.UnmarshalText([]byte("sharse = 1")), s.UnmarshalJSON([]byte(`{"version":1,"segment":{"field":"sharse","op":"=","value":"1"}}`)),
		s.UnmarshalJSON([]byte(`{"version":2,"segment":{"field":"shares","op":"=","value":"1"}}`)), s.UnmarshalJSON([]byte(`{}`)),
		s.UnmarshalJSON([]byte(`{"version":1,"segment":{"field":"shares","op":"=","value":"1"},"x":1}`)),
	} {
		var e *segment.Error
		if !errors.As(err, &e) || e.Line != 1 || e.Column == 0 {
			t.Errorf("Q7: %v; want an Error with its place", err)
		}
	}
	if s != parse(t, "shares = 1") || segment.Version != 1 {
		t.Errorf("Q7, Q8: after the errors the segment is %q, of version %d", string(s.Text()), segment.Version)
	}
}

// G6, Q7: a segment prints no text.
func TestPrintsNoText(t *testing.T) {
	s := parse(t, `email = "mia@example.com"`)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if got := fmt.Sprintf(verb, s); got != "a segment" {
			t.Errorf("G6: %s prints %s", verb, got)
		}
	}
}

// Q4: every field takes the operators that Fields offers, and no others.
func TestFields(t *testing.T) {
	values := map[string]string{"text": `"a"`, "number": "1", "money": "1", "date": "2024-02-29", "time": "2024-02-29"}
	all := []string{"=", "!=", "<", "<=", ">", ">=", "in", "is known", "within last", "within next"}
	for _, f := range segment.Fields() {
		value, name := values[f.Type], string(f.Name)
		if f.Type == "word" {
			value = fmt.Sprint(f.Words[len(f.Words)-1])
		}
		offered := map[string]bool{}
		for _, op := range f.Operators {
			offered[op] = true
		}
		for _, op := range all {
			clause := name + " " + op + " " + value
			switch {
			case op == "in":
				clause = name + " in (" + value + ")"
			case op == "is known":
				clause = name + " is known"
			case strings.HasPrefix(op, "within"):
				clause = name + " " + op + " 3 days"
			case f.Type == "time" && strings.HasSuffix(op, "=") && len(op) < 2 || op == "!=" && f.Type == "time":
				clause = name + " " + op + " unknown"
			}
			if f.Type == "money" && op != "is known" {
				clause = strings.Replace(clause, " ", " EUR ", 1)
			}
			if _, err := segment.Parse(clause); (err == nil) != offered[op] {
				t.Errorf("Q4: %s: %v; offered %t", clause, err, offered[op])
			}
		}
	}
	text, err := json.Marshal(segment.Fields()[2])
	if want := `{"name":"identity","type":"word","operators":["=","!=","in","is known"],"words":["registered","anonymous"]}`; string(text) != want || err != nil {
		t.Errorf("Q4: a field is written %s, %v; want %s", text, err, want)
	}
}

// Q3: a Matcher decides on any row, as of the question's AsOf.
func TestMatcher(t *testing.T) {
	rows := []customer.Row{{ID: "a", CreatedAt: noon.AddDate(0, 0, -7), LastDevice: "iPad"}, {ID: "b", CreatedAt: noon.AddDate(0, 0, -6)}, {ID: "c"}}
	for text, want := range map[string][]bool{
		"created_at within last 7 days":     {false, true, false},
		"not created_at within last 7 days": {true, false, true},
		`last_device != "iPad"`:             {false, true, true},
		"last_device = unknown":             {false, true, true},
	} {
		m, err := parse(t, text).Matcher(customer.Query{AsOf: noon}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []bool
		for i := range rows {
			got = append(got, m.Match(&rows[i]))
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("Q3: %s matches %v, want %v", text, got, want)
		}
	}
	if m, err := parse(t, "shares = 1").Matcher(customer.Query{}, nil); m != nil || !errors.Is(err, customer.ErrQuery) {
		t.Errorf("Q4, T1: without AsOf: %v, %v; want ErrQuery", m, err)
	}
}
