package memory

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A window is a tab of Chromium at a site, and what it complained of.
type window struct {
	*testing.T
	ctx  context.Context
	base string

	mu       sync.Mutex
	problems []string
}

// listen notes what a person would not see: errors of the console, among them violations
// of the content policy, and requests to other hosts.
func (b *window) listen(event any) {
	note := func(format string, args ...any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.problems = append(b.problems, fmt.Sprintf(format, args...))
	}
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError || e.Entry.Level == log.LevelWarning {
			note("%s: %s", e.Entry.Source, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		note("exception: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		note("console: %s", e.Type)
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Scheme != "data" && !strings.HasPrefix(e.Request.URL, strings.TrimSuffix(b.base, "people/")) {
			note("a request to %s", e.Request.URL)
		}
	}
}

func (b *window) run(actions ...chromedp.Action) {
	b.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

// clean fails if the browser has complained.
func (b *window) clean(where string) {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.problems {
		b.Errorf("%s: %s", where, p)
	}
	b.problems = nil
}

// visit opens a page.
func (b *window) visit(path string) {
	b.Helper()
	b.run(chromedp.Navigate(b.base+path), chromedp.WaitReady("footer"))
}

// click clicks what a selector finds, which leads to another page.
func (b *window) click(selector string) {
	b.Helper()
	b.leads(chromedp.ScrollIntoView(selector), chromedp.Click(selector))
}

// leads does what leads to another page.
func (b *window) leads(actions ...chromedp.Action) {
	b.Helper()
	wait := make(chan struct{}, 1)
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	chromedp.ListenTarget(ctx, func(event any) {
		if _, ok := event.(*page.EventLoadEventFired); ok {
			select {
			case wait <- struct{}{}:
			default:
			}
		}
	})
	b.run(actions...)
	select {
	case <-wait:
	case <-time.After(20 * time.Second):
		b.Fatalf("this leads nowhere; the page is %.600s", b.text())
	}
	b.run(chromedp.WaitReady("footer"))
}

// text returns the text of the page's content.
func (b *window) text() (text string) {
	b.Helper()
	b.run(chromedp.Text("main", &text))
	return text
}

// sees fails unless the page has a text.
func (b *window) sees(texts ...string) {
	b.Helper()
	page := b.text()
	for _, want := range texts {
		if !strings.Contains(page, want) {
			b.Errorf("the page lacks %q:\n%.800s", want, page)
		}
	}
}

// eval returns the value of an expression on the page.
func eval[T any](b *window, expression string) (value T) {
	b.Helper()
	b.run(chromedp.Evaluate(expression, &value))
	return value
}

// A person filters the list, sorts it, selects all who match, makes favourites of them,
// looks at one, and deletes them: with a script and without one.
func TestStoryOfTheList(t *testing.T) {
	for name, script := range map[string]bool{"with script": true, "without script": false} {
		t.Run(name, func(t *testing.T) {
			b := open(t, sampleShop(t), script)
			b.visit("customers")
			b.sees("395 customers match.")
			b.run(chromedp.Click(`input[name="status"][value="very active"]`))
			b.click(`form.filter button`)
			b.sees("15 customers match.")
			b.click(`thead a[href*="sort=last_usage"]`)
			if sorted := eval[string](b, `document.querySelector("th[aria-sort]").textContent`); !strings.HasPrefix(sorted, "Last usage") {
				t.Errorf("sorted by %q, want by last usage", sorted)
			}
			b.run(chromedp.Click(`input[name="all"]`))
			b.click(`.taskbar button[name="on"][value="true"]`)
			b.sees("Mark as favorite: 15 customers.")
			b.click(`form.confirm button`)
			b.sees("0 customers failed")
			b.click(`main p.buttons a`)
			b.sees("15 customers match.")
			if hearts := eval[int](b, `document.querySelectorAll(".heart").length`); hearts != 15 {
				t.Errorf("%d hearts beside 15 favourites", hearts)
			}
			b.click(`tbody tr:first-child th a`)
			b.sees("Overview", "Social", "Engagement", "Why", "very active")
			b.run(chromedp.Click("details.menu summary"))
			id := eval[string](b, `document.querySelector(".id").textContent.trim()`)
			b.click(`details.menu a.danger`)
			b.sees("This cannot be undone.", "What is held on the person"[8:])
			b.run(chromedp.SendKeys(`input[name="typed"]`, id))
			b.click(`form.confirm button`)
			b.sees("found nothing left", "request-")
			b.visit("customers")
			b.sees("394 customers match.")
			b.clean(name)
		})
	}
}

// A person narrows the analysis down: a channel, then a field and its values.
func TestStoryOfTheAnalysis(t *testing.T) {
	for name, script := range map[string]bool{"with script": true, "without script": false} {
		t.Run(name, func(t *testing.T) {
			b := open(t, sampleShop(t), script)
			b.visit("analysis")
			all := eval[string](b, `document.querySelector('[data-metric="interacted_users"] strong').textContent`)
			b.run(chromedp.Click(`input[name="channel"][value="whatsapp"]`))
			b.click(`form.filter button`)
			some := eval[string](b, `document.querySelector('[data-metric="interacted_users"] strong').textContent`)
			if len(some) > len(all) || some == all {
				t.Errorf("%s users on one channel, %s on all", some, all)
			}
			field := eval[string](b, `document.querySelector("#fields tbody a").textContent`)
			b.click(`#fields tbody a`)
			b.sees("Custom data: values of " + field)
			b.click(`nav a[href^="growth"]`)
			b.sees("Statuses over time", "Within a week, if nobody logs in")
			b.clean(name)
		})
	}
}
