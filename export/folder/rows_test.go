package folder_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/export/folder"
	"github.com/google/go-cmp/cmp"
)

// TestManyRows: facts come in customer order, those of one customer as they
// stood, and refunds find their orders, whatever the order of the rows.
func TestManyRows(t *testing.T) {
	const n, people = 10_000, 3000
	r := rand.New(rand.NewPCG(3, 4))
	var customers, orders, refunds, logins, tags strings.Builder
	customers.WriteString("id|")
	orders.WriteString("id,customer_id,amount,currency|")
	refunds.WriteString("id,order_id,at,amount|")
	for _, i := range r.Perm(people) {
		fmt.Fprintf(&customers, "c%d|", i) // c10 is before c9
	}
	of := map[string][]string{} // by customer, as they stand in the file
	for _, i := range r.Perm(n) {
		who := fmt.Sprint("c", r.IntN(people+50)) // some are guests
		fmt.Fprintf(&orders, "o%d,%s,%d,EUR|", i, who, i+1)
		if !strings.Contains(customers.String(), "|"+who+"|") {
			who = ""
		}
		of[who] = append(of[who], fmt.Sprint("o", i))
	}
	logins.WriteString("customer_id,at|")
	tags.WriteString("customer_id,tag|")
	for i := range n {
		fmt.Fprintf(&logins, "c%d,2024-01-01T00:%02d:00|", r.IntN(people+50), i%60)
		fmt.Fprintf(&tags, "c%d,t%d|", r.IntN(people), i%7)
	}
	for _, i := range r.Perm(n) {
		fmt.Fprintf(&refunds, "r%d,o%d,2024-01-01,%d|", i, i, i+1)
	}
	fsys := files("customers.csv", customers.String(), "orders.csv", orders.String(), "refunds.csv", refunds.String(),
		"logins.csv", logins.String(), "tags.csv", tags.String())
	f := read(t, fsys)
	for _, workers := range []int{1, 2, 4, 8} {
		o, err := folder.Read(context.Background(), fsys, folder.Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, o); diff != "" {
			t.Errorf("%d workers read other facts (- as many as there are processors):\n%s", workers, diff)
		}
	}
	if len(f.Orders) != n || len(f.Customers) != people || f.Files[2].Guests != len(of[""]) {
		t.Fatalf("X6: nothing is dropped: %d orders, %d customers, %d of guests, want %d", len(f.Orders), len(f.Customers), f.Files[2].Guests, len(of[""]))
	}
	got := map[string][]string{}
	for i, o := range f.Orders {
		got[string(o.Customer)] = append(got[string(o.Customer)], string(o.ID))
		if i > 0 && o.Customer < f.Orders[i-1].Customer {
			t.Fatalf("the order of customers is broken: %q after %q", o.Customer, f.Orders[i-1].Customer)
		}
		if len(o.Refunds) != 1 || o.Refunds[0].ID != "r"+string(o.ID[1:]) || !o.Refunds[0].Amount.Equal(o.Total.Amount) {
			t.Fatalf("R3: order %s has the refunds %v, want its own", o.ID, o.Refunds)
		}
	}
	for who, want := range of {
		if !slices.Equal(want, got[who]) {
			t.Errorf("the orders of %q are not as they stood in the file", who)
		}
	}
}
