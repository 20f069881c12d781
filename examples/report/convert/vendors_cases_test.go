package main

func wooCases() []vendorCase {
	ann := row{"Name": "Ann O'Neil", "Username": "ann", "Date registered": "2023-05-01 10:00:00", "Email": "ann@example.com", "Orders": "2", "Total spend": "30.00", "Country / Region": "IE"}
	guest := row{"Name": "Bob Guest", "Email": "Bob@example.com", "Date registered": "0000-00-00 00:00:00"}
	// The file that comes by mail, with the names of its columns, and the
	// apostrophe that it puts before what a spreadsheet could run.
	mailed := exported("customers.csv", wooCustomerMailedHeader,
		row{"Name": "Ann O'Neil", "Username": "ann", "Sign Up": "2023-05-01 10:00:00", "Email": "ann@example.com"},
		row{"Name": "'=Eve", "Email": "eve@example.com"}, row{"Name": "Cy"}, row{"Email": "EVE@example.com"})
	customers := exported("customers.csv", wooCustomerHeader, ann, guest)
	people := map[string]string{
		"customers.csv": "ann|ann@example.com|Ann O'Neil|ann|2023-05-01T10:00:00|true\nbob@example.com|Bob@example.com|Bob Guest\n",
		"fields.csv":    "ann|country|IE\n",
	}
	with := func(files ...string) map[string]string {
		m := map[string]string{}
		for file, rows := range people {
			m[file] = rows
		}
		for i := 0; i < len(files); i += 2 {
			m[files[i]] = files[i+1]
		}
		return m
	}
	sale := row{"Date": "2024-01-31 12:34:56", "Order #": "100", "Status": "completed", "Customer": "Ann O'Neil", "Customer type": "new", "Product(s)": "2× Tea, 1× Cup", "Coupon(s)": "a, b", "Net sales": "30", "Attribution": "Direct"}
	const paid = "100|ann|30|EUR|merchandise|Direct|2024-01-31T12:34:56|2024-01-31T12:34:56\n"
	return []vendorCase{
		{"the mailed file, and who has no ID", "woocommerce", []string{mailed},
			map[string]string{"customers.csv": "ann|ann@example.com|Ann O'Neil|ann|2023-05-01T10:00:00|true\neve@example.com|eve@example.com|=Eve\n"},
			[]string{"left out       1 rows: customers without a username", "left out       1 rows: customers whose ID is there already", "Billing Phone", "as -location"}, 0},
		{"each status", "woocommerce", []string{customers, exported("orders.csv", wooOrderHeader, sale,
			sale.with("Order #", "101", "Status", "wc-on-hold", "Customer", "Bob Guest"),
			sale.with("Order #", "102", "Status", "cancelled"), sale.with("Order #", "103", "Status", "packed"),
			sale.with("Order #", "104", "Customer", "Nobody"), sale.with("Order #", "105", "Status", "refunded", "Net sales", "0"))},
			with("orders.csv", paid+"101|bob@example.com|30|EUR|merchandise|Direct||2024-01-31T12:34:56\n"+
				"102|ann|30|EUR|merchandise|Direct||2024-01-31T12:34:56|2024-01-31T12:34:56\n"+
				"104||30|EUR|merchandise|Direct|2024-01-31T12:34:56|2024-01-31T12:34:56\n"+
				"105|ann|0|EUR|merchandise|Direct|2024-01-31T12:34:56|2024-01-31T12:34:56\n"),
			[]string{"left out       1 rows: orders of a status", "assumed        1 rows: orders that are cancelled", "assumed        1 rows: orders whose name", "net sales, without tax", "orders.csv: Customer type, Payment method"}, 0},
		{"refunds as rows of their own", "woocommerce", []string{customers, exported("orders.csv", wooOrderHeader,
			sale.with("Date", "2024-02-03 00:00:00", "Net sales", "\t-2.50"), sale.with("Date", "2024-02-02 00:00:00", "Net sales", "-10"),
			sale.with("Date", "2024-02-01 00:00:00", "Net sales", "0"), sale, sale.with("Order #", "99", "Net sales", "-1"))},
			with("orders.csv", paid, "refunds.csv", "100-refund-1|100|2.50|2024-02-03T00:00:00\n100-refund-2|100|10|2024-02-02T00:00:00\n"),
			[]string{"1 rows: refunds of tax or shipping alone", "1 rows: refunds whose order is not among the rows"}, 2},
		{"refunds of more than the order, and the rest of a refunded one", "woocommerce", []string{customers, exported("orders.csv", wooOrderMailedHeader,
			row{"Date": "2024-01-31 12:34:56", "Order #": "100", "Status": "completed", "Customer": "Ann O'Neil", "Net Sales": "30", "Attribution": "Direct"},
			row{"Date": "2024-02-01 00:00:00", "Order #": "100", "Status": "completed", "Net Sales": "'-20"},
			row{"Date": "2024-02-02 00:00:00", "Order #": "100", "Status": "completed", "Net Sales": "-20.5"},
			row{"Date": "2024-02-03 00:00:00", "Order #": "100", "Status": "completed", "Net Sales": "-1"},
			row{"Date": "2024-02-01 00:00:00", "Order #": "101", "Status": "refunded", "Customer": "Ann O'Neil", "Net Sales": "7.125"},
			row{"Date": "2024-02-02 00:00:00", "Order #": "101", "Status": "refunded", "Net Sales": "-7"})},
			with("orders.csv", paid+"101|ann|7.125|EUR|merchandise||2024-02-01T00:00:00|2024-02-01T00:00:00\n",
				"refunds.csv", "100-refund-1|100|20|2024-02-01T00:00:00\n100-refund-2|100|10.00|2024-02-02T00:00:00\n101-refund-1|101|7|2024-02-02T00:00:00\n101-refund-rest|101|0.125\n"),
			[]string{"1 rows: refunds of more than", "1 rows: refunds of orders of which nothing is left", "1 rows: orders that are refunded, but not in full"}, 3},
	}
}

