package mailing

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// Customers is what a plan needs of a [customer.Repository]. Its contract is the same.
type Customers interface {
	EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error]
}

// Shop is where a plan reads the shop's side. No field may be nil.
type Shop struct {
	Customers        Customers
	Consents         Repository
	Acknowledgements Acknowledgements
}

// Query is a question for a plan.
type Query struct {
	AsOf    time.Time // the moment the plan describes (T2); zero is an error (T1)
	Purpose Purpose   // empty is EmailMarketing
}

func (q *Query) purpose() Purpose { return cmp.Or(q.Purpose, EmailMarketing) }

// Proposal is what is to be done so that a provider's list is in step with the
// shop (M1). It is for applying soon: what the person says after AsOf is not in it.
type Proposal struct {
	Provider string
	AsOf     time.Time
	Changes  []Change  // by key
	Skipped  []Skipped // by key, those without an address first

	owners map[Secret][]customer.ID // of the changes' keys
	seen   []Acknowledgement        // what the plan saw of the list, by key
}

// NewAddresses returns the number on the upload button (M2): of eligible keys that the
// provider has not acknowledged. A failed upload does not lower it. Keys that may not be
// uploaded, whatever their consent says (M5), are not eligible.
func (p Proposal) NewAddresses() int { return p.Count(Add) }

// Count returns the number of contacts that the action is for.
func (p Proposal) Count(a Operation) int {
	if a == Skip {
		return len(p.Skipped)
	}
	n := 0
	for _, c := range p.Changes {
		if c.Operation == a {
			n++
		}
	}
	return n
}

// Plan computes what is to be done on a provider's list as of q.AsOf (M1). It
// changes nothing. For each address, compared by key (I4):
//
//   - Customers who share a key are one contact, and their answers are read as
//     one person's (M4, Ask); the customer with the lowest ID gives the spelling
//     and the name. The consent of customer.EmailConsent is an entry of the
//     ledger for EmailMarketing (EntryOf).
//   - Without consent nothing is uploaded (M3). A contact who was acknowledged as on
//     the list, or is on it and refused, or whose consent ended, is unsubscribed. So
//     is one who was acknowledged and is nobody's address any more. A contact who is
//     on the list by other ways, and was never asked here, is left alone.
//   - With consent, a contact who is not acknowledged is added. It is updated if the
//     spelling or the name is another. Cleaned contacts are never added or updated.
//   - An opt-out at the provider is a no of the customers behind the address,
//     and stays theirs when their address changes: only a consent that is after
//     it, with both times known, adds them again (M5). The same holds for members
//     whom somebody removed there. The opt-out's instant is the one that the
//     provider tells, but not before the acknowledgement that it contradicts, and
//     AsOf of the plan that saw it first if that is unknown. An unsubscribe of an
//     earlier sync that no answer asked for, as when the address changed, is not
//     the person's. Opt-outs at one provider are not seen by plans for another:
//     note them in the ledger if they should be.
//   - What the provider refused for good is not tried again until the address or
//     the name changes (M6). A name is sent without control characters.
//
// Planning again after everything was applied gives no changes (M5).
//
// The errors are calendar.ErrAsOf, ErrEntry, ErrProvider, a *customer.FactError for
// customer.ErrNoID or a *customer.DuplicateError, and those of the sources; on an error the
// Proposal is zero.
func Plan(ctx context.Context, shop Shop, provider Provider, q Query) (Proposal, error) {
	if err := calendar.Check(q.AsOf, nil); err != nil {
		return Proposal{}, err
	}
	contacts, skipped, err := shop.contacts(ctx, q)
	if err != nil {
		return Proposal{}, err
	}
	name := provider.Name()
	acks, err := acknowledged(ctx, shop.Acknowledgements, name)
	if err != nil {
		return Proposal{}, fmt.Errorf("reading acknowledgements: %w", hide(err))
	}
	members, err := readMembers(ctx, provider)
	if err != nil {
		return Proposal{}, err
	}
	for key := range acks {
		if _, ok := contacts[key]; !ok {
			contacts[key] = &contact{address: key} // nobody's any more
		}
	}
	p := Proposal{Provider: name, AsOf: plain(q.AsOf), Skipped: skipped, owners: map[Secret][]customer.ID{}}
	var all []*standing
	for key, c := range contacts {
		all = append(all, &standing{contact: *c, key: key, ack: acks[key], member: members[key], asOf: p.AsOf})
	}
	p.decide(all)
	slices.SortFunc(p.seen, func(a, b Acknowledgement) int { return compareKeys(a.Key, b.Key) })
	slices.SortFunc(p.Changes, func(a, b Change) int { return compareKeys(a.Key, b.Key) })
	slices.SortFunc(p.Skipped, func(a, b Skipped) int { return compareKeys(a.Key, b.Key) })
	return p, nil
}

func compareKeys(a, b Secret) int { return cmp.Compare(a.Reveal(), b.Reveal()) }

