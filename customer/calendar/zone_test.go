package calendar

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestZone(t *testing.T) {
	for _, c := range []struct {
		name   string
		want   error
		reason string
	}{
		{"", nil, "no name is UTC"},
		{"UTC", nil, "UTC by name"},
		{"Europe/Berlin", nil, "a zone"},
		{"America/Argentina/Buenos_Aires", nil, "three parts"},
		{"Etc/GMT+12", nil, "plus"},
		{"Asia/Ust-Nera", nil, "hyphen"},
		{"Local", ErrLocal, "the machine's zone"},
		{"localtime", ErrLocal, "the machine's zone, as some databases list it"},
		{"Europe/Atlantis", ErrZone, "unknown, never UTC"},
		{"Europe", ErrZone, "a directory"},
		{"zone.tab", ErrZone, "a file that is no zone"},
		{"tzdata.zi", ErrZone, "a file that is no zone"},
		{"../../etc/localtime", ErrZone, "leads out"},
		{"Europe/../Europe/Berlin", ErrZone, "dots"},
		{"./UTC", ErrZone, "dot"},
		{"/etc/localtime", ErrZone, "absolute"},
		{`\etc\localtime`, ErrZone, "absolute, backslashes"},
		{"C:/zone", ErrZone, "drive"},
		{"Europe//Berlin", ErrZone, "empty part"},
		{"Europe/Berlin/", ErrZone, "empty part"},
		{" UTC", ErrZone, "space"},
		{"UTC\x00", ErrZone, "NUL"},
		{"Europe/Zürich", ErrZone, "not ASCII"},
		{"right/Europe/Berlin", ErrZone, "counts leap seconds"},
		{strings.Repeat("A", 65), ErrZone, "too long"},
		{strings.Repeat("A/", 1<<20), ErrZone, "far too long"},
	} {
		loc, err := Zone(c.name)
		if !errors.Is(err, c.want) || (loc == nil) != (c.want != nil) {
			t.Errorf("T6: Zone(%.80q) = %v, %v; want error %v (%s)", c.name, loc, err, c.want, c.reason)
		}
		if err != nil && len(c.name) > 5 && c.name != "localtime" && strings.Contains(err.Error(), c.name) {
			t.Errorf("X6: the error %q repeats the name", err)
		}
	}
	if loc, _ := Zone(""); loc != time.UTC {
		t.Errorf("T6: Zone(\"\") = %v, want UTC itself", loc)
	}
}

func TestCheck(t *testing.T) {
	now := instant(t, "2026-03-01T12:00:00Z")
	for _, c := range []struct {
		asOf   time.Time
		loc    *time.Location
		want   error
		reason string
	}{
		{now, nil, nil, "T6: nil is UTC"},
		{now, time.UTC, nil, "T6: UTC"},
		{now, mustZone(t, "Asia/Kathmandu"), nil, "T6: a zone"},
		{now.In(time.Local), nil, nil, "T6: an instant may be written in any zone"},
		{time.Time{}, nil, ErrAsOf, "T1: no AsOf is not now"},
		{time.Time{}.In(time.FixedZone("", 3600)), nil, ErrAsOf, "T1: zero in any zone"},
		{now, time.Local, ErrLocal, "T6: the machine's zone"},
		{time.Time{}, time.Local, ErrAsOf, "T1 before T6"},
		{instant(t, "0001-01-01T00:00:00.000000001Z"), nil, nil, "T1: the first"},
		{time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC), nil, nil, "T1: the last"},
		{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), nil, ErrAsOf, "T1: beyond what can be written"},
		{time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), nil, ErrAsOf, "T1: before what can be written"},
		{time.Unix(1<<62, 0), nil, ErrAsOf, "T1: no date at all"},
	} {
		if err := Check(c.asOf, c.loc); !errors.Is(err, c.want) || err != nil && c.want == nil {
			t.Errorf("%s: Check(%v, %v) = %v, want %v", c.reason, c.asOf, c.loc, err, c.want)
		}
	}
}

