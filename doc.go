// Package clientele is a map; the library is in the packages below it.
//
// A host platform has customers, logins, messages, orders, custom fields and
// notification tokens in storage of its own. The packages turn them into
// answers, by rules that are written down, numbered and tested:
//
//   - customer: who they are, how active and why and until when, what they
//     spent; the list, selections, the detail page
//   - customer/calendar: civil dates, half-open spans, zone-free periods, series
//   - customer/lifecycle: who is new, who came back, who is lost; retention cohorts
//   - customer/segment: saved segments, such as "status = active and shares > 2"
//   - engagement: who interacted on which channel, who comes back to buy
//   - subscription: who enrolled and who left, bucket by bucket
//   - subscription/mailing: what may be synced to a mailing service; listmonk
//     and mailchimp are two
//   - notify: who subscribed to notifications, whose token expires when
//   - notify/meta: Meta's webhook opt-ins
//   - gdpr: everything held on one person, to take along, and its erasure
//   - export: CSV rows and files, safe to open in a spreadsheet
//   - export/folder: a folder of CSV files, read as repositories
//
// Data flows one way:
//
//	storage ─Repository─▶ facts ─▶ Digest (one customer) ─▶ Report (all) ─▶ rows ─▶ CSV
//
// Customer, engagement, subscription, notify and gdpr are called wings: each has
// rules of its own, and those beside customer never import each other. A host
// declares where its facts are by implementing a wing's small Repository
// interface. Each wing that reads facts has a Memory, which is a repository in
// memory, and a conformance kit (customertest, engagementtest, subscriptiontest,
// notifytest) that plays the rules as stories against any other.
//
// No rule reads a clock, every question carries its AsOf, and nothing happens
// besides what is asked. Start with customer.List and customer.Summarize, or
// run the program that shows everything:
//
//	go run ./examples/report
package clientele
