package rollup_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// large is a shop of n customers, made as it is read.
type large struct {
	customer.Memory
	n int
}

func (l large) Ranges(_ context.Context, per int) (cuts []customer.ID, _ func(a, b customer.ID) int, _ error) {
	for i := per; i < l.n; i += per {
		cuts = append(cuts, largeID(i))
	}
	return cuts, nil, nil
}

func largeID(i int) customer.ID { return customer.ID(fmt.Sprintf("c%07d", i)) }

var (
	givenNames  = strings.Fields("Ann Bob Carla Dimitri Elena Farid Giulia Hannah")
	familyNames = strings.Fields(strings.Repeat("Rossi Smith Haugen Kowalski ", 15) + "Zamorano Quist Ximenes Vrubel")
)

// mix is a number that looks like a random one.
func mix(i int) int { return int(uint64(i) * 0x9e3779b97f4a7c15 >> 40) }

func (l large) each(s customer.Scope, f func(i int) bool) {
	from, to := 0, l.n
	if s.Range.From != "" {
		_, _ = fmt.Sscanf(string(s.Range.From), "c%d", &from)
	}
	if s.Range.To != "" {
		_, _ = fmt.Sscanf(string(s.Range.To), "c%d", &to)
	}
	if len(s.Customers) == 1 {
		_, _ = fmt.Sscanf(string(s.Customers[0]), "c%d", &from)
		to = from + 1
	}
	for i := from; i < to && f(i); i++ {
	}
}

func (l large) EachCustomer(_ context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return func(yield func(customer.Customer, error) bool) {
		l.each(s, func(i int) bool {
			return yield(customer.Customer{ID: largeID(i), Email: customer.Email(fmt.Sprintf("%x@example.com", mix(i))), CreatedAt: day(1).Add(-time.Duration(mix(i)%1000) * time.Hour),
				SignedUp: true, Username: fmt.Sprintf("User%d", mix(i)%5000), Name: givenNames[mix(i)%8] + " " + familyNames[mix(i)/8%64]}, nil)
		})
	}
}

func (l large) EachLogin(_ context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return func(yield func(customer.Login, error) bool) {
		l.each(s, func(i int) bool {
			at := day(10).Add(-time.Duration(mix(i)%4000) * time.Hour)
			return yield(customer.Login{Customer: largeID(i), At: at}, nil) && yield(customer.Login{Customer: largeID(i), At: at.Add(-time.Duration(mix(i)%700) * time.Hour)}, nil)
		})
	}
}

func (l large) EachOrder(_ context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return func(yield func(customer.Order, error) bool) {
		l.each(s, func(i int) bool {
			return i%2 == 0 || yield(customer.Order{ID: customer.OrderID(largeID(i)), Customer: largeID(i), Kind: customer.Food, PaidAt: day(1),
				Total: customer.Money{Amount: decimal.New(int64(mix(i)%100000), -2), Currency: "EUR"}}, nil)
		})
	}
}

// millions builds a rollup of a million customers (100,000 with -short), in memory.
func millions(b *testing.B) (rollup.Rollup, int) {
	n := 1_000_000
	if testing.Short() {
		n = 100_000
	}
	r := rollup.Rollup{Store: new(rollup.Memory), Repository: large{n: n}, Query: customer.Query{AsOf: day(10)}}
	began := time.Now()
	if err := r.Build(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d customers built in %v", n, time.Since(began).Round(time.Millisecond))
	return r, n
}

// pageOf asks for a first page, once and then again and again.
func pageOf(b *testing.B, r *rollup.Rollup, q customer.Query) {
	q.AsOf, q.Limit = day(10), 50
	began := time.Now()
	page, err := r.List(b.Context(), q, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("asked for the first time: %v, %d customers", time.Since(began).Round(time.Millisecond), page.Total)
	for b.Loop() {
		if _, err := r.List(b.Context(), q, nil); err != nil {
			b.Fatal(err)
		}
	}
}

var benchSorts = []customer.Sort{{}, {Column: "revenue", Descending: true, Currency: "EUR"}, {Column: "last_usage", Descending: true}}

// First pages of a search: of what all have, of what some have, of what few or one has, of
// one letter, and of nothing.
func BenchmarkSearch(b *testing.B) {
	r, n := millions(b)
	for _, sort := range benchSorts {
		for _, text := range []string{"EXAMPLE", "ross", "zam", string(largeID(n / 3)), "a", "nobody"} {
			b.Run(fmt.Sprintf("sort=%s/%s", sort.Column, text), func(b *testing.B) {
				pageOf(b, &r, customer.Query{Sort: sort, Filter: customer.Filter{Search: text}})
			})
		}
	}
	afterwards(b, &r, n)
}

// First pages of a million customers (100,000 with -short), in memory: what a host's page
// waits for, after the first time that anybody asked for the order.
func BenchmarkFirstPage(b *testing.B) {
	r, n := millions(b)
	for _, sort := range benchSorts {
		for _, statuses := range [][]customer.Status{nil, {customer.Active}} {
			b.Run(fmt.Sprintf("sort=%s/statuses=%d", sort.Column, len(statuses)), func(b *testing.B) {
				pageOf(b, &r, customer.Query{Sort: sort, Filter: customer.Filter{Statuses: statuses}})
			})
		}
	}
	b.Run("filter=type", func(b *testing.B) { // which the store cannot serve
		q := customer.Query{AsOf: day(10), Limit: 50, Filter: customer.Filter{Types: []customer.Type{"registered"}}}
		for b.Loop() {
			if _, err := r.List(b.Context(), q, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("summarize", func(b *testing.B) {
		for b.Loop() {
			if _, err := r.Summarize(b.Context(), customer.Query{AsOf: day(10)}); err != nil {
				b.Fatal(err)
			}
		}
	})
	afterwards(b, &r, n)
}

// afterwards measures writes, after pages were asked for.
func afterwards(b *testing.B, r *rollup.Rollup, n int) {
	b.Run("refresh one, then a page", func(b *testing.B) {
		q := customer.Query{AsOf: day(10), Limit: 50}
		for b.Loop() {
			if err := r.Refresh(b.Context(), largeID(n/2)); err != nil {
				b.Fatal(err)
			}
			if _, err := r.List(b.Context(), q, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("advance an hour", func(b *testing.B) {
		at := day(10)
		for b.Loop() {
			at = at.Add(time.Hour)
			if _, err := r.Advance(b.Context(), at); err != nil {
				b.Fatal(err)
			}
		}
	})
}
