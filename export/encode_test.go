package export

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// row returns what the cells of one row are written as.
func row(unguarded bool, cells func(*encoder)) (string, error) {
	e := encoder{unguarded: unguarded, separator: ','}
	cells(&e)
	err := e.err
	e.end()
	return strings.TrimSuffix(string(e.buf), "\n"), err
}

func TestText(t *testing.T) {
	for _, c := range []struct{ cell, want, why string }{
		{"plain", "plain", "no quotes where none are needed"},
		{" a ", " a ", "spaces need none"},
		{"a;b\tc", "\"a;b\tc\"", "X3: other separators do: a program may guess them"},
		{`\.`, `\.`, "nor does what some databases read as an end"},
		{"a,b", `"a,b"`, "a comma"},
		{`a"b`, `"a""b"`, "a quote, doubled"},
		{"a\nb", "\"a\nb\"", "an LF"},
		{"a\rb", "\"a\rb\"", "a CR"},
		{"a\r\nb", "\"a\r\nb\"", "CRLF stays as it is"},
		{"=1,2", `"'=1,2"`, "X3 inside the quotes"},
		{"Zoë ☃", "Zoë ☃", "UTF-8 stays"},
		{"a\x00b", "a\uFFFDb", "NUL cannot be written"},
		{"\x00=1", "\uFFFD=1", "and does not disappear, which would make a formula"},
		{"\xff\xfe", "\uFFFD\uFFFD", "bytes that are not UTF-8, one for one"},
		{"\xff,", "\"\uFFFD,\"", "and quoted"},
		{"\uFFFD", "\uFFFD", "the replacement character itself"},
	} {
		if got, _ := row(false, func(e *encoder) { e.text(c.cell) }); got != c.want {
			t.Errorf("X2: text %q is written %q, want %q: %s", c.cell, got, c.want, c.why)
		}
	}
	got, _ := row(true, func(e *encoder) { e.text("=1"); e.text("\t") })
	if got != "=1,\"\t\"" {
		t.Errorf("X3: unguarded text is written %q", got)
	}
	got, _ = row(false, func(e *encoder) { e.word("-"); e.int(-5); e.amount(decimal.New(-5, 0), 0) })
	if got != "-,-5,-5" {
		t.Errorf("X3: typed cells are exempt, but written %q", got)
	}
}

func TestLoneEmptyField(t *testing.T) {
	for _, c := range []struct {
		cells func(*encoder)
		want  string
		why   string
	}{
		{func(e *encoder) { e.text("") }, `""`, "a row that is one empty field"},
		{func(e *encoder) { e.time(time.Time{}) }, `""`, "of any type"},
		{func(e *encoder) { e.text(""); e.text("") }, `,`, "two empty fields are a line with a comma"},
		{func(e *encoder) { e.text("x") }, `x`, "one field that is not empty"},
	} {
		if got, _ := row(false, c.cells); got != c.want {
			t.Errorf("X4: written %q, want %q: %s", got, c.want, c.why)
		}
	}
}

