// Package house tests the rules that the whole repository keeps: who imports
// whom, which rule is documented and tested where, what leaks, what is written as
// JSON, how the documents read.
package house
