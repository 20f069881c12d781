package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/shopspring/decimal"
)

// library answers through the public functions of the library.
type library struct {
	name  string
	world *World
	shop  *shop // nil: it sorts the facts when it is asked
	dir   string
	run   *customer.Run
}

func (l *library) Name() string { return l.name }

// shop is facts in customer order, as each wing takes them.
type shop struct {
	customers    *customer.Sorted
	engagement   *engagement.Sorted
	subscription *subscription.Sorted
	notify       *notify.Sorted

	// For questions that need fewer kinds of facts.
	logins, orders *customer.Sorted
	numbers        *engagement.Sorted
}

// sorted puts the facts in customer order. Wings share what they both need.
func (w *World) sorted() *shop {
	c := customer.Memory{Customers: w.Customers, Logins: w.Logins, Orders: w.Orders, Messages: w.Messages}.Sorted()
	e := engagement.Memory{Messages: c.Messages, Orders: c.Orders, Tags: w.Tags, Fields: w.Fields}.Sorted()
	return &shop{
		customers:    c,
		engagement:   e,
		subscription: subscription.Memory{Memberships: w.Members, Fields: e.Fields}.Sorted(),
		notify:       notify.Memory{Notifications: w.Notifications, OptIns: w.OptIns}.Sorted(),
	}
}

// narrow prepares for the questions that need fewer kinds of facts.
func (s *shop) narrow() {
	c := s.customers
	s.logins = customer.Memory{Customers: c.Customers, Logins: c.Logins}.Sorted()
	s.orders = customer.Memory{Customers: c.Customers, Orders: c.Orders}.Sorted()
	s.numbers = engagement.Memory{Messages: c.Messages, Orders: c.Orders}.Sorted()
}

// The questions as the library takes them.
var (
	customerQuery     = customer.Query{AsOf: asOf, ConsentPopup: true}
	engagementQuery   = engagement.Query{AsOf: asOf} // the last 180 days
	subscriptionQuery = subscription.Query{AsOf: asOf}
	notifyQuery       = notify.Query{AsOf: asOf}
	lifecycleQuery    = lifecycle.Query{AsOf: asOf} // by day
	rfmQuery          = value.RFMQuery{AsOf: asOf, Currency: "EUR"}
	cohortQuery       = lifecycle.CohortQuery{AsOf: asOf, Unit: calendar.Month, Anchor: lifecycle.FirstOrder, Return: lifecycle.Orders}
)

func (l *library) Ask(ctx context.Context, q Question) (func() (Answer, error), error) {
	s := l.shop
	if s == nil {
		s = l.world.sorted()
	}
	path := filepath.Join(l.dir, "library.csv")
	switch q {
	case Status:
		r, err := customer.Summarize(ctx, s.logins, customerQuery, l.run)
		return func() (Answer, error) { return statusOf(&r), nil }, err
	case Revenue:
		parts, err := customer.Reduce(ctx, s.orders, customerQuery, l.run, spending(false))
		return func() (Answer, error) { return merged(parts).revenue(), nil }, err
	case Analysis:
		r, err := engagement.Summarize(ctx, s.numbers, engagementQuery, l.run)
		return func() (Answer, error) { return analysisOf(&r), nil }, err
	case Breakdowns:
		r, err := engagement.Summarize(ctx, s.engagement, engagementQuery, l.run)
		return func() (Answer, error) { return breakdownsOf(&r), nil }, err
	case Subscription:
		r, err := subscription.Summarize(ctx, s.subscription, subscriptionQuery, l.run)
		return func() (Answer, error) { return subscriptionOf(&r), nil }, err
	case Expiry:
		r, err := notify.Summarize(ctx, s.notify, notifyQuery, l.run)
		return func() (Answer, error) { return expiryOf(&r), nil }, err
	case Lifecycle:
		r, err := lifecycle.Summarize(ctx, s.logins, lifecycleQuery, l.run)
		return func() (Answer, error) { return statesOf(&r), nil }, err
	case Cohorts:
		r, err := lifecycle.Cohorts(ctx, s.orders, cohortQuery, l.run, nil)
		return func() (Answer, error) { return cohortsOf(&r), nil }, err
	case RFM:
		r, err := value.ScoreRFM(ctx, s.orders, rfmQuery, l.run)
		return func() (Answer, error) { return scoresOf(&r), nil }, err
	case CSV:
		err := toFile(path, func(w io.Writer) error {
			return export.WriteCustomers(ctx, w, s.customers, customerQuery, l.run, export.Options{})
		})
		return func() (Answer, error) { return sumOfLines(path) }, err
	}
	return l.everything(ctx, s, path)
}

