package export

import (
	"context"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// TestGoldenStatus compares status over time and what-if with files in testdata.
func TestGoldenStatus(t *testing.T) {
	ctx, shop := context.Background(), newTestShop()
	q := customer.Query{AsOf: now}
	for _, unit := range []calendar.Unit{calendar.Day, calendar.Week, calendar.Month} {
		trend := must(customer.TrackStatus(ctx, shop, over(q, calendar.Span{From: ago(24 * 40)}, unit), nil))
		golden(t, "status_trend_"+unit.String(), StatusTrend(trend, unit))
		golden(t, "transitions", Transitions(trend))
		for n := range 12 {
			takes(t, n, Transitions(trend))
		}
	}
	m := must(customer.WhatIf(ctx, shop, q, customer.Policy{Sleeper: calendar.Days(5)}, nil))
	golden(t, "what_if", WhatIf(m))
	takes(t, 9, WhatIf(m))
}