func stripeCases() []vendorCase {
	customers := exported("unified_customers.csv", stripeCustomerHeader,
		row{"id": "cus_1", "Email": "ann@example.com", "Name": "Ann", "Created (UTC)": "2023-01-02 15:04"}, row{"id": "cus_2", "Email": "ann@example.com"})
	const people = "cus_1|ann@example.com|Ann||2023-01-02T15:04:00Z\ncus_2|ann@example.com\n"
	pay := row{"id": "ch_1", "Created date (UTC)": "2024-06-05 20:38:34", "Amount": "3125.00", "Amount Refunded": "0.00", "Currency": "usd", "Captured": "true", "Fee": "90.93", "Status": "Paid", "Customer ID": "cus_1"}
	return []vendorCase{
		{"each status", "stripe", []string{customers, exported("unified_payments.csv", stripePaymentHeader, pay,
			pay.with("id", "ch_2", "Status", "Refunded", "Amount Refunded", "3125.00", "Refunded date (UTC)", "2024-06-09 08:00:00", "Currency", "JPY"),
			pay.with("id", "ch_3", "Customer ID", "cus_9", "Amount Refunded", "5", "Disputed Amount", "9.00"),
			pay.with("id", "ch_4", "Captured", "false"), pay.with("id", "ch_5", "Status", "Pending", "Customer ID", ""),
			pay.with("id", "ch_6", "Status", "Failed"), pay.with("id", "ch_7", "Status", "requires_payment_method"), pay.with("id", "ch_8", "Status", "dreamt"))},
			map[string]string{"customers.csv": people,
				"orders.csv": "ch_1|cus_1|3125.00|USD|merchandise||2024-06-05T20:38:34Z|2024-06-05T20:38:34Z\n" +
					"ch_2|cus_1|3125.00|JPY|merchandise||2024-06-05T20:38:34Z|2024-06-05T20:38:34Z\n" +
					"ch_3||3125.00|USD|merchandise||2024-06-05T20:38:34Z|2024-06-05T20:38:34Z\n" +
					"ch_4|cus_1|3125.00|USD|merchandise|||2024-06-05T20:38:34Z\n" +
					"ch_5||3125.00|USD|merchandise|||2024-06-05T20:38:34Z\n",
				"refunds.csv": "ch_2-refund|ch_2|3125.00|2024-06-09T08:00:00Z\nch_3-refund|ch_3|5\n"},
			[]string{"left out       2 rows: payments that failed", "left out       1 rows: payments of a status", "assumed        2 rows: payments without a customer",
				"assumed        2 rows: payments that are pending", "assumed        1 rows: disputed payments", "fees are not taken off", "tag (metadata)"}, 0},
		{"the older export", "stripe", []string{customers, exported("payments.csv", stripeChargeHeader,
			row{"id": "ch_1", "Created (UTC)": "2020-06-05 20:38", "Amount": "1.5", "Currency": "eur", "Captured": "TRUE", "Status": "Paid", "Customer ID": "cus_2"})},
			map[string]string{"customers.csv": people, "orders.csv": "ch_1|cus_2|1.5|EUR|merchandise||2020-06-05T20:38:00Z|2020-06-05T20:38:00Z\n"}, nil, 0},
	}
}

