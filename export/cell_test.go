package export

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := calendar.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestParseTime(t *testing.T) {
	for _, c := range []struct{ cell, zone, want, why string }{
		{"2024-05-06", "", "2024-05-06T00:00:00Z", "a bare date is the day's first instant"},
		{"2024-05-06T07:08:09", "", "2024-05-06T07:08:09Z", "T6: no zone and no location is UTC"},
		{"2024-05-06 07:08:09", "", "2024-05-06T07:08:09Z", "one space instead of T"},
		{"2024-05-06T07:08:09Z", "Asia/Tokyo", "2024-05-06T07:08:09Z", "Z wins over the location"},
		{"2024-05-06 07:08:09+02:00", "Asia/Tokyo", "2024-05-06T05:08:09Z", "so does an offset"},
		{"2024-05-06T07:08:09-00:00", "", "2024-05-06T07:08:09Z", "minus nothing"},
		{"2024-05-06T07:08:09-23:59", "", "2024-05-07T07:07:09Z", "the largest offset"},
		{"2024-05-06T07:08:09.1", "", "2024-05-06T07:08:09.1Z", "a digit of fraction"},
		{"2024-05-06T07:08:09.123456789+00:01", "", "2024-05-06T07:07:09.123456789Z", "nine digits"},
		{"2024-05-06", "Asia/Tokyo", "2024-05-05T15:00:00Z", "T5: in the location"},
		{"2024-05-06T07:08:09.5", "Asia/Tokyo", "2024-05-05T22:08:09.5Z", "T5: in the location"},
		{"2024-03-31 02:30:00", "Europe/Berlin", "2024-03-31T01:30:00Z", "T5: a skipped clock time moves forward by the gap"},
		{"2024-10-27 02:30:00", "Europe/Berlin", "2024-10-27T00:30:00Z", "T5: of two the earlier one"},
		{"2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "T5: a day without midnight"},
		{"2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z", "T5: a skipped day: the first instant after it"},
		{"2024-02-29", "", "2024-02-29T00:00:00Z", "a leap day"},
		{"0000-12-31T23:00:00-02:00", "", "0001-01-01T01:00:00Z", "the year counts in UTC"},
		{"0000-02-29T23:00:00-02:00", "", "", "year 0 had a leap day, but is out"},
		{"0000-12-31 23:00:00", "America/New_York", "0001-01-01T03:56:02Z", "in the location's local mean time"},
		{"9999-12-31T23:59:59.999999999Z", "", "9999-12-31T23:59:59.999999999Z", "the last instant"},
		{"9999-12-31T23:59:59-00:01", "", "", "the year 10000 in UTC"},
		{"0001-01-01T00:00:00+00:01", "", "", "the year 0 in UTC"},
		{"0001-01-01", "Europe/Berlin", "", "likewise"},
		{"0000-12-31", "", "", "the year 0"},

		{"2023-02-29", "", "", "no leap year"},
		{"1900-02-29T00:00:00Z", "", "", "nor was this"},
		{"2024-04-31", "", "", "30 days hath April"},
		{"2024-00-10", "", "", "month 0"},
		{"2024-13-10", "", "", "month 13"},
		{"2024-01-00", "", "", "day 0"},
		{"2024-05-06T24:00:00Z", "", "", "hour 24"},
		{"2024-05-06T23:60:00Z", "", "", "minute 60"},
		{"2016-12-31T23:59:60Z", "", "", "second 60, leap seconds too"},
		{"2024-05-06T07:08:09+24:00", "", "", "offset hour 24"},
		{"2024-05-06T07:08:09+02:60", "", "", "offset minute 60"},
		{"2024-05-06T07:08:09+0200", "", "", "an offset without colon"},
		{"2024-05-06T07:08:09+02", "", "", "an offset without minutes"},
		{"2024-05-06T07:08:09z", "", "", "a small z"},
		{"2024-05-06t07:08:09Z", "", "", "a small t"},
		{"2024-05-06  07:08:09", "", "", "two spaces"},
		{"2024-05-06\t07:08:09", "", "", "a tab"},
		{"2024-05-06T07:08", "", "", "no seconds"},
		{"2024-05-06T", "", "", "nothing after the T"},
		{"2024-05-06Z", "", "", "a date with a zone"},
		{"2024-05-06T7:08:09Z", "", "", "one digit"},
		{"2024-5-6", "", "", "one digit"},
		{"24-05-06", "", "", "two digits of year"},
		{"12024-05-06", "", "", "five digits of year"},
		{"2024-05-06T07:08:09.", "", "", "a point and no digits"},
		{"2024-05-06T07:08:09,5", "", "", "a comma"},
		{"2024-05-06T07:08:09.1234567890", "", "", "ten digits"},
		{"2024-05-06T07:08:09.5 Z", "", "", "a space before the zone"},
		{"2024-05-06T07:08:09ZZ", "", "", "something after the zone"},
		{" 2024-05-06", "", "", "a space in front"},
		{"2024-05-06 ", "", "", "a space behind"},
		{"2024/05/06", "", "", "slashes"},
		{"2024-05-06T07-08-09Z", "", "", "dashes in the time"},
		{"20240506T070809Z", "", "", "the basic format"},
		{"+024-05-06", "", "", "a sign"},
		{"٢٠٢٤-05-06", "", "", "digits of another script"},
		{"1714975689", "", "", "seconds since 1970"},
		{"never", "", "", "a word"},
	} {
		var loc *time.Location
		if c.zone != "" {
			loc = zone(t, c.zone)
		}
		got, err := ParseTime([]byte(c.cell), loc)
		switch {
		case c.want == "":
			if !errors.Is(err, errTime) || !got.IsZero() {
				t.Errorf("X6: ParseTime(%q) = %v, %v, want errTime: %s", c.cell, got, err, c.why)
			}
		case err != nil || got.Format(time.RFC3339Nano) != c.want:
			t.Errorf("X6: ParseTime(%q, %s) = %v, %v, want %s: %s", c.cell, c.zone, got.Format(time.RFC3339Nano), err, c.want, c.why)
		}
	}
	for _, cell := range []string{"", "0001-01-01T00:00:00Z", "0001-01-01", "0001-01-01T02:00:00+02:00"} {
		if got, err := ParseTime([]byte(cell), nil); err != nil || got != (time.Time{}) {
			t.Errorf("T7: ParseTime(%q) = %#v, %v, want the zero time", cell, got, err)
		}
	}
}

// timePattern is the grammar of a time in another spelling.
var timePattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?)?$`)

// plainTime reads a time with package time, in UTC.
func plainTime(s string) (time.Time, bool) {
	if !timePattern.MatchString(s) {
		return time.Time{}, false
	}
	s = strings.Replace(s, " ", "T", 1)
	if len(s) == 10 {
		s += "T00:00:00"
	}
	if !strings.HasSuffix(s, "Z") && s[len(s)-6] != '+' && s[len(s)-6] != '-' {
		s += "Z"
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	return t.UTC(), err == nil && 1 <= t.UTC().Year() && t.UTC().Year() <= 9999
}

func checkTime(t interface{ Errorf(string, ...any) }, s string) {
	got, err := ParseTime([]byte(s), nil)
	want, ok := plainTime(s)
	if s == "" {
		ok = true
	}
	if (err == nil) != ok || !got.Equal(want) && ok {
		t.Errorf("X6: ParseTime(%q) = %v, %v, package time says %v, %v", s, got, err, want, ok)
	}
	if err == nil {
		cell, err := Time{got}.MarshalCSV()
		var back Time
		if err2 := back.UnmarshalCSV(cell); err != nil || err2 != nil || !back.Equal(got) {
			t.Errorf("X4: %v is written %q and read %v, %v, %v", got, cell, back, err, err2)
		}
	}
}

func TestParseTimeLaw(t *testing.T) {
	cell := rapid.StringMatching(`[09][0-9]{3}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{1,10})?(Z|[+-][0-2][0-9]:[0-6][0-9])?)?`)
	rapid.Check(t, func(t *rapid.T) { checkTime(t, cell.Draw(t, "cell")) })
}

func FuzzTime(f *testing.F) {
	for _, s := range []string{"", "2024-02-29", "2024-05-06T07:08:09Z", "2024-05-06 07:08:09.123-23:59", "0000-12-31T23:00:00-02:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkTime(t, s) })
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		cell string
		want calendar.Date
		err  error
		why  string
	}{
		{"", calendar.Date{}, nil, "T7: unknown"},
		{"2000-02-29", calendar.Date{Year: 2000, Month: 2, Day: 29}, nil, "a leap day"},
		{"0001-01-01", calendar.Date{Year: 1, Month: 1, Day: 1}, nil, "the first date is not the zero date"},
		{"0000-12-31", calendar.Date{}, errDate, "the year 0"},
		{"0000-00-00", calendar.Date{}, errDate, "what some databases have for unknown"},
		{"1900-02-29", calendar.Date{}, errDate, "a day that does not exist"},
		{"2000-01-01T00:00:00Z", calendar.Date{}, errDate, "a time"},
		{"2000-1-1", calendar.Date{}, errDate, "one digit"},
		{"01.01.2000", calendar.Date{}, errDate, "another form"},
	} {
		if got, err := ParseDate([]byte(c.cell)); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("X6: ParseDate(%q) = %v, %v, want %v, %v: %s", c.cell, got, err, c.want, c.err, c.why)
		}
	}
}

func TestParseBool(t *testing.T) {
	for _, c := range []struct {
		cells string
		want  bool
		err   error
		why   string
	}{
		{"true True TRUE tRuE yes YES yEs 1", true, nil, "in any ASCII case"},
		{"false False FALSE no NO nO 0", false, nil, "in any ASCII case"},
		{"t f y n on off 2 01 truefalse 是 \xff yeſ", false, errBool, "nothing more lenient, and no Unicode folding"},
	} {
		for cell := range strings.FieldsSeq(c.cells) {
			if got, err := ParseBool([]byte(cell)); got != c.want || !errors.Is(err, c.err) {
				t.Errorf("X6: ParseBool(%q) = %v, %v, want %v, %v: %s", cell, got, err, c.want, c.err, c.why)
			}
		}
	}
	if got, err := ParseBool(nil); got || err != nil {
		t.Errorf("X6: an empty boolean is false, got %v, %v", got, err)
	}
	for _, cell := range []string{" true", "true ", "true\n"} {
		if _, err := ParseBool([]byte(cell)); !errors.Is(err, errBool) {
			t.Errorf("X6: ParseBool(%q): %v, want errBool: nothing is trimmed", cell, err)
		}
	}
}

func TestParseAmount(t *testing.T) {
	for _, c := range []struct{ cell, want, why string }{
		{"0", "0", "zero"},
		{"12.50", "12.5", "decimals"},
		{"007", "7", "zeros in front are digits"},
		{"999999999999999999", "999999999999999999", "the last of the fast ones"},
		{"9223372036854775808", "9223372036854775808", "beyond an int64"},
		{"0.000000000000000000001", "0.000000000000000000001", "small and exact"},
		{strings.Repeat("9", 64), strings.Repeat("9", 64), "64 characters"},
		{strings.Repeat("9", 62) + ".9", strings.Repeat("9", 62) + ".9", "the point counts"},
		{strings.Repeat("0", 65), "", "65 characters"},
		{strings.Repeat("9", 1_000_000), "", "a digit bomb"},
		{"", "", "empty"},
		{".", "", "a point"},
		{".5", "", "no digit in front"},
		{"5.", "", "no digit behind"},
		{"1.2.3", "", "two points"},
		{"1,5", "", "a comma"},
		{"1 000", "", "a space"},
		{"1_000", "", "an underscore"},
		{"-1", "", "a minus"},
		{"+1", "", "a plus"},
		{"1e3", "", "an exponent"},
		{"1E1000000", "", "an exponent bomb"},
		{"0x10", "", "hexadecimal"},
		{"NaN", "", "no number"},
		{"Inf", "", "no number either"},
		{"١٢", "", "digits of another script"},
		{" 1", "", "a space in front"},
		{"1\n", "", "a line end behind"},
	} {
		got, err := ParseAmount([]byte(c.cell))
		if c.want == "" {
			if !errors.Is(err, errAmount) || !got.IsZero() {
				t.Errorf("X6: ParseAmount(%.70q) = %v, %v, want errAmount: %s", c.cell, got, err, c.why)
			}
		} else if err != nil || !got.Equal(decimal.RequireFromString(c.want)) {
			t.Errorf("X6: ParseAmount(%q) = %v, %v, want %s: %s", c.cell, got, err, c.want, c.why)
		}
	}
}

var amountPattern = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

func checkAmount(t interface{ Errorf(string, ...any) }, s string) {
	got, err := ParseAmount([]byte(s))
	ok := len(s) <= 64 && amountPattern.MatchString(s)
	if (err == nil) != ok {
		t.Errorf("X6: ParseAmount(%q): %v, want accepted: %v", s, err, ok)
	}
	if ok && !got.Equal(decimal.RequireFromString(s)) {
		t.Errorf("X6: ParseAmount(%q) = %v", s, got)
	}
}

func TestParseAmountLaw(t *testing.T) {
	cell := rapid.StringMatching(`[0-9]{0,40}\.?[0-9]{0,40}`)
	rapid.Check(t, func(t *rapid.T) { checkAmount(t, cell.Draw(t, "cell")) })
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"", "0", "12.50", "1e9", "-1", ".5", "5.", "999999999999999999.9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkAmount(t, s) })
}

func TestParseCurrencyAndWord(t *testing.T) {
	if got, err := parseCurrency([]byte("EUR")); got != "EUR" || err != nil {
		t.Errorf("R2: parseCurrency(EUR) = %q, %v", got, err)
	}
	for _, cell := range []string{"", "eur", "EU", "EURO", "E R", "ÄU", "EU1", "€"} {
		if _, err := parseCurrency([]byte(cell)); !errors.Is(err, errCurrency) {
			t.Errorf("R2: parseCurrency(%q): %v, want errCurrency", cell, err)
		}
	}
	for _, c := range []struct {
		cell  string
		words []string
		err   error
		why   string
	}{
		{"in", []string{"in", "out"}, nil, "one of the words"},
		{"", []string{"", "food"}, nil, "empty, if the set has it"},
		{"", []string{"in", "out"}, errWord, "empty otherwise"},
		{"In", []string{"in", "out"}, errWord, "lower case exactly"},
		{"in ", []string{"in", "out"}, errWord, "nothing is trimmed"},
		{"inn", []string{"in", "out"}, errWord, "the whole word"},
	} {
		got, err := parseWord([]byte(c.cell), c.words...)
		if !errors.Is(err, c.err) || err == nil && got != c.cell {
			t.Errorf("X6: parseWord(%q) = %q, %v, want %v: %s", c.cell, got, err, c.err, c.why)
		}
	}
}

func TestParseAllocatesNothing(t *testing.T) {
	zoned, local, day := []byte("2024-05-06T07:08:09Z"), []byte("2024-05-06 07:08:09"), []byte("2024-05-06")
	yes, word := []byte("Yes"), []byte("out")
	berlin := zone(t, "Europe/Berlin")
	n := testing.AllocsPerRun(100, func() {
		ParseTime(zoned, nil)
		ParseTime(local, berlin)
		ParseTime(day, berlin)
		ParseDate(day)
		ParseBool(yes)
		parseWord(word, "in", "out")
	})
	if n > 0 {
		t.Errorf("X6: parsing cells allocates %v times, want 0", n)
	}
}

// TestParseTimePlain: every day, and times with zones, are what package time
// makes of them, the bits too.
func TestParseTimePlain(t *testing.T) {
	for day := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 10000; day = day.AddDate(0, 0, 1) {
		got, err := ParseTime([]byte(day.Format(time.DateOnly)), nil)
		if want := day.Year() > 0; want != (err == nil) || want && got != day {
			t.Fatalf("X6: %v is read as %v, %v", day, got, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		date := fmt.Sprintf("%04d-%02d-%02d", rapid.IntRange(0, 9999).Draw(t, "year"), rapid.IntRange(0, 13).Draw(t, "month"), rapid.IntRange(0, 32).Draw(t, "day"))
		clock := fmt.Sprintf("%02d:%02d:%02d", rapid.IntRange(0, 24).Draw(t, "h"), rapid.IntRange(0, 60).Draw(t, "m"), rapid.IntRange(0, 60).Draw(t, "s"))
		clock += rapid.SampledFrom([]string{"", ".5", ".000000001", ".999999999"}).Draw(t, "fraction")
		zone := rapid.SampledFrom([]string{"", "Z", "+00:00", "-23:59", "+23:59", "+05:30"}).Draw(t, "zone")
		want, wantErr := time.Parse(time.RFC3339Nano, date+"T"+clock+cmp.Or(zone, "Z"))
		want = want.UTC()
		if year := want.Year(); year < 1 || year > 9999 {
			wantErr = errTime
		}
		for _, sep := range []string{"T", " "} {
			got, err := ParseTime([]byte(date+sep+clock+zone), nil)
			if (err == nil) != (wantErr == nil) || err == nil && got != want {
				t.Fatalf("X6: %s%s%s%s is read as %v, %v, want %v, %v", date, sep, clock, zone, got, err, want, wantErr)
			}
		}
	})
}
