package customer_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// answer is every answer to a question, as values that compare.
type answer struct {
	Rows    []plainRow
	Summary string
	Trend   string
	Pages   []plainDetail
}

type plainDetail struct {
	Row    plainRow
	Why    customer.Explanation
	Others int
}

func detailOf(d customer.Detail) plainDetail {
	return plainDetail{plainRow{
		ID: d.ID, Name: d.DisplayName, Identity: d.Identity, Email: d.Email, Username: d.Username, FullName: d.Name, Consent: d.EmailConsent, Status: d.Explanation.Status, Device: d.LastDevice,
		Birthday: d.Birthday.String(), Created: stamp(d.CreatedAt), Usage: stamp(d.LastUsage), Favorite: d.Favorite,
		Facebook: d.Facebook, Twitter: d.Twitter, Google: d.Google, Shares: d.Shares, Comments: d.Comments,
		Redemptions: d.Redemptions, Pushes: d.Pushes, Paid: d.PaidOrders, Revenue: tallyOf(d.Revenue).String(),
	}, d.Explanation, d.OtherKinds}
}

func ask(t tester, repo customer.Repository, m customer.Memory, q customer.Query, s calendar.Span, u calendar.Unit) answer {
	t.Helper()
	a := answer{Rows: []plainRow{}, Summary: summaryOf(summarize(t, repo, q)), Trend: trendOf(trend(t, repo, q, s, u))}
	for _, r := range list(t, repo, q).Rows {
		a.Rows = append(a.Rows, rowOf(r))
	}
	for _, id := range people[:3] {
		if slices.ContainsFunc(m.Customers, func(c customer.Customer) bool { return c.ID == id }) {
			a.Pages = append(a.Pages, detailOf(get(t, repo, id, q)))
		}
	}
	return a
}

// The order of facts never matters, nor how a repository yields them.
func TestLawOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q, s, u := drawFacts(t), drawQuery(t), drawSpan(t), drawUnit(t)
		want := ask(t, facts, facts, q, s, u)
		same(t, "law: the order of facts never matters", want, ask(t, shuffled(t, facts), facts, q, s, u))
		same(t, "law: all legal repositories give the same answers", want, ask(t, drawRepo(t, facts), facts, q, s, u))
	})
}

// A login given twice counts once for status, and changes no row.
func TestLawTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		twice := facts
		twice.Logins = slices.Concat(facts.Logins, facts.Logins)
		one, two := ask(t, facts, facts, q, calendar.Span{}, calendar.Day), ask(t, twice, twice, q, calendar.Span{}, calendar.Day)
		same(t, "S1: a login given twice counts once", one.Rows, two.Rows)
		same(t, "S1, S7: a login given twice explains once", one.Pages, two.Pages)
	})
}

// As of t equals history truncated at t (T2).
func TestLawTimeTravel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q, s, u := drawFacts(t), drawQuery(t), drawSpan(t), drawUnit(t)
		past := truncated(facts, q.AsOf)
		same(t, "T2: as of t is not history truncated at t", ask(t, past, past, q, s, u), ask(t, facts, facts, q, s, u))
	})
}

// Merging digests of parts of the facts, and reports of parts of the customers,
// in any grouping equals the whole; the zero value is the identity.
func TestLawMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		parts := []customer.Memory{facts, {}, {}}
		parts[0].Logins, parts[0].Orders, parts[0].Messages, parts[0].Actions = nil, nil, nil, nil
		part := func() *customer.Memory { return &parts[rapid.IntRange(0, 2).Draw(t, "part")] }
		for _, l := range facts.Logins {
			p := part()
			p.Logins = append(p.Logins, l)
		}
		for _, o := range facts.Orders {
			p := part()
			p.Orders = append(p.Orders, o)
		}
		for _, f := range facts.Messages {
			p := part()
			p.Messages = append(p.Messages, f)
		}
		for _, a := range facts.Actions {
			p := part()
			p.Actions = append(p.Actions, a)
		}
		whole := digests(t, facts, q)
		shares := [3]map[customer.ID]customer.Digest{digests(t, parts[0], q), digests(t, parts[1], q), digests(t, parts[2], q)}
		var reports [2]customer.Report
		for id, want := range whole {
			merge := func(all ...customer.Digest) (d customer.Digest) {
				for _, part := range all {
					d.Merge(part, &q)
				}
				return d
			}
			a, b, c := shares[0][id], shares[1][id], shares[2][id]
			same(t, "law: the zero digest is not the identity", want, merge(want, customer.Digest{}))
			same(t, "law: (a + b) + c is not the whole", want, merge(a, b, c))
			same(t, "law: a + (b + c) is not the whole", want, merge(a, merge(b, c)))
			same(t, "law: c + b + a is not the whole", want, merge(c, b, a))
			reports[rapid.IntRange(0, 1).Draw(t, "report")].Add(&want, &q)
		}
		want := summarize(t, facts, q)
		for _, i := range []int{0, 1} {
			r := customer.Report{}
			r.Merge(reports[i])
			same(t, "law: the zero report is not the identity", reports[i], r)
			r.Merge(reports[1-i])
			same(t, "law: reports of parts do not merge to the whole", want, r)
		}
	})
}

