package lifecycle

import (
	"fmt"
	"net/url"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question"
	"github.com/clientele-go/clientele/internal/base/word"
)

// CohortQuery is a question about cohorts. A zero field means the default that its comment
// names, except AsOf, without which every question is an error (T1).
type CohortQuery struct {
	// AsOf is the moment the answer describes: later facts are not known yet (T2).
	AsOf time.Time

	// Location is where the civil dates of the buckets are (T5). Nil means UTC; time.Local
	// is refused (T6).
	Location *time.Location

	// Range chooses the cohorts: those of its buckets, which are whole (D5). It never cuts
	// what is known of them (C7). It is half-open, and a zero end is unbounded (T3). The
	// zero Range is all of time.
	Range calendar.Span

	// Unit is the length of the buckets and windows; zero means days.
	Unit calendar.Unit

	Anchor Anchor   // what starts a cohort (C1); zero means the first login
	Return Activity // what counts as coming back (C2); zero means logins
	Clock  Clock    // what the windows go by (C4); zero means the calendar

	// Recurring makes a customer a member of every bucket with a fact of the anchor's kind
	// (C8), each with the first one in it as the anchor. Customers are then in several
	// cohorts, so that these overlap (E6).
	Recurring bool

	// Money asks for the net revenue in each cell (C9). Then orders are read too.
	Money bool
}

// Anchor is what starts a customer's cohort (C1). The zero Anchor is FirstLogin.
type Anchor uint8

// The anchors.
const (
	FirstLogin Anchor = iota // the first login
	FirstOrder               // the first paid order of any kind, by the time of payment (R4)
	FirstJoin                // the first dated join (U4), which the caller hands in
)

var anchorWords = word.Set[Anchor]{Of: "lifecycle: anchor", Words: []string{"login", "order", "join"}}

// String returns "login", "order" or "join".
func (a Anchor) String() string { return anchorWords.String(a) }

// MarshalText writes what String returns. A value without a word is an error.
func (a Anchor) MarshalText() ([]byte, error) { return anchorWords.Marshal(a) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (a *Anchor) UnmarshalText(text []byte) error { return anchorWords.Unmarshal(text, a) }

// Clock is what the windows of cohorts go by (C4). The zero Clock is Calendar.
type Clock uint8

// The clocks.
const (
	Calendar Clock = iota // civil buckets, the same for all members of a cohort (T5)
	Own                   // from each member's own anchor on, by the sums of T4
)

var clockWords = word.Set[Clock]{Of: "lifecycle: clock", Words: []string{"calendar", "own"}}

// String returns "calendar" or "own".
func (c Clock) String() string { return clockWords.String(c) }

// MarshalText writes what String returns. A value without a word is an error.
func (c Clock) MarshalText() ([]byte, error) { return clockWords.Marshal(c) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (c *Clock) UnmarshalText(text []byte) error { return clockWords.Unmarshal(text, c) }

// Check returns an ErrQuery that says what is wrong with the question. It also wraps
// calendar.ErrAsOf, calendar.ErrLocal or calendar.ErrUnit, if that is what is wrong.
func (q *CohortQuery) Check() error {
	switch {
	case q.Anchor > FirstJoin:
		return fmt.Errorf("%w: there is no anchor %d", ErrQuery, uint8(q.Anchor))
	case q.Return > Orders:
		return fmt.Errorf("%w: there is no activity %d", ErrQuery, uint8(q.Return))
	case q.Clock > Own:
		return fmt.Errorf("%w: there is no clock %d", ErrQuery, uint8(q.Clock))
	}
	return checkAxis(q.axis())
}

func (q *CohortQuery) axis() calendar.Axis {
	return calendar.Axis{Unit: q.Unit, Location: q.Location, Span: q.Range, AsOf: q.AsOf}
}

// form lists the parts of the question by the names that JSON and URLs have (T8).
func (q *CohortQuery) form() *question.Form {
	f := &question.Form{Invalid: ErrQuery}
	question.AsOf(f, "as_of", &q.AsOf)
	question.Location(f, "location", &q.Location)
	question.Span(f, "from", "to", &q.Range, &q.Location)
	question.Word(f, "unit", &q.Unit)
	question.Word(f, "anchor", &q.Anchor)
	question.Word(f, "return", &q.Return)
	question.Word(f, "clock", &q.Clock)
	question.Flag(f, "recurring", &q.Recurring)
	question.Flag(f, "money", &q.Money)
	return f
}

// MarshalJSON writes the question as Query's MarshalJSON does (T8).
func (q CohortQuery) MarshalJSON() ([]byte, error) { return q.form().JSON() }

// UnmarshalJSON reads what MarshalJSON writes. An unknown name or word is an ErrQuery
// that says what would be right. It does not Check the question.
func (q *CohortQuery) UnmarshalJSON(data []byte) error {
	var read CohortQuery
	if err := read.form().ReadJSON(data); err != nil {
		return err
	}
	*q = read
	return nil
}

// URL returns the question as the parameters of a URL, by the names of its JSON (T8):
// as_of, location, from, to, unit, anchor, return, clock, recurring, money.
func (q CohortQuery) URL() (url.Values, error) { return q.form().Values() }

// ParseCohortQuery reads what URL returns, as ParseQuery does.
func ParseCohortQuery(v url.Values) (CohortQuery, error) {
	var q CohortQuery
	if err := q.form().ReadValues(v); err != nil {
		return CohortQuery{}, err
	}
	return q, nil
}