// everything asks each wing once, and writes the file meanwhile.
func (l *library) everything(ctx context.Context, s *shop, path string) (func() (Answer, error), error) {
	var parts []*totals
	err := toFile(path, func(w io.Writer) (err error) {
		parts, err = export.WriteAndReduce(ctx, w, s.customers, customerQuery, l.run, export.Options{}, spending(true))
		return err
	})
	if err != nil {
		return nil, err
	}
	c := merged(parts)
	e, err := engagement.Summarize(ctx, s.engagement, engagementQuery, l.run)
	if err != nil {
		return nil, err
	}
	u, err := subscription.Summarize(ctx, s.subscription, subscriptionQuery, l.run)
	if err != nil {
		return nil, err
	}
	n, err := notify.Summarize(ctx, s.notify, notifyQuery, l.run)
	return func() (Answer, error) {
		file, err := sumOfLines(path)
		return join(statusOf(&c.report), c.revenue(), analysisOf(&e), breakdownsOf(&e), subscriptionOf(&u), expiryOf(&n), file), err
	}, err
}

func toFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	return f.Close()
}

// totals is what the customers amount to: the library's report, and what each
// spent at most on one kind in one currency.
type totals struct {
	report customer.Report
	lines  []total
}

type total struct {
	kind      customer.OrderKind
	currency  customer.Currency
	customers int
	most      int // orders of one customer
}

// spending takes in customers: the whole of them, or what they spent.
func spending(whole bool) customer.Reducer[*totals] {
	ranks := customerQuery.Policy.At(asOf)
	return customer.Reducer[*totals]{
		New: func() *totals { return &totals{} },
		Visit: func(t *totals, d *customer.Digest) error {
			if whole {
				t.report.AddRanked(d, &customerQuery, &ranks)
			} else {
				t.report.Revenue.Merge(d.Revenue)
				t.report.OtherKinds += d.OtherKinds
			}
			if d.Known {
				for i := range d.Revenue {
					l := &d.Revenue[i]
					t.line(l.Kind, l.Currency).take(1, l.Orders)
				}
			}
			return nil
		},
	}
}

func merged(parts []*totals) *totals {
	for _, part := range parts[1:] {
		parts[0].report.Merge(part.report)
		for _, l := range part.lines {
			parts[0].line(l.kind, l.currency).take(l.customers, l.most)
		}
	}
	return parts[0]
}

func (t *totals) line(k customer.OrderKind, c customer.Currency) *total {
	for i := range t.lines {
		if l := &t.lines[i]; l.kind == k && l.currency == c {
			return l
		}
	}
	t.lines = append(t.lines, total{kind: k, currency: c})
	return &t.lines[len(t.lines)-1]
}

func (t *total) take(customers, most int) {
	t.customers += customers
	t.most = max(t.most, most)
}

func (t *totals) revenue() Answer {
	var all []spent
	for i := range t.report.Revenue {
		l := &t.report.Revenue[i]
		of := t.line(l.Kind, l.Currency)
		all = append(all, spent{kind: l.Kind.String(), currency: string(l.Currency), customers: of.customers, orders: l.Orders, most: of.most,
			gross: hundredths(l.Gross.Decimal()), refunded: hundredths(l.Refunded.Decimal())})
	}
	return revenue(all, t.report.OtherKinds)
}

// ok returns the series. It cannot be too long, as no shop's is.
func ok[T any](series T, err error) T {
	if err != nil {
		panic(err)
	}
	return series
}

func hundredths(d decimal.Decimal) int64 { return d.Shift(2).IntPart() }

func statusOf(r *customer.Report) Answer { return status(r.Customers, r.Registered, r.Statuses) }

