package export

import (
	"encoding/json"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// The reports of this file are the answers of the wings as json.Marshal writes them:
// rows and what belongs around them. A list without rows is [], and what is unknown is
// null.

// collectRows returns the rows of a sequence, [] if there are none, and its error.
func collectRows[R any](rows iter.Seq2[R, error]) ([]R, error) {
	all := []R{}
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// rowsOf returns the rows of a slice, [] if there are none.
func rowsOf[S, R any](all []S, row func(S) R) []R {
	rows := make([]R, len(all))
	for i, s := range all {
		rows[i] = row(s)
	}
	return rows
}

// PageReport is a page of the customer list for JSON (L5).
type PageReport struct {
	Customers []CustomerReport `json:"customers"`
	Total     int              `json:"total"` // on all pages
	Next      Text             `json:"next"`  // the cursor; null on the last page
}

// Format prints how many customers the page has, whatever the verb.
func (r PageReport) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "page of %d of %d customers", len(r.Customers), r.Total)
}

// LogValue returns what Format prints. JSON has the whole page.
func (r PageReport) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// CustomerReport is a customer with their revenue, for JSON. It has the columns of a
// CustomerRow, and "revenue".
type CustomerReport struct {
	CustomerRow
	Revenue []RevenueTotalRow `json:"revenue"` // by kind, currency
}

// NewPageReport returns the report of a page, which customer.List answers.
func NewPageReport(page customer.Page) PageReport {
	return PageReport{rowsOf(page.Rows, NewCustomerReport), page.Total, Text(page.Next)}
}

// NewCustomerReport returns the report of one row of the list.
func NewCustomerReport(r customer.Row) CustomerReport {
	return CustomerReport{NewCustomerRow(r), revenueOf(r.Revenue)}
}

func revenueOf(revenue customer.Revenue) []RevenueTotalRow {
	return rowsOf(revenue, func(l customer.RevenueLine) RevenueTotalRow { return newTotalRow(&l) })
}

// DetailReport is the page of one customer for JSON (L7). It has the columns of a
// DetailRow, and more on why the customer has their status (S7).
type DetailReport struct {
	DetailRow
	StatusFrom   Time              `json:"status_from"`   // the window of the rule, [from, to)
	StatusTo     Time              `json:"status_to"`     // its end
	StatusLogins []Time            `json:"status_logins"` // that decided, latest first
	StatusNeeded int               `json:"status_needed"` // logins that the rule asks for
	Revenue      []RevenueTotalRow `json:"revenue"`       // by kind, currency
}

// NewDetailReport returns the report of what customer.Get answers.
func NewDetailReport(d customer.Detail) DetailReport {
	e := d.Explanation
	logins := rowsOf(e.Logins, func(at time.Time) Time { return Time{at} })
	return DetailReport{NewDetailRow(d), Time{e.Window.From}, Time{e.Window.To}, logins, e.Needed, revenueOf(d.Revenue)}
}

// LeftOutReport is the bad facts that a report does without, for JSON.
type LeftOutReport struct {
	Count int          `json:"count"`
	Facts []LeftOutRow `json:"facts"` // at most 100
}

// LeftOutRow is one bad fact: its place, and what is wrong, never its value.
type LeftOutRow struct {
	Kind   Word `json:"kind"`
	ID     Text `json:"id"`
	Order  Text `json:"order"`  // of a refund
	Reason Text `json:"reason"` // in words of this library
}

// NewLeftOutRow returns the row of one bad fact, which customer.Run.LeaveOut takes.
func NewLeftOutRow(e *customer.FactError) LeftOutRow {
	return LeftOutRow{Word(e.Kind), Text(e.ID), Text(e.Of), Text(e.Reason())}
}

func leftOut(l customer.LeftOut) LeftOutReport {
	all := make([]LeftOutRow, len(l.First))
	for i, e := range l.First {
		all[i] = NewLeftOutRow(e)
	}
	return LeftOutReport{l.Count, all}
}

