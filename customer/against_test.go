package customer_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// The package against the plain second implementation, answer by answer.

func TestModelList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := model{drawFacts(t), drawQuery(t)}
		page := list(t, m.facts, m.q)
		got := []plainRow{}
		for _, r := range page.Rows {
			got = append(got, rowOf(r))
		}
		same(t, "I1–I3, S1–S4, L1–L5, L8, L9, R1–R4: the list is not what the rules say", m.list(), got)
		if page.Total != len(got) {
			t.Fatalf("L5: %d rows, %d in all", len(got), page.Total)
		}
	})
}

func TestModelSummarize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := model{drawFacts(t), drawQuery(t)}
		same(t, "I1, I2, S4, L1, L9, R1–R5: the summary is not what the rules say", m.summary(), summaryOf(summarize(t, m.facts, m.q)))
	})
}

func TestModelTrend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, s, u := model{drawFacts(t), drawQuery(t)}, drawSpan(t), drawUnit(t)
		got := trendOf(trend(t, m.facts, m.q, s, u))
		same(t, "R3, R5, T3, T5: the trend is not what the rules say", m.trend(s, u), got)
	})
}

func TestModelGet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := model{drawFacts(t), drawQuery(t)}
		for _, c := range m.facts.Customers {
			got := detailOf(get(t, m.facts, c.ID, m.q))
			want := m.row(c)
			want.Login, want.LastPaid = "", "" // are not on the page
			same(t, "L7: the page is not what the rules say", want, got.Row)
			mine := m.paidOrders(func(id customer.ID) bool { return id == c.ID })
			if got.Others != others(mine) {
				t.Fatalf("R1: %d paid orders of other kinds, want %d", got.Others, others(mine))
			}
		}
	})
}

// S7: the rule, the logins that decided, how many were needed, and until when.
func TestModelExplain(t *testing.T) {
	rules := map[customer.Status]string{customer.VeryActive: "S1", customer.Active: "S2", customer.Sleeper: "S3", customer.Quiet: "S4"}
	rapid.Check(t, func(t *rapid.T) {
		m := model{customer.Memory{Customers: []customer.Customer{{ID: "b"}}}, drawQuery(t)}
		for range rapid.IntRange(0, 6).Draw(t, "logins") {
			m.facts.Logins = append(m.facts.Logins, customer.Login{Customer: "b", At: drawInstant(t, "login")})
		}
		all := m.dated("b")
		very, active, sleeper := m.thresholds()
		status := m.statusAt(all, m.q.AsOf)
		want := customer.Explanation{Status: status, Rule: rules[status], Until: m.until(all)}
		decided, within := 1, sleeper
		switch status {
		case customer.VeryActive:
			decided, within = very.n+1, very.p
			want.Needed = decided
		case customer.Active:
			decided, within = active.n+1, active.p
			want.Needed = decided
		case customer.Quiet:
			want.Needed = 1
		}
		if n := min(decided, len(all)); n > 0 {
			want.Logins = all[:n]
		}
		got := get(t, m.facts, "b", m.q).Explanation
		for _, e := range edges { // the window, by looking at instants
			for _, beside := range []time.Duration{-1, 0, 1} {
				at := e.Add(beside)
				if in := alive([]time.Time{at}, within, m.q.AsOf) == 1; in != got.Window.Contains(at) {
					t.Fatalf("S7, T4: as of %v %v is within the last %v: %t, but the window is %v", m.q.AsOf, at, within, in, got.Window)
				}
			}
		}
		got.Reason, got.Window = "", calendar.Span{}
		same(t, "S1–S7: the explanation is not what the rules say", want, got)
	})
}
