package main

import (
	"math/big"
	"strconv"
	"strings"
)

// wooCommerce: the customers and the orders of WooCommerce Analytics. The columns
// are those that its source names, once for the file that the browser makes and
// once for the one that comes by mail, which spells some of them differently:
// https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/client/admin/client/analytics/report/orders/table.js and
// https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/src/Admin/API/Reports/Orders/Controller.php,
// and the same two files of customers. "N. Revenue" is the older name of net sales.
func wooCommerce() vendor {
	return vendor{
		name: "woocommerce", title: "WooCommerce Analytics", currency: true,
		what: "customers; orders of net sales with refunds, by the customer's name",
		kinds: []kind{
			{"customers report",
				[]string{"Name", "Email", "Date registered|Sign Up", "Orders", "Total spend|Total Spend"},
				[]string{"Username", "Country / Region"}, wooCustomers},
			{"orders report",
				[]string{"Date", "Order #", "Status", "Customer", "Net sales|Net Sales|N. Revenue"},
				[]string{"Attribution"}, wooOrders},
		},
	}
}

// unescape takes away what WooCommerce puts before a cell that a spreadsheet
// could run: an apostrophe, or a tab in the browser's file.
func unescape(cell string) string {
	if len(cell) > 1 && (cell[0] == '\'' || cell[0] == '\t') && strings.ContainsRune("=+-@", rune(cell[1])) {
		return cell[1:]
	}
	return cell
}

func unescapeAll(rows []record) {
	for _, r := range rows {
		for column, cell := range r.cells {
			r.cells[column] = unescape(cell)
		}
	}
}

func wooCustomers(c *conversion, p *people, rows []record) error {
	unescapeAll(rows)
	for _, r := range rows {
		who := person{
			id: r.get("Username"), email: r.get("Email"), name: strings.TrimSpace(r.get("Name")), username: r.get("Username"),
			fields: [][2]string{{"country", r.get("Country / Region")}},
		}
		if who.id != "" {
			who.signedUp = "true"
		} else if who.id = fold(who.email); who.id == "" {
			c.leave("customers without a username and without an e-mail address: they have no ID")
			continue
		}
		if _, again := p.ids[who.id]; again {
			c.leave("customers whose ID is there already: the same person, once with an account and once without")
			continue
		}
		var err error
		if r.get("Date registered") == "0000-00-00 00:00:00" {
			r.cells["Date registered"] = ""
		}
		if who.created, err = r.time("Date registered", ""); err != nil {
			return err
		}
		if err := c.person(p, r, "Username", who); err != nil {
			return err
		}
	}
	c.note("the report has no customer IDs: the username is the ID, and the e-mail address of those without one; whoever has a username signed up")
	c.note("the report does not tell who agreed to e-mail marketing: nobody was asked")
	c.note("times have no zone: they are the shop's, and examples/report needs it as -location")
	return nil
}

func wooOrders(c *conversion, p *people, rows []record) error {
	unescapeAll(rows)
	heads, refunds, err := c.wooHeads(rows)
	if err != nil {
		return err
	}
	orders, rest := map[string]order{}, map[string]*big.Rat{}
	for _, r := range rows {
		number := r.get("Order #")
		if head := heads[number]; head.file != r.file || head.line != r.line {
			continue
		}
		o, known, err := c.wooOrder(p, r)
		if err != nil {
			return err
		}
		if !known {
			c.leave("orders of a status that is not one of WooCommerce's own")
			continue
		}
		c.order(o)
		orders[number], rest[number] = o, rat(o.amount)
	}
	if err := c.wooRefunds(refunds, orders, rest); err != nil {
		return err
	}
	c.wooRefunded(rows, heads, orders, rest)
	c.note("an order's amount is its net sales, without tax and shipping, in the currency of -currency; an order is paid at its Date if it is processing, completed or refunded")
	c.note("an order names its customer only by name: it is that of the one customer of this name")
	return nil
}

