package memory

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// everyPage is a page of each kind.
var everyPage = []string{
	"customers", "customer?id=c025", "analysis?unit=month", "analysis?drill=city", "subscriptions?unit=month", "notifications", "growth?unit=month", "value", "analysis?compare=previous", "cohorts",
	"mailing", "favorite?id=c025&id=c001&on=true", "push?id=c025", "delete?id=c025", "customers?search=nobody-has-this",
}

// audit returns what is wrong with a page for people who cannot see it well, or do not
// use a mouse (O4): controls without a name, headings that skip a level, text with a
// contrast below 4.5 to 1, an order of focus that is not that of reading.
const audit = `(() => {
  const wrong = [];
  const shown = (e) => e.checkVisibility();
  const name = (e) => (e.getAttribute("aria-label") || [...(e.labels || [])].map((l) => l.textContent).join(" ") || e.textContent || e.title || "").trim();
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=region], svg[role=img]"))
    if (!e.closest("[aria-hidden=true]") && !name(e)) wrong.push("no name: " + e.outerHTML.slice(0, 120));
  let level = 0, firsts = 0;
  for (const h of document.querySelectorAll("h1, h2, h3, h4")) {
    const n = Number(h.tagName[1]);
    if (n > level + 1) wrong.push("heading skips a level: " + h.textContent);
    if (n === 1) firsts++;
    level = n;
  }
  if (firsts !== 1) wrong.push(firsts + " first headings");
  for (const e of document.querySelectorAll("[tabindex]")) if (e.tabIndex > 0) wrong.push("tabindex " + e.tabIndex);
  if (document.documentElement.lang !== "en" || !document.title) wrong.push("no language or title");
  for (const t of document.querySelectorAll("table")) if (!t.querySelector("th[scope]")) wrong.push("a table without headings");
  const rgb = (c) => { const m = c.match(/[\d.]+/g).map(Number); return m.length === 3 ? [...m, 1] : m; };
  const light = ([r, g, b]) => { const f = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; if (c[3] !== 0) wrong.push("a translucent ground"); } return [255, 255, 255, 1]; };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    const e = n.parentElement;
    if (!n.data.trim() || !shown(e) || e.closest("script, title, .for")) continue;
    const style = getComputedStyle(e);
    const a = light(rgb(e.closest("svg") ? style.fill : style.color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) wrong.push("contrast " + ratio.toFixed(2) + ": " + n.data.trim().slice(0, 40));
  }
  return [...new Set(wrong)];
})()`

// Every page can be read and used by all, in light and dark (O4).
func TestAccess(t *testing.T) {
	b := open(t, sampleShop(t), true)
	for _, scheme := range []string{"light", "dark"} {
		b.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
		for _, path := range everyPage {
			b.visit(path)
			for _, wrong := range eval[[]string](b, audit) {
				t.Errorf("O4: %s, %s: %s", path, scheme, wrong)
			}
			b.clean(path)
		}
	}
}

// Nothing is wider than a phone but what scrolls by itself.
func TestPhone(t *testing.T) {
	b := open(t, sampleShop(t), true)
	b.run(emulation.SetDeviceMetricsOverride(390, 844, 1, true))
	for _, path := range everyPage {
		b.visit(path)
		if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 390 {
			t.Errorf("%s is %d pixels wide on a phone of 390", path, wide)
		}
	}
}

// With the keyboard alone, the focus goes through a page in the order of reading, and a
// customer is found and opened (O4).
func TestKeyboard(t *testing.T) {
	b := open(t, sampleShop(t), true)
	b.visit("customers?search=c025")
	place := `(() => { const e = document.activeElement; return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")].indexOf(e); })()`
	before := -1
	for range 90 {
		b.run(chromedp.KeyEvent(kb.Tab))
		at := eval[int](b, place)
		if at < before { // a date has several places of one element
			t.Errorf("O4: the focus goes from element %d back to %d", before, at)
		}
		before = at
		if strings.HasPrefix(eval[string](b, `document.activeElement.getAttribute("href") || ""`), "customer?") {
			b.run(chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("details.menu"))
			b.sees("Overview")
			return
		}
	}
	t.Error("O4: 90 tabs lead to no customer")
}
