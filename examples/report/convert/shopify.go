package main

import "strings"

// shopify: the customers export and the orders export of Shopify's admin. Their
// columns are those of
// https://help.shopify.com/en/manual/customers/import-export-customers and
// https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders.
func shopify() vendor {
	return vendor{
		name: "shopify", title: "Shopify",
		what: "customers with tags and consent; orders with refunds, by e-mail address",
		kinds: []kind{
			{"customers export",
				[]string{"Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing", "Tags"},
				[]string{"Default Address Country Code"}, shopifyCustomers},
			{"orders export",
				append([]string{"Name"}, shopifyOrderColumns()...),
				[]string{"Source"}, shopifyOrders},
		},
	}
}

// shopifyOrderColumns returns the columns of the order itself, which only the
// first of its lines has.
func shopifyOrderColumns() []string {
	return []string{"Email", "Financial Status", "Paid at", "Currency", "Total", "Created at", "Cancelled at", "Refunded Amount"}
}

func shopifyCustomers(c *conversion, p *people, rows []record) error {
	for _, r := range rows {
		accepts, err := r.oneOf("Accepts Email Marketing", "", "yes", "no")
		if err != nil {
			return err
		}
		tags, err := r.tags("Tags")
		if err != nil {
			return err
		}
		who := person{
			id: strings.TrimPrefix(r.get("Customer ID"), "'"), email: r.get("Email"), name: r.fullName(), tags: tags,
			fields: [][2]string{{"country", r.get("Default Address Country Code")}},
		}
		switch accepts {
		case "yes":
			who.consent = "granted"
		case "no":
			who.consent = "denied"
		}
		if err := c.person(p, r, "Customer ID", who); err != nil {
			return err
		}
	}
	c.note("Shopify's yes and no to e-mail marketing have no date, and its no does not tell who was never asked from who declined: it is written as denied, so that nobody is mailed by mistake")
	c.note("the apostrophe before a Customer ID is Shopify's, for spreadsheets, and is dropped")
	c.note("the export does not tell when a customer came: created_at is empty")
	return nil
}

func shopifyOrders(c *conversion, p *people, rows []record) error {
	heads := map[string]record{}
	for _, r := range rows {
		name, err := r.need("Name")
		if err != nil {
			return err
		}
		if head, again := heads[name]; again {
			if err := r.continues(head, shopifyOrderColumns()); err != nil {
				return err
			}
			c.leave("further lines of orders with several items: the total is on the first")
			continue
		}
		heads[name] = r
		if err := c.shopifyOrder(p, r, name); err != nil {
			return err
		}
	}
	c.note("an order's amount is its Total, with tax and shipping, in its own currency; times have the zone that the export gives")
	c.note("the export has the sum of an order's refunds without a date: they count from the payment on")
	return nil
}

// continues returns an error unless the record is a further line of the order
// that the other one begins. In a further line the cells of the order are
// empty, or the same.
func (r record) continues(head record, columns []string) error {
	for _, column := range columns {
		if v := r.get(column); v != "" && v != head.get(column) {
			return r.wrong(column, "is not that of the order of the same Name "+head.place(r.file))
		}
	}
	return nil
}

func (c *conversion) shopifyOrder(p *people, r record, name string) error {
	status, err := r.oneOf("Financial Status", "pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "voided", "expired", "unpaid")
	if err != nil {
		return err
	}
	o := order{id: name, channel: r.get("Source")}
	if o.amount, err = r.amount("Total"); err != nil {
		return err
	}
	if o.currency, err = r.currency("Currency"); err != nil {
		return err
	}
	if o.placed, err = r.needTime("Created at", ""); err != nil {
		return err
	}
	if o.paid, err = r.time("Paid at", ""); err != nil {
		return err
	}
	cancelled, err := r.time("Cancelled at", "")
	if err != nil {
		return err
	}
	refunded, err := r.amountOr0("Refunded Amount")
	if err != nil {
		return err
	}
	if o.customer = p.byEmail[fold(r.get("Email"))]; o.customer == "" {
		c.assume("orders whose e-mail address is empty, or that of no customer or of several, are guests'")
	}
	c.shopifySettle(&o, status, cancelled, refunded)
	c.order(o)
	if status == "refunded" && zero(refunded) && !zero(o.amount) {
		c.assume("orders that are refunded without an amount are refunded in full")
		refunded = o.amount
	}
	c.refund(name+"-refund", o, refunded, "")
	return nil
}

// shopifySettle sets whether and when the order was paid and voided.
func (c *conversion) shopifySettle(o *order, status, cancelled, refunded string) {
	switch status {
	case "paid", "partially_refunded", "refunded":
		if o.paid == "" {
			c.assume("paid orders without a date of payment are paid when they were placed")
			o.paid = o.placed
		}
		if cancelled != "" && zero(refunded) {
			c.assume("cancelled orders that are paid and not refunded stay revenue")
		}
	case "voided":
		if o.voided = cancelled; cancelled == "" {
			c.assume("voided orders without a date are void from the beginning")
			o.voided = o.placed
		}
	default:
		if status == "partially_paid" {
			c.assume("orders that are paid in part are not paid")
		}
		o.paid = ""
	}
}
