package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer/calendar"
)

func TestAxisLast(t *testing.T) {
	utc := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		zone     string
		unit     calendar.Unit
		to, asOf string
		bucket   calendar.Date
		want     string
		reason   string
	}{
		{"", calendar.Day, "", "2024-06-01T00:00:00Z", civil(2024, 5, 31), "2024-05-31T23:59:59.999999999Z", "a day ends before the next one"},
		{"", calendar.Day, "", "2024-06-01T00:00:00Z", civil(2024, 6, 1), "2024-06-01T00:00:00Z", "the running day ends at AsOf"},
		{"", calendar.Day, "2024-05-31T12:00:00Z", "2024-06-01T00:00:00Z", civil(2024, 5, 31), "2024-05-31T11:59:59.999999999Z", "To is not in the range"},
		{"", calendar.Day, "", "2024-06-01T00:00:00Z", civil(2024, 6, 2), "", "tomorrow has not begun"},
		{"", calendar.Week, "", "2024-06-09T00:00:00Z", civil(2024, 5, 27), "2024-06-02T23:59:59.999999999Z", "a week ends with its Sunday"},
		{"", calendar.Month, "", "2024-06-09T00:00:00Z", civil(2024, 2, 1), "2024-02-29T23:59:59.999999999Z", "a month ends with its last day"},
		{"Europe/Berlin", calendar.Day, "", "2024-06-09T00:00:00Z", civil(2024, 3, 31), "2024-03-31T21:59:59.999999999Z", "a day of 23 hours"},
		{"America/Sao_Paulo", calendar.Day, "", "2018-12-01T00:00:00Z", civil(2018, 2, 17), "2018-02-18T02:59:59.999999999Z", "23:00 comes twice"},
		{"America/Sao_Paulo", calendar.Day, "", "2018-12-01T00:00:00Z", civil(2018, 11, 3), "2018-11-04T02:59:59.999999999Z", "the next day has no midnight"},
		{"Pacific/Apia", calendar.Day, "", "2012-01-09T00:00:00Z", civil(2011, 12, 30), "", "a skipped day has no instant"},
		{"Pacific/Apia", calendar.Day, "", "2012-01-09T00:00:00Z", civil(2011, 12, 29), "2011-12-30T09:59:59.999999999Z", "and the one before ends as usual"},
		{"America/St_Johns", calendar.Day, "", "2010-11-09T00:00:00Z", civil(2010, 11, 6), "2010-11-07T03:29:59.999999999Z", "a date that comes back ends the second time around"},
		{"America/St_Johns", calendar.Day, "", "2010-11-07T03:00:00Z", civil(2010, 11, 7), "2010-11-07T02:30:59.999999999Z", "the next date, whose rest is not known yet, ended when clocks went back"},
		{"America/St_Johns", calendar.Day, "", "2010-11-07T02:30:30Z", civil(2010, 11, 6), "2010-11-07T02:29:59.999999999Z", "and before that a minute of the next date is no part of it"},
	} {
		loc, err := calendar.Zone(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		a := calendar.Axis{Unit: c.unit, Location: loc, Span: calendar.Span{To: utc(c.to)}, AsOf: utc(c.asOf)}
		if got := a.Last(c.bucket); !got.Equal(utc(c.want)) {
			t.Errorf("T5: the last instant of %v %v in %v is %v, want %s: %s", c.unit, c.bucket, loc, got, c.want, c.reason)
		}
	}
	if at := (calendar.Axis{AsOf: utc("2024-06-01T00:00:00Z")}).Last(calendar.Date{}); !at.IsZero() {
		t.Errorf("T7: the zero date has a last instant %v", at)
	}
}

func civil(y int, m time.Month, d int) calendar.Date { return calendar.Date{Year: y, Month: m, Day: d} }

// The last instant of the bucket of any instant has its key and is known, and
// nothing after it is and has.
func TestAxisLastIsLast(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "America/St_Johns", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kwajalein"}
	around := []int64{1269536400, 1289097060, 1325239200, 745934400, 1518919200, 1541300400, 504901800, 1711846800, 1699160400}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := calendar.Zone(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		near := func(label string) time.Time {
			sec := rapid.SampledFrom(around).Draw(t, label) + 900*int64(rapid.IntRange(-300, 300).Draw(t, "quarters"))
			return time.Unix(sec, int64(rapid.IntRange(-1, 1).Draw(t, "beside"))).UTC()
		}
		a := calendar.Axis{Unit: rapid.SampledFrom([]calendar.Unit{calendar.Day, calendar.Week, calendar.WeekSunday, calendar.WeekSaturday, calendar.Month}).Draw(t, "unit"), Location: loc, AsOf: near("as of")}
		x := a.AsOf.Add(-time.Duration(rapid.IntRange(0, 400).Draw(t, "back")) * 15 * time.Minute)
		bucket := a.Key(x)
		last := a.Last(bucket)
		if last.Before(x) || last.After(a.AsOf) || a.Key(last) != bucket {
			t.Fatalf("T5: %v, of bucket %v as of %v in %v: the last instant is %v", x, bucket, a.AsOf, loc, last)
		}
		for y := last.Add(1); !y.After(a.AsOf) && y.Before(last.Add(60*24*time.Hour)); y = y.Add(15 * time.Minute) {
			if a.Key(y) == bucket {
				t.Fatalf("T5: %v is in bucket %v in %v, after its last instant %v", y, bucket, loc, last)
			}
		}
	})
}

// A bucket is over from its last instant on.
func TestAxisOver(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "America/St_Johns"}
	around := []int64{1269536400, 1289097060, 1325239200, 1518919200, 1541300400, 1711846800}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := calendar.Zone(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.SampledFrom(around).Draw(t, "around")+900*int64(rapid.IntRange(-300, 300).Draw(t, "quarters")), 0).UTC()
		a := calendar.Axis{Unit: calendar.Unit(rapid.IntRange(0, 4).Draw(t, "unit")), Location: loc, AsOf: at.Add(90 * 24 * time.Hour)}
		bucket := a.Key(at)
		last := a.Last(bucket)
		a.AsOf = last
		if a.AsOf = last; !a.Over(bucket) {
			t.Fatalf("T5: bucket %v in %v is not over at its last instant %v", bucket, loc, last)
		}
		if a.AsOf = last.Add(-1); a.Over(bucket) {
			t.Fatalf("T5: bucket %v in %v is over before its last instant %v", bucket, loc, last)
		}
	})
}
