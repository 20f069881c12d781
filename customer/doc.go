// Package customer holds the rules of customers: who is anonymous, how active
// somebody is and why and until when, what was spent, and the list, selections
// and detail page that show it.
//
//	T2  As of t, x has happened iff x <= t; later facts change nothing.   Query.AsOf, Scope, every Add method
//	I1  No sign-in required: signed up or logged in is registered.        Customer.Identify
//	I2  Sign-in required: registered means a complete profile.            Customer.Identify, Profile
//	I3  Shown by e-mail, else username, else "Anonymous user".            Customer.DisplayName
//	I4  E-mails are compared trimmed and folded in ASCII only.            Email.Key
//	S1  Very active: more than one login within the last 7 days.          Policy.Status, Recent
//	S2  Active: more than one login within the last 30 days.              Policy.Status
//	S3  Sleeper: no login within the last 3 months, or never.             Policy.Status
//	S4  Quiet: none of the above. Exactly one status each.                Policy.Status, Report.Statuses
//	S5  Rank; without a login, status only moves down.                    Status
//	S6  A policy with lengths and counts of its own.                      Policy, Frequency
//	S7  Why this status, and until when.                                  Policy.Explain, Explanation
//	S8  Status over time: counts at the end of each bucket, transitions.  TrackStatus, StatusTrend, Transition
//	S9  What if: who moves from which status to which by another policy.  WhatIf, StatusMatrix
//	L1  The list holds all customers, anonymous ones too.                 List
//	L2  Sorted by every column, both ways, in a total order.              Sort, Column
//	L3  By default by status, best first.                                 Sort
//	L4  Filters: AND across, OR within, empty passes all.                 Filter
//	L5  Pages of any size that concatenate to the whole.                  Query.Limit, Cursor
//	L6  Explicit IDs, or all that match except these; bulk actions.       Selection, Editor
//	L7  The detail page: overview, social, engagement; actions.           Get, Detail, Editor
//	L8  Last usage: the latest thing that the customer did.               Digest.LastUse
//	L9  The consent indicator: not shown, no, yes.                        Consent, Shown
//	R1  Revenue: paid orders of food, merchandise, reservations.          Kind.Revenue, Revenue
//	R2  Exact money; different currencies are never added.                Money, Currency, Sum
//	R3  Gross, refunded, net; refunds and voids.                          Order.InGross, Order.Refunded, Order.Check
//	R4  Paid: happened, not voided, not fully refunded.                   Order.Paid
//	R5  By customer = by kind = by day, per currency.                     Digest, Report, RevenueTrend
//	R6  Revenue by period; a bucket can be negative.                      RevenueTrend
//
// # A tour
//
// A host tells where its facts are by a [Repository]: five methods that yield
// customers, logins, orders, messages and actions. [Memory] is one in memory.
// If you have no facts of some kind, embed Memory and write the other methods. The
// kit in package customertest checks that a repository keeps its contract.
//
// Every question is a [Query]. Its zero fields are the defaults, except AsOf: the
// moment that the answer describes. A [Run] tells how the question is run.
//
//	List           the customers, filtered, sorted, in pages
//	Rows           the customers, all of them, as a stream
//	Get            the page of one customer
//	Summarize      what all customers amount to
//	RevenueTrend   revenue by day, week or month
//	TrackStatus    status by day, week or month, and who changed when
//	WhatIf         what another policy would make of the same customers
//	Reduce         an answer of the host's own over all customers
//	Selection      customers to act on together
//
// Filter and Segment of a Query choose customers for List, Rows, Reduce and Selection. A
// [Segment] is text with "and", "or" and "not": see package customer/segment.
//
// Facts become a [Digest] for each customer, and digests become rows, pages and a
// [Report]. Digests and reports merge, in any grouping.
//
// A repository can do more: cut its customers into ranges, so that memory does not
// grow with them ([Ranger]); be read in one state, by several workers
// ([Snapshotter]); group facts by itself, as a database's GROUP BY does
// ([Digester]). [Memory.Sorted] has all that for facts in memory. Package
// customer/loaded keeps the facts of a repository in memory for many questions, and reads
// those of the customers that changed again.
//
// A bad fact, such as a refund beyond its order's total, is an [ErrFact], and its
// [FactError] names it; a bad question is an [ErrQuery]. Without more the first bad
// fact is the answer's error. If Run.LeaveOut is set, it takes bad facts, and the
// answer does without the smallest part that is bad; reports count what is left out
// ([LeftOut]). This holds for every wing.
//
// [Policy] answers by itself, without a repository, when a host only wants to know
// how active somebody is.
//
// What acts on customers is an [Editor] of the host's: Selection.SetFavorite and
// Selection.DeleteAccounts hand it one customer after the other. The other actions
// of the list and the page are exports (package export: Emails, Customers,
// AllInfo, Detail) and a push (package notify: Send).
//
// The package leaves to others: storing facts, files (package export), pushes
// (package notify), the customer analysis (package engagement), and deleting,
// which is the host's (package gdpr: Accounts).
package customer