// listCases are the vendors that have no orders.
func listCases() []vendorCase {
	member := row{"Email Address": "ann@example.com", "First Name": "Ann", "Last Name": "Li", "OPTIN_TIME": "2024-01-01 09:00:00", "CONFIRM_TIME": "2024-01-01 10:00:00",
		"CC": "US", "LAST_CHANGED": "2024-05-01 00:00:00", "EUID": "e1", "NOTES": "[{\"note\"}]", "TAGS": `"VIP","Blog, new",5" pipe`}
	const mailchimpUnsub = mailchimpHeader + ",UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON"
	profile := row{"Email": "ann@example.com", "Klaviyo ID": "01A", "First Name": "Ann", "Country": "Peru", "Email Marketing Consent": "SUBSCRIBED", "Email Marketing Consent Timestamp": "2024-01-01T00:00:00.250+00:00",
		"Profile Created On": "2023-12-31 23:59:59", "Email Suppressions": "[]", "Shopify Tags": `["vip", "a, b"]`}
	contact := row{"Record ID": "101", "First Name": "Ann", "Email": "ann@example.com", "Create Date": "2024-03-12 09:14", "Lifecycle Stage": "Customer", "Lead Status": "NEW", "Unsubscribed from all email": "No"}
	return []vendorCase{
		{"a file for each status", "mailchimp", []string{
			exported("cleaned_email_audience_export_1a.csv", mailchimpHeader, member.with("EUID", "e4", "TAGS", "")),
			exported("nonsubscribed_email_audience_export_1a.csv", mailchimpHeader, member.with("EUID", "e5", "TAGS", "")),
			"readme.txt\nhello",
			exported("subscribed_email_audience_export_1a.csv", mailchimpHeader, member, member.with("EUID", "e6", "CONFIRM_TIME", "", "TAGS", "")),
			exported("unsubscribed_email_audience_export_1a.csv", mailchimpUnsub, member.with("EUID", "e2", "UNSUB_TIME", "2024-02-01 00:00:00", "TAGS", ""),
				member.with("EUID", "e3", "UNSUB_TIME", "2023-02-01 00:00:00", "TAGS", "")),
		}, map[string]string{
			"customers.csv": "e4|ann@example.com|Ann Li\ne5|ann@example.com|Ann Li\ne1|ann@example.com|Ann Li||||granted|2024-01-01T10:00:00Z\ne6|ann@example.com|Ann Li||||granted|2024-01-01T09:00:00Z\n" +
				"e2|ann@example.com|Ann Li||||withdrawn|2024-02-01T00:00:00Z\ne3|ann@example.com|Ann Li||||withdrawn\n",
			"fields.csv": "e4|country|US\ne4|mailchimp_status|cleaned\ne5|country|US\ne5|mailchimp_status|nonsubscribed\ne1|country|US\ne1|mailchimp_status|subscribed\n" +
				"e6|country|US\ne6|mailchimp_status|subscribed\ne2|country|US\ne2|mailchimp_status|unsubscribed\ne2|unsubscribed|true|2024-02-01T00:00:00Z\n" +
				"e3|country|US\ne3|mailchimp_status|unsubscribed\ne3|unsubscribed|true\n",
			"tags.csv":    "e1|VIP\ne1|Blog, new\ne1|5\" pipe\n",
			"members.csv": "e1|email|2024-01-01T10:00:00Z\ne6|email|2024-01-01T09:00:00Z\ne2|email|2024-01-01T10:00:00Z\ne3|email|2024-01-01T10:00:00Z\n",
		}, []string{"taken as UTC", "1 files and folders that are no CSV", "UNSUB_REASON"}, 0},
		{"each word of consent", "klaviyo", []string{exported("list.csv", klaviyoHeader, profile,
			profile.with("Klaviyo ID", "01B", "Email Marketing Consent", "UNSUBSCRIBED", "Shopify Tags", "x,y"),
			profile.with("Klaviyo ID", "01C", "Email Marketing Consent", "NEVER_SUBSCRIBED", "Shopify Tags", ""),
			profile.with("Klaviyo ID", "01D", "Email Suppressions", "['USER_SUPPRESSED']", "Shopify Tags", ""),
			row{"Klaviyo ID": "01E"})},
			map[string]string{
				"customers.csv": "01A|ann@example.com|Ann||2023-12-31T23:59:59Z||granted|2024-01-01T00:00:00.250+00:00\n01B|ann@example.com|Ann||2023-12-31T23:59:59Z||withdrawn\n" +
					"01C|ann@example.com|Ann||2023-12-31T23:59:59Z\n01D|ann@example.com|Ann||2023-12-31T23:59:59Z||withdrawn\n01E\n",
				"fields.csv":  "01A|country|Peru\n01B|country|Peru\n01B|unsubscribed|true\n01C|country|Peru\n01D|country|Peru\n01D|unsubscribed|true\n",
				"tags.csv":    "01A|vip\n01A|a, b\n01B|x\n01B|y\n",
				"members.csv": "01A|email|2024-01-01T00:00:00.250+00:00\n01B|email|2024-01-01T00:00:00.250+00:00\n01D|email|2024-01-01T00:00:00.250+00:00\n",
			}, []string{"assumed        1 rows: subscribed profiles that are suppressed", "withdrawals have no date"}, 0},
		{"opt-outs", "hubspot", []string{exported("hubspot-crm-exports.csv", hubSpotHeader, contact, contact.with("Record ID", "102", "Unsubscribed from all email", "true", "Lead Status", ""), row{"Record ID": "103"}, row{"Record ID": "104", "Unsubscribed from all email": "Yes"})},
			map[string]string{
				"customers.csv": "101|ann@example.com|Ann||2024-03-12T09:14:00\n102|ann@example.com|Ann||2024-03-12T09:14:00||withdrawn\n103\n104||||||withdrawn\n",
				"fields.csv":    "101|lifecycle_stage|Customer\n101|lead_status|NEW\n102|lifecycle_stage|Customer\n",
			}, []string{"does not tell who agreed", "does not tell who signed up", "no logins and no messages", "as -location", "Marketing contact status"}, 0},
	}
}
