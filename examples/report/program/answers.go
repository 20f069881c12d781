package program

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Shop is where the facts are: a repository of each wing. They can be one and
// the same value.
type Shop struct {
	Customers    customer.Repository
	Engagement   engagement.Repository
	Subscription subscription.Repository
	Notify       notify.Repository

	Notes    []string         // what there is to say about the storage, for the summary
	Rejected []export.Problem // what is wrong with the rows that Options.Skip left out
}

// Answers are every answer of the library about one shop: what is printed and
// what is written.
type Answers struct {
	Options Options

	List     customer.Page // all customers, in the list's order (L3)
	Best     *customer.Detail
	Totals   customer.Report
	Activity customer.StatusTrend               // over the range
	Revenue  []calendar.Point[customer.Revenue] // by month
	Analysis engagement.Report
	Members  subscription.Report
	Pushes   notify.Report
	Mailing  MailingCounts

	Notes    []string // the shop's
	Rejected []export.Problem

	Later int // facts after AsOf, which are in none of the above (T2)
}

// Ask asks every question of the options, whose AsOf must be set. On an error
// the answers are the zero value.
func Ask(ctx context.Context, shop Shop, o Options) (Answers, error) {
	a := Answers{Options: o, Notes: shop.Notes, Rejected: shop.Rejected}
	for _, ask := range []struct {
		what string
		ask  func(context.Context, Shop, *customer.Run) error
	}{
		{"the customers", a.askCustomers},
		{"the activity over time", a.askStatusTrend},
		{"the customer analysis", a.askAnalysis},
		{"the subscription activity", a.askSubscription},
		{"the notifications", a.askNotify},
		{"the mailing list", a.askMailing},
		{"later facts", a.askLater},
	} {
		if err := ask.ask(ctx, shop, o.run(ask.what)); err != nil {
			return Answers{}, fmt.Errorf("%s: %w", ask.what, err)
		}
	}
	return a, nil
}

func (a *Answers) askCustomers(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	q := a.Options.customerQuery()
	if a.List, err = customer.List(ctx, shop.Customers, q, run); err != nil {
		return err
	}
	if a.Totals, err = customer.Summarize(ctx, shop.Customers, q, run); err != nil {
		return err
	}
	a.Revenue, err = customer.RevenueTrend(ctx, shop.Customers, q, calendar.Span{}, calendar.Month, run)
	if err != nil || len(a.List.Rows) == 0 {
		return err
	}
	best, err := customer.Get(ctx, shop.Customers, a.List.Rows[0].ID, q)
	a.Best = &best
	return err
}

func (a *Answers) askAnalysis(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	a.Analysis, err = engagement.Summarize(ctx, shop.Engagement, a.Options.engagementQuery(), run)
	return err
}

func (a *Answers) askSubscription(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	a.Members, err = subscription.Summarize(ctx, shop.Subscription, a.Options.subscriptionQuery(), run)
	return err
}

func (a *Answers) askNotify(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	a.Pushes, err = notify.Summarize(ctx, shop.Notify, a.Options.notifyQuery(), run)
	return err
}

func (a *Answers) askLater(ctx context.Context, shop Shop, _ *customer.Run) (err error) {
	a.Later, err = later(ctx, shop, a.Options.AsOf)
	return err
}
