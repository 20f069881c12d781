package memory

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/dashboard/copies"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
)

// linked returns the parameters of the first link of a page with a text.
func (s site) linked(page, text string) url.Values {
	s.Helper()
	for _, a := range parse(s, page).all(tag("a")) {
		if strings.TrimSpace(a.text()) == text {
			u, err := url.Parse(a.attr("href"))
			if err != nil {
				s.Fatal(err)
			}
			return u.Query()
		}
	}
	s.Fatalf("no link %q on the page", text)
	return nil
}

// A link that takes the filter away keeps the instant, the location and the policy of the
// question (O3, S6).
func TestWithoutAFilter(t *testing.T) {
	shop := sampleShop(t)
	shop.Query.Policy.VeryActive = customer.Frequency{MoreThan: 3, Within: calendar.Days(14)}
	s := serve(t, shop)
	for _, page := range []string{"customers?status=active", "growth?unit=month&from=2024-01-01"} {
		text := s.get(page)
		got := s.linked(text, "Without a filter")
		if got.Get("very_active_more_than") != "3" || got.Get("very_active_within") != "14 days" || got.Has("status") || got.Has("from") {
			t.Errorf("S6: %s without a filter is %v", page, got)
		}
	}
	const past = "as_of=2024-03-01T00:00:00Z&location=Europe/Rome"
	for _, page := range []string{"customers?search=a&", "analysis?tag=vegan&", "subscriptions?channel=web&", "notifications?channel=web&", "growth?unit=month&", "cohorts?from=2024-01-01&", "value?k=4&"} {
		got := s.linked(s.get(page+past), "Without a filter")
		if got.Get("as_of") != "2024-03-01T00:00:00Z" || got.Get("location") != "Europe/Rome" {
			t.Errorf("O3: %s without a filter is %v", page+past, got)
		}
	}
}

// Every link of the pages of a shop that has set up next to nothing leads somewhere.
func TestLinksOfASmallShop(t *testing.T) {
	full := sampleShop(t)
	s := serve(t, pages.Shop{Facts: full.Facts, Now: full.Now, Secret: full.Secret, Open: true, Sender: copies.Printed{}})
	seen := map[string]bool{"": true} // by path and names of parameters
	for todo := []string{"customers"}; len(todo) > 0; todo = todo[1:] {
		text := s.get(todo[0])
		if !strings.Contains(text, "<!DOCTYPE html>") {
			continue
		}
		for _, a := range parse(t, text).all(tag("a")) {
			u, err := url.Parse(a.attr("href"))
			if err != nil {
				t.Fatal(err)
			}
			kind := u.Path
			for _, name := range slices.Sorted(maps.Keys(u.Query())) {
				kind += " " + name
			}
			if !seen[kind] && u.Path != "" {
				seen[kind] = true
				todo = append(todo, a.attr("href"))
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("there are %d kinds of links, want more", len(seen))
	}
}

// A form asks what its page shows, also if the URL names what the form does not offer (O3).
func TestFormsAskWhatPagesShow(t *testing.T) {
	s := serve(t, sampleShop(t))
	for page, want := range map[string]string{
		"value?currency=XXX": "XXX", "customers?revenue_currency=XXX&revenue_min=5": "XXX", "analysis?compare=none": "", "growth?unit=month": "month",
	} {
		chosen := map[string]bool{}
		for _, o := range parse(t, s.get(page)).all(tag("form"))[0].all(tag("option")) {
			if slices.ContainsFunc(o.Attr, func(a html.Attribute) bool { return a.Key == "selected" }) {
				chosen[o.attr("value")] = true
			}
		}
		if !chosen[want] {
			t.Errorf("O3: the form of %s asks for %v, want %q", page, chosen, want)
		}
	}
}

// A page about all customers refuses a filter, which it would not obey (O3).
func TestFiltersOfOtherPages(t *testing.T) {
	s := serve(t, sampleShop(t))
	for _, path := range []string{"growth?status=sleeper", "growth?search=ann", "growth?segment=status+%3D+sleeper", "growth?sort=id", "value?type=favorite", "value?from=2024-01-01", "transitions.csv?status=sleeper", "rfm.csv?limit=5"} {
		if code, _, text := s.asked(path); code != http.StatusBadRequest || !strings.Contains(text, "about all customers") {
			t.Errorf("O3: %s: status %d, want 400: %.200s", path, code, text)
		}
	}
	s.get("growth?unit=month&from=2024-01-01&to=2024-06-01&very_active_more_than=3&very_active_within=14+days")
}

// A page that plans or made a change does not say that its link is an answer (O3).
func TestPromiseOfALink(t *testing.T) {
	s := serve(t, sampleShop(t))
	const promise = "This link gives the same answer for ever."
	plan := s.get("favorite?id=c025&on=true")
	_, made := s.post("favorite", s.form(plan))
	for name, text := range map[string]string{"plan": plan, "outcome": made, "segment": s.get("segment?segment=status+%3D+sleeper")} {
		if strings.Contains(text, promise) {
			t.Errorf("O3: the page of a change (%s) promises an answer", name)
		}
	}
	for _, page := range []string{"customers", "customer?id=c025", "analysis", "growth"} {
		if !strings.Contains(s.get(page), promise) {
			t.Errorf("O3: %s does not say that its link is an answer", page)
		}
	}
}

// One customer matches, and two customers match (L1).
func TestOneMatches(t *testing.T) {
	s := serve(t, sampleShop(t))
	for path, want := range map[string]string{"customers?search=c025": "1 customer matches.", "customers": "395 customers match."} {
		if text := parse(t, s.get(path)).all(tag("main"))[0].words(); !strings.Contains(text, want) {
			t.Errorf("L1: %s lacks %q", path, want)
		}
	}
}
