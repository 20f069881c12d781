package engagement

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// A question that cannot be asked is an error and the zero report, whatever way
// the facts are grouped.
func TestCheck(t *testing.T) {
	facts := Memory{Messages: []customer.Message{in("ann", day(1))}}
	for _, c := range []struct {
		q      Query
		want   error
		reason string
	}{
		{Query{}, calendar.ErrAsOf, "T1: no AsOf"},
		{Query{Range: days(1, 9)}, calendar.ErrAsOf, "T1: a range is no AsOf"},
		{Query{AsOf: day(1), Location: time.Local}, calendar.ErrLocal, "T6: the machine's zone"},
		{Query{AsOf: day(1), Unit: 9}, calendar.ErrUnit, "T5: no such unit"},
		{Query{AsOf: day(1), Top: -1}, ErrQuery, "E7: fewer than no rows"},
		{Query{AsOf: day(1)}, nil, "T6: nil is UTC"},
		{Query{AsOf: day(1), Range: days(9, 1)}, nil, "T3: an empty range is no error"},
	} {
		for _, repo := range []Repository{facts, facts.Sorted(), pushedDown{Memory: facts}} {
			r, err := Summarize(testContext, repo, c.q, nil)
			if !errors.Is(err, c.want) || (err != nil) != (c.want != nil) {
				t.Errorf("%s: %T: got %v, want %v", c.reason, repo, err, c.want)
			}
			if err != nil && !reflect.DeepEqual(r, Report{}) {
				t.Errorf("%s: %T: an error and a report: %+v", c.reason, repo, r)
			}
		}
	}
}

// The default range is the last 180 days: of 24 hours, half-open lives.
func TestDefaultRange(t *testing.T) {
	asOf := day(1)
	for _, c := range []struct {
		at     time.Time
		want   bool
		reason string
	}{
		{asOf.Add(-180 * 24 * time.Hour), false, "E1, T4: 180 days after it, a fact has aged out"},
		{asOf.Add(-180*24*time.Hour + 1), true, "E1, T4: one nanosecond less than 180 days old"},
		{asOf, true, "E1, T2: what happens at AsOf has happened"},
		{asOf.Add(1), false, "E1, T2: what happens after AsOf has not"},
	} {
		q := Query{AsOf: asOf}
		if got := q.Span().Contains(c.at); got != c.want {
			t.Errorf("%s: %v in the default range is %v", c.reason, c.at, got)
		}
		d := digestOf(t, Memory{Messages: []customer.Message{in("ann", c.at)}}, q)
		if got := d.Interacted(&q); got != c.want {
			t.Errorf("%s: interacted at %v is %v", c.reason, c.at, got)
		}
		d = digestOf(t, Memory{Orders: []customer.Order{paid("ann", c.at)}}, q)
		if got := d.Paid.InRange == 1; got != c.want {
			t.Errorf("%s, E4: paid at %v is %v", c.reason, c.at, got)
		}
	}
	for _, given := range []calendar.Span{{From: day(3)}, {To: day(3)}, days(3, 3), days(3, 1)} {
		q := Query{AsOf: asOf, Range: given}
		if got := q.Span(); got != given {
			t.Errorf("E1, T3: the range %v was given, but %v is analysed", given, got)
		}
	}
}

// The repository is asked for messages from the beginning of the range on, and
// for everything else up to AsOf.
func TestScope(t *testing.T) {
	for _, c := range []struct {
		q      Query
		from   time.Time
		reason string
	}{
		{Query{AsOf: day(9), Range: days(5, 7)}, day(5), "E1: a later message moves the last interaction out of the range"},
		{Query{AsOf: day(9), Range: calendar.Span{To: day(7)}}, never, "T3: unbounded"},
		{Query{AsOf: day(9)}, day(9 - 180).Add(1), "E1, T4: the last 180 days"},
		{Query{AsOf: day(9), Range: calendar.Span{From: day(20)}}, day(20), "T2: a range after AsOf"},
	} {
		var asked []customer.Scope
		summarize(t, spying{Memory{}, &asked}, c.q)
		known := calendar.Span{To: day(9).Add(1)}
		recent := customer.Scope{Span: calendar.Span{From: c.from, To: known.To}}
		four := []customer.Scope{recent, {Span: known}, {Span: known}, {Span: known}}
		differs(t, c.reason, four, asked)
		asked, c.q.Interaction = nil, Any
		summarize(t, spying{Memory{}, &asked}, c.q)
		differs(t, c.reason+", with logins and actions", append(four, recent, recent), asked)
		asked, c.q.Channels = nil, []customer.Channel{"web"}
		summarize(t, spying{Memory{}, &asked}, c.q)
		differs(t, c.reason+", of a channel", four, asked)
	}
}

// spying writes down what it is asked for.
type spying struct {
	Memory
	asked *[]customer.Scope
}

func (s spying) EachMessage(ctx context.Context, sc customer.Scope) iter.Seq2[customer.Message, error] {
	*s.asked = append(*s.asked, sc)
	return s.Memory.EachMessage(ctx, sc)
}

func (s spying) EachOrder(ctx context.Context, sc customer.Scope) iter.Seq2[customer.Order, error] {
	*s.asked = append(*s.asked, sc)
	return s.Memory.EachOrder(ctx, sc)
}

func (s spying) EachLogin(ctx context.Context, sc customer.Scope) iter.Seq2[customer.Login, error] {
	*s.asked = append(*s.asked, sc)
	return s.Memory.EachLogin(ctx, sc)
}

func (s spying) EachAction(ctx context.Context, sc customer.Scope) iter.Seq2[customer.Action, error] {
	*s.asked = append(*s.asked, sc)
	return s.Memory.EachAction(ctx, sc)
}

func (s spying) EachTag(ctx context.Context, sc customer.Scope) iter.Seq2[customer.Tag, error] {
	*s.asked = append(*s.asked, sc)
	return s.Memory.EachTag(ctx, sc)
}

func (s spying) EachField(ctx context.Context, sc customer.Scope) iter.Seq2[customer.Field, error] {
	*s.asked = append(*s.asked, sc)
	return s.Memory.EachField(ctx, sc)
}