// TestResultsIgnoreTheMachine runs the package under several local zones and
// wants the very same values.
func TestResultsIgnoreTheMachine(t *testing.T) {
	saved := time.Local
	defer func() { time.Local = saved }()
	type results struct {
		date, key        Date
		start, at        time.Time
		after, before    time.Time
		last, next, span Span
		text             string
		points           int
		first            Point[int]
	}
	x := instant(t, "2026-03-31T22:30:00.5Z")
	run := func(loc *time.Location, local *time.Location) results {
		time.Local = local
		y := x.In(time.Local) // the same instant, as the machine would write it
		d := DateOf(y, loc)
		a := Axis{Unit: Week, Location: loc, Span: Months(3).Last(y), AsOf: y}
		points := fill(t, a, map[Date]int{a.Key(y): 1})
		return results{
			date: d, key: a.Keyer()(y), start: d.Start(loc), at: d.At(2*time.Hour, loc),
			after: Months(1).After(y), before: Months(1).Before(y),
			last: Days(7).Last(y), next: Days(7).Next(y),
			span: AsOf(y).Intersect(DateSpan(d.AddDays(-3), d, loc)),
			text: AsOf(y).String(), points: len(points), first: points[0],
		}
	}
	for _, loc := range []*time.Location{nil, time.UTC, mustZone(t, "America/Sao_Paulo"), mustZone(t, "Pacific/Apia")} {
		want := run(loc, time.UTC)
		for _, name := range []string{"Pacific/Kiritimati", "Pacific/Niue", "Asia/Kathmandu", "Europe/Berlin"} {
			if got := run(loc, mustZone(t, name)); got != want {
				t.Errorf("T6: location %v on a machine in %s:\n got %+v\nwant %+v", loc, name, got, want)
			}
		}
	}
	time.Local = time.UTC
	if err := Check(x, time.UTC); err != nil {
		t.Errorf("T6: on a machine whose zone is set to UTC, UTC is refused: %v", err)
	}
	time.Local = mustZone(t, "Pacific/Niue")
	if err := Check(x, time.Local); !errors.Is(err, ErrLocal) {
		t.Errorf("T6: on a machine in Niue, Check(time.Local) = %v", err)
	}
}

// TestNoClock reads the package's own source: it asks no clock, never uses the
// machine's zone but to refuse it, and never time.AddDate.
func TestNoClock(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	forbidden := map[*regexp.Regexp]string{
		regexp.MustCompile(`time\.(Now|Since|Until|After|Tick|NewTimer)\b`): "T1",
		regexp.MustCompile(`\.AddDate\(`):                                   "T4",
		regexp.MustCompile(`time\.Local\b`):                                 "T6",
	}
	read := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		read++
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(text), "\n") {
			code, _, _ := strings.Cut(line, "//")
			for re, rule := range forbidden {
				if re.MatchString(code) && !strings.Contains(code, "loc == time.Local") {
					t.Errorf("%s: %s:%d: %s", rule, f.Name(), n+1, strings.TrimSpace(line))
				}
			}
		}
	}
	if read < 5 {
		t.Fatalf("T1: read only %d files", read)
	}
}

// TestSegments checks what is known of a zone's offsets against the offsets
// themselves, past the last transition that zone files list too.
func TestSegments(t *testing.T) {
	for _, z := range everyZone(t) {
		for _, c := range []string{
			"1969-12-31T23:59:59Z", "2008-12-31T12:00:00Z", "2026-03-01T00:00:00Z",
			"2036-12-31T00:00:00Z", "2040-12-31T00:00:00Z", "2040-12-31T23:59:59Z", "2041-01-01T00:00:00Z", "2400-12-31T01:00:00Z",
		} {
			sec := instant(t, c).Unix()
			s := segmentAround(sec, z.loc)
			if !s.holds(sec) {
				t.Errorf("T5: %s: the segment around %s is [%d, %d), which does not hold %d", z.name, c, s.from, s.to, sec)
				continue
			}
			for at := max(s.from, sec-86400*400); at < min(s.to, sec+86400*400); at += 86400 {
				if got := offsetAt(at, z.loc); got != s.offset {
					t.Errorf("T5: %s: offset %d at %d, in the segment around %s with offset %d", z.name, got, at, c, s.offset)
					break
				}
			}
		}
	}
}
