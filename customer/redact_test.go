package customer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// secrets are what must not be printed of a customer.
var secrets = []string{"s3cret", "1990"}

func secretive() (customer.Customer, customer.Query) {
	c := customer.Customer{
		ID: "id-7", Email: "s3cret@example.com", Username: "s3cret", Name: "s3cret", Birthday: calendar.Date{Year: 1990, Month: 5, Day: 17},
		CreatedAt: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), LastDevice: "s3cret", Facebook: "s3cret", Twitter: "s3cret", Google: "s3cret", SignedUp: true,
	}
	return c, customer.Query{AsOf: noon, Limit: 1, Sort: customer.Sort{Column: "email"}}
}

// Personal data is printed by no verb, alone, in a struct, a slice or an error.
// Two verbs ask nobody: %w of what is no error, which vet refuses, and %p.
func TestFormat(t *testing.T) {
	c, q := secretive()
	repo := customer.Memory{Customers: []customer.Customer{c, {ID: "id-8", Email: "z"}}}
	page, detail := list(t, repo, q), get(t, repo, "id-7", q)
	d := customer.Digest{Known: true, ID: c.ID, Customer: c}
	for _, v := range []any{
		c, &c, page.Rows[0], &page.Rows[0], detail, &detail, page, &page, d, page.Next, sealed, sealed.CursorKey, customer.Query{AsOf: noon, Filter: customer.Filter{Search: "s3cret"}},
		[]customer.Customer{c}, map[string]any{"row": page.Rows[0]}, struct{ C customer.Customer }{c}, repo, fmt.Errorf("of %v and %v", c, detail),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T", "%10.3v", "%", "x"} {
			text := fmt.Sprintf(verb, v)
			text += fmt.Sprintf("%x", []byte(text)) // %x of a text is not hidden by being hexadecimal
			for _, secret := range secrets {
				if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
					t.Errorf("N8, G6: %s of a %T prints %q: %s", verb, v, secret, text)
				}
			}
		}
	}
	if got := fmt.Sprint(c, page.Rows[0], detail); strings.Count(got, `customer "id-7"`) != 3 {
		t.Errorf("G6: what is printed does not name the ID: %s", got)
	}
}

func TestLogValue(t *testing.T) {
	c, q := secretive()
	repo := customer.Memory{Customers: []customer.Customer{c, {ID: "id-8", Email: "z"}}}
	page, detail := list(t, repo, q), get(t, repo, "id-7", q)
	var out bytes.Buffer
	for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))} {
		log.Info("x", "customer", c, "pointer", &c, "row", page.Rows[0], "detail", detail, "cursor", page.Next, "key", sealed.CursorKey, "query", customer.Query{AsOf: noon, Filter: customer.Filter{Search: "s3cret"}})
		log.Info("x", slog.Group("g", "customer", c))
	}
	for _, secret := range secrets {
		if strings.Contains(out.String(), secret) {
			t.Errorf("G6: a log has %q: %s", secret, out.String())
		}
	}
	if n := strings.Count(out.String(), "id-7"); n != 10 {
		t.Errorf("G6: %d of 10 values are logged by their ID: %s", n, out.String())
	}
	if strings.Contains(out.String(), "panic") {
		t.Errorf("G6: logging panics: %s", out.String())
	}
}

// JSON says what fmt says, and is not read back.
func TestMarshalText(t *testing.T) {
	c, q := secretive()
	repo := customer.Memory{Customers: []customer.Customer{c}}
	page, detail := list(t, repo, q), get(t, repo, "id-7", q)
	for _, tt := range []struct {
		value any
		want  string
	}{
		{c, `customer "id-7"`},
		{page.Rows[0], `customer "id-7"`},
		{detail, `customer "id-7"`},
		{page, "page of 1 of 1 customers"},
		{customer.Tag{Customer: "id-7", Name: "s3cret"}, `tag of customer "id-7"`},
		{customer.Field{Customer: "id-7", Name: "phone", Value: "s3cret"}, `field "phone" of customer "id-7"`},
	} {
		text, err := json.Marshal(tt.value)
		if err == nil || !strings.Contains(err.Error(), "does not marshal itself") || fmt.Sprint(tt.value) != tt.want {
			t.Errorf("G6: a %T is %s, %v in JSON, %v in fmt; want an error, and %s", tt.value, text, err, tt.value, tt.want)
		}
	}
}

// Errors hold IDs, and nothing else of a person.
func TestErrorsHoldNoPersonalData(t *testing.T) {
	c, q := secretive()
	repo := customer.Memory{Customers: []customer.Customer{c, c}}
	_, twice := customer.List(bg, repo, q, nil)
	_, missing := customer.Get(bg, customer.Memory{Customers: []customer.Customer{c}}, "id-8", q)
	var failed error
	for _, failed = range (customer.Selection{IDs: []customer.ID{"id-8"}}).DeleteAccounts(bg, customer.Memory{Customers: []customer.Customer{c}}, q, customer.MemoryEditor{}) {
	}
	q.After = "s3cret"
	_, badCursor := customer.List(bg, customer.Memory{}, q, sealed)
	wrong := customer.Order{ID: "o1", Customer: "id-7", Total: eur("-1990")}
	for _, err := range []error{twice, missing, failed, wrong.Check(), badCursor} {
		if err == nil {
			t.Fatal("G6: no error")
		}
		for _, secret := range secrets {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("G6: an error has %q: %v", secret, err)
			}
		}
	}
}
