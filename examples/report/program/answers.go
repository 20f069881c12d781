package program

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/value"
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

	List      customer.Page // all customers, in the list's order (L3)
	Segment   customer.Page // those of them in the segment of the options: all if there is none (Q1)
	Best      *customer.Detail
	Totals    customer.Report
	Activity  customer.StatusTrend               // over the range
	Revenue   []calendar.Point[customer.Revenue] // over the range (R6)
	Lifecycle lifecycle.Report                   // over the range (D)
	Cohorts   lifecycle.CohortReport             // of the range, or of all time (C)
	Analysis  engagement.Report
	Members   subscription.Report
	Pushes    notify.Report
	Renewals  notify.Renewals // what became of the opt-ins that ended lately (P6)
	Compared  Comparison      // of the last three reports, if the options ask for it
	Mailing   MailingCounts
	Scores    value.RFMReport // zero if there is no currency
	Gaps      value.GapReport
	Overdue   value.OverdueReport
	Value     Value
	Series    Series

	NoMessages bool // nobody has a message as of AsOf (E1)

	Notes    []string // the shop's
	Rejected []export.Problem

	Later int // facts after AsOf, which are in none of the above (T2)
}

// Series are the series of the answers (T5).
type Series struct {
	Statuses         []calendar.Point[customer.StatusCounts]
	Lifecycle        []calendar.Point[lifecycle.States]
	LastInteractions []calendar.Point[int]
	LastOrders       []calendar.Point[int]
	Members          []calendar.Point[subscription.Step]
	Expiring         []calendar.Point[int]
	Expired          []calendar.Point[int]
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
		{"the lifecycle", a.askLifecycle},
		{"the cohorts", a.askCohorts},
		{"the revenue by period", a.askRevenue},
		{"the scores", a.askRFM},
		{"the time between orders", a.askGaps},
		{"the customer analysis", a.askAnalysis},
		{"the subscription activity", a.askSubscription},
		{"the notifications", a.askNotify},
		{"the comparison", a.askComparison},
		{"the mailing list", a.askMailing},
		{"what to expect", a.askValue},
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
	a.Segment = a.List
	if a.Options.Segment != "" {
		chosen := q
		chosen.Segment = a.Options.Segment
		if a.Segment, err = customer.List(ctx, shop.Customers, chosen, run); err != nil {
			return err
		}
	}
	if a.Totals, err = customer.Summarize(ctx, shop.Customers, q, run); err != nil {
		return err
	}
	if len(a.List.Rows) == 0 {
		return nil
	}
	best, err := customer.Get(ctx, shop.Customers, a.List.Rows[0].ID, q)
	a.Best = &best
	return err
}

func (a *Answers) askRevenue(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	o := &a.Options
	a.Revenue, err = customer.RevenueTrend(ctx, shop.Customers, o.trendQuery(o.Range), run)
	return err
}

func (a *Answers) askAnalysis(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	q := a.Options.engagementQuery()
	if a.Analysis, err = engagement.Summarize(ctx, shop.Engagement, q, run); err != nil {
		return err
	}
	interactions, err := a.Analysis.LastInteractions(&q)
	if err != nil {
		return err
	}
	orders, err := a.Analysis.LastOrders(&q)
	if err != nil {
		return err
	}
	a.Series.LastInteractions, a.Series.LastOrders = interactions.Rows, orders.Rows
	if a.Analysis.InteractedUsers == 0 {
		a.NoMessages, err = noMessages(ctx, shop, a.Options.AsOf)
	}
	return err
}

// noMessages reports whether nobody has a message as of an instant.
func noMessages(ctx context.Context, shop Shop, asOf time.Time) (bool, error) {
	known := calendar.AsOf(asOf)
	for m, err := range shop.Engagement.EachMessage(ctx, customer.Scope{Span: known}) {
		if err != nil {
			return false, err
		}
		if known.Contains(m.At) {
			return false, nil
		}
	}
	return true, nil
}

func (a *Answers) askSubscription(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	q := a.Options.subscriptionQuery()
	if a.Members, err = subscription.Summarize(ctx, shop.Subscription, q, run); err != nil {
		return err
	}
	a.Series.Members, err = a.Members.Trend(&q)
	return err
}

func (a *Answers) askNotify(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	q := a.Options.notifyQuery()
	if a.Pushes, err = notify.Summarize(ctx, shop.Notify, q, run); err != nil {
		return err
	}
	if a.Renewals, err = notify.SummarizeRenewals(ctx, shop.Notify, q, run); err != nil {
		return err
	}
	if a.Series.Expiring, err = a.Pushes.ExpiryTrend(&q); err != nil {
		return err
	}
	a.Series.Expired, err = a.Pushes.ExpiredTrend(&q)
	return err
}

func (a *Answers) askLater(ctx context.Context, shop Shop, _ *customer.Run) (err error) {
	a.Later, err = later(ctx, shop, a.Options.AsOf)
	return err
}
