package calendar_test

import (
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Is a login of 30 November, at three in the afternoon, within the last three
// months? Until the last hour of February.
func ExamplePeriod() {
	login := time.Date(2025, 11, 30, 15, 0, 0, 0, time.UTC)
	p := calendar.Months(3)

	february := time.Date(2026, 2, 28, 23, 59, 59, 0, time.UTC)
	fmt.Println(p.Last(february).Contains(login))
	fmt.Println(p.After(login))
	fmt.Println(p.Last(p.After(login)).Contains(login))
	// Output:
	// true
	// 2026-03-01 00:00:00 +0000 UTC
	// false
}

func ExamplePeriod_Before() {
	asOf := time.Date(2026, 5, 31, 12, 0, 0, 0, time.UTC)
	p := calendar.Months(3)
	fmt.Println(p.Before(asOf).Format(time.RFC3339Nano))
	fmt.Println(p.Last(asOf))
	// Output:
	// 2026-02-28T23:59:59.999999999Z
	// [2026-03-01T00:00:00Z, 2026-05-31T12:00:00.000000001Z)
}

func ExamplePeriod_Next() {
	asOf := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	fmt.Println(calendar.Days(7).Next(asOf))
	// Output: [2026-03-01T12:00:00.000000001Z, 2026-03-08T12:00:00.000000001Z)
}

func ExampleDateOf() {
	kathmandu, err := calendar.Zone("Asia/Kathmandu")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 3, 1, 18, 15, 0, 0, time.UTC)
	fmt.Println(calendar.DateOf(at, nil))
	fmt.Println(calendar.DateOf(at, kathmandu))
	// Output:
	// 2026-03-01
	// 2026-03-02
}

func ExampleParseDate() {
	d, err := calendar.ParseDate("2024-02-29")
	fmt.Println(d, err)
	_, err = calendar.ParseDate("2023-02-29")
	fmt.Println(err)
	// Output:
	// 2024-02-29 <nil>
	// calendar: not a date of the form YYYY-MM-DD
}

// In São Paulo, clocks once went from midnight straight to one o'clock.
func ExampleDate_Start() {
	loc, err := calendar.Zone("America/Sao_Paulo")
	if err != nil {
		fmt.Println(err)
		return
	}
	start := calendar.Date{Year: 2018, Month: time.November, Day: 4}.Start(loc)
	fmt.Println(start)
	fmt.Println(start.In(loc).Format(time.DateTime))
	// Output:
	// 2018-11-04 03:00:00 +0000 UTC
	// 2018-11-04 01:00:00
}

// A clock time that is skipped moves forward by the gap, one that comes twice is
// the earlier.
func ExampleDate_At() {
	loc, err := calendar.Zone("Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	clock := 2*time.Hour + 30*time.Minute
	spring := calendar.Date{Year: 2026, Month: time.March, Day: 29}
	autumn := calendar.Date{Year: 2026, Month: time.October, Day: 25}
	fmt.Println(spring.At(clock, loc).In(loc))
	fmt.Println(autumn.At(clock, loc).In(loc))
	// Output:
	// 2026-03-29 03:30:00 +0200 CEST
	// 2026-10-25 02:30:00 +0200 CEST
}

func ExampleUnit() {
	d := calendar.Date{Year: 2026, Month: time.January, Day: 1}
	for _, u := range []calendar.Unit{calendar.Day, calendar.Week, calendar.WeekSunday, calendar.WeekSaturday, calendar.Month} {
		fmt.Println(u, u.First(d), u.Next(d), u.Format(u.First(d)))
	}
	// Output:
	// day 2026-01-01 2026-01-02 2026-01-01
	// week 2025-12-29 2026-01-05 2025-12-29
	// week-sunday 2025-12-28 2026-01-04 2025-12-28
	// week-saturday 2025-12-27 2026-01-03 2025-12-27
	// month 2026-01-01 2026-02-01 2026-01
}

func ExampleParseUnit() {
	u, err := calendar.ParseUnit("week")
	fmt.Println(u, err)
	_, err = calendar.ParseUnit("fortnight")
	fmt.Println(err)
	// Output:
	// week <nil>
	// calendar: not a unit; want day, week, week-sunday, week-saturday or month
}

// As of an instant, what happened at that very instant has happened.
func ExampleAsOf() {
	asOf := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	known := calendar.AsOf(asOf)
	fmt.Println(known.Contains(asOf), known.Contains(asOf.Add(1)), known.Contains(time.Time{}))
	// Output: true false false
}

func ExampleDateSpan() {
	loc, err := calendar.Zone("Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	from := calendar.Date{Year: 2026, Month: time.March, Day: 29}
	day := calendar.DateSpan(from, from.AddDays(1), loc)
	fmt.Println(day)
	fmt.Println(day.To.Sub(day.From))
	// Output:
	// [2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z)
	// 23h0m0s
}

func ExampleSpan_Intersect() {
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	march := calendar.Span{From: day(1), To: day(32)}
	fmt.Println(march.Intersect(calendar.Span{From: day(20)}))
	fmt.Println(march.Intersect(calendar.Span{From: day(40)}).Empty())
	// Output:
	// [2026-03-20T00:00:00Z, 2026-04-01T00:00:00Z)
	// true
}

func ExampleZone() {
	loc, err := calendar.Zone("")
	fmt.Println(loc, err)
	_, err = calendar.Zone("Europe/Atlantis")
	fmt.Println(err)
	_, err = calendar.Zone("Local")
	fmt.Println(err)
	// Output:
	// UTC <nil>
	// calendar: unknown time zone: not in the zone database, or there is none
	// calendar: the machine's local zone is not a location
}

func ExampleCheck() {
	fmt.Println(calendar.Check(time.Time{}, nil))
	// Output: calendar: AsOf is missing or outside the years 1 to 9999
}

// Four days in Apia, of which one did not exist.
func ExampleFill() {
	loc, err := calendar.Zone("Pacific/Apia")
	if err != nil {
		fmt.Println(err)
		return
	}
	from := calendar.Date{Year: 2011, Month: time.December, Day: 28}
	a := calendar.Axis{
		Unit:     calendar.Day,
		Location: loc,
		Span:     calendar.DateSpan(from, calendar.Date{}, loc),
		AsOf:     time.Date(2011, 12, 30, 22, 0, 0, 0, time.UTC),
	}
	logins := map[calendar.Date]int{}
	key := a.Keyer()
	for _, hour := range []int{8, 10, 12, 20, 34, 35} {
		logins[key(time.Date(2011, 12, 29, hour, 0, 0, 0, time.UTC))]++
	}
	points, err := calendar.Fill(a, logins)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range points {
		fmt.Println(p.Bucket, p.Value, p.Partial)
	}
	// Output:
	// 2011-12-28 1 false
	// 2011-12-29 3 false
	// 2011-12-31 2 true
}

func ExampleFillValues() {
	orders := map[calendar.Date]int{
		{Year: 2025, Month: time.November, Day: 1}: 4,
		{Year: 2026, Month: time.January, Day: 1}:  1,
	}
	points, err := calendar.FillValues(calendar.Month, nil, orders)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range points {
		fmt.Println(calendar.Month.Format(p.Bucket), p.Value)
	}
	// Output:
	// 2025-11 4
	// 2025-12 0
	// 2026-01 1
}

func ExampleAxis_Key() {
	a := calendar.Axis{Unit: calendar.Week}
	fmt.Println(a.Key(time.Date(2026, 3, 1, 23, 59, 59, 0, time.UTC)))
	fmt.Println(a.Key(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)))
	// Output:
	// 2026-02-23
	// 2026-03-02
}

// A Keyer remembers where it last was, so facts in order of time cost little.
func ExampleAxis_Keyer() {
	key := calendar.Axis{Unit: calendar.Week}.Keyer()
	for day := 1; day <= 3; day++ {
		fmt.Println(key(time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC)))
	}
	// Output:
	// 2026-02-23
	// 2026-03-02
	// 2026-03-02
}

