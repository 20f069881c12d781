package export

import "github.com/clientele-go/clientele/customer/rollup"

// FeedRow is a line of feed.csv: one entry of a rollup's change feed (H1). What takes an
// earlier one back, or corrects it, says what was said (H5).
type FeedRow struct {
	CustomerID string `csv:"customer_id" json:"customer_id"`
	At         Time   `csv:"at" json:"at"`
	What       Word   `csv:"what" json:"what"`     // changed, appeared, gone, older; nothing takes back what was said
	From       Word   `csv:"from" json:"from"`     // a status; empty for one who appeared, and for nothing
	To         Word   `csv:"to" json:"to"`         // a status; empty for one who is gone, and for nothing
	Reason     Word   `csv:"reason" json:"reason"` // a login or time for a change, else what happened
	SaidWhat   Word   `csv:"said_what" json:"said_what"`
	SaidFrom   Word   `csv:"said_from" json:"said_from"` // these three are empty if nothing was said
	SaidTo     Word   `csv:"said_to" json:"said_to"`
}

// NewFeedRow returns the row of one entry of the feed, as Rollup.Pending returns them.
func NewFeedRow(e rollup.Entry) FeedRow {
	r := FeedRow{CustomerID: string(e.Customer), At: Time{e.At}, What: Word(e.Is.What.String()), Reason: Word(e.Is.Reason())}
	r.From, r.To = statusesOf(e.Is)
	if e.Said.What != rollup.Nothing {
		r.SaidWhat = Word(e.Said.What.String())
		r.SaidFrom, r.SaidTo = statusesOf(e.Said)
	}
	return r
}

// statusesOf returns the statuses that a move has.
func statusesOf(m rollup.Move) (from, to Word) {
	switch m.What {
	case rollup.Changed, rollup.Older:
		return Word(m.From.String()), Word(m.To.String())
	case rollup.Appeared:
		return "", Word(m.To.String())
	case rollup.Gone:
		return Word(m.From.String()), ""
	}
	return "", ""
}
