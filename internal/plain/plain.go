// Package plain is the rulebook read aloud: a second implementation of the
// report program, written from the rules and the file formats alone.
//
// It is slow on purpose. Every answer walks the whole list of facts in nested
// loops, money is a fraction, and no rule is turned into a cleverer one, so
// that a reader can lay a function beside its rule and compare sentence by
// sentence. It shares no code with the library, and exists only so that the
// two can be checked against each other.
package plain

import (
	"errors"
	"time"
)

// Files is a folder: from the name of a file to its content.
type Files map[string]string

// Options are the flags of the report program. The zero Options ask for the
// defaults.
type Options struct {
	AsOf, From, To             string // times, spelled as in the files
	Location                   *time.Location
	Channels, Tags             []string
	Field, Value, Notification string
	Segment                    string // of customers.csv; empty is everybody
	RequireSignIn              bool
	ConsentPopup               bool
	Unit                       string // day, week, week-sunday, week-saturday or month; empty is day
	Interaction                string // messages or any; empty is messages
	Activity                   string // logins, messages or orders; empty is logins
	Anchor                     string // login, order or join; empty is order
	Return                     string // logins, messages or orders; empty is orders
	Clock                      string // calendar or own; empty is calendar
	Top                        int    // 0 is all
	Currency                   string // of RFM and of what is expected; empty is the one with the most paid orders
	K                          int    // of RFM; 0 is 5
	Compare                    string // none, previous or year; empty is none
	Skip                       bool   // bad rows are left out
	Estimate                   bool   // also what is expected
}

// question is what is asked, with the flags understood.
type question struct {
	asOf     time.Time
	given    span // as -from and -to say
	loc      *time.Location
	channels []string
	tags     []string
	field    string
	value    string
	name     string
	signIn   bool
	popup    bool
	unit     string
	segment  func(who) bool // nil is everybody
	activity string         // what makes active (D1)
	cohort   cohortQuestion
	any      bool // everything that customers do is an interaction
	top      int
	currency string
	k        int
	against  string // previous or year; empty is nothing
}

// ErrLong is a report with a cell of over 65,536 bytes, which is not written.
var ErrLong = errors.New("plain: a cell is longer than our reader takes")

// Report returns every output file. If the input is bad it returns the
// problems instead, sorted by file, line and place of the column. If the
// flags are bad, or nothing dates a good input, it returns an error; if a series is
// too long, ErrTooLong.
func Report(in Files, o Options) (out Files, problems []string, err error) {
	defer func() {
		switch r := recover(); r {
		case nil:
		case ErrTooLong:
			out, err = nil, ErrTooLong
		default:
			panic(r)
		}
	}()
	q, err := questionOf(o)
	if err != nil {
		return nil, nil, err
	}
	facts, problems, left := read(in, q.loc, o.Skip)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	if q.asOf.IsZero() {
		q.asOf = facts.latest
	}
	if q.asOf.IsZero() {
		return nil, nil, errors.New("plain: no dated fact to take the as-of from")
	}
	out = Files{}
	people(out, q, facts)
	revenue(out, q, facts)
	revenueTrend(out, q, facts)
	analysis(out, q, facts)
	subscription(out, q, facts)
	notification(out, q, facts)
	statusTrend(out, q, facts)
	lifecycle(out, q, facts)
	cohorts(out, q, facts)
	rfm(out, q, facts)
	gaps(out, q, facts)
	if o.Estimate {
		expectations(out, q, facts)
	}
	if o.Skip {
		rejected(out, left)
	}
	if !readable(out) {
		return nil, nil, ErrLong
	}
	return out, nil, nil
}

// questionOf understands the flags.
func questionOf(o Options) (question, error) {
	q := question{
		loc: o.Location, field: o.Field, value: o.Value, name: o.Notification,
		signIn: o.RequireSignIn, popup: o.ConsentPopup, unit: o.Unit, top: o.Top,
		channels: given(o.Channels), tags: given(o.Tags),
	}
	if q.loc == nil {
		q.loc = time.UTC
	}
	if q.unit == "" {
		q.unit = "day"
	}
	if !passes([]string{"day", "week", "week-sunday", "week-saturday", "month"}, q.unit) {
		return q, errors.New("plain: no such unit")
	}
	if !passes([]string{"", "messages", "any"}, o.Interaction) {
		return q, errors.New("plain: no such interaction")
	}
	q.any = o.Interaction == "any"
	if q.activity = o.Activity; q.activity == "" {
		q.activity = "logins"
	}
	if !passes([]string{"logins", "messages", "orders"}, q.activity) {
		return q, errors.New("plain: no such activity")
	}
	var err error
	if q.cohort, err = cohortOf(o); err != nil {
		return q, err
	}
	if o.Segment != "" {
		if q.segment, err = q.readSegment(o.Segment); err != nil {
			return q, err
		}
	}
	if !passes([]string{"", "none", "previous", "year"}, o.Compare) {
		return q, errors.New("plain: no such comparison")
	}
	if o.Compare != "none" {
		q.against = o.Compare
	}
	q.currency, q.k = o.Currency, o.K
	if q.k == 0 {
		q.k = 5
	}
	if q.currency != "" && !goodCurrency(q.currency) {
		return q, errors.New("plain: not a currency")
	}
	if q.top < 0 {
		return q, errors.New("plain: top is not negative")
	}
	ok := [3]bool{}
	q.asOf, ok[0] = parseTime(o.AsOf, q.loc)
	q.given.from, ok[1] = parseTime(o.From, q.loc)
	q.given.to, ok[2] = parseTime(o.To, q.loc)
	if ok != [3]bool{true, true, true} {
		return q, errors.New("plain: a bad time in a flag")
	}
	if !q.given.from.IsZero() && !q.given.to.IsZero() && q.given.from.After(q.given.to) {
		return q, errors.New("plain: from is after to")
	}
	if q.against != "" && !(q.isDate(q.given.from) && q.isDate(q.given.to)) {
		return q, errors.New("plain: a compared range is of days")
	}
	return q, nil
}

// given drops empty words: empty is not given.
func given(words []string) []string {
	var some []string
	for _, w := range words {
		if w != "" {
			some = append(some, w)
		}
	}
	return some
}

// passes reports whether a word passes a filter: empty passes all (L4).
func passes(filter []string, word string) bool {
	if len(filter) == 0 {
		return true
	}
	for _, f := range filter {
		if f == word {
			return true
		}
	}
	return false
}

// happened reports whether x is known to have happened as of the question's
// instant (T2). An unknown time has not.
func (q question) happened(x time.Time) bool {
	return !x.IsZero() && !x.After(q.asOf)
}

// holds does what happened does, for facts that count even without a date (T7).
func (q question) holds(x time.Time) bool {
	return x.IsZero() || q.happened(x)
}
