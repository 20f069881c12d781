package engagement

import (
	"math"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// window is a span to ask of many instants (T3): seconds decide, but for those of
// its ends.
type window struct {
	calendar.Span
	first, last int64 // the seconds of its ends
	begins      bool  // it does, after the zero time
}

func windowOf(s calendar.Span) window {
	w := window{s, time.Time{}.Unix(), math.MaxInt64, false}
	if sec := s.From.Unix(); sec > w.first {
		w.first, w.begins = sec, true
	}
	if !s.To.IsZero() {
		w.last = s.To.Unix()
	}
	return w
}

// contains is Span.Contains.
func (w *window) contains(t time.Time) bool {
	sec := t.Unix()
	switch {
	case w.first < sec && sec < w.last:
		return true
	case w.begins && sec < w.first || sec > w.last:
		return false
	}
	return w.Contains(t)
}
