package calendar

import (
	"errors"
	"fmt"
	"time"
)

// ErrComparison reports a text or a number that is no kind of comparison, or a kind
// that does not fit the range.
var ErrComparison = errors.New("calendar: no such comparison")

// A Comparison is a kind of range that a range is compared with (P1, P2). The zero
// Comparison is Previous.
type Comparison uint8

// The kinds. A Counterpart never has Previous: it names what was chosen.
const (
	Previous      Comparison = iota // WholeMonths, MonthToDate or SameDays, whichever fits first (P2)
	PreviousYear                    // both bounds 12 months back (P1)
	PreviousMonth                   // both bounds a month back (P1)
	WholeMonths                     // of a range of whole months: as many months before (P2)
	MonthToDate                     // of a range from a 1st within one month: both bounds a month back (P2)
	SameDays                        // as many civil days, adjacent before (P2)
)

// comparisonWords returns the words for the kinds, in the order of the constants.
func comparisonWords() [6]string {
	return [...]string{"previous", "previous year", "previous month", "whole months", "month to date", "same number of days"}
}

// String returns the words for k, such as "month to date".
func (k Comparison) String() string {
	if k <= SameDays {
		return comparisonWords()[k]
	}
	return fmt.Sprintf("comparison(%d)", uint8(k))
}

// MarshalText writes what String returns; ErrComparison if k is none of the kinds.
func (k Comparison) MarshalText() ([]byte, error) {
	if k > SameDays {
		return nil, ErrComparison
	}
	return []byte(k.String()), nil
}

// UnmarshalText reads what MarshalText writes. On an error, an ErrComparison that
// does not repeat the text, k becomes Previous.
func (k *Comparison) UnmarshalText(text []byte) error {
	*k = Previous
	for i, word := range comparisonWords() {
		if string(text) == word {
			*k = Comparison(i)
			return nil
		}
	}
	return ErrComparison
}

// A Counterpart is what a range of dates is compared with (P1–P3). The answer to the
// same question for Range as of AsOf is the one that stands beside.
type Counterpart struct {
	Kind  Comparison // the kind that was chosen; never Previous
	Step  Period     // how far back the bounds and AsOf moved
	Range Dates      // the moved range; zero if there is no counterpart
	AsOf  time.Time  // the moved AsOf, in UTC; zero if there is no counterpart
}

// Exists reports whether there is a counterpart. There is none if the moved range is
// empty, as the year before 29 February is (P1); if an end of the range is unbounded;
// or if a date or AsOf would leave the years 1 to 9999.
func (c Counterpart) Exists() bool { return !c.AsOf.IsZero() }

// Counterpart returns the range that d, as of asOf in loc, is compared with. A nil
// loc is UTC (T6).
//
// Previous chooses the kind (P2): WholeMonths if both bounds are the first of a
// month, else MonthToDate if d begins with one and ends within it, else SameDays.
//
// AsOf moves like a bound (P3): its date moves by the same step, and its clock time
// stays. If there is no such date, in the calendar or in loc, AsOf is the first
// instant of the day that the date becomes. So a running period meets the same part
// of the other one, or all of it where that is shorter.
//
// The error is that of Check, ErrDate for a date that is neither valid nor zero, or
// ErrComparison for WholeMonths or MonthToDate of a range that is neither.
func (d Dates) Counterpart(kind Comparison, asOf time.Time, loc *time.Location) (Counterpart, error) {
	if err := Check(asOf, loc); err != nil {
		return Counterpart{}, err
	}
	for _, end := range []Date{d.From, d.To} {
		if !end.IsZero() && !end.Valid() {
			return Counterpart{}, ErrDate
		}
	}
	c, err := d.step(kind)
	if err != nil || !d.Bounded() || d.Empty() {
		return c, err
	}
	moved, then := d.Back(c.Step), Back(asOf, c.Step, loc)
	if moved.Empty() || !moved.From.Valid() || !moved.To.Valid() || then.IsZero() {
		return c, nil
	}
	c.Range, c.AsOf = moved, then
	return c, nil
}

// step returns the kind and how far back the bounds of d move.
func (d Dates) step(kind Comparison) (Counterpart, error) {
	fits := SameDays
	first := d.Bounded() && d.From.Day == 1
	switch {
	case first && d.To.Day == 1:
		fits = WholeMonths
	case first && d.To.Compare(Month.Next(d.From)) < 0:
		fits = MonthToDate
	}
	switch {
	case kind == Previous:
		kind = fits
	case kind == SameDays || kind == PreviousYear || kind == PreviousMonth || kind == fits:
	case kind == WholeMonths || kind == MonthToDate:
		return Counterpart{}, fmt.Errorf("%w: the range is not one of %s", ErrComparison, kind)
	default:
		return Counterpart{}, ErrComparison
	}
	step := Months(1)
	switch kind {
	case PreviousYear:
		step = Months(12)
	case WholeMonths:
		step = Months(int(Month.count(d.From, d.To)) - 1)
	case SameDays:
		step = Days(d.Days())
	}
	return Counterpart{Kind: kind, Step: step}, nil
}

// Back returns asOf moved back by p as a bound is (P3), in UTC: its date in loc moves,
// its clock time stays. If there is no such date, in the calendar or in loc, it is the
// first instant of the day that the date becomes. A nil loc is UTC (T6). It is the zero
// time if the moved one is outside the years 1 to 9999.
func Back(asOf time.Time, p Period, loc *time.Location) time.Time {
	local := asOf.In(orUTC(loc))
	date, exists := DateOf(asOf, loc).backExists(p)
	moved := date.Start(loc)
	if exists && DateOf(moved, loc) == date {
		hours, minutes, seconds := local.Clock()
		clock := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second
		moved = date.At(clock+time.Duration(local.Nanosecond()), loc)
	}
	if Check(moved, nil) != nil {
		return time.Time{}
	}
	return moved
}