// SummaryReport is the summary of all customers for JSON.
type SummaryReport struct {
	Customers  int               `json:"customers"`
	Registered int               `json:"registered"`
	Anonymous  int               `json:"anonymous"`
	Favorites  int               `json:"favorites"`
	Consented  int               `json:"consented"`  // with the consent popup (L9)
	WithEmail  int               `json:"with_email"` // with a non-blank e-mail
	Statuses   []StatusRow       `json:"statuses"`   // by rank
	PaidOrders int               `json:"paid_orders"`
	OtherKinds int               `json:"other_kinds"` // paid orders that are no revenue (R1)
	Revenue    []RevenueTotalRow `json:"revenue"`     // guests included
	Guests     GuestsReport      `json:"guests"`
	LeftOut    LeftOutReport     `json:"left_out"` // bad facts
}

// GuestsReport is what people without a customer record did, for JSON.
type GuestsReport struct {
	Logins     int               `json:"logins"`
	Messages   int               `json:"messages"`
	Orders     int               `json:"orders"`
	PaidOrders int               `json:"paid_orders"`
	OtherKinds int               `json:"other_kinds"`
	Revenue    []RevenueTotalRow `json:"revenue"`
}

// NewSummaryReport returns the report of what customer.Summarize answers.
func NewSummaryReport(r customer.Report) SummaryReport {
	g := r.Guests
	return SummaryReport{
		Customers: r.Customers, Registered: r.Registered, Anonymous: r.Customers - r.Registered,
		Favorites: r.Favorites, Consented: r.Consented, WithEmail: r.WithEmail,
		Statuses: statuses(r), PaidOrders: r.PaidOrders, OtherKinds: r.OtherKinds, Revenue: revenueOf(r.Revenue),
		Guests:  GuestsReport{g.Facts.Logins, g.Facts.Messages, g.Facts.Orders, g.PaidOrders, g.OtherKinds, revenueOf(g.Revenue)},
		LeftOut: leftOut(r.LeftOut),
	}
}

// StatusTrendReport is the statuses over time for JSON (S8).
type StatusTrendReport struct {
	Unit        calendar.Unit    `json:"unit"`
	Buckets     []StatusTrendRow `json:"buckets"`
	Transitions []TransitionRow  `json:"transitions"`
}

// NewStatusTrendReport returns the report of what customer.TrackStatus answers. u is the
// unit that the trend was asked for. Its error is calendar.ErrSeries.
func NewStatusTrendReport(t customer.StatusTrend, u calendar.Unit) (StatusTrendReport, error) {
	buckets, err := collectRows(StatusTrend(t, u))
	if err != nil {
		return StatusTrendReport{}, err
	}
	transitions, err := collectRows(Transitions(t))
	return StatusTrendReport{u, buckets, transitions}, err
}

// RevenueTrendReport is the revenue by period for JSON (R6).
type RevenueTrendReport struct {
	Unit    calendar.Unit     `json:"unit"`
	Buckets []RevenueTrendRow `json:"buckets"`
}

// NewRevenueTrendReport returns the report of what customer.RevenueTrend answers. u is the
// unit that the trend was asked for.
func NewRevenueTrendReport(series []calendar.Point[customer.Revenue], u calendar.Unit) RevenueTrendReport {
	rows, _ := collectRows(RevenueTrend(series, u)) // the rows of a series have no error
	return RevenueTrendReport{u, rows}
}

// Breakdown is the rows of a breakdown, for JSON (E6).
type Breakdown[R any] struct {
	Rows   []R  `json:"rows"`
	Total  int  `json:"total"`   // distinct users in the rows
	AddsUp bool `json:"adds_up"` // whether the rows add up to the total; else they overlap
}

// MarshalJSON writes the breakdown, without rows as an empty list.
func (b Breakdown[R]) MarshalJSON() ([]byte, error) {
	type fields Breakdown[R]
	if b.Rows == nil {
		b.Rows = []R{}
	}
	return json.Marshal(fields(b))
}

