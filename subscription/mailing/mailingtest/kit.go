// Package mailingtest is the conformance kit of mailing: it checks that a
// provider keeps the contract that [mailing.Provider] states (M1, M3, M5, M6), a
// consent ledger that of [mailing.Repository] (M3), and a storage that of
// [mailing.Acknowledgements] (M6).
//
//	func TestProvider(t *testing.T) {
//		mailingtest.Run(t, func(t testing.TB, members []mailing.Member) mailing.Provider {
//			return openMine(t, members) // a list on which exactly these are
//		})
//	}
//
//	func TestLedger(t *testing.T) {
//		mailingtest.RunRepository(t, func(t testing.TB, entries mailing.Memory) mailing.Repository {
//			return ledgerOf(t, entries) // a fresh ledger with exactly these
//		})
//	}
//
//	func TestAcknowledgements(t *testing.T) {
//		mailingtest.RunAcknowledgements(t, func(t testing.TB) mailingtest.Storage {
//			return mailingtest.Storage{Acknowledgements: acks, Reopen: again} // fresh and empty
//		})
//	}
//
// [Service] is the reference, and the double for a host's other tests.
package mailingtest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// A clause is one promise of a provider.
type clause struct {
	name    string
	members []mailing.Member // who is on the list before
	check   func(*probe) error
}

// Check opens a fresh provider for every clause of the contract, with exactly
// the given members on its list, and returns everything that is wrong, joined;
// each error names the rule. An open may make a member of the state Complained
// unsubscribed, if the service does not tell them apart. The members' addresses
// are example.com's.
func Check(ctx context.Context, open func(members []mailing.Member) (mailing.Provider, error)) error {
	var all []error
	for _, c := range clauses() {
		p, err := open(c.members)
		if err != nil {
			return fmt.Errorf("opening for %q: %w", c.name, err)
		}
		if err := c.run(ctx, p); err != nil {
			all = append(all, kit.Brief(err))
		}
	}
	return errors.Join(all...)
}

// Run runs Check as a test, with a subtest for every clause.
func Run(t *testing.T, open func(t testing.TB, members []mailing.Member) mailing.Provider) {
	t.Helper()
	for _, c := range clauses() {
		t.Run(c.name, func(t *testing.T) {
			if err := c.run(t.Context(), open(t, c.members)); err != nil {
				t.Error(kit.Brief(err))
			}
		})
	}
}

func (c clause) run(ctx context.Context, p mailing.Provider) error {
	if err := c.check(&probe{Provider: p, ctx: ctx}); err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	return nil
}

// probe asks a provider, and minds what it owes at every answer.
type probe struct {
	mailing.Provider
	ctx context.Context
}

// states returns how every member stands.
func (p *probe) states() (map[mailing.Secret]mailing.State, error) {
	all := map[mailing.Secret]mailing.State{}
	for m, err := range p.Members(p.ctx) {
		if err != nil {
			return nil, fmt.Errorf("reading members: %w", err)
		}
		if _, twice := all[m.Key]; twice {
			return nil, errors.New("a member came twice")
		}
		all[m.Key] = m.State
	}
	return all, nil
}

// member returns how one member stands.
func (p *probe) member(key mailing.Secret) (mailing.Member, error) {
	var found mailing.Member
	for m, err := range p.Members(p.ctx) {
		if err != nil {
			return mailing.Member{}, fmt.Errorf("reading members: %w", err)
		}
		if m.Key == key {
			found = m
		}
	}
	return found, nil
}

// push sends changes, and wants one outcome each.
func (p *probe) push(changes ...mailing.Change) (map[mailing.ChangeID]mailing.Outcome, error) {
	asked := map[mailing.ChangeID]bool{}
	for _, c := range changes {
		asked[c.ID] = true
	}
	all := map[mailing.ChangeID]mailing.Outcome{}
	for o, err := range p.Push(p.ctx, changes) {
		if err != nil {
			return nil, fmt.Errorf("pushing: %w", err)
		}
		if _, twice := all[o.ID]; twice || !asked[o.ID] {
			return nil, errors.New("an outcome of nothing that was asked, or the second of one change")
		}
		all[o.ID] = o
	}
	if len(all) != len(changes) {
		return nil, fmt.Errorf("%d changes have %d outcomes", len(changes), len(all))
	}
	return all, nil
}

// stands wants a member to stand in a way, after the outcomes.
func (p *probe) stands(key mailing.Secret, what string, ok func(mailing.State) bool) error {
	all, err := p.states()
	if err != nil {
		return err
	}
	if !ok(all[key]) {
		return fmt.Errorf("a member is %s, want %s", all[key], what)
	}
	return nil
}
