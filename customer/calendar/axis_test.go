package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestKey(t *testing.T) {
	for _, c := range []struct {
		unit           Unit
		zone, at, want string
		reason         string
	}{
		{Day, "", "2026-03-01T23:59:59.999999999Z", "2026-03-01", "T5: the end of a day"},
		{Day, "Asia/Kathmandu", "2026-03-01T18:14:59Z", "2026-03-01", "T5: before midnight in Kathmandu"},
		{Day, "Asia/Kathmandu", "2026-03-01T18:15:00Z", "2026-03-02", "T5: midnight in Kathmandu"},
		{Week, "America/New_York", "2026-03-02T04:59:59Z", "2026-02-23", "T5: Sunday in New York"},
		{Week, "America/New_York", "2026-03-02T05:00:00Z", "2026-03-02", "T5: Monday in New York"},
		{Month, "Pacific/Kiritimati", "2026-02-28T10:00:00Z", "2026-03-01", "T5: March in Kiritimati"},
		{Month, "Pacific/Niue", "2026-03-01T10:59:59Z", "2026-02-01", "T5: February in Niue"},
		{Day, "America/St_Johns", "2010-11-07T02:30:30Z", "2010-11-07", "T5: the first 00:00 of the day"},
		{Day, "America/St_Johns", "2010-11-07T02:31:00Z", "2010-11-06", "T5: back to 23:01 of the day before"},
		{Day, "America/St_Johns", "2010-11-07T03:30:00Z", "2010-11-07", "T5: the second 00:00"},
		{Month, "Asia/Kathmandu", "", "", "T7: undated has no bucket"},
	} {
		a := Axis{Unit: c.unit, Location: mustZone(t, c.zone)}
		if got := a.Key(instant(t, c.at)).String(); got != c.want {
			t.Errorf("%s: the %v of %q in %q is %q, want %q", c.reason, c.unit, c.at, c.zone, got, c.want)
		}
		if got := a.Keyer()(instant(t, c.at)).String(); got != c.want {
			t.Errorf("%s: Keyer: the %v of %q in %q is %q, want %q", c.reason, c.unit, c.at, c.zone, got, c.want)
		}
	}
	if got, want := (Axis{}).Key(instant(t, "2026-03-01T23:00:00Z")), (Date{2026, 3, 1}); got != want {
		t.Errorf("T6: the key in the nil location is %v, want %v", got, want)
	}
}

// TestKeyerIsKey: one Keyer, asked for many instants, far apart and close
// together, forwards and backwards, gives what Key gives.
func TestKeyerIsKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Axis{Unit: genUnit().Draw(t, "unit"), Location: genZone().Draw(t, "zone")}
		keyer := a.Keyer()
		x := genInstant(1, 9998).Draw(t, "x")
		for range rapid.IntRange(1, 30).Draw(t, "calls") {
			switch rapid.IntRange(0, 9).Draw(t, "jump") {
			case 0:
				x = genInstant(1, 9998).Draw(t, "x")
			case 1, 2:
				x = genInstant(1960, 2060).Draw(t, "x")
			case 3:
				x = a.Key(x).Start(a.Location).Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "ns")))
			case 4:
				x = time.Time{}
			default:
				x = x.Add(time.Duration(rapid.Int64Range(-40, 40).Draw(t, "hours")) * time.Hour)
			}
			if got, want := keyer(x), a.Key(x); got != want {
				t.Fatalf("T5: Keyer gives %v the %v %v in %v; Key gives %v", x, a.Unit, got, a.Location, want)
			}
		}
	})
}

// TestKeyerInEveryZone walks every zone by steps of some hours through the years
// in which zones changed most, and past the last listed change.
func TestKeyerInEveryZone(t *testing.T) {
	for i, z := range everyZone(t) {
		a := Axis{Unit: Unit(i % 3), Location: z.loc}
		keyer := a.Keyer()
		for _, from := range []int{1915, 1940, 1977, 2007, 2036, 2079} {
			x := time.Date(from, 1, 1, 0, i%60, 0, 0, time.UTC)
			for end := x.AddDate(2, 0, 1); x.Before(end); x = x.Add(5*time.Hour + 7*time.Minute) {
				if got, want := keyer(x), a.Key(x); got != want {
					t.Fatalf("T5: Keyer gives %v the %v %v in %s; Key gives %v", x, a.Unit, got, z.name, want)
				}
			}
		}
	}
}

// TestKeyerPastListedTransitions: on 31 December of leap years past the last
// transition of a zone file, Time.ZoneBounds ends before it begins.
func TestKeyerPastListedTransitions(t *testing.T) {
	for _, zone := range []string{"Europe/Berlin", "America/New_York", "Australia/Sydney", "America/Santiago"} {
		a := Axis{Location: mustZone(t, zone)}
		keyer := a.Keyer()
		for x := instant(t, "2040-12-30T00:00:00Z"); x.Year() < 2042; x = x.Add(17 * time.Minute) {
			if got, want := keyer(x), a.Key(x); got != want {
				t.Fatalf("T5: Keyer gives %v the day %v in %s; Key gives %v", x, got, zone, want)
			}
		}
	}
}
