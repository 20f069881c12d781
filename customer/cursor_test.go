package customer_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// A cursor survives the journey to a client and back, whatever it holds.
func TestCursorText(t *testing.T) {
	repo := customer.Memory{
		Customers: []customer.Customer{
			{ID: "a\xff\u2028", Email: "ä\xff\"@\n", CreatedAt: at("0001-01-01T00:00:00.000000001Z"), SignedUp: true},
			{ID: "é", Email: "z", CreatedAt: at("9999-12-31T23:59:59.999999999Z"), Favorite: true},
			{ID: "z"},
		},
		Orders: []customer.Order{
			paid(of("é"), total(eur("1"+strings.Repeat("0", 63)))), paid(of("é"), total(eur("0."+strings.Repeat("0", 63)+"1"))), paid(of("z"), total(eur("0.10"))),
		},
	}
	for _, column := range customer.Columns() {
		for _, descending := range []bool{false, true} {
			q := customer.Query{AsOf: at("9999-12-31T23:59:59.999999999Z"), ConsentPopup: true, Sort: customer.Sort{Column: column, Descending: descending, Currency: "EUR"}}
			whole := list(t, repo, q)
			q.Limit = 1
			var got []customer.Row
			for range whole.Rows {
				page := list(t, repo, q)
				got = append(got, page.Rows...)
				text, err := page.Next.MarshalText()
				if err != nil || strings.Trim(string(text), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
					t.Fatalf("L5: by %v: the cursor's text is %q, %v", column, text, err)
				}
				q.After = new(customer.Cursor)
				if err := q.After.UnmarshalText(text); err != nil {
					t.Fatalf("L5: by %v: reading %q: %v", column, text, err)
				}
				if again, err := q.After.MarshalText(); err != nil || string(again) != string(text) {
					t.Fatalf("L5: by %v: read back, the cursor is %q, %v; want %q", column, again, err, text)
				}
			}
			if ids(got) != ids(whole.Rows) {
				t.Errorf("L5: by %v, descending %t: page by page %q, want %q", column, descending, ids(got), ids(whole.Rows))
			}
		}
	}
}

// The beginning of the list is the empty text, in JSON too.
func TestCursorStart(t *testing.T) {
	var nobody *customer.Cursor
	for _, c := range []*customer.Cursor{nobody, {}} {
		if text, err := c.MarshalText(); len(text) > 0 || err != nil {
			t.Errorf("L5: the beginning is written %q, %v", text, err)
		}
		q := customer.Query{AsOf: noon, After: c, Sort: customer.Sort{Column: "id"}}
		if got := ids(list(t, crowd, q).Rows); got != "ann ben cat dan eve" {
			t.Errorf("L5: from the beginning %q", got)
		}
	}
	c := list(t, crowd, customer.Query{AsOf: noon, Limit: 1}).Next
	if err := c.UnmarshalText(nil); err != nil || *c != (customer.Cursor{}) {
		t.Errorf("L5: the empty text is not the beginning: %v", err)
	}
	next := list(t, crowd, customer.Query{AsOf: noon, Limit: 2}).Next
	text, err := json.Marshal(map[string]*customer.Cursor{"next": next})
	if err != nil {
		t.Fatalf("L5: %v", err)
	}
	var read map[string]*customer.Cursor
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatalf("L5: %v", err)
	}
	if got := ids(list(t, crowd, customer.Query{AsOf: noon, After: read["next"]}).Rows); got != "dan ben eve" {
		t.Errorf("L5: after a cursor in JSON comes %q", got)
	}
}

// A cursor is of one order; its text is checked as any input.
func TestCursorErrors(t *testing.T) {
	q := customer.Query{AsOf: noon, Limit: 2, Sort: customer.Sort{Column: "revenue", Currency: "EUR"}}
	q.After = list(t, crowd, q).Next
	for _, s := range []customer.Sort{
		{}, {Column: "revenue", Currency: "USD"}, {Column: "revenue", Currency: "EUR", Descending: true}, {Column: "id", Currency: "EUR"},
	} {
		other := q
		other.Sort = s
		page, err := customer.List(bg, crowd, other, nil)
		if !errors.Is(err, customer.ErrQuery) || page.Rows != nil {
			t.Errorf("L5: a cursor of another order than %+v: %v, want %v", s, err, customer.ErrQuery)
		}
	}
	word := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	for _, c := range []struct{ text, reason string }{
		{"!", "no URL-safe word"},
		{"YQ==", "padded"},
		{word("a"), "no JSON"},
		{word("[]"), "another JSON"},
		{word(`{"Column":"id"}`), "no ID"},
		{word(`{"Column":"id","ID":""}`), "an empty ID"},
		{word(`{"Column":"no such","ID":"YQ"}`), "no such column"},
		{word(`{"Column":"Status","ID":"YQ=="}`), "no such column"},
		{word(`{"Column":"","ID":"YQ=="}`), "no column"},
		{word(`{"Column":"created_at","ID":"YQ==","Instant":[1]}`), "half an instant"},
		{word(`{"Column":"created_at","ID":"YQ==","Instant":[]}`), "no instant"},
		{word(`{"Column":"revenue","ID":"YQ==","Currency":"EUR"}`), "no amount"},
		{word(`{"Column":"revenue","ID":"YQ==","Amount":"1e999999999"}`), "an exponent bomb"},
		{word(`{"Column":"revenue","ID":"YQ==","Amount":"1.2.3"}`), "no number"},
		{word(`{"Column":"revenue","ID":"YQ==","Amount":"` + strings.Repeat("9", 201) + `"}`), "a digit bomb"},
	} {
		got := customer.Cursor{}
		if err := got.UnmarshalText([]byte(c.text)); !errors.Is(err, customer.ErrCursor) || got != (customer.Cursor{}) {
			t.Errorf("L5, X6: %q is read: %v, want %v: %s", c.text, err, customer.ErrCursor, c.reason)
		}
	}
}

// Whatever a client makes up, it is a cursor or an error, and no panic.
func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add(base64.RawURLEncoding.EncodeToString([]byte(`{"Column":"created_at","ID":"YQ==","Instant":[1,2]}`)))
	f.Add(base64.RawURLEncoding.EncodeToString([]byte(`{"Column":"revenue","ID":"YQ==","Amount":"-1.5","Currency":"EUR"}`)))
	f.Add(base64.RawURLEncoding.EncodeToString([]byte(`{"Column":"created_at","ID":"YQ==","Instant":[` + "9223372036854775807,-9223372036854775808" + `]}`)))
	f.Fuzz(func(t *testing.T, text string) {
		var c customer.Cursor
		if c.UnmarshalText([]byte(text)) != nil {
			return
		}
		word, err := c.MarshalText()
		if err != nil {
			t.Fatalf("L5: %q is read, but not written: %v", text, err)
		}
		var again customer.Cursor
		if err := again.UnmarshalText(word); err != nil {
			t.Fatalf("L5: %q is written as %q, which is not read: %v", text, word, err)
		}
		for _, column := range customer.Columns() {
			for _, descending := range []bool{false, true} {
				q := customer.Query{AsOf: noon, After: &c, Sort: customer.Sort{Column: column, Descending: descending, Currency: "EUR"}, Limit: math.MaxInt}
				_, _ = customer.List(bg, crowd, q, nil)
			}
		}
	})
}
