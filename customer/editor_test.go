package customer_test

import (
	"context"
	"errors"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// A customer is marked and not marked; nobody else is, and what shares the
// slice with the shop does not see it.
func TestMemoryEditorSetsFavorites(t *testing.T) {
	was := crowd
	shop := crowd
	e := customer.MemoryEditor{Memory: &shop}
	for _, c := range []struct {
		id       customer.ID
		favorite bool
		want     string
		reason   string
	}{
		{"ben", true, "ann ben eve", "marked"},
		{"ben", true, "ann ben eve", "marked twice is marked once"},
		{"ann", false, "ben eve", "not marked"},
		{"ann", false, "ben eve", "nor when asked again"},
	} {
		if err := e.SetFavorite(bg, c.id, c.favorite); err != nil {
			t.Errorf("L6: %s: %v", c.reason, err)
		}
		if got := favorites(t, shop); got != c.want {
			t.Errorf("L6: favourites are %q, want %q: %s", got, c.want, c.reason)
		}
	}
	if got := favorites(t, was); got != "ann eve" {
		t.Errorf("L6: a copy of the shop has other favourites now: %q", got)
	}
}

// A deleted customer is gone with every fact; neighbours and guests keep
// everything.
func TestMemoryEditorDeletesAccounts(t *testing.T) {
	shop := busy()
	e := customer.MemoryEditor{Memory: &shop}
	if err := e.DeleteAccount(bg, "mia"); err != nil {
		t.Fatalf("L7: %v", err)
	}
	same(t, "L7: what is left is not the shop without her", busyWithout("mia"), shop)
	for name, err := range map[string]error{
		"deleted twice":                 e.DeleteAccount(bg, "mia"),
		"a favourite after that":        e.SetFavorite(bg, "mia", true),
		"a guest deleted":               e.DeleteAccount(bg, ""),
		"a guest a favourite":           e.SetFavorite(bg, "", true),
		"an ID in another case deleted": e.DeleteAccount(bg, "OTTO"),
		"a customer without an ID":      customer.MemoryEditor{Memory: &customer.Memory{Customers: []customer.Customer{{}}}}.DeleteAccount(bg, ""),
		"nobody of an empty shop":       customer.MemoryEditor{}.DeleteAccount(bg, "otto"),
	} {
		if !errors.Is(err, customer.ErrNotFound) {
			t.Errorf("L7: %s: %v, want %v", name, err, customer.ErrNotFound)
		}
	}
	done, cancel := context.WithCancel(bg)
	cancel()
	if err := e.DeleteAccount(done, "otto"); !errors.Is(err, context.Canceled) {
		t.Errorf("L7: a done context: %v", err)
	}
	same(t, "L7: something was changed by what failed", busyWithout("mia"), shop)
}

// busy is a shop with a guest's and two customers' facts of every kind.
func busy() customer.Memory {
	var m customer.Memory
	for _, id := range []customer.ID{"", "mia", "otto"} {
		if id != "" {
			m.Customers = append(m.Customers, customer.Customer{ID: id})
		}
		m.Logins = append(m.Logins, customer.Login{Customer: id, At: day(1)})
		m.Orders = append(m.Orders, customer.Order{ID: customer.OrderID("o-" + id), Customer: id, Total: eur("3"), PaidAt: day(2)})
		m.Messages = append(m.Messages, customer.Message{Customer: id, At: day(3)})
		m.Actions = append(m.Actions, customer.Action{Customer: id, Kind: customer.Comment, At: day(4)})
	}
	return m
}

// busyWithout is the busy shop as if a customer had never been.
func busyWithout(id customer.ID) customer.Memory {
	var m customer.Memory
	all := busy()
	for i, l := range all.Logins { // a fact of each kind for each of them
		if l.Customer == id {
			continue
		}
		if l.Customer != "" {
			m.Customers = append(m.Customers, customer.Customer{ID: l.Customer})
		}
		m.Logins, m.Orders = append(m.Logins, l), append(m.Orders, all.Orders[i])
		m.Messages, m.Actions = append(m.Messages, all.Messages[i]), append(m.Actions, all.Actions[i])
	}
	return m
}

func favorites(t *testing.T, repo customer.Repository) string {
	t.Helper()
	filter := customer.Filter{Types: []customer.Type{"favorite"}}
	return ids(list(t, repo, customer.Query{AsOf: noon, Filter: filter, Sort: customer.Sort{Column: "id"}}).Rows)
}
