package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/shopspring/decimal"
)

// library answers through the public functions of the library.
type library struct {
	name string
	repo repository
	dir  string // where CSV goes
}

func (l *library) Name() string { return l.name }

// The questions as the library takes them.
var (
	customerQuery     = customer.Query{AsOf: asOf, ConsentPopup: true}
	engagementQuery   = engagement.Query{AsOf: asOf} // the last 180 days
	subscriptionQuery = subscription.Query{AsOf: asOf}
	notifyQuery       = notify.Query{AsOf: asOf}
)

func (l *library) Ask(ctx context.Context, q Question) (func() (Answer, error), error) {
	switch q {
	case Status:
		r, err := customer.Summarize(ctx, l.repo.logins(), customerQuery)
		return func() (Answer, error) { return statusOf(&r), nil }, err
	case Revenue:
		t, err := sumUp(ctx, l.repo.orders(), false)
		return func() (Answer, error) { return t.revenue(), nil }, err
	case Analysis:
		r, err := engagement.Summarize(ctx, l.repo.engagement(false), engagementQuery)
		return func() (Answer, error) { return analysisOf(&r), nil }, err
	case Breakdowns:
		r, err := engagement.Summarize(ctx, l.repo.engagement(true), engagementQuery)
		return func() (Answer, error) { return breakdownsOf(&r), nil }, err
	case Subscription:
		r, err := subscription.Summarize(ctx, l.repo.subscription(), subscriptionQuery)
		return func() (Answer, error) { return subscriptionOf(&r), nil }, err
	case Expiry:
		r, err := notify.Summarize(ctx, l.repo.notify(), notifyQuery)
		return func() (Answer, error) { return expiryOf(&r), nil }, err
	case CSV:
		path := filepath.Join(l.dir, "library.csv")
		err := l.writeCSV(ctx, path)
		return func() (Answer, error) { return sumOfLines(path) }, err
	}
	return l.full(ctx, q == Full)
}

// full is the whole report: a question for each wing, and the file, if that is
// wanted too, with the customers' own.
func (l *library) full(ctx context.Context, file bool) (func() (Answer, error), error) {
	path := filepath.Join(l.dir, "library.csv")
	lines := func() (Answer, error) { return nil, nil }
	sum := func() (totals, error) { return sumUp(ctx, l.repo.customers(), true) }
	if file {
		lines = func() (Answer, error) { return sumOfLines(path) }
		sum = func() (totals, error) { return l.writeAndSum(ctx, path) }
	}
	t, err := sum()
	if err != nil {
		return nil, err
	}
	e, err := engagement.Summarize(ctx, l.repo.engagement(true), engagementQuery)
	if err != nil {
		return nil, err
	}
	s, err := subscription.Summarize(ctx, l.repo.subscription(), subscriptionQuery)
	if err != nil {
		return nil, err
	}
	n, err := notify.Summarize(ctx, l.repo.notify(), notifyQuery)
	return func() (Answer, error) {
		file, err := lines()
		return join(statusOf(&t.report), t.revenue(), analysisOf(&e), breakdownsOf(&e), subscriptionOf(&s), expiryOf(&n), file), err
	}, err
}

// encoding has all cores encode rows.
func encoding() export.Options { return export.Options{Workers: runtime.GOMAXPROCS(0)} }

// writeCSV writes a line per customer.
func (l *library) writeCSV(ctx context.Context, path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := writeLines(ctx, f, l.repo.customers(), func(*batch, *customer.Digest) error { return nil }); err != nil {
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
	kind      customer.Kind
	currency  customer.Currency
	customers int
	most      int // orders of one customer
}

// sumUp takes in every customer: the whole report, or what they spent.
func sumUp(ctx context.Context, repo customer.Repository, whole bool) (totals, error) {
	parts, err := customer.Reduce(ctx, repo, customerQuery, newTotals, adder(whole))
	if err != nil {
		return totals{}, err
	}
	return merge(parts), nil
}

// writeAndSum writes a line per customer, and sums them up meanwhile.
func (l *library) writeAndSum(ctx context.Context, path string) (totals, error) {
	f, err := os.Create(path)
	if err != nil {
		return totals{}, err
	}
	defer f.Close()
	add := adder(true)
	batches, err := writeLines(ctx, f, l.repo.customers(), func(p *batch, d *customer.Digest) error { return add(&p.totals, d) })
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return totals{}, err
	}
	parts := make([]*totals, len(batches))
	for i, p := range batches {
		parts[i] = &p.totals
	}
	return merge(parts), nil
}

