package main

import "context"

// Engine answers questions about the facts of a world.
type Engine interface {
	Name() string

	// Ask answers one question. The work of it is measured; what makes lines of
	// an answer is put into the function that it returns, and is not.
	Ask(ctx context.Context, q Question) (func() (Answer, error), error)
}

// Question is one thing to be asked.
type Question string

// The questions. Full is all the others, Reports all but the file.
const (
	Status       Question = "status"
	Revenue      Question = "revenue"
	Analysis     Question = "analysis"
	Breakdowns   Question = "breakdowns"
	Subscription Question = "subscription"
	Expiry       Question = "expiry"
	CSV          Question = "csv"
	Reports      Question = "reports"
	Full         Question = "full"
)

// Questions are all questions: the single ones, and then those that are several.
var Questions = []Question{Status, Revenue, Analysis, Breakdowns, Subscription, Expiry, CSV, Reports, Full}

var singles = Questions[:len(Questions)-2]

// said is the answer that needs no more work.
func said(a Answer) func() (Answer, error) { return func() (Answer, error) { return a, nil } }

// all joins what was said.
func all(parts ...func() (Answer, error)) func() (Answer, error) {
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
	}
}
