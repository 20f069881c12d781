package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// subject returns the person whom a request is about.
func (s *service) subject(r *http.Request) (gdpr.Subject, error) {
	c, err := s.shop.Profile(pathID(r))
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

// editor changes customers for the library. You would store the receipt: it is your
// proof.
func (s *service) editor(receipt *gdpr.Receipt) customer.Editor {
	return s.shop.Editor(s.registry, s.now(), func(_ context.Context, r gdpr.Receipt) error {
		*receipt = r
		return nil
	})
}
