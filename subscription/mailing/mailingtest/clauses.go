package mailingtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// clauses returns the clauses of the contract, each of which is checked
// directly.
func clauses() []clause {
	all := []clause{
		{"M1: the name is there, and stays", nil, name},
		{"M1: members are those on the list", everyState(), members},
		{"M1: an addition puts on the list, an update keeps on it", nil, addAndUpdate},
		{"M1: more changes than fit one call", nil, many},
		{"M3: an unsubscribe takes off the list", []mailing.Member{member("ann", mailing.Subscribed, 1), member("bob", mailing.Pending, 1)}, unsubscribe},
		{"M3: an unsubscribe of a stranger adds nobody", nil, stranger},
		{"M6: what was carried out is accepted again", nil, twice},
		{"M6: one refused member does not stop the rest", []mailing.Member{member("bob", mailing.Cleaned, 3)}, refusal},
		{"M6: a context that is done", nil, cancelled},
		{"M6: left early, no more is sent", nil, early},
		{"G: an erased address is gone", []mailing.Member{member("ann", mailing.Subscribed, 1), member("bob", mailing.Subscribed, 1)}, erase},
	}
	return append(all, resubscriptions()...)
}

// at returns the instant n days into the kit's time; at(0) is the unknown time.
func at(n int) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Date(2025, 5, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(n) * 24 * time.Hour)
}

func key(who string) mailing.Secret { return mailing.KeyOf(customer.Email(who + "@example.com")) }

func member(who string, s mailing.State, day int) mailing.Member {
	return mailing.Member{Key: key(who), State: s, Since: at(day)}
}

func change(a mailing.Operation, who string, day int) mailing.Change {
	return mailing.Change{
		ID: mailing.ChangeID(fmt.Sprintf("%s %s %d", a, who, day)), Operation: a, Key: key(who), Since: at(day),
		Address: mailing.NewSecret(strings.ToTitle(who[:1]) + who[1:] + "@Example.com"), Name: mailing.NewSecret("Name of " + who),
	}
}

func everyState() []mailing.Member {
	return []mailing.Member{
		member("ann", mailing.Subscribed, 1), member("bob", mailing.Pending, 1), member("cid", mailing.Unsubscribed, 1),
		member("dan", mailing.Complained, 1), member("eve", mailing.Cleaned, 1),
	}
}

func name(p *probe) error {
	if first := p.Name(); first == "" || p.Name() != first {
		return errors.New("no name, or another one at every call")
	}
	return nil
}

func members(p *probe) error {
	got, err := p.states()
	if err != nil {
		return err
	}
	for _, m := range everyState() {
		s := got[m.Key]
		if s != m.State && (m.State != mailing.Complained || s != mailing.Unsubscribed) {
			return fmt.Errorf("a member who is %s is said to be %s", m.State, s)
		}
	}
	for m, err := range p.Members(p.ctx) {
		if err != nil {
			return err
		}
		for _, want := range everyState() {
			if m.Key == want.Key && !m.Since.IsZero() && m.Since.Before(want.Since) {
				return errors.New("since is earlier than it was")
			}
		}
	}
	return nil
}

// accepted wants an outcome without an error.
func accepted(all map[mailing.ChangeID]mailing.Outcome, c mailing.Change) error {
	if err := all[c.ID].Err; err != nil {
		return fmt.Errorf("%s was refused: %w", c.Operation, err)
	}
	return nil
}

func addAndUpdate(p *probe) error {
	for _, c := range []mailing.Change{change(mailing.Add, "ann", 1), change(mailing.Update, "ann", 2)} {
		all, err := p.push(c)
		if err != nil {
			return err
		}
		if err := accepted(all, c); err != nil {
			return err
		}
		if !all[c.ID].State.Mailable() {
			return fmt.Errorf("after an accepted %s the member is said to be %s", c.Operation, all[c.ID].State)
		}
		if err := p.stands(c.Key, "on the list", mailing.State.Mailable); err != nil {
			return err
		}
	}
	return nil
}

// crowd is more than any service takes in one call.
const crowd = 1100

func people() []mailing.Change {
	var all []mailing.Change
	for n := range crowd {
		all = append(all, change(mailing.Add, fmt.Sprintf("p%d", n), 1))
	}
	return all
}

func many(p *probe) error {
	all, err := p.push(people()...)
	if err != nil {
		return err
	}
	got, err := p.states()
	if err != nil {
		return err
	}
	for _, c := range people() {
		if err := accepted(all, c); err != nil {
			return err
		}
		if !got[c.Key].Mailable() {
			return fmt.Errorf("accepted, and yet %s", got[c.Key])
		}
	}
	return nil
}

