package customer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Folding a login into its customer's digest allocates nothing, whatever the
// order of logins.
func BenchmarkDigestAddLogin(b *testing.B) {
	q := customer.Query{AsOf: noon}
	for _, c := range []struct {
		name string
		step time.Duration
	}{{"ascending", time.Minute}, {"descending", -time.Minute}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var d customer.Digest
			l := customer.Login{Customer: "ann", At: day(10)}
			for i := 0; b.Loop(); i++ {
				l.At = day(10).Add(time.Duration(i%1000) * c.step)
				d.AddLogin(l, &q)
			}
		})
	}
}

func TestAddLoginDoesNotAllocate(t *testing.T) {
	q := customer.Query{AsOf: noon}
	var d customer.Digest
	at := day(1)
	if n := testing.AllocsPerRun(100, func() {
		at = at.Add(time.Minute)
		d.AddLogin(customer.Login{Customer: "ann", At: at}, &q)
	}); n > 0 {
		t.Errorf("S1: folding a login allocates %v times", n)
	}
}

func BenchmarkSumAdd(b *testing.B) {
	for _, c := range []struct{ name, amount string }{
		{"money", "12.50"}, {"wide", "12345678901234567890.12"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var s customer.Sum
			amount := dec(c.amount)
			for b.Loop() {
				s.Add(amount)
			}
		})
	}
}

func BenchmarkOrder(b *testing.B) {
	b.ReportAllocs()
	q := customer.Query{AsOf: noon}
	var d customer.Digest
	o := paid(refund("4", day(11)))
	for b.Loop() {
		if err := d.AddOrder(o, &q); err != nil {
			b.Fatal(err)
		}
	}
}

// A page of fifty of ten thousand customers, and everybody.
func BenchmarkList(b *testing.B) {
	var m customer.Memory
	for i := range 10_000 {
		id := customer.ID(fmt.Sprintf("%08d", i*7919%10_000))
		m.Customers = append(m.Customers, customer.Customer{ID: id, SignedUp: i%2 == 0})
		for n := range i % 4 {
			m.Logins = append(m.Logins, customer.Login{Customer: id, At: noon.Add(-time.Duration(i*n) * time.Minute)})
		}
		m.Orders = append(m.Orders, paid(of(id)))
	}
	for _, limit := range []int{50, 0} {
		b.Run(fmt.Sprintf("limit=%d", limit), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := customer.List(bg, m, customer.Query{AsOf: noon, Limit: limit}, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
