package engagement_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	. "github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/engagement/engagementtest"
)

// Every answer against the plain reading of the rules.
func TestLawModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := w.drawQuery(t)
		obeys(t, newModel(w.Memory, q), summarize(t, w, q))
	})
}

// obeys compares every answer of a report with the model's.
func obeys(t tester, m model, r Report) {
	t.Helper()
	q, want, got := m.q, m.numbers(), numbersOf(r)
	same(t, "E1, E2: interacted users", want.Interacted, got.Interacted)
	same(t, "E3: active users", want.Active, got.Active)
	same(t, "E4: paid orders", want.Paid, got.Paid)
	same(t, "E4: checkout-link orders", want.Links, got.Links)
	same(t, "E5: repeat customers", want.Repeat, got.Repeat)
	same(t, "T7: undated messages", want.Undated, got.Undated)
	channels, tags, fields, values := m.byName()
	same(t, "E6, E7: channels", channels.table(q.Top), nameSet(r.Channels(&q)))
	same(t, "E6, E7: tags", tags.table(q.Top), nameSet(r.Tags(&q)))
	same(t, "E6, E7: fields", fields.table(q.Top), nameSet(r.Fields(&q)))
	same(t, "E6: fields with values", len(values), len(r.FieldNames()))
	for _, name := range r.FieldNames() {
		same(t, "E6, E7: values", values[name].table(q.Top), nameSet(r.Values(name, &q)))
	}
	same(t, "E6, T5, T6: last interactions", m.lastInteractions(), dates(ok(r.LastInteractions(&q))))
	same(t, "E6: frequency", m.frequency(), frequency(r.Frequency()))
	same(t, "E6, T5, T6: last orders", m.lastOrders(), dates(ok(r.LastOrders(&q))))
}

// The order of facts never matters, and a tag or a field given twice counts
// once. So does a message, but for the undated, of which each is one.
func TestLawOrderAndTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := w.drawQuery(t)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		undated := func(m customer.Message) bool { return m.At.IsZero() }
		other := Memory{
			Messages: slices.Concat(w.Messages, slices.DeleteFunc(slices.Clone(w.Messages), undated)),
			Orders:   slices.Clone(w.Orders),
			Tags:     slices.Concat(w.Tags, w.Tags),
			Fields:   slices.Concat(w.Fields, w.Fields),
			Logins:   slices.Concat(w.Logins, w.Logins),
			Actions:  slices.Concat(w.Actions, w.Actions),
		}
		shuffle(r, other.Logins)
		shuffle(r, other.Actions)
		shuffle(r, other.Messages)
		shuffle(r, other.Orders)
		shuffle(r, other.Tags)
		shuffle(r, other.Fields)
		same(t, "law: order and repeats never matter", summarize(t, w, q), summarize(t, other, q))
	})
}

func shuffle[T any](r *rand.Rand, all []T) {
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
}

// Merging parts, of one customer's facts or of all customers, in any grouping
// equals the whole; the zero value is the identity. Merged digests are sorted.
func TestLawMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := w.drawQuery(t)
		var all Report
		var halves [2]Report
		for i, id := range people {
			parts := [3]Digest{{}, {ID: id}, {ID: id}}
			whole := Digest{ID: id}
			w.deal(id, func(add func(d *Digest)) {
				add(&whole)
				add(&parts[rapid.IntRange(0, 2).Draw(t, "part")])
			}, &q)
			left, right := merged(merged(parts[0], parts[1]), parts[2]), merged(parts[2], merged(parts[1], parts[0]))
			same(t, "law: merging digests is associative and commutative", left, right)
			same(t, "law: the zero digest is the identity", left, merged(Digest{}, left))
			same(t, "law: the zero digest is the identity", left, merged(left, Digest{}))
			same(t, "law: merged parts are the whole", merged(Digest{}, whole), left)
			all.Add(&whole, &q)
			halves[i%2].Add(&left, &q)
		}
		one, two := joined(halves[0], joined(halves[1], Report{})), joined(joined(Report{}, halves[1]), halves[0])
		same(t, "law: merging reports is associative and commutative, the zero report the identity", one, two)
		same(t, "law: merged reports are the whole", all, one)
		same(t, "law: incremental = batch", summarize(t, w, q), one)
	})
}

func merged(a, b Digest) Digest { a.Merge(b); return a }
func joined(a, b Report) Report { a.Merge(b); return a }

// As of t = history truncated at t (T2).
func TestLawTimeTravel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := w.drawQuery(t)
		same(t, "T2: as of t is history truncated at t", summarize(t, w.until(q.AsOf), q), summarize(t, w, q))
	})
}

// Active ⊆ interacted, whoever and whatever is asked, and repeat customers have
// an order in the range.
func TestLawSubsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := w.drawQuery(t)
		visit(t, w, q, func(d *Digest) {
			if d.Active(&q) && !d.Interacted(&q) {
				t.Fatalf("E3: active, but has not interacted: %+v", d)
			}
			if (d.Interacted(&q) || d.Repeat(&q)) && (!d.Passes(&q) || d.ID == "") {
				t.Fatalf("E1, E5: interacted or repeat, but does not pass: %+v", d)
			}
			if d.Repeat(&q) && d.Paid.InRange+d.CheckoutLink.InRange == 0 {
				t.Fatalf("E5: repeat, but without an order in the range: %+v", d)
			}
		})
		if r := summarize(t, w, q); r.ActiveUsers > r.InteractedUsers {
			t.Fatalf("E3: %d active of %d who interacted", r.ActiveUsers, r.InteractedUsers)
		}
	})
}

