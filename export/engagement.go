package export

import (
	"fmt"
	"iter"
	"log/slog"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
)

// ChannelRow is a line of channels.csv.
type ChannelRow struct {
	Channel string `csv:"channel" json:"channel"` // empty: no channel, or the rest
	Users   int    `csv:"users" json:"users"`
	Other   bool   `csv:"other" json:"other"` // all channels that a cap left out (E7)
}

// Channels returns the rows of channels.csv: the users who interacted, by channel (E6, E7).
func Channels(report engagement.Report, q engagement.Query) iter.Seq2[ChannelRow, error] {
	return mapRows(report.Channels(&q).Rows, newChannelRow)
}

// TagRow is a line of tags.csv.
type TagRow struct {
	Tag   string `csv:"tag" json:"tag"` // empty: the rest
	Users int    `csv:"users" json:"users"`
	Other bool   `csv:"other" json:"other"` // all tags that a cap left out (E7)
}

// Tags returns the rows of tags.csv: the users who interacted, by tag (E6, E7).
func Tags(report engagement.Report, q engagement.Query) iter.Seq2[TagRow, error] {
	return mapRows(report.Tags(&q).Rows, newTagRow)
}

// FieldRow is a line of fields.csv.
type FieldRow struct {
	Field string `csv:"field" json:"field"` // empty: the rest
	Users int    `csv:"users" json:"users"`
	Other bool   `csv:"other" json:"other"` // all fields that a cap left out (E7)
}

// Fields returns the rows of fields.csv: the users who interacted, by custom field (E6, E7).
func Fields(report engagement.Report, q engagement.Query) iter.Seq2[FieldRow, error] {
	return mapRows(report.Fields(&q).Rows, newFieldRow)
}

// FieldValueRow is a line of field_values.csv.
type FieldValueRow struct {
	Field string `csv:"field" json:"field"`
	Value string `csv:"value" json:"value"` // an empty value is a value
	Users int    `csv:"users" json:"users"`
	Other bool   `csv:"other" json:"other"` // all values of the field that a cap left out (E7); Value is empty
}

// Format prints the field and the number of users, whatever the verb: the value
// can be somebody's telephone number.
func (r FieldValueRow) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "value of field %q of %d users", r.Field, r.Users)
}

// LogValue returns what Format prints. JSON has the whole line.
func (r FieldValueRow) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// FieldValues returns the rows of field_values.csv: the users who interacted, by custom
// field and by value (E6, E7). It has all fields, ordered by the bytes of their names.
func FieldValues(report engagement.Report, q engagement.Query) iter.Seq2[FieldValueRow, error] {
	return func(yield func(FieldValueRow, error) bool) {
		for _, field := range report.FieldNames() {
			for _, r := range report.Values(field, &q).Rows {
				if !yield(fieldValueRow(field)(r), nil) {
					return
				}
			}
		}
	}
}

// LastInteractionRow is a line of last_interaction.csv.
type LastInteractionRow struct {
	Bucket  Word `csv:"bucket" json:"bucket"` // a date, of weeks their first, or YYYY-MM
	Users   int  `csv:"users" json:"users"`
	Partial bool `csv:"partial" json:"partial"` // the range, cut off after AsOf, does not cover the bucket whole (T5)
}

// LastInteractions returns the rows of last_interaction.csv: the users who interacted, by
// the date of their last interaction, over the range, zeros included (E6). Its error is
// calendar.ErrSeries.
func LastInteractions(report engagement.Report, q engagement.Query) iter.Seq2[LastInteractionRow, error] {
	b, err := report.LastInteractions(&q)
	return points(b.Rows, err, lastInteractionRow(q.Unit))
}

// LastOrderRow is a line of last_order.csv.
type LastOrderRow struct {
	Bucket Word `csv:"bucket" json:"bucket"` // a date, of weeks their first, or YYYY-MM
	Users  int  `csv:"users" json:"users"`
}

// LastOrders returns the rows of last_order.csv: the users who interacted and have a paid
// order, by the date of the latest one (E6). The rows go from the first bucket with
// somebody in it to the last, zeros included. Its error is calendar.ErrSeries.
func LastOrders(report engagement.Report, q engagement.Query) iter.Seq2[LastOrderRow, error] {
	b, err := report.LastOrders(&q)
	return points(b.Rows, err, lastOrderRow(q.Unit))
}

// FrequencyRow is a line of frequency.csv.
type FrequencyRow struct {
	PaidOrders int `csv:"paid_orders" json:"paid_orders"`
	Users      int `csv:"users" json:"users"`
}

// Frequency returns the rows of frequency.csv: the users who interacted, by their number
// of paid orders since the beginning, from 0 to the largest number, without gaps (E6).
func Frequency(report engagement.Report) iter.Seq2[FrequencyRow, error] {
	return mapRows(report.Frequency().Rows, newFrequencyRow)
}

// The rows of breakdowns.

func newChannelRow(r engagement.Row) ChannelRow { return ChannelRow{r.Name, r.Users, r.Other} }
func newTagRow(r engagement.Row) TagRow         { return TagRow{r.Name, r.Users, r.Other} }
func newFieldRow(r engagement.Row) FieldRow     { return FieldRow{r.Name, r.Users, r.Other} }

func fieldValueRow(field string) func(engagement.Row) FieldValueRow {
	return func(r engagement.Row) FieldValueRow { return FieldValueRow{field, r.Name, r.Users, r.Other} }
}

func newFrequencyRow(r engagement.FrequencyRow) FrequencyRow {
	return FrequencyRow{r.PaidOrders, r.Users}
}

func lastInteractionRow(u calendar.Unit) func(calendar.Point[int]) LastInteractionRow {
	return func(p calendar.Point[int]) LastInteractionRow {
		return LastInteractionRow{bucket(u, p.Bucket), p.Value, p.Partial}
	}
}

func lastOrderRow(u calendar.Unit) func(calendar.Point[int]) LastOrderRow {
	return func(p calendar.Point[int]) LastOrderRow { return LastOrderRow{bucket(u, p.Bucket), p.Value} }
}