func breakdown[R, S any](of engagement.Breakdown[S], row func(S) R) Breakdown[R] {
	return Breakdown[R]{rowsOf(of.Rows, row), of.Total, of.AddsUp}
}

// FieldReport is the values of one custom field, for JSON.
type FieldReport struct {
	Field string `json:"field"`
	Breakdown[FieldValueRow]
}

// MarshalJSON writes the field's name and the parts of its breakdown.
func (r FieldReport) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Field  string          `json:"field"`
		Rows   []FieldValueRow `json:"rows"`
		Total  int             `json:"total"`
		AddsUp bool            `json:"adds_up"`
	}{r.Field, append([]FieldValueRow{}, r.Rows...), r.Total, r.AddsUp})
}

// Format prints the field and the number of users, whatever the verb: a value can be
// somebody's telephone number.
func (r FieldReport) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "values of field %q of %d users", r.Field, r.Total)
}

// LogValue returns what Format prints. JSON has the whole report.
func (r FieldReport) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// EngagementReport is the customer analysis for JSON (E3–E6).
type EngagementReport struct {
	InteractedUsers    int                           `json:"interacted_users"`
	ActiveUsers        int                           `json:"active_users"`
	PaidOrders         int                           `json:"paid_orders"`
	RepeatCustomers    int                           `json:"repeat_customers"`
	CheckoutLinkOrders int                           `json:"checkout_link_orders"`
	UndatedMessages    int                           `json:"undated_messages"`
	Channels           Breakdown[ChannelRow]         `json:"channels"`
	LastInteractions   Breakdown[LastInteractionRow] `json:"last_interactions"`
	Tags               Breakdown[TagRow]             `json:"tags"`
	Fields             Breakdown[FieldRow]           `json:"fields"`
	FieldValues        []FieldReport                 `json:"field_values"`
	Frequency          Breakdown[FrequencyRow]       `json:"frequency"`
	LastOrders         Breakdown[LastOrderRow]       `json:"last_orders"`
	LeftOut            LeftOutReport                 `json:"left_out"` // bad facts
}

// Format prints the number of users, whatever the verb.
func (r EngagementReport) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "analysis of %d users", r.InteractedUsers)
}

// LogValue returns what Format prints. JSON has the whole report.
func (r EngagementReport) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// NewEngagementReport returns the report of what engagement.Summarize answered to q.
// Its error is calendar.ErrSeries.
func NewEngagementReport(r engagement.Report, q engagement.Query) (EngagementReport, error) {
	interactions, err := r.LastInteractions(&q)
	if err != nil {
		return EngagementReport{}, err
	}
	orders, err := r.LastOrders(&q)
	if err != nil {
		return EngagementReport{}, err
	}
	return EngagementReport{
		InteractedUsers: r.InteractedUsers, ActiveUsers: r.ActiveUsers, PaidOrders: r.PaidOrders,
		RepeatCustomers: r.RepeatCustomers, CheckoutLinkOrders: r.CheckoutLinkOrders, UndatedMessages: r.UndatedMessages,
		Channels:         breakdown(r.Channels(&q), newChannelRow),
		LastInteractions: breakdown(interactions, lastInteractionRow(q.Unit)),
		Tags:             breakdown(r.Tags(&q), newTagRow),
		Fields:           breakdown(r.Fields(&q), newFieldRow),
		FieldValues: rowsOf(r.FieldNames(), func(field string) FieldReport {
			return FieldReport{field, breakdown(r.Values(field, &q), fieldValueRow(field))}
		}),
		Frequency:  breakdown(r.Frequency(), newFrequencyRow),
		LastOrders: breakdown(orders, lastOrderRow(q.Unit)),
		LeftOut:    leftOut(r.LeftOut),
	}, nil
}

// SubscriptionReport is the subscription activity for JSON (U1–U5).
type SubscriptionReport struct {
	Enrolled              int                    `json:"enrolled"`
	Unsubscribed          int                    `json:"unsubscribed"`
	EnrolledLast7Days     int                    `json:"enrolled_last_7_days"`
	UnsubscribedLast7Days int                    `json:"unsubscribed_last_7_days"`
	Undated               int                    `json:"undated"`
	Unusual               int                    `json:"unusual"`
	Trend                 []SubscriptionTrendRow `json:"trend"`
	LeftOut               LeftOutReport          `json:"left_out"` // bad facts
}

