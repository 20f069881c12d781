package loaded

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
)

// H8, G5: an erased customer is in no fact, bound, text or spare memory of the state.
func TestErased(t *testing.T) {
	for _, goal := range []int{1, 4, 100, 0} {
		w, repo := testWing(goal), &repository{shop: many(200)}
		c := loadMany(t, w, repo)
		for i := range 200 {
			id := customer.ID(fmt.Sprintf("%05d", (i*37+5)%200))
			if !loadedtest.Holds(c, string(id)) {
				t.Fatalf("goal %d: %s is not there before: the search finds nothing", goal, id)
			}
			repo.shop.Tags = slices.DeleteFunc(slices.Clone(repo.shop.Tags), func(f customer.Tag) bool { return f.Customer == id })
			repo.shop.Fields = slices.DeleteFunc(slices.Clone(repo.shop.Fields), func(f customer.Field) bool { return f.Customer == id })
			if err := w.Refresh(bg, c, repo, []customer.ID{id}); err != nil {
				t.Fatal(err)
			}
			if loadedtest.Holds(c, string(id)) {
				t.Fatalf("H8: goal %d: %s is still in memory after the Refresh", goal, id)
			}
		}
	}
}

// H8: no text of the state is a part of a text that the repository yielded, which can have
// the texts of several customers.
func TestOwnsTexts(t *testing.T) {
	large := strings.Repeat("ann|secret|bob|hidden|", 20)
	from := uintptr(unsafe.Pointer(unsafe.StringData(large)))
	s := &shop{}
	for i := 0; i < len(large); i += 22 {
		s.Tags = append(s.Tags, customer.Tag{Customer: customer.ID(large[i : i+3]), Name: large[i+4 : i+10]})
		s.Fields = append(s.Fields, customer.Field{Customer: customer.ID(large[i+11 : i+14]), Name: large[i+4 : i+10], Value: large[i+15 : i+21]})
	}
	w, repo := testWing(4), &repository{shop: s}
	c := loadMany(t, w, repo)
	look := func(when string) {
		own := func(text string) {
			if at := uintptr(unsafe.Pointer(unsafe.StringData(text))); from <= at && at < from+uintptr(len(large)) {
				t.Errorf("H8: %s, a text is in the repository's memory", when)
			}
		}
		for _, p := range c.now().parts {
			own(string(p.from))
			for _, f := range p.has.Tags {
				own(string(f.Customer))
				own(f.Name)
			}
			for _, f := range p.has.Fields {
				own(string(f.Customer))
				own(f.Name)
				own(f.Value)
			}
		}
	}
	look("loaded")
	if err := w.Refresh(bg, c, repo, []customer.ID{"ann"}); err != nil {
		t.Fatal(err)
	}
	look("refreshed")
}
