package main

// stripe: the customers export and the payments export of Stripe's dashboard,
// with all columns; https://docs.stripe.com/dashboard/basics and
// https://support.stripe.com/questions/exporting-payment-reports. Older exports
// spell the column of the creation differently.
func stripe() vendor {
	return vendor{
		name: "stripe", title: "Stripe",
		what: "customers; payments as orders, with refunds",
		kinds: []kind{
			{"customers export",
				[]string{"id", "Email", "Name", "Created (UTC)|Created date (UTC)"},
				nil, stripeCustomers},
			{"payments export",
				[]string{"id", "Created date (UTC)|Created (UTC)", "Amount", "Amount Refunded", "Currency", "Captured", "Status", "Customer ID"},
				[]string{"Refunded date (UTC)", "Disputed Amount"}, stripePayments},
		},
	}
}

func stripeCustomers(c *conversion, p *people, rows []record) error {
	for _, r := range rows {
		created, err := r.time("Created (UTC)", "Z")
		if err != nil {
			return err
		}
		who := person{id: r.get("id"), email: r.get("Email"), name: r.get("Name"), created: created}
		if err := c.person(p, r, "id", who); err != nil {
			return err
		}
	}
	c.note("Stripe does not know who agreed to e-mail marketing: nobody was asked")
	c.note("times are UTC, as the columns' names say")
	return nil
}

func stripePayments(c *conversion, p *people, rows []record) error {
	seen := unique{}
	for _, r := range rows {
		if _, err := r.need("id"); err != nil {
			return err
		}
		if err := seen.add(r, "id"); err != nil {
			return err
		}
		if err := c.stripePayment(p, r); err != nil {
			return err
		}
	}
	c.note("a payment is an order, placed and paid when it was made; fees are not taken off")
	c.note("the export has the sum of a payment's refunds, with one date: all of it counts from then on, and without a date from the payment on")
	return nil
}

// stripePayment writes one payment, or leaves it out if no money was ever due.
func (c *conversion) stripePayment(p *people, r record) error {
	captured, err := r.oneOf("Captured", "", "true", "false")
	if err != nil {
		return err
	}
	paid := false
	switch fold(r.get("Status")) {
	case "paid", "succeeded", "refunded", "partially refunded", "partially_refunded":
		paid = captured == "true"
	case "pending", "processing", "uncaptured", "requires_capture":
	case "failed", "canceled", "blocked", "incomplete", "requires_payment_method", "requires_confirmation", "requires_action":
		c.leave("payments that failed or were never finished")
		return nil
	default:
		c.leave("payments of a status that this program does not know")
		return nil
	}
	o := order{id: r.get("id")}
	if o.amount, err = r.amount("Amount"); err != nil {
		return err
	}
	if o.currency, err = r.currency("Currency"); err != nil {
		return err
	}
	if o.placed, err = r.needTime("Created date (UTC)", "Z"); err != nil {
		return err
	}
	if paid {
		o.paid = o.placed
	} else {
		c.assume("payments that are pending or not captured are orders not paid")
	}
	if customer := r.get("Customer ID"); p.has(customer) {
		o.customer = customer
	} else {
		c.assume("payments without a customer, or of one who is not in the customers export, are guests'")
	}
	c.order(o)
	return c.stripeRefund(r, o)
}

func (c *conversion) stripeRefund(r record, o order) error {
	refunded, err := r.amountOr0("Amount Refunded")
	if err != nil {
		return err
	}
	at, err := r.time("Refunded date (UTC)", "Z")
	if err != nil {
		return err
	}
	disputed, err := r.amountOr0("Disputed Amount")
	if err != nil {
		return err
	}
	if !zero(disputed) {
		c.assume("disputed payments stay revenue, also if the dispute was lost")
	}
	c.refund(o.id+"-refund", o, refunded, at)
	return nil
}
