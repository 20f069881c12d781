package customer_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// odd are customers whose values are hard to keep in a text.
var odd = customer.Memory{
	Customers: []customer.Customer{
		{ID: "a\xff\u2028", Email: "ä\xff\"@\n", Username: "u", CreatedAt: at("0001-01-01T00:00:00.000000001Z"), SignedUp: true},
		{ID: "é", Email: "z", Name: "n", CreatedAt: at("9999-12-31T23:59:59.999999999Z"), Favorite: true, SignedUp: true},
		{ID: "z"},
	},
	Orders: []customer.Order{
		paid(of("é"), total(eur("1"+strings.Repeat("0", 63)))), paid(of("é"), total(eur("0."+strings.Repeat("0", 63)+"1"))), paid(of("z"), total(eur("0.10"))),
	},
}

const personalColumns = " display_name email username name birthday facebook twitter google "

// A cursor survives the journey to a client and back, whatever it holds, sealed or
// not. A column with personal data needs a key.
func TestCursor(t *testing.T) {
	for _, run := range []*customer.Run{nil, {}, sealed} {
		for _, column := range customer.Columns() {
			for _, descending := range []bool{false, true} {
				q := customer.Query{AsOf: at("9999-12-31T23:59:59.999999999Z"), ConsentPopup: true, Sort: customer.Sort{Column: column, Descending: descending, Currency: "EUR"}}
				whole, err := customer.List(bg, odd, q, run)
				if err != nil {
					t.Fatalf("L5: by %v: %v", column, err)
				}
				q.Limit = 1
				if run != sealed && strings.Contains(personalColumns, " "+string(column)+" ") {
					if _, err := customer.List(bg, odd, q, run); !errors.Is(err, customer.ErrQuery) || !strings.Contains(err.Error(), "CursorKey") {
						t.Errorf("L5: a page by %v without a key: %v, want %v", column, err, customer.ErrQuery)
					}
					continue
				}
				var got []customer.Row
				for range whole.Rows {
					page, err := customer.List(bg, odd, q, run)
					if err != nil || strings.Trim(string(page.Next), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
						t.Fatalf("L5: by %v: the cursor is %q, %v", column, page.Next, err)
					}
					got = append(got, page.Rows...)
					q.After = page.Next
				}
				if ids(got) != ids(whole.Rows) || q.After != "" {
					t.Errorf("L5: by %v, descending %t: page by page %q and cursor %q, want %q and none", column, descending, ids(got), q.After, ids(whole.Rows))
				}
			}
		}
	}
}

// Every way of encoding has the cursor as the same text, by value too.
func TestCursorEncodings(t *testing.T) {
	next := list(t, crowd, customer.Query{AsOf: noon, Limit: 2}).Next
	text, err := json.Marshal(map[string]any{"value": next, "pointer": &next})
	if err != nil || strings.Count(string(text), string(next)) != 2 || fmt.Sprint(next) != string(next) {
		t.Errorf("L5: JSON has %s, %v, and fmt %v; want %q each time", text, err, next, string(next))
	}
	q := customer.Query{AsOf: noon, Limit: 2, After: next}
	v, err := q.URL()
	if err != nil || v.Get("after") != string(next) {
		t.Errorf("L5: the URL has %q, %v; want %q", v.Get("after"), err, string(next))
	}
}

// A cursor is of one question and one key. Only the size of the page may change.
func TestCursorIsBound(t *testing.T) {
	other, err := customer.NewCursorKey(bytes.Repeat([]byte{8}, 32))
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range []*customer.Run{nil, sealed} {
		q := customer.Query{AsOf: noon, Limit: 2, Sort: customer.Sort{Column: "revenue", Currency: "EUR"}}
		page, err := customer.List(bg, crowd, q, run)
		if err != nil {
			t.Fatal(err)
		}
		q.After, q.Limit = page.Next, 1
		if page, err := customer.List(bg, crowd, q, run); err != nil || len(page.Rows) != 1 {
			t.Errorf("L5: a page of another size is refused: %v", err)
		}
		for name, change := range map[string]func(*customer.Query){
			"another moment":     func(q *customer.Query) { q.AsOf = q.AsOf.Add(1) },
			"another direction":  func(q *customer.Query) { q.Sort.Descending = true },
			"another currency":   func(q *customer.Query) { q.Sort.Currency = "USD" },
			"another column":     func(q *customer.Query) { q.Sort.Column = "id" },
			"another filter":     func(q *customer.Query) { q.Filter.Search = "a" },
			"another policy":     func(q *customer.Query) { q.Policy.Sleeper.N = 5 },
			"another sign-in":    func(q *customer.Query) { q.RequireSignIn = true },
			"another byte":       func(q *customer.Query) { q.After = "AAAA" + q.After[4:] },
			"a byte less":        func(q *customer.Query) { q.After = q.After[:len(q.After)-3] },
			"a text of its own":  func(q *customer.Query) { q.After = "!" },
			"one that is padded": func(q *customer.Query) { q.After += "==" },
		} {
			changed := q
			change(&changed)
			page, err := customer.List(bg, crowd, changed, run)
			if !errors.Is(err, customer.ErrCursor) || page.Rows != nil {
				t.Errorf("L5: a cursor for %s: %v, want %v", name, err, customer.ErrCursor)
			}
		}
		for _, wrong := range []*customer.Run{nil, sealed, {CursorKey: other}} {
			if wrong == run {
				continue
			}
			if _, err := customer.List(bg, crowd, q, wrong); !errors.Is(err, customer.ErrCursor) {
				t.Errorf("L5: a cursor of another key: %v, want %v", err, customer.ErrCursor)
			}
		}
	}
}

