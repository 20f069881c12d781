package memory

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// G3: whoever deletes a customer gets the receipt, though the pages cannot be renewed
// afterwards.
func TestReceiptInAnyCase(t *testing.T) {
	shop := sampleShop(t)
	shop.Changed = func(context.Context, customer.ID) error { return errors.New("not now") }
	s := serve(t, shop)
	form := s.form(s.get("delete?id=c025"))
	form.Set("typed", "c025")
	answer, text := s.post("delete", form)
	if answer.StatusCode != http.StatusOK || !strings.Contains(text, "request-") || !strings.Contains(text, "could not be renewed") {
		t.Errorf("G3: status %d, and the page lacks the receipt, or what went wrong: %.600s", answer.StatusCode, text)
	}
}
