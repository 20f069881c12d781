package rollupsql_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// common is a shop in which nearly everybody has one text, so a walk finds them: many were
// last there at one instant, and the first of the best status by ID do not have the text.
func common() (m customer.Memory) {
	for i := range 400 {
		c := customer.Customer{ID: customer.ID(fmt.Sprintf("c%03d", i)), Name: "ann", SignedUp: true, CreatedAt: start.AddDate(0, 0, -i/100)}
		c.Email = customer.Email(fmt.Sprintf("%d@example.com", i/150))
		if i < 60 {
			c.Name = "bob"
		}
		if i < 100 {
			at := start.AddDate(0, 0, -1)
			if i > 97 {
				at = at.Add(time.Hour)
			}
			m.Logins = append(m.Logins, customer.Login{Customer: c.ID, At: at}, customer.Login{Customer: c.ID, At: start.AddDate(0, 0, -2)})
		}
		m.Customers = append(m.Customers, c)
	}
	return m
}

// L2, H13: a text that nearly everybody has is found in the order of the list: by ID where the
// value is the same, and nobody is passed over whom the walk did not come to.
func TestCommonTexts(t *testing.T) {
	everyEngine(t, func(t *testing.T, open func(t testing.TB) base) {
		facts := common()
		r := rollup.Rollup{Store: open(t).store(t), Repository: facts.Sorted(), Query: customer.Query{AsOf: start}}
		if err := r.Build(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.Store = unread{r.Store}
		for _, column := range servedColumns {
			for _, down := range []bool{false, true} {
				for _, limit := range []int{1, 3, 40, 200} {
					q := r.Query
					q.Limit, q.Filter.Search = limit, "ANN"
					q.Sort = customer.Sort{Column: column, Descending: down, Currency: "EUR"}
					want, err := customer.List(t.Context(), facts, q, &customer.Run{CursorKey: key})
					if err != nil {
						t.Fatal(err)
					}
					got, err := r.List(t.Context(), q, &customer.Run{CursorKey: key})
					if diff := cmp.Diff(want, got); err != nil || diff != "" {
						t.Errorf("L2, H13: %d by %q, descending %t: %v (- facts, + rollup):\n%.900s", limit, string(column), down, err, diff)
					}
				}
			}
		}
	})
}
