package memory

import (
	"context"
	"net/http"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// What undoes a change is about those who were changed: not about those who were so before,
// nor about those who pass the filter now (L6).
func TestUndo(t *testing.T) {
	for _, page := range []string{"favorite?all=true&on=true&status=active", "favorite?all=true&on=false&type=favorite"} {
		s := serve(t, sampleShop(t))
		before := favorites(s)
		_, text := s.post("favorite", s.form(s.get(page)))
		if n := favorites(s); n == before {
			t.Fatalf("L6: %s changes nobody", page)
		}
		undo := s.linked(text, "Undo")
		s.post("favorite", s.form(s.get("favorite?"+undo.Encode())))
		if n := favorites(s); n != before {
			t.Errorf("L6: %s: %d favourites after it was undone, before %d", page, n, before)
		}
	}
}

// A plan is about the customers who were shown: as many others are another plan (O6).
func TestOthersAreAnotherPlan(t *testing.T) {
	shop := sampleShop(t)
	s := serve(t, shop)
	form := s.form(s.get("favorite?all=true&on=false&type=favorite"))
	editor := shop.Editor(shop.Now(), func(context.Context, gdpr.Receipt) error { return nil })
	swapped := map[bool]bool{} // one who was marked, and one who was not
	for c, err := range shop.Facts.EachCustomer(t.Context(), customer.Scope{}) {
		if err != nil {
			t.Fatal(err)
		}
		if swapped[c.Favorite] {
			continue
		}
		swapped[c.Favorite] = true
		if err := editor.SetFavorite(t.Context(), c.ID, !c.Favorite); err != nil {
			t.Fatal(err)
		}
	}
	if answer, _ := s.post("favorite", form); answer.StatusCode != http.StatusConflict {
		t.Errorf("O6: status %d, want 409", answer.StatusCode)
	}
}
