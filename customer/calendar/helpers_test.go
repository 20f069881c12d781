package calendar

import (
	"archive/zip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // so that the tests need no system database to load zones

	"pgregory.net/rapid"
)

// A namedZone is a location of the IANA database.
type namedZone struct {
	name string
	loc  *time.Location
}

// allZones returns every zone that Go's or the system's zone database names,
// in order of name. Two names with the same data are both there.
var allZones = sync.OnceValue(func() []namedZone {
	names := map[string]bool{}
	if z, err := zip.OpenReader(filepath.Join(os.Getenv("GOROOT"), "lib", "time", "zoneinfo.zip")); err == nil {
		for _, f := range z.File {
			names[f.Name] = true
		}
		z.Close()
	}
	for _, dir := range []string{"/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"} {
		fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && isZoneFile(filepath.Join(dir, path)) {
				names[strings.TrimPrefix(path, "posix/")] = true
			}
			return nil
		})
	}
	var zones []namedZone
	for name := range names {
		if loc, err := Zone(name); err == nil && name != "posixrules" {
			zones = append(zones, namedZone{name, loc})
		}
	}
	slices.SortFunc(zones, func(a, b namedZone) int { return strings.Compare(a.name, b.name) })
	return zones
})

func isZoneFile(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	magic := make([]byte, 4)
	_, err = io.ReadFull(f, magic)
	return err == nil && string(magic) == "TZif"
}

// everyZone returns all zones, or every eleventh with -short, and says so. It
// skips the test if there is no zone database at all to take names from; of
// half a database it makes a failure.
func everyZone(t testing.TB) []namedZone {
	t.Helper()
	zones := allZones()
	if len(zones) == 0 {
		t.Skip("T5: no zone database here to take the names of all IANA zones from")
	}
	if len(zones) < 300 {
		t.Fatalf("T5: only %d IANA zones found; the laws need a whole zone database", len(zones))
	}
	if !testing.Short() {
		return zones
	}
	t.Log("T5: -short: every eleventh IANA zone only")
	var some []namedZone
	for i := 0; i < len(zones); i += 11 {
		some = append(some, zones[i])
	}
	return some
}

// mustZone returns a location by name.
func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := Zone(name)
	if err != nil {
		t.Fatalf("T6: Zone(%q): %v", name, err)
	}
	return loc
}

// instant reads an RFC 3339 time, as UTC. The empty string is the zero time.
func instant(t testing.TB, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// date reads a date. The empty string is the zero Date.
func date(t testing.TB, s string) Date {
	t.Helper()
	var d Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		t.Fatalf("date %q: %v", s, err)
	}
	return d
}

// A transition is an instant at which a zone's offset changes.
type transition struct {
	at            int64 // Unix seconds: the first second of the new offset
	before, after int64 // offsets in seconds
}

func offsetAt(sec int64, loc *time.Location) int64 {
	_, offset := time.Unix(sec, 0).In(loc).Zone()
	return int64(offset)
}

// transitions finds the changes of offset of loc in the years [from, to) by
// looking at the offset every nine hours and halving. It does not trust, nor
// use, Time.ZoneBounds.
func transitions(loc *time.Location, from, to int) []transition {
	const step = 9 * 3600
	var found []transition
	sec := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	end := time.Date(to, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	offset := offsetAt(sec, loc)
	for ; sec < end; sec += step {
		next := offsetAt(sec+step, loc)
		if next == offset {
			continue
		}
		lo, hi := sec, sec+step // offset is old at lo, new at hi
		for hi-lo > 1 {
			mid := (lo + hi) / 2
			if offsetAt(mid, loc) == offset {
				lo = mid
			} else {
				hi = mid
			}
		}
		found = append(found, transition{hi, offset, next})
		offset = next
	}
	return found
}

// genZone draws a zone of the database; nil, UTC and fixed offsets also come.
func genZone() *rapid.Generator[*time.Location] {
	return rapid.Custom(func(t *rapid.T) *time.Location {
		zones := allZones()
		switch i := rapid.IntRange(-3, len(zones)-1).Draw(t, "zone"); i {
		case -3:
			return nil
		case -2:
			return time.UTC
		case -1:
			return time.FixedZone("fixed", rapid.IntRange(-15*3600, 15*3600).Draw(t, "offset"))
		default:
			return zones[i].loc
		}
	})
}

// genInstant draws an instant of the years from to to, often at the edge of a
// second.
func genInstant(from, to int) *rapid.Generator[time.Time] {
	lo := time.Date(from, 1, 1, 0, 0, 1, 0, time.UTC).Unix()
	hi := time.Date(to, 12, 31, 23, 59, 59, 0, time.UTC).Unix()
	return rapid.Custom(func(t *rapid.T) time.Time {
		nano := rapid.SampledFrom([]int64{0, 0, 1, 500_000_000, 999_999_999}).Draw(t, "nano")
		sec := rapid.Int64Range(lo, hi).Draw(t, "sec")
		if rapid.Bool().Draw(t, "hour") {
			sec -= sec % 3600
		}
		return time.Unix(sec, nano).UTC()
	})
}

// units are all of them.
var units = []Unit{Day, Week, WeekSunday, WeekSaturday, Month}

func genUnit() *rapid.Generator[Unit] { return rapid.SampledFrom(units) }

// fill is Fill of a series that is not too long.
func fill[T any](t fataler, a Axis, values map[Date]T) []Point[T] {
	points, err := Fill(a, values)
	if err != nil {
		t.Fatalf("T5: Fill: %v", err)
	}
	return points
}

type fataler interface{ Fatalf(string, ...any) }

func genDate() *rapid.Generator[Date] {
	lo, hi := Date{1, 1, 1}.number(), Date{9999, 12, 31}.number()
	return rapid.Map(rapid.Int64Range(lo, hi), dateOfNumber)
}
