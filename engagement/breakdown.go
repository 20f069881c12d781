package engagement

import (
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Breakdown counts the users who interacted, by something that they have (E6). The
// rows are in the order in which they are shown.
type Breakdown[R any] struct {
	Rows []R

	// Total is the number of distinct users in the rows.
	Total int

	// AddsUp reports whether each user is in one row only, so that the rows add up
	// to Total. Otherwise rows overlap: one user can be in several.
	AddsUp bool
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (b Breakdown[R]) Format(f fmt.State, verb rune) {
	type fields Breakdown[R]
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(b))
}

// Channels counts users by the channels of their messages in the range, and with Any by
// those of their orders in it, too. A user who has neither is in no row. Rows overlap
// (E6, E7).
func (r *Report) Channels(q *Query) Breakdown[Row] { return r.ByChannel.Breakdown(q.Top) }

// Tags counts users by all tags that they have, not only those that the query
// names. Rows overlap (E6, E7). Total counts the users who have a tag.
func (r *Report) Tags(q *Query) Breakdown[Row] { return r.ByTag.Breakdown(q.Top) }

// Fields counts users by all custom fields that they have. Rows overlap (E6, E7).
// Total counts the users who have a field.
func (r *Report) Fields(q *Query) Breakdown[Row] { return r.ByField.Breakdown(q.Top) }

// Values counts users by all values that they have of one custom field. Every
// known value of a field holds at once, so rows overlap (E6, E7). Total counts the
// users who have the field.
func (r *Report) Values(field string, q *Query) Breakdown[Row] {
	g := r.ByValue[field]
	if g == nil {
		return Breakdown[Row]{}
	}
	return g.Breakdown(q.Top)
}

// FieldNames returns the names of all custom fields that the users have, ordered by
// their bytes, whatever the cap. Values has rows for each of them.
func (r *Report) FieldNames() []string {
	names := make([]string, 0, len(r.ByValue))
	for field := range r.ByValue {
		names = append(names, field)
	}
	slices.Sort(names)
	return names
}

// LastInteractions counts users by the date of their last interaction (E6). It has a row
// for every bucket of the range, also where the count is 0, and marks the buckets that
// the range does not cover whole (T5). Rows add up to all users.
// The error is calendar.ErrSeries, for a range of too many buckets.
func (r *Report) LastInteractions(q *Query) (Breakdown[calendar.Point[int]], error) {
	return dates(calendar.Fill(q.axis(), r.ByLastInteraction))
}

// LastOrders counts the users who have a paid order by the date of the latest one
// since the beginning (E6): from the first bucket with somebody in it to the last,
// zeros included, none partial. Rows add up. The range does not matter.
// The error is calendar.ErrSeries, if the dates lie too far apart.
func (r *Report) LastOrders(q *Query) (Breakdown[calendar.Point[int]], error) {
	return dates(calendar.FillValues(q.Unit, q.Location, r.ByLastOrder))
}

func dates(points []calendar.Point[int], err error) (Breakdown[calendar.Point[int]], error) {
	if err != nil {
		return Breakdown[calendar.Point[int]]{}, err
	}
	b := Breakdown[calendar.Point[int]]{Rows: points, AddsUp: true}
	for _, p := range points {
		b.Total += p.Value
	}
	return b, nil
}

// FrequencyRow is how many users have a certain number of paid orders.
type FrequencyRow struct {
	PaidOrders int // since the beginning
	Users      int
}

// Frequency counts users by their number of paid orders since the beginning: from
// 0, which is always there, to the largest number, without gaps (E6). Rows add up
// to all users.
func (r *Report) Frequency() Breakdown[FrequencyRow] {
	b := Breakdown[FrequencyRow]{Total: r.InteractedUsers, AddsUp: true}
	for n := range max(1, len(r.ByPaidOrders)) {
		row := FrequencyRow{PaidOrders: n}
		if n < len(r.ByPaidOrders) {
			row.Users = r.ByPaidOrders[n]
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}
