package main

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
)

// asOf is when the rollup is built.
var asOf = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

// shop is a shop of n customers, made as it is read.
type shop struct {
	customer.Memory // without facts
	n               int
	late            map[int]time.Time // the login of some that came since
}

func idOf(i int) customer.ID { return customer.ID(fmt.Sprintf("c%08d", i)) }

// mix returns a number that looks like a random one.
func mix(i, salt int) int { return int(uint64(i*31+salt+1) * 0x9e3779b97f4a7c15 >> 40) }

// Ranges returns where ranges of so many customers begin.
func (s shop) Ranges(_ context.Context, per int) (cuts []customer.ID, _ func(a, b customer.ID) int, _ error) {
	for i := per; i < s.n; i += per {
		cuts = append(cuts, idOf(i))
	}
	return cuts, nil, nil
}

// all returns the numbers of the customers of a scope.
func (s shop) all(scope customer.Scope) iter.Seq[int] {
	number := func(id customer.ID) (i int) { _, _ = fmt.Sscanf(string(id), "c%d", &i); return i }
	from, to := 0, s.n
	if scope.Range.From != "" {
		from = number(scope.Range.From)
	}
	if scope.Range.To != "" {
		to = number(scope.Range.To)
	}
	return func(yield func(int) bool) {
		if scope.Customers != nil {
			for _, id := range slices.Sorted(slices.Values(scope.Customers)) {
				if id != "" && !yield(number(id)) {
					return
				}
			}
			return
		}
		for i := from; i < to; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

var syllables = strings.Fields("ba be bi bo da de di do fa fe fi fo ga ge gi go ha he hi ho ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to")

func nameOf(i int) string {
	var b strings.Builder
	for n := range 5 {
		b.WriteString(syllables[mix(i, n)%len(syllables)])
		if n == 1 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// EachCustomer yields the customers.
func (s shop) EachCustomer(_ context.Context, scope customer.Scope) iter.Seq2[customer.Customer, error] {
	return func(yield func(customer.Customer, error) bool) {
		for i := range s.all(scope) {
			name := nameOf(i)
			c := customer.Customer{
				ID: idOf(i), Name: name, Username: fmt.Sprint("u", mix(i, 7)), Email: customer.Email(fmt.Sprintf("%s.%d@mail.test", strings.ReplaceAll(name, " ", "."), i%100)),
				CreatedAt: asOf.Add(-time.Duration(mix(i, 8)%20000) * time.Hour), SignedUp: mix(i, 9)%4 > 0, Favorite: mix(i, 10)%20 == 0,
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// EachLogin yields one to eight logins of each customer, some of long ago.
func (s shop) EachLogin(_ context.Context, scope customer.Scope) iter.Seq2[customer.Login, error] {
	return func(yield func(customer.Login, error) bool) {
		for i := range s.all(scope) {
			if at, ok := s.late[i]; ok && !yield(customer.Login{Customer: idOf(i), At: at}, nil) {
				return
			}
			at := asOf.Add(-time.Duration(mix(i, 11)%300) * 24 * time.Hour / time.Duration(1+mix(i, 12)%6))
			for n := range 1 + mix(i, 13)%8 {
				if !yield(customer.Login{Customer: idOf(i), At: at.Add(-time.Duration(n*(1+mix(i, 14+n)%90)) * time.Hour)}, nil) {
					return
				}
			}
		}
	}
}

// EachOrder yields an order of every second customer.
func (s shop) EachOrder(_ context.Context, scope customer.Scope) iter.Seq2[customer.Order, error] {
	return func(yield func(customer.Order, error) bool) {
		for i := range s.all(scope) {
			if mix(i, 30)%2 == 0 {
				continue
			}
			o := customer.Order{
				ID: customer.OrderID(idOf(i)), Customer: idOf(i), Kind: customer.Food, PaidAt: asOf.Add(-time.Duration(mix(i, 31)%9000) * time.Hour),
				Total: customer.Money{Amount: decimal.New(int64(mix(i, 32)%100000), -2), Currency: []customer.Currency{"EUR", "EUR", "JPY"}[mix(i, 33)%3]},
			}
			if !yield(o, nil) {
				return
			}
		}
	}
}
