package customer_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"

	"pgregory.net/rapid"
)

var bg = context.Background()

// never and unknown are the zero time: of a payment, a void; of a fact.
var never, unknown time.Time

// noon is the instant that most questions are asked as of.
var noon = time.Date(2024, 5, 31, 12, 0, 0, 0, time.UTC)

// day is the first instant of the n-th of May 2024.
func day(n int) time.Time {
	return time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n-1) * 24 * time.Hour)
}

// tester is what a testing.T and a rapid.T have in common.
type tester interface {
	Helper()
	Fatalf(string, ...any)
}

// at reads an instant: "2024-05-31", or RFC 3339 to the nanosecond.
func at(s string) time.Time {
	if len(s) == len(time.DateOnly) {
		s += "T00:00:00Z"
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func eur(s string) customer.Money { return customer.Money{Amount: dec(s), Currency: "EUR"} }

func zone(t tester, name string) *time.Location {
	t.Helper()
	loc, err := calendar.Zone(name)
	if err != nil {
		t.Fatalf("T6: Zone(%q): %v", name, err)
	}
	return loc
}

// recent is the two and more latest of some logins, for a policy.
func recent(p customer.Policy, logins ...time.Time) (r customer.Recent) {
	for _, l := range logins {
		r.Add(l, p.Logins())
	}
	return r
}

// logins are one customer's.
func logins(id customer.ID, at ...time.Time) (all []customer.Login) {
	for _, t := range at {
		all = append(all, customer.Login{Customer: id, At: t})
	}
	return all
}

// same says what broke if want and got differ.
func same(t tester, rule string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (- want, + got):\n%s", rule, diff)
	}
}

// sealed is the zero Run with a key for cursors.
var sealed = func() *customer.Run {
	key, err := customer.NewCursorKey(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		panic(err)
	}
	return &customer.Run{CursorKey: key}
}()

func list(t tester, repo customer.Repository, q customer.Query) customer.Page {
	t.Helper()
	page, err := customer.List(bg, repo, q, sealed)
	if err != nil {
		t.Fatalf("List: %v", err)
	}
	return page
}

func summarize(t tester, repo customer.Repository, q customer.Query) customer.Report {
	t.Helper()
	r, err := customer.Summarize(bg, repo, q, nil)
	if err != nil {
		t.Fatalf("Summarize: %v", err)
	}
	return r
}

func get(t tester, repo customer.Repository, id customer.ID, q customer.Query) customer.Detail {
	t.Helper()
	d, err := customer.Get(bg, repo, id, q)
	if err != nil {
		t.Fatalf("Get(%q): %v", string(id), err)
	}
	return d
}

func trend(t tester, repo customer.Repository, q customer.Query, s calendar.Span, u calendar.Unit) []calendar.Point[customer.Revenue] {
	t.Helper()
	points, err := customer.RevenueTrend(bg, repo, over(q, s, u), nil)
	if err != nil {
		t.Fatalf("RevenueTrend: %v", err)
	}
	return points
}

// ids are the customers of rows, in order, as one word.
func ids(rows []customer.Row) string {
	var all []string
	for _, r := range rows {
		all = append(all, string(r.ID))
	}
	return strings.Join(all, " ")
}

// money is revenue as text: "food EUR 2: 12.5 - 2 = 10.5".
func money(r customer.Revenue) string {
	var all []string
	for _, l := range r {
		all = append(all, fmt.Sprintf("%v %s %d: %s - %s = %s", l.Kind, l.Currency, l.Orders,
			plainAmount(l.Gross.Decimal()), plainAmount(l.Refunded.Decimal()), plainAmount(l.Net())))
	}
	return strings.Join(all, "; ")
}

// plainAmount has no zeros at its end: 1.10 and 1.1 are one text.
func plainAmount(d decimal.Decimal) string {
	s := d.StringFixed(max(0, -d.Exponent()))
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// series is a trend as text, a line for each bucket; a star is partial.
func series(points []calendar.Point[customer.Revenue]) string {
	var b strings.Builder
	for _, p := range points {
		star := ""
		if p.Partial {
			star = "*"
		}
		fmt.Fprintf(&b, "%v%s %s\n", p.Bucket, star, money(p.Value))
	}
	return b.String()
}

// grouped groups by itself, into digests that were made before.
type grouped struct {
	customer.Memory
	digests []customer.Digest
	err     error
}

func (g grouped) EachDigest(context.Context, customer.Query, customer.Scope) iter.Seq2[customer.Digest, error] {
	return func(yield func(customer.Digest, error) bool) {
		for _, d := range g.digests {
			if !yield(d, nil) {
				return
			}
		}
		if g.err != nil {
			yield(customer.Digest{}, g.err)
		}
	}
}

// everyEntry asks each question of the package.
func everyEntry(repo customer.Repository, q customer.Query) map[string]error {
	_, list := customer.List(bg, repo, q, nil)
	_, get := customer.Get(bg, repo, "ann", q)
	_, sum := customer.Summarize(bg, repo, q, nil)
	_, trend := customer.RevenueTrend(bg, repo, over(q, calendar.Span{}, calendar.Day), nil)
	_, rows := customer.Selection{IDs: []customer.ID{"ann"}}.Rows(bg, repo, q)
	_, none := customer.Selection{}.Rows(bg, repo, q)
	_, all := customer.Selection{All: true}.Rows(bg, repo, q)
	_, track := customer.TrackStatus(bg, repo, over(q, calendar.Span{}, calendar.Day), nil)
	_, whatIf := customer.WhatIf(bg, repo, q, customer.Policy{}, nil)
	errs := map[string]error{
		"TrackStatus": track, "WhatIf": whatIf,
		"List": list, "Get": get, "Summarize": sum, "RevenueTrend": trend, "Selection.Rows of IDs": rows,
		"Selection.Rows of nobody": none, "Selection.Rows of all": all, "Selection.SetFavorite": nil,
		"Selection.DeleteAccounts": nil, "Query.Check": q.Check(), "Rows": nil, "Reduce": nil,
	}
	for _, err := range (customer.Selection{All: true}).SetFavorite(bg, repo, q, customer.MemoryEditor{}, true) {
		errs["Selection.SetFavorite"] = err
	}
	for _, err := range (customer.Selection{All: true}).DeleteAccounts(bg, repo, q, customer.MemoryEditor{}) {
		errs["Selection.DeleteAccounts"] = err
	}
	for _, err := range customer.Rows(bg, repo, q, nil) {
		errs["Rows"] = err
	}
	_, errs["Reduce"] = customer.Reduce(bg, repo, q, nil, customer.Reducer[int]{New: func() int { return 0 }})
	return errs
}

// inUTC reports each of the instants that is not in UTC.
func inUTC(t *testing.T, rule string, all ...time.Time) {
	t.Helper()
	for _, at := range all {
		if at.Location() != time.UTC {
			t.Errorf("%s: an instant is in %v, not in UTC", rule, at.Location())
		}
	}
}

// pages are the rows of all pages, one after the other.
func pages(t tester, repo customer.Repository, q customer.Query) (all []customer.Row) {
	t.Helper()
	for {
		page := list(t, repo, q)
		all = append(all, page.Rows...)
		if q.After = page.Next; q.After == "" {
			return all
		}
	}
}

// everyWay is facts held in each way in which the library reads them.
func everyWay(t *rapid.T, m customer.Memory) map[string]customer.Repository {
	return map[string]customer.Repository{
		"a memory": m, "sorted": m.Sorted(), "a sequence": embedded{m},
		"ranges":             ranging{m, rapid.IntRange(1, 3).Draw(t, "customers a range"), 8, nil},
		"ranges backwards":   ranging{m, 1, 8, func(a, b customer.ID) int { return strings.Compare(string(b), string(a)) }},
		"ranges, one reader": ranging{m, 2, 1, nil},
	}
}

// embedded has a Memory inside, and is read as sequences.
type embedded struct{ customer.Memory }

// ranging cuts its customers into ranges of n, in an order of its own.
type ranging struct {
	customer.Memory
	n, readers int
	compare    func(a, b customer.ID) int
}

func (r ranging) order(a, b customer.ID) int {
	if r.compare == nil || a == "" || b == "" {
		return strings.Compare(string(a), string(b))
	}
	return r.compare(a, b)
}

func (r ranging) Ranges(context.Context, int) (cuts []customer.ID, compare func(a, b customer.ID) int, err error) {
	var all []customer.ID
	for _, c := range r.Customers {
		all = append(all, c.ID)
	}
	slices.SortFunc(all, r.order)
	for i := r.n; i < len(all); i += r.n {
		if all[i] != "" {
			cuts = append(cuts, all[i])
		}
	}
	return slices.Compact(cuts), r.compare, nil
}

func (r ranging) Snapshot(_ context.Context, readers int) ([]any, func() error, error) {
	return slices.Repeat([]any{r}, min(readers, r.readers)), nil, nil
}

func inRange[F any](r ranging, ctx context.Context, s customer.Scope, facts []F, owner func(F) customer.ID) iter.Seq2[F, error] {
	in := s.Range
	s.Range = customer.Range{}
	return func(yield func(F, error) bool) {
		for f, err := range customer.Each(ctx, s, facts, owner) {
			if err == nil {
				if id := owner(f); r.order(in.From, id) > 0 || in.To != "" && r.order(id, in.To) >= 0 {
					continue
				}
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

func (r ranging) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return inRange(r, ctx, s, r.Customers, func(c customer.Customer) customer.ID { return c.ID })
}

func (r ranging) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return inRange(r, ctx, s, r.Logins, func(l customer.Login) customer.ID { return l.Customer })
}

func (r ranging) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return inRange(r, ctx, s, r.Orders, func(o customer.Order) customer.ID { return o.Customer })
}

func (r ranging) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return inRange(r, ctx, s, r.Messages, func(m customer.Message) customer.ID { return m.Customer })
}

func (r ranging) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return inRange(r, ctx, s, r.Actions, func(a customer.Action) customer.ID { return a.Customer })
}

// ok is a series that is not too long.
func ok[T any](series T, err error) T {
	if err != nil {
		panic(err)
	}
	return series
}

// over is the question over a span, in buckets of a unit.
func over(q customer.Query, s calendar.Span, u calendar.Unit) customer.Query {
	q.Range, q.Unit = s, u
	return q
}
