package memory

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A person looks at the notifications of one name that are sent by one channel, from a
// day on, beside the period before (N2–N5, P2).
func TestStoryOfTheNotifications(t *testing.T) {
	stories(t, func(b *window) {
		b.visit("notifications")
		b.asFiles(4)
		b.run(chromedp.Click(`input[name="notification"][value="Cake of the week"]`))
		b.click(`form.filter button`)
		b.asFiles(4, "-notification", "Cake of the week")
		b.run(chromedp.Click(`input[name="channel"][value="whatsapp"]`))
		b.date("from", "05012024")
		b.date("to", "06012024")
		b.choose("compare", "the period before")
		b.click(`form.filter button`)
		b.sees("before:", "change:")
		b.asFiles(4, "-notification", "Cake of the week", "-channel", "whatsapp", "-from", "2024-05-01", "-to", "2024-06-01", "-compare", "previous")
	})
}

// A person looks at who enrolled and who left in a spring, week by week, beside the spring
// before, and saves the trend (U1–U4, P1).
func TestStoryOfTheSubscriptions(t *testing.T) {
	stories(t, func(b *window) {
		b.visit("subscriptions")
		b.date("from", "03012024")
		b.date("to", "06012024")
		b.choose("unit", "weeks from Sunday")
		b.choose("compare", "the year before")
		b.run(chromedp.Click(`input[name="channel"][value="whatsapp"]`))
		b.click(`form.filter button`)
		flags := []string{"-from", "2024-03-01", "-to", "2024-06-01", "-unit", "week-sunday", "-compare", "year", "-channel", "whatsapp"}
		b.asFiles(2, flags...)
		want := reported(t, flags...)("subscription_trend")
		got := b.rows(`#subscription_trend a[href^="subscription_trend.csv"]`, "subscription_trend.csv")
		same(b, "subscription_trend.csv", want, got)
	})
}

// A person looks at the statuses of a quarter, month by month, by orders in place of
// logins, opens the folded table, and saves the changes (S8, D1, D2).
func TestStoryOfTheGrowth(t *testing.T) {
	stories(t, func(b *window) {
		b.visit("growth")
		b.date("from", "03012024")
		b.date("to", "06012024")
		b.choose("unit", "months")
		b.choose("activity", "paid orders")
		b.click(`form.filter button`)
		flags := []string{"-consent-popup", "-from", "2024-03-01", "-to", "2024-06-01", "-unit", "month", "-activity", "orders"}
		b.asFiles(5, flags...)
		same(b, "transitions.csv", reported(t, flags...)("transitions"), b.rows(`#transitions a[href^="transitions.csv"]`, "transitions.csv"))
		b.click(`nav a[href^="subscriptions"]`)
		b.sees("Enrolled and unsubscribed over time")
	})
}

// A person looks at who came back week by week after the first login, and opens the table
// beside the rates (C1–C5).
func TestStoryOfTheCohorts(t *testing.T) {
	stories(t, func(b *window) {
		b.visit("cohorts")
		b.date("from", "01012024")
		b.choose("unit", "weeks from Monday")
		b.choose("anchor", "the first login")
		b.choose("return", "logins")
		b.choose("clock", "each customer's own")
		b.click(`form.filter button`)
		b.asFiles(1, "-unit", "week", "-anchor", "login", "-return", "logins", "-clock", "own", "-from", "2024-01-01")
		b.run(chromedp.Click(`#cohorts details summary`), chromedp.WaitVisible(`#cohorts details table`))
	})
}

// A person scores the customers by what they bought in dollars, on a scale of four, and
// saves the scores (F1–F4).
func TestStoryOfTheValue(t *testing.T) {
	stories(t, func(b *window) {
		b.visit("value")
		b.asFiles(2)
		b.choose("currency", "USD")
		b.run(chromedp.Clear(`input[name="k"]`), chromedp.SendKeys(`input[name="k"]`, "4"))
		b.click(`form.filter button`)
		b.asFiles(2, "-currency", "USD", "-k", "4")
		same(b, "rfm.csv", reported(t, "-currency", "USD", "-k", "4")("rfm"), b.rows(`#rfm a[href^="rfm.csv"]`, "rfm.csv"))
	})
}
