package main

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// limit is no engine: it reads the facts that a question needs once, on all
// cores, and answers nothing. Nobody who reads them can be faster.
type limit struct{ w *World }

func (l *limit) Name() string { return "limit" }

// Ask reads. The sum of what was read is kept, so that nothing is left out.
func (l *limit) Ask(_ context.Context, q Question) (func() (Answer, error), error) {
	var sum int64
	for _, read := range l.needed(q) {
		sum += read()
	}
	lastRead.Store(sum)
	return said(nil), nil
}

var lastRead atomic.Int64

func (l *limit) needed(q Question) []func() int64 {
	switch q {
	case Status:
		return []func() int64{l.customers, l.logins}
	case Revenue:
		return []func() int64{l.customers, l.orders}
	case Analysis:
		return []func() int64{l.messages, l.orders}
	case Breakdowns:
		return []func() int64{l.messages, l.orders, l.tags, l.fields}
	case Subscription:
		return []func() int64{l.members, l.fields}
	case Expiry:
		return []func() int64{l.optIns}
	case CSV: // bytes that are written are not counted
		return []func() int64{l.customers, l.logins, l.messages, l.orders}
	}
	return []func() int64{l.customers, l.logins, l.messages, l.orders, l.tags, l.fields, l.members, l.optIns}
}

// read adds up something of every fact, in as many parts as there are cores.
func read[F any](facts []F, of func(*F) int64) int64 {
	parts := runtime.GOMAXPROCS(0)
	sums := make([]int64, parts)
	var wg sync.WaitGroup
	for p := range parts {
		part := facts[len(facts)*p/parts : len(facts)*(p+1)/parts]
		wg.Go(func() {
			var sum int64
			for i := range part {
				sum += of(&part[i])
			}
			sums[p] = sum
		})
	}
	wg.Wait()
	var sum int64
	for _, s := range sums {
		sum += s
	}
	return sum
}

// What is read of a fact: what the questions look at.

func (l *limit) customers() int64 {
	return read(l.w.Customers, func(f *customer.Customer) int64 {
		return int64(len(f.ID)+len(f.Email)+len(f.Username)+len(f.LastDevice)+len(f.Facebook)+len(f.Twitter)+len(f.Google)) + f.CreatedAt.Unix() + f.EmailConsent.At.Unix()
	})
}

func (l *limit) logins() int64 {
	return read(l.w.Logins, func(f *customer.Login) int64 {
		return int64(len(f.Customer)) + f.At.Unix()
	})
}

func (l *limit) messages() int64 {
	return read(l.w.Messages, func(f *customer.Message) int64 {
		return int64(len(f.Customer)) + f.At.Unix() + int64(f.Direction) + int64(len(f.Channel))
	})
}

func (l *limit) orders() int64 {
	return read(l.w.Orders, func(f *customer.Order) int64 {
		return int64(len(f.Customer)+len(f.Refunds)+len(f.Total.Currency)) + f.Total.Amount.CoefficientInt64() + int64(f.Kind) + f.PlacedAt.Unix() + f.PaidAt.Unix() + f.VoidedAt.Unix()
	})
}

func (l *limit) tags() int64 {
	return read(l.w.Tags, func(f *customer.Tag) int64 {
		return int64(len(f.Customer) + len(f.Name))
	})
}

func (l *limit) fields() int64 {
	return read(l.w.Fields, func(f *customer.Field) int64 {
		return int64(len(f.Customer)+len(f.Name)+len(f.Value)) + f.At.Unix()
	})
}

func (l *limit) members() int64 {
	return read(l.w.Members, func(f *subscription.Member) int64 {
		return int64(len(f.Customer)+len(f.Channel)) + f.JoinedAt.Unix()
	})
}

func (l *limit) optIns() int64 {
	return read(l.w.OptIns, func(f *notify.OptIn) int64 {
		return int64(len(f.Customer)+len(f.Notification)) + f.SubscribedAt.Unix() + f.ExpiresAt.Unix() + f.StoppedAt.Unix()
	})
}
