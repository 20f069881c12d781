package notify

import (
	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// leastEnded is how many opt-ins must have been renewed or have expired for an outlook
// (P6).
const leastEnded = 10

// Renewals counts what became of the opt-ins whose expiry lies in the last 6 complete
// months (P6). SummarizeRenewals makes it. The zero Renewals counts none.
type Renewals struct {
	// Window is the 6 months. It is zero if AsOf is in the first months of the year 1.
	Window calendar.Dates

	// Renewed counts the opt-ins that a later one of the same subscription came before
	// the expiry of. Expired counts those of which neither that nor a stop came before
	// it. A stop before the opt-in is no stop of it (N6).
	Renewed, Expired int

	// LeftOut is the bad facts that are in no number, as in Report.
	LeftOut customer.LeftOut
}

// Share returns the renewal share with its counts: renewed of all that were renewed or
// have expired (P6).
func (r *Renewals) Share() calendar.Rate {
	return calendar.Rate{Count: r.Renewed, Of: r.Renewed + r.Expired}
}

// Merge adds the renewals of other customers, made for the same query.
func (r *Renewals) Merge(o Renewals) {
	if r.Window == (calendar.Dates{}) {
		r.Window = o.Window
	}
	r.Renewed += o.Renewed
	r.Expired += o.Expired
	r.LeftOut.Merge(o.LeftOut)
}

// Ahead is what is to be expected of the subscriptions that expire in a month (P6).
type Ahead struct {
	Expiring int               // subscriptions, as in Report.ExpiryTrend
	Ending   float64           // of them, the number expected not to be renewed
	Interval calendar.Interval // of Ending, by the 95 % interval of the share (P5)
}

// Outlook returns the months of Report.ExpiryTrend, in all and as far as subscriptions
// are expected to end: Expiring × (1 − renewal share), with the ends of the share's
// interval (P6). The first month is Partial if it is the month of AsOf, of which only
// the rest is ahead. The report and the renewals are answers to the same query.
//
// There is no outlook, and ok is false, if fewer than 10 opt-ins were renewed or have
// expired. The error is that of Report.ExpiryTrend.
func (r *Renewals) Outlook(report *Report, q *Query) (months []calendar.Point[Ahead], ok bool, err error) {
	share := r.Share()
	interval, known := share.Interval()
	if share.Of < leastEnded || !known {
		return nil, false, nil
	}
	renewed, _ := share.Value()
	trend, err := report.ExpiryTrend(q)
	if err != nil {
		return nil, false, err
	}
	now := q.month().Key(q.AsOf)
	for _, p := range trend {
		n := float64(p.Value)
		months = append(months, calendar.Point[Ahead]{Bucket: p.Bucket, Partial: p.Bucket == now, Value: Ahead{
			Expiring: p.Value,
			Ending:   n * (1 - renewed),
			Interval: calendar.Interval{Low: n * (1 - interval.High), High: n * (1 - interval.Low)},
		}})
	}
	return months, true, nil
}
