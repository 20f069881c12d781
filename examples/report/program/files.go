package program

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/clientele-go/clientele/examples/internal/interrupt"
	"github.com/clientele-go/clientele/export"
)

// file is one of the files that are written.
type file struct {
	name  string
	write func(io.Writer) error
}

// rowsFile returns a file of rows.
func rowsFile[R any](name string, rows iter.Seq2[R, error]) file {
	return file{name, func(w io.Writer) error { return export.CSV(w, rows) }}
}

// files returns all files, in the order in which they are described.
func (a *Answers) files() []file {
	e, s, n := a.Options.engagementQuery(), a.Options.subscriptionQuery(), a.Options.notifyQuery()
	files := []file{
		rowsFile("customers.csv", export.Customers(a.Segment)),
		rowsFile("emails.csv", export.Emails(a.List)),
		rowsFile("status.csv", export.Statuses(a.Totals)),
		rowsFile("revenue.csv", export.Revenue(a.List, a.Totals.Guests.Revenue)),
		rowsFile("revenue_total.csv", export.RevenueTotals(a.Totals)),
		rowsFile("revenue_trend.csv", export.RevenueTrend(a.Revenue, a.Options.Unit)),
		metricsFile(a, "analysis.csv", export.Analysis, a.Analysis, a.Compared.Analysis),
		rowsFile("channels.csv", export.Channels(a.Analysis, e)),
		rowsFile("last_interaction.csv", export.LastInteractions(a.Analysis, e)),
		rowsFile("tags.csv", export.Tags(a.Analysis, e)),
		rowsFile("fields.csv", export.Fields(a.Analysis, e)),
		rowsFile("field_values.csv", export.FieldValues(a.Analysis, e)),
		rowsFile("frequency.csv", export.Frequency(a.Analysis)),
		rowsFile("last_order.csv", export.LastOrders(a.Analysis, e)),
		metricsFile(a, "subscription.csv", export.Subscription, a.Members, a.Compared.Members),
		rowsFile("subscription_trend.csv", export.SubscriptionTrend(a.Members, s)),
		metricsFile(a, "notification_metrics.csv", export.NotificationMetrics, a.Pushes, a.Compared.Pushes),
		rowsFile("expiry.csv", export.Expiry(a.Pushes, n)),
		rowsFile("expired.csv", export.Expired(a.Pushes, n)),
		rowsFile("notification_details.csv", export.NotificationDetails(a.Pushes)),
		rowsFile("status_trend.csv", export.StatusTrend(a.Activity, a.Options.Unit)),
		rowsFile("transitions.csv", export.Transitions(a.Activity)),
		rowsFile("lifecycle.csv", export.Lifecycle(a.Lifecycle, a.Options.lifecycleQuery())),
		rowsFile("cohorts.csv", export.Cohorts(a.Cohorts, a.Options.Cohorts.Unit)),
		rowsFile("rfm.csv", export.RFM(a.Scores)),
		rowsFile("rfm_segments.csv", export.RFMSegments(a.Scores)),
		rowsFile("gaps.csv", export.Gaps(a.Gaps)),
		rowsFile("second_order.csv", export.SecondOrders(a.Gaps)),
	}
	if a.Options.Estimate {
		files = append(files, rowsFile("value.csv", export.Value(a.Value.Buyers, a.Value.Fits)), rowsFile("value_fit.csv", export.ValueFit(a.Value.Fits)))
	}
	if a.Options.Skip {
		files = append(files, rowsFile("rejected.csv", export.Rejected(a.Rejected)))
	}
	return files
}

// WriteFiles writes every report to a CSV file in a folder, which it makes if it
// is not there: all of them, each complete or absent (X5). Other files in the
// folder are left alone.
// The error is that of ctx if it ends before all of them are complete.
func (a *Answers) WriteFiles(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("the folder for the reports cannot be made: %s", reason(err))
	}
	var b export.Batch
	defer b.Abort()
	for _, f := range a.files() {
		write := func(w io.Writer) error { return f.write(interrupt.Writer(ctx, w)) }
		if err := b.Write(filepath.Join(dir, f.name), write); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return b.Commit()
}

// reason returns the text of an error without the name that the file system
// puts before it.
func reason(err error) string {
	if p, ok := err.(*fs.PathError); ok {
		err = p.Err
	}
	return err.Error()
}

// sweep removes what runs of the program that were killed have left in a folder.
func sweep(dir string) error {
	if dir == "" {
		return nil
	}
	a := Answers{Options: Options{Skip: true, Estimate: true}} // all files that there can be
	var paths []string
	for _, f := range a.files() {
		paths = append(paths, filepath.Join(dir, f.name))
	}
	return export.Sweep(paths...)
}
