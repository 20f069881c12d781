package engagement_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	. "github.com/clientele-go/clientele/engagement"
)

// Law: leaving out is the answer over the facts without the bad parts, for any number
// of workers and any way of reading.
func TestLawLeaveOut(t *testing.T) {
	sound := town(rand.New(rand.NewPCG(7, 8)), 8000)
	var cuts []customer.ID
	for i := range 200 {
		if i%5 == 4 {
			cuts = append(cuts, customer.ID(fmt.Sprint(i)))
		}
	}
	spoiled := sound
	spoiled.Orders = slices.Clone(sound.Orders)
	bad := 0
	for i := 0; i < len(sound.Orders); i += 9 {
		o := &spoiled.Orders[i]
		o.Refunds = append(slices.Clone(o.Refunds), customer.Refund{ID: "beyond", At: midsummer.AddDate(1, 0, 0), Amount: decimal.New(201, -2)})
		wrong := sound.Orders[i]
		wrong.Total.Currency = "eur"
		spoiled.Orders = append(spoiled.Orders, wrong)
		bad += 2
	}
	q := Query{AsOf: midsummer}
	want, err := Summarize(bg, sound, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Summarize(bg, spoiled, q, nil); err == nil {
		t.Fatal("R3: without LeaveOut there is no error")
	}
	for name, repo := range map[string]Repository{"as it stands": spoiled, "sorted": spoiled.Sorted(), "range by range": inRanges(spoiled, cuts...)} {
		var first []string
		for _, workers := range []int{1, 2, 4} {
			var told []string
			run := &customer.Run{Workers: workers, LeaveOut: func(e *customer.FactError) { told = append(told, e.Error()) }}
			got, err := Summarize(bg, repo, q, run)
			if err != nil || got.LeftOut.Count != bad || len(told) != bad {
				t.Fatalf("%s, %d workers: error %v, %d left out, %d told; want %d", name, workers, err, got.LeftOut.Count, len(told), bad)
			}
			if first == nil {
				first = told
			}
			if !slices.Equal(first, told) {
				t.Errorf("%s: %d workers are told otherwise than one", name, workers)
			}
			got.LeftOut = customer.LeftOut{}
			same(t, fmt.Sprintf("law: leaving out = without the bad parts: %s, %d workers", name, workers), want, got)
		}
	}
}
