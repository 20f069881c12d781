package moments

import (
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Buckets finds the buckets of moments: civil days, weeks or months of an axis (T5). Buckets
// have numbers, which ascend with their dates by 1; a day that the location skipped has one
// too. It remembers where it was, so each goroutine takes its own.
type Buckets struct {
	unit calendar.Unit
	loc  *time.Location
	key  func(time.Time) calendar.Date

	last   calendar.Date // the bucket before, and its number
	number int

	skipped map[int]bool // of the days that were looked at
}

// NewBuckets returns the buckets of an axis.
func NewBuckets(a calendar.Axis) *Buckets {
	return &Buckets{unit: a.Unit, loc: a.Location, key: a.Keyer(), skipped: map[int]bool{}}
}

// Number returns the number of the bucket that has the moment. Days are counted from
// 1 January 1970.
func (b *Buckets) Number(m Moment) int { return b.NumberOf(b.key(m.Time())) }

// NumberOf returns the number of the bucket that begins with a date.
func (b *Buckets) NumberOf(key calendar.Date) int {
	if key != b.last {
		b.last, b.number = key, numberOf(b.unit, key)
	}
	return b.number
}

// Date returns the first date of the bucket with a number.
func (b *Buckets) Date(number int) calendar.Date {
	epoch := calendar.Date{Year: 1970, Month: 1, Day: 1}
	switch b.unit {
	case calendar.Month:
		year := floorDiv(number, 12)
		return calendar.Date{Year: 1970 + year, Month: time.Month(number-12*year) + 1, Day: 1}
	case calendar.Week, calendar.WeekSunday, calendar.WeekSaturday:
		return b.unit.First(epoch).AddDays(7 * number)
	}
	return epoch.AddDays(number)
}

// Next returns the number of the bucket after, where a skipped day is none (D4).
func (b *Buckets) Next(number int) int {
	for number++; b.Skipped(number); number++ {
	}
	return number
}

// Adjacent reports whether one bucket is the one before the other on the axis (D4).
func (b *Buckets) Adjacent(before, number int) bool {
	for ; before+1 < number; number-- {
		if number-before > mostSkipped || !b.Skipped(number-1) {
			return false
		}
	}
	return before+1 == number
}

// mostSkipped is more days than any location has skipped in a row.
const mostSkipped = 100

// Skipped reports whether the bucket is a day that the location skipped.
func (b *Buckets) Skipped(number int) bool {
	if b.loc == nil || b.loc == time.UTC {
		return false
	}
	switch b.unit {
	case calendar.Month, calendar.Week, calendar.WeekSunday, calendar.WeekSaturday:
		return false
	}
	skipped, ok := b.skipped[number]
	if !ok {
		d := b.Date(number)
		skipped = calendar.DateOf(d.Start(b.loc), b.loc) != d
		b.skipped[number] = skipped
	}
	return skipped
}

// Bucket is a bucket in which something happened.
type Bucket struct {
	Number int
	First  Moment // the earliest one in it
	Count  int    // of facts
}

// Of appends the buckets of moments to some memory, each once, in order.
func (b *Buckets) Of(into []Bucket, ms Moments) []Bucket {
	start := len(into)
	for _, m := range ms {
		number := b.Number(m)
		i := len(into)
		for i > start && into[i-1].Number > number { // clocks went back over midnight
			i--
		}
		if i > start && into[i-1].Number == number {
			into[i-1].Count += int(m.Count)
			continue
		}
		into = slices.Insert(into, i, Bucket{number, m, int(m.Count)})
	}
	return into
}

// numberOf returns the number of the bucket that begins with a date.
func numberOf(u calendar.Unit, key calendar.Date) int {
	switch u {
	case calendar.Month:
		return 12*(key.Year-1970) + int(key.Month) - 1
	case calendar.Week, calendar.WeekSunday, calendar.WeekSaturday:
		return floorDiv(dayNumber(key)+5, 7) // the week of the day 0 begins with the day -3, -4 or -5, and has the number 0
	}
	return dayNumber(key)
}

// dayNumber counts the days from 1 January 1970. The year begins with March, so that its
// last day is the one that comes and goes.
func dayNumber(d calendar.Date) int {
	year, month := d.Year, int(d.Month)-3
	if month < 0 {
		year, month = year-1, month+12
	}
	leaps := floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400)
	return 365*year + leaps + (153*month+2)/5 + d.Day - 1 - 719468
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
