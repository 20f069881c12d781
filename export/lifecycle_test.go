package export

import (
	"context"
	"testing"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// TestGoldenLifecycle compares the lifecycle with files in testdata.
func TestGoldenLifecycle(t *testing.T) {
	ctx, shop := context.Background(), newTestShop()
	for _, unit := range []calendar.Unit{calendar.Day, calendar.Week, calendar.Month} {
		q := lifecycle.Query{AsOf: now, Range: calendar.Span{From: ago(24 * 40)}, Unit: unit}
		r := must(lifecycle.Summarize(ctx, shop, q, nil))
		golden(t, "lifecycle_"+unit.String(), Lifecycle(r, q))
		takes(t, 1, Lifecycle(r, q))
		if report := must(NewLifecycleReport(r, q)); len(report.Buckets) == 0 || report.Unit != unit {
			t.Errorf("D2: the report for JSON has %d buckets of a %v", len(report.Buckets), report.Unit)
		}
	}
	long := lifecycle.Query{AsOf: now, Range: calendar.Span{From: ago(24 * 365 * 290)}}
	r := must(lifecycle.Summarize(ctx, shop, long, nil))
	if _, err := NewLifecycleReport(r, long); err == nil {
		t.Error("T5: a series of 290 years of days is no error")
	}
}

// TestGoldenCohorts compares cohorts with files in testdata.
func TestGoldenCohorts(t *testing.T) {
	ctx, shop := context.Background(), newTestShop()
	for _, clock := range []lifecycle.Clock{lifecycle.Calendar, lifecycle.Own} {
		q := lifecycle.CohortQuery{AsOf: now, Unit: calendar.Week, Anchor: lifecycle.FirstOrder, Clock: clock}
		r := must(lifecycle.Cohorts(ctx, shop, q, nil, nil))
		golden(t, "cohorts_"+clock.String(), Cohorts(r, q.Unit))
		takes(t, 1, Cohorts(r, q.Unit))
		if report := NewCohortsReport(r, q.Unit); len(report.Cells) == 0 || report.Customers != r.Customers || report.Unit != q.Unit {
			t.Errorf("C2: the report for JSON has %d cells of %d customers", len(report.Cells), report.Customers)
		}
	}
}
