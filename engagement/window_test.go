package engagement

import (
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"pgregory.net/rapid"
)

// A window contains what its span does, at the edges too, and with open ends.
func TestWindow(t *testing.T) {
	base := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	instant := rapid.Custom(func(t *rapid.T) time.Time {
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			return time.Time{}
		case 1: // before the first year
			return time.Time{}.Add(-time.Duration(rapid.IntRange(1, 3).Draw(t, "before")))
		}
		return base.Add(time.Duration(rapid.IntRange(-3, 3).Draw(t, "seconds"))*time.Second + time.Duration(rapid.IntRange(-2, 2).Draw(t, "nanos")))
	})
	rapid.Check(t, func(t *rapid.T) {
		s := calendar.Span{From: instant.Draw(t, "from"), To: instant.Draw(t, "to")}
		at := instant.Draw(t, "at")
		w := windowOf(s)
		if got, want := w.contains(at), s.Contains(at); got != want {
			t.Fatalf("T3: %v contains %v: %v, want %v", s, at, got, want)
		}
	})
}
