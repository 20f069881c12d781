package copies

import (
	"context"
	"errors"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/gdpr"
)

// Holders returns the places of what is derived or copied (G1): the rollup, and the
// facts that are loaded. They come after the facts, which are read again.
func (c *Copies) Holders() []gdpr.Holder {
	return []gdpr.Holder{
		gdpr.Table{
			Label: "rollup",
			Records: func(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
				return sequence(c.kept(ctx, s.ID))
			},
			Delete: func(ctx context.Context, s gdpr.Subject) error {
				// In one step: no page has a person in one place and not in the other.
				return c.Change(func() error {
					if err := c.Rollup.Erase(ctx, s.ID); err != nil {
						return err
					}
					return c.forget(ctx, s.ID)
				})
			},
		},
		gdpr.Table{
			Label: "loaded",
			Records: func(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
				return sequence(c.loaded(ctx, s.ID))
			},
			Delete: func(ctx context.Context, s gdpr.Subject) error {
				return c.Change(func() error { return c.forget(ctx, s.ID) })
			},
		},
	}
}

// sequence yields records, or the error.
func sequence(all []gdpr.Record, err error) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		if err != nil {
			yield(gdpr.Record{}, err)
			return
		}
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// kept returns what the rollup has of a customer.
func (c *Copies) kept(ctx context.Context, id customer.ID) (all []gdpr.Record, err error) {
	if id == "" { // the guests, who are nobody
		return nil, nil
	}
	add := func(kind gdpr.Name, fields ...gdpr.RecordField) {
		all = append(all, gdpr.Record{Kind: kind, Origin: gdpr.Inferred, Subject: gdpr.Subject{ID: id}, Fields: fields})
	}
	err = c.Rollup.Store.View(ctx, func(v rollup.View) error {
		m, err := v.Meta(ctx)
		if err != nil {
			return err
		}
		for r, err := range v.Records(ctx, rollup.Ask{IDs: []customer.ID{id}}) {
			if err != nil {
				return err
			}
			row := r.Digest.Row(&m.Query)
			add("row", gdpr.RecordField{Name: "display_name", Value: row.DisplayName}, gdpr.RecordField{Name: "email", Value: string(row.Email)},
				gdpr.RecordField{Name: "username", Value: row.Username}, gdpr.RecordField{Name: "name", Value: row.Name},
				gdpr.RecordField{Name: "last_device", Value: row.LastDevice}, gdpr.RecordField{Name: "birthday", Value: row.Birthday.String()},
				gdpr.RecordField{Name: "facebook", Value: row.Facebook}, gdpr.RecordField{Name: "twitter", Value: row.Twitter}, gdpr.RecordField{Name: "google", Value: row.Google},
				gdpr.RecordField{Name: "status", Value: row.Status.String()}, gdpr.RecordField{Name: "last_usage", Value: row.LastUsage},
				gdpr.RecordField{Name: "paid_orders", Value: row.PaidOrders})
		}
		for e, err := range v.Entries(ctx, rollup.EntryAsk{IDs: []customer.ID{id}}) {
			if err != nil {
				return err
			}
			if !e.Gone {
				add("change", gdpr.RecordField{Name: "at", Value: e.At}, gdpr.RecordField{Name: "status", Value: e.Is.To.String()})
			}
		}
		return nil
	})
	return all, err
}

// loaded returns what is loaded of a customer: copies, each named as such.
func (c *Copies) loaded(ctx context.Context, id customer.ID) (all []gdpr.Record, err error) {
	scope := customer.Scope{Customers: []customer.ID{id}}
	now, done := c.state()
	defer done()
	for _, m := range []interface {
		EachLogin(context.Context, customer.Scope) iter.Seq2[customer.Login, error]
		EachOrder(context.Context, customer.Scope) iter.Seq2[customer.Order, error]
		EachMessage(context.Context, customer.Scope) iter.Seq2[customer.Message, error]
		EachAction(context.Context, customer.Scope) iter.Seq2[customer.Action, error]
	}{now.Customers, now.Engagement} {
		err = errors.Join(err, copies(&all, id, "login", m.EachLogin(ctx, scope)), copies(&all, id, "order", m.EachOrder(ctx, scope)),
			copies(&all, id, "message", m.EachMessage(ctx, scope)), copies(&all, id, "action", m.EachAction(ctx, scope)))
	}
	return all, errors.Join(err,
		copies(&all, id, "profile", now.Customers.EachCustomer(ctx, scope)),
		copies(&all, id, "tag", now.Engagement.EachTag(ctx, scope)), copies(&all, id, "field", now.Engagement.EachField(ctx, scope)),
		copies(&all, id, "field", now.Subscription.EachField(ctx, scope)), copies(&all, id, "membership", now.Subscription.EachMembership(ctx, scope)),
		copies(&all, id, "opt-in", now.Notify.EachOptIn(ctx, scope)),
	)
}

// copies adds a record for each fact. What it says is in the record of the fact itself.
func copies[F any](all *[]gdpr.Record, id customer.ID, kind string, facts iter.Seq2[F, error]) error {
	for _, err := range facts {
		if err != nil {
			return err
		}
		*all = append(*all, gdpr.Record{Kind: "copy", Origin: gdpr.Observed, Subject: gdpr.Subject{ID: id},
			Fields: []gdpr.RecordField{{Name: "of", Value: kind}}})
	}
	return nil
}
