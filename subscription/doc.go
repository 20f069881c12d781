// Package subscription tells which customers are enrolled, which have unsubscribed,
// and how that changed over time.
//
//	U1  Which custom fields mark an unsubscribe.                     ParseMarker, Marker
//	U2  Known = enrolled + unsubscribed; each in the last 7 days.    Report, State
//	U3  Channels; a range restricts the totals and the trend.        Query
//	U4  Trend: joined, left, returned; levels at the bucket's end.   Report.Trend
//	U5  What has no date is in the totals, and reported as undated.  State, Report.Undated
//	U6  Only the person's own later join is a return.                Membership, MembershipChange
//
// Facts are memberships, which are acts of joining a channel, and custom fields.
// Those of one customer amount to a [Digest], digests amount to a [Report]. The
// rules stand between the two, in one place: [Digest.Changes] and
// [Digest.State].
//
// Every membership and every field can be counted. A fact that the repository cannot make is the
// answer's error, a customer.FactError, unless customer.Run.LeaveOut takes it: then the
// report does without it.
//
// Enrolled and subscribed are synonyms (U2). The package unsubscribes nobody, sends
// nothing, and knows no storage. Mailing lists are package mailing's.
package subscription
