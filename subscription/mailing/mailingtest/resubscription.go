package mailingtest

import (
	"errors"
	"fmt"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// resubscriptions are M5, case by case: who is not to be mailed is not made
// mailable by an addition or an update, but perhaps by a newer consent.
func resubscriptions() []clause {
	var all []clause
	for _, action := range []mailing.Action{mailing.Add, mailing.Update} {
		for _, s := range []mailing.State{mailing.Unsubscribed, mailing.Complained, mailing.Cleaned} {
			for _, c := range []struct {
				why            string
				since, consent int
				may            bool // become mailable
			}{
				{"an older consent", 3, 2, false},
				{"a consent of the same instant", 3, 3, false},
				{"a consent without a date", 3, 0, false},
				{"nobody knows since when", 0, 9, false},
				{"a newer consent", 3, 4, s != mailing.Cleaned},
			} {
				all = append(all, clause{
					fmt.Sprintf("M5: %s, %s, %s", action, s, c.why),
					[]mailing.Member{member("bob", s, c.since)},
					func(p *probe) error { return resubscribe(p, change(action, "bob", c.consent), c.may) },
				})
			}
		}
	}
	return all
}

// resubscribe pushes a change of one who is not to be mailed, and a neighbour.
func resubscribe(p *probe, c mailing.Change, may bool) error {
	neighbour := change(mailing.Add, "ann", 1)
	for range 2 {
		all, err := p.push(c, neighbour)
		if err != nil {
			return err
		}
		if err := accepted(all, neighbour); err != nil {
			return err
		}
		o := all[c.ID]
		if !may && !errors.Is(o.Err, mailing.ErrSuppressed) {
			return fmt.Errorf("the outcome is %s, %v; want ErrSuppressed", o.State, o.Err)
		}
		if err := p.stands(c.Key, "what the outcome says", func(s mailing.State) bool { return s.Mailable() == (o.Err == nil) }); err != nil {
			return err
		}
	}
	return nil
}
