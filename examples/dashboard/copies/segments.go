package copies

import "github.com/clientele-go/clientele/examples/dashboard/pages"

// Segments returns saved segments that are useful in any shop.
func Segments() []pages.Segment {
	return []pages.Segment{
		{Name: "Spent over 100 EUR and asleep", Text: "revenue EUR > 100 and status = sleeper", About: "Good customers who are about to be lost."},
		{Name: "Bought twice, not in 60 days", Text: "paid_orders >= 2 and last_paid_at is known and not last_paid_at within last 60 days", About: "They came back once, and could again."},
		{Name: "Active, and never bought", Text: `status in ("very active", active) and paid_orders = 0`, About: "They use the app and need a reason to buy."},
		{Name: "New in the last 30 days", Text: "created_at within last 30 days"},
		{Name: "Can be mailed", Text: "email is known and email_consent = yes", About: "With consent to email marketing. Nobody is in it without the consent popup."},
	}
}
