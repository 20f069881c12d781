package export

import (
	"cmp"
	"iter"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// Each makes rows of a sequence as it streams. An error of the sequence ends it.
func Each[S any, R any](seq iter.Seq2[S, error], row func(S) R) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for s, err := range seq {
			if err != nil {
				var none R
				yield(none, err)
				return
			}
			if !yield(row(s), nil) {
				return
			}
		}
	}
}

// mapRows makes rows of a slice, one by one as they are asked for.
func mapRows[S any, R any](all []S, row func(S) R) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for _, s := range all {
			if !yield(row(s), nil) {
				return
			}
		}
	}
}

// points makes rows of a series, or yields the error that there is none for.
func points[T any, R any](series []calendar.Point[T], err error, row func(calendar.Point[T]) R) iter.Seq2[R, error] {
	if err == nil {
		return mapRows(series, row)
	}
	return func(yield func(R, error) bool) {
		var none R
		yield(none, err)
	}
}

// byID ranges over rows by customer ID, by bytes. Only their places are sorted,
// and not even those if the rows are in order.
func byID(rows []customer.Row) iter.Seq2[int, *customer.Row] {
	return func(yield func(int, *customer.Row) bool) {
		compare := func(a, b customer.Row) int { return cmp.Compare(a.ID, b.ID) }
		var places []int
		if !slices.IsSortedFunc(rows, compare) {
			places = make([]int, len(rows))
			for i := range places {
				places[i] = i
			}
			slices.SortFunc(places, func(a, b int) int { return cmp.Compare(rows[a].ID, rows[b].ID) })
		}
		for i := range rows {
			if places != nil {
				i = places[i]
			}
			if !yield(i, &rows[i]) {
				return
			}
		}
	}
}
