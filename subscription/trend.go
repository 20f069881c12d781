package subscription

import "github.com/clientele-go/clientele/customer/calendar"

// Flow is how many people changed in one bucket (U4). A person who changes more than
// once is counted each time.
type Flow struct {
	Joined   int // for the first time that has a date
	Left     int // unsubscribed by a dated marker
	Returned int // joined again after having left (U6)
}

func (f *Flow) add(k ChangeKind) {
	switch k {
	case Joined:
		f.Joined++
	case Left:
		f.Left++
	case Returned:
		f.Returned++
	}
}

func (f *Flow) merge(o Flow) {
	f.Joined += o.Joined
	f.Left += o.Left
	f.Returned += o.Returned
}

// Level is how many people stood how at one time (U4).
type Level struct {
	Enrolled     int // members without a dated marker in force
	Unsubscribed int // members with one
}

// After returns the level after a flow: enrolled is the previous + joined + returned
// − left, unsubscribed the previous + left − returned (U4).
func (l Level) After(f Flow) Level {
	return Level{
		Enrolled:     l.Enrolled + f.Joined + f.Returned - f.Left,
		Unsubscribed: l.Unsubscribed + f.Left - f.Returned,
	}
}

// Step is one bucket of the trend: its flows, and the levels at its end (U4).
type Step struct {
	Flow
	Level
}

// Trend returns the series of flows and levels over the query's range, zeros
// included (U4, T5); q is the query that the report was made for. If the range has
// no beginning, the series begins with the first dated change.
//
// The first level counts everything before it: see Before. People who are Undated
// are in no flow and no level (U5). So without a range, or if the range has no end,
// the last level plus Undated is all known users.
//
// A level adds up the flows of the buckets up to its own. Where clocks went
// back over midnight, dates do not follow the order of time: what happened
// first can have the later date. The levels follow the dates there.
//
// The error is calendar.ErrSeries, for a range of too many buckets.
func (r *Report) Trend(q *Query) ([]calendar.Point[Step], error) {
	flows, err := calendar.Fill(q.axis(), r.Flows)
	if len(flows) == 0 {
		return nil, err
	}
	steps := make([]calendar.Point[Step], len(flows))
	level := r.Before
	for i, p := range flows {
		level = level.After(p.Value)
		steps[i] = calendar.Point[Step]{Bucket: p.Bucket, Partial: p.Partial, Value: Step{p.Value, level}}
	}
	return steps, nil
}
