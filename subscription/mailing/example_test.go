package mailing_test

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/mailingtest"
)

func day(n int) time.Time { return time.Date(2025, 3, n, 0, 0, 0, 0, time.UTC) }

func shop() mailing.Shop {
	return mailing.Shop{
		Customers: customer.Memory{Customers: []customer.Customer{
			{ID: "ann", Email: "Ann@example.com"},
			{ID: "bob", Email: "bob@example.com"},
		}},
		Consents: mailing.Memory{Entries: []mailing.Entry{
			{Customer: "ann", Purpose: mailing.EmailMarketing, Answer: customer.Granted, At: day(1), Source: "popup", Text: "2025-01"},
			{Customer: "bob", Purpose: mailing.EmailMarketing, Answer: customer.Granted, At: day(1), Source: "popup", Text: "2025-01"},
			{Customer: "bob", Purpose: mailing.EmailMarketing, Answer: customer.Withdrawn, At: day(2), Source: "account page"},
		}},
		Acknowledgements: &mailing.MemoryAcknowledgements{},
	}
}

func ExampleAsk() {
	entries := []mailing.Entry{
		{Answer: customer.Granted, At: day(1)},
		{Answer: customer.Withdrawn, At: day(3)},
	}
	fmt.Println(mailing.Ask(entries, day(2)).Granted(), mailing.Ask(entries, day(3)).Granted(), mailing.Ask(nil, day(3)).Granted())
	// Output:
	// true false false
}

func ExampleEntryOf() {
	e, ok := mailing.EntryOf(customer.Customer{ID: "ann", EmailConsent: customer.Consent{Answer: customer.Granted, At: day(1)}})
	fmt.Println(ok, e.Customer, e.Purpose, e.Source)
	// Output:
	// true ann email-marketing customer
}

func ExamplePlan() {
	provider := &mailingtest.Service{} // here, a listmonk.List or a mailchimp.Audience
	p, err := mailing.Plan(context.Background(), shop(), provider, mailing.Query{AsOf: day(4)})
	if err != nil {
		panic(err)
	}
	fmt.Println("new addresses:", p.NewAddresses())
	for _, s := range p.Skipped {
		fmt.Println("skipped:", s.Reason)
	}
	// Output:
	// new addresses: 1
	// skipped: no consent
}

func ExampleApply() {
	ctx, s, provider := context.Background(), shop(), &mailingtest.Service{}
	p, err := mailing.Plan(ctx, s, provider, mailing.Query{AsOf: day(4)})
	if err != nil {
		panic(err)
	}
	_, err = mailing.Apply(ctx, p, provider, s.Acknowledgements, mailing.Course{Progress: func(r mailing.Result) {
		fmt.Println(r.Change.Operation, r.Change.Key, r.State, r.Err)
	}})
	if err != nil {
		panic(err)
	}
	p, err = mailing.Plan(ctx, s, provider, mailing.Query{AsOf: day(4)})
	fmt.Println(len(p.Changes), err)
	// Output:
	// add secret:8c8d6950 subscribed <nil>
	// 0 <nil>
}

func ExampleSecret() {
	key := mailing.KeyOf(" Ann@Example.com")
	fmt.Println(key)
	fmt.Println(key.Reveal())
	// Output:
	// secret:8c8d6950
	// ann@example.com
}
