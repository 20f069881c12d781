package customer_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// facets are five customers for each column: b has the least, d the greatest value,
// c and a tie between them, and z has none, or 0.
func facets() map[customer.Column]customer.Memory {
	profiles := func(set func(c *customer.Customer, rank int)) (m customer.Memory) {
		for i, id := range []customer.ID{"z", "c", "d", "b", "a"} {
			c := customer.Customer{ID: id}
			set(&c, []int{0, 2, 3, 1, 2}[i])
			m.Customers = append(m.Customers, c)
		}
		return m
	}
	text := func(set func(*customer.Customer, string)) customer.Memory {
		// by bytes: Z < a < é, whatever a language says
		return profiles(func(c *customer.Customer, rank int) { set(c, []string{"", "Zoe", "anna", "élan"}[rank]) })
	}
	facts := func(add func(m *customer.Memory, id customer.ID, rank int)) customer.Memory {
		var m customer.Memory
		all := profiles(func(c *customer.Customer, rank int) { add(&m, c.ID, rank) })
		m.Customers = all.Customers
		return m
	}
	times := func(n int, add func(m *customer.Memory, id customer.ID)) func(*customer.Memory, customer.ID, int) {
		return func(m *customer.Memory, id customer.ID, rank int) {
			for range n * rank {
				add(m, id)
			}
		}
	}
	act := func(k customer.ActionKind) customer.Memory {
		return facts(times(2, func(m *customer.Memory, id customer.ID) {
			m.Actions = append(m.Actions, customer.Action{Customer: id, Kind: k, At: day(1)})
		}))
	}
	order := func(m *customer.Memory, id customer.ID, rank int) {
		if rank > 0 {
			m.Orders = append(m.Orders, paid(of(id), payment(day(rank)), total(eur([]string{"", "2", "10", "10.5"}[rank]))))
		}
	}
	login := func(m *customer.Memory, id customer.ID, rank int) {
		if rank > 0 {
			m.Logins = append(m.Logins, customer.Login{Customer: id, At: day(rank)})
		}
	}
	return map[customer.Column]customer.Memory{
		"email":       text(func(c *customer.Customer, s string) { c.Email = customer.Email(s) }),
		"username":    text(func(c *customer.Customer, s string) { c.Username, c.SignedUp = s, true }),
		"name":        text(func(c *customer.Customer, s string) { c.Name, c.SignedUp = s, true }),
		"last_device": text(func(c *customer.Customer, s string) { c.LastDevice = s }),
		"facebook":    text(func(c *customer.Customer, s string) { c.Facebook = s }),
		"twitter":     text(func(c *customer.Customer, s string) { c.Twitter = s }),
		"google":      text(func(c *customer.Customer, s string) { c.Google = s }),
		"birthday": profiles(func(c *customer.Customer, rank int) {
			c.Birthday = []calendar.Date{{}, {Year: 990, Month: 2, Day: 1}, {Year: 1990, Month: 2, Day: 1}, {Year: 1990, Month: 11, Day: 1}}[rank]
		}),
		"created_at": profiles(func(c *customer.Customer, rank int) {
			c.CreatedAt = []time.Time{{}, at("1969-01-01"), at("2024-01-01"), at("2024-01-01").Add(1)}[rank]
		}),
		"last_login":   facts(login),
		"last_usage":   facts(login),
		"last_paid_at": facts(order),
		"revenue":      facts(order), // z has revenue 0, which is not missing
		"paid_orders":  facts(times(1, func(m *customer.Memory, id customer.ID) { order(m, id, 1) })),
		"shares":       act(customer.Share), // 0, 2, 4, 6
		"comments":     act(customer.Comment),
		"redemptions":  act(customer.Redemption),
		"pushes":       act(customer.Push),
	}
}

// L2: every column both ways, ties by ID ascending, missing values last.
func TestSort(t *testing.T) {
	counts := []customer.Column{
		"paid_orders", "shares", "comments", "redemptions", "pushes", "revenue",
	}
	for column, repo := range facets() {
		up, down := "b a c d z", "d a c b z"
		if slices.Contains(counts, column) { // 0 is a number like others
			up, down = "z b a c d", "d a c b z"
		}
		checkSort(t, repo, column, up, down)
	}
}

