package mailingtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// Storage is a storage of acknowledgements that is to be checked.
type Storage struct {
	mailing.Acknowledgements

	// Reopen opens the same storage again, as another process would after this
	// one has ended. Nil says that there is nothing that could be lost.
	Reopen func() (mailing.Acknowledgements, error)
}

// CheckAcknowledgements checks that a host's storage keeps the contract of
// [mailing.Acknowledgements] (M1, M5, M6). open opens a fresh, empty one. All
// times are at whole seconds. If the storage has a method Forget, as
// [mailing.FileAcknowledgements] has, it is checked as well. It returns
// everything that is wrong, joined; each error names the rule.
func CheckAcknowledgements(ctx context.Context, open func() (Storage, error)) error {
	var all []error
	for _, c := range ackClauses() {
		s, err := open()
		if err != nil {
			return fmt.Errorf("opening for %q: %w", c.name, err)
		}
		if err := c.check(&ackProbe{Storage: s, ctx: ctx}); err != nil {
			all = append(all, kit.Brief(fmt.Errorf("%s: %w", c.name, err)))
		}
	}
	return errors.Join(all...)
}

// RunAcknowledgements runs CheckAcknowledgements as a test, with a subtest for
// every clause.
func RunAcknowledgements(t *testing.T, open func(t testing.TB) Storage) {
	t.Helper()
	for _, c := range ackClauses() {
		t.Run(c.name, func(t *testing.T) {
			if err := c.check(&ackProbe{Storage: open(t), ctx: t.Context()}); err != nil {
				t.Error(kit.Brief(err))
			}
		})
	}
}

type ackClause struct {
	name  string
	check func(*ackProbe) error
}

func ackClauses() []ackClause {
	return []ackClause{
		{"M6: an empty one has nothing", (*ackProbe).empty},
		{"M6: what was recorded comes back whole", (*ackProbe).whole},
		{"M6: the one recorded last replaces", (*ackProbe).replaces},
		{"M6: providers and keys are kept apart", (*ackProbe).apart},
		{"M6: what was recorded outlives the process", (*ackProbe).outlives},
		{"M6: a context that is done", (*ackProbe).cancelled},
		{"M6: may be left early", (*ackProbe).early},
		{"M5: after a sync nothing is left to do", (*ackProbe).sync},
		{"G: what is forgotten is gone", (*ackProbe).forget},
	}
}

// ackProbe asks a storage, and minds what it owes at every answer.
type ackProbe struct {
	Storage
	ctx context.Context
}

func ack(provider, who string, day int) mailing.Acknowledgement {
	return mailing.Acknowledgement{
		Provider: provider, Key: key(who), ID: mailing.ChangeID(fmt.Sprintf("%s %s %d", provider, who, day)),
		State: mailing.Subscribed, Since: at(day), Address: mailing.NewSecret(who + "@Example.com"), Name: mailing.NewSecret("Name of " + who), Revision: day + 1,
	}
}

// awkwardAcks returns acknowledgements of one provider with values that a
// storage could change.
func awkwardAcks() []mailing.Acknowledgement {
	all := []mailing.Acknowledgement{ack("p", "ann", 1), ack("p", "bob", 0), ack("p", "\u00e9", 3), ack("p", "e\u0301", 4), ack("p", "o'k \"%_\\", 5)}
	all[0].State, all[0].Name = mailing.Unsubscribed, mailing.Secret{}
	all[1].State = mailing.Pending
	all[2].Address, all[2].Name = mailing.NewSecret("É@Example.com"), mailing.NewSecret(" 2025-01-01\t=cmd\r\n")
	all[3].Since = at(4).In(time.FixedZone("east", 5*60*60+1800))
	all[4].ID, all[4].Revision = "0010", 1<<31-1
	all[2].Refusal = mailing.Refusal{Reason: mailing.CodeBlocked, Address: mailing.NewSecret(" É@Example.com"), Name: mailing.NewSecret("é\n")}
	all[3].Refusal = mailing.Refusal{Address: mailing.NewSecret("x@Example.com")}
	all[0].Customers, all[0].At, all[0].Taken = []customer.ID{"a"}, at(2), at(3)
	all[2].Customers, all[2].OptedOut = []customer.ID{"a", "A", "é\x00,"}, at(4)
	all[2].Told, all[2].Refused = at(3), at(2)
	all[4].At, all[4].Gone = at(1), all[4].Since
	all[1].Stopped, all[3].Stopped = true, true
	all[4].Since = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	return all
}

