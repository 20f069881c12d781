package pages

import (
	"testing"
	"time"
)

// An instant is shown as the clocks of the question's location have it, and keeps the text
// of the file (O1, T6).
func TestTimesAreLocal(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text  string
		loc   *time.Location
		shown string
	}{
		{"2024-06-15T22:30:00Z", nil, "2024-06-15 22:30"},
		{"2024-06-15T22:30:00.5Z", rome, "2024-06-16 00:30"},
		{"2024-06-15", rome, "2024-06-15"},
		{"2024-99-15T22:30:00Z", rome, "2024-99-15T22:30:00Z"},
	} {
		if got := newCell("at", c.text, c.loc); got.Shown != c.shown || got.Text != c.text {
			t.Errorf("T6: %q in %v is shown as %q, want %q", c.text, c.loc, got.Shown, c.shown)
		}
	}
}
