package customer_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

const (
	week  = 7 * 24 * time.Hour
	month = 30 * 24 * time.Hour
)

// ago are instants before noon.
func ago(all ...time.Duration) (at []time.Time) {
	for _, d := range all {
		at = append(at, noon.Add(-d))
	}
	return at
}

// S1 to S4 to the nanosecond, as of noon on 31 May 2024.
func TestStatus(t *testing.T) {
	for _, c := range []struct {
		rule   string
		logins []time.Time
		want   customer.Status
		reason string
	}{
		{"S1", ago(0, 0+1), customer.VeryActive, "two logins just now"},
		{"S1", ago(0, week-1), customer.VeryActive, "the second still has a nanosecond to live"},
		{"S1, T4", ago(0, week), customer.Active, "exactly 7 days ago is no longer within the last 7 days"},
		{"S1", ago(week-2, week-1), customer.VeryActive, "both at the far end"},
		{"S1", ago(1), customer.Quiet, "one login is not more than one"},
		{"S1", ago(1, 1), customer.Quiet, "two logins at the same instant are one login"},
		{"S1", ago(1, 1, 1, week), customer.Active, "the same instant thrice is one; the other is 7 days old"},
		{"S1, T7", []time.Time{noon, unknown}, customer.Quiet, "an undated login makes no status"},
		{"S1", []time.Time{noon, noon.In(time.FixedZone("", 7200))}, customer.Quiet, "one instant, written in two zones"},
		{"S1", ago(5, 4, 3, 2, 1), customer.VeryActive, "any number above one"},

		{"S2", ago(0, month-1), customer.Active, "the second is within 30 days"},
		{"S2, T4", ago(0, month), customer.Quiet, "exactly 30 days ago is no longer within the last 30 days"},
		{"S2", ago(week, week+1), customer.Active, "none within 7 days, two within 30"},
		{"S2", ago(month-2, month-1), customer.Active, "both at the far end"},
		{"S2", ago(20*24*time.Hour, 20*24*time.Hour), customer.Quiet, "the same instant twice is one login"},
		{"S2", ago(0, month, month+1), customer.Quiet, "one within 30 days, two before"},

		{"S3", nil, customer.Sleeper, "never logged in"},
		{"S3, T7", []time.Time{unknown}, customer.Sleeper, "no login that is known to be recent"},
		{"S3", []time.Time{at("2024-02-29T23:59:59.999999999Z")}, customer.Sleeper, "29 February lived until 29 May"},
		{"S3", []time.Time{at("2024-03-01")}, customer.Quiet, "1 March lives until 1 June"},
		{"S3", []time.Time{at("1999-12-31")}, customer.Sleeper, "long ago"},

		{"S4", ago(0), customer.Quiet, "one login within 30 days"},
		{"S4", ago(month), customer.Quiet, "only a login 30 days old"},
		{"S4", ago(month, month+1, month+2), customer.Quiet, "many, but all between 30 days and 3 months old"},
	} {
		repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", c.logins...)}
		q := customer.Query{AsOf: noon}
		if got := list(t, repo, q).Rows[0].Status; got != c.want {
			t.Errorf("%s: %v, want %v: %s", c.rule, got, c.want, c.reason)
		}
		slices.Reverse(repo.Logins)
		if got := list(t, repo, q).Rows[0].Status; got != c.want {
			t.Errorf("%s: in the other order %v, want %v: %s", c.rule, got, c.want, c.reason)
		}
	}
}

// S3 where months are of different lengths: a login and the first instant at
// which it is no longer within the last 3 months.
func TestSleeperMonths(t *testing.T) {
	for _, c := range []struct{ login, asleep, reason string }{
		{"2024-01-10T10:00:00Z", "2024-04-10T10:00:00Z", "the same day and time 3 months later"},
		{"2023-11-30T18:00:00Z", "2024-03-01T00:00:00Z", "there is no 30 February: the life ends with the month"},
		{"2023-11-30T00:00:00Z", "2024-03-01T00:00:00Z", "whatever the time of day"},
		{"2023-11-29T18:00:00Z", "2024-02-29T18:00:00Z", "there is a 29 February in a leap year"},
		{"2022-11-29T18:00:00Z", "2023-03-01T00:00:00Z", "there is none in another year"},
		{"2099-11-29T18:00:00Z", "2100-03-01T00:00:00Z", "2100 is no leap year"},
		{"2022-11-28T23:59:59.999999999Z", "2023-02-28T23:59:59.999999999Z", "the last instant of February"},
		{"2024-02-29T12:00:00Z", "2024-05-29T12:00:00Z", "from 29 February, not to the end of May"},
		{"2023-02-28T12:00:00Z", "2023-05-28T12:00:00Z", "from the last of February, not to the end of May"},
		{"2024-05-31T12:00:00Z", "2024-08-31T12:00:00Z", "31 May"},
		{"2024-03-31T12:00:00Z", "2024-07-01T00:00:00Z", "there is no 31 June"},
		{"2024-10-31T12:00:00Z", "2025-01-31T12:00:00Z", "over the end of a year"},
		{"2024-04-01T01:00:00+02:00", "2024-07-01T00:00:00Z", "in UTC it is 31 March 23:00, and there is no 31 June"},
	} {
		r := recent(customer.Policy{}, at(c.login))
		for _, step := range []struct {
			at   time.Time
			want customer.Status
		}{
			{at(c.login), customer.Quiet},
			{at(c.asleep).Add(-1), customer.Quiet},
			{at(c.asleep), customer.Sleeper},
			{at(c.asleep).Add(1), customer.Sleeper},
		} {
			if got := (customer.Policy{}).Status(r, step.at); got != step.want {
				t.Errorf("S3, T4: a login of %s makes %v as of %v, want %v: %s", c.login, got, step.at, step.want, c.reason)
			}
		}
		if got := (customer.Policy{}).Explain(r, at(c.login)).Until; !got.Equal(at(c.asleep)) {
			t.Errorf("S7, T4: quiet until %v, want %s: %s", got, c.asleep, c.reason)
		}
	}
}

