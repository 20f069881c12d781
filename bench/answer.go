package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"slices"

	"github.com/clientele-go/clientele/customer"
)

// Answer is what an engine says to a question, as lines: whatever an engine
// counts in, equal answers have equal lines, in the order of their bytes.
type Answer []string

func (a *Answer) line(format string, args ...any) { *a = append(*a, fmt.Sprintf(format, args...)) }

// sorted sorts the lines of the answer and returns it.
func (a Answer) sorted() Answer {
	slices.Sort(a)
	return a
}

// same says in which lines two answers differ; empty if they are equal.
func (a Answer) same(b Answer) string {
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Sprintf("line %d of %d: %q, line %d of %d: %q", i+1, len(a), x, i+1, len(b), y)
		}
	}
	return ""
}

// status returns the answer about status: how many customers have each, by rank
// from sleeper up, and how many are registered.
func status(customers, registered int, counts [4]int) (a Answer) {
	a.line("status customers %d registered %d", customers, registered)
	for s, n := range counts {
		a.line("status %s %d", customer.Status(s), n)
	}
	return a
}

// spent is what customers spent on one kind in one currency: how many customers
// and orders, the amounts in hundredths, and the most orders of one customer.
type spent struct {
	kind, currency          string
	customers, orders, most int
	gross, refunded         int64
}

// revenue returns the answer about revenue per customer and kind. Orders of
// other kinds are no revenue: they have a number and no amounts (R1).
func revenue(all []spent, others int) (a Answer) {
	a.line("revenue other kinds %d", others)
	for _, s := range all {
		a.line("revenue %s %s customers %d orders %d most %d gross %d refunded %d",
			s.kind, s.currency, s.customers, s.orders, s.most, s.gross, s.refunded)
	}
	return a.sorted()
}

// analysis returns the answer about engagement.
func analysis(interacted, active, paid, checkoutLink, repeat, undated int) (a Answer) {
	a.line("analysis interacted %d active %d paid %d checkout link %d repeat %d undated messages %d",
		interacted, active, paid, checkoutLink, repeat, undated)
	return a
}

// count adds one line of a breakdown: how many users have what.
func (a *Answer) count(of, key, value string, users int) {
	if users > 0 {
		a.line("%s %q %q %d", of, key, value, users)
	}
}

// change adds one day of the trend of subscriptions.
func (a *Answer) change(date string, joined, left, returned, enrolled, unsubscribed int) {
	a.line("trend %s joined %d left %d returned %d enrolled %d unsubscribed %d",
		date, joined, left, returned, enrolled, unsubscribed)
}

// subscribed adds the line of totals.
func (a *Answer) subscribed(enrolled, unsubscribed, enrolled7, unsubscribed7, undated int) {
	a.line("subscription enrolled %d unsubscribed %d last 7 days %d %d undated %d",
		enrolled, unsubscribed, enrolled7, unsubscribed7, undated)
}

// sumOfLines returns the answer of a CSV file: how many lines it has, and the
// sum of their hashes, in whatever order.
func sumOfLines(path string) (Answer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var sum [2]uint64
	lines := 0
	for in := bufio.NewScanner(f); in.Scan(); lines++ {
		h := sha256.Sum256(in.Bytes())
		sum[0] += binary.LittleEndian.Uint64(h[:])
		sum[1] += binary.LittleEndian.Uint64(h[8:])
	}
	var a Answer
	a.line("csv lines %d sum %x", lines, sum)
	return a, nil
}

func join(answers ...Answer) Answer { return slices.Concat(answers...).sorted() }

// optedIn is the totals of the question of expiry.
type optedIn struct {
	subscribed, last7Days, undated, expiringUsers, next7Days int
	subscriptions, expired, expiring, stopped, neverExpires  int
}

func (a *Answer) optedIn(o optedIn) { a.line("notifications %+v", o) }