// wooHeads returns the row of each order, and those of refunds: the report
// gives a refund a row of its own, with the order's number and a negative
// amount. A refund of tax or shipping alone is a second row of 0.
func (c *conversion) wooHeads(rows []record) (heads map[string]record, refunds []record, err error) {
	heads = map[string]record{}
	for _, r := range rows {
		number, err := r.need("Order #")
		if err != nil {
			return nil, nil, err
		}
		if strings.HasPrefix(r.get("Net sales"), "-") {
			refunds = append(refunds, r)
			continue
		}
		head, again := heads[number]
		if !again {
			heads[number] = r
			continue
		}
		if r.get("Date") < head.get("Date") {
			head, r = r, head
		}
		amount, err := r.amount("Net sales")
		if err != nil {
			return nil, nil, err
		}
		if !zero(amount) {
			return nil, nil, r.wrong("Order #", "the same order is "+head.place(r.file))
		}
		heads[number] = head
		c.leave("refunds of tax or shipping alone: net sales have neither")
	}
	return heads, refunds, nil
}

// wooOrder returns one order. Known is false if its status is a plugin's.
func (c *conversion) wooOrder(p *people, r record) (o order, known bool, err error) {
	o = order{id: r.get("Order #"), customer: p.byName[strings.TrimSpace(r.get("Customer"))], currency: c.currency, channel: r.get("Attribution")}
	if o.amount, err = r.amount("Net sales"); err != nil {
		return o, false, err
	}
	if o.placed, err = r.needTime("Date", ""); err != nil {
		return o, false, err
	}
	switch wooStatus(r) {
	case "processing", "completed", "refunded":
		o.paid = o.placed
	case "pending", "on-hold", "checkout-draft":
	case "cancelled", "failed", "trash":
		o.voided = o.placed
		c.assume("orders that are cancelled or failed are void from the beginning")
	default:
		return o, false, nil
	}
	if o.customer == "" {
		c.assume("orders whose name is empty, or that of no customer or of several, are guests'")
	}
	return o, true, nil
}

// wooRefunds writes the refunds, up to what is left of their orders.
func (c *conversion) wooRefunds(refunds []record, orders map[string]order, rest map[string]*big.Rat) error {
	numbers := map[string]int{}
	for _, r := range refunds {
		number := r.get("Order #")
		r.cells["Net sales"] = strings.TrimPrefix(r.get("Net sales"), "-")
		amount, err := r.amount("Net sales")
		if err != nil {
			return err
		}
		when, err := r.needTime("Date", "")
		if err != nil {
			return err
		}
		o, there := orders[number]
		if !there {
			c.leave("refunds whose order is not among the rows: export from the first order on")
			continue
		}
		o.amount = money(rest[number])
		if zero(o.amount) {
			c.leave("refunds of orders of which nothing is left")
			continue
		}
		numbers[number]++
		c.refund(number+"-refund-"+strconv.Itoa(numbers[number]), o, amount, when)
		if more(amount, o.amount) {
			amount = o.amount
		}
		rest[number].Sub(rest[number], rat(amount))
	}
	return nil
}

// wooRefunded refunds what is left of the orders whose status says that nothing is.
func (c *conversion) wooRefunded(rows []record, heads map[string]record, orders map[string]order, rest map[string]*big.Rat) {
	for _, r := range rows {
		number := r.get("Order #")
		o, there := orders[number]
		if !there || wooStatus(heads[number]) != "refunded" || rest[number].Sign() == 0 {
			continue
		}
		c.assume("orders that are refunded, but not in full by the rows of refunds, have the rest refunded from the payment on")
		o.amount = money(rest[number])
		c.refund(number+"-refund-rest", o, o.amount, "")
		rest[number] = new(big.Rat)
	}
}

// wooStatus returns the status of an order; some versions write wc- before it.
func wooStatus(r record) string { return strings.TrimPrefix(fold(r.get("Status")), "wc-") }
