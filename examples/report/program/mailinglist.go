package program

import (
	"context"
	"errors"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// newList is a mailing service's list with nobody on it: what a plan is made
// for, to count.
type newList struct{}

func (newList) Name() string { return "a new list" }

func (newList) Members(context.Context) iter.Seq2[mailing.Member, error] {
	return func(func(mailing.Member, error) bool) {}
}

func (newList) Push(context.Context, []mailing.Change) iter.Seq2[mailing.Outcome, error] {
	return func(yield func(mailing.Outcome, error) bool) { yield(mailing.Outcome{}, errors.ErrUnsupported) }
}

func (a *Answers) askMailing(ctx context.Context, shop Shop, _ *customer.Run) error {
	plan, err := mailing.Plan(ctx, mailing.Shop{
		Customers:        shop.Customers,
		Consents:         mailing.Memory{},
		Acknowledgements: &mailing.MemoryAcknowledgements{},
	}, newList{}, mailing.Query{AsOf: a.Options.AsOf})
	if err != nil {
		return err
	}
	a.Mailing.New = plan.NewAddresses()
	a.Mailing.Skipped = map[mailing.Reason]int{}
	for _, s := range plan.Skipped {
		a.Mailing.Skipped[s.Reason]++
	}
	return nil
}

// MailingCounts is how a plan for a new mailing list turns out.
type MailingCounts struct {
	New     int                    // addresses that may be uploaded (M2)
	Skipped map[mailing.Reason]int // addresses and customers that may not, by reason
}

// mailing prints what may be synced to a mailing service (M1–M4): counts only.
func (a *Answers) mailing(p page) {
	m := &a.Mailing
	p.heading("Mailing list, if you began one now")
	p.cards(
		card{label: "to upload", value: m.New, note: "consented"},
		card{label: "no consent", value: m.Skipped[mailing.NotConsented], note: "not asked, or no"},
		card{label: "no e-mail", value: m.Skipped[mailing.NoAddress], note: "customers"},
		card{label: "no such e-mail", value: m.Skipped[mailing.Malformed], note: "malformed"},
	)
	p.note("The same address twice is one contact, by its latest answer.")
}
