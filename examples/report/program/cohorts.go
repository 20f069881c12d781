package program

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// cohortQuery returns the question about cohorts: of the range as given, or else of all time.
func (o *Options) cohortQuery() lifecycle.CohortQuery {
	q := o.Cohorts
	q.AsOf, q.Location, q.Range = o.AsOf, o.Location, o.Range
	return q
}

func (a *Answers) askCohorts(ctx context.Context, shop Shop, run *customer.Run) error {
	q := a.Options.cohortQuery()
	joins := map[customer.ID]time.Time{}
	if q.Anchor == lifecycle.FirstJoin {
		var err error
		if joins, err = firstJoins(ctx, shop, q.AsOf); err != nil {
			return err
		}
	}
	var err error
	a.Cohorts, err = lifecycle.Cohorts(ctx, shop.Customers, q, run, func(id customer.ID) time.Time { return joins[id] })
	return err
}

// firstJoins returns the first dated join of each customer, whatever the channel. With an
// undated join there is none (U5).
func firstJoins(ctx context.Context, shop Shop, asOf time.Time) (map[customer.ID]time.Time, error) {
	joins, undated := map[customer.ID]time.Time{}, map[customer.ID]bool{}
	for m, err := range shop.Subscription.EachMembership(ctx, customer.Scope{Span: calendar.AsOf(asOf)}) {
		if err != nil {
			return nil, err
		}
		first, ok := joins[m.Customer]
		switch {
		case m.JoinedAt.IsZero():
			undated[m.Customer] = true
		case !ok || m.JoinedAt.Before(first):
			joins[m.Customer] = m.JoinedAt
		}
	}
	for id := range undated {
		delete(joins, id)
	}
	return joins, nil
}

// Of cohorts, this much fits the page: the files have all of them.
const (
	heatRows    = 14
	heatColumns = 9
)

// cohorts prints a heat table: a row for each of the latest cohorts, a cell for each window,
// by its rate (C1–C8).
func (a *Answers) cohorts(p page) {
	q := a.Options.cohortQuery()
	p.heading(fmt.Sprintf("Cohorts by first %s, back by %s, %s", q.Anchor, q.Return, a.span(q.Range)))
	var all []lifecycle.Cohort
	for c := range a.Cohorts.All() {
		all = append(all, c)
	}
	if len(all) == 0 {
		p.note("There is no cohort.")
		return
	}
	shown := all[max(0, len(all)-heatRows):]
	columns := 0
	for _, c := range shown {
		columns = max(columns, min(len(c.Cells), heatColumns))
	}
	head := []string{"cohort", ">size"}
	for k := range columns {
		head = append(head, fmt.Sprintf(">+%d", k))
	}
	var rows [][]string
	for _, c := range shown {
		rows = append(rows, append([]string{q.Unit.Format(c.Bucket), number(c.Size)}, heat(c.Cells, columns)...))
	}
	overall := a.Cohorts.Overall()
	rows = append(rows, append([]string{"overall", ""}, heat(overall, columns)...))
	p.table(head, rows)
	p.note("%s; a window is %s. A cell is the share that came back, and … is one that is not over (C5). The overall share is weighted (C6).", plural(len(all), "cohort"), windowWords(q))
	if n := a.Cohorts.Unanchored; n > 0 {
		p.note("%s %s no first %s and %s in no cohort (C1).", plural(n, "customer"), has(n), q.Anchor, are(n))
	}
}

// heat returns the cells of a row: a shade and the rate.
func heat(cells []lifecycle.Cell, columns int) []string {
	var all []string
	for k := range columns {
		switch {
		case k >= len(cells):
			all = append(all, "")
		case cells[k].Eligible == 0 && !cells[k].Complete:
			all = append(all, "…")
		case cells[k].Eligible == 0:
			all = append(all, "–")
		default:
			back, of, _ := cells[k].Rate()
			all = append(all, shade(back, of)+percent(back, of))
		}
	}
	return all
}

// shade returns the character of a share: the darker, the greater.
func shade(n, of int) string {
	return string([]rune(" ░▒▓█")[min(4, (4*n+of-1)/of)])
}

// windowWords names the length of a window.
func windowWords(q lifecycle.CohortQuery) string {
	words := "a calendar " + q.Unit.String()
	if q.Unit == calendar.WeekSunday || q.Unit == calendar.WeekSaturday {
		words = "a calendar week"
	}
	if q.Clock == lifecycle.Own {
		words = "a " + calendar.Period{N: 1, Unit: q.Unit}.Unit.String() + " of each customer's own clock"
	}
	return words
}

// are returns the verb for a number.
func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
