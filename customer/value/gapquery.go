package value

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question"
)

// GapQuery asks for the time between orders. A zero field means the default that its comment
// names, except AsOf, without which every question is an error (T1).
type GapQuery struct {
	// AsOf is the moment the answer describes: later facts are not known yet (T2).
	AsOf time.Time

	// Location is where the civil days of orders are (T5). Nil means UTC; time.Local is
	// refused (T6).
	Location *time.Location

	// Percent is the share of gaps beyond which a customer is overdue, from 1 to 100; 0
	// means 90 (B5). MeasureGaps does not look at it.
	Percent int
}

func (q *GapQuery) percent() int {
	if q.Percent == 0 {
		return 90
	}
	return q.Percent
}

// Check returns an ErrQuery that says what is wrong with the question. It also wraps
// calendar.ErrAsOf or calendar.ErrLocal, if that is what is wrong.
func (q *GapQuery) Check() error {
	err := calendar.Check(q.AsOf, q.Location)
	if p := q.percent(); err == nil && (p < 1 || p > 100) {
		err = errors.New("the percent is not from 1 to 100")
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrQuery, err)
	}
	return nil
}

// form lists the parts of the question by the names that JSON and URLs have (T8).
func (q *GapQuery) form() *question.Form {
	f := &question.Form{Invalid: ErrQuery}
	question.AsOf(f, "as_of", &q.AsOf)
	question.Location(f, "location", &q.Location)
	question.Number(f, "percent", &q.Percent)
	return f
}

// MarshalJSON writes the question as an object without its zero parts (T8). Instants are
// in UTC with all their digits, zones go by IANA name. What cannot go is an error: a
// location whose name does not load to the same zone.
func (q GapQuery) MarshalJSON() ([]byte, error) { return q.form().JSON() }

// UnmarshalJSON reads what MarshalJSON writes. An unknown name is an ErrQuery that says
// what would be right. It does not Check the question.
func (q *GapQuery) UnmarshalJSON(data []byte) error {
	var read GapQuery
	if err := read.form().ReadJSON(data); err != nil {
		return err
	}
	*q = read
	return nil
}

// URL returns the question as the parameters of a URL, by the names of its JSON (T8):
// as_of, location and percent.
func (q GapQuery) URL() (url.Values, error) { return q.form().Values() }

// ParseGapQuery reads what URL returns. An empty parameter is the same as none. An unknown
// name is an ErrQuery that says what would be right, so delete parameters of your own
// first. It does not Check the question.
func ParseGapQuery(v url.Values) (GapQuery, error) {
	var q GapQuery
	if err := q.form().ReadValues(v); err != nil {
		return GapQuery{}, err
	}
	return q, nil
}
