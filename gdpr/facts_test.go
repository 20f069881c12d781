package gdpr_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// fieldsOf returns the records' fields by "kind.name", and fails unless each record is the
// person's own.
func fieldsOf(t *testing.T, records []gdpr.Record) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, r := range records {
		if r.Subject.ID != "mia" || !r.Origin.Valid() {
			t.Errorf("G2: %v is of %q, want mia, with an origin", r, r.Subject.ID)
		}
		for _, f := range r.Fields {
			all[string(r.Kind)+"."+string(f.Name)] = f.Value
		}
	}
	return all
}

var factTime = time.Date(2024, 5, 1, 12, 0, 0, 1, time.UTC)

// G2: everything that is known of a person is in the records of their facts.
func TestRecordsOf(t *testing.T) {
	at := factTime
	got := fieldsOf(t, slices.Concat(
		gdpr.RecordsOf(customer.Customer{
			ID: "mia", Email: " Mia@example.com", Username: "mia_", Name: "Mia M.", Facebook: "fb", Twitter: "tw", Google: "go",
			Birthday: calendar.Date{Year: 1990, Month: 2, Day: 3}, LastDevice: "iPad", CreatedAt: at, SignedUp: true,
			Profile: customer.ProfileComplete, Favorite: true, EmailConsent: customer.Consent{Answer: customer.Granted, At: at},
		}),
		gdpr.RecordsOf(customer.Login{Customer: "mia", At: at}),
		gdpr.RecordsOf(customer.Message{Customer: "mia", At: at, Direction: customer.Out, Channel: "web"}),
		gdpr.RecordsOf(customer.Action{Customer: "mia", Kind: customer.Push}),
		gdpr.RecordsOf(customer.Tag{Customer: "mia", Name: "vip"}),
		gdpr.RecordsOf(customer.Field{Customer: "mia", Name: "city", Value: "Lucca", At: at}),
		gdpr.RecordsOf(customer.Order{
			ID: "o1", Customer: "mia", Total: customer.Money{Amount: decimal.RequireFromString("10.10"), Currency: "EUR"},
			Kind: customer.Food, Channel: "web", PlacedAt: at, PaidAt: at, CheckoutLink: true,
			Refunds: []customer.Refund{{ID: "r1", Amount: decimal.RequireFromString("0.10")}},
		})))
	want := map[string]any{
		"profile.id": "mia", "profile.email": " Mia@example.com", "profile.username": "mia_", "profile.name": "Mia M.",
		"profile.birthday": "1990-02-03", "profile.facebook": "fb", "profile.twitter": "tw", "profile.google": "go",
		"profile.email_consent": "granted", "profile.email_consent_at": at,
		"account.created_at": at, "account.signed_up": true, "account.profile": "complete", "account.last_device": "iPad",
		"mark.favorite": true,
		"login.at":      at,
		"message.at":    at, "message.direction": "out", "message.channel": "web",
		"action.kind": "push", "action.at": nil,
		"tag.name":   "vip",
		"field.name": "city", "field.value": "Lucca", "field.at": at,
		"order.id": "o1", "order.amount": "10.10", "order.currency": "EUR", "order.kind": "food", "order.channel": "web",
		"order.placed_at": at, "order.paid_at": at, "order.voided_at": nil, "order.checkout_link": true,
		"refund.id": "r1", "refund.order": "o1", "refund.amount": "0.10", "refund.currency": "EUR", "refund.at": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("G2: the records of Mia's facts (- want, + got):\n%s", diff)
	}
}

// A field that is added to a fact must be added to its records.
func TestRecordsOfKnowEveryField(t *testing.T) {
	for fact, want := range map[any]int{
		&customer.Customer{}: 14, &customer.Login{}: 2, &customer.Order{}: 10, &customer.Refund{}: 3, &customer.Message{}: 4,
		&customer.Action{}: 3, &customer.Tag{}: 2, &customer.Field{}: 4,
	} {
		if n := reflect.TypeOf(fact).Elem().NumField(); n != want {
			t.Errorf("G2: %T has %d fields, and RecordsOf was written for %d", fact, n, want)
		}
	}
}

// notes is a host's table, of facts of its own.
type notes struct {
	texts map[customer.ID][]string
	fails error
}

type note struct {
	of   customer.ID
	text string
}

func (n *notes) each(_ context.Context, s customer.Scope) iter.Seq2[note, error] {
	return func(yield func(note, error) bool) {
		for _, id := range s.Customers {
			for _, text := range n.texts[id] {
				if !yield(note{id, text}, nil) {
					return
				}
			}
		}
		if n.fails != nil {
			yield(note{}, n.fails)
		}
	}
}

func (n *notes) delete(_ context.Context, id customer.ID) error {
	delete(n.texts, id)
	return n.fails
}

func (n *notes) table() gdpr.Table {
	return gdpr.NewTable("notes", n.each, func(n note) []gdpr.Record {
		return []gdpr.Record{{Kind: "note", Origin: gdpr.Provided, Subject: gdpr.Subject{ID: n.of},
			Fields: []gdpr.RecordField{{Name: "text", Value: n.text}}}}
	}, n.delete)
}

// A Table yields, counts and deletes what the host's functions do, and nothing of others.
func TestTable(t *testing.T) {
	ctx, mia := context.Background(), gdpr.Subject{ID: "mia"}
	n := &notes{texts: map[customer.ID][]string{"mia": {"a", "b"}, "otto": {"c"}}}
	h := n.table()
	var got []string
	for r, err := range h.Collect(ctx, mia) {
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(r.Fields[0].Value)
		got = append(got, string(text))
	}
	count, err := h.Count(ctx, mia, factTime)
	if strings.Join(got, "") != `"a""b"` || count.Erasable != 2 || count.Retained != nil || err != nil || h.Name() != "notes" {
		t.Errorf("G2: the table has %q and counts %v, error %v; want a, b and 2", got, count, err)
	}
	if err := h.Erase(ctx, mia, factTime); err != nil || len(n.texts["mia"]) != 0 || len(n.texts["otto"]) != 1 {
		t.Errorf("G3: after the erasure of mia, error %v, there is %v", err, n.texts)
	}
	n.fails = errors.New("no table")
	for _, err := range h.Collect(ctx, mia) {
		if !errors.Is(err, n.fails) {
			t.Errorf("G2: Collect: error %v, want %v", err, n.fails)
		}
	}
	if _, err := h.Count(ctx, mia, factTime); !errors.Is(err, n.fails) {
		t.Errorf("G2: Count: error %v, want %v", err, n.fails)
	}
	if err := h.Erase(ctx, mia, factTime); !errors.Is(err, n.fails) {
		t.Errorf("G3: Erase: error %v, want %v", err, n.fails)
	}
}

// A Table that lacks a function is an error, and never an empty one.
func TestTableWithoutFunctions(t *testing.T) {
	ctx, mia := context.Background(), gdpr.Subject{ID: "mia"}
	whole := (&notes{}).table()
	for _, h := range []gdpr.Table{{}, {Records: whole.Records}, {Delete: whole.Delete}} {
		_, err := h.Count(ctx, mia, factTime)
		if err == nil || h.Erase(ctx, mia, factTime) == nil {
			t.Errorf("G3: a table without all functions counts with error %v", err)
		}
	}
}
