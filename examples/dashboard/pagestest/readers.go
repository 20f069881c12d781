package pagestest

import (
	"cmp"
	"context"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/gdpr"
)

// Readers has 50 readers ask for pages of a shop while customers change, for SECONDS (60 if
// it is not set). It reports how long pages took, how many were served, how often a customer
// changed, and the most memory that was in use.
func Readers(b *testing.B, shop pages.Shop) {
	h, err := pages.New(shop)
	if err != nil {
		b.Fatal(err)
	}
	seconds, err := strconv.Atoi(cmp.Or(os.Getenv("SECONDS"), "60"))
	if err != nil {
		b.Fatal(err)
	}
	for _, path := range readPaths() {
		Took(b, h, path) // warm
	}
	ctx, cancel := context.WithTimeout(b.Context(), time.Duration(seconds)*time.Second)
	defer cancel()
	all := make([][]time.Duration, 50)
	var readers sync.WaitGroup
	for i := range all {
		readers.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				all[i] = append(all[i], Took(b, h, readPaths()[n%len(readPaths())]))
			}
		})
	}
	changes, most := change(ctx, b, shop)
	readers.Wait()
	var took []time.Duration
	for _, one := range all {
		took = append(took, one...)
	}
	Quantiles(b, took)
	b.ReportMetric(float64(most>>20), "MiB")
	b.ReportMetric(float64(len(took)), "pages")
	b.ReportMetric(float64(changes), "changes")
}

func readPaths() []string {
	return []string{"customers", "customers?type=favorite", "analysis?unit=week", "subscriptions?unit=month", "notifications", "growth?unit=month", "value", "customer?id=c025"}
}

// change marks customers as favourites, or takes the mark away, ten times a second until ctx
// is done. It returns how often it did, and the most bytes of the heap.
func change(ctx context.Context, b *testing.B, shop pages.Shop) (changes int, most uint64) {
	editor := shop.Editor(shop.Now(), func(context.Context, gdpr.Receipt) error { return nil })
	for ; ctx.Err() == nil; changes++ {
		id := customer.ID([]string{"c025", "c001", "c127"}[changes%3])
		if err := editor.SetFavorite(b.Context(), id, changes%2 == 0); err != nil {
			b.Fatal(err)
		}
		if err := shop.Changed(b.Context(), id); err != nil {
			b.Fatal(err)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapAlloc)
		time.Sleep(100 * time.Millisecond)
	}
	return changes, most
}
