package rolluptest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/rollup"
)

func day(n int) time.Time { return time.Date(2024, 6, n, 12, 0, 0, 0, time.UTC) }

// ids returns the customers of the kit, some of which a storage could mix up.
func ids() []customer.ID {
	return []customer.ID{"ann", "Ann", "ann ", "mia ", "é", "e\u0301", "10", "9", "%", "a_b", "' OR 1=1 --"}
}

// facts returns a shop of these customers, and of guests.
func facts() (m customer.Memory) {
	amounts := []string{"0", "1.10", "1.1", "12345678901234567890123.4567", "9.99"}
	for i, id := range ids() {
		m.Customers = append(m.Customers, customer.Customer{
			ID: id, Email: customer.Email(fmt.Sprintf("%c@example.com", 'z'-rune(i%5))), Username: fmt.Sprint("user", i%3), Name: "a\x00b\u00e4", Favorite: i%3 == 0,
			CreatedAt: day(1 + i%4).Add(time.Duration(i%3 - 1)), LastDevice: []string{"", "phone", "Phone"}[i%3], SignedUp: i%4 > 0,
			Birthday: calendar.Date{Year: 1990 + i%2, Month: 2, Day: 9},
		})
		for n := range i % 4 {
			m.Logins = append(m.Logins, customer.Login{Customer: id, At: day(n*2 + i%3).Add(time.Duration(i%3 - 1))})
		}
		m.Orders = append(m.Orders, customer.Order{
			ID: customer.OrderID(id), Customer: id, Kind: customer.OrderKind(i % 4), PaidAt: day(2), VoidedAt: day(40 + i%3),
			Total: customer.Money{Amount: decimal.RequireFromString(amounts[i%len(amounts)]), Currency: customer.Currency([]string{"EUR", "JPY"}[i%2])},
		})
	}
	m.Logins = append(m.Logins, customer.Login{At: day(3)}, customer.Login{Customer: "stranger", At: day(3)}, customer.Login{Customer: "ann", At: day(60)})
	return m
}

func question() customer.Query { return customer.Query{AsOf: day(10)} }