// record records them all.
func (p *ackProbe) record(all ...mailing.Acknowledgement) error {
	for _, a := range all {
		if err := p.Record(p.ctx, a); err != nil {
			return fmt.Errorf("recording: %w", err)
		}
	}
	return nil
}

// wants wants exactly these of a provider, in any order.
func (p *ackProbe) wants(provider string, want ...mailing.Acknowledgement) error {
	left := map[mailing.Secret]mailing.Acknowledgement{}
	for _, a := range want {
		left[a.Key] = a
	}
	for got, err := range p.EachAcknowledgement(p.ctx, provider) {
		if err != nil {
			return fmt.Errorf("reading: %w", err)
		}
		a, ok := left[got.Key]
		if !ok {
			return fmt.Errorf("yields one that is not there, or a second one of %s", got.Key)
		}
		delete(left, got.Key)
		if what := differs(got, a); what != "" {
			return fmt.Errorf("of %s the %s is another one", got.Key, what)
		}
	}
	if len(left) > 0 {
		return fmt.Errorf("of %d acknowledgements %d are missing", len(want), len(left))
	}
	return nil
}

// differs returns the name of a field in which two acknowledgements differ.
func differs(a, b mailing.Acknowledgement) string {
	switch {
	case a.Provider != b.Provider:
		return "provider"
	case a.ID != b.ID:
		return "change's ID"
	case a.State != b.State:
		return "state"
	case !sameTime(a.Since, b.Since):
		return "time"
	case a.Address != b.Address:
		return "address"
	case a.Name != b.Name:
		return "name"
	case a.Revision != b.Revision:
		return "revision"
	case !slices.Equal(a.Customers, b.Customers):
		return "customers"
	case !sameTime(a.At, b.At), !sameTime(a.Taken, b.Taken), !sameTime(a.Refused, b.Refused), !sameTime(a.OptedOut, b.OptedOut), !sameTime(a.Told, b.Told), !sameTime(a.Gone, b.Gone):
		return "time of a sync or an opt-out"
	case a.Refusal != b.Refusal:
		return "refusal"
	case a.Stopped != b.Stopped:
		return "mark of a stopped sync"
	}
	return ""
}

func sameTime(a, b time.Time) bool { return a.Equal(b) && a.IsZero() == b.IsZero() }

func (p *ackProbe) empty() error { return p.wants("p") }

func (p *ackProbe) whole() error {
	if err := p.record(awkwardAcks()...); err != nil {
		return err
	}
	return errors.Join(p.wants("p", awkwardAcks()...), p.wants("p", awkwardAcks()...))
}

// replaces records of an earlier time and a lower revision too: the last call
// counts.
func (p *ackProbe) replaces() error {
	last := ack("p", "ann", 2)
	last.State = mailing.Unsubscribed
	err := p.record(ack("p", "ann", 1), ack("p", "bob", 1), ack("p", "ann", 5), ack("p", "ann", 5), last)
	if err != nil {
		return err
	}
	return p.wants("p", last, ack("p", "bob", 1))
}

func (p *ackProbe) apart() error {
	own := []mailing.Acknowledgement{ack("p", "ann", 1), ack("p", "\u212a", 2), ack("p", "k", 3), ack("p", "ann ", 4)}
	others := []mailing.Acknowledgement{ack("P", "ann", 5), ack("P", "k", 6)}
	if err := p.record(append(own, others...)...); err != nil {
		return err
	}
	return errors.Join(p.wants("p", own...), p.wants("P", others...), p.wants("p "), p.wants(""), p.wants("%"))
}

