package customer_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// livelyShop is n customers with about ten logins, ten messages and two orders
// each over 400 days, as life is: a few have most of them. Facts are in
// customer order.
func livelyShop(n int) customer.Memory {
	r := rand.New(rand.NewPCG(1, 2))
	when := func() time.Time { return noon.Add(-time.Duration(r.Int64N(int64(400 * 24 * time.Hour)))) }
	var m customer.Memory
	for i := range n {
		id := customer.ID(fmt.Sprintf("c%07d", i))
		m.Customers = append(m.Customers, customer.Customer{ID: id, SignedUp: i%3 == 0})
		for range min(int(3/(0.05+r.Float64())), 60) {
			m.Logins = append(m.Logins, customer.Login{Customer: id, At: when()})
			m.Messages = append(m.Messages, customer.Message{Customer: id, At: when(), Direction: customer.Direction(i % 2)})
		}
		for range 2 {
			o := paid(of(id))
			o.PaidAt = when()
			m.Orders = append(m.Orders, o)
		}
	}
	return m
}

// Status at the end of each of 400 days, beside one report: at most three times
// its cost (S8). What-if costs about one (S9).
func BenchmarkTrackStatus(b *testing.B) {
	facts := livelyShop(20_000)
	q := customer.Query{AsOf: noon}
	span := calendar.Days(400).Last(noon)
	for _, held := range []struct {
		name string
		repo customer.Repository
	}{
		{"sorted", facts.Sorted()},
		{"memory", facts},
		{"sequence", seqs{facts}},
	} {
		for _, ask := range []struct {
			name string
			ask  func() error
		}{
			{"one report", func() error { _, err := customer.Summarize(bg, held.repo, q, nil); return err }},
			{"tracking", func() error {
				_, err := customer.TrackStatus(bg, held.repo, over(q, span, calendar.Day), nil)
				return err
			}},
			{"tracking, counts", func() error {
				t, err := customer.TrackStatus(bg, held.repo, over(q, span, calendar.Day), nil)
				ok(t.Points())
				return err
			}},
			{"tracking, counts and transitions", func() error {
				t, err := customer.TrackStatus(bg, held.repo, over(q, span, calendar.Day), nil)
				ok(t.Points())
				for range t.Transitions() {
				}
				return err
			}},
			{"what if", func() error {
				_, err := customer.WhatIf(bg, held.repo, q, customer.Policy{Sleeper: calendar.Months(6)}, nil)
				return err
			}},
		} {
			b.Run(held.name+"/"+ask.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := ask.ask(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// seqs is a Memory that is not seen to be one: it yields facts one by one.
type seqs struct{ customer.Memory }
