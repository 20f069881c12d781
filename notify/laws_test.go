package notify_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/notifytest"
)

// Facts are drawn from few people, notifications and instants, so that they
// meet.
var (
	people = []customer.ID{"ann", "bob", "cat", ""}
	many   = []notify.Notification{
		{ID: "cake", Name: "Cake", Active: true, Channel: "web"},
		{ID: "loaf", Name: "Loaf", Frequency: notify.Daily},
		{ID: "loaf2", Name: "Loaf", Channel: "web"},
	}
	locations = []*time.Location{nil, time.FixedZone("east", 13*3600), time.FixedZone("west", -9*3600-1800)}

	tokens = []notify.Token{{}, notify.NewToken("t1"), notify.NewToken("t2"), notify.NewToken("t3")}
)

// step is the n-th instant: every third of 7 days, so that the last and the
// next 7 days begin and end at facts. One is the last of May in UTC and the
// first of June further east.
func step(n int) time.Time {
	return time.Date(2024, 5, 1, 14, 0, 0, 0, time.UTC).Add(time.Duration(n) * 56 * time.Hour)
}

// drawTime is an instant, now and then none.
func drawTime(t *rapid.T) time.Time {
	n := rapid.IntRange(-3, 16).Draw(t, "at")
	if n < 0 {
		return time.Time{}
	}
	return step(n)
}

func drawFacts(t *rapid.T) notify.Memory {
	m := notify.Memory{Notifications: many}
	for range rapid.IntRange(0, 14).Draw(t, "opt-ins") {
		m.OptIns = append(m.OptIns, notify.OptIn{
			Notification: rapid.SampledFrom(many).Draw(t, "to").ID,
			Customer:     rapid.SampledFrom(people).Draw(t, "who"),
			SubscribedAt: drawTime(t),
			ExpiresAt:    drawTime(t),
			StoppedAt:    drawTime(t),
			Token:        rapid.SampledFrom(tokens).Draw(t, "token"),
		})
	}
	return m
}

func drawQuery(t *rapid.T) notify.Query {
	q := notify.Query{
		AsOf:     step(rapid.IntRange(-1, 17).Draw(t, "as of")),
		Location: rapid.SampledFrom(locations).Draw(t, "location"),
	}
	if rapid.Bool().Draw(t, "ranged") {
		q.Range = calendar.Span{From: drawTime(t), To: drawTime(t)}
	}
	if rapid.Bool().Draw(t, "named") {
		q.Names = []string{rapid.SampledFrom([]string{"Cake", "Loaf", "x"}).Draw(t, "name")}
	}
	if rapid.Bool().Draw(t, "one channel") {
		q.Channels = []customer.Channel{rapid.SampledFrom([]customer.Channel{"", "web"}).Draw(t, "channel")}
	}
	return q
}

func same(t tester, law string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (- want, + got):\n%s", law, diff)
	}
}

// Every number against the plain reading of the rules.
func TestLawModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		r := summarize(t, facts, q)
		same(t, "N2–N6: the report is what the rules say", newModel(facts, q).report(facts.Notifications), r)
		if r.Expired+r.Expiring+r.Stopped+r.NeverExpires != r.Subscriptions {
			t.Fatalf("N4: expired + expiring + stopped + never is not all: %+v", r)
		}
		for _, trend := range []struct {
			points []calendar.Point[int]
			total  int
		}{{ok(r.ExpiryTrend(&q)), r.Expiring}, {ok(r.ExpiredTrend(&q)), r.Expired}} {
			sum := 0
			for _, p := range trend.points {
				sum += p.Value
			}
			if sum != trend.total {
				t.Fatalf("N4: a trend adds up to %d, not %d", sum, trend.total)
			}
		}
	})
}

// The renewals against the plain reading of P6: opt-in by opt-in, by looking through all
// the others. However the facts are read, they are the same.
func TestLawRenewals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		q.AsOf = q.AsOf.AddDate(0, rapid.IntRange(0, 8).Draw(t, "months later"), 0)
		want := newModel(facts, q).renewals()
		got, err := notify.SummarizeRenewals(bg, facts, q, nil)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "P6: the renewals are what the rule says", want, got)
		for name, repo := range notifytest.Awkward(facts) {
			got, err := notify.SummarizeRenewals(bg, repo, q, &customer.Run{Workers: 3})
			if err != nil {
				t.Fatal(err)
			}
			same(t, "P6: however a repository is read: "+name, want, got)
		}
		whole := q
		whole.Range = calendar.Span{}
		got, _ = notify.SummarizeRenewals(bg, facts, whole, nil)
		same(t, "P6: the range does not matter", want, got)
	})
}

// The order of opt-ins never matters (N6), and one given twice counts once.
func TestLawOrderAndTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		other := notify.Memory{Notifications: slices.Clone(many), OptIns: slices.Concat(facts.OptIns, facts.OptIns)}
		slices.Reverse(other.Notifications)
		r.Shuffle(len(other.OptIns), func(i, j int) {
			other.OptIns[i], other.OptIns[j] = other.OptIns[j], other.OptIns[i]
		})
		same(t, "N6: arrival order and repeats never matter", summarize(t, facts, q), summarize(t, other, q))
		for _, id := range people {
			a, b := &box{}, &box{}
			_, err1 := notify.Send(bg, facts, a, notify.Push{Customer: id}, q.AsOf)
			_, err2 := notify.Send(bg, other, b, notify.Push{Customer: id}, q.AsOf)
			same(t, "N1, N6: arrival order never matters", a.tokens(), b.tokens())
			if (err1 == nil) != (err2 == nil) {
				t.Fatalf("N1: %v, but then %v", err1, err2)
			}
		}
	})
}

