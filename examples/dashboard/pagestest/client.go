// Package pagestest asks for pages in tests and benchmarks of hosts.
package pagestest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Client is somebody who looks at pages.
type Client struct {
	testing.TB
	Handler http.Handler
}

// Ask asks for a page, past its redirects, and returns the answer.
func (c Client) Ask(path string) *httptest.ResponseRecorder {
	c.Helper()
	for {
		w := httptest.NewRecorder()
		c.Handler.ServeHTTP(w, httptest.NewRequestWithContext(c.Context(), "GET", "/"+path, nil))
		if w.Code != http.StatusSeeOther {
			return w
		}
		path = w.Header().Get("Location")
	}
}

// Get returns a page that must be there.
func (c Client) Get(path string) string {
	c.Helper()
	w := c.Ask(path)
	if w.Code != http.StatusOK {
		c.Fatalf("GET %s: status %d: %.300s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// Post sends a form, as the page's own button does.
func (c Client) Post(path string, form url.Values) *httptest.ResponseRecorder {
	c.Helper()
	r := httptest.NewRequestWithContext(c.Context(), "POST", "/"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	c.Handler.ServeHTTP(w, r)
	return w
}

// Form returns the hidden inputs of the form of a page that posts.
func (c Client) Form(page string) url.Values {
	c.Helper()
	form := url.Values{}
	for n := range c.parse(page).Descendants() {
		if n.Data != "form" || attr(n, "method") != "post" {
			continue
		}
		for in := range n.Descendants() {
			if attr(in, "type") == "hidden" {
				form.Add(attr(in, "name"), attr(in, "value"))
			}
		}
	}
	return form
}

// Links returns the links of a page, in order.
func (c Client) Links(page string) (all []string) {
	c.Helper()
	for n := range c.parse(page).Descendants() {
		if n.Data == "a" {
			all = append(all, attr(n, "href"))
		}
	}
	return all
}

func (c Client) parse(page string) *html.Node {
	c.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		c.Fatal(err)
	}
	return root
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
