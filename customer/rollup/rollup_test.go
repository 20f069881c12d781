package rollup_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/rollup"
)

var update = flag.Bool("update", false, "write the golden digests anew")

func day(n int) time.Time { return time.Date(2024, 6, n, 12, 0, 0, 0, time.UTC) }

// shop is a few customers with everything that a digest can have, and a guest.
func shop() customer.Memory {
	eur := func(s string) customer.Money {
		return customer.Money{Amount: decimal.RequireFromString(s), Currency: "EUR"}
	}
	return customer.Memory{
		Customers: []customer.Customer{
			{ID: "ann", Email: "ann@example.com", Username: "ann", Name: "Ann", CreatedAt: day(1), Birthday: calendar.Date{Year: 1990, Month: 2, Day: 9},
				LastDevice: "phone", Facebook: "ann.f", EmailConsent: customer.Consent{Answer: customer.Granted, At: day(2)}, Favorite: true},
			{ID: "bob", Username: "bobby", Name: "Bob"}, // anonymous
			{ID: "mia", Email: "mia@example.com", CreatedAt: day(25), SignedUp: true},
		},
		Logins: []customer.Login{{Customer: "ann", At: day(1)}, {Customer: "ann", At: day(2).Add(1)}, {Customer: "mia", At: day(20)}, {At: day(3)}},
		Orders: []customer.Order{
			{ID: "1", Customer: "ann", Kind: customer.Food, Total: eur("12.50"), PlacedAt: day(3), PaidAt: day(4), Refunds: []customer.Refund{{ID: "r", At: day(5), Amount: decimal.New(250, -2)}}},
			{ID: "2", Customer: "ann", Kind: customer.Other, Total: eur("7"), PaidAt: day(5)},
			{ID: "3", Customer: "nobody", Kind: customer.Merchandise, Total: eur("100"), PaidAt: day(6)},
		},
		Messages: []customer.Message{{Customer: "ann", At: day(6), Channel: "web"}},
		Actions:  []customer.Action{{Customer: "ann", Kind: customer.Share, At: day(7)}, {Customer: "bob", Kind: customer.Push}},
	}
}

