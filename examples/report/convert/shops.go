package main

import "strings"

// chinook: the customers by name and e-mail, their country as a custom field;
// the invoices as paid merchandise. Every invoice is of midnight, so the order
// is paid then; when it was placed is not known.
func chinook(c *conversion) error {
	customers, err := c.read("customers.csv", "customer_id", "first_name", "last_name", "email", "country")
	if err != nil {
		return err
	}
	seen := unique{}
	for _, r := range customers {
		id, err := r.need("customer_id")
		if err != nil {
			return err
		}
		if err := seen.add(r, "customer_id"); err != nil {
			return err
		}
		name := strings.TrimSpace(r.get("first_name") + " " + r.get("last_name"))
		c.out.add("customers.csv", id, r.get("email"), name)
		if country := r.get("country"); country != "" {
			c.out.add("fields.csv", id, "country", country)
		}
	}
	invoices, err := c.read("invoices.csv", "order_id", "customer_id", "at", "amount")
	if err != nil {
		return err
	}
	orders := unique{}
	for _, r := range invoices {
		if err := c.sale(r, orders, seen, "USD", "merchandise", ""); err != nil {
			return err
		}
	}
	c.note(standIn)
	return nil
}

// sale converts one purchase of the source. Its customer may be empty, and must
// otherwise be a known one.
func (c *conversion) sale(r record, orders, customers unique, currency, kind, channel string) error {
	id, err := r.need("order_id")
	if err != nil {
		return err
	}
	if err := orders.add(r, "order_id"); err != nil {
		return err
	}
	customer := r.get("customer_id")
	if _, known := customers[customer]; customer != "" && !known {
		return r.wrong("customer_id", "is not in customers.csv")
	}
	amount, err := r.amount("amount")
	if err != nil {
		return err
	}
	at, err := r.utc("at")
	if err != nil {
		return err
	}
	c.purchase(id, customer, amount, currency, kind, channel, at)
	return nil
}

// completeJourney: the households with their seven demographics as custom fields
// (blank is unknown and not written), and everybody who bought: two thirds of
// them have no demographics. The store is the channel.
func completeJourney(c *conversion) error {
	fields := []string{"age", "income", "home_ownership", "marital_status", "household_size", "household_comp", "kids_count"}
	households, err := c.read("customers.csv", append([]string{"customer_id"}, fields...)...)
	if err != nil {
		return err
	}
	seen, blank := unique{}, 0
	for _, r := range households {
		id, err := r.need("customer_id")
		if err != nil {
			return err
		}
		if err := seen.add(r, "customer_id"); err != nil {
			return err
		}
		c.out.add("customers.csv", id, "", "")
		for _, name := range fields {
			if v := r.get(name); v != "" {
				c.out.add("fields.csv", id, name, v)
			} else {
				blank++
			}
		}
	}
	sales, err := c.read("orders.csv", "order_id", "customer_id", "at", "amount", "store_id")
	if err != nil {
		return err
	}
	orders, buyers := unique{}, 0
	for _, r := range sales {
		id, err := r.need("customer_id")
		if err != nil {
			return err
		}
		if _, known := seen[id]; !known {
			seen[id] = r
			buyers++
			c.out.add("customers.csv", id, "", "")
		}
		if err := c.sale(r, orders, seen, "USD", "food", r.get("store_id")); err != nil {
			return err
		}
	}
	c.note("%d customers have demographics; %d more bought without, and are written as customers too", len(households), buyers)
	c.note("%d blank demographics are unknown and not written", blank)
	c.note(standIn)
	return nil
}

// onlineRetail: sales as paid merchandise, those without a customer as guests'.
// A cancellation does not say which sale it takes back, in whole or in part, and
// so cannot be a refund of the input format, which is always of one order: it is
// left out, and gross, refunded and net revenue are those of the sales alone.
// Whoever is named in the file is a customer, and their country is a custom
// field; eight have two.
func onlineRetail(c *conversion) error {
	rows, err := c.read("orders.csv", "order_id", "customer_id", "at", "country", "amount", "kind")
	if err != nil {
		return err
	}
	customers, orders, countries := unique{}, unique{}, map[[2]string]bool{}
	guests := 0
	for _, r := range rows {
		id, country := r.get("customer_id"), r.get("country")
		if _, known := customers[id]; id != "" && !known {
			customers[id] = r
			c.out.add("customers.csv", id, "", "")
		}
		if pair := [2]string{id, country}; id != "" && country != "" && !countries[pair] {
			countries[pair] = true
			c.out.add("fields.csv", id, "country", country)
		}
		switch r.get("kind") {
		case "sale":
			if err := c.sale(r, orders, customers, "GBP", "merchandise", ""); err != nil {
				return err
			}
			if id == "" {
				guests++
			}
		case "cancellation":
			c.leave("cancellations: the data does not say which sale they take back, so they are no refunds")
		case "adjustment":
			c.leave("adjustments: bookings that are nobody's purchase")
		default:
			return r.wrong("kind", "is none of sale, cancellation, adjustment")
		}
	}
	c.note(standIn)
	c.note("%d sales are guests', whose customer is blank: orders only, no login and no message", guests)
	return nil
}