func checkSort(t *testing.T, repo customer.Memory, column customer.Column, up, down string) {
	t.Helper()
	for descending, want := range map[bool]string{false: up, true: down} {
		q := customer.Query{AsOf: noon, ConsentPopup: true, Sort: customer.Sort{Column: column, Descending: descending, Currency: "EUR"}}
		if got := ids(list(t, repo, q).Rows); got != want {
			t.Errorf("L2: by %v, descending %t: %q, want %q", column, descending, got, want)
		}
		q.Limit = 2
		if got := ids(pages(t, repo, q)); got != want {
			t.Errorf("L5: by %v, descending %t: pages of 2 make %q, want %q", column, descending, got, want)
		}
	}
}

// Columns of few values, of which none is missing but a consent not shown.
func TestSortOfFewValues(t *testing.T) {
	ranked := customer.Memory{Customers: []customer.Customer{{ID: "s"}, {ID: "v"}, {ID: "q"}, {ID: "a"}, {ID: "t"}}}
	ranked.Logins = slices.Concat(logins("v", noon, day(31)), logins("a", noon, day(15)), logins("q", noon))
	checkSort(t, ranked, "status", "v a q s t", "s t q a v")
	checkSort(t, ranked, "identity", "a q v s t", "s t a q v")
	checkSort(t, ranked, "id", "a q s t v", "v t s q a")
	if got := ids(list(t, ranked, customer.Query{AsOf: noon}).Rows); got != "v a q s t" {
		t.Errorf("L3: by default %q, want by status, best first", got)
	}

	marked := customer.Memory{Customers: []customer.Customer{{ID: "b"}, {ID: "c", Favorite: true, EmailConsent: customer.Consent{Answer: customer.Granted}}, {ID: "a"}}}
	checkSort(t, marked, "favorite", "c a b", "a b c")
	checkSort(t, marked, "email_consent", "c a b", "a b c")
	q := customer.Query{AsOf: noon, Sort: customer.Sort{Column: "email_consent"}}
	if got := ids(list(t, marked, q).Rows); got != "a b c" {
		t.Errorf("L9, L2: without the popup nobody's consent is shown, but the order is %q, want by ID", got)
	}

	named := customer.Memory{Customers: []customer.Customer{
		{ID: "1", Email: "zoe@example.com", SignedUp: true}, {ID: "2", Username: "abe", SignedUp: true}, {ID: "3", Email: "abe@example.com"}, {ID: "4", SignedUp: true},
	}}
	checkSort(t, named, "display_name", "3 4 2 1", "1 2 3 4") // 3 and 4 are "Anonymous user"
	blank := customer.Memory{Customers: []customer.Customer{{ID: "a", Email: " "}, {ID: "b", Email: "b"}}}
	checkSort(t, blank, "email", "b a", "b a") // a blank e-mail is missing (I3)
}

// Revenue is sorted in the one currency that the sort names.
func TestSortRevenueCurrency(t *testing.T) {
	jpy := func(s string) customer.Money { return customer.Money{Amount: dec(s), Currency: "JPY"} }
	repo := customer.Memory{
		Customers: []customer.Customer{{ID: "a"}, {ID: "b"}, {ID: "c"}},
		Orders: []customer.Order{
			paid(of("a"), total(eur("9"))), paid(of("a"), total(jpy("1"))), paid(of("b"), total(jpy("5000"))), paid(of("c"), total(eur("10")), refund("2", day(11))),
			paid(of("b"), total(eur("99")), kind(customer.Other)),
		},
	}
	for currency, want := range map[customer.Currency]string{"EUR": "b c a", "JPY": "c a b", "USD": "a b c"} {
		q := customer.Query{AsOf: noon, Sort: customer.Sort{Column: "revenue", Currency: currency}}
		if got := ids(list(t, repo, q).Rows); got != want {
			t.Errorf("L2, R2: by net revenue in %s %q, want %q", currency, got, want)
		}
	}
}

// Every column is defined and sortable: the names are an API.
func TestColumns(t *testing.T) {
	var names []string
	for _, c := range customer.Columns() {
		names = append(names, string(c))
	}
	want := "status id display_name identity email username name email_consent last_device birthday created_at last_usage last_login favorite " +
		"facebook twitter google shares comments redemptions pushes paid_orders last_paid_at revenue"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("L2: the columns are %s", got)
	}
	tested := facets()
	for _, c := range []customer.Column{
		"status", "id", "display_name", "identity", "favorite", "email_consent",
	} {
		tested[c] = customer.Memory{}
	}
	if len(tested) != len(names) {
		t.Errorf("L2: %d columns are tested of %d", len(tested), len(names))
	}
}