func built(t testing.TB, facts customer.Memory) *rollup.Rollup {
	r := &rollup.Rollup{Store: new(rollup.Memory), Repository: facts.Sorted(), Query: customer.Query{AsOf: day(10), ConsentPopup: true}}
	if err := r.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// H3, H9: the digests of a golden shop, byte for byte. If this fails, the layout or a rule
// has changed: raise the version of the encoding or of the rules, and update.
func TestGoldenShop(t *testing.T) {
	const name = "testdata/digests.txt"
	r := built(t, shop())
	var b strings.Builder
	err := r.Store.View(t.Context(), func(v rollup.View) error {
		m, err := v.Meta(t.Context())
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "print %s\n", m.Print)
		for rec, err := range v.Records(t.Context(), rollup.Ask{}) {
			if err != nil {
				return err
			}
			data, err := rec.Digest.AppendBinary(nil)
			if err != nil {
				return err
			}
			text, err := rec.Digest.JSON()
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%s\n%s\n", hex.EncodeToString(data), text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(b.String())) {
		t.Errorf("H3: the digests of the golden shop have changed, and the version has not:\n%s\nwant\n%s", b.String(), want)
	}
}

// H3, H12: another policy, option or instant is an error that names both.
func TestAnotherQuestion(t *testing.T) {
	r := built(t, shop())
	q, err := r.AsOf(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.List(t.Context(), q, nil); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*customer.Query){
		"AsOf":          func(q *customer.Query) { q.AsOf = q.AsOf.Add(1) },
		"Policy":        func(q *customer.Query) { q.Policy.Sleeper = calendar.Days(9) },
		"RequireSignIn": func(q *customer.Query) { q.RequireSignIn = true },
		"ConsentPopup":  func(q *customer.Query) { q.ConsentPopup = false },
	} {
		other := q
		change(&other)
		_, err := r.List(t.Context(), other, nil)
		if !errors.Is(err, rollup.ErrQuestion) || !errors.Is(err, customer.ErrQuery) || what == "AsOf" && !strings.Contains(err.Error(), "2024-06-10T12:00:00.000000001Z, the store is as of 2024-06-10T12:00:00Z") {
			t.Errorf("H3, H12: another %s: %v", what, err)
		}
		if what == "AsOf" {
			continue
		}
		elsewhere := *r
		elsewhere.Query = other
		if err := elsewhere.Build(t.Context()); !errors.Is(err, rollup.ErrQuestion) {
			t.Errorf("H3: Build with another %s: %v", what, err)
		}
		if err := elsewhere.Refresh(t.Context(), "ann"); !errors.Is(err, rollup.ErrQuestion) {
			t.Errorf("H3: Refresh with another %s: %v", what, err)
		}
		if _, err := elsewhere.Advance(t.Context(), day(11)); !errors.Is(err, rollup.ErrQuestion) {
			t.Errorf("H3: Advance with another %s: %v", what, err)
		}
		_, feedErr := elsewhere.Pending(t.Context(), 0)
		_, dueErr := elsewhere.Due(t.Context())
		for _, err := range []error{feedErr, dueErr} {
			if !errors.Is(err, rollup.ErrQuestion) {
				t.Errorf("H3: Pending or Due with another %s: %v", what, err)
			}
		}
	}
	if _, err := r.Advance(t.Context(), day(9)); !errors.Is(err, rollup.ErrQuestion) {
		t.Errorf("H11: Advance goes back: %v", err)
	}
}

// H11: who has something that takes effect is named, and nothing answers before they are
// refreshed.
func TestDue(t *testing.T) {
	r := built(t, shop())
	due, err := r.Advance(t.Context(), day(20).Add(-1))
	if err != nil || len(due) > 0 {
		t.Fatalf("H11: due a nanosecond before: %q, %v", due, err)
	}
	if due, err = r.Advance(t.Context(), day(20)); err != nil || len(due) != 1 || due[0] != "mia" {
		t.Fatalf("H11: due: %q, %v; want mia", due, err)
	}
	q := customer.Query{AsOf: day(20), ConsentPopup: true}
	_, listErr := r.List(t.Context(), q, nil)
	_, getErr := r.Get(t.Context(), "ann", q)
	_, sumErr := r.Summarize(t.Context(), q)
	_, tomorrowErr := r.Tomorrow(t.Context(), q, calendar.Days(1))
	_, feedErr := r.Pending(t.Context(), 0)
	for _, err := range []error{listErr, getErr, sumErr, tomorrowErr, feedErr} {
		if !errors.Is(err, rollup.ErrDue) {
			t.Errorf("H11: answered before mia is refreshed: %v", err)
		}
	}
	if err := r.Refresh(t.Context(), due...); err != nil {
		t.Fatal(err)
	}
	if d, err := r.Get(t.Context(), "mia", q); err != nil || d.Status != customer.Quiet || !d.CreatedAt.IsZero() {
		t.Errorf("H11: mia, refreshed: %v, %v", d.Status, err)
	}
}

// H8, G5: an erased person is gone once, nothing is left of them, and neither a late event
// nor another build brings them back.
func TestErasedStaysErased(t *testing.T) {
	facts := shop()
	r := built(t, facts)
	erased := map[customer.ID]bool{}
	r.Erased = func(_ context.Context, id customer.ID) (bool, error) { return erased[id], nil }
	due, err := r.Advance(t.Context(), day(32))
	if err == nil {
		err = r.Refresh(t.Context(), due...)
	}
	if err != nil {
		t.Fatal(err)
	}
	if n, err := r.Holds(t.Context(), "ann"); err != nil || n < 2 {
		t.Fatalf("G1: ann has %d records and entries, %v; want one and more", n, err)
	}
	erased["ann"] = true
	for range 2 {
		if err := r.Erase(t.Context(), "ann"); err != nil {
			t.Fatal(err)
		}
		if err := r.Refresh(t.Context(), "ann"); err != nil { // a late event: the facts are still there
			t.Fatal(err)
		}
		if n, err := r.Holds(t.Context(), "ann"); err != nil || n > 0 {
			t.Fatalf("H8: %d of ann after erasure, %v", n, err)
		}
	}
	all, err := r.Pending(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	gone := 0
	for _, e := range all {
		if e.Customer == "ann" {
			gone++
			if e.Is.What != rollup.Gone {
				t.Errorf("H8: the feed says of ann: %v", e.Is.What)
			}
		}
	}
	if gone != 1 {
		t.Errorf("H8: ann is gone %d times, want once", gone)
	}
	if err := r.Acknowledge(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if again, err := r.Pending(t.Context(), 0); err != nil || len(again) > 0 {
		t.Errorf("H8: pending after the acknowledgement: %v, %v", again, err)
	}
	if err := r.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Holds(t.Context(), "ann"); err != nil || n > 0 {
		t.Errorf("G5: building anew brought ann back: %d, %v", n, err)
	}
}

// Meta goes to JSON and back, for stores that keep it as text.
func TestMetaJSON(t *testing.T) {
	r := built(t, shop())
	err := r.Store.View(t.Context(), func(v rollup.View) error {
		m, err := v.Meta(t.Context())
		if err != nil {
			return err
		}
		m.From, m.Since = "somebody", day(9).Add(1)
		text, err := json.Marshal(m)
		if err != nil {
			return err
		}
		var back rollup.Meta
		if err := json.Unmarshal(text, &back); err != nil {
			return err
		}
		if again, err := json.Marshal(back); err != nil || string(again) != string(text) || !back.Query.AsOf.Equal(m.Query.AsOf) {
			t.Errorf("H3: %s became %s, %v", text, again, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
