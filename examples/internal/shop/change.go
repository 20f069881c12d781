package shop

import (
	"context"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// New returns a shop with the facts of a folder.
func New(f *folder.Facts) *Shop {
	s := &Shop{people: map[customer.ID]*person{}, notifications: f.Notifications}
	s.Add(f)
	return s
}

// Add adds the facts of a folder, but for its notifications.
func (s *Shop) Add(f *folder.Facts) {
	add(s, f.Customers, profiles, func(c customer.Customer) customer.ID { return c.ID })
	add(s, f.Logins, logins, func(l customer.Login) customer.ID { return l.Customer })
	add(s, f.Orders, orders, func(o customer.Order) customer.ID { return o.Customer })
	add(s, f.Messages, messages, func(m customer.Message) customer.ID { return m.Customer })
	add(s, f.Actions, actions, func(a customer.Action) customer.ID { return a.Customer })
	add(s, f.Tags, tags, func(t customer.Tag) customer.ID { return t.Customer })
	add(s, f.Fields, fields, func(f customer.Field) customer.ID { return f.Customer })
	add(s, f.Memberships, members, func(m subscription.Membership) customer.ID { return m.Customer })
	add(s, f.OptIns, optIns, func(o notify.OptIn) customer.ID { return o.Customer })
}

// add gives each fact to the person whose it is.
func add[F any](s *Shop, facts []F, kind func(*person) *[]F, whose func(F) customer.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range facts {
		s.edit(whose(f), func(p *person) {
			all := kind(p)
			*all = append(*all, f)
		})
	}
}

// edit changes a copy of a person and puts it in place of the old one, so that whoever
// reads the old one is not disturbed. A change may append to a slice or put another one
// in its place, but must not write into it. The caller holds the lock.
func (s *Shop) edit(id customer.ID, change func(*person)) {
	var p person
	if old := s.people[id]; old != nil {
		p = *old
	}
	change(&p)
	if p.empty() { // the ID alone is personal data, too
		delete(s.people, id)
		return
	}
	s.people[id] = &p
}

func (p *person) empty() bool {
	return len(p.profile)+len(p.logins)+len(p.orders)+len(p.messages)+len(p.actions)+
		len(p.tags)+len(p.fields)+len(p.members)+len(p.optIns) == 0
}

// Holds reports whether the shop has anything of an ID.
func (s *Shop) Holds(id customer.ID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.people[id] != nil
}

// Profile returns the customer with an ID. The error is customer.ErrNotFound.
func (s *Shop) Profile(id customer.ID) (customer.Customer, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if p := s.people[id]; p != nil && len(p.profile) > 0 {
		return p.profile[0], nil
	}
	return customer.Customer{}, customer.ErrNotFound
}

// SetFavorite marks a customer as a favourite, or takes the mark away.
func (s *Shop) SetFavorite(ctx context.Context, id customer.ID, favorite bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[id]
	if p == nil || len(p.profile) == 0 {
		return customer.ErrNotFound
	}
	c := p.profile[0]
	c.Favorite = favorite
	s.edit(id, func(p *person) { p.profile = []customer.Customer{c} })
	return ctx.Err()
}

// AddOptIn adds an opt-in unless it is there already: Meta can send one twice.
func (s *Shop) AddOptIn(o notify.OptIn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.edit(o.Customer, func(p *person) {
		if !slices.Contains(p.optIns, o) {
			p.optIns = append(p.optIns, o)
		}
	})
}

// AddAction adds what somebody did, or a push that they received.
func (s *Shop) AddAction(a customer.Action) {
	add(s, []customer.Action{a}, actions, func(a customer.Action) customer.ID { return a.Customer })
}