// NewSubscriptionReport returns the report of what subscription.Summarize answered to q.
// Its error is calendar.ErrSeries.
func NewSubscriptionReport(r subscription.Report, q subscription.Query) (SubscriptionReport, error) {
	trend, err := collectRows(SubscriptionTrend(r, q))
	if err != nil {
		return SubscriptionReport{}, err
	}
	return SubscriptionReport{r.Enrolled, r.Unsubscribed, r.EnrolledLast7Days, r.UnsubscribedLast7Days, r.Undated, r.Unusual, trend, leftOut(r.LeftOut)}, nil
}

// StandingReport is how one customer stands with the newsletter, and why, for JSON
// (U1–U6).
type StandingReport struct {
	Standing Word           `json:"standing"` // unknown, enrolled, unsubscribed
	Since    Time           `json:"since"`    // the latest dated change
	Keyword  Word           `json:"keyword"`  // of the marker that unsubscribed them
	Field    Text           `json:"field"`    // the marker's field
	Undated  bool           `json:"undated"`  // unsubscribed only by a marker without a date (U5)
	Changes  []ChangeReport `json:"changes"`
}

// ChangeReport is one change of a subscription, for JSON.
type ChangeReport struct {
	At      Time `json:"at"`
	Kind    Word `json:"kind"`    // joined, left, returned
	Keyword Word `json:"keyword"` // of the marker by which they left
	Field   Text `json:"field"`   // the marker's field
}

// NewStandingReport returns the report of what subscription.Explain answers.
func NewStandingReport(e subscription.Explanation) StandingReport {
	changes := rowsOf(e.Changes, func(c subscription.MembershipChange) ChangeReport {
		return ChangeReport{Time{c.At}, Word(c.Kind.String()), Word(c.Marker.Keyword), Text(c.Marker.Field)}
	})
	return StandingReport{Word(e.Standing.String()), Time{e.Since}, Word(e.By.Keyword), Text(e.By.Field), e.Undated, changes}
}

// NotificationReport is the notifications for JSON (N2–N5).
type NotificationReport struct {
	SubscribedUsers     int               `json:"subscribed_users"`
	SubscribedLast7Days int               `json:"subscribed_last_7_days"`
	UndatedUsers        int               `json:"undated_users"`
	ExpiringUsers       int               `json:"expiring_users"`
	ExpiringNext7Days   int               `json:"expiring_next_7_days"`
	Subscriptions       int               `json:"subscriptions"`
	Expired             int               `json:"expired"`
	Expiring            int               `json:"expiring"`
	Stopped             int               `json:"stopped"`
	NeverExpires        int               `json:"never_expires"`
	Expiry              []ExpiryRow       `json:"expiry"`        // by month
	ExpiredByMonth      []ExpiryRow       `json:"expired_trend"` // by month
	Details             []NotificationRow `json:"notifications"`
	LeftOut             LeftOutReport     `json:"left_out"` // bad facts
}

// NewNotificationReport returns the report of what notify.Summarize answered to q.
// Its error is calendar.ErrSeries.
func NewNotificationReport(r notify.Report, q notify.Query) (NotificationReport, error) {
	expiry, err := collectRows(Expiry(r, q))
	if err != nil {
		return NotificationReport{}, err
	}
	expired, err := collectRows(Expired(r, q))
	if err != nil {
		return NotificationReport{}, err
	}
	return NotificationReport{
		r.SubscribedUsers, r.SubscribedLast7Days, r.UndatedUsers, r.ExpiringUsers, r.ExpiringNext7Days,
		r.Subscriptions, r.Expired, r.Expiring, r.Stopped, r.NeverExpires,
		expiry, expired, rowsOf(r.Details(), newNotificationRow), leftOut(r.LeftOut),
	}, nil
}
