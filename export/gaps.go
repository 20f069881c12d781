package export

import (
	"iter"
	"math/big"
	"strconv"

	"github.com/clientele-go/clientele/customer/value"
)

// GapRow is a line of gaps.csv: one number with its name (B1–B4).
type GapRow struct {
	Metric Word   `csv:"metric" json:"metric"`
	Value  Number `csv:"value" json:"value"` // empty: it does not exist
}

// Gaps returns the rows of gaps.csv: the number of gaps, their mean and quantiles, the
// customers with an order day, and the shares of them with a second one within 30, 90 and
// 365 days, which are 1 − S (B1, B3). What does not exist is empty (B4). The mean and the
// shares have 6 decimals, rounded half up.
func Gaps(report value.GapReport) iter.Seq2[GapRow, error] {
	n, days := report.Total()
	rows := []GapRow{{"gaps", Number(strconv.Itoa(n))}, {"mean_days", ""}}
	if n > 0 {
		rows[1].Value = sixDecimals(big.NewRat(int64(days), int64(n)))
	}
	for _, q := range []struct {
		name    Word
		percent int
	}{{"p25", 25}, {"p50", 50}, {"p75", 75}, {"p90", 90}} {
		row := GapRow{Metric: q.name}
		if days, ok := report.Quantile(q.percent); ok {
			row.Value = Number(strconv.Itoa(days))
		}
		rows = append(rows, row)
	}
	rows = append(rows, GapRow{"customers", Number(strconv.Itoa(report.Customers))})
	for _, s := range []struct {
		name Word
		days int
	}{{"second_within_30_days", 30}, {"second_within_90_days", 90}, {"second_within_365_days", 365}} {
		row := GapRow{Metric: s.name}
		if share, ok := report.SecondOrder.Returned(s.days); ok {
			row.Value = sixDecimals(share)
		}
		rows = append(rows, row)
	}
	return Rows(rows...)
}

// sixDecimals returns a number that is not negative with 6 decimals, rounded half up.
func sixDecimals(x *big.Rat) Number {
	const places = 6
	million := big.NewInt(1_000_000)
	twice := new(big.Int).Mul(x.Num(), million)
	twice.Lsh(twice, 1).Add(twice, x.Denom())
	units := twice.Div(twice, new(big.Int).Lsh(x.Denom(), 1)).String()
	for len(units) <= places {
		units = "0" + units
	}
	return Number(units[:len(units)-places] + "." + units[len(units)-places:])
}

// SecondOrderRow is a line of second_order.csv: a day since the first order day on which
// somebody ordered again, or was last observed (B3).
type SecondOrderRow struct {
	Day      int `csv:"day" json:"day"`
	AtRisk   int `csv:"at_risk" json:"at_risk"`
	Events   int `csv:"events" json:"events"` // second orders
	Censored int `csv:"censored" json:"censored"`
}

// SecondOrders returns the rows of second_order.csv, by day (B3).
func SecondOrders(report value.GapReport) iter.Seq2[SecondOrderRow, error] {
	return mapRows(report.SecondOrder, func(s value.Step) SecondOrderRow {
		return SecondOrderRow{s.Day, s.AtRisk, s.Orders, s.Censored}
	})
}
