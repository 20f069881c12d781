// Package notify tells who subscribed to notifications, whose token expires
// when, and sends a push to one customer.
//
//	N1  A push to one customer, through a pluggable sender; countable.   Send, Sender
//	N2  Subscribed users: distinct, in the range; in the last 7 days.    Report, Digest
//	N3  Expired, expiring; expiring users, never filtered by the range.  State, Report
//	N4  Trends by month of expiry; the four states add up to all.        Report.ExpiryTrend, Report.ExpiredTrend
//	N5  A row per notification, inactive ones too.                       Report.Details, Detail
//	N6  The latest opt-in gives the expiry; stops; order never matters.  Subscription
//	N7  Meta's webhook opt-ins.                                          package meta
//	N8  Tokens are credentials; a fingerprint is shown instead.          Token
//
// Facts are notifications, and opt-ins of customers to them. The opt-ins of one
// customer amount to a [Digest], digests amount to a [Report]. The rules stand
// between the two, in one place: [Subscription] and [Report.Add].
//
// A subscription is one (notification, customer), however often they opted in
// (N2). Users are people: somebody with three subscriptions is one user.
//
// The package leaves to others: to deliver a push, to keep tokens encrypted, to
// decide whether one should be sent, and what a storage looks like.
package notify
