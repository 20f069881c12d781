package rollup

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// answering returns what a question needs to know: that the store has a rollup of it, and
// that nobody is to be refreshed (H3, H11, H12). A nil q is the rollup's own question, as of
// whatever instant the store has.
func (r *Rollup) answering(ctx context.Context, v View, q *customer.Query) (Meta, error) {
	m, err := v.Meta(ctx)
	if err != nil {
		return Meta{}, err
	}
	if err := r.ready(&m); err != nil {
		return Meta{}, err
	}
	if q != nil {
		_, print, err := q.OfDigests()
		if err == nil {
			err = m.same(print, q.AsOf)
		}
		if err != nil {
			return Meta{}, err
		}
	}
	for rec, err := range v.Records(ctx, Ask{NextBy: m.Query.AsOf, Limit: 1}) {
		if err != nil {
			return Meta{}, err
		}
		return Meta{}, fmt.Errorf("%w: %q is one", ErrDue, string(rec.Digest.ID))
	}
	return m, nil
}

// AsOf returns the question that the rollup answers: its instant is where Build or the last
// Advance ended. Add a filter, an order and a page to it.
func (r *Rollup) AsOf(ctx context.Context) (q customer.Query, err error) {
	err = r.Store.View(ctx, func(v View) error {
		m, err := r.answering(ctx, v, nil)
		q = m.Query
		return err
	})
	return q, err
}

// List returns the customer list, as customer.List does from the facts as of the rollup's
// instant (H12). Of run it needs the CursorKey alone. The errors are those of customer.List,
// of the store, ErrQuestion for another instant, policy or option, ErrBuilding, ErrDue, and
// ErrStore if the store's own page is out of order (H13).
func (r *Rollup) List(ctx context.Context, q customer.Query, run *customer.Run) (page customer.Page, err error) {
	if _, err := customer.NewPaging(q, run); err != nil {
		return customer.Page{}, err
	}
	err = r.Store.View(ctx, func(v View) error {
		if _, err := r.answering(ctx, v, &q); err != nil {
			return err
		}
		if pager, ok := v.(Pager); ok && q.Limit > 0 {
			done, err := served(ctx, pager, &page, q, run)
			if done || err != nil {
				return err
			}
		}
		p, err := customer.NewPaging(q, run)
		if err != nil {
			return err
		}
		for rec, err := range v.Records(ctx, Ask{}) {
			if err != nil {
				return err
			}
			p.Add(&rec.Digest)
		}
		page, err = p.Page()
		return err
	})
	if err != nil {
		return customer.Page{}, err
	}
	return page, nil
}

// served asks the store for a page, and reports whether that is the page. It is not if the
// store cannot serve it, or has rows that do not match: then its total is not to be trusted.
func served(ctx context.Context, pager Pager, page *customer.Page, q customer.Query, run *customer.Run) (done bool, err error) {
	ask, ok, err := offered(&q)
	if !ok || err != nil {
		return false, err
	}
	p, err := customer.NewPaging(q, run)
	if err != nil {
		return false, err
	}
	last := p.After()
	ask.Sort, ask.After, ask.Limit = q.Sort, last, q.Limit+1
	total, records, err := pager.Page(ctx, ask)
	if errors.Is(err, errors.ErrUnsupported) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	passedOver, n := false, 0
	for rec, err := range records {
		if err != nil {
			return false, err
		}
		if !rec.Digest.Known {
			passedOver = true
			continue
		}
		row := rec.Digest.Row(&q)
		place := q.Sort.Place(&row)
		if last != nil && q.Sort.Compare(place, *last) <= 0 {
			return false, fmt.Errorf("%w: its page sorted by %q is out of order at %q", ErrStore, string(q.Sort.Column), string(row.ID))
		}
		last = &place
		if !p.Add(&rec.Digest) {
			passedOver = true
			continue
		}
		if n++; n > q.Limit {
			break
		}
	}
	if passedOver {
		return false, nil
	}
	if *page, err = p.Page(); err != nil {
		return false, err
	}
	if q.After == "" && n < min(total, q.Limit+1) || total < n {
		return false, fmt.Errorf("%w: its page has %d customers of %d", ErrStore, n, total)
	}
	page.Total = total
	return true, nil
}

