package docs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
)

// listHandler answers pages of the customer list.
func listHandler(repo customer.Repository, run *customer.Run) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var q customer.Query
		values, err := url.ParseQuery(r.URL.RawQuery) // r.URL.Query() would drop what it cannot read
		if err == nil {
			q, err = customer.ParseQuery(values)
		}
		if err == nil {
			err = q.Check()
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if q.Limit == 0 || q.Limit > 100 {
			q.Limit = 100
		}
		page, err := customer.List(r.Context(), repo, q, run)
		if errors.Is(err, customer.ErrCursor) {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var text []byte
		if err == nil {
			text, err = json.Marshal(export.NewPageReport(page))
		}
		if err != nil {
			slog.Error("list", "error", err)
			http.Error(w, "internal error", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.Write(text)
	}
}

func Example_jsonList() {
	// All processes that serve the list need the same secret. Take it from where you keep passwords.
	key, err := customer.NewCursorKey(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		fmt.Println(err)
		return
	}
	list := listHandler(shop, &customer.Run{CursorKey: key})

	get := func(url string) (page struct {
		Customers []struct{ ID, Email, Status string }
		Total     int
		Next      string
	}) {
		answer := httptest.NewRecorder()
		list(answer, httptest.NewRequest("GET", url, nil))
		if answer.Code != http.StatusOK {
			fmt.Print(answer.Code, " ", answer.Body)
		}
		json.Unmarshal(answer.Body.Bytes(), &page)
		return page
	}
	const question = "/customers?as_of=2024-05-31T12:00:00Z&sort=email&limit=2"
	first := get(question)
	fmt.Println(first.Total, first.Customers, strings.Contains(first.Next, "mia"))
	fmt.Println(get(question + "&after=" + first.Next).Customers)
	get(question + "&after=forged")
	get("/customers?as_of=2024-05-31T12:00:00Z&status=lively")
	// Output:
	// 3 [{2 ann@example.org quiet} {1 mia@example.com very active}] false
	// [{3  sleeper}]
	// 400 customer: invalid query: After is not a cursor of this question
	// 400 customer: invalid query: status: "lively" is unknown; want sleeper, quiet, active or very active
}
