package mailing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Purpose is what a consent is for (M3), as the host spells it. Purposes are
// compared byte for byte.
type Purpose string

// EmailMarketing is the purpose of the customer list's indicator (L9), and
// what a zero Query.Purpose means.
const EmailMarketing Purpose = "email-marketing"

// Entry is one answer of one customer about one purpose (M3). The ledger is
// append-only: a change of mind is another entry. The same entry twice is one.
type Entry struct {
	Customer customer.ID
	Purpose  Purpose
	Answer   customer.Answer // Granted, Denied or Withdrawn; NotAsked is no entry
	At       time.Time       // when it was answered; zero is unknown (T7)
	Source   string          // where: "popup", "checkout", as the host spells it
	Text     string          // the version of the text that was answered
}

// EntryOf returns the consent of the customer list (L9) as an entry of the ledger, with the
// source "customer". It also reports whether there is such a consent.
func EntryOf(c customer.Customer) (Entry, bool) {
	e := Entry{c.ID, EmailMarketing, c.EmailConsent.Answer, c.EmailConsent.At, "customer", ""}
	return e, e.Answer != customer.NotAsked
}

// ErrEntry says that an entry of the ledger has no such answer.
var ErrEntry = errors.New("mailing: an entry without an answer")

// check refuses an entry whose answer is none of the three: what the ledger
// says is then unknown, and nothing is planned.
func (e *Entry) check() error {
	switch e.Answer {
	case customer.Granted, customer.Denied, customer.Withdrawn:
		return nil
	}
	return fmt.Errorf("%w: Answer(%d) of customer %q", ErrEntry, e.Answer, string(e.Customer))
}

// Consent is what a ledger amounts to for one customer and one purpose as of
// an instant. The zero Consent is not asked, which is no (M3).
type Consent struct {
	Answer customer.Answer
	At     time.Time // of the entry that decided; zero is unknown
	Source string    // likewise
	Text   string    // likewise

	// GrantedOnce reports whether there was ever a grant as of the instant.
	GrantedOnce bool
}

// Granted reports whether the answer is yes.
func (c Consent) Granted() bool { return c.Answer == customer.Granted }

// Ask computes the consent as of asOf from the entries of one customer and one
// purpose (M3):
//
//   - Entries dated after asOf are not known yet (T2).
//   - An undated no stays: nothing dated overcomes it, as nothing says that it
//     came before (U5 has it likewise).
//   - Else the latest dated entry decides; of several at one instant the most
//     restrictive: withdrawn, then denied, then granted.
//   - Else an undated grant counts (L9), but is never newer than anything (M5).
//   - Without entries, not asked.
//
// The order of the entries, and one given twice, never matter.
func Ask(entries []Entry, asOf time.Time) Consent {
	var c Consent
	var decides *Entry
	for i := range entries {
		e := &entries[i]
		if e.At.After(asOf) {
			continue
		}
		c.GrantedOnce = c.GrantedOnce || e.Answer == customer.Granted
		if decides == nil || compareEntries(e, decides) > 0 {
			decides = e
		}
	}
	if decides != nil {
		c.Answer, c.At = decides.Answer, plain(decides.At)
		c.Source, c.Text = decides.Source, decides.Text
	}
	return c
}

// compareEntries orders entries by how much they decide. The source and the
// text only make the order total.
func compareEntries(a, b *Entry) int {
	return cmp.Or(
		cmp.Compare(a.class(), b.class()),
		a.At.Compare(b.At),
		cmp.Compare(restriction(a.Answer), restriction(b.Answer)),
		cmp.Compare(a.Source, b.Source),
		cmp.Compare(a.Text, b.Text),
	)
}

// class returns 2 for a no without a date, 1 for any entry with a date, and 0
// for a yes without a date.
func (e *Entry) class() int {
	switch {
	case !e.At.IsZero():
		return 1
	case e.Answer != customer.Granted:
		return 2
	}
	return 0
}

// restriction orders answers by how much they forbid.
func restriction(a customer.Answer) int {
	return slices.Index([]customer.Answer{customer.Granted, customer.NotAsked, customer.Denied, customer.Withdrawn}, a)
}

// plain returns t in UTC without a monotonic clock reading.
func plain(t time.Time) time.Time { return t.Round(0).UTC() }

// Repository is what the questions about consent need of a host's storage. Its contract is
// that of [customer.Repository].
type Repository interface {
	// EachEntry yields the entries of the ledger, of every purpose or of some
	// only, as long as those of the purpose that is asked for are among them.
	// Undated entries are needed whatever the scope's span.
	EachEntry(ctx context.Context, s customer.Scope) iter.Seq2[Entry, error]
}

// Memory is a repository in memory, written as a literal: the reference, the embedded
// default, the test double. The zero Memory has no entries.
type Memory struct {
	Entries []Entry
}

// EachEntry yields the entries of the customers in the scope.
func (m Memory) EachEntry(ctx context.Context, s customer.Scope) iter.Seq2[Entry, error] {
	return customer.Each(ctx, s, m.Entries, func(e Entry) customer.ID { return e.Customer })
}