// Those who pass a filter and those who do not are all, in every number and every
// row (E2). Naming all channels is naming none, but for logins and actions, which have
// none (E1).
func TestLawFilters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := w.drawQuery(t)
		open := q
		open.Tags, open.Fields, open.Values = nil, nil, nil
		m := newModel(w.Memory, q)
		rest := w.without(m.passes)
		pass := summarize(t, w, q)
		same(t, "E2: filter p and filter not p are all", summarize(t, w, open), joined(pass, summarize(t, rest, open)))
		same(t, "E2: who does not pass changes nothing", pass, summarize(t, w.without(func(id customer.ID) bool { return !m.passes(id) }), q))
		q.Channels, q.Interaction = nil, Messages
		every := q
		every.Channels = channels
		same(t, "E2: every channel is all", summarize(t, w, q), summarize(t, w, every))
	})
}

// Ranges that share an end tile: every last interaction and every paid order is
// in one of them (T3).
func TestLawRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := w.drawQuery(t)
		q.Range = calendar.Span{From: w.half(-1000)} // all time, but not the default
		all := summarize(t, w, q)
		cut := w.half(rapid.IntRange(0, instants).Draw(t, "cut"))
		q.Range = calendar.Span{To: cut}
		before := summarize(t, w, q)
		q.Range = calendar.Span{From: cut}
		after := summarize(t, w, q)
		same(t, "E1, T3: adjacent ranges tile", all.InteractedUsers, before.InteractedUsers+after.InteractedUsers)
		same(t, "E4, T3: adjacent ranges tile", all.PaidOrders, before.PaidOrders+after.PaidOrders)
		same(t, "E4, T3: adjacent ranges tile", all.CheckoutLinkOrders, before.CheckoutLinkOrders+after.CheckoutLinkOrders)
		same(t, "T7: what is undated is reported whatever the range", all.UndatedMessages, before.UndatedMessages)
	})
}

// Breakdowns that add up do; of the others no row is more than all; capped rows
// and the other one agree with the rows without a cap (E6, E7).
func TestLawBreakdowns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := w.drawQuery(t)
		q.Top = rapid.IntRange(1, 3).Draw(t, "cap")
		r := summarize(t, w, q)
		sum := 0
		for _, row := range r.Frequency().Rows {
			sum += row.Users
		}
		same(t, "E6: frequency adds up to all", r.InteractedUsers, sum)
		same(t, "E6: last interactions add up to all", r.InteractedUsers, ok(r.LastInteractions(&q)).Total)
		if q.Interaction == Messages {
			same(t, "E6: everybody is on a channel", r.InteractedUsers, r.Channels(&q).Total)
		}
		same(t, "E6: last orders add up to those with one", r.InteractedUsers-r.Frequency().Rows[0].Users, ok(r.LastOrders(&q)).Total)
		uncapped := q
		uncapped.Top = 0
		whole := summarize(t, w, uncapped)
		capped(t, q.Top, whole.Channels(&uncapped), r.Channels(&q))
		capped(t, q.Top, whole.Tags(&uncapped), r.Tags(&q))
		capped(t, q.Top, whole.Fields(&uncapped), r.Fields(&q))
		for _, field := range whole.FieldNames() {
			capped(t, q.Top, whole.Values(field, &uncapped), r.Values(field, &q))
		}
	})
}

func capped(t *rapid.T, top int, all, got Breakdown[Row]) {
	same(t, "E7: a cap does not change the total", all.Total, got.Total)
	if len(all.Rows) <= top {
		same(t, "E7: nothing is cut", all.Rows, got.Rows)
		return
	}
	same(t, "E7: the first rows", all.Rows[:top], got.Rows[:top])
	other, sum := got.Rows[top:], 0
	for _, row := range all.Rows[top:] {
		sum += row.Users
	}
	if len(other) != 1 || !other[0].Other || other[0].Users < all.Rows[top].Users || other[0].Users > min(sum, all.Total) {
		t.Fatalf("E7: the other row %+v is not the distinct users of %+v", other, all.Rows[top:])
	}
}

// Whichever way the repository behaves and the facts are grouped, the answer is
// the same; and a failure at any fact is an error and the zero report.
func TestLawRepositories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := w.drawQuery(t)
		want := summarize(t, w, q)
		for name, repo := range engagementtest.Awkward(w.Memory) {
			same(t, "law: however a repository is read: "+name, want, summarize(t, repo, q))
		}
		all := len(w.Messages) + len(w.Orders) + len(w.Tags) + len(w.Fields)
		if q.Interaction == Any && len(q.Channels) == 0 {
			all += len(w.Logins) + len(w.Actions)
		}
		n := rapid.IntRange(1, all+1).Draw(t, "fails at")
		r, err := Summarize(bg, engagementtest.Failing(w.Memory, n), q, nil)
		if n > all {
			same(t, "law: a failure that is not reached", want, r)
			return
		}
		if !errors.Is(err, engagementtest.ErrFailed) || !reflect.DeepEqual(r, Report{}) {
			t.Fatalf("law: no partial answer looks whole: failing at fact %d: %+v, %v", n, r, err)
		}
	})
}

// ok is a series that is not too long.
func ok[T any](series T, err error) T {
	if err != nil {
		panic(err)
	}
	return series
}
