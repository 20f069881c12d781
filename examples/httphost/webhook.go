package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/meta"
)

// newWebhook receives Meta's webhook. The handler answers the challenge and checks each
// signature; what is left to the host is to store.
func (s *service) newWebhook() *meta.Handler {
	return &meta.Handler{
		AppSecret:   notify.NewToken("the demo's app secret"), // yours is in the app's settings
		VerifyToken: notify.NewToken("the demo's word"),       // and this one you enter there
		Accept:      s.accept,
	}
}

// accept stores the opt-ins of one body. An error makes Meta send the body again, so an
// event that will never be understood is logged and left out.
func (s *service) accept(ctx context.Context, b meta.Delivery) error {
	for _, rejected := range b.Rejected {
		slog.WarnContext(ctx, "opt-in rejected", "error", rejected)
	}
	var known []meta.Event
	for _, e := range b.Events {
		if _, _, err := s.whose(e); err != nil {
			slog.WarnContext(ctx, "opt-in left out", "error", err)
			continue
		}
		known = append(known, e)
	}
	all, err := meta.OptIns(known, s.whose)
	if err != nil {
		return err
	}
	for _, o := range all {
		// A late event must not bring back somebody who was erased (G5).
		err := s.registry.Guard().Admit(ctx, gdpr.Subject{ID: o.Customer}, func() error {
			s.shop.AddOptIn(o)
			return nil
		})
		if err != nil && !errors.Is(err, gdpr.ErrSuppressed) {
			return err
		}
	}
	return nil
}

// errPayload says that an event is about nobody and nothing that the shop knows.
var errPayload = errors.New("the payload names no notification and customer of the shop")

// whose returns what an event is about. When the shop asks somebody to opt in, it adds
// both IDs as the payload, "n-cake c025", and Meta returns it.
func (s *service) whose(e meta.Event) (notify.NotificationID, customer.ID, error) {
	notification, id, _ := strings.Cut(e.Payload, " ")
	for _, n := range s.shop.Notifications() {
		if string(n.ID) == notification {
			_, err := s.shop.Profile(customer.ID(id))
			return n.ID, customer.ID(id), err
		}
	}
	return "", "", errPayload
}
