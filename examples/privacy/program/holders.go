package program

import (
	"context"
	"iter"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Registry returns a registry of every place in the shop that holds personal
// data (G1), for export and for erasure. The journal and the tombstones are in
// memory, like the shop; a host uses gdpr.OpenJournal and gdpr.OpenTombstones.
func (s *Shop) Registry(keys gdpr.Keys) *gdpr.Registry {
	return &gdpr.Registry{
		Holders: []gdpr.Holder{
			table("standing", &s.Standings, func(x Standing) customer.ID { return x.Customer }, standing),
			table("tokens", &s.OptIns, func(o notify.OptIn) customer.ID { return o.Customer }, token),
			table("subscriptions", &s.Members, func(m subscription.Membership) customer.ID { return m.Customer }, member),
			table("fields", &s.Fields, func(f customer.Field) customer.ID { return f.Customer }, gdpr.RecordsOf),
			table("tags", &s.Tags, func(t customer.Tag) customer.ID { return t.Customer }, gdpr.RecordsOf),
			table("actions", &s.Actions, func(a customer.Action) customer.ID { return a.Customer }, gdpr.RecordsOf),
			table("messages", &s.Messages, func(m customer.Message) customer.ID { return m.Customer }, gdpr.RecordsOf),
			table("orders", &s.Orders, func(o customer.Order) customer.ID { return o.Customer }, gdpr.RecordsOf),
			table("logins", &s.Logins, func(l customer.Login) customer.ID { return l.Customer }, gdpr.RecordsOf),
		},
		Identity:   table("customers", &s.Customers, func(c customer.Customer) customer.ID { return c.ID }, gdpr.RecordsOf),
		Customers:  s,
		Keys:       keys,
		Journal:    &gdpr.MemoryJournal{},
		Tombstones: &gdpr.MemoryTombstones{},
	}
}

// table returns a holder of a slice of the shop. Nothing is retained.
func table[F any](label gdpr.Name, rows *[]F, owner func(F) customer.ID, records func(F) []gdpr.Record) gdpr.Holder {
	each := func(ctx context.Context, scope customer.Scope) iter.Seq2[F, error] {
		return customer.Each(ctx, scope, *rows, owner)
	}
	return gdpr.NewTable(label, each, records, func(ctx context.Context, id customer.ID) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		*rows = slices.DeleteFunc(slices.Clone(*rows), func(row F) bool { return owner(row) == id })
		return nil
	})
}
