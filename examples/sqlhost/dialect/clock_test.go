package dialect

import (
	"math/rand/v2"
	"testing"
	"time"
)

// The clock of texts reads what time.Parse reads in its one spelling, and nothing
// else.
func TestParseText(t *testing.T) {
	for _, s := range []string{
		"0001-01-01T00:00:00.000000000Z", "9999-12-31T23:59:59.999999999Z", "2024-02-29T12:00:00.000000001Z", "1900-02-28T00:00:00.100000000Z",
		"2023-02-29T12:00:00.000000001Z", "2024-04-31T00:00:00.000000000Z", "2024-00-01T00:00:00.000000000Z", "2024-13-01T00:00:00.000000000Z",
		"2024-01-00T00:00:00.000000000Z", "2024-01-01T24:00:00.000000000Z", "2024-01-01T23:60:00.000000000Z", "2024-01-01T23:59:60.000000000Z",
		"0000-12-31T00:00:00.000000000Z", "2024-01-01 00:00:00.000000000Z", "2024-01-01T00:00:00,000000000Z", "2024-01-01T00:00:00.00000000-Z",
		"2024-01-01T00:00:00.000000000z", "2024-01-01T00:00:00.000000000", "+024-01-01T00:00:00.000000000Z", "2024-01-01T00:00:00.000000000Z ", "",
	} {
		compareParse(t, s)
	}
	dice := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		at := time.Unix(dice.Int64N(253402300800+62135596800)-62135596800, dice.Int64N(1e9)).UTC()
		text := []byte(at.Format(layout))
		if dice.IntN(2) == 0 {
			text[dice.IntN(len(text))] = "0123456789-:.TZ"[dice.IntN(15)]
		}
		compareParse(t, string(text))
	}
}

func compareParse(t *testing.T, s string) {
	t.Helper()
	want, err := time.Parse(layout, s)
	known := err == nil && want.Format(layout) == s // time.Parse takes a comma, too
	got, err := parseText(s)
	if known != (err == nil) || known && (got != want || got.Location() != time.UTC) {
		t.Errorf("%q is %v, %v; want %v, known: %v", s, got, err, want, known)
	}
}

func BenchmarkParseText(b *testing.B) {
	for b.Loop() {
		if _, err := parseText("2024-05-01T12:34:56.789000000Z"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTimeParse(b *testing.B) {
	for b.Loop() {
		if _, err := time.Parse(layout, "2024-05-01T12:34:56.789000000Z"); err != nil {
			b.Fatal(err)
		}
	}
}
