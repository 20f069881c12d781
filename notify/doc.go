// Package notify tells which customers subscribed to notifications and when their
// tokens expire, and sends a push to one customer.
//
//	N1  A push to one customer, through a pluggable sender; countable.   Send, Sender
//	N2  Subscribed users: distinct, in the range; in the last 7 days.    Report, Digest
//	N3  Expired, expiring; expiring users, never filtered by the range.  State, Report
//	N4  Trends by month of expiry; the four states add up to all.        Report.ExpiryTrend, Report.ExpiredTrend
//	N5  A row per notification, inactive ones too.                       Report.Details, Row
//	N6  The latest opt-in gives the expiry; stops; order never matters.  Subscription
//	N7  Meta's webhook opt-ins, event by event.                          package meta
//	N8  Tokens are credentials; a fingerprint is shown instead.          Token
//	N9  The signature and the challenge of Meta's webhook.               package meta
//	P6  The outlook of expiry, by the renewal share.                     SummarizeRenewals, Renewals.Outlook
//
// Facts are notifications, and opt-ins of customers to them. The opt-ins of one
// customer amount to a [Digest], digests amount to a [Report]. The rules stand
// between the two, in one place: [Subscription] and [Report.Add].
//
// A subscription is one pair (notification, customer), however often the customer
// opted in (N2). Users are people: somebody with three subscriptions is one user.
//
// A notification without an ID, one that comes twice, and an opt-in to one that is not
// there are the answer's error, a customer.FactError, unless customer.Run.LeaveOut takes
// them: then the report does without them. Of notifications with one ID the first one
// that the repository yields stays. [Send] leaves nothing out.
//
// The package delivers no push itself, encrypts no token, does not decide whether a
// push should be sent, and knows no storage.
package notify
