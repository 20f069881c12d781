package calendar

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// The errors of a question that cannot be answered. Test for them with
// errors.Is.
var (
	// ErrAsOf reports a question without an AsOf (T1), or with one outside
	// the years 1 to 9999.
	ErrAsOf = errors.New("calendar: AsOf is missing or outside the years 1 to 9999")

	// ErrLocal reports the machine's local zone, which is never used (T6).
	ErrLocal = errors.New("calendar: the machine's local zone is not a location")

	// ErrZone reports a time zone that cannot be had: the name is malformed or
	// unknown, or the zone database is missing (T6).
	ErrZone = errors.New("calendar: unknown time zone")
)

// Check reports whether a question may be asked: ErrAsOf if asOf is zero (T1)
// or outside the years 1 to 9999 UTC, ErrLocal if loc is the machine's local
// zone (T6). A nil loc is UTC and fine. Every query calls it before anything
// is computed.
//
// A program that has set time.Local to time.UTC may still ask in time.UTC: it
// is UTC that is named, not the machine's zone.
func Check(asOf time.Time, loc *time.Location) error {
	if asOf.IsZero() || !inRange(asOf) {
		return ErrAsOf
	}
	if loc != nil && loc != time.UTC && loc == time.Local {
		return ErrLocal
	}
	return nil
}

// inRange reports whether t lies in the years 1 to 9999 UTC.
func inRange(t time.Time) bool {
	year := t.UTC().Year()
	return 1 <= year && year <= 9999
}

// Zone returns the location with an IANA name such as "Europe/Berlin", for the
// Location of a question (T6). The empty name is UTC. "Local" and "localtime",
// the machine's zone under two names, are an ErrLocal. Any other name that is
// malformed, unknown, or unknown because there is no zone database, is an
// ErrZone, and never UTC. Names are case-sensitive, hold only ASCII letters,
// digits and / _ + -, and never lead out of the zone database.
//
// Zone reads the zone database where time.LoadLocation finds it. A program
// that must run without one imports time/tzdata.
func Zone(name string) (*time.Location, error) {
	switch {
	case name == "":
		return time.UTC, nil
	case name == "Local" || name == "localtime":
		return nil, ErrLocal
	case !zoneName(name):
		return nil, fmt.Errorf("%w: malformed name", ErrZone)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		// The cause names the zone or a path, and adds nothing for the host.
		return nil, fmt.Errorf("%w: not in the zone database, or there is none", ErrZone)
	}
	return loc, nil
}

// zoneName reports whether name has the form of an IANA zone name. The
// directory right/ of some zone databases counts leap seconds, which Go's
// clock does not, and is refused.
func zoneName(name string) bool {
	if len(name) > 64 || strings.HasPrefix(name, "right/") {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" {
			return false
		}
	}
	for i := range len(name) {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '/', c == '_', c == '+', c == '-':
		default:
			return false
		}
	}
	return true
}

// orUTC returns loc, and UTC for nil (T6).
func orUTC(loc *time.Location) *time.Location {
	if loc == nil {
		return time.UTC
	}
	return loc
}

// A segment is a stretch of time [from, to), in Unix seconds, in which a
// location keeps one offset from UTC. Its clocks run from from+offset to
// to+offset.
type segment struct {
	from, to int64
	offset   int64
}

// segmentFrom returns the segment of loc that begins at sec: what is left of
// the one around it. Walking zones needs only this.
func segmentFrom(sec int64, loc *time.Location) segment {
	t := time.Unix(sec, 0).In(loc)
	_, offset := t.Zone()
	s := segment{from: sec, to: math.MaxInt64, offset: int64(offset)}
	if _, end := t.ZoneBounds(); !end.IsZero() {
		s.to = end.Unix()
	}
	if s.to <= sec {
		// Past the last transition that a zone file lists, ZoneBounds ends
		// every year after 365 days, so that 31 December of a leap year lies
		// behind its own end. The offset holds for the rest of the UTC year.
		s.to = Date{t.UTC().Year() + 1, time.January, 1}.utc().Unix()
	}
	return s
}

// segmentAround returns the segment of loc that holds sec, as far back as it
// is known to reach.
func segmentAround(sec int64, loc *time.Location) segment {
	start, _ := time.Unix(sec, 0).In(loc).ZoneBounds()
	if start.IsZero() {
		s := segmentFrom(sec, loc)
		s.from = math.MinInt64
		return s
	}
	// In the year of the last transition that a zone file lists, ZoneBounds can
	// reach back beyond it: walk from there. It never begins after sec.
	s := segmentFrom(min(start.Unix(), sec), loc)
	for s.to <= sec {
		s = segmentFrom(s.to, loc)
	}
	return s
}

// holds reports whether the instant sec lies in s.
func (s segment) holds(sec int64) bool { return s.from <= sec && sec < s.to }

// ZoneName returns the IANA name of loc, which Zone reads back as the same zone
// (T8); that of nil is "UTC". A location without such a name is an ErrZone: its name
// is unknown, or means another zone, as time.FixedZone("CET", 3600) is not CET. The
// machine's local zone is an ErrLocal.
func ZoneName(loc *time.Location) (string, error) {
	loc = orUTC(loc)
	if loc != time.UTC && loc == time.Local {
		return "", ErrLocal
	}
	named, err := Zone(loc.String())
	if err != nil {
		return "", err
	}
	if !sameZone(loc, named) {
		return "", fmt.Errorf("%w: the location's name means another zone", ErrZone)
	}
	return loc.String(), nil
}

// sameZone reports whether clocks in both locations always show the same, up to the
// year 2200.
func sameZone(a, b *time.Location) bool {
	if a == b {
		return true
	}
	end := Date{2200, time.January, 1}.utc().Unix()
	for sec := int64(math.MinInt32) * 2; sec < end; {
		x, y := segmentFrom(sec, a), segmentFrom(sec, b)
		if x.offset != y.offset {
			return false
		}
		sec = min(x.to, y.to)
	}
	return true
}
