package customer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// A policy answers by itself, without a repository.
func ExamplePolicy_Status() {
	var p customer.Policy // the zero policy is S1 to S3
	var logins customer.Recent
	for _, at := range []time.Time{may(24), may(30), may(30)} { // the same login twice is one
		logins.Add(at, p.Logins())
	}
	fmt.Println(p.Status(logins, may(31).Add(-1)))
	fmt.Println(p.Status(logins, may(31)))

	p.Active = customer.Frequency{MoreThan: 1, Within: calendar.Days(5)}
	fmt.Println(p.Status(logins, may(31)))
	// Output:
	// very active
	// active
	// quiet
}

func ExamplePolicy_Explain() {
	var p customer.Policy
	var logins customer.Recent
	logins.Add(may(24), p.Logins())
	logins.Add(may(30), p.Logins())
	e := p.Explain(logins, may(30))
	fmt.Printf("%v by %s: %s, of which %d are needed\n", e.Status, e.Rule, e.Reason, e.Needed)
	fmt.Println("until", e.Until.Format(time.RFC3339))
	// Output:
	// very active by S1: more than one login within 7 days, of which 2 are needed
	// until 2024-05-31T12:00:00Z
}

// warehouse groups by itself, as a database does by GROUP BY: it fills digests
// from columns. What it does not group comes from Memory.
type warehouse struct{ customer.Memory }

func (w warehouse) EachDigest(context.Context, customer.Query, customer.Scope) iter.Seq2[customer.Digest, error] {
	return func(yield func(customer.Digest, error) bool) {
		// SELECT customer, max(login), second(login), sum(total) ... GROUP BY customer
		d := customer.Digest{
			Logins:     customer.Recent{Latest: may(30), Second: may(28)},
			LastUse:    may(30),
			PaidOrders: 2,
			Revenue:    customer.Revenue{{Kind: customer.Food, Currency: "EUR", Orders: 2, Gross: customer.SumOf(decimal.New(3250, -2))}},
		}
		d.AddCustomer(customer.Customer{ID: "ann", Email: "ann@example.com"})
		yield(d, nil)
	}
}

func ExampleDigester() {
	page, err := customer.List(context.Background(), warehouse{}, customer.Query{AsOf: may(31)}, nil)
	if err != nil {
		panic(err)
	}
	for _, r := range page.Rows {
		fmt.Println(r.DisplayName, r.Status, r.Revenue.Net("EUR"))
	}
	// Output: ann@example.com very active 32.5
}

// Digests of parts of the facts merge, in any grouping.
func ExampleDigest_Merge() {
	q := customer.Query{AsOf: may(31)}
	var may28, may30 customer.Digest // of two shards, say
	may28.AddLogin(customer.Login{Customer: "ann", At: may(28)}, &q)
	may30.AddLogin(customer.Login{Customer: "ann", At: may(30)}, &q)
	may30.AddLogin(customer.Login{Customer: "ann", At: may(31).Add(1)}, &q) // not known yet

	may28.Merge(may30, &q)
	fmt.Println(q.Policy.Status(may28.Logins, q.AsOf), may28.Facts.Logins)
	// Output: very active 2
}

// A shop is a literal, and a repository. What prints a customer prints the ID.
func ExampleMemory() {
	shop := customer.Memory{
		Customers: []customer.Customer{{ID: "dan", Email: "dan@example.com"}},
		Logins:    []customer.Login{{Customer: "dan", At: may(1)}},
	}
	for c, err := range shop.EachCustomer(context.Background(), customer.Scope{}) {
		fmt.Println(c, err)
	}
	for l, err := range shop.EachLogin(context.Background(), customer.Scope{Customers: []customer.ID{"eve"}}) {
		fmt.Println(l, err) // eve has none
	}
	// Output: customer "dan" <nil>
}

func ExampleEmail_Key() {
	fmt.Println(customer.Email(" Ann@Example.com ").Key())
	fmt.Println(customer.Email("kelvin@\u212a.example").Key() == customer.Email("kelvin@k.example").Key())
	// Output:
	// ann@example.com
	// false
}

func ExampleMoney() {
	sum, err := euro("1.10").Add(euro("2.205"))
	fmt.Println(sum.Amount, "shown as", sum, err)
	_, err = sum.Add(customer.Money{Amount: decimal.New(1, 0), Currency: "USD"})
	fmt.Println(err)
	fmt.Println(customer.Money{Amount: decimal.New(15, -1), Currency: "JPY"})
	// Output:
	// 3.305 shown as 3.31 EUR <nil>
	// customer: EUR and USD are never added
	// 2 JPY
}

func ExampleOrder_Check() {
	o := customer.Order{
		ID: "o9", Total: euro("10"), PaidAt: may(1),
		Refunds: []customer.Refund{{ID: "r1", At: may(2), Amount: decimal.New(11, 0)}},
	}
	err := o.Check()
	fmt.Println(err, errors.Is(err, customer.ErrRefund))
	// Output: refund "r1" of order "o9": customer: refunds go beyond the order's total true
}

// A refund goes beyond its order's total. The report does without the refund, and the
// order stays.
func ExampleRun_leaveOut() {
	shop := customer.Memory{
		Customers: []customer.Customer{{ID: "ann"}},
		Orders: []customer.Order{{
			ID: "o9", Customer: "ann", Kind: customer.Food, Total: euro("10"), PaidAt: may(1),
			Refunds: []customer.Refund{{ID: "r1", At: may(2), Amount: decimal.New(1001, -2)}},
		}},
	}
	q := customer.Query{AsOf: may(31)}
	_, err := customer.Summarize(context.Background(), shop, q, nil)
	fmt.Println(errors.Is(err, customer.ErrFact), errors.Is(err, customer.ErrQuery))

	run := &customer.Run{LeaveOut: func(e *customer.FactError) { fmt.Println("left out:", e) }}
	r, err := customer.Summarize(context.Background(), shop, q, run)
	fmt.Println(r.Revenue.Net("EUR"), r.LeftOut.Count, err)
	// Output:
	// true false
	// left out: refund "r1" of order "o9": customer: refunds go beyond the order's total
	// 10 1 <nil>
}
