package customer_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

func TestRevenueTrend(t *testing.T) {
	span := func(from, to time.Time) calendar.Span { return calendar.Span{From: from, To: to} }
	may := span(day(1), day(32))
	late := at("2024-05-10T22:30:00Z") // in Berlin the 11th
	for _, c := range []struct {
		rule   string
		orders []customer.Order
		zone   string
		span   calendar.Span
		unit   calendar.Unit
		want   string // buckets apart by |
		reason string
	}{
		{"R3", []customer.Order{paid(refund("4", day(12)))}, "", span(day(10), day(13)), calendar.Day,
			"2024-05-10 food EUR 1: 10 - 0 = 10|2024-05-11 |2024-05-12 food EUR 0: 0 - 4 = -4", "a refund never rewrites an earlier period; zeros included"},
		{"R3", []customer.Order{paid(refund("4", day(8)))}, "", span(day(8), day(11)), calendar.Day,
			"2024-05-08 |2024-05-09 |2024-05-10 food EUR 1: 10 - 4 = 6", "a refund never precedes the payment"},
		{"R3, T7", []customer.Order{paid(refund("4", unknown))}, "", span(day(10), day(11)), calendar.Day,
			"2024-05-10 food EUR 1: 10 - 4 = 6", "a refund without a date is in the payment's period"},
		{"R3", []customer.Order{paid(refund("10", day(12)))}, "", span(day(10), day(13)), calendar.Day,
			"2024-05-10 food EUR 0: 10 - 0 = 10|2024-05-11 |2024-05-12 food EUR 0: 0 - 10 = -10", "fully refunded: no paid order, but in gross"},
		{"R3", []customer.Order{paid(voided(day(12)), refund("4", day(11)))}, "", span(day(10), day(13)), calendar.Day,
			"2024-05-10 |2024-05-11 |2024-05-12 ", "voided: out of every period"},
		{"R3, T2", []customer.Order{paid(voided(day(20).Add(1)), refund("4", day(20).Add(1)))}, "", span(day(10), day(11)), calendar.Day,
			"2024-05-10 food EUR 1: 10 - 0 = 10", "void and refund have not happened"},
		{"R1", []customer.Order{paid(kind(customer.Other)), paid(link)}, "", span(day(10), day(11)), calendar.Day,
			"2024-05-10 food EUR 1: 10 - 0 = 10", "other kinds are no revenue, checkout links are"},
		{"R2", []customer.Order{paid(), paid(total(customer.Money{Amount: dec("5"), Currency: "JPY"}))}, "", span(day(10), day(11)), calendar.Day,
			"2024-05-10 food EUR 1: 10 - 0 = 10; food JPY 1: 5 - 0 = 5", "a line for each currency"},
		{"R6, R3", []customer.Order{paid(refund("0", day(12)))}, "", span(day(10), day(13)), calendar.Day,
			"2024-05-10 food EUR 1: 10 - 0 = 10|2024-05-11 |2024-05-12 ", "a refund of 0 makes no line"},
		{"R6", []customer.Order{paid(total(eur("0")))}, "", span(day(10), day(11)), calendar.Day,
			"2024-05-10 food EUR 1: 0 - 0 = 0", "a payment of 0 does"},
		{"R6", []customer.Order{paid(payment(day(8))), paid(refund("4", day(12)))}, "", calendar.Span{}, calendar.Day,
			"2024-05-08 food EUR 1: 10 - 0 = 10|2024-05-09 |2024-05-10 food EUR 1: 10 - 0 = 10|2024-05-11 |2024-05-12 food EUR 0: 0 - 4 = -4", "without a range: cut at the last bucket with revenue"},
		{"R6, T5", []customer.Order{paid(payment(day(20)))}, "", calendar.Span{}, calendar.Week,
			"2024-05-20* food EUR 1: 10 - 0 = 10", "the last one is the running week"},
		{"R6, T5", []customer.Order{paid(payment(day(19)))}, "", calendar.Span{}, calendar.Week,
			"2024-05-13 food EUR 1: 10 - 0 = 10", "the last one is over, the running week has none"},
		{"R6, T5", []customer.Order{paid(payment(day(19)))}, "", calendar.Span{}, calendar.WeekSunday,
			"2024-05-19* food EUR 1: 10 - 0 = 10", "weeks from Sunday"},
		{"R6", []customer.Order{paid(refund("0", day(12)))}, "", calendar.Span{}, calendar.Day,
			"2024-05-10 food EUR 1: 10 - 0 = 10", "a refund of 0 is no revenue to end with"},
		{"R6", nil, "", calendar.Span{}, calendar.Day, "", "without a range and revenue"},
		{"R6, R2", []customer.Order{paid(total(eur("99999999999999999999999999.99")), refund("0.01", day(12)))}, "", span(day(10), day(13)), calendar.Day,
			"2024-05-10 food EUR 1: 99999999999999999999999999.99 - 0 = 99999999999999999999999999.99|2024-05-11 |2024-05-12 food EUR 0: 0 - 0.01 = -0.01", "beyond 64 bits, exactly"},
		{"R5", []customer.Order{paid(), paid(of("")), paid(of("stranger"))}, "", span(day(10), day(11)), calendar.Day,
			"2024-05-10 food EUR 3: 30 - 0 = 30", "guests' orders too"},

		{"T3", []customer.Order{paid(payment(day(9).Add(-1))), paid(payment(day(9))), paid(payment(day(11).Add(-1))), paid(payment(day(11)))}, "", span(day(9), day(11)), calendar.Day,
			"2024-05-09 food EUR 1: 10 - 0 = 10|2024-05-10 food EUR 1: 10 - 0 = 10", "from is in, to is not"},
		{"T3", []customer.Order{paid(refund("4", day(12)))}, "", span(day(12), day(13)), calendar.Day,
			"2024-05-12 food EUR 0: 0 - 4 = -4", "the refund lies in the span, the payment does not"},
		{"T3", []customer.Order{paid(refund("4", day(12)))}, "", span(day(10), day(12)), calendar.Day,
			"2024-05-10 food EUR 1: 10 - 0 = 10|2024-05-11 ", "the payment lies in the span, the refund does not"},
		{"T3, R3", []customer.Order{paid(refund("4", day(8)))}, "", span(day(8), day(10)), calendar.Day,
			"2024-05-08 |2024-05-09 ", "the refund's date lies in the span, but it counts from the payment"},
		{"T2", []customer.Order{paid(payment(day(20))), paid(payment(day(20).Add(1)))}, "", span(day(19), never), calendar.Day,
			"2024-05-19 |2024-05-20* food EUR 1: 10 - 0 = 10", "up to AsOf"},
		{"T5", []customer.Order{paid()}, "", span(never, day(12)), calendar.Day,
			"2024-05-10 food EUR 1: 10 - 0 = 10|2024-05-11 ", "unbounded: from the earliest bucket with something in it"},
		{"T5", nil, "", span(never, day(12)), calendar.Day, "", "unbounded, with nothing in it"},
		{"T5", []customer.Order{paid()}, "", span(day(12), day(12)), calendar.Day, "", "an empty span"},
		{"T5", []customer.Order{paid()}, "", span(day(12), day(9)), calendar.Day, "", "the wrong way round"},
		{"T5", []customer.Order{paid()}, "", span(day(21), day(22)), calendar.Day, "", "after AsOf"},
		{"T5, R5", []customer.Order{paid(payment(late))}, "", span(day(10), day(12)), calendar.Day,
			"2024-05-10 food EUR 1: 10 - 0 = 10|2024-05-11 ", "half past ten in the evening in UTC"},
		{"T5, R5", []customer.Order{paid(payment(late))}, "Europe/Berlin", span(at("2024-05-09T22:00:00Z"), at("2024-05-11T22:00:00Z")), calendar.Day,
			"2024-05-10 |2024-05-11 food EUR 1: 10 - 0 = 10", "is the next day in Berlin"},
		{"T5", []customer.Order{paid(payment(day(12))), paid(payment(day(13)))}, "", span(day(8), day(15)), calendar.Week,
			"2024-05-06* food EUR 1: 10 - 0 = 10|2024-05-13* food EUR 1: 10 - 0 = 10", "weeks from Monday, partial at both ends"},
		{"T5", []customer.Order{paid()}, "", may, calendar.Month, "2024-05* food EUR 1: 10 - 0 = 10", "a month that is not over as of AsOf"},
	} {
		q := customer.Query{AsOf: day(20)}
		if c.zone != "" {
			q.Location = zone(t, c.zone)
		}
		got := strings.ReplaceAll(strings.TrimSuffix(series(trend(t, customer.Memory{Orders: c.orders}, q, c.span, c.unit)), "\n"), "\n", "|")
		if c.unit == calendar.Month {
			got = strings.ReplaceAll(got, "2024-05-01", "2024-05")
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q: %s", c.rule, got, c.want, c.reason)
		}
	}
}