// batch is lines of some customers, and what those of all batches before in its
// memory amount to.
type batch struct {
	lines  export.Sheet[export.CustomerRow]
	totals totals
}

// writeLines writes a line per customer, encoded by who made it.
func writeLines(ctx context.Context, f io.Writer, repo customer.Repository, visit func(*batch, *customer.Digest) error) ([]*batch, error) {
	w := export.NewWriter[export.CustomerRow](f)
	batches, err := customer.RowBatches(ctx, repo, customerQuery, visit,
		func(p *batch, r *customer.Row) error { return p.lines.Write(export.NewCustomerRow(*r)) },
		func(p *batch) error { return w.WriteSheet(&p.lines) })
	if err == nil {
		err = w.Flush()
	}
	return batches, err
}

func newTotals() *totals { return &totals{} }

// adder takes in a customer: the whole, or what they spent.
func adder(whole bool) func(*totals, *customer.Digest) error {
	q := customerQuery
	ranks := q.Policy.At(q.AsOf)
	return func(t *totals, d *customer.Digest) error {
		if whole {
			t.report.AddRanked(d, &q, &ranks)
		} else {
			t.report.Revenue.Merge(d.Revenue)
			t.report.OtherKinds += d.OtherKinds
		}
		if d.Known {
			for i := range d.Revenue {
				t.line(&d.Revenue[i]).take(1, d.Revenue[i].Orders)
			}
		}
		return nil
	}
}

func merge(parts []*totals) totals {
	for _, part := range parts[1:] {
		parts[0].report.Merge(part.report)
		for i := range part.lines {
			l := &part.lines[i]
			parts[0].line(&customer.RevenueLine{Kind: l.kind, Currency: l.currency}).take(l.customers, l.most)
		}
	}
	return *parts[0]
}

func (t *totals) line(l *customer.RevenueLine) *total {
	for i := range t.lines {
		if o := &t.lines[i]; o.kind == l.Kind && o.currency == l.Currency {
			return o
		}
	}
	t.lines = append(t.lines, total{kind: l.Kind, currency: l.Currency})
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
		s := spent{kind: l.Kind.String(), currency: string(l.Currency), orders: l.Orders,
			gross: hundredths(l.Gross.Decimal()), refunded: hundredths(l.Refunded.Decimal())}
		for _, o := range t.lines {
			if o.kind == l.Kind && o.currency == l.Currency {
				s.customers, s.most = o.customers, o.most
			}
		}
		all = append(all, s)
	}
	return revenue(all, t.report.OtherKinds)
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
	for _, p := range r.LastInteractions(&q).Rows {
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
	for _, p := range r.LastOrders(&q).Rows {
		a.count("last order", p.Bucket.String(), "", p.Value)
	}
	return a.sorted()
}

func subscriptionOf(r *subscription.Report) (a Answer) {
	q := subscriptionQuery
	a.subscribed(r.Enrolled, r.Unsubscribed, r.EnrolledLast7Days, r.UnsubscribedLast7Days, r.Undated)
	for _, p := range r.Trend(&q) {
		s := p.Value
		a.change(p.Bucket.String(), s.Joined, s.Left, s.Returned, s.Enrolled, s.Unsubscribed)
	}
	return a.sorted()
}

func expiryOf(r *notify.Report) (a Answer) {
	q := notifyQuery
	a.optedIn(optedIn{r.SubscribedUsers, r.SubscribedLast7Days, r.UndatedUsers, r.ExpiringUsers, r.ExpiringNext7Days,
		r.Subscriptions, r.Expired, r.Expiring, r.Stopped, r.NeverExpires})
	for _, p := range r.ExpiryTrend(&q) {
		a.count("expiring", p.Bucket.String()[:7], "", p.Value)
	}
	for _, p := range r.ExpiredTrend(&q) {
		a.count("expired", p.Bucket.String()[:7], "", p.Value)
	}
	for _, d := range r.Details() {
		a.count("notification", string(d.ID), d.Name, d.SubscribedUsers)
	}
	return a.sorted()
}
