package memory

import (
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/segment"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
)

// asked returns the status of a page, where it leads, and what it says.
func (s site) asked(path string) (int, string, string) {
	s.Helper()
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	defer func() { s.client.CheckRedirect = nil }()
	r, err := http.NewRequestWithContext(s.Context(), "GET", s.base+path, nil)
	if err != nil {
		s.Fatal(err)
	}
	answer, text := s.do(r)
	return answer.StatusCode, answer.Header.Get("Location"), text
}

// chosen returns the label of the segment that the form shows as chosen, and its text.
func chosen(page node) (label, text string) {
	for _, n := range page.all(func(n node) bool { return n.attr("name") == "saved" }) {
		for _, o := range n.all(tag("option")) {
			for _, a := range o.Attr {
				if a.Key == "selected" {
					label = o.words()
				}
			}
		}
	}
	for _, n := range page.all(tag("textarea")) {
		text = n.words()
	}
	return label, text
}

// A segment has the customers whom the report program has in it, in the list, in its files
// and in what is selected (Q1, O1, L6).
func TestSegmentIsTheFile(t *testing.T) {
	shop := sampleShop(t)
	s := serve(t, shop)
	all := []customer.Segment{"not (favorite = true or last_device = unknown)", "username is known and not birthday < 1980-01-01"}
	for _, g := range shop.Segments {
		all = append(all, g.Text)
	}
	for _, text := range all {
		question := "segment=" + url.QueryEscape(string(text))
		var want, got, selected []string
		for _, row := range reported(t, "-consent-popup", "-segment", string(text))("customers") {
			want = append(want, row[0])
		}
		for _, row := range rowsOf(parse(t, s.get("customers?limit=500&"+everyColumn+"&"+question))) {
			got = append(got, row["id"])
		}
		rows, err := csv.NewReader(strings.NewReader(s.get("customers.csv?" + question))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			selected = append(selected, row[0])
		}
		if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
			t.Errorf("Q1: %s: %d customers (- program, + page):\n%.500s", string(text), len(want), diff)
		}
		if diff := cmp.Diff(want, selected); diff != "" {
			t.Errorf("L6: %s (- program, + file of the list):\n%.500s", string(text), diff)
		}
	}
}

// A form without a script sends the choice of a saved segment, and a text: what the person
// changed counts. The URL has the text, and the form the name of one that is equal (Q5, O3).
func TestChoosingASegment(t *testing.T) {
	s := serve(t, sampleShop(t))
	const asleep, bought = "revenue EUR > 100 and status = sleeper", "paid_orders >= 2"
	for _, c := range []struct{ saved, typed, before, want string }{
		{"", "", "", ""},
		{asleep, "", "", asleep},
		{"", bought, "", bought},
		{asleep, bought, "", bought},
		{"=", bought, bought, bought},
		{asleep, bought, bought, asleep},
		{"", bought, bought, ""},
		{"", asleep, asleep, ""},
		{asleep, asleep + "\r\nor id = \"c001\"", asleep, asleep + "\nor id = \"c001\""},
		{asleep, " ", asleep, ""},
		{asleep, "status = quiet\r\n", "status = quiet\n", asleep},
	} {
		form := url.Values{"saved": {c.saved}, "segment": {c.typed}, "segment_was": {c.before}, "as_of": {"2024-06-15T18:00:00Z"}}
		code, at, text := s.asked("customers?" + form.Encode())
		u, err := url.Parse(at)
		if bad := strings.Contains(c.want, "\nor"); bad { // "and" beside "or"
			if code != http.StatusBadRequest || !strings.Contains(text, "Line 2, column 1") {
				t.Errorf("Q2: %q: status %d, want 400 with the place", c.typed, code)
			}
			continue
		}
		if err != nil || code != http.StatusSeeOther || u.Query().Get("segment") != c.want || u.Query().Has("saved") || u.Query().Has("segment_was") {
			t.Errorf("O3: %q: status %d to %q, want the segment %q", form, code, at, c.want)
		}
	}
	for text, want := range map[string]string{
		"":     "Everybody",
		asleep: "Spent over 100 EUR and asleep",
		" revenue  EUR >100.00 AND (status = sleeper) ": "Spent over 100 EUR and asleep",
		"status = sleeper and revenue EUR > 100":        "One of your own: the text below",
	} {
		label, typed := chosen(parse(t, s.get("customers?limit=5&segment="+url.QueryEscape(text))))
		if label != want || strings.TrimSpace(typed) != strings.TrimSpace(text) {
			t.Errorf("Q5: %q: the form shows %q and the text %q, want %q", text, label, typed, want)
		}
	}
}

