package subscription_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	. "github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/subscriptiontest"
)

var bg = context.Background()

// tester is what a testing.T and a rapid.T have in common.
type tester interface {
	Helper()
	Fatalf(string, ...any)
}

// half is the n-th half day of May 2024.
func half(n int) time.Time {
	return time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 12 * time.Hour)
}

// Few people, channels and instants, so that they meet.
var (
	people   = []customer.ID{"ann", "bob", "cat", ""}
	channels = []customer.Channel{"", "web"}
	fields   = [][2]string{
		{"unsubscribed", ""}, {"unsubscribed", "no"}, {"note", "unsubscribeallbots"}, {"note", "x"},
		{"\u00a0Un_Sub scribed", "maybe"}, {"UNSUBSCRIBE-TO-ALL-BOT", " O_F-F\t"}, {"", "un\tsubscribed"},
	}
	locations = []*time.Location{nil, time.UTC, time.FixedZone("east", 13*3600), time.FixedZone("west", -9*3600-1800)}
)

// drawTime is an instant, now and then unknown.
func drawTime(t *rapid.T) time.Time {
	n := rapid.IntRange(-3, 24).Draw(t, "at")
	if n < 0 {
		return time.Time{}
	}
	return half(n)
}

func drawFacts(t *rapid.T) Memory {
	var m Memory
	for range rapid.IntRange(0, 16).Draw(t, "facts") {
		id := rapid.SampledFrom(people).Draw(t, "who")
		if rapid.Bool().Draw(t, "joins") {
			m.Memberships = append(m.Memberships, Membership{id, rapid.SampledFrom(channels).Draw(t, "channel"), drawTime(t)})
		} else {
			nv := rapid.SampledFrom(fields).Draw(t, "field")
			m.Fields = append(m.Fields, customer.Field{Customer: id, Name: nv[0], Value: nv[1], At: drawTime(t)})
		}
	}
	return m
}

func drawQuery(t *rapid.T) Query {
	q := Query{
		AsOf: half(rapid.IntRange(-1, 26).Draw(t, "as of")),
		Unit: rapid.SampledFrom([]calendar.Unit{calendar.Day, calendar.Week, calendar.WeekSunday, calendar.WeekSaturday, calendar.Month}).Draw(t, "unit"),

		Location: rapid.SampledFrom(locations).Draw(t, "location"),
	}
	if rapid.Bool().Draw(t, "ranged") {
		q.Range = calendar.Span{From: drawTime(t), To: drawTime(t)}
	}
	if rapid.Bool().Draw(t, "one channel") {
		q.Channels = []customer.Channel{rapid.SampledFrom(channels).Draw(t, "channel")}
	}
	return q
}

// answer is the whole report, with its trend.
type answer struct {
	Report Report
	Trend  []calendar.Point[Step]
}

func ask(t tester, repo Repository, q Query) answer {
	t.Helper()
	r, err := Summarize(bg, repo, q, nil)
	if err != nil {
		t.Fatalf("Summarize: %v", err)
	}
	return answer{r, ok(r.Trend(&q))}
}

func same(t tester, law string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (- want, + got):\n%s", law, diff)
	}
}

// The order of facts never matters, and a fact given twice counts once.
func TestLawOrderAndTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		other := Memory{slices.Concat(facts.Memberships, facts.Memberships), slices.Concat(facts.Fields, facts.Fields)}
		r.Shuffle(len(other.Memberships), func(i, j int) {
			other.Memberships[i], other.Memberships[j] = other.Memberships[j], other.Memberships[i]
		})
		r.Shuffle(len(other.Fields), func(i, j int) { other.Fields[i], other.Fields[j] = other.Fields[j], other.Fields[i] })
		same(t, "law: order and repeats never matter", ask(t, facts, q), ask(t, other, q))
		for _, id := range people {
			want, _ := Explain(bg, facts, id, q)
			got, _ := Explain(bg, other, id, q)
			same(t, "law: order and repeats never matter", want, got)
		}
	})
}

