package export

import (
	"iter"
	"strconv"
	"time"

	"github.com/clientele-go/clientele/customer/value"
)

// ValueRow is a line of value.csv: what to expect of a customer (V1, V6). The last two columns
// are estimates.
type ValueRow struct {
	CustomerID    string `csv:"customer_id" json:"customer_id"`
	RepeatDays    int    `csv:"repeat_days" json:"repeat_days"`
	WeeksToLast   Number `csv:"weeks_to_last" json:"weeks_to_last"`
	WeeksObserved Number `csv:"weeks_observed" json:"weeks_observed"`
	Alive         Number `csv:"alive" json:"alive"`                                             // a probability
	Expected      Number `csv:"expected_purchases_26_weeks" json:"expected_purchases_26_weeks"` // from AsOf on
}

// weeks26 is how long purchases are expected for in value.csv.
const weeks26 = 26 * 7 * 24 * time.Hour

// Value returns the rows of value.csv: the customers with a paid order in the currency of the
// fit, in the order in which they come, and what the fit expects of each (V6). If the fit
// failed (V5), there are none.
func Value(buyers []value.Buyer, fits value.Fits) iter.Seq2[ValueRow, error] {
	if fits.Failed != nil {
		buyers = nil
	}
	fit := &fits.Purchases
	return mapRows(buyers, func(b value.Buyer) ValueRow {
		return ValueRow{
			CustomerID: string(b.ID), RepeatDays: b.History.Repeats,
			WeeksToLast:   nineDigits(float64(b.History.LastDay) / value.UnitDays),
			WeeksObserved: nineDigits(float64(b.History.Observed) / value.UnitDays),
			Alive:         nineDigits(fit.Alive(b.History)),
			Expected:      nineDigits(fit.Expected(b.History, weeks26).Value),
		}
	})
}

// ValueFitRow is a line of value_fit.csv: a parameter of a fit, or what the fit is of (V3).
type ValueFitRow struct {
	Parameter Word `csv:"parameter" json:"parameter"`
	Value     Word `csv:"value" json:"value"`
}

// ValueFit returns the rows of value_fit.csv: of the fit of purchases and of that of spends (V2,
// V3). The parameters and the log-likelihood of a fit that failed give way to one line with the
// reason (V5). The zero Fits, which are of no currency, have no lines.
func ValueFit(fits value.Fits) iter.Seq2[ValueFitRow, error] {
	if fits.Query.Currency == "" {
		return Rows[ValueFitRow]()
	}
	p, s := &fits.Purchases, &fits.Spend
	rows := []ValueFitRow{
		{"model", Word(fits.Query.Model.String())}, {"currency", Word(fits.Query.Currency)},
		{"as_of", ""}, {"unit_days", whole(value.UnitDays)}, {"customers", whole(fits.Customers)},
	}
	at, err := Time{fits.Query.AsOf}.MarshalCSV()
	rows[2].Value = Word(at)
	if fits.Failed != nil {
		rows = append(rows, ValueFitRow{"failed", Word(value.WhyFailed(fits.Failed))})
	} else {
		rows = append(rows, fitted("r", p.R), fitted("alpha", p.Alpha), fitted("a", p.A), fitted("b", p.B), fitted("log_likelihood", p.LogLikelihood))
	}
	rows = append(rows, ValueFitRow{"spend_model", value.SpendModel},
		ValueFitRow{"spend_customers", whole(fits.SpendCustomers)}, ValueFitRow{"spend_left_out", whole(fits.SpendLeftOut)})
	if fits.SpendFailed != nil {
		rows = append(rows, ValueFitRow{"spend_failed", Word(value.WhyFailed(fits.SpendFailed))})
	} else {
		rows = append(rows, fitted("spend_p", s.P), fitted("spend_q", s.Q), fitted("spend_gamma", s.Gamma), fitted("spend_log_likelihood", s.LogLikelihood))
	}
	return func(yield func(ValueFitRow, error) bool) {
		for _, r := range rows {
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func fitted(parameter Word, v float64) ValueFitRow {
	return ValueFitRow{parameter, Word(nineDigits(v))}
}

// nineDigits returns a number with 9 significant digits, as %.9g writes it.
func nineDigits(v float64) Number { return Number(strconv.FormatFloat(v, 'g', 9, 64)) }

func whole(n int) Word { return Word(strconv.Itoa(n)) }
