package docs_test

import (
	"context"
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/rollup"
)

// tick is what a timer calls.
func tick(ctx context.Context, r *rollup.Rollup, now time.Time) error {
	due, err := r.Advance(ctx, now)
	if err != nil {
		return err
	}
	return r.Refresh(ctx, due...)
}

// relay hands the feed over to a message queue.
func relay(ctx context.Context, r *rollup.Rollup, send func(rollup.Entry) error) error {
	for {
		entries, err := r.Pending(ctx, 500)
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, e := range entries {
			if err := send(e); err != nil {
				return err // they come again
			}
		}
		if err := r.Acknowledge(ctx, entries); err != nil {
			return err
		}
	}
}

func Example_rollup() {
	ctx, facts := context.Background(), shop
	r := &rollup.Rollup{Store: new(rollup.Memory), Repository: facts, Query: customer.Query{AsOf: at(30, 12)}}
	if err := r.Build(ctx); err != nil {
		log.Fatal(err)
	}

	facts.Logins = append(slices.Clone(facts.Logins), customer.Login{Customer: "2", At: at(31, 9)}, customer.Login{Customer: "2", At: at(31, 10)})
	r.Repository = facts
	err := r.Refresh(ctx, "2") // whose facts were added, changed or removed
	if err == nil {
		err = tick(ctx, r, at(31, 12))
	}
	if err != nil {
		log.Fatal(err)
	}

	q, err := r.AsOf(ctx)
	if err != nil {
		log.Fatal(err)
	}
	q.Limit, q.Filter.Statuses = 50, []customer.Status{customer.VeryActive}
	page, err := r.List(ctx, q, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Total, "are very active")

	err = relay(ctx, r, func(e rollup.Entry) error {
		fmt.Printf("%s: %s is %s by %s\n", e.At.Format("2 Jan 15:04"), e.Customer, e.Is.To, e.Is.Reason())
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}

	list, err := r.Tomorrow(ctx, q, calendar.Days(7))
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range list {
		fmt.Printf("to come, %s: %s from %s to %s\n", c.At.Format("2 Jan 15:04"), c.Customer, c.From, c.To)
	}
	// Output:
	// 2 are very active
	// 31 May 09:00: 2 is active by a login
	// 31 May 10:00: 2 is very active by a login
	// to come, 4 Jun 09:00: 1 from very active to active
	// to come, 7 Jun 09:00: 2 from very active to active
}