// Merging parts, of one customer's facts or of all customers, in any grouping
// equals the whole; the zero value is the identity.
func TestLawMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		var want Report
		var halves [2]Report
		for i, id := range people {
			whole := Digest{ID: id}
			parts := make([]Digest, 3)
			add := func(d *Digest, m []Membership, f []customer.Field) {
				d.ID = id
				for _, x := range m {
					d.AddMember(x, &q)
				}
				for _, x := range f {
					d.AddField(x, &q)
				}
			}
			part := func() *Digest { return &parts[rapid.IntRange(0, 2).Draw(t, "part")] }
			for _, m := range facts.Memberships {
				if m.Customer == id {
					add(&whole, []Membership{m}, nil)
					add(part(), []Membership{m}, nil)
					add(part(), []Membership{m}, nil) // overlapping parts do no harm
				}
			}
			for _, f := range facts.Fields {
				if f.Customer == id {
					add(&whole, nil, []customer.Field{f})
					add(part(), nil, []customer.Field{f})
				}
			}
			left, right := merged(merged(parts[0], parts[1]), parts[2]), merged(parts[2], merged(parts[1], parts[0]))
			same(t, "law: merging digests is associative and commutative", left, right)
			same(t, "law: the zero digest is the identity", left, merged(Digest{}, left))
			same(t, "law: the zero digest is the identity", left, merged(left, Digest{}))
			same(t, "law: merging digests twice does no harm", left, merged(left, left))
			same(t, "law: merged parts are the whole", whole.Changes(), left.Changes())
			same(t, "law: merged parts are the whole", whole.State(), left.State())
			want.Add(&whole, &q)
			halves[i%2].Add(&left, &q)
		}
		got := Report{}
		got.Merge(halves[1])
		got.Merge(Report{})
		got.Merge(halves[0])
		same(t, "law: merged reports are the whole", want, got)
		same(t, "law: incremental = batch", ask(t, facts, q).Report, got)
	})
}

func merged(a, b Digest) Digest { a.Merge(b); return a }

// As of t = history truncated at t (T2).
func TestLawTimeTravel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		same(t, "T2: as of t is history truncated at t", ask(t, until(facts, q.AsOf), q), ask(t, facts, q))
	})
}

func until(m Memory, at time.Time) Memory {
	return Memory{
		slices.DeleteFunc(slices.Clone(m.Memberships), func(m Membership) bool { return m.JoinedAt.After(at) }),
		slices.DeleteFunc(slices.Clone(m.Fields), func(f customer.Field) bool { return f.At.After(at) }),
	}
}

// Whichever way the repository behaves and the facts are grouped, the answer is
// the same; and a failure at any fact is an error and the zero report.
func TestLawRepositories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		want := ask(t, facts, q)
		for name, repo := range subscriptiontest.Awkward(facts) {
			same(t, "law: however a repository is read: "+name, want, ask(t, repo, q))
		}
		all := len(facts.Memberships) + len(facts.Fields)
		n := rapid.IntRange(1, all+1).Draw(t, "fails at")
		r, err := Summarize(bg, subscriptiontest.Failing(facts, n), q, nil)
		if n > all {
			same(t, "law: a failure that is not reached", want.Report, r)
			return
		}
		if !errors.Is(err, subscriptiontest.ErrFailed) || !cmp.Equal(r, Report{}) {
			t.Fatalf("law: no partial answer looks whole: failing at fact %d: %+v, %v", n, r, err)
		}
		if e, err := Explain(bg, subscriptiontest.Failing(facts, 1), "", q); err != nil || e.Known() {
			t.Fatalf("U2: nothing is asked about a guest, but got %v", err)
		}
	})
}

// Every answer against the plain reading of the rules.
func TestLawModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		obeys(t, byPerson(facts), q, ask(t, facts, q))
	})
}

