package memory

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// shown returns the text of a part of one customer's page.
func (b *window) shown(column string) string {
	b.Helper()
	for _, dd := range b.page().all(func(n node) bool { return n.Data == "dd" && n.attr("data-column") == column }) {
		return dd.text()
	}
	b.Fatalf("the page of a customer has no %s", column)
	return ""
}

// A person finds a customer, reads the page, saves the details, the address, all info and
// everything on the person, sends a push, and marks a favourite (L7, N1, G2).
func TestStoryOfOneCustomer(t *testing.T) {
	who := receiver(t, sampleShop(t))
	stories(t, func(b *window) {
		b.visit("customers")
		b.run(chromedp.SendKeys(`input[name="search"]`, who))
		b.click(`form.filter button`)
		b.click(`tr[data-id="` + who + `"] th a`)
		b.run(chromedp.Click("details.menu summary"))
		b.detailsAreThePage(who)
		email := eval[string](b, `document.querySelector(".who p bdi").textContent`)
		if rows := b.rows(`details.menu a[href^="emails.csv"]`, "emails.csv"); email == "" || len(rows) != 1 || rows[0][0] != email {
			b.Errorf("L7: the file of the e-mail address has %q", rows)
		}
		if rows := b.rows(`details.menu a[href^="info.csv"]`, "info.csv"); len(rows) != 1 || !slices.Contains(rows[0], who) {
			b.Errorf("L7: the file of all info has %q", rows)
		}
		b.everything(who)
		b.push(who)

		b.run(chromedp.Click("details.menu summary"))
		b.click(`details.menu a[href^="favorite"]`)
		b.sees("Mark as favorite: 1 customer.")
		b.click(`form.confirm button`)
		b.sees("1 customer changed")
		b.visit("customer?id=" + who)
		if hearts := eval[int](b, `document.querySelectorAll("h1 .heart").length`); hearts != 1 {
			b.Errorf("L6: %d hearts beside the name of a favourite", hearts)
		}
	})
}

// detailsAreThePage fails unless the file of the details says what the page says (O1).
func (b *window) detailsAreThePage(who string) {
	b.Helper()
	header, row := b.table(`details.menu a[href^="details.csv"]`)
	if row[slices.Index(header, "id")] != who {
		b.Errorf("L7: the details are of %q, want %s", row[slices.Index(header, "id")], who)
	}
	compared := 0
	for _, dd := range b.page().all(func(n node) bool { return n.Data == "dd" && n.attr("data-column") != "" }) {
		column := dd.attr("data-column")
		if i := slices.Index(header, column); i < 0 || row[i] != dd.text() {
			b.Errorf("O1: the page shows %q as %s; the file has %q", dd.text(), column, row)
		}
		compared++
	}
	if compared < 13 {
		b.Errorf("L7: the page shows %d parts of the details, want 13 at least", compared)
	}
}

// everything saves all that is held on a person, and looks whose it is (G2).
func (b *window) everything(who string) {
	b.Helper()
	name, data := b.download(`details.menu a[href^="everything.zip"]`)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || name != "everything.zip" {
		b.Fatalf("G2: %s is not a ZIP file: %v", name, err)
	}
	f, err := z.Open("data.json")
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil || !strings.Contains(string(text), `"`+who+`"`) || strings.Contains(string(text), `"c025"`) {
		b.Errorf("G2: the data lacks %s or has somebody else: %v", who, err)
	}
}

// push sends a push and sees that it is counted (N1).
func (b *window) push(who string) {
	b.Helper()
	before, err := strconv.Atoi(b.shown("pushes"))
	if err != nil {
		b.Fatal(err)
	}
	b.click(`details.menu a[href^="push"]`)
	b.run(chromedp.SendKeys(`input[name="title"]`, "Fresh scones"), chromedp.SendKeys(`input[name="text"]`, "Until noon"))
	b.click(`form.confirm button`)
	b.sees("The push notification was sent.")
	b.click(`main p.buttons a`)
	if after := b.shown("pushes"); after != strconv.Itoa(before+1) {
		b.Errorf("N1: %d pushes before one was sent to %s, %s after", before, who, after)
	}
}
