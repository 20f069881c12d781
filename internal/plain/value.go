package plain

import (
	"fmt"
	"math"
	"math/big"
	"sort"
	"strconv"
	"time"
)

// buyer is a customer with an order day: V1's x, t_x and T in days, and V2's m.
type buyer struct {
	id            string
	x, last, seen int
	mean          float64
}

// expectations writes value.csv and value_fit.csv (V1, V2, V4, V6).
func expectations(out Files, q question, f facts) {
	var rows, fit sheet
	rows.row("customer_id", "repeat_days", "weeks_to_last", "weeks_observed", "alive", "expected_purchases_26_weeks")
	fit.row("parameter", "value")
	if currency := q.currencyOf(f); currency != "" {
		buyers := q.buyers(f, currency)
		fit.row("model", "BG/NBD")
		fit.row("currency", currency)
		fit.row("as_of", stamp(q.asOf))
		fit.row("unit_days", "7")
		fit.row("customers", fmt.Sprint(len(buyers)))
		p, likelihood, failed := fitPurchases(buyers)
		fit.fitted("", []string{"r", "alpha", "a", "b"}, p, likelihood, failed)
		if failed == "" {
			for _, b := range buyers {
				rows.row(guardedText(b.id), fmt.Sprint(b.x), nine(float64(b.last)/7), nine(float64(b.seen)/7), nine(b.alive(p)), nine(b.expected(p, 26)))
			}
		}
		var spends []buyer
		for _, b := range buyers {
			if b.x > 0 && b.mean > 0 {
				spends = append(spends, b)
			}
		}
		fit.row("spend_model", "gamma-gamma")
		fit.row("spend_customers", fmt.Sprint(len(spends)))
		fit.row("spend_left_out", fmt.Sprint(len(buyers)-len(spends)))
		p, likelihood, failed = fitSpends(spends)
		fit.fitted("spend_", []string{"p", "q", "gamma"}, p, likelihood, failed)
	}
	out["value.csv"] = rows.b.String()
	out["value_fit.csv"] = fit.b.String()
}

// fitted writes the parameters of a fit, or why there is none.
func (s *sheet) fitted(prefix string, names []string, p []float64, likelihood float64, failed string) {
	if failed != "" {
		s.row(prefix+"failed", failed)
		return
	}
	for i, name := range names {
		s.row(prefix+name, nine(p[i]))
	}
	s.row(prefix+"log_likelihood", nine(likelihood))
}

// nine writes a number with 9 significant digits.
func nine(v float64) string { return fmt.Sprintf("%.9g", v) }

// buyers returns the customers with a paid order in the currency, by ID (V1).
func (q question) buyers(f facts, currency string) []buyer {
	var list []buyer
	for _, c := range f.customers {
		var days []time.Time
		for _, o := range f.orders {
			if o.customer == c.id && o.currency == currency && o.kind != "other" && q.isPaid(o) {
				days = addDate(days, dateOf(o.paid, q.loc))
			}
		}
		if len(days) == 0 {
			continue
		}
		first, last, today := days[0], days[len(days)-1], dateOf(q.asOf, q.loc)
		if today.Before(last) { // clocks went back over midnight
			today = last
		}
		b := buyer{id: c.id, x: len(days) - 1, last: daysBetween(first, last), seen: daysBetween(first, today)}
		sum := new(big.Rat)
		for _, o := range f.orders {
			if o.customer == c.id && o.currency == currency && o.kind != "other" && q.isPaid(o) && !dateOf(o.paid, q.loc).Equal(first) {
				sum.Add(sum, o.amount)
				sum.Sub(sum, q.refunded(o))
			}
		}
		if b.x > 0 {
			v, _ := strconv.ParseFloat(sum.FloatString(70), 64)
			b.mean = v / float64(b.x)
		}
		list = append(list, b)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].id < list[j].id })
	return list
}

// addDate puts a date where it belongs, once.
func addDate(days []time.Time, day time.Time) []time.Time {
	for _, d := range days {
		if d.Equal(day) {
			return days
		}
	}
	days = append(days, day)
	sort.Slice(days, func(i, j int) bool { return days[i].Before(days[j]) })
	return days
}

// alive returns V6's P(alive) under BG/NBD.
func (b buyer) alive(p []float64) float64 {
	if b.x == 0 {
		return 1
	}
	x, tx, t := float64(b.x), float64(b.last)/7, float64(b.seen)/7
	return 1 / (1 + math.Exp(math.Log(p[2]/(p[3]+x-1))+(p[0]+x)*math.Log((p[1]+t)/(p[1]+tx))))
}

// expected returns V6's purchases in the next weeks, term by term.
func (b buyer) expected(p []float64, weeks float64) float64 {
	r, alpha, bb := p[0]+float64(b.x), p[1]+float64(b.seen)/7, p[3]+float64(b.x)
	if b.alive(p) == 0 {
		return 0
	}
	var sum, stays, made float64 = 0, 1, 0
	for j := 1.0; j < 1e6; j++ {
		made += stays // Σ_{0≤i<j} (b)_i/(a+b)_i
		stays *= (bb + j - 1) / (p[2] + bb + j - 1)
		rj, _ := math.Lgamma(r + j)
		rr, _ := math.Lgamma(r)
		jj, _ := math.Lgamma(j + 1)
		term := math.Exp(rj-rr-jj+r*math.Log(alpha/(alpha+weeks))+j*math.Log(weeks/(alpha+weeks))) * made
		sum += term
		if j > r*weeks/alpha && term < 1e-12*sum {
			break
		}
	}
	return b.alive(p) * sum
}
