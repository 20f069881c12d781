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
  const wrong = [], all = (s) => [...document.querySelectorAll(s)];
  for (const d of all("details")) d.open = true;
  for (const e of all("main input[name=id]")) e.checked = true;
  const shown = (e) => e.checkVisibility({visibilityProperty: true});
  const name = (e) => (e.getAttribute("aria-label") || [...(e.labels || [])].map((l) => l.textContent).join(" ") || e.textContent || e.title || "").trim();
  for (const e of all("a[href], button, input:not([type=hidden]), select, textarea, summary, progress, fieldset, [role=region], [role=group], svg[role=img], nav"))
    if (!e.closest("[aria-hidden=true]") && !(e.tagName === "FIELDSET" ? e.querySelector("legend") : e.tagName === "NAV" ? e.getAttribute("aria-label") : name(e))) wrong.push("no name: " + e.outerHTML.slice(0, 120));
  let level = 0, firsts = 0;
  for (const h of all("h1, h2, h3, h4")) {
    const n = Number(h.tagName[1]);
    if (n > level + 1) wrong.push("heading skips a level: " + h.textContent);
    if (n === 1) firsts++;
    level = n;
  }
  if (firsts !== 1) wrong.push(firsts + " first headings");
  for (const mark of ["main", "body > header", "body > footer", "header nav", "nav [aria-current=page]"])
    if (all(mark).length > 1 || all(mark).length === 0 && !mark.includes("current")) wrong.push(all(mark).length + " of " + mark);
  for (const e of document.body.children) if (!e.matches("header, main, footer, a.skip")) wrong.push("outside of the landmarks: " + e.tagName);
  const ids = all("[id]").map((e) => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push("the ID " + id + " twice");
  for (const e of all("[tabindex]")) if (e.tabIndex > 0) wrong.push("tabindex " + e.tabIndex);
  for (const e of all("[aria-hidden=true]")) if (e.tabIndex >= 0 && e.matches("a, button, input, select") || e.querySelector("a:not([tabindex='-1']), button, input, select")) wrong.push("a hidden control: " + e.outerHTML.slice(0, 120));
  for (const e of all("body *")) {
    const s = getComputedStyle(e);
    if (s.order !== "0" || s.flexDirection.includes("reverse") || s.flexWrap.includes("reverse")) wrong.push("another order: " + e.outerHTML.slice(0, 120));
  }
  if (document.documentElement.lang !== "en" || !document.title) wrong.push("no language or title");
  for (const t of all("table")) {
    if (!t.caption && !t.closest("[role=region][aria-label]")) wrong.push("a table without a name");
    if (!t.querySelector("th")) wrong.push("a table without headings");
  }
  for (const h of all("th")) if (!["col", "row"].includes(h.scope)) wrong.push("a heading of a table without scope: " + h.textContent);
  for (const c of all("svg[role=img]")) {
    const s = c.closest("section"), series = new Set([...c.querySelectorAll(".bar")].map((b) => b.getAttribute("class")));
    if (!s.querySelector("table")) wrong.push("a chart without a table: " + name(c));
    if (series.size > 1 && s.querySelectorAll(".legend li").length < series.size) wrong.push("colours without a legend: " + name(c));
    if (c.querySelector("[fill^=url]") && !s.textContent.includes("hatched:")) wrong.push("a pattern without a legend: " + name(c));
  }
  for (const e of all(".heat td[class*=heat-], .status")) if (!e.textContent.trim()) wrong.push("told by colour alone: " + e.outerHTML);
  for (const e of all("main a[href]:not(nav a, .menu a, .arrow, .button, thead a)")) if (shown(e) && !getComputedStyle(e).textDecorationLine.includes("underline")) wrong.push("a link by colour alone: " + e.textContent);
  for (const e of all("section > *, form.filter > *, .who > *")) {
    const next = e.nextElementSibling, a = e.getBoundingClientRect(), b = next && next.getBoundingClientRect();
    if (b && a.height && b.height && b.bottom <= a.top + 1) wrong.push("seen before what it follows: " + next.outerHTML.slice(0, 120));
  }
  for (const e of all("main *")) if (/auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1 && e.tabIndex < 0 && !e.matches("fieldset, pre")) wrong.push("scrolls without the keyboard: " + e.outerHTML.slice(0, 120));
  const rgb = (c) => { const m = c.match(/[\d.]+/g).map(Number); return m.length === 3 ? [...m, 1] : m; };
  const light = ([r, g, b]) => { const f = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; if (c[3] !== 0) wrong.push("a translucent ground"); } return [255, 255, 255, 1]; };
  const least = (n, a, b, what) => { if (ratio(a, b) < n) wrong.push("contrast " + ratio(a, b).toFixed(2) + ": " + what.trim().slice(0, 40)); };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    const e = n.parentElement;
    if (!n.data.trim() || !shown(e) || e.closest("script, title, .for")) continue;
    least(4.5, rgb(e.closest("svg") ? getComputedStyle(e).fill : getComputedStyle(e).color), behind(e), n.data);
    if (e.closest("svg") && getComputedStyle(e).opacity !== "1") wrong.push("faint text");
  }
  for (const e of all("main input, main select, main button")) {
    if (!shown(e)) continue;
    least(4.5, rgb(getComputedStyle(e).color), behind(e), "in " + (e.name || e.textContent));
    if (e.placeholder) least(4.5, rgb(getComputedStyle(e, "::placeholder").color), behind(e), "hint of " + e.name);
    if (e.matches("input:not([type=checkbox]), select")) least(3, rgb(getComputedStyle(e).borderTopColor), behind(e.parentElement), "border of " + e.name);
  }
  for (const e of all("bdi")) if (!e.textContent && shown(e) && getComputedStyle(e, "::after").content !== "none") least(4.5, rgb(getComputedStyle(e, "::after").color), behind(e), "nothing");
  for (const e of all("main a[href], main button, main input, main select, main summary, .scroll, .picture, nav a, .skip")) {
    if (!shown(e) || e.tabIndex < 0) continue;
    e.focus({ focusVisible: true, preventScroll: true });
    const s = getComputedStyle(e);
    if (document.activeElement !== e || s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2) wrong.push("focus is not seen: " + e.outerHTML.slice(0, 120));
    else least(3, rgb(s.outlineColor), behind(e.parentElement), "outline of " + name(e));
    least(4.5, rgb(s.color), behind(e), "with focus: " + name(e));
  }
  document.activeElement.blur();
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(document.documentElement.scrollWidth + " pixels on a screen of " + innerWidth);
  return [...new Set(wrong)];
})()`

// Every page can be read and used by all, on a desk and on a phone, in light and dark
// (O4). Only what scrolls by itself is wider than a phone.
func TestAccess(t *testing.T) {
	b := open(t, sampleShop(t), true)
	for _, path := range everyPage {
		b.visit(path)
		for _, width := range []int64{1440, 390} {
			for _, scheme := range []string{"light", "dark"} {
				b.run(emulation.SetDeviceMetricsOverride(width, 900, 1, width < 500),
					emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
				for _, wrong := range eval[[]string](b, audit) {
					t.Errorf("O4: %s, %d, %s: %s", path, width, scheme, wrong)
				}
			}
		}
		b.clean(path)
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
