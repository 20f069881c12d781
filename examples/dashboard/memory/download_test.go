package memory

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/export"
)

// download clicks what a selector finds, and returns the name and the bytes of the file
// that the browser saves.
func (b *window) download(selector string) (name string, data []byte) {
	b.Helper()
	dir := b.TempDir()
	done, saved := make(chan browser.DownloadProgressState, 1), ""
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *browser.EventDownloadWillBegin:
			name, saved = e.SuggestedFilename, e.GUID
		case *browser.EventDownloadProgress:
			if e.GUID == saved && e.State != browser.DownloadProgressStateInProgress {
				select {
				case done <- e.State:
				default:
				}
			}
		}
	})
	b.run(browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllowAndName).WithDownloadPath(dir).WithEventsEnabled(true),
		chromedp.ScrollIntoView(selector), chromedp.Click(selector))
	select {
	case state := <-done:
		if state != browser.DownloadProgressStateCompleted {
			b.Fatalf("the download of %s is %s", name, state)
		}
	case <-time.After(8 * time.Second):
		b.Fatalf("a click on %s saves nothing", selector)
	}
	data, err := os.ReadFile(filepath.Join(dir, saved))
	if err != nil {
		b.Fatal(err)
	}
	return name, data
}

// rows returns the rows of a CSV file that a click saves, without its header, as they
// are read (X3).
func (b *window) rows(selector, want string) [][]string {
	b.Helper()
	name, data := b.download(selector)
	if name != want {
		b.Errorf("a click on %s saves %s, want %s", selector, name, want)
	}
	return b.records(data)[1:]
}

// table returns the header and the only row of a CSV file that a click saves.
func (b *window) table(selector string) (header, row []string) {
	b.Helper()
	_, data := b.download(selector)
	all := b.records(data)
	if len(all) != 2 {
		b.Fatalf("a click on %s saves %d records, want a header and a row", selector, len(all))
	}
	return all[0], all[1]
}

func (b *window) records(data []byte) [][]string {
	b.Helper()
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) == 0 {
		b.Fatalf("a file has %d records: %v", len(rows), err)
	}
	for _, row := range rows {
		for i := range row {
			row[i] = export.Unguard(row[i])
		}
	}
	return rows
}

// A person chooses two customers and saves their e-mail addresses, then all info on all
// who match, and the whole list: what is saved is what was chosen (L6, X1).
func TestStoryOfAnExport(t *testing.T) {
	file := reported(t, "-consent-popup")
	stories(t, func(b *window) {
		b.visit("customers?type=consent&status=active")
		b.run(chromedp.Click(`tr:nth-child(1) input[name="id"]`), chromedp.Click(`tr:nth-child(3) input[name="id"]`))
		var want [][]string
		for _, cell := range b.page().all(func(n node) bool { return n.Data == "td" && n.attr("data-column") == "email" }) {
			want = append(want, []string{cell.all(tag("bdi"))[0].text()})
		}
		b.run(chromedp.Click(".export summary"))
		same(b, "emails.csv of two", [][]string{want[0], want[2]}, b.rows(`button[formaction="emails.csv"]`, "emails.csv"))
		b.run(chromedp.Click(`input[name="all"]`))
		if rows := b.rows(`button[formaction="info.csv"]`, "info.csv"); len(rows) != len(want) {
			b.Errorf("L6: %d rows of all info, want one for each of %d", len(rows), len(want))
		}
		b.visit("customers")
		same(b, "customers.csv", file("customers"), b.rows(`a[href^="customers.csv"]`, "customers.csv"))
	})
}

// same fails unless a saved file has the rows of the report's.
func same(b *window, name string, want, got [][]string) {
	b.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		b.Errorf("O1: the saved %s differs from the report's (- report, + page):\n%.1000s", name, diff)
	}
}
