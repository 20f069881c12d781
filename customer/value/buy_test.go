package value

import (
	"errors"
	"math"
	"testing"
	"time"
)

func TestHistoryCheck(t *testing.T) {
	for h, ok := range map[History]bool{
		{}: true, {0, 0, 9}: true, {2, 21, 42}: true, {3, 3, 3}: true,
		{-1, 0, 5}: false, {0, 1, 5}: false, {1, 0, 5}: false, {4, 3, 5}: false, {1, 6, 5}: false, {0, 0, -1}: false,
	} {
		if err := h.Check(); (err == nil) != ok || err != nil && !errors.Is(err, ErrHistory) {
			t.Errorf("V1: %+v: %v", h, err)
		}
	}
	var s Histories
	if err := s.AddMany(History{}, -1); !errors.Is(err, ErrHistory) || s.Customers() != 0 {
		t.Errorf("V1: -1 customers: %v", err)
	}
	if err := s.Add(History{1, 0, 5}); err == nil || s.Customers() != 0 {
		t.Errorf("V1: a bad history was added: %v", err)
	}
	if err := s.AddMany(History{}, 0); err != nil || s.Distinct() != 0 {
		t.Errorf("V1: nobody was added: %v, %d", err, s.Distinct())
	}
}

// A unit is 7 days, never rounded.
func TestV1Unit(t *testing.T) {
	fit := Fit{R: .243, Alpha: 4.414, A: .793, B: 2.426}
	p := fit.params()
	h := History{2, 213, 272}
	if got, want := fit.Alive(h), p.alive(BGNBD, 2, 213/7.0, 272/7.0); got != want {
		t.Errorf("V1: P(alive) is %v, want %v", got, want)
	}
	if got, want := fit.Expected(h, 39*7*24*time.Hour).Value, p.expected(BGNBD, 2, 213/7.0, 272/7.0, 39); !near(got, want, 1e-14) {
		t.Errorf("V1, V6: expected %v, want %v", got, want)
	}
	if got, want := fit.ExpectedOfNew(12*time.Hour).Value, p.fresh(BGNBD, 1/14.0); !near(got, want, 1e-14) {
		t.Errorf("V1, V6: expected of a new customer %v, want %v", got, want)
	}
	if got := fit.Expected(h, 0).Value + fit.Expected(h, -time.Hour).Value + fit.ExpectedOfNew(-time.Hour).Value; got != 0 {
		t.Errorf("V6: expected in no time: %v", got)
	}
	if got, want := fit.Probability(1, 14*24*time.Hour), .073533393408068127; math.Abs(got-want) > 1e-12 {
		t.Errorf("V6: the probability is %v, want %v", got, want)
	}
	if fit.Probability(-1, time.Hour) != 0 || fit.Probability(0, -time.Hour) != 1 {
		t.Error("V6: fewer than no purchases, or purchases in no time")
	}
	if got := fit.Expected(h, 39*7*24*time.Hour).String(); got != "≈1.23" {
		t.Errorf("V8: an estimate prints as %q", got)
	}
}
