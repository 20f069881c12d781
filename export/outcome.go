package export

import (
	"iter"

	"github.com/clientele-go/clientele/customer"
)

// OutcomeRow is what became of one customer of a bulk action (L6).
type OutcomeRow struct {
	ID       string `csv:"id" json:"id"`
	Position int    `csv:"position" json:"position"` // 1 for the first customer
	Total    int    `csv:"total" json:"total"`       // selected customers
	Changed  bool   `csv:"changed" json:"changed"`
	Failed   bool   `csv:"failed" json:"failed"` // then nobody knows whether the customer was changed
}

// Outcomes makes rows of a bulk action as it goes on. The editor's errors are not in
// the rows: their words can hold personal data. Log them, or look at Outcome.Err.
//
//	err := export.JSON(w, export.Outcomes(selection.SetFavorite(ctx, repo, q, editor, true)))
func Outcomes(done iter.Seq2[customer.BulkOutcome, error]) iter.Seq2[OutcomeRow, error] {
	return Each(done, func(o customer.BulkOutcome) OutcomeRow {
		return OutcomeRow{string(o.ID), o.Position, o.Total, o.Changed, o.Err != nil}
	})
}