// digests are made by the Add methods, of every owner of a fact.
func digests(t tester, m customer.Memory, q customer.Query) map[customer.ID]customer.Digest {
	t.Helper()
	all := map[customer.ID]customer.Digest{}
	add := func(id customer.ID, add func(*customer.Digest)) {
		d := all[id]
		d.ID = id
		add(&d)
		all[id] = d
	}
	for _, c := range m.Customers {
		add(c.ID, func(d *customer.Digest) { d.AddCustomer(c) })
	}
	for _, l := range m.Logins {
		add(l.Customer, func(d *customer.Digest) { d.AddLogin(l, &q) })
	}
	for _, o := range m.Orders {
		add(o.Customer, func(d *customer.Digest) {
			if err := d.AddOrder(o, &q); err != nil {
				t.Fatalf("AddOrder: %v", err)
			}
		})
	}
	for _, f := range m.Messages {
		add(f.Customer, func(d *customer.Digest) { d.AddMessage(f, &q) })
	}
	for _, a := range m.Actions {
		add(a.Customer, func(d *customer.Digest) { d.AddAction(a, &q) })
	}
	return all
}

// What a repository's digests are made of: those of its customers have all their
// facts, and that of guests everybody else's.
func TestLawReduce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		want := map[customer.ID]customer.Digest{}
		for id, d := range digests(t, facts, q) {
			if !d.Known {
				guests := want[""]
				d.ID, id = "", ""
				guests.Merge(d, &q)
				d = guests
			}
			want[id] = d
		}
		for name, repo := range everyWay(t, facts) {
			for _, workers := range []int{1, 2, 4} {
				got := map[customer.ID]customer.Digest{}
				parts, err := customer.Reduce(bg, repo, q, &customer.Run{Workers: workers}, customer.Reducer[map[customer.ID]customer.Digest]{
					New: func() map[customer.ID]customer.Digest { return map[customer.ID]customer.Digest{} },
					Visit: func(all map[customer.ID]customer.Digest, d *customer.Digest) error {
						if _, twice := all[d.ID]; twice {
							return fmt.Errorf("%q is visited twice", string(d.ID))
						}
						var kept customer.Digest
						kept.Merge(*d, &q)
						all[d.ID] = kept
						return nil
					},
				})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				for _, part := range parts {
					for id, d := range part {
						if _, twice := got[id]; twice {
							t.Fatalf("law: %s: two workers visit %q", name, string(id))
						}
						got[id] = d
					}
				}
				same(t, "law: "+name+": the digests are not those of the Add methods", want, got)
			}
		}
	})
}