// Months are those of UTC, whatever zone the login and the question are written
// in (T4, T6).
func TestStatusIsZoneFree(t *testing.T) {
	kiritimati := time.FixedZone("", 14*3600)
	login := at("2024-02-29T23:00:00Z") // 1 March there
	asleep := at("2024-05-29T23:00:00Z")
	for _, loc := range []*time.Location{time.UTC, kiritimati, time.FixedZone("", -11*3600)} {
		r := recent(customer.Policy{}, login.In(loc))
		before, then := customer.Policy{}.Status(r, asleep.Add(-1).In(loc)), customer.Policy{}.Status(r, asleep.In(loc))
		if before != customer.Quiet || then != customer.Sleeper {
			t.Errorf("T4: written in %v, %v and then %v", loc, before, then)
		}
		e := customer.Policy{}.Explain(r, asleep.Add(-1).In(loc))
		inUTC(t, "S7", append(e.Logins, e.Until, e.Window.From, e.Window.To)...)
	}
}

// A login after AsOf is not known yet: the status is the one without it (T2).
func TestStatusAsOf(t *testing.T) {
	repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", day(1), day(9), day(10), day(11))}
	for _, c := range []struct {
		asOf   time.Time
		want   customer.Status
		reason string
	}{
		{day(1).Add(-1), customer.Sleeper, "before the first login"},
		{day(1), customer.Quiet, "at the very instant"},
		{day(9).Add(-1), customer.Quiet, "only the first has happened"},
		{day(9), customer.Active, "8 days between the first two"},
		{day(10).Add(-1), customer.Active, "the third has not happened"},
		{day(10), customer.VeryActive, "the third has"},
	} {
		if got := list(t, repo, customer.Query{AsOf: c.asOf}).Rows[0].Status; got != c.want {
			t.Errorf("T2: as of %v %v, want %v: %s", c.asOf, got, c.want, c.reason)
		}
	}
}

func TestStatusRank(t *testing.T) {
	if !(customer.VeryActive > customer.Active && customer.Active > customer.Quiet && customer.Quiet > customer.Sleeper) {
		t.Error("S5: the rank is not very active > active > quiet > sleeper")
	}
	same(t, "S5: statuses are listed best first",
		[]customer.Status{customer.VeryActive, customer.Active, customer.Quiet, customer.Sleeper}, customer.Statuses())
	if (customer.Digest{}).Logins.Latest != never || customer.Status(0) != customer.Sleeper {
		t.Error("S3: nothing known is not a sleeper")
	}
}