func (p *ackProbe) outlives() error {
	if p.Reopen == nil {
		return nil
	}
	var want []mailing.Acknowledgement
	for n, a := range awkwardAcks() {
		if err := p.record(ack("p", "again", n), a); err != nil {
			return err
		}
		want = append(want, a)
		opened, err := p.Reopen()
		if err != nil {
			return fmt.Errorf("opening again: %w", err)
		}
		p.Acknowledgements = opened
		if err := p.wants("p", append(want, ack("p", "again", n))...); err != nil {
			return fmt.Errorf("opened again: %w", err)
		}
	}
	return nil
}

func (p *ackProbe) cancelled() error {
	if err := p.record(ack("p", "ann", 1), ack("p", "bob", 1)); err != nil {
		return err
	}
	done, cancel := context.WithCancel(p.ctx)
	cancel()
	if err := p.Record(done, ack("p", "cid", 1)); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("recording ends with %v, want the context's error", err)
	}
	n := 0
	for a, err := range p.EachAcknowledgement(done, "p") {
		if n++; n > 1 || !errors.Is(err, context.Canceled) || differs(a, mailing.Acknowledgement{}) != "" {
			return fmt.Errorf("yield %d is %v, want the context's error, once", n, err)
		}
	}
	if n != 1 {
		return errors.New("ends without the context's error")
	}
	return nil
}

func (p *ackProbe) early() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("goes on after it was left: %v", r)
		}
	}()
	all := []mailing.Acknowledgement{ack("p", "ann", 1), ack("p", "bob", 1), ack("p", "cid", 1)}
	if err := p.record(all...); err != nil {
		return err
	}
	for range p.EachAcknowledgement(p.ctx, "p") {
		break
	}
	return p.wants("p", all...)
}

// sync syncs a shop with a service, interrupted once and started anew.
func (p *ackProbe) sync() error {
	service := &Service{Now: at(3)}
	customers := customer.Memory{Customers: []customer.Customer{{ID: "a", Email: "Ann@example.com", Name: "A"}, {ID: "b", Email: "bob@example.com"}}}
	grant := func(id customer.ID) mailing.Entry {
		return mailing.Entry{Customer: id, Purpose: mailing.EmailMarketing, Answer: customer.Granted, At: at(1)}
	}
	shop := mailing.Shop{Customers: customers, Consents: mailing.Memory{Entries: []mailing.Entry{grant("a"), grant("b")}}}
	fails := errors.New("the service failed")
	calls := 0
	service.Around = func(call string, do func()) error {
		if calls++; call == "push" && calls == 3 {
			return fails
		}
		do()
		return nil
	}
	for n, want := range []int{2, 1, 0} { // to add
		shop.Acknowledgements = p.Acknowledgements
		plan, err := mailing.Plan(p.ctx, shop, service, mailing.Query{AsOf: at(2)})
		if err != nil {
			return err
		}
		if len(plan.Changes) != want {
			return fmt.Errorf("sync %d has %d changes, want %d", n+1, len(plan.Changes), want)
		}
		if _, err = mailing.Apply(p.ctx, plan, service, p.Acknowledgements, mailing.Course{}); err != nil && !errors.Is(err, fails) {
			return err
		}
	}
	if service.Pushed != 2 {
		return fmt.Errorf("%d changes were sent, want 2", service.Pushed)
	}
	return nil
}

func (p *ackProbe) forget() error {
	f, ok := p.Acknowledgements.(interface {
		Forget(context.Context, mailing.Secret) error
	})
	if !ok {
		return nil
	}
	if err := p.record(ack("p", "ann", 1), ack("p", "ann", 2), ack("P", "ann", 1), ack("p", "bob", 1)); err != nil {
		return err
	}
	for range 2 { // twice is once
		if err := f.Forget(p.ctx, key("ann")); err != nil {
			return err
		}
		if err := errors.Join(p.wants("p", ack("p", "bob", 1)), p.wants("P")); err != nil {
			return err
		}
	}
	if p.Reopen == nil {
		return nil
	}
	opened, err := p.Reopen()
	if err != nil {
		return err
	}
	p.Acknowledgements = opened
	return errors.Join(p.wants("p", ack("p", "bob", 1)), p.wants("P"))
}
