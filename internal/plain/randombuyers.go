package plain

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"
)

// Buyers returns a random shop whose customers buy at rates of their own and leave at some
// time, so that what is expected of them can be fitted (V), and the flags to ask for it.
func Buyers(seed uint64) (Files, Options) {
	d := &dice{Rand: rand.New(rand.NewPCG(seed, 3))}
	end := time.Date(2024, 5, 31, 10, 0, 0, 0, time.UTC)
	var customers, orders, refunds strings.Builder
	customers.WriteString("id\n")
	orders.WriteString("id,customer_id,amount,currency,kind,paid_at,voided_at\n")
	refunds.WriteString("id,order_id,at,amount\n")
	n := 0
	for i := range 20 + d.IntN(120) {
		id := fmt.Sprintf("c%d", i)
		fmt.Fprintf(&customers, "%s\n", id)
		at := end.Add(-time.Duration(d.IntN(500*24)) * time.Hour)
		every := 24 * 9 * math.Exp(d.NormFloat64()) // hours between purchases
		leaves := .02 + .5*d.Float64()*d.Float64()
		price := 2000 * math.Exp(d.NormFloat64()/2)
		for at.Before(end.Add(48 * time.Hour)) {
			n++
			cents := int(price * (.5 + d.ExpFloat64()/2))
			voided := ""
			if d.chance(2) {
				voided = stamp(at.Add(time.Hour))
			}
			fmt.Fprintf(&orders, "o%d,%s,%d.%02d,%s,%s,%s,%s\n", n, id, cents/100, cents%100,
				d.pick("EUR", "EUR", "EUR", "EUR", "EUR", "USD"), d.pick("", "", "food", "other"), stamp(at), voided)
			if d.chance(5) {
				fmt.Fprintf(&refunds, "r%d,o%d,%s,%d.%02d\n", n, n, stamp(at.Add(90*time.Hour)), cents/200, cents/2%100)
			}
			if d.chance(10) && d.Float64() < leaves*4 || d.Float64() < leaves {
				break
			}
			at = at.Add(time.Duration(every*d.ExpFloat64()*float64(time.Hour)) + time.Second)
		}
	}
	o := Options{Estimate: true, AsOf: stamp(end), Currency: d.pick("", "EUR", "USD")}
	if d.chance(30) {
		o.AsOf = stamp(end.Add(-time.Duration(d.IntN(2000)) * time.Hour))
	}
	return Files{"customers.csv": customers.String(), "orders.csv": orders.String(), "refunds.csv": refunds.String()}, o
}
