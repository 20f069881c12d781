package memory

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// All tables of a page tell of one state, though customers are erased meanwhile: statuses
// now (of the rollup) and over time (of the facts) are of the same customers (O1, S4).
func TestOneState(t *testing.T) {
	shop := sampleShop(t)
	s := serve(t, shop)
	editor := shop.Editor(shop.Now(), func(context.Context, gdpr.Receipt) error { return nil })
	done := make(chan struct{})
	var erasing sync.WaitGroup
	erasing.Go(func() {
		defer close(done)
		for i := 1; i <= 30; i++ {
			id := customer.ID("c" + strconv.Itoa(1000 + i)[1:])
			if err := editor.DeleteAccount(t.Context(), id); err != nil {
				t.Errorf("erasing %s: %v", id, err)
			}
		}
	})
	seen := map[int]bool{}
	for erased := false; !erased; {
		select {
		case <-done:
			erased = true
		default:
		}
		now, trend := 0, 0
		for _, section := range parse(t, s.get("growth?unit=month")).all(tag("section")) {
			switch rows := section.cells(); section.attr("data-table") {
			case "status":
				for _, row := range rows {
					now += whole(t, row[1])
				}
			case "status_trend":
				for _, cell := range rows[len(rows)-1][1:5] {
					trend += whole(t, cell)
				}
			}
		}
		if now == 0 || now != trend {
			t.Fatalf("O1: one page has %d customers by status and %d over time", now, trend)
		}
		seen[now] = true
	}
	erasing.Wait()
	if !seen[365] {
		t.Errorf("after 30 of 395 customers are erased the pages had %v customers, want 365 among them", seen)
	}
}

func whole(t *testing.T, cell string) int {
	t.Helper()
	n, err := strconv.Atoi(cell)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
