package mailing_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/mailingtest"
)

// at is the instant n days into the tests' time; at(0) is unknown.
func at(n int) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 24 * time.Hour)
}

// world is a shop and a service.
type world struct {
	customers customer.Memory
	ledger    mailing.Memory
	acks      mailing.MemoryAcknowledgements
	service   mailingtest.Service
}

func (w *world) shop() mailing.Shop {
	return mailing.Shop{Customers: w.customers, Consents: w.ledger, Acknowledgements: &w.acks}
}

// tester is what a testing.TB and a rapid.T have in common.
type tester interface {
	Helper()
	Fatalf(string, ...any)
}

func (w *world) plan(t tester, day int) mailing.Proposal {
	t.Helper()
	p, err := mailing.Plan(context.Background(), w.shop(), &w.service, mailing.Query{AsOf: at(day)})
	if err != nil {
		t.Fatalf("M1: planning failed: %v", err)
	}
	return p
}

// sync plans and applies as of a day.
func (w *world) sync(t tester, day int) ([]mailing.Result, error) {
	t.Helper()
	w.service.Now = at(day)
	return mailing.Apply(context.Background(), w.plan(t, day), &w.service, &w.acks, mailing.Course{})
}

func (w *world) customer(id, email string) {
	w.customers.Customers = append(w.customers.Customers, customer.Customer{ID: customer.ID(id), Email: customer.Email(email), Name: "Name of " + id})
}

func (w *world) answer(id string, a customer.Answer, day int) {
	w.ledger.Entries = append(w.ledger.Entries, entry(id, a, day))
}

func (w *world) list(key string, s mailing.State, day int) {
	if w.service.Listed == nil {
		w.service.Listed = map[string]mailingtest.Listed{}
	}
	w.service.Listed[key] = mailingtest.Listed{State: s, Since: at(day)}
}

// acknowledge notes an acknowledgement of a consent, as of a day.
func (w *world) acknowledge(address string, s mailing.State, consent, asOf int) {
	w.acks.All = append(w.acks.All, mailing.Acknowledgement{
		Provider: "service", Key: mailing.KeyOf(customer.Email(address)), State: s, Since: at(consent), At: at(asOf), Revision: 1,
		Address: mailing.NewSecret("Ann@example.com"), Name: mailing.NewSecret("Name of a"), Customers: []customer.ID{"a"},
	})
}

func entry(id string, a customer.Answer, day int) mailing.Entry {
	return mailing.Entry{Customer: customer.ID(id), Purpose: mailing.EmailMarketing, Answer: a, At: at(day), Source: "popup", Text: "v1"}
}

func wantSecretFree(t testing.TB, what, text string) {
	t.Helper()
	for _, part := range []string{"ann@", "example", "Name of", "bob@"} {
		if contains(text, part) {
			t.Errorf("M6: %s shows personal data: %q", what, text)
		}
	}
}

var errHost = errors.New("the host failed for ann@example.com")
