// Package engagement is the customer analysis: which customers interacted, on
// which channels, which of them wrote, and which bought once or again.
//
//	E1  Interacted: the last message lies in the range.               Digest.Interacted, Query.Range
//	E2  Filters: AND across, OR within; field and value are a pair.   Query, Digest.Passes
//	E3  Active: of those, who sent a message in the range.            Digest.Active
//	E4  Paid orders in the range, checkout links apart.               Report.PaidOrders
//	E5  Repeat customers: bought in the range, and twice in all.      Digest.Repeat
//	E6  Breakdowns of those who interacted, adding up or not.         Breakdown, Groups
//	E7  Users descending, then name; the rest is "other".             Groups.Breakdown
//
// Facts are messages, orders, tags and custom fields. Those of one customer
// amount to a [Digest], digests amount to a [Report]. The rules stand between
// the two, in one place: the methods of Digest.
//
//	report, err := engagement.Summarize(ctx, repo, engagement.Query{AsOf: now})
//
// A bad order is the answer's error, a customer.FactError, unless customer.Run.LeaveOut
// takes it: then the report does without it, or without its bad refund alone.
//
// A guest, who has the empty customer ID, is in no number. The package computes no
// revenue, which is package customer's, knows no storage, and sends nothing.
package engagement
