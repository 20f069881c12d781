package program

// leftOut prints what guests did, and what is in no number and why.
func (a *Answers) leftOut(p page) {
	g := &a.Totals.Guests
	p.heading("Guests")
	p.note("People you keep no customer for: %s. Paid orders of theirs: %s, net revenue %s. "+
		"They are in no list and no number of the analysis; what they paid is in the revenue.",
		counts(card{"login", g.Facts.Logins, ""}, card{"message", g.Facts.Messages, ""}, card{"order", g.Facts.Orders, ""}),
		number(g.PaidOrders), money(g.Revenue))
	p.heading("Left out, and why")
	said := false
	for _, x := range []struct {
		n         int
		one, many string
	}{
		{a.Totals.OtherKinds, "paid order is of a kind that is no revenue (R1)", "paid orders are of a kind that is no revenue (R1)"},
		{a.Analysis.CheckoutLinkOrders, "paid order came through a checkout link: not in the analysis's paid orders (E4)", "paid orders came through checkout links: not in the analysis's paid orders (E4)"},
		{a.Totals.Customers - a.Totals.WithEmail, "customer has no e-mail and is not in the e-mail list", "customers have no e-mail and are not in the e-mail list"},
		{a.Analysis.UndatedMessages, "message has no date and is no interaction (T7)", "messages have no date and are no interactions (T7)"},
		{a.Members.Undated, "person is unsubscribed by a field without a date: in the totals, in no trend (U5)", "people are unsubscribed by a field without a date: in the totals, in no trend (U5)"},
		{a.Members.Unusual, "person has a field named like an unsubscribe whose value says neither yes nor no: it marks all the same (U1)", "people have a field named like an unsubscribe whose value says neither yes nor no: it marks all the same (U1)"},
		{a.undatedSubscribers(), "subscriber's opt-ins have no date: in no range (N2)", "subscribers' opt-ins have no date: in no range (N2)"},
	} {
		switch {
		case x.n == 1:
			p.note("1 %s.", x.one)
		case x.n > 1:
			p.note("%s %s.", number(x.n), x.many)
		}
		said = said || x.n > 0
	}
	if a.Later > 0 {
		p.note("%s from after the instant of the report: not known yet (T2).", plural(a.Later, "fact"))
		said = true
	}
	if !said {
		p.note("Nothing.")
	}
	for _, note := range a.Notes {
		p.note("%s", printable(note))
	}
}

// undatedSubscribers matter only where there is a range.
func (a *Answers) undatedSubscribers() int {
	if a.Options.Range.IsZero() {
		return 0
	}
	return a.Pushes.UndatedUsers
}
