package docs_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/subscription"
)

// joins is a storage of memberships, and a place with personal data.
type joins struct{ subscription.Memory }

func (*joins) Name() gdpr.Name { return "joins" }

func (j *joins) Collect(ctx context.Context, who gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return memberships(ctx, j, who)
}

func (j *joins) Count(ctx context.Context, who gdpr.Subject, _ time.Time) (gdpr.Count, error) {
	return counted(memberships(ctx, j, who))
}

func (j *joins) Erase(_ context.Context, who gdpr.Subject, _ time.Time) error {
	j.Memberships = slices.DeleteFunc(j.Memberships, func(m subscription.Membership) bool { return m.Customer == who.ID })
	return nil
}

// inMemory is the facts of a dashboard, a place too.
type inMemory struct {
	facts   *subscription.Loaded
	storage *joins
}

func (inMemory) Name() gdpr.Name { return "dashboard" }

func (m inMemory) Collect(ctx context.Context, who gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return memberships(ctx, m.facts, who)
}

func (m inMemory) Count(ctx context.Context, who gdpr.Subject, _ time.Time) (gdpr.Count, error) {
	return counted(memberships(ctx, m.facts, who))
}

func (m inMemory) Erase(ctx context.Context, who gdpr.Subject, _ time.Time) error {
	return m.facts.Refresh(ctx, m.storage, who.ID)
}

// memberships yields a record for each membership of a customer.
func memberships(ctx context.Context, repo subscription.Repository, who gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		for m, err := range repo.EachMembership(ctx, customer.Scope{Customers: []customer.ID{who.ID}}) {
			if !yield(gdpr.Record{Kind: "membership", Origin: gdpr.Observed, Subject: gdpr.Subject{ID: m.Customer},
				Fields: []gdpr.RecordField{{Name: "joined_at", Value: m.JoinedAt}}}, err) {
				return
			}
		}
	}
}

func counted(records iter.Seq2[gdpr.Record, error]) (c gdpr.Count, err error) {
	for _, err := range records {
		if err != nil {
			return gdpr.Count{}, err
		}
		c.Erasable++
	}
	return c, nil
}

func Example_dashboards() {
	ctx, q := context.Background(), subscription.Query{AsOf: at(31, 12)}
	storage := &joins{subscription.Memory{Memberships: []subscription.Membership{{Customer: "ann", JoinedAt: at(1, 9)}}}}
	facts, err := subscription.Load(ctx, storage, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	storage.Memberships = append(storage.Memberships, subscription.Membership{Customer: "bob", JoinedAt: at(2, 9)})
	err = facts.Refresh(ctx, storage, "ann", "bob")
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := subscription.Summarize(ctx, facts, q, nil)
	fmt.Println("enrolled:", report.Enrolled, err)

	key, err := gdpr.NewKey("2024", bytes.Repeat([]byte{7, 9}, 16))
	if err != nil {
		fmt.Println(err)
		return
	}
	registry := &gdpr.Registry{
		Identity: profiles{"ann": "ann@example.org"}, Holders: []gdpr.Holder{storage, inMemory{facts, storage}}, Customers: shop,
		Keys: gdpr.Keys{key}, Journal: &gdpr.MemoryJournal{}, Tombstones: &gdpr.MemoryTombstones{},
	}
	receipt, err := registry.Erase(ctx, gdpr.Request{ID: "request-2", Subject: gdpr.Subject{ID: "ann"}, At: at(31, 12)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range receipt.Holders() {
		fmt.Println(h.Holder, "erased", h.Erased)
	}
	report, err = subscription.Summarize(ctx, facts, q, nil)
	fmt.Println("enrolled:", report.Enrolled, err)
	// Output:
	// enrolled: 2 <nil>
	// joins erased 1
	// dashboard erased 1
	// profiles erased 1
	// enrolled: 1 <nil>
}
