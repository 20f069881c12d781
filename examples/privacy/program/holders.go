package program

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Registry is every place of the shop that holds personal data (G1): what is
// exported and what is erased. The journal and the tombstones are in memory, as
// the shop is; a host has gdpr.OpenJournal and gdpr.OpenTombstones.
func (s *Shop) Registry(keys gdpr.Keys) *gdpr.Registry {
	return &gdpr.Registry{
		Holders: []gdpr.Holder{
			table[Standing]{"standing", &s.Standings, func(x Standing) customer.ID { return x.Customer }, standing},
			table[notify.OptIn]{"tokens", &s.OptIns, func(o notify.OptIn) customer.ID { return o.Customer }, token},
			table[subscription.Member]{"subscriptions", &s.Members, func(m subscription.Member) customer.ID { return m.Customer }, member},
			table[customer.Field]{"fields", &s.Fields, func(f customer.Field) customer.ID { return f.Customer }, field},
			table[customer.Tag]{"tags", &s.Tags, func(t customer.Tag) customer.ID { return t.Customer }, tag},
			table[customer.Action]{"actions", &s.Actions, func(a customer.Action) customer.ID { return a.Customer }, action},
			table[customer.Message]{"messages", &s.Messages, func(m customer.Message) customer.ID { return m.Customer }, message},
			table[customer.Order]{"orders", &s.Orders, func(o customer.Order) customer.ID { return o.Customer }, order},
			table[customer.Login]{"logins", &s.Logins, func(l customer.Login) customer.ID { return l.Customer }, login},
		},
		Identity:   table[customer.Customer]{"customers", &s.Customers, func(c customer.Customer) customer.ID { return c.ID }, profile},
		Customers:  s,
		Keys:       keys,
		Journal:    &gdpr.MemoryJournal{},
		Tombstones: &gdpr.MemoryTombstones{},
	}
}

// table is a slice of the shop as a holder.
type table[F any] struct {
	name    gdpr.Name
	rows    *[]F
	owner   func(F) customer.ID
	records func(F) []gdpr.Record // at least one; without a subject
}

// Name is the table's name.
func (t table[F]) Name() gdpr.Name { return t.name }

// Collect yields the records of the subject's rows.
func (t table[F]) Collect(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		for _, row := range *t.rows {
			if t.owner(row) != s.ID {
				continue
			}
			for _, r := range t.records(row) {
				if err := ctx.Err(); err != nil {
					yield(gdpr.Record{}, err)
					return
				}
				r.Subject = gdpr.Subject{ID: t.owner(row)}
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// Count counts those records. Nothing is retained.
func (t table[F]) Count(ctx context.Context, s gdpr.Subject, _ time.Time) (gdpr.Count, error) {
	var c gdpr.Count
	for _, err := range t.Collect(ctx, s) {
		if err != nil {
			return gdpr.Count{}, err
		}
		c.Erasable++
	}
	return c, nil
}

// Erase deletes the subject's rows.
func (t table[F]) Erase(ctx context.Context, s gdpr.Subject, _ time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	*t.rows = slices.DeleteFunc(slices.Clone(*t.rows), func(row F) bool { return t.owner(row) == s.ID })
	return nil
}
