package main

import (
	"context"
	"fmt"
	"math/big"

	"github.com/clientele-go/clientele/customer"
	"github.com/shopspring/decimal"
)

// money sums up the totals of a million orders, exactly and as integers.
func (b *Bench) money(ctx context.Context) error {
	const passes = 10 // one takes less than a millisecond
	amounts, cents := make([]decimal.Decimal, b.Customers), make([]int64, b.Customers)
	var d dice
	d.pcg.Seed(seed, 0)
	for i := range amounts {
		cents[i] = int64(100 + d.below(20000))
		amounts[i] = decimal.New(cents[i], -2)
	}
	sum := func(name string, of func() int64) Contender {
		return Contender{Name: name, Run: func(context.Context) (func() (Answer, error), error) {
			var total int64
			for range passes {
				total = of()
			}
			return said(Answer{fmt.Sprint("sum ", total)}), nil
		}}
	}
	err := b.Race(ctx, "money",
		sum("int64", func() (total int64) {
			for _, c := range cents {
				total += c
			}
			return total
		}),
		sum(libraryName, func() int64 {
			var s customer.Sum
			for _, a := range amounts {
				s.Add(a)
			}
			return hundredths(s.Decimal())
		}),
		sum("decimal.Add", func() int64 {
			var s decimal.Decimal
			for _, a := range amounts {
				s = s.Add(a)
			}
			return hundredths(s)
		}),
	)
	if err != nil {
		return err
	}
	return overflow()
}

// overflow sums amounts whose sum leaves 64 bits.
func overflow() error {
	large := decimal.New(999_999_999_999_999_999, -2)
	var s customer.Sum
	for range 100 {
		s.Add(large)
	}
	want := new(big.Int).Mul(big.NewInt(999_999_999_999_999_999), big.NewInt(100))
	if got := s.Decimal().Shift(2).BigInt(); got.Cmp(want) != 0 {
		return fmt.Errorf("a sum beyond 64 bits is %v, not %v", got, want)
	}
	return nil
}