func TestRevenueTrendUnit(t *testing.T) {
	_, err := customer.RevenueTrend(bg, customer.Memory{}, over(customer.Query{AsOf: noon}, calendar.Span{}, 5), nil)
	if !errors.Is(err, calendar.ErrUnit) {
		t.Errorf("T5: a unit that does not exist: %v, want %v", err, calendar.ErrUnit)
	}
}

// A series of too many buckets is an error that names the unit and the dates (T5).
// Without a range the series ends with the last revenue, however late AsOf is.
func TestRevenueTrendBound(t *testing.T) {
	old := customer.Memory{Orders: []customer.Order{paid(payment(at("0001-01-02T00:00:00Z"))), paid()}}
	ask := func(repo customer.Memory, s calendar.Span, asOf string) ([]calendar.Point[customer.Revenue], error) {
		return customer.RevenueTrend(bg, repo, over(customer.Query{AsOf: at(asOf)}, s, calendar.Day), nil)
	}
	const want = "by day, 0001-01-02 to 2024-05-10"
	if points, err := ask(old, calendar.Span{}, "2024-06-01T00:00:00Z"); points != nil || !errors.Is(err, calendar.ErrSeries) || !strings.Contains(err.Error(), want) {
		t.Errorf("T5: a payment in year 1: %d buckets, %v; want %v with %q", len(points), err, calendar.ErrSeries, want)
	}
	now := customer.Memory{Orders: []customer.Order{paid()}}
	if points, err := ask(now, calendar.Span{From: day(1)}, "9999-12-31T00:00:00Z"); points != nil || !errors.Is(err, calendar.ErrSeries) {
		t.Errorf("T5: a range up to 9999: %d buckets, %v; want %v", len(points), err, calendar.ErrSeries)
	}
	if points, err := ask(now, calendar.Span{}, "9999-12-31T00:00:00Z"); len(points) != 1 || points[0].Partial || err != nil {
		t.Errorf("R6: without a range, as of 9999: %v, %v; want one whole day", points, err)
	}
}

// A trend of an error is nothing, also where the error comes last.
func TestRevenueTrendIsWholeOrNothing(t *testing.T) {
	repo := customer.Memory{Orders: []customer.Order{paid(), paid(), paid(refund("11", day(11)))}}
	points, err := customer.RevenueTrend(bg, repo, over(customer.Query{AsOf: noon}, calendar.Span{}, calendar.Day), nil)
	if points != nil || !errors.Is(err, customer.ErrRefund) {
		t.Errorf("R3: %d points and %v, want none and %v", len(points), err, customer.ErrRefund)
	}
}
