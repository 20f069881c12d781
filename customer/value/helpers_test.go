package value

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// vectors reads a file of published figures, which lie beside the checkout: a row by the
// names of its columns.
func vectors(t *testing.T, name string) []map[string]string {
	t.Helper()
	const beside = "../../../shared/vectors"
	f, err := os.Open(filepath.Join(beside, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the published figures are not beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	var all []map[string]string
	for _, cells := range rows[1:] {
		row := map[string]string{}
		for i, c := range cells {
			row[rows[0][i]] = c
		}
		all = append(all, row)
	}
	return all
}

// number reads a cell. One too small for a float64 is 0.
func number(t *testing.T, row map[string]string, column string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(row[column], 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		t.Fatalf("%s: %v", column, err)
	}
	return v
}

// near reports whether got is want, to a share of it.
func near(got, want, share float64) bool {
	return got == want || math.Abs(got-want) <= share*math.Abs(want)
}

func rowParams(t *testing.T, row map[string]string) params {
	return params{number(t, row, "r"), number(t, row, "alpha"), number(t, row, "a"), number(t, row, "b")}
}

// drawParams draws parameters of a purchase model that data could have.
func drawParams(t *rapid.T) params {
	draw := func(name string, low, high float64) float64 {
		return math.Exp(rapid.Float64Range(math.Log(low), math.Log(high)).Draw(t, name))
	}
	return params{draw("r", .05, 20), draw("alpha", .2, 100), draw("a", .05, 20), draw("b", .1, 50)}
}

var models = rapid.SampledFrom([]Model{BGNBD, MBGNBD})

// histories draws some customers.
func histories(t *rapid.T) []History {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) History {
		observed := rapid.IntRange(0, 400).Draw(t, "observed")
		h := History{Observed: observed}
		if observed > 0 && rapid.IntRange(0, 2).Draw(t, "back") > 0 {
			h.LastDay = rapid.IntRange(1, observed).Draw(t, "last")
			h.Repeats = 1 + rapid.IntRange(0, min(h.LastDay-1, 12)).Draw(t, "repeats")
		}
		return h
	}), 1, 40).Draw(t, "histories")
}

// counting adds all of some histories.
func counting(t interface{ Fatal(...any) }, all []History) *Histories {
	var s Histories
	for _, h := range all {
		if err := s.Add(h); err != nil {
			t.Fatal(err)
		}
	}
	return &s
}

// asking returns a question about a model.
func asking(m Model) PurchaseQuery { return PurchaseQuery{AsOf: asOf, Currency: "EUR", Model: m} }

var asOf = time.Date(2024, 6, 30, 12, 0, 0, 0, time.UTC)
