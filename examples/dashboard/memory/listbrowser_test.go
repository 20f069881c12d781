package memory

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
)

// The task bar appears with the selection: by the mouse on an avatar, by a key, and stays
// while somebody is selected. Its menu exports (L6). A row leads to its customer.
func TestTaskBar(t *testing.T) {
	b := open(t, sampleShop(t), true)
	b.visit("customers?limit=5")
	visible := func(selector string) bool {
		b.Helper()
		return eval[bool](b, `document.querySelector("`+selector+`").checkVisibility({visibilityProperty: true})`)
	}
	if visible(".taskbar") {
		t.Error("L6: the task bar is there though nobody is selected")
	}
	x, y := eval[float64](b, `document.querySelector("td .avatar").getBoundingClientRect().x + 40`), eval[float64](b, `document.querySelector("td .avatar").getBoundingClientRect().y + 10`)
	b.run(chromedp.MouseEvent(input.MouseMoved, x, y))
	if !visible(".taskbar") {
		t.Error("L6: the task bar is not there while the mouse is on an avatar")
	}
	b.run(chromedp.MouseEvent(input.MouseMoved, 1, 1))
	if visible(".taskbar") {
		t.Error("L6: the task bar stays though the mouse has left")
	}
	b.run(chromedp.Focus(`td .avatar input`), chromedp.KeyEvent(" "))
	bottom := eval[float64](b, `innerHeight - document.querySelector(".taskbar").getBoundingClientRect().bottom`)
	if !visible(".taskbar") || visible(".export button") || bottom < -1 {
		t.Errorf("L6: the task bar is not on the screen with a customer selected, or its menu is open: %v pixels above the bottom", bottom)
	}
	b.run(chromedp.Focus(".export summary"), chromedp.KeyEvent(kb.Enter))
	if !visible(".export button") {
		t.Error("L6: the export menu does not open by a key")
	}
	b.click(`tbody tr:nth-child(2) td[data-column="last_usage"]`)
	b.sees("Overview", "Engagement")
	b.visit("customers?limit=5")
	b.click(`tbody tr:nth-child(2) a.arrow`)
	b.sees("Overview", "Engagement")
	b.clean("the task bar")
}

// With all columns the table scrolls inside its own region, on a screen and on a phone, and
// what a wrong segment, a long name and the other forms have does not make a page wider (O4).
func TestWidth(t *testing.T) {
	shop := sampleShop(t)
	long := customer.Segment(`name = "` + strings.Repeat("x", 300) + `"`)
	shop.Segments = append(shop.Segments, pages.Segment{Name: strings.Repeat("long", 75), Text: long, About: strings.Repeat("long", 75)})
	b := open(t, shop, true)
	for _, width := range []int64{1440, 390} {
		b.run(emulation.SetDeviceMetricsOverride(width, 844, 1, width < 500))
		for _, path := range []string{"customers?limit=20" + everyColumn, "customers?limit=5&segment=" + url.QueryEscape(string(long)),
			"customers?segment=" + url.QueryEscape(string(long)+" nor"), "segment?segment=" + url.QueryEscape(string(long))} {
			b.visit(path)
			if wide := eval[int64](b, `document.documentElement.scrollWidth`); wide > width {
				t.Errorf("O4: %.60s is %d pixels wide on a screen of %d", path, wide, width)
			}
		}
		b.visit("customers?limit=20" + everyColumn)
		if scroll := eval[bool](b, `(() => { const s = document.querySelector(".people .scroll"); return s.scrollWidth > s.clientWidth; })()`); !scroll {
			t.Errorf("O4: %d columns fit on a screen of %d: the test shows nothing", len(fileColumns), width)
		}
	}
}

// The new controls have names, the contrast is enough, and the keyboard reaches them (O4).
func TestAccessOfTheList(t *testing.T) {
	b := open(t, sampleShop(t), true)
	for _, scheme := range []string{"light", "dark"} {
		b.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
		for _, path := range []string{"customers?limit=5" + everyColumn, "customers?segment=" + url.QueryEscape("revenue EUR > 100 and status = sleeper"),
			"customers?segment=status+%3D", "segment?segment=status+%3D+quiet"} {
			b.visit(path)
			eval[bool](b, `document.querySelectorAll("details").forEach((d) => { d.open = true; }) || !document.querySelector("td .avatar input")?.click()`)
			for _, wrong := range eval[[]string](b, audit) {
				t.Errorf("O4: %s, %s: %s", path, scheme, wrong)
			}
		}
	}
}

// On paper there is the list, without what cannot be clicked there.
func TestPrint(t *testing.T) {
	b := open(t, sampleShop(t), true)
	b.visit("customers?limit=5" + everyColumn)
	b.run(emulation.SetEmulatedMedia().WithMedia("print"))
	for selector, want := range map[string]bool{"form.people table": true, "form.filter": false, ".taskbar": false, ".actions": false, ".whole": false, "td.open": false, "td.pick": false, "tbody th": true} {
		if got := eval[bool](b, `document.querySelector("`+selector+`").checkVisibility({visibilityProperty: true})`); got != want {
			t.Errorf("on paper %s is visible: %t, want %t", selector, got, want)
		}
	}
	b.run(emulation.SetDeviceMetricsOverride(1040, 700, 1, false)) // A4 on its side
	if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 1040 {
		t.Errorf("all columns are %d pixels wide on paper of 1040", wide)
	}
}

