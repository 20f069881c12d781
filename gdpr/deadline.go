package gdpr

import (
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Deadline returns the last day on which a request is answered in time, in the location
// (T5). received is the instant of its receipt. The day has the same number one month later,
// or three months later if the request was extended by two further months. Where that month
// has no such day, it is the month's last day (Article 12(3) GDPR; Regulation 1182/71,
// Article 3). The period ends with the day: at Deadline.AddDays(1).Start(loc) it is over.
//
// An extension counts from the receipt, not from the first deadline. By law, a period that
// would end on a weekend or holiday runs on to the next working day. Deadline leaves that
// out: it depends on the country, and the earlier day is safe.
//
// A nil location is UTC; the machine's own is calendar.ErrLocal. Without an instant, or
// beyond the year 9999, the error is calendar.ErrAsOf.
func Deadline(received time.Time, extended bool, loc *time.Location) (calendar.Date, error) {
	if err := calendar.Check(received, loc); err != nil {
		return calendar.Date{}, err
	}
	months := time.Month(1)
	if extended {
		months = 3
	}
	d := calendar.DateOf(received, loc)
	d.Month += months
	if d.Month > time.December {
		d.Year, d.Month = d.Year+1, d.Month-12
	}
	for d.Day > 28 && !d.Valid() {
		d.Day--
	}
	if !d.Valid() {
		return calendar.Date{}, calendar.ErrAsOf
	}
	return d, nil
}
