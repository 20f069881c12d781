package lifecycle

import (
	"net/url"

	"github.com/clientele-go/clientele/internal/base/question"
)

// form lists the parts of the question by the names that JSON and URLs have (T8).
func (q *Query) form() *question.Form {
	f := &question.Form{Invalid: ErrQuery}
	question.AsOf(f, "as_of", &q.AsOf)
	question.Location(f, "location", &q.Location)
	question.Span(f, "from", "to", &q.Range, &q.Location)
	question.Word(f, "unit", &q.Unit)
	question.Word(f, "activity", &q.Activity)
	return f
}

// MarshalJSON writes the question as an object without its zero parts (T8). Instants
// are in UTC with all their digits, zones go by IANA name, enumerations as words. What
// cannot go is an error: a location whose name does not load to the same zone, an
// instant outside the years 1 to 9999.
func (q Query) MarshalJSON() ([]byte, error) { return q.form().JSON() }

// UnmarshalJSON reads what MarshalJSON writes. An unknown name or word is an ErrQuery
// that says what would be right. It does not Check the question.
func (q *Query) UnmarshalJSON(data []byte) error {
	var read Query
	if err := read.form().ReadJSON(data); err != nil {
		return err
	}
	*q = read
	return nil
}

// URL returns the question as the parameters of a URL, by the names of its JSON
// (T8): as_of, location, from, to, unit, activity.
func (q Query) URL() (url.Values, error) { return q.form().Values() }

// ParseQuery reads what URL returns. An empty parameter is the same as none, and a bare
// date is its first instant in the location. An unknown name or word is an ErrQuery that
// says what would be right, so delete parameters of your own first. It does not Check the
// question.
func ParseQuery(v url.Values) (Query, error) {
	var q Query
	if err := q.form().ReadValues(v); err != nil {
		return Query{}, err
	}
	return q, nil
}
