package subscription

import (
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// day is the first instant of the n-th of May 2024.
func day(n int) time.Time {
	return time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n-1) * 24 * time.Hour)
}

// never is an unknown time.
var never time.Time

// join is an act of joining on the web.
func join(id customer.ID, at time.Time) Membership { return Membership{id, "web", at} }

// mark is a field that marks an unsubscribe.
func mark(id customer.ID, at time.Time) customer.Field {
	return customer.Field{Customer: id, Name: "unsubscribed", Value: "yes", At: at}
}

// summarize is Summarize without an error.
func summarize(t interface {
	Helper()
	Fatalf(string, ...any)
}, repo Repository, q Query) Report {
	t.Helper()
	r, err := Summarize(testContext, repo, q, nil)
	if err != nil {
		t.Fatalf("Summarize: %v", err)
	}
	return r
}

// series is the trend as plain values: bucket, joined, left, returned,
// enrolled, unsubscribed.
type step struct {
	bucket                               string
	joined, left, returned, enrol, unsub int
	partial                              bool
}

func series(r Report, q Query) []step {
	var all []step
	for _, p := range ok(r.Trend(&q)) {
		v := p.Value
		all = append(all, step{q.Unit.Format(p.Bucket), v.Joined, v.Left, v.Returned, v.Enrolled, v.Unsubscribed, p.Partial})
	}
	return all
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := calendar.Zone(name)
	if err != nil {
		t.Skipf("no zone database here: %v", err)
	}
	return loc
}

// ok is a series that is not too long.
func ok[T any](series T, err error) T {
	if err != nil {
		panic(err)
	}
	return series
}