// One status per customer, and counts sum to the customers; it never rises
// without a login, and holds until the instant that was told.
func TestLawStatus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		q.Filter = customer.Filter{}
		sum := 0
		for _, n := range summarize(t, facts, q).Statuses {
			sum += n
		}
		if sum != len(facts.Customers) {
			t.Fatalf("S4: %d statuses of %d customers", sum, len(facts.Customers))
		}
		past := truncated(facts, q.AsOf)
		for _, c := range facts.Customers {
			e := get(t, past, c.ID, q).Explanation
			later := q
			later.AsOf = q.AsOf.Add(time.Duration(rapid.Int64Range(0, int64(120*24*time.Hour)).Draw(t, "later")))
			then := get(t, past, c.ID, later).Explanation
			if then.Status > e.Status {
				t.Fatalf("S5: %v rises to %v without a login", e.Status, then.Status)
			}
			if over := !e.Until.IsZero() && !later.AsOf.Before(e.Until); over != (then.Status != e.Status) {
				t.Fatalf("S7: %v until %v, but %v as of %v", e.Status, e.Until, then.Status, later.AsOf)
			}
			for _, l := range e.Logins {
				if in := e.Window.Contains(l); in != (e.Status != customer.Sleeper) {
					t.Fatalf("S7, T4: %v, and the login of %v is in the window %v: %t", e.Status, l, e.Window, in)
				}
			}
			if len(e.Logins) < e.Needed {
				t.Fatalf("S7: %d logins decided, but %d are needed", len(e.Logins), e.Needed)
			}
		}
	})
}

// Filter p and filter not p are all; pages of every size concatenate to the
// list; a selection of all its IDs is the list.
func TestLawList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		whole := list(t, facts, q)
		limit := q
		limit.Limit = rapid.IntRange(1, 4).Draw(t, "limit")
		paged := pages(t, facts, limit)
		if ids(paged) != ids(whole.Rows) {
			t.Fatalf("L5: pages of %d are %q, not %q", limit.Limit, ids(paged), ids(whole.Rows))
		}
		var chosen customer.Selection
		for _, r := range whole.Rows {
			chosen.IDs = append(chosen.IDs, r.ID)
		}
		slices.Reverse(chosen.IDs)
		rows, err := chosen.Rows(bg, facts, q)
		if err != nil || ids(rows) != ids(whole.Rows) {
			t.Fatalf("L6: the selection of all listed is %q, %v; not %q", ids(rows), err, ids(whole.Rows))
		}
		everyone := q
		everyone.Filter = customer.Filter{}
		rest, err := customer.Selection{All: true, Except: chosen.IDs}.Rows(bg, facts, everyone)
		if err != nil || len(rest)+len(whole.Rows) != len(facts.Customers) {
			t.Fatalf("L4: %d pass the filter, %d do not, %d are there: %v", len(whole.Rows), len(rest), len(facts.Customers), err)
		}
		for _, r := range rest {
			if q.Filter.Match(&r) {
				t.Fatalf("L4: %q passes the filter, but is not listed", string(r.ID))
			}
		}
	})
}

// Gross − refunded = net; revenue by customer = by kind = by day (R5), and no
// span of a trend gets lost between its neighbours (T3).
func TestLawRevenue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q, u := drawFacts(t), drawQuery(t), drawUnit(t)
		q.Filter = customer.Filter{}
		r := summarize(t, facts, q)
		for _, l := range r.Revenue {
			if !l.Gross.Decimal().Sub(l.Refunded.Decimal()).Equal(l.Net()) || l.Net().Sign() < 0 {
				t.Fatalf("R3: %s - %s is net %s", l.Gross.Decimal(), l.Refunded.Decimal(), l.Net())
			}
		}
		want := tallyOf(r.Revenue).String()
		byCustomer := slices.Clone(r.Guests.Revenue)
		paid := r.Guests.PaidOrders
		for _, row := range list(t, facts, q).Rows {
			byCustomer.Merge(row.Revenue)
			paid += row.PaidOrders
		}
		if got := tallyOf(byCustomer).String(); got != want || paid != r.PaidOrders {
			t.Fatalf("R5: by customer %d paid orders, %s; by kind %d, %s", paid, got, r.PaidOrders, want)
		}
		var byDay, byHalf customer.Revenue
		for _, p := range trend(t, facts, q, calendar.Span{}, u) {
			byDay.Merge(p.Value)
		}
		if got := tallyOf(byDay).String(); got != want {
			t.Fatalf("R5: by %v %s, by kind %s", u, got, want)
		}
		cut := drawInstant(t, "cut")
		for _, s := range []calendar.Span{{To: cut}, {From: cut}} {
			for _, p := range trend(t, facts, q, s, u) {
				byHalf.Merge(p.Value)
			}
		}
		if got := tallyOf(byHalf).String(); got != want {
			t.Fatalf("T3, R5: until %v and from it on %s, in all %s", cut, got, want)
		}
	})
}