// decide decides on every key, and notes what the plan saw.
func (p *Proposal) decide(all []*standing) {
	against := map[customer.ID][]*standing{}
	for _, s := range all {
		s.observe()
		if s.own.none() {
			continue
		}
		for _, id := range s.people() {
			against[id] = append(against[id], s)
		}
	}
	for _, s := range all {
		for _, id := range s.owners {
			for _, o := range against[id] {
				if o != s {
					s.others = s.others.and(o.own)
				}
			}
		}
		p.add(s)
	}
}

// add decides on one contact.
func (p *Proposal) add(s *standing) {
	action, reason := s.decide()
	s.ack.Provider, s.ack.Key = p.Provider, s.key
	if seen := s.noted(action == Skip && reason == UpToDate); !seen.equal(s.ack) {
		p.seen = append(p.seen, seen)
	}
	if action == Skip {
		skipped := Skipped{Key: s.key, Reason: reason}
		if reason == Refused {
			skipped.Code = s.ack.Refusal.Reason
		}
		p.Skipped = append(p.Skipped, skipped)
		return
	}
	c := s.change(action)
	c.identify(p.Provider)
	p.Changes = append(p.Changes, c)
	p.owners[c.Key] = s.owners
}

// readMembers returns how every member stands at the provider.
func readMembers(ctx context.Context, provider Provider) (map[Secret]Member, error) {
	all := map[Secret]Member{}
	for m, err := range provider.Members(ctx) {
		if err != nil {
			return nil, fmt.Errorf("reading the provider's members: %w", hide(err))
		}
		if _, twice := all[m.Key]; twice {
			return nil, fmt.Errorf("%w: %s is a member twice", ErrProvider, m.Key)
		}
		all[m.Key] = m
	}
	return all, nil
}

// contact is one address of the shop.
type contact struct {
	owner         customer.ID   // the first one
	owners        []customer.ID // all, sorted
	address, name Secret        // the first owner's
	entries       []Entry       // of all of them, as one person's (M4)
	consent       Consent
}

// contacts returns the shop's contacts by key, and those that were skipped
// because their address gives no key.
func (s Shop) contacts(ctx context.Context, q Query) (map[Secret]*contact, []Skipped, error) {
	entries, err := s.entries(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	all, skipped := map[Secret]*contact{}, []Skipped(nil)
	seen := map[customer.ID]bool{}
	for c, err := range s.Customers.EachCustomer(ctx, customer.Scope{}) {
		if err == nil && c.ID == "" {
			err = &customer.FactError{Kind: "customer", Err: customer.ErrNoID}
		}
		if err == nil && seen[c.ID] {
			err = &customer.FactError{Kind: "customer", ID: string(c.ID), Err: &customer.DuplicateError{ID: c.ID}}
		}
		if err != nil {
			return nil, nil, fmt.Errorf("reading customers: %w", err)
		}
		seen[c.ID] = true
		mine := entries[c.ID]
		if e, ok := EntryOf(c); ok && q.purpose() == EmailMarketing {
			if err := e.check(); err != nil {
				return nil, nil, err
			}
			mine = append(mine, e)
		}
		if c.Email.Blank() {
			skipped = append(skipped, Skipped{Reason: NoAddress})
			continue
		}
		key := KeyOf(c.Email)
		if all[key] == nil {
			all[key] = &contact{}
		}
		all[key].join(c, mine)
	}
	for _, c := range all {
		slices.Sort(c.owners)
		c.consent = Ask(c.entries, q.AsOf)
	}
	return all, skipped, nil
}

// join makes a customer one of a contact's (M4).
func (c *contact) join(o customer.Customer, entries []Entry) {
	if len(c.owners) == 0 || o.ID < c.owner {
		typed := strings.TrimSpace(string(o.Email))
		c.owner, c.address, c.name = o.ID, NewSecret(typed), NewSecret(clean(o.Name))
	}
	c.owners = append(c.owners, o.ID)
	c.entries = append(c.entries, entries...)
}

// clean returns a name as it is sent: without control characters and line
// breaks, which services and mail headers choke on (M6), and without space
// around it.
func clean(name string) string {
	odd := func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}
	return strings.TrimSpace(strings.Map(odd, strings.ToValidUTF8(name, "")))
}

// entries returns the ledger's entries of the purpose by customer.
func (s Shop) entries(ctx context.Context, q Query) (map[customer.ID][]Entry, error) {
	all := map[customer.ID][]Entry{}
	for e, err := range s.Consents.EachEntry(ctx, customer.Scope{Span: calendar.AsOf(q.AsOf)}) {
		if err != nil {
			return nil, fmt.Errorf("reading the consent ledger: %w", err)
		}
		if e.Purpose != q.purpose() {
			continue
		}
		if err := e.check(); err != nil {
			return nil, err
		}
		all[e.Customer] = append(all[e.Customer], e)
	}
	return all, nil
}
