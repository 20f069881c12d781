package memory

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// many returns the sample n times, each time with other customers.
func many(f *folder.Facts, n int) *folder.Facts {
	all := &folder.Facts{Latest: f.Latest, Notifications: f.Notifications}
	for i := range n {
		of := func(id customer.ID) customer.ID {
			if id == "" || i == 0 {
				return id
			}
			return id + customer.ID("-"+strconv.Itoa(i))
		}
		for _, x := range f.Customers {
			x.ID = of(x.ID)
			all.Customers = append(all.Customers, x)
		}
		each(&all.Logins, f.Logins, func(x *customer.Login) { x.Customer = of(x.Customer) })
		each(&all.Messages, f.Messages, func(x *customer.Message) { x.Customer = of(x.Customer) })
		each(&all.Actions, f.Actions, func(x *customer.Action) { x.Customer = of(x.Customer) })
		each(&all.Tags, f.Tags, func(x *customer.Tag) { x.Customer = of(x.Customer) })
		each(&all.Fields, f.Fields, func(x *customer.Field) { x.Customer = of(x.Customer) })
		each(&all.Memberships, f.Memberships, func(x *subscription.Membership) { x.Customer = of(x.Customer) })
		each(&all.OptIns, f.OptIns, func(x *notify.OptIn) { x.Customer = of(x.Customer) })
		each(&all.Orders, f.Orders, func(x *customer.Order) { x.Customer, x.ID = of(x.Customer), customer.OrderID(of(customer.ID(x.ID))) })
	}
	return all
}

func each[F any](all *[]F, facts []F, change func(*F)) {
	for _, x := range facts {
		change(&x)
		*all = append(*all, x)
	}
}

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
	s, err := New(b.Context(), many(f, n), Options{Location: time.UTC, ConsentPopup: true})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// ask asks for a page, past its redirect, and returns how long it took.
func ask(b *testing.B, h http.Handler, path string) time.Duration {
	b.Helper()
	for {
		w := httptest.NewRecorder()
		begun := time.Now()
		h.ServeHTTP(w, httptest.NewRequestWithContext(b.Context(), "GET", "/"+path, nil))
		if took := time.Since(begun); w.Code == http.StatusOK {
			return took
		}
		if w.Code != http.StatusSeeOther {
			b.Fatalf("GET %s: status %d: %.300s", path, w.Code, w.Body)
		}
		path = w.Header().Get("Location")
	}
}

// quantiles reports the median and the 95th percentile in milliseconds.
func quantiles(b *testing.B, all []time.Duration) {
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(all[(len(all)*95+99)/100-1].Microseconds())/1000, "p95-ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkPages measures the pages of a large shop, warm: the list in its orders and
// filters, and each page of reports for a question that nobody has asked yet. SHOPS is how
// many samples the shop is.
func BenchmarkPages(b *testing.B) {
	h, err := pages.New(scaled(b))
	if err != nil {
		b.Fatal(err)
	}
	for _, path := range []string{
		"customers", "customers?status=active", "customers?sort=revenue&sort_currency=EUR&descending=true", "customers?sort=last_usage&descending=true",
		"customers?sort=last_usage&status=quiet&descending=true", "customers?search=nikos", "customers?type=favorite", "customer?id=c025",
	} {
		b.Run(path, func(b *testing.B) {
			ask(b, h, path)
			var all []time.Duration
			for range max(b.N, 20) {
				all = append(all, ask(b, h, path))
			}
			quantiles(b, all)
		})
	}
	for _, page := range []string{"analysis", "subscriptions", "notifications", "growth", "cohorts", "value"} {
		b.Run(page, func(b *testing.B) {
			var all []time.Duration
			for i := range max(b.N, 10) { // each time another range, so that no answer is kept
				day := fmt.Sprintf("2024-%02d-%02d", 1+rand.IntN(4), 1+i%28)
				path := page + "?unit=week&from=" + day
				if page == "notifications" {
					path = page + "?from=" + day
				}
				if page == "value" {
					path = page + "?as_of=" + day
				}
				all = append(all, ask(b, h, path))
			}
			quantiles(b, all)
		})
	}
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
				took := ask(b, h, paths[n%len(paths)])
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
	quantiles(b, all)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc>>20), "MiB")
	b.ReportMetric(float64(len(all)), "pages")
	b.ReportMetric(float64(changes), "changes")
}