func TestPolicy(t *testing.T) {
	more := func(n int, within calendar.Period) customer.Frequency {
		return customer.Frequency{MoreThan: n, Within: within}
	}
	for _, c := range []struct {
		policy customer.Policy
		logins []time.Time
		want   customer.Status
		reason string
	}{
		{customer.Policy{}, ago(0, week-1), customer.VeryActive, "the zero policy is S1"},
		{customer.Policy{VeryActive: more(1, calendar.Days(7))}, ago(0, week-1), customer.VeryActive, "S1 spelled out"},
		{customer.Policy{VeryActive: more(2, calendar.Days(7))}, ago(0, 1), customer.Active, "two are not more than two; S2 stays as it is"},
		{customer.Policy{VeryActive: more(2, calendar.Days(7))}, ago(0, 1, week-1), customer.VeryActive, "three are"},
		{customer.Policy{VeryActive: more(2, calendar.Days(7))}, ago(0, 1, week), customer.Active, "the third is too old"},
		{customer.Policy{VeryActive: more(2, calendar.Days(7))}, ago(0, 1, 1), customer.Active, "the same instant is one login for any count"},
		{customer.Policy{VeryActive: more(0, calendar.Days(7))}, ago(week - 1), customer.VeryActive, "more than none is one"},
		{customer.Policy{VeryActive: more(0, calendar.Days(7))}, nil, customer.Sleeper, "none is not more than none"},
		{customer.Policy{Active: more(3, calendar.Months(1))}, ago(0, 1, 2, 24*time.Hour), customer.VeryActive, "S1 stays and goes first"},
		{customer.Policy{Active: more(3, calendar.Months(1))}, ago(0, week, week+1, week+2), customer.Active, "four within a month"},
		{customer.Policy{Active: more(3, calendar.Months(1))}, ago(0, week, week+1), customer.Quiet, "three are not more than three"},
		{customer.Policy{Sleeper: calendar.Days(5)}, ago(5 * 24 * time.Hour), customer.Sleeper, "a shorter sleep"},
		{customer.Policy{Sleeper: calendar.Days(5)}, ago(6*24*time.Hour, week), customer.Active, "sleeper is tried after active"},
		{customer.Policy{Sleeper: calendar.Period{N: 1, Unit: calendar.Week}}, ago(week), customer.Sleeper, "a week is 7 days"},
		{customer.Policy{Sleeper: calendar.Period{N: 1, Unit: calendar.Week}}, ago(week - 1), customer.Quiet, "to the nanosecond"},
	} {
		if err := c.policy.Check(); err != nil {
			t.Errorf("S6: Check = %v: %s", err, c.reason)
		}
		repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", c.logins...)}
		if got := list(t, repo, customer.Query{AsOf: noon, Policy: c.policy}).Rows[0].Status; got != c.want {
			t.Errorf("S6: %v, want %v: %s", got, c.want, c.reason)
		}
	}
}

func TestPolicyCheck(t *testing.T) {
	more := func(n int, within calendar.Period) customer.Frequency {
		return customer.Frequency{MoreThan: n, Within: within}
	}
	for _, c := range []struct {
		policy customer.Policy
		logins int
		want   error
		reason string
	}{
		{customer.Policy{}, 2, nil, "the default"},
		{customer.Policy{VeryActive: more(0, calendar.Days(7)), Active: more(0, calendar.Days(7))}, 2, nil, "two logins are kept at least"},
		{customer.Policy{Active: more(5, calendar.Days(7))}, 6, nil, "more than five asks for the sixth"},
		{customer.Policy{VeryActive: more(customer.MaxLogins, calendar.Days(7))}, customer.MaxLogins + 1, nil, "the most"},
		{customer.Policy{VeryActive: more(customer.MaxLogins+1, calendar.Days(7))}, 0, customer.ErrPolicy, "too many"},
		{customer.Policy{Active: more(-1, calendar.Days(7))}, 0, customer.ErrPolicy, "a negative count"},
		{customer.Policy{Active: more(3, calendar.Period{})}, 0, customer.ErrPolicy, "a count without a length"},
		{customer.Policy{VeryActive: more(0, calendar.Days(-7))}, 0, customer.ErrPolicy, "a negative length"},
		{customer.Policy{Sleeper: calendar.Months(-3)}, 0, customer.ErrPolicy, "a negative sleep"},
		{customer.Policy{Sleeper: calendar.Period{N: 1, Unit: 9}}, 0, customer.ErrPolicy, "a unit that does not exist"},
	} {
		if err := c.policy.Check(); !errors.Is(err, c.want) {
			t.Errorf("S6: Check = %v, want %v: %s", err, c.want, c.reason)
		}
		if c.want == nil && c.policy.Logins() != c.logins {
			t.Errorf("S6: Logins = %d, want %d: %s", c.policy.Logins(), c.logins, c.reason)
		}
		for name, err := range everyEntry(customer.Memory{Customers: []customer.Customer{{ID: "ann"}}}, customer.Query{AsOf: noon, Policy: c.policy}) {
			if !errors.Is(err, c.want) {
				t.Errorf("S6: %s with a wrong policy: %v, want %v: %s", name, err, c.want, c.reason)
			}
		}
	}
}

// However long a window is, somebody who never logged in has no login in it (S3,
// T7).
func TestStatusNever(t *testing.T) {
	long := customer.Policy{Sleeper: calendar.Months(12 * 9000)}
	if got := long.Status(customer.Recent{}, noon); got != customer.Sleeper {
		t.Errorf("S3: who never logged in is %v", got)
	}
}

// A new AsOf for digests that are kept: every customer's status again.
func BenchmarkRanks(b *testing.B) {
	logins := make([]customer.Recent, 1<<16)
	for i := range logins {
		logins[i].Add(noon.Add(-time.Duration(i)*time.Hour/4), 2)
		logins[i].Add(noon.Add(-time.Duration(i)*time.Hour/3), 2)
	}
	b.ReportAllocs()
	for b.Loop() {
		ranks := customer.Policy{}.At(noon)
		var n [4]int
		for i := range logins {
			n[ranks.Status(&logins[i])]++
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(logins)), "ns/customer")
}
