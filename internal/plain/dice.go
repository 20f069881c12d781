package plain

import (
	"math/rand/v2"
	"time"
)

// dice makes the choices of a random folder.
type dice struct {
	*rand.Rand
	loc    *time.Location
	asOf   time.Time
	moment []time.Time // the few instants at which everything happens
}

// pick returns one of some texts.
func (d *dice) pick(some ...string) string { return some[d.IntN(len(some))] }

// chance reports true n times in a hundred.
func (d *dice) chance(n int) bool { return d.IntN(100) < n }

// few returns some of the texts, most often none.
func (d *dice) few(some ...string) []string {
	var list []string
	for d.chance(25) {
		list = append(list, d.pick(some...))
	}
	return list
}

// corner is a zone and an instant at which something odd happens to its dates.
type corner struct{ zone, at string }

var corners = []corner{
	{"UTC", "2024-05-31T10:00:00Z"},
	{"UTC", "2023-11-30T23:59:59.999999999Z"},
	{"UTC", "2024-03-01T00:00:00Z"},
	{"UTC", "2023-05-29T12:00:00Z"},
	{"UTC", "2023-02-28T06:00:00Z"}, // three months after 28 to 30 November
	{"UTC", "2024-06-30T00:00:00Z"},
	{"America/Sao_Paulo", "2018-11-04T03:00:00Z"}, // no midnight
	{"America/Sao_Paulo", "2018-02-18T02:00:00Z"}, // 23:00 twice
	{"Pacific/Apia", "2011-12-30T10:00:00Z"},      // no 30 December
	{"Pacific/Kwajalein", "1993-08-21T12:00:00Z"}, // no 21 August
	{"Europe/Berlin", "2024-03-31T01:00:00Z"},
	{"Europe/Berlin", "2023-10-29T01:00:00Z"},
	{"Asia/Kathmandu", "1985-12-31T18:30:00Z"}, // fifteen minutes
	{"Australia/Lord_Howe", "2024-04-06T15:00:00Z"},
	{"Australia/Lord_Howe", "2023-09-30T15:30:00Z"},
	{"America/Havana", "2023-11-05T05:00:00Z"}, // midnight twice
	{"America/Havana", "2024-03-10T05:00:00Z"},
	{"America/St_Johns", "2010-11-07T02:31:00Z"}, // a date twice
	{"America/St_Johns", "2010-03-14T03:31:00Z"},
}

// roll starts the dice: a zone, an instant of the question, and the few
// instants at the edges of its windows.
func roll(seed uint64) *dice {
	d := &dice{Rand: rand.New(rand.NewPCG(seed, 1))}
	c := corners[d.IntN(len(corners))]
	d.loc = time.UTC
	if loc, err := time.LoadLocation(c.zone); err == nil {
		d.loc = loc
	}
	odd, _ := time.Parse(time.RFC3339Nano, c.at)
	d.asOf = d.near(odd)
	if d.chance(30) {
		d.asOf = plusDays(odd, d.IntN(200))
	}
	for range 4 + d.IntN(10) {
		d.moment = append(d.moment, d.nudge(d.edge(odd)))
	}
	return d
}

// edge returns an instant at which some window of the question begins or ends.
func (d *dice) edge(odd time.Time) time.Time {
	day := d.asOf.UTC()
	switch d.IntN(10) {
	case 0:
		return d.asOf
	case 1:
		return plusDays(d.asOf, -7)
	case 2:
		return plusDays(d.asOf, -30)
	case 3: // three months, and the days where they are none
		return day.AddDate(0, -3, d.IntN(3)-1)
	case 4:
		first := time.Date(day.Year(), day.Month()-2, 1, 0, 0, 0, 0, time.UTC)
		return first.Add(-time.Duration(d.IntN(6)) * 8 * time.Hour)
	case 5:
		return plusDays(d.asOf, -180)
	case 6:
		return plusDays(d.asOf, 7)
	case 7:
		return odd
	case 8:
		return plusDays(d.asOf, -d.IntN(200))
	}
	return firstInstant(dateOf(d.near(odd), d.loc), d.loc)
}

// near returns an instant within two days.
func (d *dice) near(x time.Time) time.Time {
	return x.Add(time.Duration(d.IntN(96*4)-192) * 15 * time.Minute)
}

// nudge moves an instant by a nanosecond, a second, some time, or not at all.
func (d *dice) nudge(x time.Time) time.Time {
	steps := []time.Duration{0, 0, 0, 1, -1, time.Second, -time.Second, time.Hour, -30 * time.Minute}
	return x.Add(steps[d.IntN(len(steps))])
}

// instant returns one of a few instants, or one near the question's own.
func (d *dice) instant() time.Time {
	if d.chance(15) {
		return d.near(d.asOf)
	}
	return d.moment[d.IntN(len(d.moment))]
}

// time spells an instant as a file may.
func (d *dice) time() string { return d.spelled(d.instant()) }

// maybe returns a time, or an unknown one: empty, or the zero time.
func (d *dice) maybe() string {
	switch {
	case d.chance(25):
		return ""
	case d.chance(5):
		return "0001-01-01T00:00:00Z"
	}
	return d.time()
}

// spelled writes an instant in one of the spellings; not all keep all of it.
func (d *dice) spelled(x time.Time) string {
	const clock = "15:04:05.999999999"
	between := d.pick("T", "T", " ")
	switch d.IntN(8) {
	case 0:
		return x.In(d.loc).Format("2006-01-02")
	case 1:
		return x.In(d.loc).Format("2006-01-02" + between + clock)
	case 2:
		zone := time.FixedZone("", 60*(d.IntN(2*14*60)-14*60))
		return x.In(zone).Format("2006-01-02" + between + clock + "-07:00")
	case 3: // a clock time that the location may not have
		return x.In(d.loc).Format("2006-01-02") + between + d.pick("00:00:00", "00:30:00", "01:30:00", "02:15:00.5")
	case 4:
		return x.UTC().Format("2006-01-02" + between + "15:04:05.000000000Z")
	}
	return x.UTC().Format("2006-01-02"+between+clock) + "Z"
}