func analysisOf(r *engagement.Report) Answer {
	return analysis(r.InteractedUsers, r.ActiveUsers, r.PaidOrders, r.CheckoutLinkOrders, r.RepeatCustomers, r.UndatedMessages)
}

func breakdownsOf(r *engagement.Report) (a Answer) {
	q := engagementQuery
	for _, row := range r.Channels(&q).Rows {
		a.count("channel", row.Name, "", row.Users)
	}
	for _, p := range ok(r.LastInteractions(&q)).Rows {
		a.count("last interaction", p.Bucket.String(), "", p.Value)
	}
	for _, row := range r.Tags(&q).Rows {
		a.count("tag", row.Name, "", row.Users)
	}
	for _, row := range r.Fields(&q).Rows {
		a.count("field", row.Name, "", row.Users)
	}
	for _, field := range r.FieldNames() {
		for _, row := range r.Values(field, &q).Rows {
			a.count("value", field, row.Name, row.Users)
		}
	}
	for _, row := range r.Frequency().Rows {
		a.count("paid orders", padded(row.PaidOrders, 4), "", row.Users)
	}
	for _, p := range ok(r.LastOrders(&q)).Rows {
		a.count("last order", p.Bucket.String(), "", p.Value)
	}
	return a.sorted()
}

func subscriptionOf(r *subscription.Report) (a Answer) {
	q := subscriptionQuery
	a.subscribed(r.Enrolled, r.Unsubscribed, r.EnrolledLast7Days, r.UnsubscribedLast7Days, r.Undated)
	for _, p := range ok(r.Trend(&q)) {
		s := p.Value
		a.change(p.Bucket.String(), s.Joined, s.Left, s.Returned, s.Enrolled, s.Unsubscribed)
	}
	return a.sorted()
}

func statesOf(r *lifecycle.Report) (a Answer) {
	q := lifecycleQuery
	for _, p := range ok(r.Trend(&q)) {
		s, day := p.Value, p.Bucket.String()
		a.count("new", day, "", s.New)
		a.count("returning", day, "", s.Returning)
		a.count("resurrecting", day, "", s.Resurrecting)
		a.count("lost", day, "", s.Dormant+s.Pending)
		a.count("inactive", day, "", s.Inactive)
	}
	return a.sorted()
}

func cohortsOf(r *lifecycle.CohortReport) (a Answer) {
	for c := range r.All() {
		for k, cell := range c.Cells {
			if cell.Retained > 0 {
				a.count("back", c.Bucket.String(), strconv.Itoa(k), cell.Retained)
				a.count("back or later", c.Bucket.String(), strconv.Itoa(k), cell.RetainedOrAfter)
			}
		}
	}
	return a.sorted()
}

func scoresOf(r *value.RFMReport) (a Answer) {
	cells := map[string][3]int{}
	for _, c := range r.Customers {
		name := fmt.Sprintf("%d %d %d", c.R, c.F, c.M)
		sums := cells[name]
		sums[0]++
		sums[1] += c.Frequency
		sums[2] += int(c.Monetary.Shift(2).IntPart())
		cells[name] = sums
	}
	for name, sums := range cells {
		a.count("rfm", name, "customers", sums[0])
		a.count("rfm", name, "orders", sums[1])
		a.count("rfm", name, "cents", sums[2])
	}
	return a.sorted()
}

func expiryOf(r *notify.Report) (a Answer) {
	q := notifyQuery
	a.optedIn(optedIn{r.SubscribedUsers, r.SubscribedLast7Days, r.UndatedUsers, r.ExpiringUsers, r.ExpiringNext7Days,
		r.Subscriptions, r.Expired, r.Expiring, r.Stopped, r.NeverExpires})
	for _, p := range ok(r.ExpiryTrend(&q)) {
		a.count("expiring", p.Bucket.String()[:7], "", p.Value)
	}
	for _, p := range ok(r.ExpiredTrend(&q)) {
		a.count("expired", p.Bucket.String()[:7], "", p.Value)
	}
	for _, d := range r.Details() {
		a.count("notification", string(d.ID), d.Name, d.SubscribedUsers)
	}
	return a.sorted()
}
