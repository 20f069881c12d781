package memory

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab presses Tab until the focus is on what a selector finds.
func (b *window) tab(selector string) {
	b.Helper()
	for range 120 {
		b.run(chromedp.KeyEvent(kb.Tab))
		if eval[bool](b, "document.activeElement.matches(`"+selector+"`)") {
			return
		}
	}
	b.Fatalf("O4: 120 tabs do not lead to %s", selector)
}

// With the keyboard alone a person filters the list, sorts it, selects all who match,
// makes favourites of them, and takes it back (O4, L6).
func TestStoryOfTheKeyboard(t *testing.T) {
	enter, space := chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(" ")
	b := open(t, sampleShop(t), true)
	b.visit("customers")
	b.tab("a.skip")
	b.run(enter) // over the navigation
	b.tab(`input[name="status"][value="very active"]`)
	b.run(space)
	b.tab("form.filter button")
	b.leads(enter)
	b.sees("15 customers match.")
	b.tab(`thead a[href*="sort=last_usage"]`)
	b.leads(enter)
	b.tab(`.whole input[name="all"]`)
	b.run(space)
	b.tab(`tbody tr:nth-child(2) input[name="id"]`)
	b.tab(`.taskbar button[name="on"][value="true"]`)
	b.leads(enter)
	b.sees("Mark as favorite: 15 customers.")
	b.tab("form.confirm button")
	b.leads(enter)
	b.sees("0 customers failed")
	b.tab(`main p.buttons a[href^="favorite"]`)
	b.leads(enter)
	b.sees("Take the favorite mark away: 14 customers.")
	b.tab("form.confirm a")
	b.leads(enter)
	b.tab(`tbody tr:nth-child(1) th a`)
	b.leads(enter)
	b.tab("details.menu summary")
	b.run(enter)
	b.tab("details.menu a.danger")
	b.leads(enter)
	b.sees("This cannot be undone.")
	b.clean("the keyboard")
}
