package program

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
)

// currency returns the one of RFM: that of the options, or the one with the most paid orders
// of customers, of the kinds that are revenue. It is empty if there is none.
func (a *Answers) currency() customer.Currency {
	if a.Options.Currency != "" {
		return a.Options.Currency
	}
	orders := map[customer.Currency]int{}
	for i := range a.List.Rows {
		for j := range a.List.Rows[i].Revenue {
			l := &a.List.Rows[i].Revenue[j]
			orders[l.Currency] += l.Orders
		}
	}
	var most customer.Currency
	for c, n := range orders {
		if n > 0 && (most == "" || n > orders[most] || n == orders[most] && c < most) {
			most = c
		}
	}
	return most
}

// askRFM asks for the scores (F1–F4). Without a currency there are none.
func (a *Answers) askRFM(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	q := value.RFMQuery{AsOf: a.Options.AsOf, Currency: a.currency(), Scores: a.Options.Scores}
	if q.Currency == "" {
		return nil
	}
	a.Scores, err = value.ScoreRFM(ctx, shop.Customers, q, run)
	return err
}

// rfm prints the segments, and where the scores begin (F3, F4).
func (a *Answers) rfm(p page) {
	r := &a.Scores
	if r.Currency == "" {
		p.heading("Recency, frequency, money")
		p.note("No customer has a paid order of the kinds that are revenue: there is nothing to score.")
		return
	}
	p.heading("Recency, frequency, money, in " + string(r.Currency))
	var rows [][]string
	for _, s := range r.Segments() {
		net := ""
		if s.Segment != value.NoOrders {
			net = customer.Money{Amount: s.Net, Currency: r.Currency}.String()
		}
		rows = append(rows, []string{s.Segment, number(s.Customers), number(s.Orders), net, plain(s.Customers)})
	}
	p.table([]string{"segment", ">customers", ">orders", ">net", "|"}, rows)
	p.note("A score from 1 to %d is by how many of the %s who bought are strictly worse.", r.Scores, plural(len(r.Customers), "customer"))
	levels(p, r)
}

// levels prints the worst value of each score (F3).
func levels(p page, r *value.RFMReport) {
	var rows [][]string
	for score := r.Scores; score >= 1; score-- {
		row := []string{number(score), "", "", ""}
		for _, l := range r.Recency {
			if l.Score == score {
				row[1] = l.From.UTC().Format("2006-01-02 15:04")
			}
		}
		for _, l := range r.Frequency {
			if l.Score == score {
				row[2] = number(l.From)
			}
		}
		for _, l := range r.Monetary {
			if l.Score == score {
				row[3] = customer.Money{Amount: l.From, Currency: r.Currency}.String()
			}
		}
		rows = append(rows, row)
	}
	p.line("")
	p.table([]string{">score", ">last order from (UTC)", ">orders from", ">net from"}, rows)
}

// understandScores reads -currency and -k.
func (f *flags) understandScores(o *Options) error {
	o.Currency = customer.Currency(f.currency)
	if f.currency != "" && !o.Currency.Valid() {
		return fmt.Errorf("-currency: not three capital letters")
	}
	if o.Scores < 2 || o.Scores > 10 {
		return fmt.Errorf("-k: not from 2 to 10")
	}
	return nil
}
