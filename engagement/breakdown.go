package engagement

import (
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Breakdown is the users who interacted, by something (E6). Its rows are in the
// order in which they are shown.
type Breakdown[R any] struct {
	Rows []R

	// Total is the number of distinct users in the rows.
	Total int

	// AddsUp says that each of them is in one row alone, so that the rows add up
	// to Total. Otherwise rows overlap: one user can be in several.
	AddsUp bool
}

// Format prints the fields, each as it shows itself, whatever the verb.
func (b Breakdown[R]) Format(f fmt.State, verb rune) {
	type fields Breakdown[R]
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(b))
}

// Channels is by channel of the messages in the range; rows overlap (E6, E7).
func (r *Report) Channels(q *Query) Breakdown[Row] { return r.ByChannel.Breakdown(q.Top) }

// Tags is by tag: all that the users have, and not only those that the query
// names; rows overlap (E6, E7). Total counts those who have a tag.
func (r *Report) Tags(q *Query) Breakdown[Row] { return r.ByTag.Breakdown(q.Top) }

// Fields is by custom field: all that the users have; rows overlap (E6, E7).
// Total counts those who have a field.
func (r *Report) Fields(q *Query) Breakdown[Row] { return r.ByField.Breakdown(q.Top) }

// Values is by value of one custom field: all that its users have. Every known
// value of a field holds at once, so rows overlap (E6, E7). Total counts those
// who have the field.
func (r *Report) Values(field string, q *Query) Breakdown[Row] {
	g := r.ByValue[field]
	if g == nil {
		return Breakdown[Row]{}
	}
	return g.Breakdown(q.Top)
}

// FieldNames are all custom fields that the users have, by their bytes, whatever
// the cap: those that Values has rows for.
func (r *Report) FieldNames() []string {
	names := make([]string, 0, len(r.ByValue))
	for field := range r.ByValue {
		names = append(names, field)
	}
	slices.Sort(names)
	return names
}

// LastInteractions is by date of the last interaction, over the range, zeros
// included (E6, T5). Rows add up to all users.
func (r *Report) LastInteractions(q *Query) Breakdown[calendar.Point[int]] {
	return dates(calendar.Fill(q.axis(), r.ByLastInteraction))
}

// LastOrders is by date of the latest paid order since the beginning, for those
// who have one (E6): from the first bucket with somebody in it to the last,
// zeros included, none partial. Rows add up. The range does not matter.
func (r *Report) LastOrders(q *Query) Breakdown[calendar.Point[int]] {
	return dates(calendar.FillValues(q.Unit, q.Location, r.ByLastOrder))
}

func dates(points []calendar.Point[int]) Breakdown[calendar.Point[int]] {
	b := Breakdown[calendar.Point[int]]{Rows: points, AddsUp: true}
	for _, p := range points {
		b.Total += p.Value
	}
	return b
}

// FrequencyRow is how many users have so many paid orders.
type FrequencyRow struct {
	PaidOrders int // since the beginning
	Users      int
}

// Frequency is by number of paid orders since the beginning: from 0, which is
// always there, to the largest number, no gaps (E6). Rows add up to all users.
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
