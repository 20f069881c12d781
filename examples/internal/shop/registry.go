package shop

import (
	"context"
	"crypto/rand"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// NewRegistry lists every place of the shop with personal data. What is in it is
// exported and erased, in this order; who the person is comes last.
func NewRegistry(s *Shop) (*gdpr.Registry, error) {
	// The key makes tombstones and seals the journal. Take yours from a key store, and
	// open a journal and tombstones that outlive the process: gdpr.OpenJournal and
	// gdpr.OpenTombstones. Here all three are gone with it, as the shop is.
	secret := make([]byte, 32)
	rand.Read(secret)
	key, err := gdpr.NewKey("demo", secret)
	return &gdpr.Registry{
		Holders: []gdpr.Holder{
			table(s, "opt-ins", optIns, optInRecords),
			table(s, "memberships", members, memberRecords),
			table(s, "fields", fields, gdpr.RecordsOf),
			table(s, "tags", tags, gdpr.RecordsOf),
			table(s, "actions", actions, gdpr.RecordsOf),
			table(s, "messages", messages, gdpr.RecordsOf),
			table(s, "orders", orders, gdpr.RecordsOf),
			table(s, "logins", logins, gdpr.RecordsOf),
		},
		Identity:   table(s, "profiles", profiles, gdpr.RecordsOf),
		Customers:  s, // whether an address is one customer's alone
		Keys:       gdpr.Keys{key},
		Journal:    &gdpr.MemoryJournal{},
		Tombstones: &gdpr.MemoryTombstones{},
	}, err
}

// table returns a holder of one kind of facts. Nothing is retained: an order
// that the law makes you keep would be counted as such, with a date, and stay
// until then.
func table[F any](s *Shop, label gdpr.Name, facts func(*person) *[]F, records func(F) []gdpr.Record) gdpr.Holder {
	yield := func(ctx context.Context, scope customer.Scope) iter.Seq2[F, error] { return each(ctx, s, scope, facts) }
	return gdpr.NewTable(label, yield, records, func(ctx context.Context, id customer.ID) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.edit(id, func(p *person) { *facts(p) = nil })
		return nil
	})
}

// Editor changes customers for the library. Accounts erases where the list says delete,
// and touches nobody who was erased. Each receipt is handed over.
func (s *Shop) Editor(r *gdpr.Registry, at time.Time, receipt func(context.Context, gdpr.Receipt) error) customer.Editor {
	return gdpr.Accounts{Registry: r, At: at, Request: NewRequest, Receipt: receipt, Favorite: s.SetFavorite}
}

// NewRequest numbers a request to erase. The number says nothing of the person.
func NewRequest(context.Context, gdpr.Subject) (gdpr.Name, error) {
	return gdpr.Name("request-" + strings.ToLower(rand.Text())), nil
}

// Erased returns whether a person is erased by the word of a guard, for a rollup (H8).
func Erased(g gdpr.Guard) func(context.Context, customer.ID) (bool, error) {
	return func(ctx context.Context, id customer.ID) (bool, error) {
		err := g.Check(ctx, gdpr.Subject{ID: id})
		if errors.Is(err, gdpr.ErrSuppressed) {
			return true, nil
		}
		return false, err
	}
}
