// Package gdprtest is the conformance kit of gdpr: it reports whether a host's
// holders keep their contract, with a person who has a canary in every one.
//
//	func TestPrivacy(t *testing.T) {
//		gdprtest.Run(t, func(t testing.TB) gdprtest.Host { return openMine(t) })
//	}
//
//	G1  Every holder exports what was planted, and erases it.
//	G2  An export has all of one person and nothing of anyone else's; counts are true.
//	G3  Nothing is left; the receipt says how much was found. A customer who has the
//	    same address keeps what is theirs.
//	G4  Neighbours, and other tenants, are byte-identical; twice is once; a half-failed erasure resumes.
//	G5  The erased person, planted again, is suppressed and replayed away; signed
//	    up again, they are a new customer, whom the old request leaves alone.
//	G6  Nothing of the person in receipts, the journal, tombstones and errors.
package gdprtest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

// Host is a host as the kit needs it: fresh, and empty of the kit's people.
type Host struct {
	// Holders, Identity and Customers are the host's. Keys, Journal and Tombstones can
	// be nil: the kit then brings its own.
	Registry *gdpr.Registry

	// Plant puts at least one record with the canary in a text, and in every
	// holder, for a subject. It goes around the guard. Planting a subject who is
	// there again, as from a backup, is no error.
	Plant func(ctx context.Context, s gdpr.Subject, canary string) error

	// Textless are the holders whose records have no text for a canary, such as
	// sessions or tokens: Plant puts a record in them all the same, and the kit counts
	// the records in place of looking for the canary.
	Textless []gdpr.Name

	// UniqueEmails says that no two customers of the host can have one address. Else
	// the kit plants two who have.
	UniqueEmails bool

	// Elsewhere plants, as Plant does, in what another tenant has in the same storage: the
	// customer of the same ID and address there is somebody else. ElsewhereDump is what that
	// tenant has, as bytes: nothing that is done here may change it. Both are nil if the
	// storage is of one shop alone.
	Elsewhere     func(ctx context.Context, s gdpr.Subject, canary string) error
	ElsewhereDump func(ctx context.Context) ([]byte, error)

	// Dump is everything that the host stores, as bytes, for a search for
	// canaries. Nil is none. Records that are retained must not be planted.
	Dump func(ctx context.Context) ([]byte, error)
}

// A clause is one thing that holders owe.
type clause struct {
	name  string
	check func(ctx context.Context, k *trial) error
}

func clauses() []clause {
	return []clause{
		{"G1: all that was planted is exported", exportsAll},
		{"G2: nothing foreign, and counts are true", nothingForeign},
		{"G3: nothing is left", nothingLeft},
		{"G3: an address of two customers is left out", sharedAddress},
		{"G4: neighbours are byte-identical", neighboursStay},
		{"G4: without an address, everybody else stays", strangersStay},
		{"G2, G4: another tenant is somebody else", tenantsApart},
		{"G4: twice is once", twiceIsOnce},
		{"G4: a half-failed erasure resumes", resumes},
		{"G5: the erased stay erased", staysErased},
		{"G5: a new sign-up is a new customer", startsAnew},
		{"G6: no personal data in receipts, journal and tombstones", silent},
		{"G6: no personal data in errors", quotingFails},
	}
}

// Check checks every clause on a fresh host each. It returns everything that is
// wrong, joined; each error begins with the rule that was broken.
func Check(ctx context.Context, open func() (Host, error)) error {
	if open == nil {
		return errors.New("gdprtest: no way to open a host")
	}
	var wrong []error
	for _, c := range clauses() {
		host, err := open()
		if err == nil {
			err = c.run(ctx, host)
		}
		if err != nil {
			wrong = append(wrong, kit.Brief(fmt.Errorf("%s: %w", c.name, err)))
		}
	}
	return errors.Join(wrong...)
}

// Run runs Check as a test, with a subtest for every clause.
func Run(t *testing.T, open func(t testing.TB) Host) {
	t.Helper()
	for _, c := range clauses() {
		t.Run(c.name, func(t *testing.T) {
			t.Helper()
			if err := c.run(t.Context(), open(t)); err != nil {
				t.Error(kit.Brief(fmt.Errorf("%s: %w", c.name, err)))
			}
		})
	}
}

func (c clause) run(ctx context.Context, host Host) error {
	k, err := newTrial(ctx, host)
	if err != nil {
		return err
	}
	return c.check(ctx, k)
}
