package value

import (
	"errors"

	"time"

	"github.com/clientele-go/clientele/customer"
)

// The reasons why a fit fails (V5). No fit comes with a penalty, or falls back on something
// else.
var (
	// ErrNoRepeatBuyer says that no customer has bought on a second day. Of a spend fit it
	// says that none of them has spent anything then.
	ErrNoRepeatBuyer error = failure("no repeat buyer")

	// ErrOutOfBounds says that a parameter is beyond e^±12: the data follow a simpler model,
	// or a unit is much too small or too large.
	ErrOutOfBounds error = failure("parameter out of bounds")

	// ErrNoMaximum says that no parameters are the most likely ones: several are
	// equally likely.
	ErrNoMaximum error = failure("no maximum")
)

// failure is why a fit fails, in the words of files.
type failure string

func (f failure) Error() string { return "value: " + string(f) }

// WhyFailed returns why a fit failed, in the words of files: "no repeat buyer", "parameter out of
// bounds" or "no maximum" (V5). Of any other error, nil included, it returns nothing.
func WhyFailed(err error) string {
	var f failure
	errors.As(err, &f)
	return string(f)
}

// A Fit is the purchase model that makes the histories of some customers most likely (V3).
// The zero Fit is none.
type Fit struct {
	Model     Model
	Currency  customer.Currency // of the orders that count (V1)
	AsOf      time.Time         // what the histories are as of, in UTC
	UnitDays  int               // the unit of time of Alpha: 7 days (V1)
	Customers int
	Distinct  int // of their histories

	R, Alpha, A, B float64

	LogLikelihood float64
}

// FitPurchases fits the purchase model of a question to the histories that answer it (V4).
// The same histories give the same bits on one processor architecture, however they were
// added. The errors are those of PurchaseQuery.Check, ErrNoRepeatBuyer, ErrOutOfBounds and
// ErrNoMaximum (V5).
func FitPurchases(s *Histories, q PurchaseQuery) (Fit, error) {
	if err := q.Check(); err != nil {
		return Fit{}, err
	}
	return fitPurchases(&q, s.sorted(), purchaseStart, UnitDays)
}

// purchaseStart is where the fit begins: r, α, a, b (V4).
var purchaseStart = [maxParams]float64{1, 3, 1, 3}

func fitPurchases(q *PurchaseQuery, all []counted, start [maxParams]float64, unit float64) (Fit, error) {
	f := Fit{Model: q.Model, Currency: q.Currency, AsOf: q.AsOf.UTC(), UnitDays: UnitDays, Distinct: len(all)}
	repeats := 0
	for _, c := range all {
		f.Customers += c.n
		repeats = max(repeats, c.Repeats)
	}
	if repeats == 0 {
		return Fit{}, ErrNoRepeatBuyer
	}
	top, value, err := purchaseHill(q.Model, all, unit).climb(start)
	if err != nil {
		return Fit{}, err
	}
	f.R, f.Alpha, f.A, f.B, f.LogLikelihood = top[atR], top[atAlpha], top[atA], top[atB], value
	return f, nil
}

func (f *Fit) params() params { return params{f.R, f.Alpha, f.A, f.B} }

// Alive returns the probability that a customer with the history is still there (V6).
func (f *Fit) Alive(h History) float64 {
	return f.params().alive(f.Model, h.Repeats, units(h.LastDay), units(h.Observed))
}

// Expected returns the purchases to expect of a customer with the history, within d from
// the date until which they were observed (V6). A d that is not positive gives 0.
func (f *Fit) Expected(h History, d time.Duration) Estimate {
	return Estimate{Value: f.params().expected(f.Model, h.Repeats, units(h.LastDay), units(h.Observed), unitsOf(d))}
}

// ExpectedOfNew returns the repeat purchases to expect of a new customer, within d from the
// first one (V6). A d that is not positive gives 0.
func (f *Fit) ExpectedOfNew(d time.Duration) Estimate {
	return Estimate{Value: f.params().fresh(f.Model, unitsOf(d))}
}

// Probability returns the probability that a new customer makes n repeat purchases within d
// from the first one (V6).
func (f *Fit) Probability(n int, d time.Duration) float64 {
	if n < 0 {
		return 0
	}
	if d <= 0 {
		d = 0
	}
	return f.params().probability(f.Model, n, unitsOf(d))
}
