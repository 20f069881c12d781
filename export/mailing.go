package export

import (
	"iter"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// MailingRow is what a plan is going to do with one address, or why it does nothing
// (M1). The address is its fingerprint (N8).
type MailingRow struct {
	Address Word `csv:"address" json:"address"` // a fingerprint; unknown if there is no address
	Action  Word `csv:"action" json:"action"`   // add, update, unsubscribe, skip
	Reason  Word `csv:"reason" json:"reason"`   // of skip, in words
}

// MailingPlan makes rows of what mailing.Plan answers: its changes, then whom it skips.
func MailingPlan(p mailing.Proposal) iter.Seq2[MailingRow, error] {
	return func(yield func(MailingRow, error) bool) {
		for _, c := range p.Changes {
			if !yield(MailingRow{Word(c.Key.Fingerprint()), Word(c.Operation.String()), ""}, nil) {
				return
			}
		}
		for _, s := range p.Skipped {
			if !yield(MailingRow{Word(s.Key.Fingerprint()), Word(mailing.Skip.String()), Word(s.Reason.String())}, nil) {
				return
			}
		}
	}
}

// MailingResultRow is what became of one change of a plan (M6).
type MailingResultRow struct {
	Address Word `csv:"address" json:"address"` // a fingerprint (N8)
	Action  Word `csv:"action" json:"action"`   // add, update, unsubscribe
	State   Word `csv:"state" json:"state"`     // how the member stands now, in a word
	Failed  bool `csv:"failed" json:"failed"`   // then State is absent
}

// NewMailingResultRow returns the row of one result of mailing.Apply.
func NewMailingResultRow(r mailing.Result) MailingResultRow {
	return MailingResultRow{Word(r.Change.Key.Fingerprint()), Word(r.Change.Operation.String()), Word(r.State.String()), r.Err != nil}
}
