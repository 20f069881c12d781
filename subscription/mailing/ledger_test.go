package mailing_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

const (
	yes       = customer.Granted
	no        = customer.Denied
	withdrawn = customer.Withdrawn
	unasked   = customer.NotAsked
)

func TestAsk(t *testing.T) {
	type e = mailing.Entry
	for _, c := range []struct {
		why     string
		entries []e
		asOf    int
		want    customer.Answer
		wantAt  int
	}{
		{"M3: unknown is no", nil, 9, unasked, 0},
		{"M3: granted", []e{entry("a", yes, 3)}, 9, yes, 3},
		{"M3, T2: granted at the instant itself", []e{entry("a", yes, 9)}, 9, yes, 9},
		{"M3, T2: granted later is not known yet", []e{entry("a", yes, 9)}, 8, unasked, 0},
		{"M3: the latest wins", []e{entry("a", yes, 3), entry("a", no, 4), entry("a", yes, 5)}, 9, yes, 5},
		{"M3: withdrawn", []e{entry("a", yes, 3), entry("a", withdrawn, 4)}, 9, withdrawn, 4},
		{"M3, T2: before the withdrawal", []e{entry("a", yes, 3), entry("a", withdrawn, 4)}, 3, yes, 3},
		{"M3: at one instant denied beats granted", []e{entry("a", no, 3), entry("a", yes, 3)}, 9, no, 3},
		{"M3: at one instant withdrawn beats denied", []e{entry("a", withdrawn, 3), entry("a", no, 3)}, 9, withdrawn, 3},
		{"L9: an undated grant counts", []e{entry("a", yes, 0)}, 1, yes, 0},
		{"M3: any dated no is after an undated grant", []e{entry("a", yes, 0), entry("a", no, 1)}, 9, no, 1},
		{"M3: an undated no stays", []e{entry("a", withdrawn, 0), entry("a", yes, 5)}, 9, withdrawn, 0},
		{"M3: undated, withdrawn beats denied", []e{entry("a", withdrawn, 0), entry("a", no, 0)}, 9, withdrawn, 0},
	} {
		got := mailing.Ask(c.entries, at(c.asOf))
		if got.Answer != c.want || !got.At.Equal(at(c.wantAt)) {
			t.Errorf("%s: got answer %d at %v", c.why, got.Answer, got.At)
		}
		if got.Granted() != (c.want == yes) {
			t.Errorf("%s: Granted is %v", c.why, got.Granted())
		}
	}
}

// modelAnswer is the consent told a second time, plainly.
func modelAnswer(entries []mailing.Entry, asOf time.Time) (customer.Answer, time.Time) {
	var latest time.Time
	dated, undatedYes := false, false
	said := map[customer.Answer]bool{}
	for _, e := range entries {
		switch {
		case e.At.IsZero() && e.Answer == yes:
			undatedYes = true
		case e.At.IsZero():
			said[e.Answer] = true
		}
	}
	for _, a := range []customer.Answer{withdrawn, no} {
		if said[a] {
			return a, time.Time{}
		}
	}
	for _, e := range entries {
		if !e.At.IsZero() && !e.At.After(asOf) && (!dated || e.At.After(latest)) {
			latest, dated = e.At, true
		}
	}
	if !dated {
		if undatedYes {
			return yes, time.Time{}
		}
		return unasked, time.Time{}
	}
	for _, e := range entries {
		if e.At.Equal(latest) {
			said[e.Answer] = true
		}
	}
	for _, a := range []customer.Answer{withdrawn, no} {
		if said[a] {
			return a, latest
		}
	}
	return yes, latest
}

func genEntries() *rapid.Generator[[]mailing.Entry] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) mailing.Entry {
		e := entry("a", rapid.SampledFrom([]customer.Answer{yes, no, withdrawn}).Draw(t, "answer"), rapid.IntRange(0, 6).Draw(t, "day"))
		e.Source = rapid.SampledFrom([]string{"popup", "checkout"}).Draw(t, "source")
		return e
	}), 0, 8)
}

func TestAskIsTheModels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := genEntries().Draw(t, "entries")
		asOf := at(rapid.IntRange(1, 7).Draw(t, "as of"))
		got := mailing.Ask(entries, asOf)
		answer, since := modelAnswer(entries, asOf)
		if got.Answer != answer || !got.At.Equal(since) {
			t.Fatalf("M3: answer %d at %v, the model says %d at %v", got.Answer, got.At, answer, since)
		}
	})
}

func TestOrderOfEntriesNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := genEntries().Draw(t, "entries")
		asOf := at(rapid.IntRange(1, 7).Draw(t, "as of"))
		want := mailing.Ask(entries, asOf)
		again := append(append([]mailing.Entry(nil), entries...), entries...)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		rng.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		if got := mailing.Ask(again, asOf); got != want {
			t.Fatalf("M3: shuffled and doubled %+v, before %+v", got, want)
		}
		var known []mailing.Entry
		for _, e := range entries {
			if !e.At.After(asOf) {
				known = append(known, e)
			}
		}
		if got := mailing.Ask(known, asOf); got != want {
			t.Fatalf("M3, T2: truncated at the instant %+v, whole %+v", got, want)
		}
	})
}
