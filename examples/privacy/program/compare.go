package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/export"
)

// errOther says that the report changed by more, or less, than one customer.
var errOther = errors.New("the report differs by something else than that customer")

// figure is one number of the report before, after, and of the customer alone.
// Every figure here is a sum over customers, so that before = after + alone.
type figure struct {
	name                 string
	before, after, alone decimal.Decimal
	digits               int // of a currency
}

// compared is the report before and after, figure by figure and line by line.
type compared struct {
	figures       []figure
	lines         int // of customers and their revenue, before
	gone, changed int // of those
	errs          []error
}

// ask asks every question of the report program.
func ask(ctx context.Context, s *Shop, o Options) (program.Answers, error) {
	return program.Ask(ctx, s.report(), program.Options{AsOf: o.AsOf})
}

// compare compares two reports, the customer's own beside them.
func compare(before, after, alone program.Answers, id customer.ID) compared {
	c := compared{figures: counts(before, after, alone)}
	seen := map[customer.Currency]bool{}
	for i := range before.Totals.Revenue {
		if cur := before.Totals.Revenue[i].Currency; !seen[cur] {
			seen[cur] = true
			net := func(a program.Answers) decimal.Decimal { return a.Totals.Revenue.Net(cur) }
			c.figures = append(c.figures, figure{"net revenue, " + string(cur), net(before), net(after), net(alone), cur.Digits()})
		}
	}
	was, is := lines(before, &c.errs), lines(after, &c.errs)
	for of, text := range was {
		c.lines++
		switch now, ok := is[of]; {
		case !ok:
			c.gone++
			c.expect(of.customer == id)
		case now != text:
			c.changed++
		}
	}
	c.expect(len(is) == c.lines-c.gone && c.changed == 0)
	for _, f := range c.figures {
		c.expect(f.before.Equal(f.after.Add(f.alone)))
	}
	return c
}

func (c *compared) expect(ok bool) {
	if !ok && len(c.errs) == 0 {
		c.errs = append(c.errs, errOther)
	}
}

// counts returns the figures that are counts.
func counts(before, after, alone program.Answers) []figure {
	var all []figure
	add := func(name string, n func(*program.Answers) int) {
		num := func(a program.Answers) decimal.Decimal { return decimal.NewFromInt(int64(n(&a))) }
		all = append(all, figure{name, num(before), num(after), num(alone), 0})
	}
	add("customers", func(a *program.Answers) int { return a.Totals.Customers })
	add("registered", func(a *program.Answers) int { return a.Totals.Registered })
	add("favourites", func(a *program.Answers) int { return a.Totals.Favorites })
	add("with an e-mail", func(a *program.Answers) int { return a.Totals.WithEmail })
	for _, s := range customer.Statuses() {
		add("status "+s.String(), func(a *program.Answers) int { return a.Totals.Statuses[s] })
	}
	add("paid orders ever", func(a *program.Answers) int { return a.Totals.PaidOrders })
	add("interacted users", func(a *program.Answers) int { return a.Analysis.InteractedUsers })
	add("active users", func(a *program.Answers) int { return a.Analysis.ActiveUsers })
	add("paid orders, 180 d", func(a *program.Answers) int { return a.Analysis.PaidOrders })
	add("repeat customers", func(a *program.Answers) int { return a.Analysis.RepeatCustomers })
	add("enrolled", func(a *program.Answers) int { return a.Members.Enrolled })
	add("unsubscribed", func(a *program.Answers) int { return a.Members.Unsubscribed })
	add("subscribed users", func(a *program.Answers) int { return a.Pushes.SubscribedUsers })
	add("expiring users", func(a *program.Answers) int { return a.Pushes.ExpiringUsers })
	add("subscriptions", func(a *program.Answers) int { return a.Pushes.Subscriptions })
	return all
}

// line is a line of customers.csv or revenue.csv: of whom, and of what revenue.
type line struct {
	customer customer.ID
	file     string
	row      string // what tells lines of one customer apart
}

// lines returns the lines of the files that name a customer, those of guests
// too, as they are written.
func lines(a program.Answers, errs *[]error) map[line]string {
	all := map[line]string{}
	keep(all, errs, "customers.csv", export.Customers(a.List), func(r export.CustomerRow) (string, string) { return r.ID, "" })
	keep(all, errs, "revenue.csv", export.Revenue(a.List, a.Totals.Guests.Revenue), func(r export.RevenueRow) (string, string) {
		return r.CustomerID, string(r.Kind) + string(r.Currency)
	})
	return all
}

func keep[R any](all map[line]string, errs *[]error, file string, rows iter.Seq2[R, error], key func(R) (id, row string)) {
	for r, err := range rows {
		var text bytes.Buffer
		if err == nil {
			err = export.CSV(&text, export.Rows(r))
		}
		if err != nil {
			*errs = append(*errs, fmt.Errorf("%s: %w", file, err))
			return
		}
		id, row := key(r)
		all[line{customer.ID(id), file, row}] = text.String()
	}
}
