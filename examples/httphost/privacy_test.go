package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// document returns the one lossless document of an export.
func (c client) document(path string) string {
	c.Helper()
	text := c.get(path)
	archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		c.Fatal(err)
	}
	file, err := archive.Open("data.json")
	if err != nil {
		c.Fatal(err)
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		c.Fatal(err)
	}
	return string(data)
}

// An export has everything of the person and nothing of anyone else's. What the shop
// made of them is in it only if access is asked for.
func TestExport(t *testing.T) {
	c, f := start(t), facts(t)
	orders, tags := 0, 0
	for _, o := range f.Orders {
		if o.Customer == "c025" {
			orders++
			orders += len(o.Refunds)
		}
	}
	for _, x := range f.Tags {
		if x.Customer == "c025" {
			tags++
		}
	}
	portable, all := c.document("/customers/c025/export.zip"), c.document("/customers/c025/export.zip?mode=access")
	m := func(doc string) map[string]int {
		n := map[string]int{}
		for _, kind := range []string{"order", "refund", "tag", "mark", "profile"} {
			n[kind] = strings.Count(doc, fmt.Sprintf(`"kind":%q`, kind)) + strings.Count(doc, fmt.Sprintf(`"kind": %q`, kind))
		}
		return n
	}
	for doc, want := range map[string]map[string]int{
		portable: {"orders": orders, "tag": 0, "mark": 0, "profile": 1},
		all:      {"orders": orders, "tag": tags, "mark": 1, "profile": 1},
	} {
		got := m(doc)
		if got["order"]+got["refund"] != want["orders"] || got["tag"] != want["tag"] || got["mark"] != want["mark"] || got["profile"] != want["profile"] {
			t.Errorf("an export has %v, want %v:\n%.500s", got, want, doc)
		}
		if strings.Contains(doc, "sample-token") {
			t.Error("N8: a token leaves the shop")
		}
	}
	if orders == 0 || tags == 0 {
		t.Errorf("c025 has %d orders and %d tags: the test shows nothing", orders, tags)
	}
}

type plan struct {
	Confirm int
	Holders []struct {
		Holder   string
		Erasable int
	}
}

// An erasure is planned, confirmed and proved by a receipt; afterwards nothing is found
// of the person, and nothing comes back.
func TestErasure(t *testing.T) {
	c := start(t)
	const path = "/customers/c025/erasure"
	var p plan
	if err := json.Unmarshal(c.get(path), &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Holders) != 9 || p.Confirm < 10 {
		t.Fatalf("the plan has %d records in %d places", p.Confirm, len(p.Holders))
	}
	before := c.page(nil).Total

	// A plan that changed meanwhile, or that nobody has seen, is not carried out.
	for _, confirm := range []int{0, p.Confirm - 1} {
		if status, _, answer := c.send("POST", path, fmt.Sprintf(`{"confirm": %d}`, confirm)); status != http.StatusConflict {
			t.Errorf("confirmed %d of %d: status %d, %s", confirm, p.Confirm, status, answer)
		}
	}
	status, _, receipt := c.send("POST", path, fmt.Sprintf(`{"confirm": %d}`, p.Confirm))
	if status != http.StatusOK || !strings.Contains(string(receipt), `"request":"request-`) || strings.Contains(string(receipt), "c025") {
		t.Errorf("status %d, receipt %s", status, receipt)
	}

	for _, gone := range []string{"/customers/c025", "/customers/c025/export.zip", path} {
		if status, _, answer := c.send("GET", gone, ""); status != http.StatusNotFound {
			t.Errorf("GET %s after the erasure: status %d, %s", gone, status, answer)
		}
	}
	if after := c.page(nil).Total; after != before-1 {
		t.Errorf("%d customers, before %d", after, before)
	}
	// An export past the service finds nothing either.
	m, err := c.service.registry.Export(t.Context(), io.Discard, gdpr.Export{Subject: gdpr.Subject{ID: "c025"}, At: c.service.now(), Mode: gdpr.Access})
	if err != nil || slices.ContainsFunc(m.Holders, func(h gdpr.HolderCount) bool { return h.Records > 0 }) {
		t.Errorf("after the erasure: %v, %v", m.Holders, err)
	}
	if c.service.shop.Holds("c025") {
		t.Error("the ID is still a key of the shop's")
	}
	if err := c.service.editor(new(gdpr.Receipt)).SetFavorite(t.Context(), customer.ID("c025"), true); err == nil {
		t.Error("an erased customer became a favourite")
	}
}

// Every question is answered from one state of the shop, while somebody is erased.
func TestErasureMeanwhile(t *testing.T) {
	c := start(t)
	erased := make(chan error, 1)
	go func() {
		var errs []error
		for _, id := range []customer.ID{"c001", "c002", "c003", "c004", "c005"} {
			errs = append(errs, c.service.editor(new(gdpr.Receipt)).DeleteAccount(t.Context(), id))
		}
		erased <- errors.Join(errs...)
	}()
	q := customer.Query{AsOf: c.service.now()}
	orders := map[customer.ID]int{}
	for range 30 {
		all, err := customer.List(t.Context(), c.service.shop, q, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all.Rows {
			if n, seen := orders[r.ID]; seen && n != r.PaidOrders {
				t.Errorf("%s has %d paid orders, and had %d", r.ID, r.PaidOrders, n)
			}
			orders[r.ID] = r.PaidOrders
		}
	}
	if err := <-erased; err != nil {
		t.Error(err)
	}
}
