package pages_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/export/folder"
)

func Example() {
	store := shop.New(&folder.Facts{Customers: []customer.Customer{{ID: "mia", Email: "mia@example.org"}}}) // yours is a database
	secret := []byte("0123456789abcdef0123456789abcdef")                                                    // yours is random
	signedIn := func(r *http.Request) (string, bool) { return "ann", r.Header.Get("Authorization") == "ann's" }

	mux := http.NewServeMux()
	h, err := pages.New(pages.Shop{Facts: store, Now: time.Now, Secret: secret, Who: signedIn})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux.Handle("/customers/", http.StripPrefix("/customers", h))

	for _, word := range []string{"", "ann's"} {
		r := httptest.NewRequest("GET", "/customers/customers?as_of=2024-06-01T00:00:00Z&limit=50", nil)
		r.Header.Set("Authorization", word)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Println(w.Code, strings.Contains(w.Body.String(), `data-id="mia"`))
	}
	// Output:
	// 403 false
	// 200 true
}
