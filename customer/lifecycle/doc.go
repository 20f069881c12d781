// Package lifecycle answers who is new, who came back and who is lost, bucket by bucket
// (D1–D7), and how many of those who began together come back later (C1–C9).
//
// Facts come from a Repository, whose methods are those of customer.Repository: a host's
// repository of customers, a customer.Memory, a customer.Sorted or a loaded.Customers is
// one. A question reads only the kinds of facts that it asks about. It reads all of history,
// because who is new does not depend on the range (D3). Guests are in no number.
package lifecycle
