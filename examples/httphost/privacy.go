package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// newRegistry lists every place of the shop with personal data. What is in it is
// exported and erased, in this order; who the person is comes last.
func newRegistry(s *shop) (*gdpr.Registry, error) {
	// The key makes tombstones and seals the journal. Take yours from a key store, and
	// open a journal and tombstones that outlive the process: gdpr.OpenJournal and
	// gdpr.OpenTombstones. Here all three are gone with it, as the shop is.
	secret := make([]byte, 32)
	rand.Read(secret)
	key, err := gdpr.NewKey("demo", secret)
	return &gdpr.Registry{
		Holders: []gdpr.Holder{
			holder(s, "opt-ins", optIns, optInRecords),
			holder(s, "memberships", members, memberRecords),
			holder(s, "fields", fields, fieldRecords),
			holder(s, "tags", tags, tagRecords),
			holder(s, "actions", actions, actionRecords),
			holder(s, "messages", messages, messageRecords),
			holder(s, "orders", orders, orderRecords),
			holder(s, "logins", logins, loginRecords),
		},
		Identity:   holder(s, "profiles", profiles, profileRecords),
		Customers:  s, // whether an address is one customer's alone
		Keys:       gdpr.Keys{key},
		Journal:    &gdpr.MemoryJournal{},
		Tombstones: &gdpr.MemoryTombstones{},
	}, err
}

// table is one kind of facts as a holder. Nothing is retained: an order that the law
// makes you keep would be counted as such, with a date, and stay until then.
type table[F any] struct {
	shop    *shop
	name    gdpr.Name
	facts   func(*person) *[]F
	records func(F) []gdpr.Record
}

func holder[F any](s *shop, name gdpr.Name, facts func(*person) *[]F, records func(F) []gdpr.Record) gdpr.Holder {
	return table[F]{s, name, facts, records}
}

func (t table[F]) Name() gdpr.Name { return t.name }

func (t table[F]) Collect(ctx context.Context, who gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		only := customer.Scope{Customers: []customer.ID{who.ID}}
		for f, err := range each(ctx, t.shop, only, t.facts) {
			if err != nil {
				yield(gdpr.Record{}, err)
				return
			}
			for _, r := range t.records(f) {
				r.Subject.ID = who.ID // the shop keeps a person's facts under their ID
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

func (t table[F]) Count(ctx context.Context, who gdpr.Subject, _ time.Time) (c gdpr.Count, err error) {
	for _, err := range t.Collect(ctx, who) {
		if err != nil {
			return gdpr.Count{}, err
		}
		c.Erasable++
	}
	return c, nil
}

func (t table[F]) Erase(ctx context.Context, who gdpr.Subject, _ time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t.shop.mu.Lock()
	defer t.shop.mu.Unlock()
	t.shop.edit(who.ID, func(p *person) { *t.facts(p) = nil })
	return nil
}

// subject is the person whom a request is about.
func (s *service) subject(r *http.Request) (gdpr.Subject, error) {
	c, err := s.shop.profile(pathID(r))
	return gdpr.Subject{ID: c.ID, Email: c.Email}, err
}

// export answers everything that the shop has on a person, as a ZIP: what they have a
// right to take elsewhere, or with ?mode=access all that they have a right to see.
func (s *service) export(r *http.Request, v url.Values) (any, error) {
	who, err := s.subject(r)
	if err != nil {
		return nil, err
	}
	q := gdpr.Export{Subject: who, At: s.now()}
	switch v.Get("mode") {
	case "", gdpr.Portability.String():
	case gdpr.Access.String():
		q.Mode = gdpr.Access
	default:
		return nil, badRequest{errors.New("mode: want portability or access")}
	}
	return download{"export.zip", "application/zip", func(w io.Writer) error {
		_, err := s.registry.Export(r.Context(), w, q)
		return err
	}}, nil
}

// erasure is the plan of an erasure.
type erasure struct {
	gdpr.Plan
	Confirm int `json:"confirm"` // how many records will be erased: what the client sends back
}

// plan counts what an erasure would erase. It changes nothing.
func (s *service) plan(r *http.Request) (erasure, error) {
	who, err := s.subject(r)
	if err != nil {
		return erasure{}, err
	}
	plan, err := s.registry.Plan(r.Context(), gdpr.Request{Subject: who, At: s.now()})
	e := erasure{Plan: plan}
	for _, h := range plan.Holders {
		e.Confirm += h.Erasable
	}
	return e, err
}

// planErasure answers what an erasure would erase.
func (s *service) planErasure(r *http.Request, _ url.Values) (any, error) { return s.plan(r) }

// erase erases a person, and answers the receipt. The body confirms the plan, so that
// nobody erases more than they have seen: {"confirm": 42}.
func (s *service) erase(r *http.Request, _ url.Values) (any, error) {
	var body struct{ Confirm int }
	if err := read(r, &body); err != nil {
		return nil, err
	}
	plan, err := s.plan(r)
	if err != nil {
		return nil, err
	}
	if plan.Confirm != body.Confirm {
		return nil, errChanged
	}
	var receipt gdpr.Receipt
	ctx := context.WithoutCancel(r.Context()) // once begun it goes on, though the client leaves
	err = s.editor(&receipt).DeleteAccount(ctx, pathID(r))
	return receipt, err
}

// editor changes customers for the library. Accounts erases where the list says delete,
// and touches nobody who was erased. You would store the receipt: it is your proof.
func (s *service) editor(receipt *gdpr.Receipt) customer.Editor {
	return gdpr.Accounts{
		Registry: s.registry,
		At:       s.now(),
		Request:  newRequest,
		Receipt:  func(_ context.Context, r gdpr.Receipt) error { *receipt = r; return nil },
		Favorite: s.shop.setFavorite,
	}
}

// newRequest numbers a request to erase. The number says nothing of the person.
func newRequest(context.Context, gdpr.Subject) (gdpr.Name, error) {
	return gdpr.Name("request-" + strings.ToLower(rand.Text())), nil
}
