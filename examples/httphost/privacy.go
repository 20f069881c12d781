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
			table(s, "opt-ins", optIns, optInRecords),
			table(s, "memberships", members, memberRecords),
			table(s, "fields", fields, gdpr.RecordsOf),
			table(s, "tags", tags, gdpr.RecordsOf),
			table(s, "actions", actions, gdpr.RecordsOf),
			table(s, "messages", messages, gdpr.RecordsOf),
			table(s, "orders", orders, gdpr.RecordsOf),
			table(s, "logins", logins, gdpr.RecordsOf),
		},
		Identity:   table(s, "profiles", profiles, gdpr.RecordsOf),
		Customers:  s, // whether an address is one customer's alone
		Keys:       gdpr.Keys{key},
		Journal:    &gdpr.MemoryJournal{},
		Tombstones: &gdpr.MemoryTombstones{},
	}, err
}

// table returns a holder of one kind of facts. Nothing is retained: an order
// that the law makes you keep would be counted as such, with a date, and stay
// until then.
func table[F any](s *shop, label gdpr.Name, facts func(*person) *[]F, records func(F) []gdpr.Record) gdpr.Holder {
	yield := func(ctx context.Context, scope customer.Scope) iter.Seq2[F, error] { return each(ctx, s, scope, facts) }
	return gdpr.NewTable(label, yield, records, func(ctx context.Context, id customer.ID) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.edit(id, func(p *person) { *facts(p) = nil })
		return nil
	})
}

// subject returns the person whom a request is about.
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
