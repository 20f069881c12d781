package rollupsql_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
)

// start is when the rollups of random shops are built.
var start = time.Date(2024, 5, 31, 12, 0, 0, 0, time.UTC)

// words are texts that a search or a column could take for others.
var words = []string{"", "ann", "Ann", "ANNE", "m\u00e9lanie", "Me\u0301lanie", "a\x00b", "\xff\xfe", "50%_off", `a\b`, "\n", `say "hi"`, "' OR 1=1 --", "lan", "example"}

// shop is a random shop: facts around the start, and customers whose values tie.
type shop struct {
	*rand.Rand
	customer.Memory
	orders int
	dirty  map[customer.ID]bool
}

func newShop(seed uint64, customers, facts int) *shop {
	s := &shop{Rand: rand.New(rand.NewPCG(seed, 0)), dirty: map[customer.ID]bool{}}
	for len(s.Customers) < customers {
		s.comes()
	}
	for range facts {
		s.fact()
	}
	return s
}

func (s *shop) word() string { return words[s.IntN(len(words))] }

// at is an instant around the start, now and then a nanosecond beside another one.
func (s *shop) at() time.Time {
	days := []int{-800000, -92, -40, -30, -7, -3, -1, 0, 0, 1, 2, 8, 40}[s.IntN(13)]
	return start.AddDate(0, 0, days).Add(time.Duration(s.IntN(3) - 1))
}

func (s *shop) comes() {
	id := customer.ID(fmt.Sprintf("%s%d", s.word(), s.IntN(40)))
	if slices.ContainsFunc(s.Customers, func(c customer.Customer) bool { return c.ID == id }) {
		return
	}
	c := customer.Customer{ID: id, Username: s.word(), Name: s.word(), SignedUp: s.IntN(2) == 0, Favorite: s.IntN(3) == 0, LastDevice: s.word()}
	if s.IntN(4) > 0 {
		c.Email = customer.Email(s.word() + "@example.com")
		c.CreatedAt = s.at()
		c.EmailConsent = customer.Consent{Answer: customer.Answer(s.IntN(4)), At: s.at()}
	}
	s.Customers = append(s.Customers, c)
	s.dirty[id] = true
}

func (s *shop) who() customer.ID {
	if s.IntN(20) == 0 {
		return []customer.ID{"", "stranger"}[s.IntN(2)]
	}
	return s.Customers[s.IntN(len(s.Customers))].ID
}

// amounts are totals of many sizes; some differ in the last digit.
var amounts = []string{"0", "0.10", "0.1", "9.99", "10", "100", "99999999999999999999.0001", "99999999999999999999.0002", "0.0000000000000000000001"}

// fact adds, changes or removes something.
func (s *shop) fact() {
	id := s.who()
	s.dirty[id] = true
	switch s.IntN(8) {
	default:
		s.Logins = append(s.Logins, customer.Login{Customer: id, At: s.at()})
	case 3:
		s.Actions = append(s.Actions, customer.Action{Customer: id, Kind: customer.ActionKind(s.IntN(4)), At: s.at()})
	case 4, 5:
		s.orders++
		o := customer.Order{
			ID: customer.OrderID(fmt.Sprint(s.orders)), Customer: id, Kind: customer.OrderKind(s.IntN(4)), PlacedAt: s.at(), PaidAt: s.at(),
			Total: customer.Money{Amount: decimal.RequireFromString(amounts[s.IntN(len(amounts))]), Currency: []customer.Currency{"EUR", "JPY"}[s.IntN(2)]},
		}
		if s.IntN(3) == 0 {
			o.Refunds = []customer.Refund{{ID: "r", At: s.at(), Amount: o.Total.Amount}}
		}
		s.Orders = append(s.Orders, o)
	case 6:
		if s.IntN(4) == 0 && len(s.Customers) > 1 {
			s.Customers = slices.DeleteFunc(s.Customers, func(c customer.Customer) bool { return c.ID == id })
			return
		}
		s.comes()
	case 7:
		if n := len(s.Customers); n > 0 {
			c := &s.Customers[s.IntN(n)]
			c.Name, c.Favorite = s.word(), !c.Favorite
			s.dirty[c.ID] = true
		}
	}
}

// worlds is how many random worlds a test has: RAPID_CHECKS, if that is set, divided by 10
// on SQLite and by 50 on a server.
func worlds(t *testing.T, few int) int {
	share := 10
	if strings.Contains(t.Name(), "PostgreSQL") {
		few, share = max(1, few/3), 50
	}
	if n, err := strconv.Atoi(os.Getenv("RAPID_CHECKS")); err == nil {
		return max(few, n/share)
	}
	return few
}
