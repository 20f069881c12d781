package memory

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/clientele-go/clientele/examples/dashboard/pages"
)

// chromium is one browser for all tests: to start one takes longer than most stories.
// It starts when the first test opens a tab.
var chromium context.Context

// TestMain ends the browser after the tests.
func TestMain(m *testing.M) {
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.Flag("lang", "en-US"), chromedp.WindowSize(1440, 1000))
	all, end := chromedp.NewExecAllocator(context.Background(), flags...)
	chromium, _ = chromedp.NewContext(all)
	code := m.Run()
	end()
	chromedp.FromContext(chromium).Allocator.Wait()
	os.Exit(code)
}

// open opens a tab at a shop's pages. Pages run their
// script if script is true.
func open(t *testing.T, shop pages.Shop, script bool) *window {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("CI has no Chromium: apt-get install chromium")
		}
		t.Skip("there is no Chromium on this machine")
	}
	if err := chromedp.Run(chromium); err != nil {
		t.Fatal(err)
	}
	h, err := pages.New(shop)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/people/", http.StripPrefix("/people", h))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	ctx, cancel := chromedp.NewContext(chromium)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	b := &window{T: t, ctx: ctx, base: server.URL + "/people/"}
	chromedp.ListenTarget(ctx, b.listen)
	b.run(network.Enable(), log.Enable(), runtime.Enable(), emulation.SetScriptExecutionDisabled(!script))
	return b
}

// stories runs a story with script and without.
func stories(t *testing.T, tell func(b *window)) {
	for name, script := range map[string]bool{"with script": true, "without script": false} {
		t.Run(name, func(t *testing.T) {
			b := open(t, sampleShop(t), script)
			tell(b)
			b.clean(name)
		})
	}
}

// page returns the page as it stands.
func (b *window) page() node {
	b.Helper()
	return parse(b.T, eval[string](b, `document.documentElement.outerHTML`))
}

// choose types the beginning of an option's label into a select.
func (b *window) choose(name, label string) {
	b.Helper()
	selector := `select[name="` + name + `"]`
	b.run(chromedp.Focus(selector), chromedp.KeyEvent(label))
	if chosen := eval[string](b, `document.querySelector('`+selector+`').selectedOptions[0].label`); chosen[:len(label)] != label {
		b.Fatalf("%s: %q is chosen, want %s", name, chosen, label)
	}
}

// date types a date into a field, as month, day and year.
func (b *window) date(name, monthDayYear string) {
	b.Helper()
	b.run(chromedp.Focus(`input[name="`+name+`"]`), chromedp.KeyEvent(monthDayYear))
}

// asFiles fails unless the page's tables are those of the report's files (O1).
func (b *window) asFiles(tables int, flags ...string) {
	b.Helper()
	if n := sameAsFiles(b.T, eval[string](b, `location.href`), b.page(), reported(b.T, flags...)); n != tables {
		b.Fatalf("O1: the page has %d tables, want %d:\n%.600s", n, tables, b.text())
	}
}
