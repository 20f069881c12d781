package customer_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

func track(t tester, repo customer.Repository, q customer.Query, s calendar.Span, u calendar.Unit) customer.StatusTrend {
	t.Helper()
	trend, err := customer.TrackStatus(bg, repo, over(q, s, u), nil)
	if err != nil {
		t.Fatalf("TrackStatus: %v", err)
	}
	return trend
}

func transitions(t tester, repo customer.Repository, q customer.Query, s calendar.Span) []customer.Transition {
	t.Helper()
	trend := track(t, repo, q, s, calendar.Day)
	return slices.Collect(trend.Transitions())
}

func whatIf(t tester, repo customer.Repository, q customer.Query, other customer.Policy) customer.StatusMatrix {
	t.Helper()
	m, err := customer.WhatIf(bg, repo, q, other, nil)
	if err != nil {
		t.Fatalf("WhatIf: %v", err)
	}
	return m
}

// sorted is the facts in customer order.
func sorted(m customer.Memory) *customer.Sorted {
	m.Orders, m.Messages, m.Actions = nil, nil, nil // no status is theirs
	return m.Sorted()
}

// drawMany is more logins of the same few people, between the edges.
func drawMany(t *rapid.T) customer.Memory {
	facts := drawFacts(t)
	for range rapid.IntRange(0, 12).Draw(t, "more logins") {
		at := drawInstant(t, "login").Add(time.Duration(rapid.IntRange(-40, 40).Draw(t, "days")) * 24 * time.Hour)
		facts.Logins = append(facts.Logins, customer.Login{Customer: pick(t, "who", people...), At: at})
	}
	return facts
}

// One pass equals a report for every bucket, and transitions are where the
// status is another one than just before.
func TestModelTrackStatus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, s, u := model{drawMany(t), drawQuery(t)}, drawSpan(t), drawUnit(t)
		got := track(t, m.facts, m.q, s, u)
		same(t, "S8: the counts are not those of a report for every bucket", m.levels(s, u), levelsOf(got))
		same(t, "S8: the transitions are not all changes of status", m.turns(s), slices.Collect(got.Transitions()))
	})
}

// The same, where days begin at other hours than midnight, and dates come twice
// or never: by the instants themselves.
func TestTrackStatusInOddPlaces(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "America/St_Johns", "America/Havana", "Australia/Lord_Howe"}
	odd := []time.Time{
		at("2023-10-29T01:00:00Z"), at("2018-11-04T03:00:00Z"), at("2018-02-18T02:00:00Z"), at("2011-12-30T10:00:00Z"),
		at("2010-11-07T02:31:00Z"), at("2010-03-14T03:31:00Z"), at("2023-11-05T05:00:00Z"), at("2023-09-30T15:30:00Z"),
	}
	rapid.Check(t, func(t *rapid.T) {
		centre := pick(t, "around", odd...)
		near := func(label string) time.Time {
			days := time.Duration(pick(t, label, 0, 0, 0, -1, 1, -7, 7, -30, 30)) * 24 * time.Hour
			return centre.Add(days).Add(time.Duration(pick(t, "beside", 0, -1, 1, int64(time.Second), -int64(time.Second), int64(time.Hour), -int64(30*time.Minute))))
		}
		facts := customer.Memory{Customers: []customer.Customer{{ID: "a"}, {ID: "b"}}}
		for range rapid.IntRange(0, 8).Draw(t, "logins") {
			facts.Logins = append(facts.Logins, customer.Login{Customer: pick(t, "who", people...), At: near("login")})
		}
		q := customer.Query{AsOf: near("as of"), Location: zone(t, pick(t, "zone", zones...)), Policy: pick(t, "policy", policies...)}
		span, u := calendar.Span{}, drawUnit(t)
		if rapid.Bool().Draw(t, "from") {
			span.From = near("from")
		}
		if rapid.Bool().Draw(t, "to") {
			span.To = near("to")
		}
		got, m := track(t, facts, q, span, u), model{facts, q}
		axis := calendar.Axis{Unit: u, Location: q.Location, Span: span, AsOf: q.AsOf}
		known := span.Intersect(calendar.AsOf(q.AsOf))
		points := ok(got.Points())
		for _, p := range points {
			end := axis.Last(p.Bucket)
			if axis.Key(end) != p.Bucket || !calendar.Span.Contains(calendar.Span{To: known.To}, end) {
				t.Fatalf("S8, T5: the bucket %v ends at %v", p.Bucket, end)
			}
			if want := m.counts(end); p.Value != want {
				t.Fatalf("S8: at the end of %v, which is %v: %v, want %v", p.Bucket, end, p.Value, want)
			}
		}
		for _, l := range facts.Logins {
			if (l.Customer == "a" || l.Customer == "b") && known.Contains(l.At) &&
				!slices.ContainsFunc(points, func(p calendar.Point[customer.StatusCounts]) bool { return p.Bucket == axis.Key(l.At) }) {
				t.Fatalf("T5: a login at %v lies in no bucket of the series", l.At)
			}
		}
		same(t, "S8: the transitions are not all changes of status", m.turns(span), slices.Collect(got.Transitions()))
		same(t, "S8: Len is not how many there are", len(m.turns(span)), got.Len())
	})
}

