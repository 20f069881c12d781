package main

import (
	"context"
	"runtime"
)

// Engine answers questions about the facts of a world.
type Engine interface {
	Name() string

	// Ask answers one question. The work of it is measured; what makes lines of
	// an answer is put into the function that it returns, and is not.
	Ask(ctx context.Context, q Question) (func() (Answer, error), error)
}

// Question is one thing to be asked.
type Question string

// The questions. Full is all the others, but for those that say so.
const (
	Full         Question = "full"
	Status       Question = "status"
	Revenue      Question = "revenue"
	Analysis     Question = "analysis"
	Breakdowns   Question = "breakdowns"
	Subscription Question = "subscription"
	Expiry       Question = "expiry"
	CSV          Question = "csv"
	Lifecycle    Question = "lifecycle" // not in Full
	Cohorts      Question = "cohorts"   // not in Full
	RFM          Question = "rfm"       // not in Full
)

var singles = []Question{Status, Revenue, Analysis, Breakdowns, Subscription, Expiry, CSV}

// said returns a function that returns an answer which needs no more work.
func said(a Answer) func() (Answer, error) { return func() (Answer, error) { return a, nil } }

// askAll asks the single questions one after the other.
func askAll(ctx context.Context, e Engine) (func() (Answer, error), error) {
	var parts []func() (Answer, error)
	for _, q := range singles {
		part, err := e.Ask(ctx, q)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	return func() (Answer, error) {
		var answers []Answer
		for _, part := range parts {
			a, err := part()
			if err != nil {
				return nil, err
			}
			answers = append(answers, a)
		}
		return join(answers...), nil
	}, nil
}

// oneCore is the library on one core.
type oneCore struct{ library }

// Around leaves one core to Go while it runs.
func (*oneCore) Around(run func() error) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	return run()
}