// A text that is no segment is an error of 400 with the place, beside the form as it was
// filled in; a file says the same (Q7).
func TestWrongSegment(t *testing.T) {
	s := serve(t, sampleShop(t))
	for _, c := range []struct{ text, message, at string }{
		{"status = actve", `Line 1, column 10: found "actve", expected `, "actve"},
		{"status = quiet\nand revenu EUR > 1", `Line 2, column 5: found "revenu", expected `, "revenu"},
		{"status = quiet and", "Line 1, column 19: found the end, expected ", ""},
		{`email = "ä" or and`, `Line 1, column 16: found "and", expected `, "and"},
		{"status = quiet and id = 1 or id = 2", "Line 1, column ", ""},
		{`cohort = 2024-05-01`, "do not know what the segment asks for", ""},
		{`not (lifecycle = dormant)`, "do not know what the segment asks for", ""},
		{strings.Repeat("(", 40), "Line 1, column ", ""},
	} {
		question := "search=mi&status=active&column=google&segment=" + url.QueryEscape(c.text)
		code, _, text := s.asked("customers?" + question)
		page := parse(t, text)
		if code != http.StatusBadRequest || !strings.Contains(page.words(), c.message) {
			t.Errorf("Q7: %q: status %d, want 400 and %q", c.text, code, c.message)
		}
		if mark := page.all(tag("mark")); c.at != "" && (len(mark) != 1 || !strings.HasSuffix(mark[0].words(), c.at)) {
			t.Errorf("Q7: %q: the page does not show the place", c.text)
		}
		if _, typed := chosen(page); strings.TrimSpace(typed) != c.text {
			t.Errorf("Q7: %q: the form has the text %q", c.text, typed)
		}
		filled := page.all(func(n node) bool {
			return n.attr("value") == "mi" || n.attr("value") == "active" && n.attr("type") == "checkbox"
		})
		if len(filled) != 2 || len(page.all(func(n node) bool { return n.attr("data-id") != "" })) != 0 {
			t.Errorf("Q7: %q: the form lost what was filled in, or there are customers", c.text)
		}
		for _, other := range []string{"customers.csv?", "emails.csv?", "favorite?all=true&on=true&", "segment?"} {
			if code, _, text := s.asked(other + question); code != http.StatusBadRequest || strings.Contains(text, "data-id") {
				t.Errorf("Q7: %s%s: status %d, want 400", other, question, code)
			}
		}
	}
}

// The pages refuse to start with a saved segment that is none, and say which and where.
func TestWrongSavedSegment(t *testing.T) {
	good := pages.Segment{Name: "Quiet", Text: "status = quiet"}
	for name, c := range map[string]struct {
		all  []pages.Segment
		says string
		line int
	}{
		"a word":       {[]pages.Segment{good, {Name: "Asleep", Text: "status = sleepy"}}, `"Asleep"`, 1},
		"a second row": {[]pages.Segment{{Name: "Two rows", Text: "status = quiet\nand"}}, `"Two rows"`, 2},
		"values":       {[]pages.Segment{{Name: "Of May", Text: "cohort = 2024-05-01"}}, "cohort", 0},
		"no text":      {[]pages.Segment{{Name: "Nothing"}}, `"Nothing"`, 0},
		"no name":      {[]pages.Segment{{Name: " ", Text: "status = quiet"}}, "blank", 0},
		"one name":     {[]pages.Segment{good, {Name: "Quiet", Text: "status = active"}}, `"Quiet"`, 0},
	} {
		shop := sampleShop(t)
		shop.Segments = c.all
		_, err := pages.New(shop)
		if !errors.Is(err, pages.ErrSegment) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want an ErrSegment that names %s", name, err, c.says)
		}
		var place *segment.Error
		if found := errors.As(err, &place); found != (c.line > 0) || found && place.Line != c.line {
			t.Errorf("%s: the error's place is %v, want line %d", name, place, c.line)
		}
	}
}

