package export

import (
	"fmt"
	"iter"
	"strconv"

	"github.com/clientele-go/clientele/customer/calendar"
)

// ComparedRow is a line of analysis.csv, subscription.csv and notification_metrics.csv
// with a comparison (P1–P4): a number beside the one of the compared range.
type ComparedRow struct {
	Metric Word   `csv:"metric" json:"metric"`
	Value  int    `csv:"value" json:"value"`
	Before Number `csv:"before" json:"before"` // empty: there is no counterpart
	Change Number `csv:"change" json:"change"` // Value − Before; empty: there is no counterpart
}

// Compared returns the rows of a report beside those of the report on the compared range,
// such as Analysis(now) and Analysis(before). Nil rows of before mean that there is no
// counterpart (P1). Rows of another report are an error.
func Compared(now, before iter.Seq2[MetricRow, error]) iter.Seq2[ComparedRow, error] {
	return func(yield func(ComparedRow, error) bool) {
		var then []MetricRow
		if before != nil {
			var err error
			if then, err = collectRows(before); err != nil {
				yield(ComparedRow{}, err)
				return
			}
		}
		for row, err := range now {
			c := ComparedRow{Metric: row.Metric, Value: row.Value}
			switch {
			case err != nil || before == nil:
			case len(then) == 0 || then[0].Metric != row.Metric:
				err = fmt.Errorf("export: %s is compared with another report", row.Metric)
			default:
				change := calendar.Change{Before: then[0].Value, Now: row.Value}
				c.Before, c.Change = Number(strconv.Itoa(change.Before)), Number(strconv.Itoa(change.Difference()))
				then = then[1:]
			}
			if err != nil {
				c = ComparedRow{}
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}
