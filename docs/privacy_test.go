package docs_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// profiles is a place with personal data: an e-mail address for each customer.
type profiles map[customer.ID]customer.Email

func (profiles) Name() gdpr.Name { return "profiles" }

func (p profiles) Collect(_ context.Context, who gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		if email, ok := p[who.ID]; ok {
			yield(gdpr.Record{Kind: "profile", Origin: gdpr.Provided, Subject: gdpr.Subject{ID: who.ID},
				Fields: []gdpr.RecordField{{Name: "email", Value: string(email)}}}, nil)
		}
	}
}

func (p profiles) Count(_ context.Context, who gdpr.Subject, _ time.Time) (c gdpr.Count, err error) {
	if _, ok := p[who.ID]; ok {
		c.Erasable = 1
	}
	return c, nil
}

func (p profiles) Erase(_ context.Context, who gdpr.Subject, _ time.Time) error {
	delete(p, who.ID)
	return nil
}

func Example_privacy() {
	people := profiles{"1": "mia@example.com", "2": "ann@example.org"}
	// Take the key from a key store. In a service, open the journal and the tombstones
	// with gdpr.OpenJournal and gdpr.OpenTombstones.
	key, err := gdpr.NewKey("2024", bytes.Repeat([]byte{7, 9}, 16))
	if err != nil {
		fmt.Println(err)
		return
	}
	registry := &gdpr.Registry{
		Identity:  people, // and Holders: every other place with personal data
		Customers: shop,
		Keys:      gdpr.Keys{key}, Journal: &gdpr.MemoryJournal{}, Tombstones: &gdpr.MemoryTombstones{},
	}

	ctx, who := context.Background(), gdpr.Subject{ID: "1", Email: "mia@example.com"}
	var archive bytes.Buffer
	manifest, err := registry.Export(ctx, &archive, gdpr.Export{Subject: who, At: at(31, 12)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("exported:", len(manifest.Files), "files")

	request := gdpr.Request{ID: "request-1", Subject: who, At: at(31, 12)}
	plan, err := registry.Plan(ctx, request)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("planned:", plan.Holders[0].Erasable, "record")

	receipt, err := registry.Erase(ctx, request)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("erased:", receipt.Request(), len(people), "left")

	err = registry.Guard().Admit(ctx, who, func() error { people[who.ID] = who.Email; return nil })
	fmt.Println("late import:", err)
	// Output:
	// exported: 2 files
	// planned: 1 record
	// erased: request-1 1 left
	// late import: gdpr: the subject was erased
}