// offered returns a page of those whom the question passes, if a store can be asked for it.
// A segment is a filter, if it can be one and nothing is beside it (Q6). A store cannot be asked
// for one that depends on a Run's Values, which can be others the next time.
func offered(q *customer.Query) (ask PageAsk, ok bool, err error) {
	if q.Segment == "" {
		return PageAsk{Filter: q.Filter}, true, nil
	}
	alone := *q
	alone.Filter, alone.Sort, alone.Limit, alone.After = customer.Filter{}, customer.Sort{}, 0, ""
	m, err := alone.Matcher(nil)
	if errors.Is(err, customer.ErrQuery) {
		return PageAsk{}, false, nil
	}
	if err != nil {
		return PageAsk{}, false, err
	}
	f := &q.Filter
	if m.Whole && len(f.Types)+len(f.Statuses)+len(f.Devices) == 0 && f.Revenue == nil && f.Created.IsZero() && f.Search == "" {
		return PageAsk{Filter: m.Part}, true, nil
	}
	name, err := json.Marshal(alone) // with AsOf, which what is within the last days depends on
	if err != nil {
		return PageAsk{}, false, nil
	}
	return PageAsk{Filter: q.Filter, Match: m.Match, MatchOf: sha256.Sum256(name)}, true, nil
}

// Get returns the page of one customer, as customer.Get does (H12). The errors are those of
// List and customer.ErrNotFound.
func (r *Rollup) Get(ctx context.Context, id customer.ID, q customer.Query) (page customer.Detail, err error) {
	found := false
	err = r.each(ctx, q, Ask{IDs: []customer.ID{id}}, func(rec *Record) {
		if rec.Digest.Known && rec.Digest.ID == id {
			page, found = rec.Digest.Detail(&q), true
		}
	})
	if err == nil && !found {
		err = fmt.Errorf("%w: %q", customer.ErrNotFound, string(id))
	}
	if err != nil {
		return customer.Detail{}, err
	}
	return page, nil
}

// Summarize returns the report on all customers and guests, as customer.Summarize does
// (H12), but for LeftOut, which tells of facts. The errors are those of List.
func (r *Rollup) Summarize(ctx context.Context, q customer.Query) (customer.Report, error) {
	var report customer.Report
	ranks := q.Policy.At(q.AsOf)
	err := r.each(ctx, q, Ask{}, func(rec *Record) { report.AddRanked(&rec.Digest, &q, &ranks) })
	if err != nil {
		return customer.Report{}, err
	}
	return report, nil
}

// Tomorrow returns the changes of status within the next n that come if nobody logs in (H2),
// by instant, then by customer. A customer can change more than once. The errors are those
// of List, and calendar.ErrUnit for an n that is negative or of no unit.
func (r *Rollup) Tomorrow(ctx context.Context, q customer.Query, n calendar.Period) ([]customer.Transition, error) {
	if !n.Valid() {
		return nil, fmt.Errorf("%w: %w", customer.ErrQuery, calendar.ErrUnit)
	}
	var all []customer.Transition
	to := n.After(q.AsOf)
	err := r.each(ctx, q, Ask{UntilBy: to}, func(rec *Record) {
		all = append(all, q.Policy.ByTime(rec.Digest.ID, rec.Digest.Logins, q.AsOf, to).Transitions...)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b customer.Transition) int {
		return Key{a.At, a.Customer, false}.Compare(Key{b.At, b.Customer, false})
	})
	return all, nil
}

// each calls f with the records that a question asks for.
func (r *Rollup) each(ctx context.Context, q customer.Query, a Ask, f func(*Record)) error {
	if err := q.Check(); err != nil {
		return err
	}
	return r.Store.View(ctx, func(v View) error {
		if _, err := r.answering(ctx, v, &q); err != nil {
			return err
		}
		for rec, err := range v.Records(ctx, a) {
			if err != nil {
				return err
			}
			f(rec)
		}
		return nil
	})
}
