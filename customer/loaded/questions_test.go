package loaded_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
)

type (
	ask    = loadedtest.Ask[customer.Repository]
	tester = loadedtest.Tester
)

// asked is the questions of a package.
type asked struct {
	one ask
	any func(*rapid.T, time.Time) ask // as of an instant
}

func questions() map[string]asked {
	return map[string]asked{
		"customer": {summary(customer.Query{AsOf: noon}), func(t *rapid.T, asOf time.Time) ask {
			return pick(t, ofCustomers(customer.Query{
				AsOf: asOf, Unit: pick(t, []calendar.Unit{calendar.Day, calendar.Week, calendar.Month}), RequireSignIn: rapid.Bool().Draw(t, "sign-in"),
				Range: calendar.Span{From: asOf.AddDate(0, 0, -rapid.IntRange(0, 60).Draw(t, "from"))}, Sort: customer.Sort{Column: pick(t, customer.Columns()), Currency: "EUR"},
			}))
		}},
		"lifecycle": {states(lifecycle.Query{AsOf: noon, Activity: lifecycle.Orders}), func(t *rapid.T, asOf time.Time) ask {
			kind := lifecycle.Activity(rapid.IntRange(0, 2).Draw(t, "activity"))
			return pick(t, []ask{
				states(lifecycle.Query{AsOf: asOf, Activity: kind, Unit: pick(t, []calendar.Unit{calendar.Day, calendar.Week})}),
				cohorts(lifecycle.CohortQuery{AsOf: asOf, Return: kind, Unit: calendar.Week, Clock: lifecycle.Clock(rapid.IntRange(0, 1).Draw(t, "clock"))}),
				cohorts(lifecycle.CohortQuery{AsOf: asOf, Return: kind, Anchor: lifecycle.FirstOrder, Recurring: true, Money: true}),
			})
		}},
		"value": {scores(value.RFMQuery{AsOf: noon, Currency: "EUR"}), func(t *rapid.T, asOf time.Time) ask {
			return pick(t, ofValue(asOf, pick(t, []customer.Currency{"EUR", "JPY"})))
		}},
	}
}

func pick[T any](t *rapid.T, all []T) T { return rapid.SampledFrom(all).Draw(t, "pick") }

func summary(q customer.Query) ask {
	return func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
		return customer.Summarize(bg, repo, q, run)
	}
}

func ofCustomers(q customer.Query) []ask {
	return []ask{
		summary(q),
		func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
			return customer.List(bg, repo, q, run)
		},
		func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
			return customer.RevenueTrend(bg, repo, q, run)
		},
		func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
			return customer.WhatIf(bg, repo, q, customer.Policy{Sleeper: calendar.Days(7)}, run)
		},
		func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
			trend, err := customer.TrackStatus(bg, repo, q, run)
			if err != nil {
				return nil, err
			}
			points, err := trend.Points()
			return []any{points, slices.Collect(trend.Transitions())}, err
		},
		func(_ tester, repo customer.Repository, _ *customer.Run) (any, error) {
			return customer.Selection{IDs: people[1:4]}.Rows(bg, repo, q)
		},
		func(_ tester, repo customer.Repository, run *customer.Run) (all any, err error) {
			var kept []customer.Digest
			err = customer.Keep(bg, repo, q, run, customer.Keeping{}, func(some []customer.Digest, _ customer.ID) error {
				kept = append(kept, some...)
				return nil
			})
			return kept, err
		},
		func(_ tester, repo customer.Repository, _ *customer.Run) (any, error) {
			return customer.Get(bg, repo, people[0], q)
		},
	}
}

func states(q lifecycle.Query) ask {
	return func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
		return lifecycle.Summarize(bg, repo, q, run)
	}
}

func cohorts(q lifecycle.CohortQuery) ask {
	return func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
		r, err := lifecycle.Cohorts(bg, repo, q, run, nil)
		return []any{r.Customers, r.Unanchored, r.Undated, slices.Collect(r.All())}, err
	}
}

func scores(q value.RFMQuery) ask {
	return func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
		return value.ScoreRFM(bg, repo, q, run)
	}
}

func ofValue(asOf time.Time, currency customer.Currency) []ask {
	gap, buy := value.GapQuery{AsOf: asOf, Percent: 50}, value.PurchaseQuery{AsOf: asOf, Currency: currency}
	return []ask{
		scores(value.RFMQuery{AsOf: asOf, Currency: currency}),
		func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
			return value.MeasureGaps(bg, repo, gap, run)
		},
		func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
			return value.FindOverdue(bg, repo, gap, run)
		},
		func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
			return value.Buyers(bg, repo, buy, run)
		},
		func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
			counts, err := value.Count(bg, repo, buy, run)
			if err != nil {
				return nil, err
			}
			return counts.Fit(buy)
		},
		func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
			return value.HoldOut(bg, repo, buy, asOf.AddDate(0, 0, 10), run)
		},
	}
}