// Merging parts, of one customer's facts or of all customers, in any grouping
// equals the whole; the zero value is the identity.
func TestLawMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		empty := func() notify.Report { return summarize(t, notify.Memory{Notifications: many}, q) }
		want, halves := empty(), [2]notify.Report{empty(), empty()}
		for i, id := range people {
			whole := notify.Digest{ID: id}
			parts := make([]notify.Digest, 3)
			for _, o := range facts.OptIns {
				if o.Customer != id {
					continue
				}
				whole.AddOptIn(o, &q)
				for range 2 { // overlapping parts do no harm
					p := &parts[rapid.IntRange(0, 2).Draw(t, "part")]
					p.ID = id
					p.AddOptIn(o, &q)
				}
			}
			left, right := merged(merged(parts[0], parts[1]), parts[2]), merged(parts[2], merged(parts[1], parts[0]))
			same(t, "law: merging digests is associative and commutative", left, right)
			same(t, "law: the zero digest is the identity", left, merged(notify.Digest{}, left))
			same(t, "law: the zero digest is the identity", left, merged(left, notify.Digest{}))
			same(t, "law: merging digests twice does no harm", left, merged(left, left))
			same(t, "law: merged parts are the whole", merged(whole, notify.Digest{}).Subscriptions, left.Subscriptions)
			left.ID = id
			add(t, &want, whole, q)
			add(t, &halves[i%2], left, q)
		}
		var got notify.Report
		got.Merge(halves[1])
		got.Merge(notify.Report{})
		got.Merge(halves[0])
		same(t, "law: merged reports are the whole", want, got)
		same(t, "law: incremental = batch", summarize(t, facts, q), got)
	})
}

func merged(a, b notify.Digest) notify.Digest { a.Merge(b); return a }

func add(t *rapid.T, r *notify.Report, d notify.Digest, q notify.Query) {
	if err := r.Add(&d, &q); err != nil {
		t.Fatalf("Add: %v", err)
	}
}

// As of t = history truncated at t (T2).
func TestLawTimeTravel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		then := notify.Memory{Notifications: many}
		for _, o := range facts.OptIns {
			if o.StoppedAt.After(q.AsOf) {
				o.StoppedAt = time.Time{}
			}
			if !o.SubscribedAt.After(q.AsOf) {
				then.OptIns = append(then.OptIns, o)
			}
		}
		same(t, "T2: as of t is history truncated at t", summarize(t, then, q), summarize(t, facts, q))
		for _, id := range people {
			a, b := &box{}, &box{}
			_, _ = notify.Send(bg, then, a, notify.Push{Customer: id}, q.AsOf)
			_, _ = notify.Send(bg, facts, b, notify.Push{Customer: id}, q.AsOf)
			same(t, "T2: a push as of t is one from history truncated at t", a.tokens(), b.tokens())
		}
	})
}

// Whichever way the repository behaves and the facts are grouped, the answer is
// the same; and a failure at any fact is an error and the zero report.
func TestLawRepositories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		want := summarize(t, facts, q)
		for name, repo := range notifytest.Awkward(facts) {
			same(t, "law: however a repository is read: "+name, want, summarize(t, repo, q))
		}
		all := len(facts.Notifications) + len(facts.OptIns)
		n := rapid.IntRange(1, all+1).Draw(t, "fails at")
		r, err := notify.Summarize(bg, notifytest.Failing(facts, n), q, nil)
		if n > all {
			same(t, "law: a failure that is not reached", want, r)
			return
		}
		if !errors.Is(err, notifytest.ErrFailed) || !cmp.Equal(r, notify.Report{}) {
			t.Fatalf("law: no partial answer looks whole: failing at fact %d: %+v, %v", n, r, err)
		}
	})
}

// A range and what is before and after it cover everybody; it touches nothing but
// subscribed users (N3, N4).
func TestLawRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		ranged := summarize(t, facts, q)
		all := q
		all.Range = calendar.Span{}
		whole := summarize(t, facts, all)
		if ranged.SubscribedUsers > whole.SubscribedUsers {
			t.Fatalf("N2: a range adds users")
		}
		ranged.SubscribedUsers = whole.SubscribedUsers
		for id, d := range ranged.Notifications {
			d.SubscribedUsers = whole.Notifications[id].SubscribedUsers
			ranged.Notifications[id] = d
		}
		same(t, "N3, N4: a range restricts subscribed users alone", whole, ranged)

		before, after := q, q
		cut := step(rapid.IntRange(0, 16).Draw(t, "cut"))
		before.Range, after.Range = calendar.Span{To: cut}, calendar.Span{From: cut}
		a, b := summarize(t, facts, before).SubscribedUsers, summarize(t, facts, after).SubscribedUsers
		if dated := whole.SubscribedUsers - whole.UndatedUsers; max(a, b) > dated || a+b < dated {
			t.Fatalf("N2, T3: %d before + %d after do not cover %d", a, b, dated)
		}
	})
}

// Selecting is leaving out the others' facts (N4).
func TestLawSelection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		chosen := map[notify.NotificationID]bool{}
		var kept notify.Memory
		for _, n := range facts.Notifications {
			if chosen[n.ID] = q.Selects(n); chosen[n.ID] {
				kept.Notifications = append(kept.Notifications, n)
			}
		}
		for _, o := range facts.OptIns {
			if chosen[o.Notification] {
				kept.OptIns = append(kept.OptIns, o)
			}
		}
		all := notify.Query{AsOf: q.AsOf, Range: q.Range, Location: q.Location}
		want, got := summarize(t, kept, all), summarize(t, facts, q)
		same(t, "N4: selecting is leaving out the others", want.Details(), got.Details())
		want.Notifications, got.Notifications = nil, nil
		same(t, "N4: selecting is leaving out the others", want, got)
	})
}