func TestModelWhatIf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, other := model{drawMany(t), drawQuery(t)}, pick(t, "other policy", policies...)
		got := whatIf(t, m.facts, m.q, other)
		same(t, "S9: the matrix is not that of two reports", m.moves(other), got)
		moved, total := 0, 0
		for from, row := range got {
			for to, n := range row {
				total += n
				if from != to {
					moved += n
				}
			}
		}
		if got.Moved() != moved || total != len(m.facts.Customers) {
			t.Fatalf("S9: %d of %d customers move, want %d of %d", got.Moved(), total, moved, len(m.facts.Customers))
		}
	})
}

// Neither the order of facts nor the way to hold them matters, nor how many
// work on the answer.
func TestLawTrackStatusOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q, s, u, other := drawMany(t), drawQuery(t), drawSpan(t), drawUnit(t), pick(t, "other policy", policies...)
		trend, matrix := track(t, facts, q, s, u), whatIf(t, facts, q, other)
		for name, repo := range map[string]customer.Repository{
			"shuffled": shuffled(t, facts), "sorted": sorted(facts), "held in some way": drawRepo(t, facts),
		} {
			got := track(t, repo, q, s, u)
			same(t, "S8, law: "+name+" facts give other counts", levelsOf(trend), levelsOf(got))
			same(t, "S8, law: "+name+" facts give other transitions", slices.Collect(trend.Transitions()), slices.Collect(got.Transitions()))
			same(t, "S9, law: "+name+" facts give another matrix", matrix, whatIf(t, repo, q, other))
		}
	})
}

// Matrices of parts of the customers add up to that of the whole; as of t is
// history truncated at t.
func TestLawTrackStatusParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q, s, u, other := drawMany(t), drawQuery(t), drawSpan(t), drawUnit(t), pick(t, "other policy", policies...)
		var parts [3]customer.Memory
		for _, c := range facts.Customers {
			p := &parts[rapid.IntRange(0, 2).Draw(t, "part")]
			p.Customers = append(p.Customers, c)
			for _, l := range facts.Logins {
				if l.Customer == c.ID {
					p.Logins = append(p.Logins, l)
				}
			}
		}
		whole, past := track(t, facts, q, s, u), track(t, truncated(facts, q.AsOf), q, s, u)
		same(t, "S8, T2, law: as of t is not the history truncated at t", levelsOf(whole), levelsOf(past))
		same(t, "S8, T2, law: as of t is not the history truncated at t", slices.Collect(whole.Transitions()), slices.Collect(past.Transitions()))
		var sum customer.StatusMatrix
		var moves int
		for _, p := range parts {
			m := whatIf(t, p, q, other)
			for from := range m {
				for to := range m[from] {
					sum[from][to] += m[from][to]
				}
			}
			part := track(t, p, q, s, u)
			moves += len(slices.Collect(part.Transitions()))
		}
		if n := len(slices.Collect(whole.Transitions())); n != moves {
			t.Fatalf("S8, law: %d transitions, of the parts %d", n, moves)
		}
		same(t, "S9, law: matrices of parts do not add up to the whole", whatIf(t, facts, q, other), sum)
	})
}

// Status never rises without a login; whoever is followed ends where one began
// plus their transitions; spans that tile give all transitions, each once.
func TestLawTransitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawMany(t), drawQuery(t)
		all := transitions(t, facts, q, calendar.Span{})
		now := map[customer.ID]customer.Status{}
		for _, m := range all {
			if now[m.Customer] != m.From || m.From == m.To {
				t.Fatalf("S8: %q, who was %v, goes from %v to %v at %v", string(m.Customer), now[m.Customer], m.From, m.To, m.At)
			}
			now[m.Customer] = m.To
			loggedIn := slices.ContainsFunc(facts.Logins, func(l customer.Login) bool { return l.Customer == m.Customer && l.At.Equal(m.At) })
			if m.To > m.From && !loggedIn {
				t.Fatalf("S5: %q rises from %v to %v at %v without a login", string(m.Customer), m.From, m.To, m.At)
			}
		}
		for _, r := range list(t, facts, customer.Query{AsOf: q.AsOf, Policy: q.Policy}).Rows {
			if now[r.ID] != r.Status {
				t.Fatalf("S8: transitions lead %q to %v, who is %v", string(r.ID), now[r.ID], r.Status)
			}
		}
		cut := drawInstant(t, "cut")
		if len(all) > 0 && rapid.Bool().Draw(t, "at a transition") {
			cut = pick(t, "which", all...).At
		}
		halves := slices.Concat(transitions(t, facts, q, calendar.Span{To: cut}), transitions(t, facts, q, calendar.Span{From: cut}))
		same(t, "T3, S8: until and from on an instant are not all transitions, each once", all, halves)
	})
}
