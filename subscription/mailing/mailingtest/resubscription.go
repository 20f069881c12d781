package mailingtest

import (
	"errors"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// resubscriptions returns the clauses of M5, case by case: an addition or an
// update must not make a person mailable who is not to be mailed; a
// resubscription may, if its plan saw them stand exactly so.
func resubscriptions() []clause {
	var all []clause
	for _, action := range []mailing.Operation{mailing.Add, mailing.Update} {
		for _, s := range []mailing.State{mailing.Unsubscribed, mailing.Complained, mailing.Cleaned} {
			for _, c := range []struct {
				why            string
				since, consent int
				over           func(mailing.Member) mailing.Member // whom the plan saw
				may            bool                                // become mailable
			}{
				{"an older consent", 3, 2, nobody, false},
				{"a newer consent of a plan that saw them mailable", 3, 4, nobody, false},
				{"nobody knows since when", 0, 9, nobody, false},
				{"a plan that saw an earlier opt-out", 3, 4, earlier, false},
				{"a plan that saw them stand otherwise", 3, 4, otherwise, false},
				{"a plan that saw them so, by a newer consent", 3, 4, seen, s != mailing.Cleaned},
				{"a plan that saw them so, taken off by a sync", 3, 2, seen, s != mailing.Cleaned},
			} {
				all = append(all, clause{
					fmt.Sprintf("M5: %s, %s, %s", action, s, c.why),
					[]mailing.Member{member("bob", s, c.since)},
					func(p *probe) error { return resubscribe(p, change(action, "bob", c.consent), c.over, c.may) },
				})
			}
		}
	}
	return all
}

func seen(m mailing.Member) mailing.Member { return m }

func nobody(mailing.Member) mailing.Member { return mailing.Member{} }

func earlier(m mailing.Member) mailing.Member {
	m.Since = m.Since.Add(-time.Second)
	return m
}

func otherwise(m mailing.Member) mailing.Member {
	m.State = mailing.Pending
	return m
}

// resubscribe pushes a change of one who is not to be mailed, and a neighbour.
func resubscribe(p *probe, c mailing.Change, over func(mailing.Member) mailing.Member, may bool) error {
	neighbour := change(mailing.Add, "ann", 1)
	m, err := p.member(c.Key)
	if err != nil {
		return err
	}
	c.Over = over(m)
	for range 2 {
		all, err := p.push(c, neighbour)
		if err != nil {
			return err
		}
		if err := accepted(all, neighbour); err != nil {
			return err
		}
		o := all[c.ID]
		if may && o.Err != nil || !may && !errors.Is(o.Err, mailing.ErrSuppressed) {
			return fmt.Errorf("the outcome is %s, %v; may become mailable: %v", o.State, o.Err, may)
		}
		if err := p.stands(c.Key, "what the outcome says", func(s mailing.State) bool { return s.Mailable() == (o.Err == nil) }); err != nil {
			return err
		}
	}
	return nil
}