// A person saves a segment by a name: planned, confirmed with a token, kept by the host, and
// offered at once (O6).
func TestSavingASegment(t *testing.T) {
	var kept []pages.Segment
	shop := sampleShop(t)
	shop.SaveSegment = func(_ context.Context, g pages.Segment) error { kept = append(kept, g); return nil }
	s := serve(t, shop)
	const text = `last_device = "iPad" and paid_orders > 0`
	list := parse(t, s.get("customers?status=quiet&segment="+url.QueryEscape(text)))
	links := list.all(func(n node) bool { return strings.HasPrefix(n.attr("href"), "segment?") })
	if len(links) != 1 {
		t.Fatalf("O6: %d links save the segment", len(links))
	}
	plan := s.get(links[0].attr("href"))
	if !strings.Contains(parse(t, plan).words(), text) || len(kept) != 0 {
		t.Fatalf("O6: the plan lacks the text, or the segment is saved already: %d", len(kept))
	}
	form := s.form(plan)
	form.Set("name", " iPads that buy ")
	form.Set("about", "For the new app.")
	for name, c := range map[string]struct {
		change func(url.Values)
		want   int
	}{
		"no token":            {func(v url.Values) { v.Del("token") }, 409},
		"another text":        {func(v url.Values) { v.Set("segment", "status = quiet") }, 409},
		"a text that is none": {func(v url.Values) { v.Set("segment", "status =") }, 400},
		"no name":             {func(v url.Values) { v.Set("name", " ") }, 400},
		"another's name":      {func(v url.Values) { v.Set("name", "Can be mailed") }, 400},
		"a long name":         {func(v url.Values) { v.Set("name", strings.Repeat("n", 201)) }, 400},
		"a name of two lines": {func(v url.Values) { v.Set("name", "a\nb") }, 400},
		"no UTF-8":            {func(v url.Values) { v.Set("name", "a\xff") }, 400},
	} {
		forged := url.Values{}
		for k, v := range form {
			forged[k] = append([]string(nil), v...)
		}
		c.change(forged)
		if answer, _ := s.post("segment", forged); answer.StatusCode != c.want || len(kept) != 0 {
			t.Errorf("O6: %s: status %d, want %d; %d saved", name, answer.StatusCode, c.want, len(kept))
		}
	}
	answer, page := s.post("segment", form)
	if diff := cmp.Diff([]pages.Segment{{Name: "iPads that buy", Text: text, About: "For the new app."}}, kept); answer.StatusCode != http.StatusOK || diff != "" {
		t.Fatalf("O6: status %d; kept (- want, + got):\n%s", answer.StatusCode, diff)
	}
	back := parse(t, page).all(func(n node) bool {
		return strings.HasPrefix(n.attr("href"), "customers?") && strings.Contains(n.attr("href"), "segment=")
	})
	if len(back) == 0 {
		t.Fatal("O6: no link leads back to the list")
	}
	list = parse(t, s.get(back[0].attr("href")))
	if label, _ := chosen(list); label != "iPads that buy" || !strings.Contains(list.words(), "For the new app.") {
		t.Errorf("O6: the list shows the segment as %q", label)
	}
	if answer, _ := s.post("segment", form); answer.StatusCode != http.StatusBadRequest || len(kept) != 1 {
		t.Errorf("O6: the same again: status %d, want 400; %d saved", answer.StatusCode, len(kept))
	}
}