func unsubscribe(p *probe) error {
	a, b := change(mailing.Unsubscribe, "ann", 2), change(mailing.Unsubscribe, "bob", 2)
	for n := range 2 { // the second time changes nothing
		all, err := p.push(a, b)
		if err != nil {
			return err
		}
		for _, c := range []mailing.Change{a, b} {
			if err := accepted(all, c); err != nil {
				return err
			}
			if s := all[c.ID].State; s.Mailable() {
				return fmt.Errorf("after an accepted unsubscribe the member is said to be %s", s)
			}
			if err := p.stands(c.Key, "off the list", func(s mailing.State) bool { return !s.Mailable() }); err != nil {
				return err
			}
			if err := p.since(all[c.ID], c.Key, n == 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// since wants an unsubscribe to tell since when the member stands so (M5), if it
// took them off the list, and no other to tell it.
func (p *probe) since(o mailing.Outcome, key mailing.Secret, took bool) error {
	m, err := p.member(key)
	switch {
	case err != nil:
		return err
	case !took && !o.Since.IsZero():
		return errors.New("M5: an unsubscribe of one who was off the list says that it took them off")
	case took && !m.Since.Equal(o.Since):
		return errors.New("M5: an unsubscribe does not tell since when, as the list of members does then")
	}
	return nil
}

func stranger(p *probe) error {
	c := change(mailing.Unsubscribe, "ann", 2)
	all, err := p.push(c)
	if err != nil {
		return err
	}
	if err := accepted(all, c); err != nil {
		return err
	}
	if s := all[c.ID].State; s != mailing.Absent {
		return fmt.Errorf("a stranger is said to be %s", s)
	}
	return p.stands(c.Key, "absent", func(s mailing.State) bool { return s == mailing.Absent })
}

func twice(p *probe) error {
	c := change(mailing.Add, "ann", 1)
	for range 2 {
		all, err := p.push(c, change(mailing.Add, "bob", 1))
		if err != nil {
			return err
		}
		if err := accepted(all, c); err != nil {
			return err
		}
		got, err := p.states()
		if err != nil {
			return err
		}
		if len(got) != 2 {
			return fmt.Errorf("%d members, want 2", len(got))
		}
	}
	return nil
}

func refusal(p *probe) error {
	changes := []mailing.Change{change(mailing.Add, "ann", 1), change(mailing.Add, "bob", 1), change(mailing.Add, "cid", 1)}
	all, err := p.push(changes...)
	if err != nil {
		return err
	}
	got, err := p.states()
	if err != nil {
		return err
	}
	for _, c := range changes {
		o := all[c.ID]
		if (o.Err == nil) != got[c.Key].Mailable() {
			return fmt.Errorf("the outcome is %s, %v; the member is %s", o.State, o.Err, got[c.Key])
		}
		if o.Err == nil == (c.Key == key("bob")) {
			return errors.New("the wrong one was refused")
		}
		if o.Err != nil && strings.Contains(o.Err.Error(), "example.com") {
			return errors.New("the error shows the address")
		}
	}
	return nil
}

func cancelled(p *probe) error {
	done, cancel := context.WithCancel(p.ctx)
	cancel()
	n := 0
	for _, err := range p.Push(done, people()[:3]) {
		if n++; n > 1 || !errors.Is(err, context.Canceled) {
			return fmt.Errorf("push number %d yields %v", n, err)
		}
	}
	for _, err := range p.Members(done) {
		if n++; n > 2 || !errors.Is(err, context.Canceled) {
			return fmt.Errorf("members yields %v", err)
		}
	}
	if n != 2 {
		return fmt.Errorf("%d errors of the context, want 2", n)
	}
	return p.stands(key("p0"), "absent", func(s mailing.State) bool { return s == mailing.Absent })
}

func early(p *probe) error {
	for range p.Push(p.ctx, people()) {
		break
	}
	got, err := p.states()
	if err != nil {
		return err
	}
	if len(got) == crowd {
		return errors.New("everything was sent")
	}
	return nil
}

func erase(p *probe) error {
	e, ok := p.Provider.(mailing.Eraser)
	if !ok {
		return nil
	}
	for range 2 { // the second time there is nobody
		if err := e.Erase(p.ctx, key("ann")); err != nil {
			return err
		}
	}
	got, err := p.states()
	if err != nil {
		return err
	}
	if len(got) != 1 || got[key("bob")] != mailing.Subscribed {
		return fmt.Errorf("%d members are left, want bob alone", len(got))
	}
	return nil
}