// The location is not part of what a cursor is bound to: the list does not depend on
// it, and not every location can be written.
func TestCursorLocation(t *testing.T) {
	q := customer.Query{AsOf: noon, Limit: 2, Location: time.FixedZone("CET", 3600)}
	q.After = list(t, crowd, q).Next
	q.Location = nil
	if got := ids(list(t, crowd, q).Rows); got != "dan ben" {
		t.Errorf("L5: the second page is %q, want dan and ben", got)
	}
}

// A secret that is too short is an error.
func TestCursorKey(t *testing.T) {
	for n := range 32 {
		if k, err := customer.NewCursorKey(make([]byte, n)); err == nil || k != nil {
			t.Errorf("L5: a secret of %d bytes is taken", n)
		}
	}
}

// Without a key, a client can read and change a cursor: it is checked as any input.
func TestCursorErrors(t *testing.T) {
	q := customer.Query{AsOf: noon, Limit: 1, Sort: customer.Sort{Column: "revenue", Currency: "EUR"}}
	page, err := customer.List(bg, crowd, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	head, err := base64.RawURLEncoding.DecodeString(string(page.Next))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ place, reason string }{
		{"", "nothing"},
		{"a", "no JSON"},
		{"[]", "another JSON"},
		{`{"a":"1"}`, "no ID"},
		{`{"i":"","a":"1"}`, "an empty ID"},
		{`{"i":"YQ==","a":"1","at":[1]}`, "half an instant"},
		{`{"i":"YQ==","a":"1","at":[]}`, "no instant"},
		{`{"i":"YQ=="}`, "no amount"},
		{`{"i":"YQ==","a":"1e999999999"}`, "an exponent bomb"},
		{`{"i":"YQ==","a":"1.2.3"}`, "no number"},
		{`{"i":"YQ==","a":"` + strings.Repeat("9", 201) + `"}`, "a digit bomb"},
	} {
		q.After = customer.Cursor(base64.RawURLEncoding.EncodeToString(append(head[:9:9], c.place...)))
		if _, err := customer.List(bg, crowd, q, nil); !errors.Is(err, customer.ErrCursor) {
			t.Errorf("L5, X6: %s is read: %v, want %v: %s", c.place, err, customer.ErrCursor, c.reason)
		}
	}
	q.After = customer.Cursor(base64.RawURLEncoding.EncodeToString(append(head[:9:9], `{"i":"YQ==","a":"1"}`...)))
	if _, err := customer.List(bg, crowd, q, nil); err != nil {
		t.Errorf("L5: a good place is refused: %v", err)
	}
}

// Whatever a client makes up, it is a cursor or an error, and no panic.
func FuzzCursor(f *testing.F) {
	for _, place := range []string{"", `{"i":"YQ==","at":[1,2]}`, `{"i":"YQ==","a":"-1.5"}`, `{"i":"YQ==","at":[9223372036854775807,-9223372036854775808]}`} {
		f.Add(place, "")
	}
	f.Fuzz(func(t *testing.T, place, text string) {
		for _, column := range customer.Columns() {
			q := customer.Query{AsOf: noon, Sort: customer.Sort{Column: column, Currency: "EUR"}, Limit: 1}
			for _, run := range []*customer.Run{nil, sealed} {
				q.After = customer.Cursor(text)
				_, _ = customer.List(bg, crowd, q, run)
			}
			q.After = ""
			page, err := customer.List(bg, crowd, q, nil)
			if err != nil {
				continue // personal data
			}
			head, err := base64.RawURLEncoding.DecodeString(string(page.Next))
			if err != nil {
				t.Fatal(err)
			}
			q.After, q.Limit = customer.Cursor(base64.RawURLEncoding.EncodeToString(append(head[:9:9], place...))), math.MaxInt
			if _, err := customer.List(bg, crowd, q, nil); err != nil && !errors.Is(err, customer.ErrCursor) {
				t.Fatalf("L5: %q: %v", place, err)
			}
		}
	})
}
