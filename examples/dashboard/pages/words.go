package pages

// analysisWords tells what the numbers of the customer analysis mean (E3–E5).
func analysisWords() []option {
	return []option{
		{Label: "Interacted users", Value: "users whose last message, sent to you or received from you, lies in the period."},
		{Label: "Active users", Value: "those of them who have sent a message to you in the period."},
		{Label: "Paid orders", Value: "paid orders made during the period. They do not include those from checkout links."},
		{Label: "Repeat customers", Value: "users with a paid order in the period who have placed several since the beginning."},
		{Label: "Checkout link orders", Value: "paid orders from checkout links made during the period."},
		{Label: "Interaction", Value: "with anything the customer does, logins, orders, shares, comments and redemptions count as messages do."},
	}
}

// subscriptionWords tells what the numbers of the subscription activity mean (U1–U5).
func subscriptionWords() []option {
	return []option{
		{Label: "Enrolled", Value: "users who have joined, without those who have unsubscribed."},
		{Label: "Unsubscribed", Value: "users who have unsubscribed from broadcasts: their custom fields have “unsubscribed”, “unsubscribeallbots” or “unsubscribetoallbot”."},
		{Label: "Enrolled last 7 days", Value: "those of the enrolled who joined or came back within the last 7 days."},
		{Label: "Unsubscribed last 7 days", Value: "those of the unsubscribed who left within the last 7 days."},
		{Label: "Undated", Value: "users of whom nobody knows when they unsubscribed. They are on no date."},
		{Label: "Unusual", Value: "users whose custom field has the name of such a mark, and a value that is neither yes nor no."},
	}
}

// notificationWords tells what the numbers of the notifications mean (N2–N5).
func notificationWords() []option {
	return []option{
		{Label: "Subscribed users", Value: "users who subscribed to notifications within the dates, whatever has become of it since."},
		{Label: "Expiring users", Value: "subscribed users whose token will expire. The dates do not restrict them."},
		{Label: "Subscriptions", Value: "pairs of a user and a notification. Each is expired, expiring or stopped, or never expires."},
		{Label: "Status", Value: "whether the notification is still active."},
	}
}
