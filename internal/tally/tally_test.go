package tally

import (
	"maps"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"pgregory.net/rapid"
)

func add(a *int, b int) { *a += b }

// A tally of any size adds up what a map does, whatever dates clash, and into
// what was there.
func TestTally(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dates := rapid.SliceOf(rapid.Custom(func(t *rapid.T) calendar.Date {
			return calendar.Date{Year: rapid.IntRange(2023, 2026).Draw(t, "year"), Month: time.Month(rapid.IntRange(1, 12).Draw(t, "month")), Day: rapid.IntRange(1, 31).Draw(t, "day")}
		})).Draw(t, "dates")
		before := map[calendar.Date]int{{Year: 2024, Month: 5, Day: 1}: 7}
		want := maps.Clone(before)
		many, few := New(maps.Clone(before), add), Few(maps.Clone(before), add)
		for _, d := range dates {
			want[d]++
			*many.At(d)++
			*few.At(d)++
		}
		if got := many.Done(); !maps.Equal(got, want) {
			t.Fatalf("many: %v, want %v", got, want)
		}
		if got := few.Done(); !maps.Equal(got, want) {
			t.Fatalf("few: %v, want %v", got, want)
		}
	})
	if got := New(nil, add).Done(); got != nil {
		t.Errorf("nothing tallied is %v, want nil", got)
	}
}