// batches returns what the kit writes: all records and entries, then changes of them.
func batches() []rollup.Batch {
	q, print, err := func() (customer.Query, string, error) { q := question(); return q.OfDigests() }()
	if err != nil {
		panic(err)
	}
	var all []rollup.Record
	err = customer.Keep(context.Background(), facts(), q, nil, customer.Keeping{}, func(digests []customer.Digest, _ customer.ID) error {
		for _, d := range digests {
			r := rollup.Record{Digest: d}
			if d.Known {
				r.Status, r.Until = q.Policy.Status(d.Logins, q.AsOf), q.Policy.Until(&d.Logins, q.AsOf)
			}
			all = append(all, r)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	for i := range all[:4] { // around one instant
		all[i].Until = day(3).Add(time.Duration(i - 1))
		all[i].Digest.Next = day(3).Add(time.Duration(1 - i))
	}
	for i := range all {
		if all[i].Digest.ID == "9" { // another policy asks for more logins (S6)
			all[i].Digest.Logins.Older = []time.Time{day(2).Add(1), day(1)}
		}
	}
	changed := rollup.Move{What: rollup.Changed, From: customer.Active, To: customer.Quiet}
	entries := []rollup.Entry{
		{Key: rollup.Key{At: day(3), Customer: "ann"}, Is: changed},
		{Key: rollup.Key{At: day(3), Customer: "ann", Gone: true}, Is: rollup.Move{What: rollup.Gone, From: customer.VeryActive}},
		{Key: rollup.Key{At: day(3), Customer: "Ann"}, Is: changed, Said: changed},
		{Key: rollup.Key{At: day(3).Add(1), Customer: "ann"}, Is: changed, Said: changed, Offered: changed},
		{Key: rollup.Key{At: day(3).Add(-1), Customer: "mia "}, Said: changed},
		{Key: rollup.Key{At: day(4), Customer: "mia "}, Is: rollup.Move{What: rollup.Older, To: customer.Quiet}, Said: changed},
	}
	meta := rollup.Meta{Query: q, Print: print, Building: true, From: "e\u0301", Arrival: 1<<53 + 1, Since: day(1).Add(1)}
	later := meta
	later.Building, later.From, later.Query.AsOf = false, "", day(10).Add(1)
	other := all[0]
	other.Status, other.Until, other.Digest.Shares = customer.VeryActive, time.Time{}, 7
	said := entries[0]
	said.Said = changed
	return []rollup.Batch{
		{Meta: meta, Put: all, PutEntries: entries},
		{
			Meta: later, Put: []rollup.Record{other, all[1]}, Remove: []customer.ID{"Ann", "nobody", all[1].Digest.ID},
			PutEntries: []rollup.Entry{said, entries[4]}, RemoveEntries: []rollup.Key{entries[1].Key, entries[4].Key, {At: day(9), Customer: "nobody"}},
		},
		{Meta: later},
		turns(all, meta, entries),
		{Meta: meta, Clear: true, Put: all[:2]},
		{Clear: true},
	}
}

// turns returns a batch that moves some customers on, and nobody who is not there: to an
// instant around others', and to none.
func turns(all []rollup.Record, meta rollup.Meta, entries []rollup.Entry) rollup.Batch {
	b := rollup.Batch{Meta: meta, PutEntries: entries[:2], RemoveEntries: []rollup.Key{entries[3].Key}, Remove: []customer.ID{"%"}}
	for i, id := range []customer.ID{"mia ", "nobody", "e\u0301", "9", "10"} {
		t := rollup.Turn{ID: id, To: customer.Sleeper}
		for _, r := range all {
			if r.Digest.ID == id {
				t.From, t.To = r.Status, (r.Status+1)%(customer.VeryActive+1)
			}
		}
		if i < 4 {
			t.Until = day(3).Add(time.Duration(i - 1))
		}
		b.Turns = append(b.Turns, t)
	}
	return b
}

// turning is which of the batches has turns.
const turning = 3

// pages: every page that the store serves is the reference's, in every order; also after
// time moved customers on.
func pages(ctx context.Context, p *pair) error {
	if err := p.filled(ctx); err != nil {
		return err
	}
	b := batches()[0]
	b.Meta.Building = false
	policy := &b.Meta.Query.Policy
	for i := range b.Put {
		r := &b.Put[i]
		if r.Until = (time.Time{}); r.Digest.Known {
			r.Until = policy.Until(&r.Digest.Logins, b.Meta.Query.AsOf)
		}
		r.Digest.Next = time.Time{}
	}
	if err := p.write(ctx, b); err != nil {
		return err
	}
	if err := p.everyPage(ctx, question()); err != nil {
		return err
	}
	later := question()
	later.AsOf = day(95) // some are sleepers by then, and others are not yet
	b.Meta.Query.AsOf = later.AsOf
	for _, r := range b.Put {
		if r.Digest.Known && !r.Until.IsZero() {
			b.Turns = append(b.Turns, rollup.Turn{ID: r.Digest.ID, From: r.Status, To: policy.Status(r.Digest.Logins, later.AsOf), Until: policy.Until(&r.Digest.Logins, later.AsOf)})
		}
	}
	b.Put, b.PutEntries = nil, nil
	if err := p.write(ctx, b); err != nil {
		return err
	}
	if err := p.everyPage(ctx, later); err != nil {
		return fmt.Errorf("after turns: %w", err)
	}
	return nil
}

// everyPage compares all pages as of an instant.
func (p *pair) everyPage(ctx context.Context, of customer.Query) error {
	key, err := customer.NewCursorKey([]byte("a secret of thirty-two characters"))
	if err != nil {
		return err
	}
	run := &customer.Run{CursorKey: key}
	low := decimal.New(1, 0)
	for _, f := range []customer.Filter{
		{}, {Statuses: []customer.Status{customer.Quiet, customer.VeryActive}}, {Statuses: []customer.Status{customer.Sleeper}}, {Types: []customer.Type{"favorite", "anonymous"}}, {Search: "A"},
		{Created: calendar.Span{From: day(2), To: day(3)}}, {Devices: []string{"phone", ""}}, {Revenue: &customer.RevenueFilter{Currency: "EUR", Min: &low}},
	} {
		for _, c := range customer.Columns() {
			for _, down := range []bool{false, true} {
				q := of
				q.Filter, q.Sort, q.Limit = f, customer.Sort{Column: c, Descending: down, Currency: "EUR"}, 3
				if err := p.page(ctx, q, run); err != nil {
					return fmt.Errorf("sorted by %s, descending %t: %w", c, down, err)
				}
			}
		}
	}
	for _, text := range []customer.Segment{"status in (quiet, sleeper)", "created_at within last 2 days and last_device = unknown", "revenue EUR >= 1", "status = quiet or favorite = true"} {
		q := of
		q.Segment, q.Limit = text, 3
		if err := p.page(ctx, q, run); err != nil {
			return fmt.Errorf("in the segment %s: %w", string(text), err)
		}
	}
	return nil
}

// page compares all pages of a question.
func (p *pair) page(ctx context.Context, q customer.Query, run *customer.Run) error {
	mine := rollup.Rollup{Store: p.store, Query: q}
	for {
		got, err := mine.List(ctx, q, run)
		if err != nil {
			return err
		}
		paging, err := customer.NewPaging(q, run)
		if err != nil {
			return err
		}
		err = p.want.View(ctx, func(v rollup.View) error {
			for r, err := range v.Records(ctx, rollup.Ask{}) {
				if err != nil {
					return err
				}
				paging.Add(&r.Digest)
			}
			return nil
		})
		if err != nil {
			return err
		}
		want, err := paging.Page()
		if err != nil {
			return err
		}
		if diff := cmp.Diff(want, got); diff != "" {
			return fmt.Errorf("another page (- want, + got):\n%s", diff)
		}
		if q.After = want.Next; q.After == "" {
			return nil
		}
	}
}

// lives: a rollup in the store, and one in memory.
func lives(ctx context.Context, p *pair) error {
	all := facts()
	var lines [2][]string
	for i, s := range []rollup.Store{p.store, &p.want} {
		r := rollup.Rollup{Store: s, Repository: all.Sorted(), Query: question()}
		text, err := live(ctx, &r, all)
		if err != nil {
			return err
		}
		lines[i] = text
	}
	if diff := cmp.Diff(lines[1], lines[0]); diff != "" {
		return fmt.Errorf("it answers otherwise (- memory, + store):\n%s", diff)
	}
	return nil
}

func live(ctx context.Context, r *rollup.Rollup, all customer.Memory) (text []string, err error) {
	if err := r.Build(ctx); err != nil {
		return nil, err
	}
	for _, n := range []int{11, 30, 41, 70} {
		due, err := r.Advance(ctx, day(n))
		if err != nil {
			return nil, err
		}
		slices.Sort(due)
		text = append(text, fmt.Sprintf("due %q", due))
		if n == 41 {
			all.Customers = all.Customers[2:]
			all.Logins = append(all.Logins, customer.Login{Customer: "é", At: day(12)})
			r.Repository = all.Sorted()
		}
		if err := r.Refresh(ctx, append(due, "é", "ann", "Ann", "")...); err != nil {
			return nil, err
		}
		q := question()
		q.AsOf = day(n)
		report, err := r.Summarize(ctx, q)
		if err != nil {
			return nil, err
		}
		list, err := r.Tomorrow(ctx, q, calendar.Days(40))
		if err != nil {
			return nil, err
		}
		page, err := r.List(ctx, q, nil)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			text = append(text, fmt.Sprintf("%q %v", string(row.ID), row.Status))
		}
		entries, err := r.Pending(ctx, 5)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			text = append(text, fmt.Sprintf("%s %q %v", spell(e.At), string(e.Customer), e.Is))
		}
		if err := r.Acknowledge(ctx, entries[:len(entries)/2]); err != nil {
			return nil, err
		}
		text = append(text, fmt.Sprint(report.Statuses, report.Guests.Facts, list))
	}
	if err := r.Forget(ctx, day(60)); err != nil {
		return nil, err
	}
	n, err := r.Holds(ctx, "9")
	return append(text, fmt.Sprint("holds ", n)), errors.Join(err, r.Erase(ctx, "9"))
}