// Of many who save a segment by one name at the same time, one does.
func TestSavingAtOnce(t *testing.T) {
	var kept atomic.Int64
	shop := sampleShop(t)
	shop.SaveSegment = func(context.Context, pages.Segment) error { kept.Add(1); return nil }
	s := serve(t, shop)
	form := s.form(s.get("segment?segment=status+%3D+quiet"))
	form.Set("name", "Quiet ones")
	var all sync.WaitGroup
	var saved atomic.Int64
	for range 8 {
		all.Go(func() {
			if answer, _ := s.post("segment", form); answer.StatusCode == http.StatusOK {
				saved.Add(1)
			}
		})
	}
	all.Wait()
	if kept.Load() != 1 || saved.Load() != 1 {
		t.Errorf("O6: kept %d times, and %d people were told that it is saved; want 1 and 1", kept.Load(), saved.Load())
	}
}

// Without a host that keeps segments, nobody can save one; one that fails saves nothing.
func TestSavingNowhere(t *testing.T) {
	shop := sampleShop(t)
	shop.SaveSegment = nil
	s := serve(t, shop)
	const question = "segment=status+%3D+quiet"
	if code, _, _ := s.asked("segment?" + question); code != http.StatusNotFound || strings.Contains(s.get("customers?"+question), "Save it under a name") {
		t.Errorf("status %d, want 404, and no offer", code)
	}
	shop.SaveSegment = func(context.Context, pages.Segment) error { return errors.New("canary of the host") }
	s = serve(t, shop)
	form := s.form(s.get("segment?" + question))
	form.Set("name", "Quiet ones")
	if answer, text := s.post("segment", form); answer.StatusCode != http.StatusInternalServerError || strings.Contains(text, "canary") {
		t.Errorf("a host that fails: status %d, want 500 without its words", answer.StatusCode)
	}
	if label, _ := chosen(parse(t, s.get("customers?"+question))); label != "One of your own: the text below" {
		t.Errorf("a segment that was not kept is offered as %q", label)
	}
}

// Names and texts of segments that are markup, formulas, writing from right to left or very
// long stay text (O5).
func TestSegmentCanaries(t *testing.T) {
	canaries := []string{"<script>alert(1)</script>", `"></option></select><img src=x onerror=alert(1)>`, "=cmd|' /C calc'!A0", "\u202eevil\u200f", strings.Repeat("long", 75), "</textarea><script>alert(1)</script>", "{{.}}"}
	shop := sampleShop(t)
	shop.Segments = nil
	var texts []string
	for _, c := range canaries {
		text := customer.Segment(`name = "` + strings.ReplaceAll(c, `"`, `\"`) + `"`)
		texts = append(texts, string(text))
		shop.Segments = append(shop.Segments, pages.Segment{Name: c, Text: text, About: c})
	}
	s := serve(t, shop)
	look := func(path, text string) {
		t.Helper()
		page := parse(t, text)
		for _, n := range page.all(func(n node) bool {
			return n.Data == "script" && n.attr("src") != "comfort.js" || n.Data == "img" || n.attr("onerror") != ""
		}) {
			t.Errorf("O5: %s has an element of a segment's: <%s>", path, n.Data)
		}
	}
	for i, text := range texts {
		path := "customers?limit=5&segment=" + url.QueryEscape(text)
		page := s.get(path)
		look(path, page)
		if label, typed := chosen(parse(t, page)); label != canaries[i] || strings.TrimPrefix(typed, "\n") != text {
			t.Errorf("O5: the form shows the name %q and the text %q, want %q and %q", label, typed, canaries[i], text)
		}
		wrong := text + " and " + canaries[i]
		_, _, page = s.asked("customers?segment=" + url.QueryEscape(wrong))
		look("an error about "+text, page)
		if !strings.Contains(parse(t, page).words(), "Line 1, column") {
			t.Errorf("O5: %q: the error has no place", wrong)
		}
		own := "segment?segment=" + url.QueryEscape("id is known and "+text)
		plan := s.get(own)
		look(own, plan)
		form := s.form(plan)
		form.Set("name", "1"+canaries[i][:min(150, len(canaries[i]))])
		answer, page := s.post("segment", form)
		look("what was saved", page)
		if answer.StatusCode != http.StatusOK || !strings.Contains(parse(t, page).words(), form.Get("name")) {
			t.Errorf("O5: saving %q: status %d", form.Get("name"), answer.StatusCode)
		}
	}
}
