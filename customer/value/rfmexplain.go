package value

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// A Reason is why a value has its score (F5).
type Reason[T any] struct {
	Value T
	Score int
	Worse int // scored customers with a strictly worse value
	Next  *T  // where the next higher score that somebody has begins; nil if there is none
}

// RFMExplanation is why a customer has their scores and their segment (F5). Scores are
// relative, so it has no end.
type RFMExplanation struct {
	ID        customer.ID
	Scored    int // how many customers are
	Recency   Reason[time.Time]
	Frequency Reason[int]
	Monetary  Reason[decimal.Decimal]
	Segment   string
	Box       Box // of the segment; zero if it is Others
}

// Format prints the ID alone, whatever the verb.
func (e RFMExplanation) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "scores of customer %q explained", string(e.ID))
}

// LogValue returns the ID alone.
func (e RFMExplanation) LogValue() slog.Value { return slog.StringValue(string(e.ID)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and text
// would show personal data.
func (RFMExplanation) MarshalText() ([]byte, error) {
	return redact.Unsent("a value.RFMExplanation", "its Recency, Frequency and Monetary, or an export.RFMRow")
}

// Explain returns why a customer has their scores; ok is false if they have none. It looks
// through all scored customers. The levels of the report name the thresholds (F3).
func (r *RFMReport) Explain(id customer.ID) (e RFMExplanation, ok bool) {
	c := r.find(id)
	if c == nil {
		return RFMExplanation{}, false
	}
	q := RFMQuery{Scores: r.Scores}
	s := q.scorings()
	e = RFMExplanation{
		ID: id, Scored: len(r.Customers), Segment: c.Segment,
		Recency:   reason(r, c, c.R, &s.recency, recency, r.Recency),
		Frequency: reason(r, c, c.F, &s.frequency, frequency, r.Frequency),
		Monetary:  reason(r, c, c.M, &s.monetary, monetary, r.Monetary),
	}
	for _, b := range r.Boxes {
		if b.Name == c.Segment {
			e.Box = b
		}
	}
	return e, true
}

func reason[T any](r *RFMReport, c *Scored, score int, s *scoring[T], of func(*Scored) T, levels []Level[T]) Reason[T] {
	why := Reason[T]{Value: of(c), Score: score}
	why.Worse = s.worse(len(r.Customers), why.Value, func(i int) T { return of(&r.Customers[i]) })
	for i := range levels {
		if levels[i].Score > score && why.Next == nil {
			next := levels[i].From
			why.Next = &next
		}
	}
	return why
}
