package memory

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
	"github.com/clientele-go/clientele/examples/dashboard/pagestest"
	"github.com/clientele-go/clientele/gdpr"
)

// scaled is a shop of SHOPS samples, 395 customers each; 25 are 10,000 customers.
func scaled(b *testing.B) pages.Shop {
	b.Helper()
	f, err := kettle()
	if err != nil {
		b.Fatal(err)
	}
	n, err := strconv.Atoi(cmp.Or(os.Getenv("SHOPS"), "25"))
	if err != nil {
		b.Fatal(err)
	}
	s, err := New(b.Context(), pagestest.Many(f, n), Options{Location: time.UTC, ConsentPopup: true})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkPages measures the pages of a large shop, warm: the list in its orders and
// filters, and each page of reports for a question that nobody has asked yet. SHOPS is how
// many samples the shop is.
func BenchmarkPages(b *testing.B) {
	h, err := pages.New(scaled(b))
	if err != nil {
		b.Fatal(err)
	}
	pagestest.Pages(b, h)
}

// BenchmarkReaders has 50 readers ask for pages while customers change, for SECONDS (60 if
// it is not set). It reports how many pages were served, the worst wait, and the memory
// that was in use at the end.
func BenchmarkReaders(b *testing.B) {
	shop := scaled(b)
	h, err := pages.New(shop)
	if err != nil {
		b.Fatal(err)
	}
	seconds, err := strconv.Atoi(cmp.Or(os.Getenv("SECONDS"), "60"))
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(b.Context(), time.Duration(seconds)*time.Second)
	defer cancel()
	var mu sync.Mutex
	var all []time.Duration
	var readers sync.WaitGroup
	for i := range 50 {
		readers.Go(func() {
			paths := []string{"customers", "customers?type=favorite", "analysis?unit=week", "subscriptions?unit=month", "notifications", "customer?id=c025"}
			for n := i; ctx.Err() == nil; n++ {
				took := pagestest.Took(b, h, paths[n%len(paths)])
				mu.Lock()
				all = append(all, took)
				mu.Unlock()
			}
		})
	}
	editor, changes := shop.Editor(shop.Now(), func(context.Context, gdpr.Receipt) error { return nil }), 0
	for ; ctx.Err() == nil; changes++ {
		id := customer.ID([]string{"c025", "c001", "c127"}[changes%3])
		if err := editor.SetFavorite(b.Context(), id, changes%2 == 0); err != nil {
			b.Fatal(err)
		}
		if err := shop.Changed(b.Context(), id); err != nil {
			b.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	readers.Wait()
	pagestest.Quantiles(b, all)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc>>20), "MiB")
	b.ReportMetric(float64(len(all)), "pages")
	b.ReportMetric(float64(changes), "changes")
}