// obeys compares an answer with what the model says of the shop.
func obeys(t tester, shop map[customer.ID]Memory, q Query, got answer) {
	t.Helper()
	want, r := plain(shop, q), got.Report
	same(t, "U2, U3, U5: totals",
		fmt.Sprint(want.enrolled, want.unsubscribed, want.enrolled7, want.unsubscribed7, want.undated),
		fmt.Sprint(r.Enrolled, r.Unsubscribed, r.EnrolledLast7Days, r.UnsubscribedLast7Days, r.Undated))
	if q.Range.IsZero() && r.Enrolled+r.Unsubscribed != want.known {
		t.Fatalf("U2: enrolled %d + unsubscribed %d is not known %d", r.Enrolled, r.Unsubscribed, want.known)
	}
	level := r.Before
	for i, p := range got.Trend {
		v := p.Value
		same(t, "U4: level = previous + joined + returned - left", Level{
			level.Enrolled + v.Joined + v.Returned - v.Left, level.Unsubscribed + v.Left - v.Returned,
		}, v.Level)
		level = v.Level
		end := q.AsOf
		same(t, "U4, T5: the flows of a bucket", flowIn(shop, q,
			p.Bucket.Start(q.Location), q.Unit.Next(p.Bucket).Start(q.Location)), v.Flow)
		if i < len(got.Trend)-1 {
			end = got.Trend[i+1].Bucket.Start(q.Location).Add(-1)
		} else if to := q.Range.To; !to.IsZero() && !to.After(end) {
			end = to.Add(-1)
		}
		same(t, "U4, U5: a level is how people stood at the bucket's end", levelAt(shop, q, end), v.Level)
	}
	if n := len(got.Trend); n > 0 && q.Range.IsZero() {
		last := got.Trend[n-1].Value
		same(t, "U4, U5: the last level plus undated is the totals",
			Level{r.Enrolled, r.Unsubscribed}, Level{last.Enrolled, last.Unsubscribed + r.Undated})
	}
}

// A range and its complement tile: who has a dated change is in one of them. The
// range touches neither the last 7 days nor the undated (U3).
func TestLawRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		cut := half(rapid.IntRange(0, 26).Draw(t, "cut"))
		q.Range = calendar.Span{}
		all := ask(t, facts, q).Report
		q.Range = calendar.Span{To: cut}
		before := ask(t, facts, q).Report
		q.Range = calendar.Span{From: cut}
		after := ask(t, facts, q).Report
		undated := plain(byPerson(facts), Query{AsOf: q.AsOf, Channels: q.Channels}).unchanged
		if before.Known()+after.Known()+undated != all.Known() {
			t.Fatalf("U3: before %d + after %d + undated %d is not %d", before.Known(), after.Known(), undated, all.Known())
		}
		for _, r := range []Report{before, after} {
			same(t, "U3: a range never restricts the last 7 days and undated",
				[]int{all.EnrolledLast7Days, all.UnsubscribedLast7Days, all.Undated},
				[]int{r.EnrolledLast7Days, r.UnsubscribedLast7Days, r.Undated})
		}
	})
}

// Channels select members, and all channels named are as good as none (U3).
func TestLawChannels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		chosen := facts
		if len(q.Channels) > 0 {
			chosen.Memberships = slices.DeleteFunc(slices.Clone(facts.Memberships), func(m Membership) bool {
				return !slices.Contains(q.Channels, m.Channel)
			})
		}
		same(t, "U3: channels select members and no markers", ask(t, chosen, Query{AsOf: q.AsOf, Range: q.Range, Unit: q.Unit, Location: q.Location}), ask(t, facts, q))
		q.Channels = nil
		every := q
		every.Channels = channels
		same(t, "U3: every channel is all", ask(t, facts, q), ask(t, facts, every))
	})
}

// ok is a series that is not too long.
func ok[T any](series T, err error) T {
	if err != nil {
		panic(err)
	}
	return series
}
