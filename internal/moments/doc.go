// Package moments makes a digest of when one customer did what: per kind of fact the
// sorted distinct instants, each with its count, and of orders the exact sums per
// currency. Days, weeks and months are views of it (see Buckets), so one digest answers
// the questions of package customer/lifecycle and of package customer/value.
//
// A question names the sources of the kinds that it needs, customers first:
//
//	moments.Reduce(ctx, repo, run, &left, answer, visit, moments.Customers[Repository](asOf), moments.Orders[Repository](asOf, true))
package moments