// The list has the button Add Integration, and for each list that was added one that uploads,
// with the number of new addresses. The number follows the shop.
func TestUploadOnTheList(t *testing.T) {
	double := &lists{}
	var refuses atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refuses.Load() {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		double.ServeHTTP(w, r)
	}))
	defer server.Close()
	shop := sampleShop(t)
	shop.AnyAddress = true
	s := serve(t, shop)
	buttons := func() (all []string) {
		for _, p := range parse(t, s.get("customers")).all(func(n node) bool { return n.attr("class") == "actions" }) {
			for _, a := range p.all(tag("a")) {
				all = append(all, a.words()+" "+a.attr("href"))
			}
		}
		return all
	}
	become := func(want ...string) {
		t.Helper()
		got := buttons()
		for range 100 {
			if got = buttons(); cmp.Equal(want, got) {
				return
			}
			time.Sleep(50 * time.Millisecond) // the plan is made meanwhile
		}
		t.Errorf("the list has the buttons %q, want %q", got, want)
	}
	become("Add Integration mailing")
	form := s.form(s.get("mailing"))
	s.post("mailing", url.Values{"token": {first(form["token"])}, "service": {"listmonk"}, "address": {server.URL}, "user": {"api"}, "secret": {"s3cret"}, "list": {"3"}})
	become("Upload 104 new addresses upload?list=1", "Add Integration mailing")

	// Somebody with consent is deleted, so there is one less.
	gone := s.form(s.get("delete?id=c095"))
	gone.Set("typed", "c095")
	if answer, text := s.post("delete", gone); answer.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %.300s", answer.StatusCode, text)
	}
	become("Upload 103 new addresses upload?list=1", "Add Integration mailing")

	s.post("upload", s.form(s.get("upload?list=1")))
	become("Upload 0 new addresses upload?list=1", "Add Integration mailing")
	if n := double.count(); n != 103 {
		t.Errorf("M3: %d addresses on the list, want 103", n)
	}

	// A service that does not answer has no number.
	refuses.Store(true)
	gone = s.form(s.get("delete?id=c100"))
	gone.Set("typed", "c100")
	s.post("delete", gone)
	got := ""
	for range 200 {
		if got = strings.Join(buttons(), "|"); !strings.Contains(got, "0 new") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if !strings.HasPrefix(got, "Upload to ") {
		t.Errorf("with a service that refuses, the list has the buttons %q", got)
	}

	shop.Acknowledgements = nil
	s = serve(t, shop)
	if got := buttons(); got != nil {
		t.Errorf("without mailing lists the list has the buttons %q", got)
	}
}

// A person chooses a saved segment, makes one of their own, is told where it is wrong, mends
// it, and saves it under a name: with a script and without one.
func TestStoryOfASegment(t *testing.T) {
	for name, script := range map[string]bool{"with script": true, "without script": false} {
		t.Run(name, func(t *testing.T) {
			b := open(t, sampleShop(t), script)
			b.visit("customers")
			label := func() string {
				return eval[string](b, `document.querySelector("select[name=saved]").selectedOptions[0].textContent`)
			}
			choose := func(text string) {
				if now := eval[string](b, `(document.querySelector("select[name=saved]").value = "`+text+`")`); now != text {
					t.Fatalf("the form does not offer %q", text)
				}
			}
			choose("revenue EUR > 100 and status = sleeper")
			b.click(`form.filter button`)
			b.sees("11 customers match.", "Good customers who are about to be lost.")
			if got := label(); got != "Spent over 100 EUR and asleep" {
				t.Errorf("the form shows %q", got)
			}
			b.run(chromedp.Evaluate(`document.querySelector("textarea").value = ""`, nil), chromedp.SendKeys(`textarea`, "status = actve"))
			b.click(`form.filter button`)
			b.sees("This is not a segment. Line 1, column 10", `The nearest known word is "active".`)
			b.forgive(http.StatusBadRequest)
			b.run(chromedp.Evaluate(`document.querySelector("textarea").value = ""`, nil), chromedp.SendKeys(`textarea`, "status = active and favorite = true"))
			b.click(`form.filter button`)
			total := eval[string](b, `document.querySelector("#total").textContent`)
			b.click(`a[href^="segment?"]`)
			b.sees(total + " customers")
			b.run(chromedp.SendKeys(`input[name="name"]`, "Active favourites"))
			b.click(`form.confirm button`)
			b.sees("The segment is saved", "Active favourites")
			b.click(`main p.buttons a`)
			if got := label(); got != "Active favourites" {
				t.Errorf("the form shows %q after saving", got)
			}
			choose("")
			b.click(`form.filter button`)
			b.sees("395 customers match.")
			b.clean(name)
		})
	}
}

// forgive forgets that the browser complained of a status, and of nothing else.
func (b *window) forgive(status int) {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problems = slices.DeleteFunc(b.problems, func(p string) bool { return strings.Contains(p, fmt.Sprintf("status of %d", status)) })
}
