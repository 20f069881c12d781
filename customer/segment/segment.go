// Package segment reads and writes saved segments: text that says which customers are
// meant, which a host can store, show in a form and ask for in a customer.Query.
//
//	Q1  A segment is text, and the same as JSON; at most 4 KiB, 64 clauses, 16 brackets deep.  Parse, Segment
//	Q2  "and" beside "or" needs brackets; fields are columns of the list.                      Parse, Fields
//	Q3  "not p" is exactly everybody whom p does not match.                                    Segment.Matcher
//	Q4  Each type has its operators.                                                           Fields
//	Q5  Parse, print, parse gives the same segment.                                            Segment.Text
//	Q6  What fits a customer.Filter becomes one.                                               customer.Matcher
//	Q7  An error names the place, what was found and what was expected, and no text.           Error
//	Q8  A segment carries a version, which is 1.                                               Version
//
// # The grammar
//
//	segment = unary ( { "and" unary } | { "or" unary } )
//	unary   = [ "not" ] ( clause | "(" segment ")" )
//	clause  = field [ currency ] op value
//	        | field [ currency ] "in" "(" value { "," value } ")"
//	        | field "is" "known"
//	        | field "within" ( "last" | "next" ) n ( "days" | "months" )
//	op      = "=" | "!=" | "<" | "<=" | ">" | ">="
//	value   = number | YYYY-MM-DD | word | text
//	text    = a string in double quotes, whose only escapes are \" and \\
//
// as in
//
//	status in ("very active", active) and revenue EUR >= 100
//	    and created_at within last 90 days and not last_device = "iPad"
//
// Keywords are ASCII in any case. Fields, words and currencies are as [Fields] spells them. A
// text is always in quotes, and a word only if it holds a space. Money alone has a
// currency, and always has it. A number has digits and perhaps a point: 12.50.
//
// "f = unknown" asks for missing values and "f is known" for the others. Nothing else
// matches a missing value, and "not" turns every answer round: "not name = "Mia"" passes a
// customer without a name. "f != v" is "not f = v". The revenue of a customer without an
// order is 0, which is not missing. The username and the name of an anonymous customer are
// missing, because the list does not show them (L2).
//
// A text is compared byte for byte. A date is one in the Location of the question. Against
// a time it is the day's first instant, so a time never equals a date: ask for a range,
// created_at >= 2024-05-01 and created_at < 2024-05-02. "within last" and "within next" are
// T4's, relative to the question's AsOf; n is from 1 to 9999999. A segment has no clock.
//
// # JSON
//
// The same segment as JSON has a version, and a tree for a form to show:
//
//	{"version": 1, "segment": {"and": [
//		{"field": "status", "op": "in", "values": ["very active", "active"]},
//		{"field": "revenue", "currency": "EUR", "op": ">=", "value": "100"},
//		{"field": "created_at", "op": "within last", "n": 90, "unit": "days"},
//		{"not": {"field": "last_device", "op": "=", "value": "iPad"}}
//	]}}
//
// Beside "and" there is "or". The op can also be "is known". The value null is unknown.
package segment

import (
	"fmt"
	"log/slog"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/segment"
)

// Version is the version of the grammar (Q8). Texts of it stay readable in all later
// releases of the same major version of this library.
const Version = segment.Version

// Error says where a text or JSON is no segment, and what would be right (Q7). Its Line and
// Column count from 1, and a column is a character. It repeats no text in quotes, which can
// be somebody's address, and a word only if it is at most 32 ASCII letters and underscores.
// An ErrQuery of a question with a bad segment wraps one.
type Error = segment.Error

// Segment is a segment that was read (Q1). The zero Segment is everybody. Two segments are
// equal, by ==, if their canonical texts are (Q5). A Segment can hold somebody's name or
// address, so it prints as "a segment".
type Segment struct{ text customer.Segment }

// Parse reads a segment (Q1, Q2). The error is an *Error.
func Parse(text string) (Segment, error) {
	n, err := segment.Parse(text, segment.All())
	if err != nil {
		return Segment{}, err
	}
	return Segment{customer.Segment(n.String())}, nil
}

// Text returns the canonical text, for a database and for Query.Segment (Q5). "!=" is not
// and "=", nested equal connectives are flat, clauses keep their order, numbers have no
// needless zeros, and keywords are in lower case. Text of the zero Segment is empty.
func (s Segment) Text() customer.Segment { return s.text }

// MarshalText returns the canonical text.
func (s Segment) MarshalText() ([]byte, error) { return []byte(s.text), nil }

// UnmarshalText reads a text as Parse does. The empty text is the zero Segment.
func (s *Segment) UnmarshalText(text []byte) error {
	var read Segment
	if len(text) > 0 {
		var err error
		if read, err = Parse(string(text)); err != nil {
			return err
		}
	}
	*s = read
	return nil
}

// MarshalJSON returns the segment as JSON (Q1), null for the zero Segment.
func (s Segment) MarshalJSON() ([]byte, error) {
	if s.text == "" {
		return []byte("null"), nil
	}
	n, err := segment.Parse(string(s.text), segment.All())
	if err != nil {
		return nil, err
	}
	return n.JSON()
}

// UnmarshalJSON reads what MarshalJSON writes (Q5). An unknown key is an error, and so is
// another version (Q8). The error is an *Error, whose place is one in the JSON.
func (s *Segment) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*s = Segment{}
		return nil
	}
	n, err := segment.ParseJSON(string(data), segment.All())
	if err != nil {
		return err
	}
	*s = Segment{customer.Segment(n.String())}
	return nil
}

// Format prints what a customer.Segment prints.
func (s Segment) Format(f fmt.State, verb rune) { s.text.Format(f, verb) }

// LogValue returns what Format prints.
func (s Segment) LogValue() slog.Value { return s.text.LogValue() }

// Matcher returns what decides whether a row is in the segment, as of the question's AsOf,
// with dates in its Location; the question's own Filter and Segment do not matter. Its
// Part is what fits a customer.Filter (Q6). The errors are those of Query.Matcher.
func (s Segment) Matcher(q customer.Query, run *customer.Run) (*customer.Matcher, error) {
	q.Filter, q.Segment = customer.Filter{}, s.text
	return q.Matcher(run)
}

// Field is a field that a segment can name, for a form to offer (Q2, Q4).
type Field struct {
	Name      customer.Column `json:"name"`
	Type      string          `json:"type"`            // "text", "word", "number", "money", "date" or "time"
	Operators []string        `json:"operators"`       // as in JSON; "=" and "!=" of a time take null alone
	Words     []string        `json:"words,omitempty"` // of the type "word": those that exist
}

// Fields returns all fields: the columns of customers.csv, in its order, revenue, and those
// that customer.Run.Values knows: lifecycle, rfm_segment and cohort.
func Fields() []Field {
	var all []Field
	for _, f := range segment.All() {
		all = append(all, Field{customer.Column(f.Name), string(f.Type), f.Type.Operators(), f.Words})
	}
	return all
}
