package program

import (
	"strings"

	"github.com/clientele-go/clientele/customer"
)

// shown is how many customers of the list are printed.
const shown = 10

// customers prints who they are: cards, statuses, the top of the list, and the
// page of its first customer.
func (a *Answers) customers(p page) {
	t := &a.Totals
	p.heading("Customers")
	cards := []card{
		{label: "customers", value: t.Customers},
		{label: "registered", value: t.Registered, note: percent(t.Registered, t.Customers)},
		{label: "anonymous", value: t.Customers - t.Registered, note: percent(t.Customers-t.Registered, t.Customers)},
		{label: "favourites", value: t.Favorites},
	}
	if a.Options.ConsentPopup {
		cards = append(cards, card{label: "gave consent", value: t.Consented, note: percent(t.Consented, t.Customers)})
	}
	p.cards(cards...)
	if a.Options.Segment != "" {
		p.note("The segment, and customers.csv, has %s of the %s (Q1).", number(a.Segment.Total), plural(t.Customers, "customer"))
	}
	a.statuses(p)
	a.list(p)
	a.page(p)
}

// statuses prints how active customers are (S1–S4).
func (a *Answers) statuses(p page) {
	why := map[customer.Status]string{
		customer.VeryActive: "2 logins in 7 days",
		customer.Active:     "2 logins in 30 days",
		customer.Quiet:      "a login in 3 months",
		customer.Sleeper:    "none in 3 months",
	}
	var rows [][]string
	for _, s := range customer.Statuses() {
		n := a.Totals.Statuses[s]
		rows = append(rows, []string{s.String(), why[s], number(n), percent(n, a.Totals.Customers), plain(n)})
	}
	p.table([]string{"status", "rule", ">customers", ">share", "|"}, rows)
}

// list prints the top of the customer list (L3).
func (a *Answers) list(p page) {
	top := a.List.Rows[:min(shown, len(a.List.Rows))]
	var rows [][]string
	for i := range top {
		r := &top[i]
		name := r.DisplayName
		if r.Favorite {
			name = "♥ " + name
		}
		rows = append(rows, []string{name, r.Status.String(), a.day(r.LastUsage), number(r.PaidOrders), money(r.Revenue)})
	}
	p.line("")
	p.table([]string{"name", "status", "last usage", ">orders", ">net revenue"}, rows)
	if rest := a.List.Total - len(top); rest > 0 {
		p.note("… and %s more.", plural(rest, "customer"))
	}
}

// page prints the detail page of the list's first customer (L7).
func (a *Answers) page(p page) {
	if a.Best == nil {
		return
	}
	d := a.Best
	status := &d.Explanation
	until := "whatever comes"
	if !status.Until.IsZero() {
		until = "without another login until " + a.clock(status.Until)
	}
	p.line("")
	p.note("The first of them, closely:")
	p.line("")
	for _, row := range [][2]string{
		{"name", string(d.DisplayName) + " (" + d.Identity.String() + ")"},
		{"status", status.Status.String() + ": " + status.Reason + " (" + status.Rule + "), " + until},
		{"device", or(d.LastDevice)},
		{"birthday", or(d.Birthday.String())},
		{"accounts", or(accounts(d))},
		{"account created", a.day(d.CreatedAt)},
		{"last usage", a.clock(d.LastUsage)},
		{"revenue", money(d.Revenue) + " net, " + plural(d.PaidOrders, "paid order")},
		{"did", counts(card{"share", d.Shares, ""}, card{"comment", d.Comments, ""}, card{"redemption", d.Redemptions, ""})},
		{"received", counts(card{"push notification", d.Pushes, ""})},
	} {
		p.field(row[0], row[1])
	}
}

func accounts(d *customer.Detail) string {
	var linked []string
	for _, x := range [][2]string{{"Facebook", d.Facebook}, {"Twitter", d.Twitter}, {"Google", d.Google}} {
		if x[1] != "" {
			linked = append(linked, x[0]+" "+x[1])
		}
	}
	return strings.Join(linked, ", ")
}

// or returns the text, or a dash if it is empty.
func or(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
