package customer

import (
	"fmt"
	"testing"
)

// The first page of k of n customers holds no more than k rows at any time (L5).
func TestTopRowsMemory(t *testing.T) {
	const k, n = 7, 5000
	for _, descending := range []bool{false, true} {
		top := topRows{sort: Sort{Column: "id", Descending: descending}, limit: k}
		for i := range n {
			r := Row{ID: ID(fmt.Sprintf("%08d", i*4999%n))} // every ID once, in no order
			top.add(top.sort.key(&r), r)
			if len(top.rows) > k || cap(top.rows) > 2*k {
				t.Fatalf("L5: %d rows are kept, in room for %d, for a page of %d", len(top.rows), cap(top.rows), k)
			}
		}
		for i, r := range top.sorted() {
			want := i
			if descending {
				want = n - 1 - i
			}
			if r.ID != ID(fmt.Sprintf("%08d", want)) {
				t.Errorf("L5: row %d is %s, want %d", i, r.ID, want)
			}
		}
		if !top.more {
			t.Error("L5: nothing follows the first page")
		}
	}
}