func TestTypedCells(t *testing.T) {
	berlin := time.FixedZone("", 3600)
	at := func(y, ns int, loc *time.Location) time.Time { return time.Date(y, 1, 1, 0, 30, 0, ns, loc) }
	for _, c := range []struct {
		cells func(*encoder)
		want  string
		err   error
		why   string
	}{
		{func(e *encoder) { e.int(0) }, "0", nil, "zero is a number"},
		{func(e *encoder) { e.bool(true); e.bool(false) }, "true,false", nil, "booleans"},
		{func(e *encoder) { e.time(at(2024, 0, time.UTC)) }, "2024-01-01T00:30:00Z", nil, "no fraction"},
		{func(e *encoder) { e.time(at(2024, 120_000_000, time.UTC)) }, "2024-01-01T00:30:00.12Z", nil, "no trailing zeros"},
		{func(e *encoder) { e.time(at(2024, 1, berlin)) }, "2023-12-31T23:30:00.000000001Z", nil, "UTC"},
		{func(e *encoder) { e.int(1); e.time(time.Time{}) }, "1,", nil, "T7: the zero time is empty"},
		{func(e *encoder) { e.time(at(1, 0, time.UTC)) }, "0001-01-01T00:30:00Z", nil, "the first year"},
		{func(e *encoder) { e.time(at(1, 0, berlin)) }, "", errTime, "in year 0 of UTC"},
		{func(e *encoder) { e.time(at(10000, 0, berlin)) }, "9999-12-31T23:30:00Z", nil, "still in 9999 of UTC"},
		{func(e *encoder) { e.time(at(10000, 0, time.UTC)) }, "", errTime, "a year of five digits"},
		{func(e *encoder) { e.date(calendar.Date{Year: 824, Month: 2, Day: 29}) }, "0824-02-29", nil, "four digits of year"},
		{func(e *encoder) { e.int(1); e.date(calendar.Date{}) }, "1,", nil, "T7: the zero date is empty"},
		{func(e *encoder) { e.date(calendar.Date{Year: 2023, Month: 2, Day: 29}) }, "", errDate, "a date that does not exist"},
	} {
		got, err := row(false, c.cells)
		if !errors.Is(err, c.err) || c.err == nil && (err != nil || got != c.want) {
			t.Errorf("X2: written %q, %v, want %q, %v: %s", got, err, c.want, c.err, c.why)
		}
	}
}

func TestAmount(t *testing.T) {
	huge := decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(255), nil), 0)
	for _, c := range []struct {
		d      decimal.Decimal
		places int
		want   string
		err    error
		why    string
	}{
		{decimal.New(11, -1), 2, "1.10", nil, "at least the currency's decimals"},
		{decimal.New(1125, -3), 2, "1.125", nil, "as many as exactness needs"},
		{decimal.New(11000, -4), 2, "1.10", nil, "no more than that"},
		{decimal.New(5, 0), 0, "5", nil, "a currency without decimals"},
		{decimal.New(50, -1), 0, "5", nil, "zeros that say nothing"},
		{decimal.New(5, 0), -3, "5", nil, "negative places count as none"},
		{decimal.New(5, 3), 2, "5000.00", nil, "never an exponent"},
		{decimal.New(5, -3), 2, "0.005", nil, "zeros after the point"},
		{decimal.New(5, -2), 4, "0.0500", nil, "zeros on both sides"},
		{decimal.New(1005, -2), 3, "10.050", nil, "a zero in the middle"},
		{decimal.New(100, 0), 2, "100.00", nil, "zeros before the point stay"},
		{decimal.New(-125, -2), 2, "-1.25", nil, "a sign"},
		{decimal.New(-5, -3), 0, "-0.005", nil, "a sign and no whole part"},
		{decimal.Decimal{}, 2, "0.00", nil, "the zero value"},
		{decimal.New(0, -9), 3, "0.000", nil, "zero with an exponent"},
		{decimal.New(0, 1_000_000_000), 2, "0.00", nil, "zero with a huge one is still zero"},
		{decimal.New(-1<<63, 0), 0, "-9223372036854775808", nil, "the least int64"},
		{decimal.RequireFromString("123456789012345678901234567890.5"), 2, "123456789012345678901234567890.50", nil, "beyond an int64"},
		{huge, 0, "1" + strings.Repeat("0", 255), nil, "inside the bounds"},
		{decimal.New(1, 1_000_000), 2, "", errAmount, "X6: an exponent bomb"},
		{decimal.New(1, -1_000_000), 2, "", errAmount, "X6: a negative one"},
		{decimal.New(1, 0), 1_000_000, "", errAmount, "X6: a bomb of places"},
		{decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 5000), 0), 2, "", errAmount, "X6: a digit bomb"},
	} {
		got, err := row(false, func(e *encoder) { e.amount(c.d, c.places) })
		if !errors.Is(err, c.err) || c.err == nil && (err != nil || got != c.want) {
			t.Errorf("X2: written %q, %v, want %q, %v: %s", got, err, c.want, c.err, c.why)
		}
	}
}

func TestAmountLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "coefficient"), rapid.Int32Range(-40, 20).Draw(t, "exponent"))
		if rapid.Bool().Draw(t, "long") {
			d = d.Mul(decimal.New(rapid.Int64().Draw(t, "factor"), 0))
		}
		places := rapid.IntRange(0, 6).Draw(t, "places")
		b, err := appendAmount(nil, d, places)
		if err != nil {
			t.Fatalf("X2: %v", err)
		}
		s := string(b)
		if back, err := decimal.NewFromString(s); err != nil || !back.Equal(d) {
			t.Fatalf("X2: %v is written %q, which is not the same amount", d, s)
		}
		_, decimals, _ := strings.Cut(s, ".")
		if len(decimals) < places || len(decimals) > places && strings.HasSuffix(decimals, "0") || strings.ContainsAny(s, "eE+") {
			t.Fatalf("X2: %v with %d places is written %q", d, places, s)
		}
		var a Amount
		if err := a.UnmarshalCSV(s); err != nil || !a.Decimal.Equal(d) {
			t.Fatalf("X4: %q is read back as %v, %v", s, a, err)
		}
	})
}

func TestEncoderAllocatesNothing(t *testing.T) {
	checkAllocs(t, []wideRow{wideRows(1)[0]})
	checkAllocs(t, []loneRow{{"=\"a\",\x00\xff"}, {""}, {"Zoë"}})
}

// A time is written as the standard library writes it, in UTC (X2), whatever dates
// were written before: of that day, or of one in its place.
func TestAppendTimeLaw(t *testing.T) {
	var e encoder
	rapid.Check(t, func(t *rapid.T) {
		sec := rapid.OneOf(rapid.Int64Range(firstSecond+1, lastSecond), rapid.SampledFrom([]int64{firstSecond + 1, -86400, -1, 0, 86399, 951782400, lastSecond})).Draw(t, "seconds")
		at := time.Unix(sec, rapid.SampledFrom([]int64{0, 1, 500_000_000, 999_999_999}).Draw(t, "nanoseconds"))
		got, err := appendTime(nil, at.In(time.FixedZone("", rapid.IntRange(-50000, 50000).Draw(t, "offset"))), nil)
		if want := at.UTC().Format(time.RFC3339Nano); err != nil || string(got) != want {
			t.Fatalf("X2: %q, %v; want %q", got, err, want)
		}
		for _, days := range []int{0, 0, 1, len(dates{}), -len(dates{})} {
			if day := at.AddDate(0, 0, days); day.Unix() > firstSecond && day.Unix() <= lastSecond {
				e.reset()
				e.time(day)
				if e.end(); string(e.buf) != day.UTC().Format(time.RFC3339Nano)+"\n" || e.err != nil {
					t.Fatalf("X2: %q, %v; want %v", e.buf, e.err, day.UTC())
				}
			}
		}
	})
}

// A cell is quoted for a comma, a semicolon, a tab, a quote, a CR or an LF, and for
// nothing else: not for a letter whose bytes hold their bits (X2, X3).
func TestQuotedOnlyWhereNeeded(t *testing.T) {
	for c := range rune(0x3000) {
		s := "a" + string(c) + "b"
		want := s
		switch c {
		case ',', ';', '\t', '"', '\r', '\n':
			want = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		case 0, utf8.RuneError:
			want = "a\uFFFDb"
		}
		if b, err := appendText(nil, s, false); err != nil || string(b) != want {
			got := string(b)
			t.Errorf("X2: %q is written as %q, want %q", s, got, want)
		}
	}
}
