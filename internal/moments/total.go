package moments

import (
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Total is what the orders of a customer that are revenue in one currency amount to (R1,
// R2), checkout links included.
type Total struct {
	Last Moment       // the latest payment of a paid order; Count is how many paid orders there are (R4)
	Net  customer.Sum // of all orders in gross, fully refunded ones included, as of AsOf (R3)
}

// take adds a sound order of the currency.
func (t *Total) take(o *customer.Order, asOf time.Time) {
	if !o.Kind.Revenue() || !o.InGross(asOf) {
		return
	}
	t.Net.Add(o.Total.Amount)
	if len(o.Refunds) == 0 {
		t.paid(MomentOf(o.PaidAt))
		return
	}
	t.Net.Add(o.Refunded(asOf).Neg())
	if o.Paid(asOf) {
		t.paid(MomentOf(o.PaidAt))
	}
}

// paid adds paid orders, of which m is the latest.
func (t *Total) paid(m Moment) {
	m.Count += t.Last.Count
	if t.Last.Count > 0 && m.Before(t.Last) {
		m.Sec, m.Nano = t.Last.Sec, t.Last.Nano
	}
	t.Last = m
}

func (t *Total) merge(o *Total) {
	t.Net.Merge(o.Net)
	if o.Last.Count > 0 {
		t.paid(o.Last)
	}
}