func ExamplePeriod_Last() {
	asOf := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	week := calendar.Days(7).Last(asOf)
	fmt.Println(week.Contains(asOf), week.Contains(asOf.Add(-7*24*time.Hour)))
	// Output: true false
}

// The first ten days of June, up to now, against the same part of May.
func ExampleDates_Counterpart() {
	asOf := time.Date(2026, 6, 10, 15, 0, 0, 0, time.UTC)
	june := calendar.Dates{From: calendar.Date{Year: 2026, Month: time.June, Day: 1}, To: calendar.Date{Year: 2026, Month: time.July, Day: 1}}
	for _, kind := range []calendar.Comparison{calendar.Previous, calendar.PreviousYear} {
		c, err := june.Counterpart(kind, asOf, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(c.Kind, c.Range, c.AsOf.Format(time.RFC3339))
	}

	leap := calendar.Dates{From: calendar.Date{Year: 2024, Month: time.February, Day: 29}, To: calendar.Date{Year: 2024, Month: time.March, Day: 1}}
	c, err := leap.Counterpart(calendar.PreviousYear, asOf, nil)
	fmt.Println(c.Kind, c.Exists(), err)
	// Output:
	// whole months [2026-05-01, 2026-06-01) 2026-05-10T15:00:00Z
	// previous year [2025-06-01, 2025-07-01) 2025-06-10T15:00:00Z
	// previous year false <nil>
}

// From 50 orders to 60: is that more than chance?
func ExampleChange() {
	c := calendar.Change{Before: 50, Now: 60}
	now, before, _ := c.Ratio()
	i, _ := c.Interval()
	fmt.Printf("%+d, %d to %d, %.3f to %.3f, no clear change: %t\n", c.Difference(), now, before, i.Low, i.High, c.NoClearChange())

	_, _, ok := calendar.Change{Before: 0, Now: 3}.Ratio()
	fmt.Println("from nothing there is a ratio:", ok)
	// Output:
	// +10, 60 to 50, 0.826 to 1.743, no clear change: true
	// from nothing there is a ratio: false
}

// 56 of 70 came back this year, 48 of 80 the year before.
func ExampleRateChange() {
	c := calendar.RateChange{Now: calendar.Rate{Count: 56, Of: 70}, Before: calendar.Rate{Count: 48, Of: 80}}
	d, _ := c.Difference()
	i, _ := c.Interval()
	fmt.Printf("%.1f, %.4f to %.4f, no clear change: %t\n", d, i.Low, i.High, c.NoClearChange())
	// Output: 0.2, 0.0524 to 0.3339, no clear change: false
}

func ExampleRate_Interval() {
	i, _ := calendar.Rate{Count: 10, Of: 100}.Interval()
	fmt.Printf("%.4f to %.4f\n", i.Low, i.High)
	// Output: 0.0552 to 0.1744
}
