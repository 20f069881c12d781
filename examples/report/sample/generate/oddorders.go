package main

// oddOrders adds the edge cases of revenue (R1 to R5) and of paid orders (E4,
// E5). An order's ID is that of its customer and a number.
func oddOrders(s *shop) {
	at, later := as("2024-04-10T09:00:00Z"), as("2024-05-20T09:00:00Z")
	// sell is one food order of 10.00 EUR, paid, but for what change changes.
	sell := func(id, note string, change func(*order)) *order {
		o := order{id: id + "-1", customer: s.odd(id, note), amount: "10.00", currency: "EUR", kind: "food", channel: "web", placed: at, paid: at}
		if change != nil {
			change(&o)
		}
		return s.buy(o)
	}
	again := func(o *order, id string, change func(*order)) *order {
		o2 := *o
		o2.id = id
		change(&o2)
		return s.buy(o2)
	}

	o := sell("order-currencies", "four currencies, never added (R2)", nil)
	again(o, "order-currencies-2", func(o *order) { o.amount, o.currency = "12.50", "USD" })
	again(o, "order-currencies-3", func(o *order) { o.amount, o.currency = "1800", "JPY" })
	again(o, "order-currencies-4", func(o *order) { o.amount, o.currency = "3.125", "KWD" })
	o = sell("order-decimals", "more decimals than the currency has, fewer, and zeros in front (R2)", func(o *order) { o.amount = "0.12345" })
	again(o, "order-decimals-2", func(o *order) { o.amount = "7" })
	again(o, "order-decimals-3", func(o *order) { o.amount = "007.5" })
	again(o, "order-decimals-4", func(o *order) { o.amount, o.currency = "1200.00", "JPY" })
	again(o, "order-decimals-5", func(o *order) { o.amount, o.currency = "2.5", "KWD" })
	sell("order-large", "a wedding, in a currency of large numbers: more digits than single precision holds (R2)", func(o *order) {
		o.amount, o.currency, o.kind = "90071993", "VND", "reservation"
	})
	sell("order-free", "an order of 0 can be paid (R4)", func(o *order) { o.amount = "0" })
	sell("order-unpaid", "cash on delivery, never marked paid: not paid (R4)", func(o *order) { o.paid = moment{} })
	sell("order-paid-late", "cash on delivery, marked paid a month later (R4)", func(o *order) { o.paid = later })
	sell("order-undated", "neither placed nor paid at a known time: not paid, no last usage (T7)", func(o *order) { o.placed, o.paid = moment{}, as("0001-01-01T00:00:00Z") })
	sell("order-paid-only", "paid, but when it was placed is unknown: last usage is the payment (L8)", func(o *order) { o.placed = moment{} })
	sell("order-paid-first", "paid before it was placed: last usage is the placing (L8)", func(o *order) { o.placed = later })
	sell("order-bare-date", "placed and paid on a day, at no time", func(o *order) { o.placed, o.paid = as("2024-04-10"), as("2024-04-10") })
	sell("order-no-kind", "no kind means merchandise", func(o *order) { o.kind = "" })
	sell("order-no-channel", "no channel", func(o *order) { o.channel = "" })
	o = sell("order-other", "a tea course: not revenue, but a paid order (R1)", func(o *order) { o.kind = "other" })
	s.refund(o, "2.50", later)
	sell("order-link", "one order from a checkout link: revenue, no paid order of the analysis (R1, E4)", func(o *order) { o.link = true })
	o = sell("order-link-and-not", "one order and one from a checkout link: not a repeat customer (E5)", nil)
	again(o, "order-link-and-not-2", func(o *order) { o.link, o.placed, o.paid = true, later, later })
	o = sell("order-repeat", "one order in the default range and one before: a repeat customer (E5)", nil)
	again(o, "order-repeat-0", func(o *order) { o.placed, o.paid = as("2023-06-01T09:00:00Z"), as("2023-06-01T09:00:00Z") })
	o = sell("order-repeat-old", "two orders, both before the default range: no repeat customer in it (E5)", func(o *order) {
		o.placed, o.paid = as("2023-06-01T09:00:00Z"), as("2023-06-01T09:00:00Z")
	})
	again(o, "order-repeat-old-2", func(o *order) { o.placed, o.paid = as("2023-07-01T09:00:00Z"), as("2023-07-01T09:00:00Z") })
	o = sell("order-repeat-refunded", "two orders, one refunded in full: one paid order (R3, E5)", nil)
	again(o, "order-repeat-refunded-2", func(o *order) { o.placed, o.paid = later, later })
	s.refund(o, "10.00", later)

	s.refund(sell("refund-part", "refunded in part: still a paid order (R3)", nil), "4.25", later)
	s.refund(sell("refund-full", "refunded in full: stays in gross, no paid order any more (R3)", nil), "10", later)
	o = sell("refund-halves", "refunded in two parts that sum up to the total (R3)", nil)
	s.refund(o, "5.00", later)
	s.refund(o, "5.00", as("2024-06-01T09:00:00Z"))
	o = sell("refund-same-time", "two refunds of one amount at one instant are two (R3)", nil)
	s.refund(o, "2.00", later)
	s.refund(o, "2.00", later)
	s.refund(sell("refund-at-once", "refunded at the instant of the payment: paid and not, at once (R3)", nil), "10.00", at)
	o = sell("refund-yen", "refunds in a currency without decimals (R2, R3)", func(o *order) { o.amount, o.currency = "1500", "JPY" })
	s.refund(o, "500", later)
	s.refund(sell("refund-link", "a refund of an order from a checkout link", func(o *order) { o.link = true }), "10.00", later)

	sell("void-paid", "paid, then voided: leaves everything from the void on (R3)", func(o *order) { o.voided = later })
	sell("void-unpaid", "never paid, voided", func(o *order) { o.paid, o.voided = moment{}, later })
	sell("void-first", "voided before the payment arrived: never paid (R3, R4)", func(o *order) { o.paid, o.voided = later, as("2024-05-01T09:00:00Z") })
	o = sell("void-after-refund", "refunded in part, then voided: the refund leaves with it (R3)", func(o *order) { o.voided = as("2024-06-01T09:00:00Z") })
	s.refund(o, "3.00", later)
	sell("void-last-instant", "voided at the closing: voided (T2)", func(o *order) { o.voided = utc(closing()) })
}
