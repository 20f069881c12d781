package subscription

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
)

var testContext = context.Background()

// One person's joins and markers, by day of May (0 is undated), and what they
// amount to as of the 30th.
func TestChanges(t *testing.T) {
	for _, c := range []struct {
		joins, markers []int
		changes        string
		state          string
		rule           string
	}{
		{nil, nil, "", "unknown", "U2: nobody"},
		{nil, []int{5}, "", "unknown", "U2: a marker makes no member"},
		{nil, []int{0}, "", "unknown", "U2: nor does an undated one"},
		{[]int{1}, nil, "joined 1", "enrolled 1", "U2: known without a marker"},
		{[]int{31}, nil, "", "unknown", "U2, T2: joined after AsOf"},
		{[]int{30}, nil, "joined 30", "enrolled 30", "U2, T2: joined at AsOf"},
		{[]int{1}, []int{31}, "joined 1", "enrolled 1", "U2, T2: marked after AsOf"},
		{[]int{1}, []int{30}, "joined 1, left 30", "unsubscribed 30", "U2, T2: marked at AsOf"},
		{[]int{7, 3, 5}, nil, "joined 3", "enrolled 3", "U4: joined is the first dated join"},
		{[]int{3}, []int{7, 5}, "joined 3, left 5", "unsubscribed 5", "U4: left is the first marker after"},
		{[]int{3}, []int{1}, "joined 3", "enrolled 3", "U4: a marker before the first join"},
		{[]int{3}, []int{1, 2, 4}, "joined 3, left 4", "unsubscribed 4", "U4: a marker before the first join"},
		{[]int{3, 4}, []int{5}, "joined 3, left 5", "unsubscribed 5", "U4: left after the latest join"},
		{[]int{3}, []int{3}, "joined 3, left 3", "unsubscribed 3", "U4: at one instant the marker is last"},
		{[]int{1, 5}, []int{3}, "joined 1, left 3, returned 5", "enrolled 5", "U6: a later join is a return"},
		{[]int{1, 5, 6}, []int{3}, "joined 1, left 3, returned 5", "enrolled 5", "U4: the first join after is the return"},
		{[]int{1, 3}, []int{3}, "joined 1, left 3", "unsubscribed 3", "U6: same instant, unsubscribed wins"},
		{[]int{1, 5}, []int{3, 4}, "joined 1, left 3, returned 5", "enrolled 5", "U6: from several markers"},
		{[]int{1, 5}, []int{3, 5}, "joined 1, left 3, returned 5, left 5", "unsubscribed 5", "U4: both happen, the marker last"},
		{[]int{1, 5}, []int{3, 7}, "joined 1, left 3, returned 5, left 7", "unsubscribed 7", "U4: left again"},
		{[]int{0}, nil, "", "enrolled", "U5, T7: an undated join is known, but no flow"},
		{[]int{0, 5}, nil, "", "enrolled", "U5: it precedes everything, so the dated one is none"},
		{[]int{0}, []int{3}, "left 3", "unsubscribed 3", "U5: it precedes the marker"},
		{[]int{0, 5}, []int{3}, "left 3, returned 5", "enrolled 5", "U5, U6: the dated one is a return"},
		{[]int{5}, []int{0}, "joined 5", "unsubscribed undated", "U5: no join overcomes an undated marker"},
		{[]int{0}, []int{0}, "", "unsubscribed undated", "U5: both undated"},
		{[]int{1}, []int{0, 3}, "joined 1, left 3", "unsubscribed 3", "U5: not only by the undated one"},
		{[]int{1, 5}, []int{0, 3}, "joined 1, left 3, returned 5", "unsubscribed undated", "U5: only by the undated one again"},
		{[]int{5}, []int{0, 3}, "joined 5", "unsubscribed undated", "U4, U5: the dated one is before the first join"},
	} {
		q := Query{AsOf: day(30)}
		d := Digest{ID: "ann"}
		for _, n := range c.joins {
			d.AddMember(join("ann", dayOrNever(n)), &q)
		}
		for _, n := range c.markers {
			d.AddField(mark("ann", dayOrNever(n)), &q)
		}
		if got := renderChanges(d.Changes()); got != c.changes {
			t.Errorf("%s: joins %v, markers %v: changes %q, want %q", c.rule, c.joins, c.markers, got, c.changes)
		}
		if got := renderState(d.State()); got != c.state {
			t.Errorf("%s: joins %v, markers %v: %q, want %q", c.rule, c.joins, c.markers, got, c.state)
		}
	}
}

func dayOrNever(n int) time.Time {
	if n == 0 {
		return never
	}
	return day(n)
}

func renderChanges(all []MembershipChange) string {
	var words []string
	for _, c := range all {
		words = append(words, fmt.Sprintf("%v %d", c.Kind, c.At.Day()))
	}
	return strings.Join(words, ", ")
}

func renderState(s MembershipState) string {
	text := s.Standing.String()
	if !s.Since.IsZero() {
		text += fmt.Sprintf(" %d", s.Since.Day())
	}
	if s.Undated {
		text += " undated"
	}
	return text
}

// Explain names the marker: the first one that unsubscribed, at one instant the
// one with the widest scope, in whatever order they come (U1, U4).
func TestExplain(t *testing.T) {
	facts := Memory{
		Memberships: []Membership{join("ann", day(1)), join("bob", day(1)), {"", "web", day(1)}},
		Fields: []customer.Field{
			{Customer: "ann", Name: "note", Value: "unsubscribeallbots", At: day(9)},
			{Customer: "ann", Name: "unsubscribed", Value: "b", At: day(5)},
			{Customer: "ann", Name: "zzz", Value: "Unsubscribe to all bot", At: day(5)},
			{Customer: "ann", Name: "unsubscribed", Value: "a", At: day(5)},
			{Customer: "bob", Name: "unsubscribed", Value: "b"},
			{Customer: "bob", Name: "unsubscribed", Value: "a"},
			{Customer: "", Name: "unsubscribed", Value: "a"},
		},
	}
	for _, c := range []struct {
		id   customer.ID
		want string
		rule string
	}{
		{"ann", "unsubscribed 5 zzz=Unsubscribe to all bot all bots", "U1: the widest scope"},
		{"bob", "unsubscribed undated unsubscribed=a this bot", "U5: the undated one"},
		{"cat", "unknown = no bot", "U2: nobody"},
		{"", "unknown = no bot", "U2: a guest is in no number"},
	} {
		e, err := Explain(testContext, facts, c.id, Query{AsOf: day(30)})
		got := fmt.Sprintf("%s %s=%s %v", renderState(e.MembershipState), e.By.Field, e.By.Value, e.By.Scope)
		if err != nil || got != c.want {
			t.Errorf("%s: %q: got %q, %v; want %q", c.rule, c.id, got, err, c.want)
		}
	}
	if e, err := Explain(testContext, facts, "ann", Query{}); err == nil || e.Known() {
		t.Errorf("T1: a question without AsOf got %+v, %v", e, err)
	}
}

func TestWords(t *testing.T) {
	got := fmt.Sprint(Joined, Left, Returned, ChangeKind(9), Unknown, Enrolled, Unsubscribed, Standing(9))
	if want := "joined left returned ChangeKind(9) unknown enrolled unsubscribed Standing(9)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
